"""The files an update keeps beside the fragment: old versions, upstream document, aliases."""

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
from clientgen.follow.provenance import without_provenance

if TYPE_CHECKING:
    from clientgen.base.configuration import Alias

Files = Mapping[Path, str | bytes]


def archive_files(base: Path, settings: Config, current: Document) -> Files:
    """Copy the fragment in force and its upstream document to the history, by version.

    Args:
        base: directory of the configuration.
        settings: the configuration.
        current: the fragment in force.

    Returns:
        path → content; empty where the history has that fragment.

    Raises:
        InputError: the history has a document of that version that cannot be read.
    """
    if settings.extract.history is None:
        return {}
    history = base / settings.extract.history
    version = version_of(current)
    stem = file_stem(version)
    known = history / f"{stem}.yaml"
    if known.exists():
        if without_provenance(read(known)) == without_provenance(current):
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


def upstream_files(base: Path, settings: Config, source: UpstreamDocument, fragment: str) -> Files:
    """Keep the new upstream document, and the validators for the next conditional request.

    Args:
        base: directory of the configuration.
        settings: the configuration.
        source: the upstream document.
        fragment: the text of its fragment.

    Returns:
        path → content; the document is compressed where its configured name ends in ``.gz``.

    Raises:
        InputError: the configured name is that of another format.
    """
    path = _kept_at(base, settings)
    kept: dict[Path, str | bytes] = {}
    if path is not None:
        name, content = path.name.lower(), source.kept
        if name.removesuffix(".gz").endswith(".json") and not content.lstrip()[:1] == b"{":
            raise InputError(
                "what was fetched is YAML, and `upstream` in [extract] names a JSON file; "
                "name it .yaml or .yaml.gz",
                source=str(path),
            )
        zipped = name.endswith(".gz")
        kept[path] = gzip.compress(content, mtime=0) if zipped else content
    if source.validators:
        kept[state_path(base, settings)] = state_text(
            source, settings, fragment, kept[path] if path is not None else None
        )
    return kept


def _kept_at(base: Path, settings: Config) -> Path | None:
    upstream = settings.extract.upstream
    return base / upstream if upstream and not is_url(upstream) else None


def alias_file(base: Path, before: tuple[Alias, ...], after: tuple[Alias, ...]) -> Files:
    """Write ``aliases.toml`` where there are or were aliases.

    Args:
        base: directory of the configuration.
        before: the aliases in force.
        after: the aliases to keep.

    Returns:
        path → content; empty where there are and were none.
    """
    from clientgen.follow.aliases import alias_text

    return {base / ALIASES: alias_text(after)} if before or after else {}
