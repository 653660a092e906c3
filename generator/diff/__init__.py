"""The semantic difference of two versions of an API, and what it breaks for whom."""

from __future__ import annotations

from generator.diff.findings import Finding, Report, fails
from generator.diff.judge import compare_sides
from generator.diff.resolve import resolve_document
from generator.diff.sides import Settings, Side, make_side

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
