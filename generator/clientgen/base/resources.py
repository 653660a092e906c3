"""The templates, which are package data of the generator."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from clientgen.base.diagnostics import InputError

TEMPLATES = Path(str(resources.files("clientgen.templates")))
"""The folder of the templates: package data in a wheel, `templates/` in an editable install."""


def files_below(root: Path, folders: Iterable[str]) -> dict[str, Path]:
    """List the files of a tree of templates.

    Args:
        root: the directory of the tree.
        folders: the folders in it to list.

    Returns:
        Path below the root → file.

    Raises:
        InputError: a folder holds no file; the output made of it would be empty.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        inside = {
            file.relative_to(root).as_posix(): file
            for file in sorted((root / folder).rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        }
        if not inside:
            raise InputError("there are no templates here", source=str(root / folder))
        found |= inside
    return found


def template_text(name: str) -> str:
    """Read a template.

    Args:
        name: its path below `TEMPLATES`.

    Returns:
        The text.

    Raises:
        InputError: it is missing or empty.
    """
    path = TEMPLATES / name
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        text = ""
        reason = error.strerror or str(error)
    else:
        reason = "it is empty"
    if not text.strip():
        raise InputError(
            f"a template is missing, install clientgen again: {reason}", source=str(path)
        )
    return text
