"""The part of a report that is about the user's own code: its sentences and its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientgen.compare.findings import Finding, Report
from clientgen.compare.your_code import CodeNote, CodePosition, UnseenCode, YourCode

ELSEWHERE = "Not in your code"
"""Name of the group of findings that touch none of the user's calls."""

SIGNS = {"change": "✖", "check": "▲", "call": "·"}
"""The sign of each effect."""

_MOST = 3
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line about the user's code.

    Args:
        sign: as in the summary.
        where: ``file:line``; empty where it is about no position.
        text: the sentence.
    """

    sign: str
    where: str
    text: str

    @property
    def line(self) -> str:
        """Position and sentence."""
        return f"{self.where}  {self.text}" if self.where else self.text


def code_headline(report: Report) -> str:
    """Summarise in one sentence what has to change in the user's code.

    Args:
        report: the report.

    Returns:
        The sentence; empty when no code was given. It says that nothing has to change only where
        every call was judged.
    """
    code = report.your_code
    if code is None:
        return ""
    files = _count(code.changed_files, "file")
    calls, lines = code.changed_calls, code.changed_lines
    if calls:
        verb = "needs" if calls == 1 and not lines else "need"
        beside = f" and {_count(lines, 'other line')}" if lines else ""
        text = f"{calls} of your {_count(code.total, 'call')}{beside} {verb} a change, in {files}."
    elif lines:
        verb = "needs" if lines == 1 else "need"
        text = f"{_count(lines, 'line')} of your code {verb} a change, in {files}."
    elif not code.total:
        return f"No call of {', '.join(code.packages)} was found in {_count(code.files, 'file')}."
    elif code.is_complete:
        return f"None of your {_count(code.total, 'call')} needs a change."
    else:
        return (
            f"No change was found that your {_count(code.total, 'call')} would need, "
            "but not everything could be judged."
        )
    return text if code.is_complete else f"{text} Not everything could be judged."


def code_lines(report: Report) -> list[CodeLine]:
    """List what was seen of the code, what was not, and what no finding explains.

    Args:
        report: the report.

    Returns:
        The lines; none when no code was given.
    """
    return list(_lines(report.your_code)) if report.your_code is not None else []


def _lines(code: YourCode) -> Iterator[CodeLine]:
    seen = f"{len(code.calls)} of {_count(code.total, 'call')} resolved by {code.checker}"
    yield CodeLine("·", "", f"{seen}, in {_count(code.files, 'file')}")
    for what, items in (
        ("not resolved", code.unresolved),
        ("not checked", code.unchecked),
        ("not read", code.skipped),
    ):
        yield from (_unseen(what, item) for item in items[:_MOST_LISTED])
        if (more := len(items) - _MOST_LISTED) > 0:
            yield CodeLine("▲", "", f"{what}: {more:,} more, named in the JSON report")
    for note in code.unexplained:
        yield CodeLine("✖", str(note.position), f"{note.text} (no finding explains it)")
    yield from (CodeLine("▲", "", text) for text in code.warnings)


def _unseen(what: str, item: UnseenCode) -> CodeLine:
    return CodeLine("▲", str(item.position), f"{what}: {item.reason}")


def note_lines(finding: Finding, most: int = _MOST) -> list[CodeLine]:
    """List where a finding touches the user's code.

    Args:
        finding: the finding.
        most: how many calls are named that need no change.

    Returns:
        A line for each position that has to change or to be looked at, and one for the other
        calls; none where it touches nothing.
    """
    notes = [note for note in finding.notes if note.effect != "call"]
    lines = [CodeLine(SIGNS[note.effect], str(note.position), note.text) for note in notes]
    calls = list(dict.fromkeys(str(n.position) for n in finding.notes if n.effect == "call"))
    if calls:
        more = f" and {len(calls) - most} more" if len(calls) > most else ""
        whose = "your call" if len(calls) == 1 else "your calls"
        lines.append(CodeLine(SIGNS["call"], "", f"{whose} at {', '.join(calls[:most])}{more}"))
    if finding.drift is not None:
        last = f", last {finding.drift.last}" if finding.drift.last else ""
        lines.append(CodeLine("▲", "", f"met {_count(finding.drift.times, 'time')}{last}"))
    return lines


def is_elsewhere(finding: Finding, report: Report) -> bool:
    """Tell whether a finding touches none of the user's calls, so that it is folded.

    Args:
        finding: the finding.
        report: its report.

    Returns:
        False without any code, for what running clients met, and for what reaches no operation but
        may break something all the same.
    """
    code = report.your_code
    if code is None or not code.total or finding.notes or finding.drift is not None:
        return False
    return bool(finding.operations) or (finding.wire, finding.source) == ("safe", "safe")


def asks_no_change(finding: Finding) -> bool:
    """Sort key: findings first that make the user change some line.

    Args:
        finding: the finding.

    Returns:
        True where no line has to change for it.
    """
    return not any(note.effect == "change" for note in finding.notes)


def code_value(report: Report) -> dict[str, Any] | None:
    """Write what is said of the user's code as plain values: positions, never its text.

    Args:
        report: the report.

    Returns:
        A mapping as ``docs/diff.schema.json`` describes it; None without any code.
    """
    code = report.your_code
    if code is None:
        return None
    return {
        "headline": code_headline(report),
        "checker": code.checker,
        "packages": list(code.packages),
        "files": code.files,
        "calls": {
            "total": code.total,
            "resolved": len(code.calls),
            "to_change": code.changed_calls,
        },
        "lines_to_change": code.changed_lines,
        "files_to_change": code.changed_files,
        "complete": code.is_complete,
        "changes": [note_value(note) for note in code.changes],
        "unexplained": [note_value(note) for note in code.unexplained],
        "unresolved": [_unseen_value(item) for item in code.unresolved],
        "unchecked": [_unseen_value(item) for item in code.unchecked],
        "skipped": [_unseen_value(item) for item in code.skipped],
        "warnings": list(code.warnings),
    }


def note_value(note: CodeNote) -> dict[str, Any]:
    """Write a note as plain values."""
    return {**_position(note.position), "effect": note.effect, "code": note.code}


def _unseen_value(item: UnseenCode) -> dict[str, Any]:
    return {**_position(item.position), "reason": item.reason}


def _position(position: CodePosition) -> dict[str, Any]:
    return {"file": position.file, "line": position.line, "column": position.column}


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
