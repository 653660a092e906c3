"""What an update keeps: the old fragment, the upstream documents, the names of the past."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clientgen.base.configuration import ALIASES, Config
from clientgen.document.load import Document
from clientgen.document.load.source import is_url
from clientgen.follow.fetch import Source, state_path, state_text
from clientgen.follow.provenance import info

if TYPE_CHECKING:
    from clientgen.base.configuration import Alias

Files = Mapping[Path, str | bytes]


def archived(base: Path, settings: Config, current: Document) -> Files:
    """The fragment in force and the document it was made of, under the version it is known by.

    Args:
        base: directory of the configuration.
        settings: the configuration.
        current: the fragment in force.
    """
    if settings.extract.history is None:
        return {}
    version = str(info(current).get("x-upstream-version", ""))
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", version):
        version = current.sha256[:12]
    history = base / settings.extract.history
    if (history / f"{version}.yaml").exists():
        return {}
    kept: dict[Path, str | bytes] = {
        history / f"{version}.yaml": (base / settings.extract.fragment).read_bytes()
    }
    upstream = base / (settings.extract.upstream or "")
    if settings.extract.upstream and upstream.is_file():
        kept[history / "upstream" / f"{version}.json.gz"] = upstream.read_bytes()
    return kept


def kept_upstream(base: Path, settings: Config, source: Source) -> Files:
    """The upstream document in force, and what a conditional request will send next time.

    Args:
        base: directory of the configuration.
        settings: the configuration.
        source: the upstream document.
    """
    if not settings.extract.upstream or is_url(settings.extract.upstream):
        return {}
    kept: dict[Path, str | bytes] = {
        base / settings.extract.upstream: gzip.compress(source.data, mtime=0)
    }
    if source.validators:
        kept[state_path(base, settings)] = state_text(source)
    return kept


def old_names(base: Path, before: tuple[Alias, ...], after: tuple[Alias, ...]) -> Files:
    """The file of old names, where there are or were any.

    Args:
        base: directory of the configuration.
        before: the old names in force.
        after: those to keep.
    """
    from clientgen.follow.aliases import alias_text

    return {base / ALIASES: alias_text(after)} if before or after else {}
