"""The report for a pull request: short, folded, and never longer than a comment may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diff.findings import Finding, Report
from generator.diff.report.words import SIGNS, answers, grouped, headline, place, reaches, shown

HARD_CAP = 60_000
"""Comments end at 65,536 characters; what stands around the report needs some of them."""

AIM = 8_000
"""What fits a reader: findings beyond it are folded away or told by number only."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~!$@])")
_OPEN = frozenset({"Breaks", "May break some"})


def to_markdown(report: Report, gate: str | None = None) -> str:
    """Write a report as Markdown.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.

    Returns:
        The text, under :data:`HARD_CAP` characters; what did not fit is counted.
    """
    head = list(_head(report, gate))
    room = HARD_CAP - sum(len(line) + 1 for line in head) - 500
    lines: list[str] = []
    used = left_out = 0
    for name, findings in grouped(report):
        told = list(_group(name, findings, folded=name not in _OPEN or used > AIM))
        opening, rows, closing = told[0], told[1:-1], told[-1]
        kept: list[str] = []
        for row in rows:
            if used + len(opening) + len(closing) + len(row) + 2 > room:
                left_out += 1
            else:
                kept.append(row)
                used += len(row) + 1
        if kept:
            lines += [opening, *kept, closing]
            used += len(opening) + len(closing)
    if left_out:
        lines.append(f"\n{left_out} more findings did not fit: see the full HTML or JSON report.")
    return "\n".join([*head, *lines]).rstrip() + "\n"


def _head(report: Report, gate: str | None) -> Iterator[str]:
    yield f"## {_plain(headline(report))}"
    yield ""
    sides = ((report.old, report.old_version), (report.new, report.new_version))
    yield " → ".join(f"{_plain(name)} ({_plain(version)})" for name, version in sides)
    yield ""
    yield "| | | |"
    yield "|---|---|---|"
    for sign, question, answer in answers(report, gate):
        yield f"| {sign} | {question} | {_plain(answer)} |"
    for warning in report.warnings:
        yield f"| ▲ | Waivers | {_plain(warning)} |"


def _group(name: str, findings: list[Finding], *, folded: bool) -> Iterator[str]:
    heading = f"{name} ({len(findings)})"
    table = "\n| W | S | Change | Python | Reaches |\n|:-:|:-:|---|---|---|"
    if folded:
        yield f"\n<details><summary>{heading}</summary>\n{table}"
    else:
        yield f"\n### {heading}\n{table}"
    for finding in findings:
        yield _row(finding)
    yield "\n</details>" if folded else _details(findings)


def _row(finding: Finding) -> str:
    change = f"`{finding.id}`<br>{_plain(finding.subject)}"
    if finding.before is not None or finding.after is not None:
        change += f"<br>{_plain(shown(finding.before))} → {_plain(shown(finding.after))}"
    if finding.waiver is not None:
        change += f"<br>waived until {finding.waiver.expires}: {_plain(finding.waiver.reason)}"
    python = "<br>".join(_code(sentence) for sentence in finding.python[:2]) or "—"
    signs = f"| {SIGNS[finding.wire]} | {SIGNS[finding.source]} "
    return f"{signs}| {change} | {python} | {_code(reaches(finding))} |"


def _details(findings: list[Finding]) -> str:
    rows = [
        f"- `{finding.id}` {_plain(finding.subject)}: {_plain(place(finding))}. {finding.todo}"
        for finding in findings[:10]
    ]
    return (
        "\n<details><summary>Where, and what to do</summary>\n\n"
        + "\n".join(rows)
        + "\n\n</details>"
    )


def _code(sentence: str) -> str:
    """A sentence of ours in which names stand between backticks."""
    parts = sentence.split("`")
    return "".join(
        f"<code>{_plain(part)}</code>" if index % 2 else _plain(part)
        for index, part in enumerate(parts)
    )


def _plain(text: str) -> str:
    """Text of a document that no Markdown reader takes for anything else."""
    visible = "".join(char if char.isprintable() else " " for char in text)
    # Entities for what opens a tag: a backslash holds in Markdown only, not in every HTML block.
    visible = visible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", visible).replace("://", ":\u200b//")
