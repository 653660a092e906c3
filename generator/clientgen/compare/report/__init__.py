"""Reports of one comparison: for a terminal, a pull request, a browser, a program."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from clientgen.compare.findings import Report
from clientgen.compare.report.html import to_html
from clientgen.compare.report.json import to_json
from clientgen.compare.report.markdown import to_markdown
from clientgen.compare.report.release import Release, Size, text_size
from clientgen.compare.report.text import to_text


class Writer(Protocol):
    """Writes a report in one format."""

    def __call__(
        self, report: Report, gate: str | None = None, release: Release | None = None
    ) -> str:
        """Write a report.

        Args:
            report: the report.
            gate: what ``--fail-on`` was given, None without it.
            release: what regenerating does, where that is known.

        Returns:
            The text.
        """
        ...


FORMATS: Mapping[str, Writer] = MappingProxyType(
    {"text": to_text, "markdown": to_markdown, "json": to_json, "html": to_html}
)
"""Format name → what writes it."""

__all__ = [
    "FORMATS",
    "Release",
    "Size",
    "Writer",
    "text_size",
    "to_html",
    "to_json",
    "to_markdown",
    "to_text",
]
