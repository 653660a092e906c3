"""Findings: changes of the documents joined with changes of the Python surface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientgen.base.diagnostics import Position
from clientgen.compare.rules import (
    RULES,
    VERDICTS,
    Bump,
    Reader,
    Rule,
    Subject,
    Verdict,
    biggest,
    worst,
)
from clientgen.compare.surface_change import ChangedName
from clientgen.compare.your_code import CodeNote, SeenDrift, YourCode


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A position in one document.

    Args:
        source: display name of the document.
        pointer: JSON pointer into the document as it was read.
        position: line and column, None where the text is not known.
    """

    source: str
    pointer: str
    position: Position | None

    def __str__(self) -> str:
        return f"{self.source}:{self.position.line}" if self.position else self.source


@dataclass(frozen=True, slots=True)
class Waiver:
    """A team's decision to accept a finding.

    Args:
        reason: why.
        expires: ISO date up to which it holds.
    """

    reason: str
    expires: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One change and what it breaks.

    Args:
        id: id of the rule.
        subject: what changed, by its name in the document.
        wire: does an installed old package keep working.
        source: does the user's code keep working after regenerating.
        bump: the version step it asks for.
        operations: ``GET /path`` of every operation it reaches.
        methods: Python name of each of them.
        old: where it is in the old document; for an addition, where it would be.
        new: where it is in the new one.
        before: the old value, None when there was none.
        after: the new value.
        python: what happens to the Python surface, a sentence each.
        python_before: the declaration concerned, as it was; empty when there was none.
        python_after: the declaration, as it is now.
        directions: ``request``, ``response``: where it travels.
        also: further rules the same change meets.
        evidence: why two things were taken for one.
        note: why the verdict is not the one of the table, if it is not.
        pointers: pointers into the documents, as they were read, wherever the change was made.
        names: the names of the Python surface it changes.
        notes: where it touches the user's code, when that was given.
        drift: how often a running client met it, when that was given.
        readers: who breaks on the wire; nobody where it is safe.
        reading: what installed packages make of such a response, in a sentence or more.
        waiver: set when it is waived: it counts for no gate and no verdict.
        summaries: the document's line about each of the operations, where they are new.
    """

    id: str
    subject: str
    wire: Verdict
    source: Verdict
    bump: Bump
    operations: tuple[str, ...]
    methods: tuple[str, ...]
    old: SourceLocation | None
    new: SourceLocation | None
    before: Any = None
    after: Any = None
    python: tuple[str, ...] = ()
    python_before: str = ""
    python_after: str = ""
    directions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    evidence: str = ""
    note: str = ""
    pointers: tuple[str, ...] = ()
    names: tuple[ChangedName, ...] = ()
    notes: tuple[CodeNote, ...] = ()
    drift: SeenDrift | None = None
    readers: tuple[Reader, ...] = ()
    reading: str = ""
    waiver: Waiver | None = None
    summaries: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title of its rule."""
        return RULES[self.id].title

    def is_about(self, subject: Subject) -> bool:
        """Tell whether its rule is about a subject."""
        return subject in RULES[self.id].about

    @property
    def rules(self) -> Iterator[Rule]:
        """Its rule, and the further ones that the change meets."""
        return (RULES[id_] for id_ in (self.id, *self.also))

    @property
    def reaches(self) -> int:
        """The number of operations it reaches."""
        return len(self.operations)

    @property
    def todo(self) -> str:
        """The readers that break on the wire, and the recommended action."""
        if self.wire == "safe" or not self.readers:
            return _TODO[self.wire, self.source]
        # Installed packages live on where nobody but strict readers breaks.
        wire: Verdict = "may" if self.readers == ("strict",) else self.wire
        return " ".join([*self._breaks(), _TODO[wire, self.source]])

    def _breaks(self) -> Iterator[str]:
        """Say who breaks, a sentence for each; what is known of installed packages says it best."""
        if "server" in self.readers:
            yield _BREAKS["server", self.wire]
        if self.reading:
            yield self.reading
        elif "code" in self.readers:
            yield _BREAKS["code", self.wire]
        elif "strict" in self.readers:
            yield "Installed packages read it in full."
        if "strict" in self.readers:
            yield "Strict readers, in other languages too, refuse it."

    @property
    def weight(self) -> int:
        """Sort key of the subject: operations, what they take and return, single values, texts."""
        if self.is_about("operation"):
            return 0
        if self.bump in ("patch", "none"):
            return 3
        return 2 if self.is_about("values") else 1

    @property
    def severity(self) -> tuple[int, int]:
        """Sort key: worst verdict first."""
        verdicts = VERDICTS.index(self.wire), VERDICTS.index(self.source)
        return max(verdicts), sum(verdicts)


