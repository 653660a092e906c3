"""Prepare an update in memory: fragment, package, version, changelog, archive."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clientgen.base.configuration import Config, parse_config
from clientgen.base.diagnostics import InputError
from clientgen.base.untyped import as_map
from clientgen.document.extract import known_trims
from clientgen.document.extract.text import fragment_text
from clientgen.document.load import Document, parse, read
from clientgen.document.load.grammar import METHODS
from clientgen.emit.pipeline import Generated, ProgressCallback, generate
from clientgen.files.atomic import content_hash
from clientgen.files.owned_files import MANIFEST, Outcome, check_changes, check_paths
from clientgen.follow.archive import alias_file, archive_files, upstream_files
from clientgen.follow.changelog import add_section
from clientgen.follow.fetch import UpstreamDocument
from clientgen.follow.kept_names import with_names
from clientgen.follow.provenance import release_date, without_provenance
from clientgen.follow.review import Review
from clientgen.follow.version import bumped, with_version

if TYPE_CHECKING:
    from clientgen.compare import Report, Version
    from clientgen.compare.report import Release


@dataclass(frozen=True, slots=True)
class Update:
    """An update prepared in memory, not yet written.

    Args:
        report: the findings.
        release: the package's versions, and the size of the regenerated diff without the manifest.
        root: directory that all paths are relative to.
        files: path → content of the files to write.
        removed: paths of the files to remove.
        made: the regenerated package.
        section: the changelog's new section; empty when no version is released.
        documents: the fragment in force and the new one.
        home: directory of the configuration.
        directories: directories of the fragment and of the package.
        seen: path → SHA-256 of each file as it was when the update was prepared; None without one.
        removed_operations: operations of the fragment in force that the new one lacks.
        operations: how many operations the fragment in force has.
        versions: both documents with the packages they make, for the review of user code.
    """

    report: Report
    release: Release
    root: Path
    files: Mapping[str, str | bytes]
    removed: tuple[str, ...]
    made: Generated
    section: str
    documents: tuple[Document, Document]
    home: Path
    directories: tuple[Path, ...]
    seen: Mapping[str, str | None]
    removed_operations: tuple[str, ...]
    operations: int
    versions: tuple[Version, Version] | None = None

    @property
    def before(self) -> str:
        """Package version in force."""
        return self.release.before or ""

    @property
    def after(self) -> str:
        """Package version after the update."""
        return self.release.after or ""

    @property
    def is_drastic(self) -> bool:
        """Tell whether more than a third of the operations would be removed."""
        return 3 * len(self.removed_operations) > self.operations


def prepare(
    source: UpstreamDocument,
    config_path: Path,
    settings: Config,
    review: Review,
    *,
    today: datetime.date,
    date: datetime.date | None = None,
    progress: ProgressCallback = lambda stage: None,
) -> Update | None:
    """Make the update for a new upstream document, in memory.

    Args:
        source: the upstream document.
        config_path: the configuration in force.
        settings: its content.
        review: compares the fragment in force with the new one.
        today: date of the changelog section when the document has none.
        date: date of the section instead of the document's.
        progress: called with the name of each stage as it begins.

    Returns:
        The update; None when the fragment differs in its provenance only.

    Raises:
        InputError: the document or the configuration cannot be used.
    """
    base = config_path.parent
    progress("extract")
    document = source.document
    trims = known_trims(document, settings.extract.trims)
    text, _, _ = fragment_text(document, settings.extract.prefix, trims, settings.extract.include)
    fragment_path = base / settings.extract.fragment
    current = read(fragment_path)
    new = parse(text.encode(), f"{fragment_path} (new)")
    if without_provenance(current) == without_provenance(new):
        return None

    progress("compare")
    reviewed = review(current, new)
    before = settings.package.version
    after = bumped(before, reviewed.report.bump)

    progress("generate")
    config_text = with_version(config_path.read_text("utf-8"), before, after, str(config_path))
    config_text = with_names(config_text, reviewed.names, str(config_path))
    changed = parse_config(tomllib.loads(config_text), str(config_path)).model_copy(
        update={"aliases": reviewed.aliases}
    )
    changelog_path = base / changed.package.changelog
    section, changelog = "", _text_of(changelog_path)
    if after != before:
        day = date.isoformat() if date else release_date(new) or today.isoformat()
        section, changelog = add_section(changelog, after, day, reviewed.report)
    overlay = base / settings.extract.overlay if settings.extract.overlay else None
    made = generate(new, changed, overlay=overlay, changelog=changelog)
    out = (base / changed.package.out).resolve()
    check_paths(out, made.files)
    outcome = check_changes(out, made.plan.name, made.files)

    spec: dict[Path, str | bytes] = {
        fragment_path: text,
        config_path: config_text,
        changelog_path: changelog,
        **alias_file(base, settings.aliases, reviewed.aliases),
        **archive_files(base, settings, current),
        **upstream_files(base, settings, source, text),
    }
    root = base.resolve()
    for path in (out, *(path.resolve().parent for path in (fragment_path, *spec))):
        root = common_root(root, path)
    files: dict[str, str | bytes] = {
        path.resolve().relative_to(root).as_posix(): content
        for path, content in spec.items()
        if content
        and _bytes_of(path) != (content if isinstance(content, bytes) else content.encode())
    }
    prefix = out.relative_to(root)
    decisive = (fragment_path, config_path, *spec, *(out / path for path in outcome.removed))
    files.update({(prefix / path).as_posix(): made.files[path] for path in outcome.written})
    decisive = (*decisive, *(out / path for path in outcome.written))
    seen = {path.resolve().relative_to(root).as_posix(): content_hash(path) for path in decisive}
    before_operations, after_operations = _operations(current), _operations(new)
    return Update(
        report=reviewed.report,
        release=_release(out, made, outcome, before, after),
        root=root,
        files=files,
        removed=tuple((prefix / path).as_posix() for path in outcome.removed),
        made=made,
        section=section,
        documents=(current, new),
        home=base.resolve(),
        directories=(out, fragment_path.resolve().parent),
        seen=seen,
        removed_operations=tuple(
            name for key, name in before_operations.items() if key not in after_operations
        ),
        operations=len(before_operations),
        versions=reviewed.versions,
    )


def _operations(document: Document) -> dict[str, str]:
    """List the operations: ``METHOD path`` without parameter names → the same with them."""
    paths = as_map((as_map(document.value) or {}).get("paths")) or {}
    names = [
        f"{method.upper()} {path}"
        for path, item in paths.items()
        for method in as_map(item) or {}
        if method in METHODS
    ]
    return {re.sub(r"\{[^{}]*\}", "{}", name): name for name in names}


def common_root(first: Path, second: Path) -> Path:
    """Find the deepest directory that holds two others.

    Args:
        first: an absolute path.
        second: another.

    Returns:
        That directory, which may be one of the two.

    Raises:
        InputError: there is none, as on two drives of Windows.
    """
    for candidate in (first, *first.parents):
        if second.is_relative_to(candidate):
            return candidate
    raise InputError(f"{first} and {second} must lie on one disk")


def _release(out: Path, made: Generated, outcome: Outcome, before: str, after: str) -> Release:
    from clientgen.compare.report import Release, text_size

    paths = [p for p in (*outcome.written, *outcome.removed) if not p.endswith(MANIFEST)]
    old = {path: _text_of(out / path) for path in paths if (out / path).exists()}
    new = {path: made.files[path] for path in paths if path in made.files}
    return Release(text_size(old, new), made.plan.name, before, after)


def _text_of(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
