"""The report for a terminal: readable at 80 columns, coloured where colour is understood."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clientgen.base.terminal import printable
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
from clientgen.compare.report.your_code import ELSEWHERE, code_headline, code_lines, note_lines

_STYLE = {"✖": "bold red", "▲": "bold yellow", "✓": "green", "·": "dim"}
_MARKS = {"-": "red", "+": "green", " ": ""}
_WIDTH = 80
_SENTENCES = 3


def to_text(report: Report, gate: str | None = None, release: Release | None = None) -> str:
    """Write a report as plain text of 80 columns.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.
        release: what regenerating does, where that is known.

    Returns:
        The text, without colour.
    """
    buffer = io.StringIO()
    console = Console(file=buffer, width=_WIDTH, color_system=None, highlight=False)
    show(report, gate, release, console)
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())


def show(report: Report, gate: str | None, release: Release | None, console: Console) -> None:
    """Print a report.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.
        release: what regenerating does, where that is known.
        console: where to print; it decides about width and colour.
    """
    console.print(Text(printable(f"{report.old} → {report.new}"), style="dim"))
    if own := code_headline(report):
        console.print(Text(printable(own), style="bold"))
    console.print(Text(printable(headline(report, release)), style="bold"))
    summary = _columns()
    for item in summary_lines(report, gate, release):
        line = Text.assemble((item.question, "bold"), " ", printable(item.line))
        summary.add_row(Text(item.sign, _STYLE[item.sign]), line)
    for warning in report.warnings:
        summary.add_row(Text("▲", _STYLE["▲"]), Text(printable(warning), style="yellow"))
    for code in code_lines(report):
        summary.add_row(Text(code.sign, _STYLE[code.sign]), Text(printable(code.line)))
    console.print(summary)
    if report.findings:
        console.print(Text("W wire: installed packages   S source: users' code", style="dim"))
    names = short_names(report)
    for name, findings in grouped(report):
        console.print()
        console.print(Text(f"{name} ({len(findings)})", style="bold underline"))
        if name == ELSEWHERE:
            told = "They touch no call that was seen; the other formats tell them."
            console.print(Text(told, style="dim"))
            continue
        for finding in findings:
            console.print(_block(finding))
            for place in place_lines(finding, names):
                # Whole, however long: it is copied into an editor.
                console.print(Text(f"      {printable(place)}", style="dim"), soft_wrap=True)
            if finding.waiver is None and (finding.wire, finding.source) != ("safe", "safe"):
                console.print(Padding(_inner(finding.todo), (0, 0, 0, 6)))


def _columns() -> Table:
    """Signs on the left, and text that wraps beside them."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _block(finding: Finding) -> Table:
    wire, source = SIGNS[finding.wire], SIGNS[finding.source]
    signs = Text.assemble("W", (wire, _STYLE[wire]), " S", (source, _STYLE[source]))
    block = _columns()
    block.add_row(signs, Text.assemble((finding.id, "bold"), f"  {printable(finding.subject)}"))
    for line in _lines(finding):
        block.add_row("", line)
    return block


def _lines(finding: Finding) -> Iterator[Text]:
    if finding.python_before and finding.python_after not in ("", finding.python_before):
        for mark, text in signature_lines(finding.python_before, finding.python_after):
            yield _inner(f"{mark} {text}", _MARKS[mark])
    for sentence in finding.python[:_SENTENCES]:
        yield _inner(sentence)
    if len(finding.python) > _SENTENCES:
        more = len(finding.python) - _SENTENCES
        yield _inner(f"and {more} more, named in the JSON and HTML reports", "dim")
    for note in note_lines(finding):
        yield Text.assemble((note.sign, _STYLE[note.sign]), f" {printable(note.line)}")
    if value_text := values(finding):
        yield _inner(value_text, "dim")
    if finding.evidence:
        yield _inner(f"taken for one: {finding.evidence}", "dim")
    yield _inner(reaches(finding), "dim")
    if finding.waiver is not None:
        yield _inner(f"waived until {finding.waiver.expires}: {finding.waiver.reason}", "dim")


def _inner(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)
