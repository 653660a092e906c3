"""Writing an update: every file, or none."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from pathlib import Path

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import interrupted, locked, recover, swap
from clientgen.follow.prepare import Update, common_root

_STAGE = "update"


def apply(update: Update, reports: Mapping[Path, str] | None = None) -> None:
    """Write everything, or nothing.

    Args:
        update: what `prepare` made.
        reports: path → text of what is written beside it, wherever that is.

    Raises:
        InputError: another run is writing, or the disk refuses. Nothing has changed then.
    """
    try:
        with _placed(reports or {}), locked(update.root):
            recover(update.root, _STAGE)
            swap(update.root, _STAGE, update.files, update.removed)
    except OSError as error:
        where = str(error.filename or update.root)
        raise InputError(f"cannot write: {error.strerror or error}", source=where) from error


@contextlib.contextmanager
def _placed(reports: Mapping[Path, str]) -> Generator[None]:
    """Put files in their places, and take them away again should what follows fail."""
    before = {path: path.read_bytes() if path.exists() else None for path in reports}
    made = [path.parent for path in reports if not path.parent.exists()][:1]
    try:
        for path, text in reports.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        yield
    except BaseException:
        for path, content in before.items():
            with contextlib.suppress(OSError):
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(content)
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def finish_interrupted(config_path: Path, settings: Config, *, dry_run: bool = False) -> bool:
    """Finish the update of a run that was killed while it was writing.

    Args:
        config_path: the configuration in force.
        settings: its content.
        dry_run: only look.

    Returns:
        Whether there was one; the configuration has to be read again then.

    Raises:
        InputError: another run is writing, the disk refuses, or there is one and nothing may be
            written.
    """
    base = config_path.parent.resolve()
    root = common_root(base, (base / settings.package.out).resolve())
    if not interrupted(root, _STAGE):
        return False
    if dry_run:
        raise InputError(
            "an update was interrupted while it was writing; run it without --dry-run to finish it",
            source=str(root),
        )
    try:
        with locked(root):
            recover(root, _STAGE)
    except OSError as error:
        raise InputError(
            f"cannot write: {error.strerror or error}", source=str(error.filename or root)
        ) from error
    return True
