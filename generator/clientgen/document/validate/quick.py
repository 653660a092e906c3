"""Fast check that only ever confirms what is valid; the rest goes to openapi-spec-validator.

jsonschema-rs uses the very schemas of the standard that the slow validator ships, in a thousandth
of its time; the rules that no schema states are read off the document. A doubt is no verdict: then
the validator is asked about the paths and the schemas in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientgen.base.untyped import Json, as_map
from clientgen.document.validate.rules import Rules
from clientgen.document.validate.standard import is_document, is_part

_COMPONENT = re.compile(r"[a-zA-Z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The parts of a document in which the validator would certainly find nothing.

    Args:
        paths: the paths that keep every rule.
        schemas: the names of the component schemas that do.
        is_everything: whether the whole document does.
    """

    paths: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()
    is_everything: bool = False


def confirmed(document: Json) -> Confirmed:
    """Find what of a document is valid for certain.

    Args:
        document: a screened document.

    Returns:
        Nothing confirmed for any other version than OpenAPI 3.1. What is not confirmed may be
        valid too.
    """
    root = as_map(document)
    if root is None or not _is_31(root):
        return Confirmed()
    is_whole = is_document(root)
    rules = Rules(root, is_whole=is_whole)
    # In the validator's order, which decides with which of them a schema is read.
    has_tags, paths, schemas = (
        rules.confirmed_tags(),
        rules.confirmed_paths(),
        rules.confirmed_schemas(),
    )
    is_everything = (
        is_whole
        and has_tags
        and len(paths) == _count(root, "paths")
        and len(schemas) == _count(as_map(root.get("components")) or {}, "schemas")
    )
    return Confirmed(paths, schemas, is_everything)


def without_valid_parts(document: Json) -> Json | None:
    """Leave out what the standard's schema of a document would find nothing in.

    Args:
        document: a screened document.

    Returns:
        None when the schema confirms the whole document. Otherwise the same document without
        the paths and the schemas that are; any other version than 3.1 as it is.
    """
    root = as_map(document)
    if root is None or not _is_31(root):
        return document
    if is_document(root):
        return None
    left = dict(root)
    if (paths := as_map(root.get("paths"))) is not None:
        left["paths"] = {
            path: item
            for path, item in paths.items()
            if not path.startswith("/") or not is_part("path-item-or-reference", item)
        }
    components = as_map(root.get("components"))
    schemas = as_map(components.get("schemas")) if components is not None else None
    if components is not None and schemas is not None:
        kept = {
            name: schema
            for name, schema in schemas.items()
            if not (_COMPONENT.fullmatch(name) and isinstance(schema, dict | bool))
        }
        left["components"] = {**components, "schemas": kept}
    return left


def _is_31(root: dict[str, Json]) -> bool:
    return str(root.get("openapi", "")).startswith("3.1.") and "jsonSchemaDialect" not in root


def _count(owner: dict[str, Json], name: str) -> int:
    return len(as_map(owner.get(name)) or ())
