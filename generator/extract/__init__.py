"""Extract: the part of a document we want, as OpenAPI 3.1, in canonical form."""

from __future__ import annotations

from .convert import to_openapi31
from .fragment import extract, known_trims

__all__ = ["extract", "known_trims", "to_openapi31"]
