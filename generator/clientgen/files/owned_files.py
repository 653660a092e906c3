"""Files on disk: owned by hash, replaced all or none.

The manifest inside the package names every file this tool wrote, with its hash. A run replaces or
removes only those, and only while they are as it left them.
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
from clientgen.files.journal import clear, find_unfinished
from clientgen.files.replace import finish, replace_files, undo

MANIFEST = "clientgen.json"
_ILLEGAL = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run, or of a check.

    Args:
        written: paths whose content is new or changed.
        removed: paths that are no longer part of the output.
        unchanged: how many files were left alone.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    @property
    def is_current(self) -> bool:
        """Tell whether nothing had to change."""
        return not self.written and not self.removed


def digest(text: str) -> str:
    """The hash a manifest holds of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def with_manifest(
    files: Mapping[str, str], package: str, facts: Mapping[str, Any]
) -> dict[str, str]:
    """Add the manifest to what is to be written.

    Args:
        files: path → text.
        package: directory of the package, relative to the output directory.
        facts: what the manifest records besides: versions, the document's hash.

    Returns:
        The files with the manifest among them.
    """
    listed = {path: digest(text) for path, text in sorted(files.items())}
    manifest = json.dumps({**facts, "files": listed}, indent=1, ensure_ascii=True) + "\n"
    return {**files, f"{package}/{MANIFEST}": manifest}


def compare(out: Path, package: str, files: Mapping[str, str]) -> Outcome:
    """Tell how the files on disk differ from what they should be; changes nothing.

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
    """Bring the files on disk to what they should be.

    Args:
        out: output directory; made when it does not exist.
        package: directory of the package, relative to it.
        files: what should be there, manifest included.
        force: replace files that were edited by hand or are not ours.

    Returns:
        What was done.

    Raises:
        InputError: a file in the way is not ours or was edited, a path is unsafe, another run is
            under way, or the disk refuses. Nothing has changed then.
    """
    check_paths(out, files)
    try:
        out.mkdir(parents=True, exist_ok=True)
        finish_package(out, force=force)
        with locked(out):
            clear(out)
            outcome = settle(out, package, files, force=force)
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


def finish_package(out: Path, *, force: bool = False) -> str | None:
    """Finish what a run that was killed while writing left in an output directory.

    Args:
        out: output directory.
        force: give it up where a file was changed since, for the caller writes all of it anew.

    Returns:
        One sentence that says what was done; None when nothing was unfinished.

    Raises:
        InputError: a file was changed since, another run is writing, or the disk refuses.
    """
    journal = find_unfinished(out)
    if journal is None:
        return None
    if force and journal.task == "package":
        undo(journal)
        return "undid a run that was interrupted while it was writing"
    return finish(journal)


def settle(out: Path, package: str, files: Mapping[str, str], *, force: bool = False) -> Outcome:
    """List what has to change, and refuse where hand-written work would be lost.

    Args:
        out: output directory.
        package: directory of the package, relative to it.
        files: what should be there, manifest included.
        force: refuse nothing.

    Returns:
        What has to change; nothing has changed yet.

    Raises:
        InputError: a file in the way is not ours or was edited by hand.
    """
    outcome = compare(out, package, files)
    if not force:
        _refuse_foreign(out, package, outcome)
    return outcome


def owned_files(out: Path, package: str) -> dict[str, str]:
    """Tell which files the last run wrote, by the manifest it left.

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
