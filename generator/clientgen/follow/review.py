"""Compare the fragment in force with a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.base.untyped import as_map
from clientgen.document.extract.selection import selects_all
from clientgen.document.load import Document, parse, read
from clientgen.document.load.source import is_url
from clientgen.follow.fetch import UpstreamDocument
from clientgen.follow.version import bumped

if TYPE_CHECKING:
    from clientgen.base.configuration import Alias
    from clientgen.compare import Version
    from clientgen.follow.aliases import Reviewed

Review = Callable[[Document, Document], "Reviewed"]


def compare_fragments(settings: Config, config_path: Path) -> Review:
    """Make the function that repairs, plans and compares two fragments.

    Args:
        settings: the configuration.
        config_path: its path, to which the overlay's is relative.

    Returns:
        The function, for `prepare`.
    """
    # `prepare_version` applies the settings only to a document below their prefix, which both are.
    extract = settings.extract
    whole = settings.model_copy(
        update={"extract": extract.model_copy(update={"prefix": extract.prefix or "/"})}
    )

    def review(old: Document, new: Document) -> Reviewed:
        from clientgen.compare import CompareSettings, prepare_version
        from clientgen.follow.aliases import review_with_aliases

        overlay = extract.overlay
        repairs = read(config_path.parent / overlay) if overlay else None

        before = prepare_version(old, CompareSettings(whole, repairs))

        def plan(aliases: tuple[Alias, ...]) -> Version:
            chosen = whole.model_copy(update={"aliases": aliases})
            return prepare_version(new, CompareSettings(chosen, repairs), after=before)

        version = settings.package.version
        return review_with_aliases(before, plan, whole, lambda part: bumped(version, part))

    return review


def count_upstream_changes(
    source: UpstreamDocument, config_path: Path, settings: Config
) -> int | None:
    """Count the changes in the whole API that the fragment is a part of.

    Args:
        source: the upstream document.
        config_path: the configuration in force.
        settings: its content.

    Returns:
        The changes since the upstream document that is kept; None where they cannot be counted:
        none is kept, it holds no more than the fragment, or one of the two cannot be compared
        as a whole.
    """
    extract = settings.extract
    is_part = extract.prefix is not None or extract.include
    if not is_part or not extract.upstream or is_url(extract.upstream):
        return None
    kept = config_path.parent / extract.upstream
    if not kept.is_file():
        return None
    try:
        old, new = read(kept), parse(source.data, source.name)
        if extract.prefix is not None and _is_part(old, extract.prefix):
            return None
        if extract.include and selects_all(old, extract.include):
            return None
        return 0 if old.sha256 == new.sha256 else _change_count(old, new)
    except InputError:
        return None


def _change_count(old: Document, new: Document) -> int:
    from clientgen.compare.engine import compare_apis
    from clientgen.compare.versions import make_resolver

    return len(compare_apis(make_resolver(old), make_resolver(new)).changes)


def _is_part(document: Document, prefix: str) -> bool:
    """Tell whether a document has no path outside the prefix."""
    paths = as_map((as_map(document.value) or {}).get("paths")) or {}
    root = prefix.rstrip("/")
    return all(path == root or path.startswith(f"{root}/") for path in paths)
