"""Extract: the part of a document we want, as OpenAPI 3.1, in canonical form."""

from __future__ import annotations

from clientgen.document.extract.convert import to_openapi31
from clientgen.document.extract.fragment import extract, known_trims

__all__ = ["extract", "known_trims", "to_openapi31"]
