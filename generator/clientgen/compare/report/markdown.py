"""The report for a pull request: short, folded, and never longer than a comment may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientgen.base.markup import plain_markdown
from clientgen.compare.findings import Finding, Report
from clientgen.compare.report.marks import signature_lines
from clientgen.compare.report.release import Release
from clientgen.compare.report.words import (
    SIGNS,
    grouped,
    headline,
    place_lines,
    reaches,
    short_names,
    summary_lines,
    values,
)
from clientgen.compare.report.your_code import code_headline, code_lines, note_lines

HARD_CAP = 64_000
"""Comments end at 65,536 characters; what stands around the report needs some of them."""

_OPEN = frozenset({"Breaks", "May break some"})
_TABLE = "| wire | source | Change | Python | Where |\n|:-:|:-:|---|---|---|"
_RESERVE = 400
_LONGEST = 400
_MOST_NAMES = 12
_MOST_WARNINGS = 10
_MOST_CODE = 25


def to_markdown(report: Report, gate: str | None = None, release: Release | None = None) -> str:
    """Write a report as Markdown.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.
        release: what regenerating does, where that is known.

    Returns:
        The text, under :data:`HARD_CAP` characters; what did not fit is counted, group by group.
    """
    text = "\n".join(_head(report, gate, release)) + "\n"
    names = short_names(report)
    for name, findings in grouped(report):
        text += _group(name, findings, names, max(HARD_CAP - len(text), 0))
    return text


def _head(report: Report, gate: str | None, release: Release | None) -> Iterator[str]:
    own = code_headline(report)
    yield f"## {_code(own or headline(report, release))}"
    if own:
        yield f"\n**{_code(headline(report, release))}**"
    yield ""
    versions = ((report.old, report.old_version), (report.new, report.new_version))
    yield " → ".join(f"{_plain(name)} ({_plain(version)})" for name, version in versions)
    yield ""
    yield "| | | |"
    yield "|:-:|---|---|"
    for line in summary_lines(report, gate, release):
        detail = f"<br>{_plain(line.detail)}" if line.detail else ""
        yield f"| {line.sign} | {line.question} | **{_plain(line.answer)}**{detail} |"
    yield from _code_rows(report)
    for warning in report.warnings[:_MOST_WARNINGS]:
        yield f"| ▲ | Waivers | {_plain(warning)} |"
    if (more := len(report.warnings) - _MOST_WARNINGS) > 0:
        yield f"| ▲ | Waivers | {more} more warnings |"


def _code_rows(report: Report) -> Iterator[str]:
    lines = code_lines(report)
    for line in lines[:_MOST_CODE]:
        where = f"`{_verbatim(line.where)}` " if line.where else ""
        yield f"| {line.sign} | Your code | {where}{_code(line.text)} |"
    if (more := len(lines) - _MOST_CODE) > 0:
        yield f"| ▲ | Your code | {more} more: see the full HTML or JSON report |"


def _group(name: str, findings: list[Finding], names: Mapping[str, str], limit: int) -> str:
    """A group of findings, as many of them as there is room for; the others are counted."""
    heading = f"{name} ({len(findings)})"
    if name in _OPEN:
        opening, closing, write = f"\n### {heading}\n\n", "", _block
    else:
        summary = f"<details><summary>{heading}</summary>"
        opening, closing, write = f"\n{summary}\n\n{_TABLE}\n", "\n</details>\n", _row
    texts = (write(finding, names) for finding in findings)
    shown = _fitting(texts, limit - len(opening) - len(closing) - _RESERVE)
    omitted = len(findings) - len(shown)
    if not shown:
        return f"\n**{heading}**: see the full HTML or JSON report.\n"
    more = f"\n{omitted} more findings did not fit: see the full HTML or JSON report.\n"
    return opening + "".join(shown) + closing + (more if omitted else "")


def _fitting(texts: Iterable[str], limit: int) -> list[str]:
    fitting: list[str] = []
    for text in texts:
        if len(text) > limit:
            break
        fitting.append(text)
        limit -= len(text)
    return fitting


def _block(finding: Finding, names: Mapping[str, str]) -> str:
    """A finding that needs attention."""
    wire, source = SIGNS[finding.wire], SIGNS[finding.source]
    lines = [f"- **wire {wire} source {source}** `{finding.id}` {_plain(finding.subject)}"]
    if declared := signature_lines(finding.python_before, finding.python_after):
        lines.append("  ```diff")
        lines += [f"  {mark} {_verbatim(text)}" for mark, text in declared]
        lines.append("  ```")
    texts = [_code(sentence) for sentence in finding.python[:3]]
    texts += [_plain(part) for part in (values(finding),) if part]
    if texts:
        lines.append("  " + "<br>".join(texts) + "<br>")
    lines += [f"  {text}<br>" for text in _notes(finding)]
    lines.append(f"  {_code(reaches(finding))}; {_places(finding, names)}<br>")
    lines.append(f"  {finding.todo}")
    return "\n".join(lines) + "\n"


def _notes(finding: Finding) -> list[str]:
    """Where a finding touches the user's code."""
    return [
        f"{line.sign} {f'`{_verbatim(line.where)}` ' if line.where else ''}{_code(line.text)}"
        for line in note_lines(finding)
    ]


def _places(finding: Finding, names: Mapping[str, str]) -> str:
    """The pointers, whole."""
    return "<br>".join(f"<code>{_plain(place)}</code>" for place in place_lines(finding, names))


def _row(finding: Finding, names: Mapping[str, str]) -> str:
    """A finding that needs no action."""
    change = f"`{finding.id}`<br>{_plain(finding.subject)}"
    if value_text := values(finding):
        change += f"<br>{_plain(value_text)}"
    if finding.waiver is not None:
        change += f"<br>waived until {finding.waiver.expires}: {_plain(finding.waiver.reason)}"
    python = "<br>".join(_code(sentence) for sentence in finding.python[:2]) or "—"
    change += "".join(f"<br>{text}" for text in _notes(finding))
    where = f"{_code(reaches(finding))}<br>{_places(finding, names)}"
    return f"| {SIGNS[finding.wire]} | {SIGNS[finding.source]} | {change} | {python} | {where} |\n"


def _code(sentence: str) -> str:
    """A sentence of ours in which names stand between backticks."""
    parts = sentence.split("`")[:_MOST_NAMES]
    return "".join(
        f"<code>{_plain(part)}</code>" if index % 2 else _plain(part)
        for index, part in enumerate(parts)
    )


def _verbatim(text: str) -> str:
    """Text for a line of a fenced block, which no run of backticks in it can close."""
    return _visible(text).replace("```", "`\u200b`\u200b`")


def _plain(text: str) -> str:
    """Text of a document that no Markdown reader takes for anything else."""
    return plain_markdown(_visible(text))


def _visible(text: str) -> str:
    """Text without controls, and no longer than anybody reads: no document decides the length."""
    cut = f"{text[: _LONGEST - 1]}…" if len(text) > _LONGEST else text
    return "".join(char if char.isprintable() else " " for char in cut)
