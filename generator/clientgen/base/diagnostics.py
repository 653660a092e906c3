"""What can go wrong, as values: the one error of bad input, and collected diagnostics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

CODES = frozenset("""
    alias-left-out
    callback-left-out
    duplicate-id
    header-ignored
    links-ignored
    media-type-left-out
    name-reserved
    no-operations
    operation-left-out
    overlay-no-effect
    overlay-no-match
    parameter-left-out
    parameter-undeclared
    parameter-unplaced
    path-left-out
    schema-as-any
    schema-impossible
    security-by-verify
    security-left-out
    security-undeclared
    server-relative
    spec-violation
    style-ignored
    type-unknown
    """.split())
"""Codes of the diagnostics that reading and planning give; see ``docs/diagnostics.md``."""


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
        code: stable key such as ``style-ignored``, documented in ``docs/diagnostics.md``.
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


class Places(Protocol):
    """What knows where a part of a document stands in its file."""

    @property
    def source(self) -> str:
        """Display name of the document."""
        ...

    def position(self, pointer: str) -> Position | None:
        """Line and column of a part."""
        ...

    def origin(self, pointer: str) -> str:
        """Pointer of a part in the file it came from."""
        ...


class Oddities:
    """Collects what is odd while a room works; places are looked up once, at its end."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Diagnostic] = {}

    def note(self, code: str, message: str, pointer: str) -> None:
        """Keep something that loses nothing a client needs.

        Args:
            code: one of `CODES`.
            message: what was met and what was done instead.
            pointer: where, in the document being read.
        """
        self._keep(code, message, pointer, "note")

    def warn(self, code: str, message: str, pointer: str) -> None:
        """Keep something the package cannot do, or does another way than the document says.

        Args:
            code: one of `CODES`.
            message: what was met and what was done instead.
            pointer: where, in the document being read.
        """
        self._keep(code, message, pointer, "warning")

    def _keep(
        self, code: str, message: str, pointer: str, severity: Literal["note", "warning"]
    ) -> None:
        if code not in CODES:
            raise KeyError(code)
        found = Diagnostic(code, message, None, None, pointer, severity)
        self._found.setdefault((code, pointer, message), found)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything kept, in an order that does not depend on the document's."""
        return tuple(self._found[key] for key in sorted(self._found, key=lambda k: (k[1], *k)))


def placed(found: Iterable[Diagnostic], places: Places) -> tuple[Diagnostic, ...]:
    """Say of each diagnostic which file and line it speaks of.

    Args:
        found: diagnostics with pointers into a document.
        places: that document.

    Returns:
        The same with source, position and the pointer in the file the part came from.
    """
    return tuple(
        (
            replace(
                item,
                source=places.source,
                position=places.position(item.pointer),
                pointer=places.origin(item.pointer),
            )
            if item.source is None and item.pointer is not None
            else item
        )
        for item in found
    )
