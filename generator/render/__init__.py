"""Plans become text: thin Jinja templates, then the layout.

`templates/package/` mirrors the emitted tree. A `.jinja` file is a template; everything else there
is copied as it stands.
"""

from .imports import WORDS
from .places import TEMPLATES, sources
from .rendering import render

__all__ = ["TEMPLATES", "WORDS", "render", "sources"]
