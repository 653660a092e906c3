"""The package's changelog: one line for each change, with what users have to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientgen.base.prose import flat
from clientgen.compare.report.words import grouped, values

if TYPE_CHECKING:
    from clientgen.compare import Finding, Report

_HEAD = """# Changelog

What each release of this package changes for the code that uses it. ⚠️ marks what may need a
change of yours, 🔌 what stops older releases from working with the service.
"""
_LONGEST = 160
_MOST_SENTENCES = 6


def add_section(text: str, version: str, date: str, report: Report) -> tuple[str, str]:
    """Add the section of a release on top of the changelog.

    Args:
        text: the changelog so far; may be empty.
        version: the release.
        date: its date, ``YYYY-MM-DD``.
        report: the findings of the comparison.

    Returns:
        The new section, and the whole changelog with it.
    """
    lines = [f"## {version} - {date}", ""]
    lines += [_line(finding) for _, findings in grouped(report) for finding in findings]
    section = "\n".join(lines) + "\n"
    head, mark, rest = text.partition("\n## ")
    older = f"\n## {rest}" if mark else ""
    return section, f"{head.rstrip() if head.strip() else _HEAD.rstrip()}\n\n{section}{older}"


def _line(finding: Finding) -> str:
    mark = "⚠️ " if finding.source != "safe" else ""
    mark += "🔌 " if finding.wire == "breaks" else ""
    sentences = _sentences(finding.python) or _document_change(finding)
    note = migration(finding)
    return f"- {mark}{_plain(sentences)}.{f' {note}' if note else ''} (`{finding.id}`)"


def _sentences(sentences: tuple[str, ...]) -> str:
    more = len(sentences) - _MOST_SENTENCES
    shown = sentences if more <= 1 else (*sentences[:_MOST_SENTENCES], f"and {more} more")
    return "; ".join(shown)


def _document_change(finding: Finding) -> str:
    """Describe a change that does not affect Python."""
    parts = [finding.title]
    if finding.subject not in finding.title:
        parts.append(finding.subject)
    # Two long texts that differ in a word are left to the report.
    changed = values(finding)
    if changed and (finding.before is None or finding.after is None or len(changed) <= _LONGEST):
        parts.append(changed)
    return ": ".join((parts[0], ", ".join(parts[1:]))) if parts[1:] else parts[0]


def migration(finding: Finding) -> str:
    """Describe what users of the package have to do about a change.

    Args:
        finding: the finding of the change.

    Returns:
        Whole sentences; empty when there is nothing to do.
    """
    before, after = finding.python_before, finding.python_after
    if finding.source == "breaks" and before and not after:
        note = "Remove what uses it."
    elif finding.source == "breaks" and before and after and len(before + after) <= _LONGEST:
        note = f"Change `{_plain(before)}` to `{_plain(after)}`."
    elif finding.source == "breaks":
        note = "Change what uses it."
    elif finding.source == "may":
        note = "Run your type checker after upgrading."
    else:
        note = ""
    if finding.wire == "breaks":
        note += " Upgrade soon: the service no longer does what older releases expect."
    return note.strip()


def _plain(text: str) -> str:
    """Put text on one line, in which code spans stay and nothing becomes HTML."""
    return flat(text).replace("&", "&amp;").replace("<", "&lt;").rstrip(".")
