"""The effect of a change on the package: size of the regenerated diff, new version."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The size of the diff of the regenerated files.

    Args:
        files: how many files change, are added or removed.
        added: how many lines are added.
        removed: how many lines are removed.
    """

    files: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Release:
    """The effect of regenerating a package.

    Args:
        size: how big the regenerated diff is.
        package: name of the package, None where it was only rendered to be measured.
        before: its version in force, None where no release is made.
        after: the version it gets.
    """

    size: Size
    package: str | None = None
    before: str | None = None
    after: str | None = None


def text_size(before: Mapping[str, str], after: Mapping[str, str]) -> Size:
    """Measure how two sets of files differ.

    Args:
        before: path → text, as it was.
        after: path → text, as it is now.

    Returns:
        The size, counted as a line diff counts.
    """
    files = added = removed = 0
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        files += 1
        lines = difflib.unified_diff(
            (old or "").splitlines(), (new or "").splitlines(), n=0, lineterm=""
        )
        for number, line in enumerate(lines):
            # The first two lines name the files.
            added += number > 1 and line.startswith("+")
            removed += number > 1 and line.startswith("-")
    return Size(files, added, removed)
