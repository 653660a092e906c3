"""The sentences all reports share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.diff.findings import Finding, Report, fails
from generator.diff.rules import Verdict

SIGNS: Mapping[str, str] = MappingProxyType({"safe": "✓", "may": "▲", "breaks": "✖"})
_WIRE: dict[Verdict, str] = {
    "safe": "keep working",
    "may": "keep working, some callers meet something new",
    "breaks": "break on what is listed: ship soon",
}
_SOURCE: dict[Verdict, str] = {
    "safe": "keeps working",
    "may": "keeps running, type checkers or some callers may object",
    "breaks": "has to change",
}
_METADATA = frozenset({"info-version-changed"})
_LONGEST = 160


def headline(report: Report) -> str:
    """The answer in one line: what to release."""
    if not report.findings:
        return "Nothing changed. Nothing to release."
    if not report.counted:
        return "Everything that changed is waived. Nothing to release."
    if nothing_here(report):
        return "Nothing in this API changed but its version number."
    if report.bump == "none":
        return "Nothing to release."
    return f"Release a {report.bump} version: {report.reason}."


def answers(report: Report, gate: str | None) -> list[tuple[str, str, str]]:
    """The questions everybody asks: sign, question, answer.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given, None without it.
    """
    told = [
        (SIGNS[report.wire], "Installed packages", _WIRE[report.wire]),
        (SIGNS[report.source], "User code", _SOURCE[report.source]),
        ("·", "Extent", extent(report)),
    ]
    if gate is not None:
        failed = fails(report, gate)
        told.append(("✖" if failed else "✓", f"Gate {gate}", "fails" if failed else "holds"))
    return told


def extent(report: Report) -> str:
    """How much changed here, and how much around it."""
    count = len(report.findings)
    here = (
        f"{count} edit{'s' if count != 1 else ''}, reaching {report.touched} of "
        f"{report.operations} operations"
    )
    if report.api_wide is None:
        return here
    return f"{here} below {report.prefix}; {report.api_wide} edits in the whole API"


def nothing_here(report: Report) -> bool:
    """Whether nothing but the version number changed."""
    return all(finding.id in _METADATA for finding in report.counted)


def shown(value: Any) -> str:
    """A value out of a document on one line, cut when it is long."""
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def reaches(finding: Finding) -> str:
    """How far a finding reaches, in words."""
    if not finding.operations:
        return "reaches no operation"
    if len(finding.operations) == 1:
        return f"reaches `{finding.methods[0]}()`"
    return f"reaches {finding.reaches} operations"


def place(finding: Finding) -> str:
    """Where a finding is, on both sides."""
    sides = [str(side) for side in (finding.old, finding.new) if side is not None]
    return " → ".join(dict.fromkeys(sides))


def grouped(report: Report) -> list[tuple[str, list[Finding]]]:
    """The findings by how grave they are, empty groups left out."""
    groups: dict[str, list[Finding]] = {
        "Breaks": [],
        "May break some": [],
        "Safe": [],
        "Words only": [],
        "Waived": [],
    }
    for finding in report.findings:
        if finding.waiver is not None:
            groups["Waived"].append(finding)
        elif "breaks" in (finding.wire, finding.source):
            groups["Breaks"].append(finding)
        elif "may" in (finding.wire, finding.source):
            groups["May break some"].append(finding)
        else:
            groups["Safe" if finding.bump == "minor" else "Words only"].append(finding)
    return [(name, findings) for name, findings in groups.items() if findings]
