"""Load: a path, URL or gzip file becomes a :class:`Document`, a plain value with lazy positions."""

from __future__ import annotations

from clientgen.document.load.bundle import bundle
from clientgen.document.load.document import Document
from clientgen.document.load.limits import Limits
from clientgen.document.load.reading import parse, read

__all__ = ["Document", "Limits", "bundle", "parse", "read"]
