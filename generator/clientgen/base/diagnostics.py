"""`InputError` for input that cannot be used, and the diagnostics a run collects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from clientgen.base.terminal import printable

CODES = frozenset("""
    alias-left-out
    callback-left-out
    composition-circular
    condition-unchecked
    duplicate-id
    empty-assumed
    header-ignored
    keyword-ignored
    links-ignored
    media-type-left-out
    merge-key
    name-reserved
    nested-too-deep
    no-operations
    operation-left-out
    overlay-no-effect
    overlay-no-match
    parameter-as-text
    parameter-left-out
    parameter-nested
    parameter-undeclared
    parameter-unplaced
    parts-unnamed
    path-left-out
    reference-assumed
    reference-left-out
    schema-as-any
    schema-impossible
    security-by-verify
    security-left-out
    security-undeclared
    server-relative
    setting-no-match
    siblings-ignored
    spec-violation
    style-ignored
    type-unknown
    version-assumed
    """.split())
"""Codes of the diagnostics of reading and planning; ``docs/diagnostics.md`` describes each."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A position in a text document, counted from 1 as editors do.

    Args:
        line: line number, 1 or more.
        column: column number in characters, 1 or more.
    """

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


def format_position(source: str | None, position: Position | None, pointer: str | None) -> str:
    """Write a position as ``file:line:column (at #/json/pointer)``, leaving out what is not known.

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
    """Input that cannot be used; the command line prints the message and exits with code 2.

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
        where = format_position(self.source, self.position, self.pointer)
        return f"{where}: {self.message}" if where else self.message


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem that did not stop the run; shown at its end, fatal under ``--strict``.

    Args:
        code: stable key such as ``style-ignored``, documented in ``docs/diagnostics.md``.
        message: one sentence: the problem and what was done instead.
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
        where = format_position(self.source, self.position, self.pointer)
        text = f"{self.severity} {self.code}: {self.message}"
        return printable(f"{where}: {text}" if where else text)


class DocumentPositions(Protocol):
    """A document that knows the file position of each of its nodes."""

    @property
    def source(self) -> str:
        """Display name of the document."""
        ...

    def position(self, pointer: str) -> Position | None:
        """Return the line and column of a node.

        Args:
            pointer: JSON pointer into the document.

        Returns:
            The position, or None when it is not known.
        """
        ...

    def origin(self, pointer: str) -> str:
        """Return the pointer a node has in the file it came from.

        Args:
            pointer: JSON pointer into the document.

        Returns:
            The pointer in that file.
        """
        ...


class DiagnosticCollector:
    """Collects diagnostics by JSON pointer; `with_positions` adds file positions afterwards."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Diagnostic] = {}

    def note(self, code: str, message: str, pointer: str) -> None:
        """Record a deviation from the document that no user of the client notices.

        Args:
            code: one of `CODES`.
            message: the problem and what was done instead.
            pointer: JSON pointer into the document being read.
        """
        self._record(code, message, pointer, "note")

    def warn(self, code: str, message: str, pointer: str) -> None:
        """Record something the package cannot do, or does differently from the document.

        Args:
            code: one of `CODES`.
            message: the problem and what was done instead.
            pointer: JSON pointer into the document being read.
        """
        self._record(code, message, pointer, "warning")

    def _record(
        self, code: str, message: str, pointer: str, severity: Literal["note", "warning"]
    ) -> None:
        if code not in CODES:
            raise KeyError(code)
        found = Diagnostic(code, message, None, None, pointer, severity)
        self._found.setdefault((code, pointer, message), found)

    def collected(self) -> tuple[Diagnostic, ...]:
        """Return every diagnostic once, sorted by pointer, code and message."""
        return tuple(self._found[key] for key in sorted(self._found, key=lambda k: (k[1], *k)))


def with_positions(
    found: Iterable[Diagnostic], document: DocumentPositions
) -> tuple[Diagnostic, ...]:
    """Add file, line and column to diagnostics.

    Args:
        found: diagnostics with pointers into a document.
        document: that document.

    Returns:
        The same with source, position and the pointer in the file the part came from.
    """
    return tuple(
        (
            replace(
                item,
                source=document.source,
                position=document.position(item.pointer),
                pointer=document.origin(item.pointer),
            )
            if item.source is None and item.pointer is not None
            else item
        )
        for item in found
    )
