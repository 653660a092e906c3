"""Where the files that belong to the tool itself lie."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

TEMPLATES = Path(str(resources.files("clientgen.templates")))
"""The folder of the templates: package data in a wheel, `templates/` in an editable install."""
