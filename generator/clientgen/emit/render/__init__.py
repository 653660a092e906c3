"""Plans become text: thin Jinja templates, then the layout.

`templates/package/` mirrors the emitted tree. A `.jinja` file is a template; everything else there
is copied as it stands.
"""

from clientgen.emit.render.imports import WORDS
from clientgen.emit.render.rendering import render, render_versions
from clientgen.emit.render.template_paths import sources

__all__ = ["WORDS", "render", "render_versions", "sources"]
