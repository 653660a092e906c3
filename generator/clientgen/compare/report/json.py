"""The report for programs; its shape is ``docs/diff.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from clientgen.compare.findings import Finding, Report, SourceLocation, fails
from clientgen.compare.report.release import Release
from clientgen.compare.report.words import headline
from clientgen.compare.report.your_code import code_value, note_value


def to_json(report: Report, gate: str | None = None, release: Release | None = None) -> str:
    """Write a report as JSON.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.
        release: what regenerating does, where that is known.

    Returns:
        The text, ending in a newline; the same for the same documents.
    """
    value = {
        "old": {"source": report.old, "version": report.old_version},
        "new": {"source": report.new, "version": report.new_version},
        "wire": report.wire,
        "source": report.source,
        "bump": report.bump,
        "headline": headline(report, release),
        "gate": None if gate is None else {"on": gate, "holds": not fails(report, gate)},
        "operations": report.operations,
        "touched": report.touched,
        "prefix": report.prefix,
        "only": list(report.only),
        "api_wide": report.api_wide,
        "regenerated": None if release is None else _size(release),
        "release": None if release is None or release.before is None else _release(release),
        "warnings": list(report.warnings),
        "your_code": code_value(report),
        "findings": [finding_value(finding) for finding in report.findings],
    }
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def finding_value(finding: Finding) -> dict[str, Any]:
    """A finding as plain values.

    Args:
        finding: the finding.

    Returns:
        A mapping as ``docs/diff.schema.json`` describes it.
    """
    return {
        "id": finding.id,
        "wire": finding.wire,
        "source": finding.source,
        "bump": finding.bump,
        "title": finding.title,
        "subject": finding.subject,
        "where": {
            "operation": finding.operations[0] if finding.operations else None,
            "pointer": (finding.new or finding.old or _NOWHERE).pointer,
            "old": _location(finding.old),
            "new": _location(finding.new),
        },
        "before": finding.before,
        "after": finding.after,
        "python": list(finding.python),
        "python_before": finding.python_before,
        "python_after": finding.python_after,
        "todo": finding.todo,
        "reaches": finding.reaches,
        "operations": list(finding.operations),
        "methods": list(finding.methods),
        "directions": list(finding.directions),
        "also": list(finding.also),
        "readers": list(finding.readers),
        "evidence": finding.evidence,
        "note": finding.note,
        "places": list(finding.pointers),
        "code": [note_value(note) for note in finding.notes],
        "drift": (
            None
            if finding.drift is None
            else {"times": finding.drift.times, "last": finding.drift.last}
        ),
        "waiver": (
            None
            if finding.waiver is None
            else {"reason": finding.waiver.reason, "expires": finding.waiver.expires}
        ),
    }


_NOWHERE = SourceLocation("", "", None)


def _size(release: Release) -> dict[str, int]:
    size = release.size
    return {"files": size.files, "lines_added": size.added, "lines_removed": size.removed}


def _release(release: Release) -> dict[str, str | None]:
    return {"package": release.package, "before": release.before, "after": release.after}


def _location(location: SourceLocation | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {
        "source": location.source,
        "pointer": location.pointer,
        "line": location.position.line if location.position else None,
        "column": location.position.column if location.position else None,
    }
