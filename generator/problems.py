"""What can go wrong, as values: the one error of bad input, and collected diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text document, counted from 1 as editors do.

    Args:
        line: line number, 1 or more.
        column: column number in characters, 1 or more.
    """

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


def place(source: str | None, position: Position | None, pointer: str | None) -> str:
    """Write a place as ``file:line:column (at #/json/pointer)``, leaving out what is not known.

    Args:
        source: display name of the document, or None.
        position: line and column, or None.
        pointer: JSON pointer without the leading ``#``, or None.

    Returns:
        The text, possibly empty.
    """
    head = source or ""
    if head and position is not None:
        head = f"{head}:{position}"
    if pointer is None:
        return head
    return f"{head} (at #{pointer})".lstrip()


class InputError(Exception):
    """Something the user gave cannot be used. The command line prints it and exits with code 2.

    Args:
        message: one sentence: what is wrong and, where it is known, what to do.
        source: display name of the document.
        position: line and column in that document.
        pointer: JSON pointer into the document, without the leading ``#``.
    """

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        position: Position | None = None,
        pointer: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.position = position
        self.pointer = pointer

    def __str__(self) -> str:
        where = place(self.source, self.position, self.pointer)
        return f"{where}: {self.message}" if where else self.message


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something odd that did not stop the run; shown at its end, fatal under ``--strict``.

    Args:
        code: stable key such as ``E-STYLE``, documented in ``docs/diagnostics.md``.
        message: one sentence: what was met and what was done instead.
        source: display name of the document.
        position: line and column, where known.
        pointer: JSON pointer without the leading ``#``, where known.
        severity: ``note`` never fails a strict run, ``warning`` does.
    """

    code: str
    message: str
    source: str | None = None
    position: Position | None = None
    pointer: str | None = None
    severity: Literal["note", "warning"] = "warning"

    def __str__(self) -> str:
        where = place(self.source, self.position, self.pointer)
        text = f"{self.severity} {self.code}: {self.message}"
        return f"{where}: {text}" if where else text
