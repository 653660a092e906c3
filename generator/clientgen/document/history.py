"""Earlier versions of a document: what a version is called, and the name of its file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import quote, unquote

from clientgen.base.untyped import as_map
from clientgen.document.load.document import Document

SUFFIXES = (".yaml", ".yml", ".json", ".json.gz", ".yaml.gz", ".yml.gz")
"""Ends of the names of documents that can be read."""

_LONGEST = 120
# Names that Windows keeps for devices, whatever their suffix.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE | re.ASCII)


def version_of(document: Document) -> str:
    """Tell the version that a document is known by.

    Args:
        document: a fragment, or any OpenAPI document.

    Returns:
        ``x-upstream-version`` of its ``info``, else ``version``, else the start of its hash.
    """
    info = as_map((as_map(document.value) or {}).get("info")) or {}
    for name in ("x-upstream-version", "version"):
        value = info.get(name)
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value)
    return document.sha256[:12]


def file_stem(version: str) -> str:
    """Make the name of a version's file, without its suffix.

    Args:
        version: any text.

    Returns:
        A name that is safe on every system; two versions never have the same. What is no letter,
        digit or one of ``._+-`` is percent-encoded.
    """
    stem = quote(version, safe="+", errors="surrogatepass").replace("~", "%7E")
    if stem.startswith(".") or _DEVICE.match(stem):
        stem = f"%{ord(stem[0]):02X}{stem[1:]}"
    if stem.endswith("."):
        stem = f"{stem[:-1]}%2E"
    if len(stem) > _LONGEST or not stem:
        digest = hashlib.sha256(version.encode("utf-8", "surrogatepass")).hexdigest()
        stem = f"{stem[:80]}~{digest[:12]}"
    return stem


def later_stem(version: str, document: Document) -> str:
    """Make the name of another document of a version that has a file already.

    Args:
        version: the version.
        document: the document, which differs from the one that is kept.

    Returns:
        The name of the version's file, with a part of the document's hash.
    """
    return f"{file_stem(version)}~{document.sha256[:8]}"


def find_version(history: Path, version: str) -> Path | None:
    """Find the document of a version.

    Args:
        history: directory with one document a version.
        version: the version, or the name of a file there without its suffix.

    Returns:
        The file; None when there is none.
    """
    stems = [file_stem(version)]
    # A version is one name, never a way out of the directory.
    if re.fullmatch(r"[\w+%~.-]{1,120}", version, re.ASCII) and version[0] != ".":
        stems.append(version)
    candidates = [history / f"{stem}{suffix}" for stem in stems for suffix in SUFFIXES]
    return next((path for path in candidates if path.is_file()), None)


def known_versions(history: Path) -> list[str]:
    """List the versions that a directory holds.

    Args:
        history: the directory; it need not exist.

    Returns:
        The versions, sorted as text.
    """
    found: set[str] = set()
    for suffix in SUFFIXES:
        names = (path.name for path in history.glob(f"*{suffix}") if path.is_file())
        found.update(unquote(name.removesuffix(suffix)) for name in names)
    return sorted(found)


def document_suffix(name: str) -> str:
    """Tell the end of a document's name that says its format and compression.

    Args:
        name: a file name.

    Returns:
        One of `SUFFIXES` as it is written in the name, or what follows the last dot.
    """
    known = [suffix for suffix in SUFFIXES if name.lower().endswith(suffix)]
    return name[-len(max(known, key=len)) :] if known else Path(name).suffix
