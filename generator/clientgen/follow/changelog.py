"""The package's changelog: what a release changes for the code that uses it, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clientgen.base.markup import plain_markdown
from clientgen.base.prose import flat
from clientgen.compare.report.words import values

if TYPE_CHECKING:
    from clientgen.compare import Finding, Report

_HEAD = """# Changelog

What each release of this package changes for the code that uses it. ⚠️ marks what may need a
change of yours, 🔌 what stops older releases from working with the service.
"""
_LONGEST = 160
_LISTED = 5
SECTIONS = ("Added", "Changed", "Deprecated", "Removed", "Fixed")
"""The sections of a release, as Keep a Changelog 1.1.0 names them."""


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
    found: dict[str, list[str]] = {name: [] for name in SECTIONS}
    # The version has a place of its own, above.
    told = [finding for finding in report.findings if not finding.is_about("release")]
    texts = [finding for finding in told if _is_wording(finding)]
    for finding in sorted(told, key=lambda finding: finding.weight):
        if not _is_wording(finding):
            found[_section_of(finding)].extend(_lines(finding))
    if texts:
        found["Changed"].append(_reworded(texts))
    parts = [f"## {version} - {date}"]
    parts += ["\n".join((f"### {name}", "", *lines)) for name, lines in found.items() if lines]
    if len(parts) == 1:
        parts.append("Nothing that code can see.")
    section = "\n\n".join(parts) + "\n"
    head, mark, rest = text.partition("\n## ")
    older = f"\n## {rest}" if mark else ""
    return section, f"{head.rstrip() if head.strip() else _HEAD.rstrip()}\n\n{section}{older}"


def _is_wording(finding: Finding) -> bool:
    return finding.is_about("wording") and not finding.python


def _section_of(finding: Finding) -> str:
    if finding.is_about("deprecates"):
        return "Deprecated" if finding.source != "breaks" else "Removed"
    if finding.source == "breaks" and finding.python_before and not finding.python_after:
        return "Removed"
    if finding.wire == "breaks" and finding.source == "safe":
        # No code changes: the release does again what the service expects.
        return "Fixed"
    is_news = finding.is_about("adds") or finding.before is None
    return "Added" if is_news and finding.source == finding.wire == "safe" else "Changed"


def _lines(finding: Finding) -> Iterator[str]:
    """One line, and of new operations one for each."""
    if not finding.summaries:
        mark = "⚠️ " if finding.source != "safe" else ""
        mark += "🔌 " if finding.wire == "breaks" else ""
        note = migration(finding)
        told = _sentences(finding)
        yield f"- {mark}{_plain(told)}.{f' {note}' if note else ''} (`{finding.id}`)"
        return
    for method, summary in zip(finding.methods, finding.summaries, strict=True):
        told = f": {_plain(summary)}" if summary else " is new"
        yield f"- `{method}()`{told}. (`{finding.id}`)"


def _sentences(finding: Finding) -> str:
    if not finding.python:
        return _document_change(finding)
    shown = [sentence.rstrip(".") for sentence in finding.python[:_LISTED]]
    if more := len(finding.python) - len(shown):
        shown.append(f"and {more} more of the kind")
    return "; ".join(shown)


def _document_change(finding: Finding) -> str:
    """Describe a change that does not affect Python."""
    parts = [finding.title[:1].upper() + finding.title[1:]]
    if finding.subject not in finding.title:
        parts.append(finding.subject)
    # Nothing is cut: long values are left to the report.
    changed = values(finding)
    if changed and "…" not in changed and len(changed) <= _LONGEST:
        parts.append(changed)
    return ": ".join((parts[0], ", ".join(parts[1:]))) if parts[1:] else parts[0]


def _reworded(findings: list[Finding]) -> str:
    count = len(findings)
    reached = len({name for finding in findings for name in finding.operations})
    places = f"{count} place" if count == 1 else f"{count} places"
    operations = f"{reached} operation" if reached == 1 else f"{reached} operations"
    return f"- The documentation is reworded in {places}, which {operations} show."


def migration(finding: Finding) -> str:
    """Describe what users of the package have to do about a change.

    Args:
        finding: the finding of the change.

    Returns:
        Whole sentences; empty when there is nothing to do.
    """
    before, after = finding.python_before, finding.python_after
    if finding.source == "breaks" and (renames := _renames(finding)):
        note = f"Replace {renames}."
    elif finding.source == "breaks" and before and not after:
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


def _renames(finding: Finding) -> str:
    """The names that live on as others, in words of the code; empty without one."""
    pairs = [(name.kind, name.old, name.new) for name in finding.names if name.is_rename]
    gone = [name for name in finding.names if not name.new]
    new = [name for name in finding.names if not name.old]
    if finding.evidence and len(gone) == len(new) == 1 and gone[0].kind == new[0].kind:
        pairs.append((gone[0].kind, gone[0].old, new[0].new))
    shown = [f"`{_used(kind, old)}` by `{_used(kind, now)}`" for kind, old, now in pairs]
    return ", ".join(shown[:_LISTED])


def _used(kind: str, name: str) -> str:
    """A name as code uses it."""
    return {"attribute": f".{name}", "method": f"{name}()", "argument": f"{name}="}.get(kind, name)


def _plain(text: str) -> str:
    """Put a sentence on one line, in which nothing but the code between backquotes is markup."""
    parts = flat(text).rstrip(".").split("`")
    if len(parts) % 2 == 0:
        return plain_markdown("".join(parts))
    return "".join(
        f"`{part}`" if index % 2 else plain_markdown(part) for index, part in enumerate(parts)
    )
