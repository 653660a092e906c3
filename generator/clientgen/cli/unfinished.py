"""Recover from a run that was killed while it was writing; every command does so first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from clientgen.base.diagnostics import InputError

if TYPE_CHECKING:
    from clientgen.files.journal import Journal


def recover_unfinished(
    folders: Iterable[Path | None] = (),
    paths: Iterable[Path | str | None] = (),
    *,
    read_only: bool = False,
    force: bool = False,
) -> None:
    """Finish or undo a killed run, with one line on stderr.

    Args:
        folders: directories of configurations and of packages; None is skipped.
        paths: further files and directories that the command uses; a journal that lists them may
            be in any directory above. None and URLs are skipped.
        read_only: the command writes nothing: refuse instead.
        force: undo a package that was being written; the command writes it anew.

    Raises:
        InputError: a run is unfinished and the command is read-only, a file was changed since,
            another run is writing, or the disk refuses.
    """
    from clientgen.files.journal import FOLDER, find_unfinished

    directories = [folder for folder in folders if folder is not None]
    for directory in directories:
        if os.path.lexists(directory / FOLDER):
            journal = find_unfinished(directory)
            if journal is not None:
                _recover(journal, read_only=read_only, force=force)
            elif not read_only:
                _clear(directory)
    for path in paths:
        if path is not None and "://" not in str(path):
            journal = find_unfinished(Path(path), above=True)
            if journal is not None:
                _recover(journal, read_only=read_only, force=force)


def undo_unfinished(folders: Iterable[Path]) -> bool:
    """Undo a killed run, with a line on stdout for each directory and each file left alone.

    Args:
        folders: directories of configurations and of packages.

    Returns:
        Whether a run was unfinished.

    Raises:
        InputError: another run is writing, the copies are damaged, or the disk refuses.
    """
    from clientgen.files.journal import find_unfinished
    from clientgen.files.replace import undo

    found = False
    for folder in folders:
        journal = find_unfinished(folder)
        if journal is None:
            _clear(folder)
            continue
        found = True
        changed = undo(journal)
        print(f"undid the unfinished {journal.task} in {journal.home}")
        for path in changed:
            print(f"left alone, because it was changed since: {path}")
    return found


def _recover(journal: Journal, *, read_only: bool, force: bool) -> None:
    from clientgen.files.atomic import locked
    from clientgen.files.journal import FOLDER
    from clientgen.files.replace import finish, undo

    if read_only:
        # Refused with another message while a run is still writing.
        with locked(journal.home):
            raise InputError(
                "a run was interrupted here while it was writing, and this command writes nothing; "
                "`clientgen generate` or `clientgen update` finishes it, "
                "`clientgen update --undo` undoes it",
                source=str(journal.home / FOLDER),
            )
    if force and journal.task == "package":
        undo(journal)
        return
    print(f"note: {finish(journal)}: {journal.home}", file=sys.stderr)


def _clear(folder: Path) -> None:
    """Remove what a run left that was killed before it replaced anything."""
    from clientgen.files.atomic import locked
    from clientgen.files.journal import remove_leftovers

    try:
        with locked(folder):
            remove_leftovers(folder)
    except (OSError, InputError):
        # Another run is preparing to write, or the directory is read-only. Nothing was replaced, so
        # the command can go on.
        return
