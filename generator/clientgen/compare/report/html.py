"""The report for a browser: one file, no network, complete without a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from clientgen.base.resources import TEMPLATES
from clientgen.compare.findings import Finding, Report
from clientgen.compare.report.excerpts import Documents, excerpts
from clientgen.compare.report.marks import Piece, marked
from clientgen.compare.report.release import Release
from clientgen.compare.report.words import (
    SIGNS,
    grouped,
    headline,
    place_lines,
    reason,
    short_names,
    shown_pair,
    summary_lines,
    values,
    verdict,
)
from clientgen.compare.report.your_code import ELSEWHERE, code_headline, code_lines, note_lines

_REPORT_TEMPLATES = TEMPLATES / "report"
_WORDS = {"safe": "safe", "may": "may break some", "breaks": "breaks"}
_GRADES = {sign: grade for grade, sign in SIGNS.items()}
_LISTED = 60


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts side by side.

    Args:
        labels: what the two are called.
        before: the old text in pieces, empty when there was none.
        after: the new text.
    """

    labels: tuple[str, str]
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A finding as the page shows it.

    Args:
        finding: the finding.
        pairs: what stands side by side: the Python declaration, the document.
        values: the value in the document, where only one version has it.
        places: where that is inside the documents, with file and line.
        listed: ``GET /path · method()`` of the operations it reaches, as many as the page holds.
        reached: numbers of all of them in the page's list, ranges joined.
    """

    finding: Finding
    pairs: list[TextPair]
    values: str
    places: list[str]
    listed: list[str]
    reached: str

    @property
    def unlisted(self) -> int:
        """The number of operations it reaches beyond those listed."""
        return self.finding.reaches - len(self.listed)


def to_html(
    report: Report,
    gate: str | None = None,
    release: Release | None = None,
    documents: Documents | None = None,
) -> str:
    """Write a report as a web page.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.
        release: what regenerating does, where that is known.
        documents: both documents as they were read, to show excerpts of them.

    Returns:
        The page; everything out of a document is escaped.
    """
    operations = _operations(report)
    names = short_names(report)
    numbers = {name: number for number, name in enumerate(operations)}
    return _template().render(
        report=report,
        headline=headline(report, release),
        verdict=verdict(report, release),
        reason=reason(report),
        code_headline=code_headline(report),
        code_lines=code_lines(report),
        note_lines=note_lines,
        elsewhere=ELSEWHERE,
        summary_lines=summary_lines(report, gate, release),
        grades=_GRADES,
        groups=[
            (
                name,
                _slug(name),
                [_entry(finding, numbers, names, documents) for finding in findings],
            )
            for name, findings in grouped(report)
        ],
        signs=SIGNS,
        words=_WORDS,
        operations=operations,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_REPORT_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = _code
    return environment.get_template("report.html.jinja")


def _operations(report: Report) -> list[str]:
    """Every operation that some finding reaches, each once."""
    return sorted({name for finding in report.findings for name in _reached(finding)})


def _reached(finding: Finding) -> list[str]:
    pairs = zip(finding.operations, finding.methods, strict=True)
    return [f"{operation} · {method}()" for operation, method in pairs]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower())


def _entry(
    finding: Finding,
    numbers: Mapping[str, int],
    names: Mapping[str, str],
    documents: Documents | None,
) -> FindingEntry:
    reached = _reached(finding)
    pairs = [_pair("Python", finding.python_before, finding.python_after)]
    value_text = values(finding)
    if finding.before is not None and finding.after is not None:
        prose = isinstance(finding.before, str) and isinstance(finding.after, str)
        shown = shown_pair(finding.before, finding.after)
        pairs.append(_pair("Document", *shown, words=prose))
        value_text = ""
    elif documents is not None:
        before, after = excerpts(finding, documents)
        pairs.append(TextPair(_labels("Document", bool(before)), before, after))
    return FindingEntry(
        finding=finding,
        pairs=[pair for pair in pairs if pair.before or pair.after],
        values=value_text,
        places=place_lines(finding, names),
        listed=reached[:_LISTED],
        reached=_ranges(numbers[name] for name in reached),
    )


def _pair(what: str, before: str, after: str, *, words: bool = False) -> TextPair:
    if before == after:
        return TextPair(("", f"{what}, unchanged"), [], _whole(after))
    labels = _labels(what, bool(before))
    if before and after:
        return TextPair(labels, *marked(before, after, words=words))
    return TextPair(labels, _whole(before), _whole(after))


def _labels(what: str, changed: bool) -> tuple[str, str]:
    return f"{what} before", f"{what} after" if changed else f"{what} now"


def _whole(text: str) -> list[Piece]:
    return [Piece(text, False)] if text else []


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers with neighbours joined, such as ``0-3 7``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def _code(sentence: Any) -> Markup:
    """A sentence of ours, with the names between backticks as code."""
    parts = [
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(str(sentence).split("`"))
    ]
    return Markup("").join(parts)
