"""The provenance in a fragment, and the fragment without it."""

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
    """The document's ``info``; empty when it has none.

    Args:
        document: a fragment.

    Returns:
        The mapping.
    """
    root = as_map(document.value) or {}
    return as_map(root.get("info")) or {}


def meaning(document: Document) -> dict[str, Json]:
    """The document without what only tells where it came from.

    Args:
        document: a fragment.

    Returns:
        The document's members.
    """
    kept = {key: value for key, value in info(document).items() if key not in _PROVENANCE_KEYS}
    return {**(as_map(document.value) or {}), "info": kept}


def released(document: Document) -> str | None:
    """The date upstream released the document, as far as it tells one.

    Args:
        document: a fragment.

    Returns:
        ``YYYY-MM-DD``, or None.
    """
    date = info(document).get("x-upstream-date")
    return date if isinstance(date, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None
