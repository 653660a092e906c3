"""Files on disk: owned by hash, replaced all or none.

The manifest inside the package names every file this tool wrote, with its hash. A run replaces or
removes only those, and only while they are as it left them. New content is staged first; a journal
then makes the swap repeatable, so a run that is killed at any moment is finished by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from generator.problems import InputError

MANIFEST = "clientgen.json"
_ILLEGAL = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, or would do.

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
        """Whether nothing had to change."""
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
        facts: what the manifest tells besides: versions, the document's hash.

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
        force: replace files that were edited by hand or belong to somebody else.

    Returns:
        What was done.

    Raises:
        InputError: a file in the way is not ours or was edited, a path is unsafe, another run is
            under way, or the disk refuses. Nothing has changed then.
    """
    _check_paths(out, files)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _locked(out):
            _finish_interrupted(out, package)
            outcome = compare(out, package, files)
            if outcome.is_current:
                return outcome
            if not force:
                _refuse_foreign(out, package, outcome)
            _swap(out, package, {path: files[path] for path in outcome.written}, outcome.removed)
            return outcome
    except OSError as error:
        where = error.filename or str(out)
        raise InputError(f"cannot write: {error.strerror or error}", source=str(where)) from error


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
                "this file is in the way and was not written by clientgen; move it, or use --force",
                source=str(out / path),
            )
        if found != owned[path]:
            raise InputError(
                "this generated file was edited by hand; keep your change elsewhere "
                "(docs/customising.md), or use --force to lose it",
                source=str(out / path),
            )


def _check_paths(out: Path, files: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for path in files:
        if not _is_safe(path):
            raise InputError(
                f"the output path {path!r} is not safe on every system", source=str(out)
            )
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise InputError(f"{path!r} and {other!r} differ in case only", source=str(out))
        place = out / path
        for part in (place, *place.parents):
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


def _swap(out: Path, package: str, new: Mapping[str, str], removed: Sequence[str]) -> None:
    staging = _staging(out, package)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for path, text in new.items():
            target = staging / "new" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        journal = staging / "journal"
        journal.with_suffix(".part").write_text(
            json.dumps({"new": sorted(new), "removed": sorted(removed)}), "utf-8"
        )
        os.replace(journal.with_suffix(".part"), journal)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _apply(out, staging)


def _apply(out: Path, staging: Path) -> None:
    """Carry out a journal. Each step can be repeated, so being killed in between does no harm."""
    plan = json.loads((staging / "journal").read_text("utf-8"))
    for path in plan["new"]:
        source = staging / "new" / path
        if source.exists():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, out / path)
    for path in plan["removed"]:
        (out / path).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (out / path).parent.rmdir()
    shutil.rmtree(staging, ignore_errors=True)


def _finish_interrupted(out: Path, package: str) -> None:
    """Finish the swap of a run that was killed; forget one that had only begun to stage."""
    staging = _staging(out, package)
    if (staging / "journal").exists():
        _apply(out, staging)
    elif staging.exists():
        shutil.rmtree(staging, ignore_errors=True)


def _staging(out: Path, package: str) -> Path:
    return out / f".{package}.clientgen"


@contextlib.contextmanager
def _locked(out: Path) -> Generator[None]:
    """Hold the output directory for this run; the system lets go of it when the process ends."""
    try:
        import fcntl
    except ImportError:  # no such lock on Windows, where replacing an open file fails by itself
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError("another run is writing here; try again", source=str(out)) from error
        yield
    finally:
        os.close(handle)
