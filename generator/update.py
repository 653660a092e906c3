"""Following upstream: a new document becomes a new fragment, package and version, or nothing.

Everything is made in memory first. Only when the last step has gone through are all files, those of
the specification and those of the package, replaced together.
"""

from __future__ import annotations

import datetime
import difflib
import gzip
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.changelog import add_section
from generator.config import ALIASES, Config, parse_config
from generator.extract import known_trims
from generator.extract.text import fragment_text
from generator.load import Document, Limits, parse, read
from generator.load.source import fetch_if_changed, gunzip, is_url, read_bytes
from generator.load.tree import Json, as_map
from generator.pipeline import Generated, Progress, generate
from generator.problems import InputError
from generator.swap import locked, recover, swap
from generator.write import MANIFEST, check_paths, settle

if TYPE_CHECKING:
    import httpx2

    from generator.aliases import Reviewed
    from generator.config import Alias
    from generator.diff import Report, Side

_STAGE = "update"
_ATTEMPTS = 3
_STAMPS = (
    "version",
    "x-source-sha256",
    "x-upstream-build",
    "x-upstream-date",
    "x-upstream-version",
)
Review = Callable[[Document, Document], "Reviewed"]


@dataclass(frozen=True, slots=True)
class Update:
    """What following upstream comes to, not yet written.

    Args:
        report: what changed and for whom.
        before: package version in force.
        after: package version the changes ask for.
        root: directory that all paths are relative to.
        files: path → new content.
        removed: paths that go.
        made: the regenerated package.
        section: the changelog's new section.
        size: lines added to and removed from the generated files, but for their record of hashes.
    """

    report: Report
    before: str
    after: str
    root: Path
    files: Mapping[str, str | bytes]
    removed: tuple[str, ...]
    made: Generated
    section: str
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """The upstream document as it was fetched.

    Args:
        data: its bytes, decompressed.
        name: display name.
        validators: what a later conditional request sends, by header name.
    """

    data: bytes
    name: str
    validators: Mapping[str, str]


def fetch_upstream(
    upstream: str,
    config_path: Path,
    settings: Config,
    *,
    limits: Limits | None = None,
    client: httpx2.Client | None = None,
) -> Source | None:
    """Get the upstream document.

    Args:
        upstream: path or https URL.
        config_path: the configuration; what the last fetch left behind lies beside it.
        settings: its content.
        limits: bounds on size and time.
        client: HTTP client to use instead of one of our own.

    Returns:
        The document; None when the server says it has not changed since the last fetch.

    Raises:
        InputError: it cannot be had.
    """
    limits = limits or Limits()
    if not is_url(upstream):
        return Source(read_bytes(upstream, limits), upstream, {})
    known = _validators(config_path, settings, upstream)
    answer = fetch_if_changed(upstream, limits, known, client, attempts=_ATTEMPTS)
    if answer is None:
        return None
    data, validators = answer
    if data.startswith(b"\x1f\x8b"):
        data = gunzip(data, upstream, limits)
    return Source(data, upstream, validators)


