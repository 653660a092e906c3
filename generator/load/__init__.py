"""Load: a path, URL or gzip file becomes a :class:`Document`, a plain value with lazy positions."""

from __future__ import annotations

from .bundle import bundle
from .document import Document
from .limits import Limits
from .reading import parse, read

__all__ = ["Document", "Limits", "bundle", "parse", "read"]
