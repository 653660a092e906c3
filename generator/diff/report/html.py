"""The report for a browser: one file, no network, complete without a script."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from generator.diff.findings import Report
from generator.diff.report.words import SIGNS, answers, grouped, headline, shown

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "report"
_WORDS = {"safe": "safe", "may": "may break some", "breaks": "breaks"}


def to_html(report: Report, gate: str | None = None) -> str:
    """Write a report as a web page.

    Args:
        report: the report.
        gate: what ``--fail-on`` was given.

    Returns:
        The page; everything out of a document is escaped.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = _code
    return environment.get_template("report.html.jinja").render(
        report=report,
        headline=headline(report),
        answers=answers(report, gate),
        groups=grouped(report),
        signs=SIGNS,
        words=_WORDS,
        shown=shown,
    )


def _code(sentence: str) -> Markup:
    """A sentence of ours, with the names between backticks as code."""
    parts = [
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(sentence.split("`"))
    ]
    return Markup("").join(parts)
