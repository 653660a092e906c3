"""The package's changelog: one line per change, breaking ones marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.prose import flat

if TYPE_CHECKING:
    from generator.diff import Finding, Report

_HEAD = """# Changelog

What each release of this package changes for the code that uses it. ⚠️ marks what may need a
change of yours, 🔌 what stops older releases from working with the service.
"""


def add_section(text: str, version: str, date: str, report: Report) -> tuple[str, str]:
    """Put a release on top.

    Args:
        text: the changelog so far; may be empty.
        version: the release.
        date: its date, ``YYYY-MM-DD``.
        report: what changed.

    Returns:
        The new section, and the whole changelog with it.
    """
    lines = [f"## {version} - {date}", ""]
    lines += [_line(finding) for finding in report.findings]
    section = "\n".join(lines) + "\n"
    head, mark, rest = text.partition("\n## ")
    older = f"\n## {rest}" if mark else ""
    return section, f"{head.rstrip() if head.strip() else _HEAD.rstrip()}\n\n{section}{older}"


def _line(finding: Finding) -> str:
    mark = "⚠️ " if finding.source != "safe" else ""
    mark += "🔌 " if finding.wire == "breaks" else ""
    told = "; ".join(finding.python) or f"{finding.title}: {finding.subject}"
    todo = f" {finding.todo}" if finding.source != "safe" else ""
    return f"- {mark}{_plain(told)}.{todo} (`{finding.id}`)"


def _plain(text: str) -> str:
    """One line in which code spans stay and nothing becomes HTML."""
    return flat(text).replace("&", "&amp;").replace("<", "&lt;").rstrip(".")
