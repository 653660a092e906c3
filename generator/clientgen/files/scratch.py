"""Files in a temporary directory of this run, which nobody keeps: no lock, no journal, no sync."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_scratch(path: Path, content: bytes, *, later: int = 0) -> None:
    """Write a file, and the directories that it lies in.

    Args:
        path: the file, in a temporary directory.
        content: its content.
        later: seconds by which it is dated later than it is, for programs that tell the versions of
            a file apart by size and whole seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if later:
        then = path.stat().st_mtime + later
        os.utime(path, (then, then))


def remove_scratch(folder: Path) -> None:
    """Remove a directory in a temporary directory.

    Args:
        folder: the directory; one that does not exist is removed already.
    """
    shutil.rmtree(folder, ignore_errors=True)
