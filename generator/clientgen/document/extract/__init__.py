"""Extract: the part of a document we want, as OpenAPI 3.1, in canonical form."""

from __future__ import annotations

from clientgen.base.untyped import as_map
from clientgen.document.extract.fragment import extract, known_trims
from clientgen.document.extract.openapi30 import OpenApi30
from clientgen.document.extract.swagger2 import Swagger2
from clientgen.document.load import Document

__all__ = ["extract", "known_trims", "to_openapi31"]


def to_openapi31(document: Document) -> Document:
    """Convert a document to OpenAPI 3.1 without losing anything it says.

    Args:
        document: a screened document: Swagger 2.0, OpenAPI 3.0, 3.1 or 3.2.

    Returns:
        The document as OpenAPI 3.1.1, which maps its pointers back to the original; a 3.1 or 3.2
        document as it is.
    """
    root = as_map(document.value) or {}
    if "swagger" in root:
        return Swagger2(document).convert()
    if str(root.get("openapi")).startswith("3.0."):
        return OpenApi30(document).convert()
    return document
