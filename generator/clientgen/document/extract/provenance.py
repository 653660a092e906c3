"""The provenance that a fragment records in its ``info``."""

from __future__ import annotations

from clientgen.base.numbers import is_number
from clientgen.base.untyped import Json, as_map
from clientgen.document.load import Document

_MOVED = {"x-sdk-version": "x-upstream-version", "x-date": "x-upstream-date"}
SHA256 = "x-source-sha256"


def stamp(document: Document) -> Document:
    """Write version, date, build and hash of the source into ``info``.

    Args:
        document: an extracted fragment.

    Returns:
        The fragment whose ``info`` carries ``x-source-sha256``, and ``x-upstream-version``,
        ``x-upstream-date`` and ``x-upstream-build`` as far as the source tells them.
    """
    root = as_map(document.value) or {}
    info: dict[str, Json] = dict(as_map(root.get("info")) or {})
    result = {name: value for name, value in root.items() if name not in _MOVED}
    origins: dict[str, str] = {}
    for old, new in _MOVED.items():
        if old in root:
            info[new] = root[old]
            origins[f"/info/{new}"] = f"/{old}"
    build = info.get("version")
    # Genesys' copies put the build number of the platform where the constant "v2" would stand.
    if "x-sdk-version" in root and isinstance(build, str) and is_number(build):
        info["x-upstream-build"] = build
        origins["/info/x-upstream-build"] = "/info/version"
    info[SHA256] = document.sha256
    result["info"] = info
    return document.with_value(result, origins)
