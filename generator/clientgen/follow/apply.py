"""Write an update: every file, or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import content_hash, locked, refused
from clientgen.files.replace import replace_files
from clientgen.follow.prepare import Update


def apply(update: Update, reports: Mapping[Path, str] | None = None) -> None:
    """Write all files of an update, or none.

    Args:
        update: the result of `prepare`.
        reports: path → text of further files, in any directory.

    Raises:
        InputError: a file was changed since the update was prepared, another run is writing, or the
            disk refuses. Nothing has changed then.
    """
    new: dict[Path, str | bytes] = {
        update.root / path: content for path, content in update.files.items()
    }
    try:
        new |= {path.resolve(): text for path, text in (reports or {}).items()}
        with locked(update.home, *update.directories):
            _refuse_changed(update)
            replace_files(
                update.home,
                new,
                [update.root / path for path in update.removed],
                task="update",
                markers=update.directories,
            )
    except (OSError, RuntimeError) as error:
        raise refused(error, Path(getattr(error, "filename", None) or update.home)) from error


def _refuse_changed(update: Update) -> None:
    for path, known in update.seen.items():
        if content_hash(update.root / path) != known:
            raise InputError(
                "changed while the update was prepared; run it again",
                source=str(update.root / path),
            )
