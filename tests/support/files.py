"""Trees of files: written, read and compared."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write files below a folder, such as those of a package.

    Args:
        files: path → text.
        folder: the folder; made when it does not exist.
    """
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder: path → content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts(folder: Path) -> dict[str, str]:
    """Read every file below a folder as UTF-8, but for compiled modules."""
    found = snapshot(folder).items()
    return {path: data.decode() for path, data in found if "__pycache__" not in path}


def touched(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below a folder, with its inode and when it was last changed."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def imported(module: str, folder: Path) -> Any:
    """Import a module below a folder, which is on Python's path only meanwhile."""
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(module)
    finally:
        sys.path.remove(str(folder))
