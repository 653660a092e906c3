"""The journal of a replacement of many files, from which a later run finishes or undoes it.

A folder holds the new content of every target, a link to its old content, and a record with the
hashes of both. A directory outside that folder's that holds targets gets a marker: a file of the
folder's name with the path of the folder. A run that starts there finds the journal by it, and a
journal that came with a checkout cannot make a run write where no marker leads back. See
``docs/adr/0060-journal.md``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import content_hash

FOLDER = ".unfinished.clientgen"
"""Name of the journal's folder, and of the markers that lead to it."""

Task = Literal["update", "package"]
State = Literal["old", "new", "same", "changed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One target of a journal.

    Args:
        path: the file.
        before: SHA-256 of its content before; None when there was no such file.
        after: SHA-256 of its content afterwards; None when the file is removed.
        index: number of its copies in the staging folder.
    """

    path: Path
    before: str | None
    after: str | None
    index: int

    def state(self) -> State:
        """Compare the file on the disk with its hashes.

        Returns:
            ``old`` or ``new``; ``same`` where both hashes are equal; ``changed`` for other content.

        Raises:
            OSError: the file cannot be read.
        """
        found = content_hash(self.path)
        if found == self.before:
            return "same" if self.before == self.after else "old"
        return "new" if found == self.after else "changed"


@dataclass(frozen=True, slots=True)
class Journal:
    """The record of an unfinished replacement.

    Args:
        home: directory of the journal.
        task: which kind of run wrote it.
        entries: the targets.
        markers: directories outside ``home`` that hold targets.
        made: directories that did not exist before, outermost first.
    """

    home: Path
    task: Task
    entries: tuple[Entry, ...]
    markers: tuple[Path, ...]
    made: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        """The staging folder."""
        return self.home / FOLDER


def find_unfinished(directory: Path, *, above: bool = False) -> Journal | None:
    """Find the journal of an interrupted replacement; changes nothing.

    Args:
        directory: the journal's own directory or one that leads to it; any path with ``above``.
        above: look in the directories above as well, for a journal that would change ``directory``
            or something below it.

    Returns:
        The journal; None where there is none.

    Raises:
        InputError: the journal cannot be read.
    """
    if not above:
        return read_journal(home_of(directory))
    # In a deleted working directory a path cannot be resolved.
    try:
        directory = directory.resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    for folder in (directory, *directory.parents):
        if not os.path.lexists(folder / FOLDER):
            continue
        # A damaged journal above may be another project's.
        with contextlib.suppress(InputError):
            journal = read_journal(home_of(folder))
            if journal and any(entry.path.is_relative_to(directory) for entry in journal.entries):
                return journal
    return None


def remove_leftovers(folder: Path) -> None:
    """Remove what a run left that was killed before it replaced anything.

    Args:
        folder: the directory of the journal's folder, or of a marker.

    Raises:
        InputError: a replacement is unfinished there.
    """
    own = folder / FOLDER
    if not os.path.lexists(own):
        return
    if find_unfinished(folder) is not None:
        raise InputError(
            "an earlier run is unfinished here; run the command again", source=str(own)
        )
    if own.is_dir() and not own.is_symlink():
        for marker in _listed(own):
            remove_marker(marker, folder.resolve())
        shutil.rmtree(own, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            own.unlink()


def home_of(folder: Path) -> Path | None:
    """Follow the marker in a directory to the directory with the journal.

    Args:
        folder: the directory.

    Returns:
        The journal's directory, which may be the same; None where there is no journal, or the
        journal does not list this directory.
    """
    own = folder / FOLDER
    if own.is_dir() or not own.is_file():
        return folder.resolve() if own.is_dir() else None
    try:
        lead = own.read_bytes()[:4096].decode()
        home = (folder / lead).resolve()
        journal = read_journal(home) if "\0" not in lead else None
    except (OSError, RuntimeError, UnicodeDecodeError, InputError):
        return None
    return home if journal and folder.resolve() in journal.markers else None


def read_journal(home: Path | None) -> Journal | None:
    """Read the journal in a directory.

    Args:
        home: the directory.

    Returns:
        The journal; None when there is none.

    Raises:
        InputError: it cannot be read.
    """
    if home is None:
        return None
    path = home / FOLDER / "journal"
    try:
        record: Any = json.loads(path.read_text("utf-8"))
        files: list[Any] = record["files"]
        return Journal(
            home,
            "update" if record["task"] == "update" else "package",
            tuple(
                Entry(_below(home, name), before, after, index)
                for index, (name, before, after) in enumerate(files)
            ),
            tuple(_below(home, name) for name in record["markers"]),
            tuple(_below(home, name) for name in record["made"]),
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "the record of an interrupted run cannot be read; bring the files back from version "
            "control, then remove this folder",
            source=str(path.parent),
        ) from error


def _below(home: Path, name: str) -> Path:
    return Path(os.path.normpath(home / name))


def _listed(folder: Path) -> list[Path]:
    """List the markers of a run that was killed before its record was complete."""
    try:
        names: Any = json.loads((folder / "markers").read_text("utf-8"))
        return [_below(folder.parent.resolve(), str(name)) for name in names]
    except (OSError, ValueError, TypeError):
        return []


def remove_marker(folder: Path, home: Path) -> None:
    """Remove a marker that leads to a journal, also one that was written in part only.

    Args:
        folder: the marker's directory.
        home: the journal's directory.
    """
    marker = folder / FOLDER
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        if not marker.is_file():
            return
        lead = marker.read_text("utf-8")
        torn = os.path.relpath(home, folder).startswith(lead) and home_of(folder) is None
        if torn or (folder / lead).resolve() == home:
            marker.unlink()