def prepare(
    source: Source,
    config_path: Path,
    settings: Config,
    review: Review,
    *,
    today: datetime.date,
    progress: Progress = lambda stage: None,
) -> Update | None:
    """Make everything a new upstream document asks for, in memory.

    Args:
        source: the upstream document.
        config_path: the configuration in force.
        settings: its content.
        review: compares the fragment in force with the new one.
        today: date of the changelog section when the document tells none.
        progress: told the name of each stage as it begins.

    Returns:
        The update; None when the fragment says the same as before.

    Raises:
        InputError: the document cannot be used. Nothing has changed.
    """
    base = config_path.parent
    progress("extract")
    document = parse(source.data, source.name)
    trims = known_trims(document, settings.extract.trims)
    text, _ = fragment_text(document, settings.extract.prefix, trims)
    fragment_path = base / settings.extract.fragment
    current = read(fragment_path)
    new = parse(text.encode(), f"{fragment_path} (new)")
    if _meaning(current) == _meaning(new):
        return None
    progress("compare")
    reviewed = review(current, new)
    report = reviewed.report
    before = settings.package.version
    after = bumped(before, report.bump)
    progress("generate")
    config_text = _with_version(config_path.read_text("utf-8"), before, after, str(config_path))
    changed = parse_config(tomllib.loads(config_text), str(config_path)).model_copy(
        update={"aliases": reviewed.aliases}
    )
    overlay = base / settings.extract.overlay if settings.extract.overlay else None
    changelog_path = base / changed.package.changelog
    date = _date(new) or today.isoformat()
    section, changelog = add_section(_text_of(changelog_path), after, date, report)
    made = generate(new, changed, overlay=overlay, changelog=changelog)
    out = (base / changed.package.out).resolve()
    check_paths(out, made.files)
    outcome = settle(out, made.plan.name, made.files)
    size = _size(out, made, [*outcome.written, *outcome.removed])
    root = _common_root(base.resolve(), out)
    spec: dict[Path, str | bytes] = {
        fragment_path: text,
        config_path: config_text,
        changelog_path: changelog,
        **_old_names(base, settings.aliases, reviewed.aliases),
        **_archive(base, settings, current),
        **_kept_upstream(base, settings, source),
    }
    contents: dict[str, str | bytes] = {
        path.resolve().relative_to(root).as_posix(): content for path, content in spec.items()
    }
    prefix = out.relative_to(root)
    contents.update({(prefix / path).as_posix(): made.files[path] for path in outcome.written})
    removed = tuple((prefix / path).as_posix() for path in outcome.removed)
    return Update(report, before, after, root, contents, removed, made, section, size)


def apply(update: Update) -> None:
    """Write everything, or nothing.

    Args:
        update: what `prepare` made.

    Raises:
        InputError: another run is writing, or the disk refuses.
    """
    try:
        with locked(update.root):
            recover(update.root, _STAGE)
            swap(update.root, _STAGE, update.files, update.removed)
    except OSError as error:
        where = str(error.filename or update.root)
        raise InputError(f"cannot write: {error.strerror or error}", source=where) from error


def bumped(version: str, part: str) -> str:
    """The next version.

    Args:
        version: ``major.minor.patch``.
        part: ``major``, ``minor``, ``patch`` or ``none``.

    Returns:
        The version with that part raised; unchanged for ``none``.
    """
    major, minor, patch = map(int, version.split("."))
    if part == "major":
        return f"{major + 1}.0.0"
    if part == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if part == "patch" else version


def compare_fragments(settings: Config, config_path: Path) -> Review:
    """The usual review: both fragments repaired, planned and compared.

    Args:
        settings: the configuration.
        config_path: where it lies, for its overlay.

    Returns:
        The review, for `prepare`.
    """

    # Both fragments are of this configuration, whether or not it takes a part of a document only.
    extract = settings.extract
    whole = settings.model_copy(
        update={"extract": extract.model_copy(update={"prefix": extract.prefix or "/"})}
    )

    def review(old: Document, new: Document) -> Reviewed:
        from generator.aliases import review_with_aliases
        from generator.diff import Settings, make_side

        overlay = extract.overlay
        repairs = read(config_path.parent / overlay) if overlay else None

        def plan(aliases: tuple[Alias, ...]) -> Side:
            chosen = whole.model_copy(update={"aliases": aliases})
            return make_side(new, Settings(chosen, repairs))

        before = make_side(old, Settings(whole, repairs))
        version = settings.package.version
        return review_with_aliases(before, plan, whole, lambda part: bumped(version, part))

    return review


def _meaning(document: Document) -> dict[str, Json]:
    """The document without what only tells where it came from."""
    info = {key: value for key, value in _info(document).items() if key not in _STAMPS}
    return {**(as_map(document.value) or {}), "info": info}


