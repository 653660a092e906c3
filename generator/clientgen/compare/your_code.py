"""The meaning of a comparison for one code base: the values that `clientgen.usage` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class CodePosition:
    """A position in the user's code.

    Args:
        file: path as the user would name it.
        line: line number, from 1.
        column: column in characters, from 1.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class CodeNote:
    """One position of the user's code that a finding touches.

    Args:
        position: where.
        effect: ``change`` where the code has to change, ``check`` where no type checker sees
            whether it has to, ``call`` where an operation is called that the finding reaches.
        text: the reason, in our words or the checker's.
        code: the checker's name for the error; empty where it is not the checker's.
        call: the call it belongs to, None for what is no call.
    """

    position: CodePosition
    effect: Literal["change", "check", "call"]
    text: str
    code: str = ""
    call: CodePosition | None = None


@dataclass(frozen=True, slots=True, order=True)
class UnseenCode:
    """Code that was not judged.

    Args:
        position: where.
        reason: why not.
    """

    position: CodePosition
    reason: str


@dataclass(frozen=True, slots=True)
class YourCode:
    """The user's code: what was seen of it, and what of it has to change.

    Args:
        checker: name and version of the type checker.
        packages: import names that were looked for.
        files: how many files were read.
        calls: the calls that the checker resolved.
        unresolved: calls that it did not resolve.
        unchecked: arguments and names that no checker sees, in calls that were resolved.
        skipped: files that could not be read.
        changes: every position that has to change, once.
        unexplained: those of them that no finding explains.
        warnings: what else limits the result.
    """

    checker: str
    packages: tuple[str, ...]
    files: int
    calls: tuple[CodePosition, ...]
    unresolved: tuple[UnseenCode, ...] = ()
    unchecked: tuple[UnseenCode, ...] = ()
    skipped: tuple[UnseenCode, ...] = ()
    changes: tuple[CodeNote, ...] = ()
    unexplained: tuple[CodeNote, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The number of calls, resolved or not."""
        return len(self.calls) + len(self.unresolved)

    @property
    def changed_calls(self) -> int:
        """The number of calls that have to change."""
        return len({note.call for note in self.changes if note.call is not None})

    @property
    def changed_lines(self) -> int:
        """The number of lines that have to change outside calls."""
        at = {(n.position.file, n.position.line) for n in self.changes if n.call is None}
        return len(at)

    @property
    def changed_files(self) -> int:
        """The number of files that have to change."""
        return len({note.position.file for note in self.changes})

    @property
    def is_complete(self) -> bool:
        """Tell whether everything was judged: only then may a report say that nothing breaks."""
        seen_all = not (self.unresolved or self.unchecked or self.skipped)
        return seen_all and bool(self.calls)


@dataclass(frozen=True, slots=True)
class SeenDrift:
    """Count of the times that running clients met what a finding tells.

    Args:
        times: how many records name it.
        last: the time of the last one, as it was written; empty where no record has one.
    """

    times: int
    last: str = ""
