"""The provenance recorded in a fragment, and the fragment without it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientgen.base.untyped import Json, as_map
from clientgen.document.load import Document

_PROVENANCE_KEYS = (
    "version",
    "x-source-sha256",
    "x-upstream-build",
    "x-upstream-date",
    "x-upstream-version",
)


def info(document: Document) -> Mapping[str, Json]:
    """Return the document's ``info``.

    Args:
        document: a fragment.

    Returns:
        The Info Object; empty where the document has none.
    """
    root = as_map(document.value) or {}
    return as_map(root.get("info")) or {}


def without_provenance(document: Document) -> dict[str, Json]:
    """Return the document without its version and provenance.

    Args:
        document: a fragment.

    Returns:
        The document's members.
    """
    kept = {key: value for key, value in info(document).items() if key not in _PROVENANCE_KEYS}
    return {**(as_map(document.value) or {}), "info": kept}


def release_date(document: Document) -> str | None:
    """Read the date on which upstream released the document.

    Args:
        document: a fragment.

    Returns:
        ``YYYY-MM-DD``; None where the fragment has no such date.
    """
    date = info(document).get("x-upstream-date")
    return date if isinstance(date, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None
