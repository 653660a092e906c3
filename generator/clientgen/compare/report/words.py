"""The sentences that all reports share."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from clientgen.compare.findings import Finding, Report, SourceLocation, fails
from clientgen.compare.report.release import Release, Size
from clientgen.compare.report.your_code import ELSEWHERE, asks_no_change, is_elsewhere

SIGNS: Mapping[str, str] = MappingProxyType({"safe": "✓", "may": "▲", "breaks": "✖"})
"""The sign of each verdict."""

PLAIN = "·"
"""The sign of a line that is neither good nor bad."""

_AROUND = 40
_NAMED = 3

LONGEST = 160
"""Longer values are cut."""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the summary.

    Args:
        sign: one of `SIGNS`, or `PLAIN`.
        question: the question that the line answers.
        answer: the answer, in a word or two.
        detail: the reason or the counts; may be empty.
    """

    sign: str
    question: str
    answer: str
    detail: str = ""

    @property
    def line(self) -> str:
        """The value and its detail as one sentence."""
        return f"{self.answer}, {self.detail}" if self.detail else self.answer


def headline(report: Report, release: Release | None = None) -> str:
    """Summarise in one line: what to release, and why.

    Args:
        report: the report.
        release: what regenerating does, where that is known.

    Returns:
        One sentence.
    """
    why = reason(report)
    decision = verdict(report, release)
    return f"{decision}: {why}." if why else f"{decision}."


def verdict(report: Report, release: Release | None = None) -> str:
    """Name what to release, without the reason.

    Args:
        report: the report.
        release: what regenerating does, where that is known.

    Returns:
        A sentence without a full stop.
    """
    where = _part(report) or "in this API"
    if not report.findings:
        return "Nothing changed. Nothing to release"
    if not report.counted:
        return "Everything that changed is waived. Nothing to release"
    if nothing_here(report):
        return f"Nothing {where} changed but the version number"
    if report.bump == "none":
        return "Nothing to release"
    if release is not None and release.after is not None:
        return f"Release {release.after}, a {report.bump} version"
    return f"Release a {report.bump} version"


def reason(report: Report) -> str:
    """Name the reason for the release, without a full stop; empty when there is none."""
    if nothing_here(report) or report.bump == "none":
        return ""
    deciding = report.deciding
    first = deciding[0]
    if first.summaries:
        return _new_operations(deciding)
    more = len(deciding) - 1
    sentence = first.python[0] if first.python else f"{first.title}: {first.subject}"
    return f"{sentence}, and {more} more" if more else sentence


def _new_operations(deciding: Sequence[Finding]) -> str:
    """Tell which operations are new, and how much else is."""
    added = [finding for finding in deciding if finding.summaries]
    methods = [f"`{name}()`" for finding in added for name in finding.methods]
    named, rest = methods[:_NAMED], len(methods) - _NAMED
    told = ", ".join(named) + (f" and {rest} more" if rest > 0 else "")
    sentence = f"{told} is new" if len(methods) == 1 else f"{len(methods)} new operations, {told}"
    others = len(deciding) - len(added)
    if not others:
        return sentence
    return f"{sentence}; and {others} more edit{'s' if others > 1 else ''}"


def summary_lines(
    report: Report, gate: str | None, release: Release | None = None
) -> list[SummaryLine]:
    """List the lines of the summary.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given, None without it.
        release: what regenerating does, where that is known.

    Returns:
        The lines, in the order a reader asks.
    """
    lines = [
        SummaryLine(SIGNS[report.wire], "Installed packages", *_wire(report)),
        SummaryLine(SIGNS[report.source], "User code", *_source(report)),
        SummaryLine(PLAIN, "Changed here", *_extent(report)),
    ]
    if report.api_wide is not None:
        lines.append(SummaryLine(PLAIN, "In the whole API", _edits(report.api_wide)))
    if release is not None:
        lines.append(SummaryLine(PLAIN, "Regenerated diff", *_size(release.size)))
        if release.before is not None and release.before != release.after:
            lines.append(
                SummaryLine(
                    PLAIN, "Version", f"{release.before} → {release.after}", release.package or ""
                )
            )
    if gate is not None:
        failed = fails(report, gate)
        lines.append(
            SummaryLine("✖" if failed else "✓", f"Gate {gate}", "fails" if failed else "holds")
        )
    return lines


def _wire(report: Report) -> tuple[str, str]:
    count = _edits(sum(finding.wire == report.wire for finding in report.counted))
    if report.wire == "breaks":
        return "break", f"because of {count}: ship soon"
    if report.wire == "may":
        return "keep working", f"some callers meet something new: {count}"
    return "keep working", ""


def _source(report: Report) -> tuple[str, str]:
    count = _edits(sum(finding.source == report.source for finding in report.counted))
    if report.source == "breaks":
        return "has to change", f"because of {count}"
    if report.source == "may":
        return "keeps running", f"type checkers or some callers may object: {count}"
    return "keeps working", ""


def _part(report: Report) -> str:
    """Name the part of the API that was compared; empty for the whole."""
    if report.prefix:
        return f"below {report.prefix}"
    return f"in {', '.join(report.only)}" if report.only else ""


