"""Replace many files together: after a failure or a kill, all are old or all can be made new.

While the journal exists, `finish` or `undo` reaches one whole state, wherever the run was
interrupted: either every target in its old state has a staged copy of the new content, or every
target in its new state has a copy of the old. A journal with a target that somebody else changed is
not carried out. See ``docs/adr/0060-journal.md``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import (
    as_bytes,
    content_hash,
    link,
    locked,
    move,
    put,
    refused,
    sha256,
    sync_folders,
)
from clientgen.files.journal import (
    FOLDER,
    Entry,
    Journal,
    State,
    Task,
    home_of,
    read_journal,
    remove_leftovers,
    remove_marker,
)

_REMEDIES: dict[str, str] = {
    "update": "give the update up with `clientgen update --undo`, which leaves that file alone",
    "package": "run the command with --force, which replaces that file",
}


def replace_files(
    home: Path,
    new: Mapping[Path, str | bytes],
    removed: Iterable[Path] = (),
    *,
    task: Task,
    markers: Iterable[Path] = (),
) -> None:
    """Replace and remove many files together. The caller has locked the directories (`locked`).

    Args:
        home: an existing directory, where the journal is kept meanwhile.
        new: absolute path without links → content.
        removed: absolute paths of files to remove; directories left empty go too.
        task: which kind of run this is, for messages.
        markers: directories outside ``home`` from which the journal must be found.

    Raises:
        InputError: another replacement is unfinished here, or the disk refuses. Nothing has
            changed then.
    """
    home = home.resolve()
    remove_leftovers(home)
    removed_paths = [path for path in removed if path not in new]
    roots = _outside(home, [*markers, *(path.parent for path in (*new, *removed_paths))])
    journal = Journal(
        home,
        task,
        tuple(
            Entry(
                path,
                content_hash(path),
                sha256(as_bytes(new[path])) if path in new else None,
                index,
            )
            for index, path in enumerate((*new, *removed_paths))
        ),
        roots,
        _missing([*roots, *(path.parent for path in new)]),
    )
    try:
        _carry_out(journal, new)
    except OSError as error:
        raise refused(error, Path(error.filename or home)) from error


def finish(journal: Journal) -> str:
    """Complete an interrupted replacement, or undo it where no file was replaced yet.

    Args:
        journal: what `find_unfinished` found.

    Returns:
        One sentence that says what was done.

    Raises:
        InputError: a target was changed since, the journal is damaged, another run is writing here,
            or the disk refuses. No content is lost then.
    """
    with _held(journal) as current:
        if current is None:
            return f"another run has dealt with {_article(journal)} that was interrupted"
        states: dict[Entry, State] = {entry: entry.state() for entry in current.entries}
        changed = [entry.path for entry, state in states.items() if state == "changed"]
        if changed:
            more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
            raise InputError(
                f"changed{more} since {_article(current)} was interrupted while it was writing, so "
                "nothing was overwritten; put the file back as it was, or "
                f"{_REMEDIES[current.task]}",
                source=str(changed[0]),
            )
        _check_targets(current, states)
        if "new" in states.values() and _has_copies(current, states, "old"):
            _forward(current)
            return f"finished {_article(current)} that was interrupted while it was writing"
        _refuse_damaged(current, states)
        _back(current, quiet=False)
        return f"undid {_article(current)} that was interrupted while it was writing"


def undo(journal: Journal) -> tuple[Path, ...]:
    """Undo an interrupted replacement: every file gets its old content back.

    Args:
        journal: what `find_unfinished` found.

    Returns:
        The files that were left as they are, because they were changed since.

    Raises:
        InputError: the journal is damaged, another run is writing here, or the disk refuses.
    """
    with _held(journal) as current:
        if current is None:
            return ()
        states: dict[Entry, State] = {entry: entry.state() for entry in current.entries}
        _check_targets(current, states)
        _refuse_damaged(current, states)
        _back(current, quiet=False)
        return tuple(entry.path for entry, state in states.items() if state == "changed")


def _carry_out(journal: Journal, new: Mapping[Path, str | bytes]) -> None:
    try:
        _stage(journal, new)
    except BaseException:
        _clear_away(journal)
        raise
    try:
        _forward(journal)
    except BaseException:
        # Without the record the replacement is complete, and some old copies may be removed.
        if (journal.folder / "journal").exists():
            _back(journal)
        raise


# The steps of a replacement ---------------------------------------------------------------------


def _stage(journal: Journal, new: Mapping[Path, str | bytes]) -> None:
    """Write the new content, links to the old, the markers, and last the record."""
    folder = journal.folder
    for kind in ("new", "old"):
        (folder / kind).mkdir(parents=True)
    names = [os.path.relpath(marker, journal.home) for marker in journal.markers]
    put(folder / "markers", json.dumps(names))
    for marker in journal.markers:
        marker.mkdir(parents=True, exist_ok=True)
        remove_leftovers(marker)
        put(marker / FOLDER, os.path.relpath(journal.home, marker))
    for entry in journal.entries:
        if entry.path in new:
            put(folder / "new" / str(entry.index), new[entry.path], entry.path)
        if entry.before is not None:
            link(entry.path, folder / "old" / str(entry.index))
    record = {
        "format": 1,
        "task": journal.task,
        "markers": names,
        "made": [os.path.relpath(made, journal.home) for made in journal.made],
        "files": [
            [os.path.relpath(entry.path, journal.home), entry.before, entry.after]
            for entry in journal.entries
        ],
    }
    put(folder / "journal.part", json.dumps(record, indent=1))
    sync_folders({folder, folder / "new", folder / "old"})
    os.replace(folder / "journal.part", folder / "journal")
    sync_folders({folder, journal.home})


def _forward(journal: Journal) -> None:
    """Bring every target to its new state. Each step may be repeated."""
    for entry in journal.entries:
        state = entry.state()
        if state == "changed":
            raise InputError("changed while it was about to be replaced", source=str(entry.path))
        if state != "old":
            continue
        if entry.after is None:
            entry.path.unlink()
            _prune(entry.path, (journal.home, *journal.markers))
        else:
            entry.path.parent.mkdir(parents=True, exist_ok=True)
            move(journal.folder / "new" / str(entry.index), entry.path)
    sync_folders({entry.path.parent for entry in journal.entries})
    _forget(journal)


def _back(journal: Journal, *, quiet: bool = True) -> None:
    """Restore the old state of every target that has its new one.

    Args:
        journal: what is undone.
        quiet: keep the journal instead of raising an error of the disk.
    """
    try:
        for entry in journal.entries:
            if entry.state() != "new":
                continue
            if entry.before is None:
                entry.path.unlink()
            else:
                entry.path.parent.mkdir(parents=True, exist_ok=True)
                move(journal.folder / "old" / str(entry.index), entry.path)
        sync_folders({entry.path.parent for entry in journal.entries})
        _forget(journal)
    except OSError:
        # While the record exists, both states can be reached.
        if not quiet:
            raise
        return
    for made in reversed(journal.made):
        with contextlib.suppress(OSError):
            made.rmdir()


def _forget(journal: Journal) -> None:
    # The record first: without it the rest is leftovers, which the next run removes.
    (journal.folder / "journal").unlink(missing_ok=True)
    for marker in journal.markers:
        remove_marker(marker, journal.home)
    shutil.rmtree(journal.folder, ignore_errors=True)


def _clear_away(journal: Journal) -> None:
    with contextlib.suppress(OSError):
        _forget(journal)
    for made in reversed(journal.made):
        with contextlib.suppress(OSError):
            made.rmdir()


@contextlib.contextmanager
def _held(journal: Journal) -> Generator[Journal | None]:
    """Lock the journal's directories and read the journal again."""
    try:
        with locked(journal.home, *journal.markers):
            yield read_journal(journal.home)
    except OSError as error:
        raise refused(error, Path(error.filename or journal.home)) from error