def _info(document: Document) -> Mapping[str, Json]:
    root = as_map(document.value) or {}
    return as_map(root.get("info")) or {}


def _date(document: Document) -> str | None:
    date = _info(document).get("x-upstream-date")
    return date if isinstance(date, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None


def _archive(base: Path, settings: Config, current: Document) -> dict[Path, str | bytes]:
    """The fragment in force and the document it was made of, under the version it is known by."""
    if settings.extract.history is None:
        return {}
    version = str(_info(current).get("x-upstream-version", ""))
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", version):
        version = current.sha256[:12]
    history = base / settings.extract.history
    kept: dict[Path, str | bytes] = {}
    if not (history / f"{version}.yaml").exists():
        kept[history / f"{version}.yaml"] = (base / settings.extract.fragment).read_bytes()
        upstream = base / (settings.extract.upstream or "")
        if settings.extract.upstream and upstream.is_file():
            kept[history / "upstream" / f"{version}.json.gz"] = upstream.read_bytes()
    return kept


def _kept_upstream(base: Path, settings: Config, source: Source) -> dict[Path, str | bytes]:
    """The upstream document in force, and what a conditional request will send next time."""
    kept: dict[Path, str | bytes] = {}
    if settings.extract.upstream and not is_url(settings.extract.upstream):
        kept[base / settings.extract.upstream] = gzip.compress(source.data, mtime=0)
        if source.validators:
            state = {"url": source.name, **source.validators}
            kept[_state_path(base, settings)] = json.dumps(state, indent=1, sort_keys=True) + "\n"
    return kept


def _old_names(
    base: Path, before: tuple[Alias, ...], after: tuple[Alias, ...]
) -> dict[Path, str | bytes]:
    """The file of old names, where there are or were any."""
    from generator.aliases import alias_text

    return {base / ALIASES: alias_text(after)} if before or after else {}


def _size(out: Path, made: Generated, paths: Iterable[str]) -> tuple[int, int]:
    """How many lines come and go."""
    added = removed = 0
    for path in paths:
        if not path.endswith(MANIFEST):
            before, after = _text_of(out / path).splitlines(), made.files.get(path, "").splitlines()
            for line in difflib.unified_diff(before, after, n=0, lineterm=""):
                added += line.startswith("+") and not line.startswith("+++ ")
                removed += line.startswith("-") and not line.startswith("--- ")
    return added, removed


def _state_path(base: Path, settings: Config) -> Path:
    return (base / (settings.extract.upstream or "upstream")).parent / "fetched.json"


def _validators(config_path: Path, settings: Config, url: str) -> dict[str, str]:
    try:
        state = json.loads(_state_path(config_path.parent, settings).read_text("utf-8"))
        known = {str(key): str(value) for key, value in state.items()}
    except (OSError, ValueError, AttributeError):
        return {}
    return known if known.pop("url", None) == url else {}


def _with_version(text: str, before: str, after: str, source: str) -> str:
    """The configuration with the package's version raised; its comments and layout stay."""
    pattern = rf'(^\[package\]$(?:\n(?!\[).*)*?\nversion\s*=\s*"){re.escape(before)}(")'
    changed, count = re.subn(pattern, rf"\g<1>{after}\g<2>", text, count=1, flags=re.MULTILINE)
    if count != 1:
        raise InputError(f'[package] must hold the line version = "{before}"', source=source)
    expected = tomllib.loads(text)
    expected["package"]["version"] = after
    if tomllib.loads(changed) != expected:
        raise InputError("the package version could not be raised in place", source=source)
    return changed


def _common_root(one: Path, other: Path) -> Path:
    for candidate in (one, *one.parents):
        if other.is_relative_to(candidate):
            return candidate
    raise InputError(f"{one} and {other} must lie on one disk")


def _text_of(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
