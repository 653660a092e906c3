"""The report for a terminal: readable at 80 columns, coloured where colour is understood."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from generator.diff.findings import Finding, Report
from generator.diff.report.words import SIGNS, answers, grouped, headline, place, reaches, shown

_STYLE = {"✖": "bold red", "▲": "bold yellow", "✓": "green", "·": "dim"}
_WIDTH = 80


def to_text(report: Report, gate: str | None = None) -> str:
    """Write a report as plain text of 80 columns.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.

    Returns:
        The text, without colour.
    """
    buffer = io.StringIO()
    show(report, gate, Console(file=buffer, width=_WIDTH, color_system=None, highlight=False))
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())


def show(report: Report, gate: str | None, console: Console) -> None:
    """Print a report.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.
        console: where to print; it decides about width and colour.
    """
    versions = f"{report.old} → {report.new}"
    console.print(Text(_clean(versions), style="dim"), soft_wrap=True)
    console.print(Text(_clean(headline(report)), style="bold"))
    for sign, question, answer in answers(report, gate):
        console.print(Text.assemble((f"{sign} ", _STYLE[sign]), (f"{question} ", "bold"), answer))
    for warning in report.warnings:
        console.print(Text(f"▲ {_clean(warning)}", style="yellow"))
    for name, findings in grouped(report):
        console.print()
        console.print(Text(f"{name} ({len(findings)})", style="bold underline"))
        for finding in findings:
            for line in _lines(finding):
                console.print(line)


def _lines(finding: Finding) -> Iterator[Text | Padding]:
    signs = [SIGNS[finding.wire], SIGNS[finding.source]]
    yield Text.assemble(
        "W",
        (signs[0], _STYLE[signs[0]]),
        " S",
        (signs[1], _STYLE[signs[1]]),
        " ",
        (finding.id, "bold"),
        f"  {_clean(finding.subject)}",
    )
    if finding.python_before and finding.python_after:
        yield _inner(f"- {finding.python_before}", "red")
        yield _inner(f"+ {finding.python_after}", "green")
    for sentence in finding.python[:3]:
        yield _inner(sentence)
    if finding.before is not None or finding.after is not None:
        yield _inner(f"{shown(finding.before)} → {shown(finding.after)}", "dim")
    if finding.evidence:
        yield _inner(f"taken for a rename: {finding.evidence}", "dim")
    yield _inner(f"{reaches(finding)}; {place(finding)}", "dim")
    if finding.waiver is not None:
        told = f"waived until {finding.waiver.expires}: {finding.waiver.reason}"
        yield _inner(told, "dim")
    elif (finding.wire, finding.source) != ("safe", "safe"):
        yield _inner(finding.todo)


def _inner(text: str, style: str = "") -> Padding:
    return Padding(Text(_clean(text), style=style), (0, 0, 0, 6))


def _clean(text: str) -> str:
    """Text of a document without anything a terminal would act on."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