def _extent(report: Report) -> tuple[str, str]:
    below = f" {part}" if (part := _part(report)) else ""
    if not report.findings:
        return f"nothing{below}", ""
    reached = f"reaching {report.touched} of {report.operations} operations{below}"
    return _edits(len(report.findings)), reached


def _size(size: Size) -> tuple[str, str]:
    if not size.files:
        return "no file changes", ""
    files = "1 file" if size.files == 1 else f"{size.files:,} files"
    added = "1 line added" if size.added == 1 else f"{size.added:,} lines added"
    return files, f"{added}, {size.removed:,} removed"


def _edits(count: int) -> str:
    return "1 edit" if count == 1 else f"{count:,} edits"


def nothing_here(report: Report) -> bool:
    """Tell whether nothing but the version number changed."""
    return all(finding.is_about("release") for finding in report.counted)


def shown(value: Any) -> str:
    """A value out of a document on one line, cut when it is long."""
    return _cut(_line(value))


def shown_pair(before: Any, after: Any) -> tuple[str, str]:
    """Two values on one line each; of long ones what stands around the first difference.

    Args:
        before: the old value.
        after: the new value.

    Returns:
        The old text and the new one, each at most `LONGEST` characters.
    """
    old_text, new_text = _line(before), _line(after)
    if max(len(old_text), len(new_text)) > LONGEST:
        pairs = zip(old_text, new_text, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        if same > _AROUND:
            start = same - _AROUND
            old_text, new_text = f"…{old_text[start:]}", f"…{new_text[start:]}"
    return _cut(old_text), _cut(new_text)


def values(finding: Finding) -> str:
    """Show the old and the new value on one line; empty when that adds nothing."""
    before, after = shown_pair(finding.before, finding.after)
    if finding.before is not None and finding.after is not None:
        return f"{before} → {after}"
    only = after if finding.before is None else before
    if before == after or only == finding.subject or only in finding.title:
        return ""
    return f"was {before}" if finding.after is None else f"now {after}"


def _line(value: Any) -> str:
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())


def _cut(text: str) -> str:
    """Cut a long text, between two words where there are any."""
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1]
    whole = kept.rpartition(" ")[0]
    return f"{whole if len(whole) > LONGEST // 2 else kept}…"


def reaches(finding: Finding) -> str:
    """Describe how many operations a finding reaches."""
    if not finding.operations:
        return "reaches no operation"
    if len(finding.operations) == 1:
        return f"reaches `{finding.methods[0]}()`"
    return f"reaches {finding.reaches} operations"


def position_text(location: SourceLocation, name: str | None = None) -> str:
    """Format file and line.

    Args:
        location: where.
        name: what to call the document, where its whole name was given before.

    Returns:
        ``file:line``; empty for a document that is one long line, or whose text is not known: the
        pointer tells the place there.
    """
    position = location.position
    return f"{name or location.source}:{position.line}" if position and position.line > 1 else ""


def short_names(report: Report) -> Mapping[str, str]:
    """Shorten the names of the documents to their last parts, where those differ."""
    names = {name: re.split(r"[/\\]", name.rstrip("/"))[-1] for name in (report.old, report.new)}
    return names if len(set(names.values())) == 2 else {}


def place_lines(finding: Finding, names: Mapping[str, str] | None = None) -> list[str]:
    """Name the JSON pointers of a finding, each with file and line where these tell anything.

    Args:
        finding: the finding.
        names: shorter names of the documents.

    Returns:
        One line, or one for each document where the pointers differ; none without a place.
    """
    known = names or {}
    sides = [location for location in (finding.old, finding.new) if location]
    lines = [position_text(side, known.get(side.source)) for side in sides]
    if (shared := _shared_pointer(sides)) is not None:
        return [_place(shared, " → ".join(dict.fromkeys(filter(None, lines))))]
    return [_place(side.pointer, line) for side, line in zip(sides, lines, strict=True)]


def _place(at: str, lines: str) -> str:
    return f"{at or 'the whole document'} ({lines})" if lines else at or "the whole document"


def _shared_pointer(sides: Sequence[SourceLocation]) -> str | None:
    """The pointer that tells both places: the longer one, where it begins as the other."""
    pointers = sorted((side.pointer for side in sides), key=len) or [""]
    return pointers[-1] if pointers[-1].startswith(pointers[0]) else None


def grouped(report: Report) -> list[tuple[str, list[Finding]]]:
    """Group the findings by severity, without empty groups; what changes the user's code first."""
    groups: dict[str, list[Finding]] = {
        "Breaks": [],
        "May break some": [],
        "Safe": [],
        "Safe, patch at most": [],
        ELSEWHERE: [],
        "Waived": [],
    }
    for finding in report.findings:
        if finding.waiver is not None:
            groups["Waived"].append(finding)
        elif is_elsewhere(finding, report):
            groups[ELSEWHERE].append(finding)
        elif "breaks" in (finding.wire, finding.source):
            groups["Breaks"].append(finding)
        elif "may" in (finding.wire, finding.source):
            groups["May break some"].append(finding)
        else:
            groups["Safe" if finding.bump == "minor" else "Safe, patch at most"].append(finding)
    return [
        (name, sorted(findings, key=asks_no_change))
        for name, findings in groups.items()
        if findings
    ]
