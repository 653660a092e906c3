"""The semantic difference of two versions of an API, and what it breaks for whom."""

from __future__ import annotations

from clientgen.compare.findings import Finding, Report, fails
from clientgen.compare.judge import compare_versions
from clientgen.compare.resolve import resolve_document
from clientgen.compare.versions import CompareSettings, Version, prepare_version

__all__ = [
    "CompareSettings",
    "Finding",
    "Report",
    "Version",
    "compare_versions",
    "fails",
    "prepare_version",
    "resolve_document",
]
