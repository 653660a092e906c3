"""The fragment as the text that is kept in version control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.untyped import as_map
from clientgen.document.extract import extract, to_openapi31
from clientgen.document.extract.canonical import dump
from clientgen.document.extract.provenance import stamp
from clientgen.document.load import Document
from clientgen.document.load.grammar import walk
from clientgen.document.screen import screen


def fragment_text(
    document: Document,
    prefix: str | None,
    trims: Mapping[str, Sequence[str]],
    include: Sequence[str] = (),
) -> tuple[str, str, tuple[Diagnostic, ...]]:
    """Make the canonical text of a fragment.

    Args:
        document: a loaded upstream document.
        prefix: path prefix, or None.
        trims: schema name to the properties that stay.
        include: entries that name operations; without any and without a prefix all stay.

    Returns:
        The YAML text, a line that sums it up, and what was left out or assumed.

    Raises:
        InputError: the document cannot be used.
    """
    screened = screen(document)
    fragment = stamp(to_openapi31(extract(screened, prefix=prefix, include=include, trims=trims)))
    fragment = screen(fragment)
    operations = sum(1 for found in walk(fragment.value) if found.kind == "operation")
    components = as_map(fragment.value.get("components")) or {}
    schemas = len(as_map(components.get("schemas")) or {})
    version = fragment.value["openapi"]
    summary = f"{operations} operations, {schemas} schemas, OpenAPI {version}"
    return dump(fragment.value), summary, fragment.diagnostics
