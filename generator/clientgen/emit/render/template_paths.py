"""Where the templates are, the user's own among them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.base.resources import TEMPLATES
from clientgen.base.suggestions import suggestion


def sources(overlay: Path | None = None) -> dict[str, Path]:
    """Find the templates.

    Args:
        overlay: a directory whose files stand for the templates of the same name.

    Returns:
        Path below ``templates/`` → file, for everything emitted but the models.

    Raises:
        InputError: the overlay is no directory, or has a file that stands for no template.
    """
    found = _below(TEMPLATES, ("package", "docs", "project"))
    if overlay is None:
        return found
    if not overlay.is_dir():
        raise InputError("no such directory of templates", source=str(overlay))
    for path, file in _below(overlay, (".",)).items():
        if path not in found:
            hint = suggestion(path, found)
            raise InputError(f"{path!r} stands for no template{hint}", source=str(overlay))
        found[path] = file
    return found


def _below(root: Path, folders: Iterable[str]) -> dict[str, Path]:
    return {
        file.relative_to(root).as_posix(): file
        for folder in folders
        for file in sorted((root / folder).rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
