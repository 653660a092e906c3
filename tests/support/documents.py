"""Small OpenAPI documents, built from what a test is about."""

from __future__ import annotations

import json
from typing import Any

from clientgen.base.untyped import as_list, as_map
from clientgen.document.load import Document, parse

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
NONE: Json = {"204": {"description": "none"}}
"""Responses of an operation that returns nothing."""


def ref(name: str) -> Json:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Json) -> Json:
    """The ``content`` of a request body or response in JSON, as a member to merge."""
    return {"content": {"application/json": {"schema": schema}}}


def responses(schema: Json) -> Json:
    """Responses of an operation that returns a schema."""
    return {"200": {"description": "ok", **content(schema)}}


def obj(**properties: Any) -> Json:
    """An object schema."""
    return {"type": "object", "properties": properties}


def path_parameter(name: str = "id") -> Json:
    """A path parameter that takes text."""
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def document(paths: Json | None = None, *, schemas: Json | None = None, **more: Any) -> Json:
    """An OpenAPI 3.1 document.

    Args:
        paths: path → path item.
        schemas: the component schemas.
        more: further members; one that exists is replaced.
    """
    components = {} if schemas is None else {"components": {"schemas": schemas}}
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths or {}}
    return {**head, **components, **more}


def parsed(value: Any, name: str = "x.json") -> Document:
    """Read a value as the document it is, one line for each member."""
    return parse(json.dumps(value, indent=1).encode(), name)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of a value and of every value in it, as member names and indices."""
    below: list[tuple[Any, Any]] = list((as_map(value) or {}).items())
    below += enumerate(as_list(value) or ())
    return [path, *(found for key, item in below for found in places(item, (*path, key)))]
