"""Output files, owned by hash and replaced all or none.

The manifest in the package lists every file that was written, with its hash. A run replaces or
removes only listed files whose content still has that hash.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import locked
from clientgen.files.journal import find_unfinished, remove_leftovers
from clientgen.files.replace import finish, replace_files, undo

MANIFEST = "clientgen.json"
_ILLEGAL = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The changes that a run made, or that a check found.

    Args:
        written: paths whose content is new or changed.
        removed: paths that are no longer part of the output.
        unchanged: how many files are as they should be.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    @property
    def is_current(self) -> bool:
        """Tell whether nothing had to change."""
        return not self.written and not self.removed


def digest(text: str) -> str:
    """Return the hash a manifest lists for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def with_manifest(
    files: Mapping[str, str], package: str, metadata: Mapping[str, Any]
) -> dict[str, str]:
    """Add the manifest to the files of a package.

    Args:
        files: path → text.
        package: directory of the package, relative to the output directory.
        metadata: the manifest's other members: versions, the document's hash.

    Returns:
        The files and the manifest.
    """
    listed = {path: digest(text) for path, text in sorted(files.items())}
    manifest = json.dumps({**metadata, "files": listed}, indent=1, ensure_ascii=True) + "\n"
    return {**files, f"{package}/{MANIFEST}": manifest}


def compare(out: Path, package: str, files: Mapping[str, str]) -> Outcome:
    """Compare the files on disk with a package; changes nothing.

    Args:
        out: output directory.
        package: directory of the package, relative to it.
        files: what should be there, manifest included.

    Returns:
        The difference.
    """
    owned = owned_files(out, package)
    written = [path for path, text in files.items() if file_hash(out / path) != digest(text)]
    removed = [path for path in owned if path not in files and (out / path).exists()]
    return Outcome(tuple(sorted(written)), tuple(sorted(removed)), len(files) - len(written))


def write(out: Path, package: str, files: Mapping[str, str], *, force: bool = False) -> Outcome:
    """Write a package: replace, add and remove files, all or none.

    Args:
        out: output directory; made when it does not exist.
        package: directory of the package, relative to it.
        files: what should be there, manifest included.
        force: replace files that were edited by hand or are not ours.

    Returns:
        The changes made.

    Raises:
        InputError: a file in the way is not ours or was edited, a path is unsafe, another run is
            under way, or the disk refuses. Nothing has changed then.
    """
    check_paths(out, files)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _finish_unfinished(out, force=force)
        with locked(out):
            remove_leftovers(out)
            outcome = check_changes(out, package, files, force=force)
            if not outcome.is_current:
                below = out.resolve()
                replace_files(
                    out,
                    {below / path: files[path] for path in outcome.written},
                    [below / path for path in outcome.removed],
                    task="package",
                )
            return outcome
    except OSError as error:
        where = error.filename or str(out)
        raise InputError(f"cannot write: {error.strerror or error}", source=str(where)) from error


def _finish_unfinished(out: Path, *, force: bool) -> None:
    """Finish a killed run; undo it under ``force``, where the caller writes every file anew."""
    journal = find_unfinished(out)
    if journal is None:
        return
    if force and journal.task == "package":
        undo(journal)
    else:
        finish(journal)


def check_changes(
    out: Path, package: str, files: Mapping[str, str], *, force: bool = False
) -> Outcome:
    """Compare as `compare` does, and refuse a change that would lose hand-written work.

    Args:
        out: output directory.
        package: directory of the package, relative to it.
        files: what should be there, manifest included.
        force: refuse nothing.

    Returns:
        The changes to make; none is made yet.

    Raises:
        InputError: a file in the way is not ours or was edited by hand.
    """
    outcome = compare(out, package, files)
    if not force:
        _refuse_foreign(out, package, outcome)
    return outcome


def owned_files(out: Path, package: str) -> dict[str, str]:
    """Read which files the last run wrote from the manifest it left.

    Args:
        out: output directory.
        package: directory of the package, relative to it.

    Returns:
        path relative to ``out`` → hash; empty when there was no run or its manifest is unreadable.
    """
    try:
        manifest = json.loads((out / package / MANIFEST).read_text("utf-8"))
        listed = manifest["files"]
        owned = {str(path): str(value) for path, value in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {path: value for path, value in owned.items() if _is_safe(path)}


def _refuse_foreign(out: Path, package: str, outcome: Outcome) -> None:
    owned = owned_files(out, package)
    for path in (*outcome.written, *outcome.removed):
        found = file_hash(out / path)
        if found is None or path == f"{package}/{MANIFEST}":
            continue
        if path not in owned:
            raise InputError(
                "this file is in the way and is none of this package's; move it, or use --force",
                source=str(out / path),
            )
        if found != owned[path]:
            raise InputError(
                "this generated file was edited by hand; keep your change elsewhere "
                "(docs/customising.md), or use --force to lose it",
                source=str(out / path),
            )


def check_paths(out: Path, files: Mapping[str, str]) -> None:
    """Refuse output paths that are not safe on every system, or that lead through a link.

    Args:
        out: output directory.
        files: what is to be written.

    Raises:
        InputError: the first such path.
    """
    seen: dict[str, str] = {}
    for path in files:
        if not _is_safe(path):
            raise InputError(
                f"the output path {path!r} is not safe on every system", source=str(out)
            )
        first = seen.setdefault(path.casefold(), path)
        if first != path:
            raise InputError(f"{path!r} and {first!r} differ in case only", source=str(out))
        target = out / path
        for part in (target, *target.parents):
            if part == out:
                break
            if part.is_symlink():
                raise InputError("a symbolic link is in the way of the output", source=str(part))


def _is_safe(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and all(
        part not in {"..", "."} and not _ILLEGAL.search(part) for part in pure.parts
    )


def file_hash(path: Path) -> str | None:
    """Hash a file on disk as a manifest does.

    Args:
        path: the file.

    Returns:
        The hash; None when there is no such file.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
