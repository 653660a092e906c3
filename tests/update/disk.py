"""A disk that stops: every operation that changes files can be the one at which a run is killed.

An audit hook sees them all, whichever function makes them, so that none is forgotten. Python tells
no hook of ``os.fsync``, which is patched.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

EVENTS = frozenset(
    ("os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
     "os.truncate", "os.utime", "shutil.copyfile", "shutil.move", "tempfile.mkstemp")
)  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Killed(BaseException):
    """The run is over: nothing it does from here on reaches the disk."""


class Stop:
    """Counts the operations below a directory and stops at one of them.

    Args:
        root: the directory.
        at: how many operations go through.
        error: what that one fails with, once; None kills the run, so that all that follow fail.
    """

    def __init__(self, root: Path, at: int, error: OSError | None = None) -> None:
        self.root = str(root)
        self.at = at
        self.error = error
        self.seen: list[str] = []

    @property
    def reached(self) -> bool:
        """Whether there were that many operations."""
        return len(self.seen) > self.at

    def step(self, event: str) -> None:
        """Take one operation into account."""
        self.seen.append(event)
        if self.error is not None and len(self.seen) == self.at + 1:
            raise self.error
        if self.error is None and self.reached:
            raise Killed


_stops: list[Stop] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _stops or not (event in EVENTS or event == "open"):
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITES):
        return
    stop = _stops[-1]
    paths = [os.fsdecode(a) for a in arguments if isinstance(a, str | bytes | Path)]
    # A name without a directory belongs to a descriptor, as where a tree is removed.
    if any(path.startswith(stop.root) or os.sep not in path for path in paths):
        stop.step(event)


sys.addaudithook(_watch)


def fsync(descriptor: int) -> None:
    """Stand for ``os.fsync``: the machine of a test is not switched off, and waiting is slow."""
    if not _stops:
        return
    try:
        _stops[-1].step("os.fsync")
    except Killed:
        # What has not come down to the disk may be lost.
        state = os.fstat(descriptor)
        if stat.S_ISREG(state.st_mode):
            stop = _stops.pop()
            with suppress(OSError):
                os.ftruncate(descriptor, state.st_size // 2)
            _stops.append(stop)
        raise


@contextmanager
def stopping(root: Path, at: int, error: OSError | None = None) -> Generator[Stop]:
    """Stop what is done inside at one operation.

    Args:
        root: the directory whose files count; resolved.
        at: how many operations go through.
        error: see `Stop`.
    """
    stop = Stop(root, at, error)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        _stops.append(stop)
        try:
            yield stop
        except Killed:
            pass
        finally:
            _stops.remove(stop)


def reset(tree: Path, files: dict[str, bytes]) -> None:
    """Bring a directory to a state; the directory itself stays, for it may be the working one.

    Args:
        tree: the directory; what else lies there is removed.
        files: path → content.
    """
    for path in tree.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    for name, content in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(content)
