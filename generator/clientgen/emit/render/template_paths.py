"""The paths of the templates, the user's own among them."""

from __future__ import annotations

from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.base.resources import TEMPLATES, files_below, template_text
from clientgen.base.suggestions import suggestion

_ALWAYS = ("package/client.py.jinja", "package/models.py.jinja")
"""Templates of modules that every package has."""


def sources(overlay: Path | None = None) -> dict[str, Path]:
    """Find the templates.

    Args:
        overlay: a directory whose files stand for the templates of the same name.

    Returns:
        Path below ``templates/`` → file, for everything emitted but the models.

    Raises:
        InputError: there are no templates, or the overlay is no directory, holds nothing, or has
            a file that stands for no template.
    """
    # Read where the classes are written.
    files_below(TEMPLATES, ("models",))
    found = files_below(TEMPLATES, ("package", "docs", "project"))
    for name in _ALWAYS:
        template_text(name)
    if overlay is None:
        return found
    if not overlay.is_dir():
        raise InputError("no such directory of templates", source=str(overlay))
    for path, file in files_below(overlay, (".",)).items():
        if path not in found:
            hint = suggestion(path, found)
            raise InputError(f"{path!r} stands for no template{hint}", source=str(overlay))
        found[path] = file
    return found
