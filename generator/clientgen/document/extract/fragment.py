"""Cut chosen operations out of a document, with everything they refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import pointer_of, resolve, tokens_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.extract.closure import closure_of, prune, with_targets_kept
from clientgen.document.extract.selection import (
    parse_selector,
    path_operations,
    path_prefix,
    select,
)
from clientgen.document.extract.trimming import schemas_of, trim
from clientgen.document.load import Document
from clientgen.document.load.grammar import CONTAINERS, METHODS, walk
from clientgen.document.load.references import references


def extract(
    document: Document,
    *,
    prefix: str | None = None,
    include: Sequence[str] = (),
    trims: Mapping[str, Sequence[str]] | None = None,
) -> Document:
    """Cut a fragment out of a document.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.
        prefix: keep the paths below this one, compared by whole segments; with or without the
            base path of the API.
        include: keep the operations that any of these entries names, by path, pattern, tag or
            operationId; see :mod:`clientgen.document.extract.selection`. Without a prefix and
            without entries every operation stays.
        trims: schema name to the names of the properties that stay; see
            :func:`clientgen.document.extract.trimming.trim`.

    Returns:
        A document of the same version with these operations and the closure of everything they
        refer to: schemas, parameters, responses, security schemes, tags. Where everything stays,
        the document itself.

    Raises:
        InputError: a prefix or an entry matches nothing, or a trim names nothing.
    """
    selectors = [path_prefix(prefix)] if prefix is not None else []
    selectors += [parse_selector(text) for text in include]
    if not selectors and not trims:
        return document
    document = document.with_value(trim(document, trims or {}))
    root: dict[str, Json] = as_map(document.value) or {}
    if selectors:
        # Webhooks lie under no path, so a fragment has none.
        root = {name: value for name, value in root.items() if name != "webhooks"}
        root["paths"], origins = select(document, root, selectors)
        whole, document = document.value, document.with_value(root, origins)
        document = with_targets_kept(document, whole)
        root = _with_used_security(as_map(document.value) or {})
    closure = closure_of(root)
    root = _with_used_tags(prune(root, closure.components))
    document = document.with_value(root)
    _refuse_dangling(document, root)
    if selectors:
        document.diagnostics = _about(document, root)
    return document


def _about(document: Document, root: dict[str, Json]) -> tuple[Diagnostic, ...]:
    """Leave out the diagnostics about operations and components that were cut away."""
    kept = {document.origin(found.pointer) for found in walk(root)}
    found: list[Diagnostic] = []
    for item in document.diagnostics:
        tokens = tokens_of(item.pointer or "")
        owner = next((n for n in (1, 2) if tuple(tokens[:n]) in CONTAINERS and tokens[n:]), 0)
        if tokens[:1] in (["paths"], ["webhooks"]):
            owner = 2 if tokens[2:3] and tokens[2] in METHODS else 1
        if not owner or pointer_of(*tokens[: owner + 1]) in kept:
            found.append(item)
    return tuple(found)


def known_trims(document: Document, trims: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Keep the trims a document knows: older versions have fewer schemas.

    Args:
        document: a document of any version of the API.
        trims: schema name to property names.

    Returns:
        Those whose schema exists, reduced to the properties it has.
    """
    _, schemas = schemas_of(as_map(document.value) or {})
    known: dict[str, list[str]] = {}
    for name, wanted in trims.items():
        if (schema := as_map(schemas.get(name))) is not None:
            properties = as_map(schema.get("properties")) or {}
            known[name] = [prop for prop in wanted if prop in properties]
    return known


def _refuse_dangling(document: Document, root: dict[str, Json]) -> None:
    for reference in references(root):
        try:
            resolve(root, reference.target or "")
        except KeyError:
            message = f"refers to '#{reference.target}', which a trim cut away"
            raise document.error(message, reference.pointer) from None


def _with_used_security(root: dict[str, Json]) -> dict[str, Json]:
    """Leave out the requirement of all operations where each has one of its own."""
    if "security" not in root:
        return root
    if any("security" not in operation for operation in path_operations(root)):
        return root
    return {name: value for name, value in root.items() if name != "security"}


def _with_used_tags(root: dict[str, Json]) -> dict[str, Json]:
    declared = as_list(root.get("tags"))
    if declared is None:
        return root
    used: set[str] = set()
    for found in walk(root):
        if found.kind == "operation":
            used.update(
                tag for tag in as_list(found.node.get("tags")) or () if isinstance(tag, str)
            )
    by_name = {str((as_map(tag) or {}).get("name")): as_map(tag) or {} for tag in declared}
    for name in list(used):
        # OpenAPI 3.2 nests tags: a parent is in use when its child is.
        while isinstance(parent := by_name.get(name, {}).get("parent"), str) and parent not in used:
            used.add(parent)
            name = parent
    kept = [tag for tag in declared if str((as_map(tag) or {}).get("name")) in used]
    result = dict(root)
    if kept:
        result["tags"] = kept
    else:
        del result["tags"]
    return result