def _check_targets(journal: Journal, states: Mapping[Entry, State]) -> None:
    """Refuse a journal, which may come from a checkout, with targets outside its directories."""
    roots = [journal.home, *(m for m in journal.markers if home_of(m) == journal.home)]
    for entry, state in states.items():
        inside = any(entry.path.is_relative_to(root) for root in roots)
        if state in ("old", "new") and not (inside and _is_direct(entry.path.parent)):
            raise InputError(
                "the record of an interrupted run names this file, which is outside of its "
                f"directories; remove {journal.folder} if you do not know it",
                source=str(entry.path),
            )


def _is_direct(folder: Path) -> bool:
    return folder.resolve() == folder


def _has_copies(journal: Journal, states: Mapping[Entry, State], state: State) -> bool:
    """Tell whether every target in one state can be brought to the other."""
    for entry, found in states.items():
        wanted = entry.after if state == "old" else entry.before
        kind = "new" if state == "old" else "old"
        if found == state and wanted is not None:
            if content_hash(journal.folder / kind / str(entry.index)) != wanted:
                return False
    return True


def _refuse_damaged(journal: Journal, states: Mapping[Entry, State]) -> None:
    if not _has_copies(journal, states, "new"):
        raise InputError(
            f"the record of {_article(journal)} that was interrupted is damaged; bring the files "
            "back from version control, then remove this folder",
            source=str(journal.folder),
        )


def _article(journal: Journal) -> str:
    return "an update" if journal.task == "update" else "a run"


def _prune(path: Path, roots: tuple[Path, ...]) -> None:
    """Remove the directories that a removed file leaves empty, below the roots."""
    with contextlib.suppress(OSError):
        for parent in path.parents:
            if parent in roots or not any(root in parent.parents for root in roots):
                return
            parent.rmdir()


def _outside(home: Path, folders: Iterable[Path]) -> tuple[Path, ...]:
    """Select the outermost directories that are not below the journal's."""
    found = {folder.resolve() for folder in folders}
    found = {folder for folder in found if not folder.is_relative_to(home)}
    return tuple(sorted(f for f in found if not any(p in found for p in f.parents)))


def _missing(folders: Iterable[Path]) -> tuple[Path, ...]:
    """List the directories that have to be made, outermost first."""
    found = {part for folder in folders for part in (folder, *folder.parents)}
    return tuple(sorted(part for part in found if not part.exists()))
