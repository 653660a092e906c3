"""Writes docs/api-history.md: what changed in this API from version to version, and for whom."""

from __future__ import annotations

from itertools import pairwise

from clientgen.base.configuration import load_config
from clientgen.base.prose import flat
from clientgen.compare import (
    CompareSettings,
    Finding,
    Report,
    Version,
    compare_versions,
    prepare_version,
)
from clientgen.document.load import read
from tools.versions import HISTORY, ROOT, versions

PAGE = ROOT / "docs" / "api-history.md"
_SIGNS = {"safe": "✓", "may": "▲", "breaks": "✖"}


def page() -> str:
    """Compare every version with the next, and the first with the last.

    Returns:
        The page.
    """
    config = load_config(ROOT / "spec" / "clientgen.toml")
    settings = CompareSettings(config, read(ROOT / "spec" / "overlay.yaml"))
    names = versions()
    sides: dict[str, Version] = {}
    for name in names:
        sides[name] = prepare_version(read(HISTORY / f"{name}.yaml"), settings)
    steps = [(old, new, compare_versions(sides[old], sides[new])) for old, new in pairwise(names)]
    whole = compare_versions(sides[names[0]], sides[names[-1]])
    lines = [
        "# What changed in this API",
        "",
        f"Every pair of neighbouring versions from {names[0]} ({_date(sides[names[0]])})"
        f" to {names[-1]} ({_date(sides[names[-1]])}), as `clientgen diff` tells it."
        " Written by `make docs`.",
        "",
        "wire: does a package generated from the old document keep working with the new service;"
        " source: does code written against it keep working after regenerating."
        " ✓ yes, ▲ for some, ✖ no.",
        "",
        "| from | to | date | changes | wire | source | release |",
        "|---|---|---|---|---|---|---|",
    ]
    for old, new, report in steps:
        lines.append(_row(old, new, _date(sides[new]), report))
    lines.append(_row(names[0], names[-1], "all at once", whole))
    for old, new, report in steps:
        told = [finding for finding in report.findings if finding.id != "info-version-changed"]
        if told:
            lines += ["", f"## {old} → {new}, {_date(sides[new])}", ""]
            lines += [_entry(finding) for finding in told]
    return "\n".join(lines) + "\n"


def _date(side: Version) -> str:
    return str(side.api.info.get("x-upstream-date", "date not known"))


def _row(old: str, new: str, date: str, report: Report) -> str:
    wire, source = _SIGNS[report.wire], _SIGNS[report.source]
    count = sum(finding.id != "info-version-changed" for finding in report.findings)
    return f"| {old} | {new} | {date} | {count} | {wire} | {source} | {report.bump} |"


def _entry(finding: Finding) -> str:
    signs = f"{_SIGNS[finding.wire]}{_SIGNS[finding.source]}"
    told = "; ".join(finding.python)
    tail = f": {told}" if told else ""
    text = flat(f"{finding.title}, {finding.subject}{tail}").replace("<", "&lt;")
    reach = f" Reaches {finding.reaches} operations." if finding.reaches > 1 else ""
    return f"- {signs} {text}.{reach} (`{finding.id}`)"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
