"""Reports: one comparison told to a terminal, a pull request, a browser, a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from generator.diff.findings import Report
from generator.diff.report.html import to_html
from generator.diff.report.json import to_json
from generator.diff.report.markdown import to_markdown
from generator.diff.report.text import to_text

FORMATS: Mapping[str, Callable[[Report, str | None], str]] = MappingProxyType(
    {"text": to_text, "markdown": to_markdown, "json": to_json, "html": to_html}
)
"""Format name → function of a report and the gate it is held to."""

__all__ = ["FORMATS", "to_html", "to_json", "to_markdown", "to_text"]
