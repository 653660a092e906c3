"""The archive of an update: old fragment, upstream documents, old names."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clientgen.base.configuration import ALIASES, Config
from clientgen.base.diagnostics import InputError
from clientgen.document.history import document_suffix, file_stem, later_stem, version_of
from clientgen.document.load import Document, read
from clientgen.document.load.source import is_url
from clientgen.follow.fetch import UpstreamDocument, state_path, state_text
from clientgen.follow.provenance import meaning

if TYPE_CHECKING:
    from clientgen.base.configuration import Alias

Files = Mapping[Path, str | bytes]


def archived(base: Path, settings: Config, current: Document) -> Files:
    """The fragment in force and the document it was made of, under the version it is known by.

    Args:
        base: directory of the configuration.
        settings: the configuration.
        current: the fragment in force.

    Returns:
        path → content; nothing where that fragment is kept already.

    Raises:
        InputError: a document of that version is kept, but cannot be read.
    """
    if settings.extract.history is None:
        return {}
    history = base / settings.extract.history
    version = version_of(current)
    stem = file_stem(version)
    known = history / f"{stem}.yaml"
    if known.exists():
        if meaning(read(known)) == meaning(current):
            return {}
        # Not every API raises its version when it changes.
        stem = later_stem(version, current)
    kept: dict[Path, str | bytes] = {
        history / f"{stem}.yaml": (base / settings.extract.fragment).read_bytes()
    }
    upstream = _kept_at(base, settings)
    if upstream is not None and upstream.is_file():
        suffix = document_suffix(upstream.name)
        kept[history / "upstream" / f"{stem}{suffix}"] = upstream.read_bytes()
    return kept


def kept_upstream(base: Path, settings: Config, source: UpstreamDocument, fragment: str) -> Files:
    """The upstream document in force, and what a conditional request will send next time.

    Args:
        base: directory of the configuration.
        settings: the configuration.
        source: the upstream document.
        fragment: the text of the fragment that was made of it.

    Returns:
        path → content; the document in the compression that its configured name tells.

    Raises:
        InputError: the configured name tells another format than the document has.
    """
    path = _kept_at(base, settings)
    kept: dict[Path, str | bytes] = {}
    if path is not None:
        name = path.name.lower()
        if name.removesuffix(".gz").endswith(".json") and not source.data.lstrip()[:1] == b"{":
            raise InputError(
                "what was fetched is YAML, and `upstream` in [extract] names a JSON file; "
                "name it .yaml or .yaml.gz",
                source=str(path),
            )
        zipped = name.endswith(".gz")
        kept[path] = gzip.compress(source.data, mtime=0) if zipped else source.data
    if source.validators:
        kept[state_path(base, settings)] = state_text(
            source, settings, fragment, kept[path] if path is not None else None
        )
    return kept


def _kept_at(base: Path, settings: Config) -> Path | None:
    upstream = settings.extract.upstream
    return base / upstream if upstream and not is_url(upstream) else None


def old_names(base: Path, before: tuple[Alias, ...], after: tuple[Alias, ...]) -> Files:
    """The file of old names, where there are or were any.

    Args:
        base: directory of the configuration.
        before: the old names in force.
        after: those to keep.

    Returns:
        path → content; nothing where there is and was no old name.
    """
    from clientgen.follow.aliases import alias_text

    return {base / ALIASES: alias_text(after)} if before or after else {}
