"""The semantic difference of two versions of an API, and what it breaks for whom."""

from __future__ import annotations

from clientgen.compare.findings import Finding, Report, fails
from clientgen.compare.judge import compare_sides
from clientgen.compare.resolve import resolve_document
from clientgen.compare.sides import Settings, Side, make_side

__all__ = [
    "Finding",
    "Report",
    "Settings",
    "Side",
    "compare_sides",
    "fails",
    "make_side",
    "resolve_document",
]