_BREAKS: dict[tuple[Reader, Verdict], str] = {
    ("server", "breaks"): "The server refuses or misreads what installed packages send.",
    ("server", "may"): "The server may treat what installed packages send otherwise.",
    ("code", "breaks"): "Installed packages read on, but code that uses the value fails.",
    ("code", "may"): "Installed packages read on; code that uses the value may fail.",
}
_TODO: dict[tuple[Verdict, Verdict], str] = {
    ("breaks", "breaks"): "Release a major version with migration notes.",
    ("breaks", "may"): "Release now. Users check the code named.",
    ("breaks", "safe"): "Release now. No user code has to change.",
    ("may", "breaks"): "Release a major version with migration notes.",
    ("may", "may"): "Tell users to check the code named.",
    ("may", "safe"): "Tell users what the server does differently; no code has to change.",
    ("safe", "breaks"): "Only Python changes: keep the old name as an alias, or release a major.",
    ("safe", "may"): "Tell users to run their type checker after upgrading.",
    ("safe", "safe"): "Nothing to do.",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The result of comparing two documents.

    Args:
        old: display name of the old document.
        new: display name of the new one.
        old_version: what the old document says of its version.
        new_version: what the new one says.
        findings: the worst first.
        operations: how many operations both documents have together.
        touched: how many operations in either version some finding reaches.
        api_wide: how many changes the whole documents have, when only a part was compared.
        prefix: the part that was compared.
        only: the selectors of the operations that were compared; none for all.
        warnings: warnings about waivers.
        your_code: what it means for the user's code, when that was given.
    """

    old: str
    new: str
    old_version: str
    new_version: str
    findings: tuple[Finding, ...]
    operations: int
    touched: int
    api_wide: int | None = None
    prefix: str | None = None
    only: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    your_code: YourCode | None = None

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that are not waived."""
        return tuple(finding for finding in self.findings if finding.waiver is None)

    @property
    def wire(self) -> Verdict:
        """The worst wire verdict: do installed packages keep working."""
        return worst(finding.wire for finding in self.counted)

    @property
    def source(self) -> Verdict:
        """The worst source verdict: does user code keep working after regenerating."""
        return worst(finding.source for finding in self.counted)

    @property
    def bump(self) -> Bump:
        """The version step to take."""
        return biggest(finding.bump for finding in self.counted)

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that require the version step, the weightiest first."""
        found = [finding for finding in self.counted if finding.bump == self.bump]
        return tuple(sorted(found, key=lambda f: ("breaks" not in (f.wire, f.source), f.weight)))


def fails(report: Report, gate: str | None) -> bool:
    """Tell whether a report fails a gate.

    Args:
        report: the report.
        gate: ``wire`` or ``source`` fail on a verdict ``breaks``, ``any`` on any finding at all;
            None never fails.

    Returns:
        True when the gate does not hold. Waived findings never count. With the user's code, a
        finding counts that touches it, and every one while some of the code was not judged; what
        has to change there and no finding explains fails ``source`` and ``any``.
    """
    if gate is None:
        return False
    code, counted = report.your_code, report.counted
    if code is not None:
        if code.unexplained and gate != "wire":
            return True
        if code.is_complete:
            counted = tuple(finding for finding in counted if finding.notes)
    if gate == "any":
        return bool(counted)
    return any(getattr(finding, gate) == "breaks" for finding in counted)


def ordered(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Sort findings by severity, then by weight, rule and position."""
    yield from sorted(
        findings,
        key=lambda f: (
            tuple(-part for part in f.severity),
            f.weight,
            f.id,
            f.subject,
            f.old.pointer if f.old else "",
            f.new.pointer if f.new else "",
        ),
    )
