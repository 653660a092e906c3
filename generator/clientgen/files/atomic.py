"""Replacing many files at once, all or none, even when the process is killed in between.

New content is staged first, and what it replaces is linked beside it. A journal then lists what is
to happen. When the disk refuses half-way everything goes back; each step of the journal can be
repeated: a run that was killed is finished by the next one, or never began.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from clientgen.base.diagnostics import InputError


def swap(root: Path, name: str, new: Mapping[str, str | bytes], removed: Sequence[str]) -> None:
    """Replace and remove files below a directory.

    Args:
        root: the directory; all paths are relative to it.
        name: keeps the staging areas of different writers apart.
        new: path → content.
        removed: paths to remove; directories left empty go too.

    Raises:
        OSError: the disk refuses. Nothing has changed.
    """
    staging = _staging(root, name)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for path, content in new.items():
            target = staging / "new" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
                file.flush()
                os.fsync(file.fileno())
        for path in (*new, *removed):
            _keep(root / path, staging / "old" / path)
        journal = staging / "journal"
        journal.with_suffix(".part").write_text(
            json.dumps({"new": sorted(new), "removed": sorted(removed)}), "utf-8"
        )
        os.replace(journal.with_suffix(".part"), journal)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    try:
        _apply(root, staging)
    except BaseException:
        _take_back(root, staging, (*new, *removed))
        raise


def interrupted(root: Path, name: str) -> bool:
    """Tell whether a run was killed in the middle of its swap.

    Args:
        root: the directory.
        name: the writer's name, as given to `swap`.
    """
    return (_staging(root, name) / "journal").exists()


def recover(root: Path, name: str) -> None:
    """Finish the swap of a run that was killed; forget one that had only begun to stage.

    Args:
        root: the directory.
        name: the writer's name, as given to `swap`.
    """
    staging = _staging(root, name)
    if (staging / "journal").exists():
        _apply(root, staging)
    elif staging.exists():
        shutil.rmtree(staging, ignore_errors=True)


@contextlib.contextmanager
def locked(root: Path) -> Generator[None]:
    """Hold a directory for this run; the system lets go of it when the process ends.

    Args:
        root: the directory.

    Raises:
        InputError: another run holds it.
    """
    try:
        import fcntl
    except ImportError:  # no such lock on Windows, where replacing an open file fails by itself
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError("another run is writing here; try again", source=str(root)) from error
        yield
    finally:
        os.close(handle)


def _apply(root: Path, staging: Path) -> None:
    """Carry out a journal."""
    plan = json.loads((staging / "journal").read_text("utf-8"))
    for path in plan["new"]:
        source = staging / "new" / path
        if source.exists():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, root / path)
    for path in plan["removed"]:
        (root / path).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (root / path).parent.rmdir()
    # First of all: a journal that outlives its swap would remove files made since.
    (staging / "journal").unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _keep(path: Path, copy: Path) -> None:
    """Hold on to a file that is about to be replaced: the very file, where the disk can link."""
    if not path.is_file():
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)


def _take_back(root: Path, staging: Path, paths: Sequence[str]) -> None:
    """Undo what was carried out of a journal. Where even that fails the journal stays."""
    for path in paths:
        target, copy = root / path, staging / "old" / path
        if copy.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(copy, target)
        elif target.is_file():
            target.unlink()
            with contextlib.suppress(OSError):
                for parent in target.parents:
                    if parent == root:
                        break
                    parent.rmdir()
    (staging / "journal").unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _staging(root: Path, name: str) -> Path:
    return root / f".{name}.clientgen"
