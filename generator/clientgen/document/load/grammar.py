"""The OpenAPI objects and their positions in a document, as a table.

Only what stands at such a position is a schema, a parameter or a reference. The rest (examples,
defaults, enumerations, vendor extensions, unknown fields) is data, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from clientgen.base.pointers import escape
from clientgen.base.untyped import Json, as_list, as_map

ObjectKind = Literal[
    "openapi",
    "swagger",
    "components",
    "path item",
    "operation",
    "callback",
    "parameter",
    "header",
    "request body",
    "response",
    "media type",
    "encoding",
    "example",
    "link",
    "security scheme",
    "schema",
    "tag",
]
# How a field holds its objects: itself, in a list, as the values of a map, or "one or a list".
Cardinality = Literal["one", "list", "map", "one or list"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_OPERATIONS: dict[str, tuple[Cardinality, ObjectKind]] = dict.fromkeys(
    METHODS, ("one", "operation")
)
_SCHEMA: dict[str, tuple[Cardinality, ObjectKind]] = {
    **dict.fromkeys(("properties", "patternProperties", "$defs"), ("map", "schema")),
    **dict.fromkeys(("dependentSchemas", "definitions"), ("map", "schema")),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("list", "schema")),
    **dict.fromkeys(("additionalProperties", "not", "if", "then", "else"), ("one", "schema")),
    **dict.fromkeys(("contains", "propertyNames", "contentSchema"), ("one", "schema")),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), ("one", "schema")),
    "items": ("one or list", "schema"),
}
_PARAMETER: dict[str, tuple[Cardinality, ObjectKind]] = {
    "schema": ("one", "schema"),
    "content": ("map", "media type"),
    "examples": ("map", "example"),
}

GRAMMAR: dict[ObjectKind, dict[str, tuple[Cardinality, ObjectKind]]] = {
    "openapi": {
        "paths": ("map", "path item"),
        "webhooks": ("map", "path item"),
        "components": ("one", "components"),
        "tags": ("list", "tag"),
    },
    "swagger": {
        "paths": ("map", "path item"),
        "definitions": ("map", "schema"),
        "parameters": ("map", "parameter"),
        "responses": ("map", "response"),
        "securityDefinitions": ("map", "security scheme"),
        "tags": ("list", "tag"),
    },
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "parameters": ("map", "parameter"),
        "examples": ("map", "example"),
        "requestBodies": ("map", "request body"),
        "headers": ("map", "header"),
        "securitySchemes": ("map", "security scheme"),
        "links": ("map", "link"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "path item"),
        "mediaTypes": ("map", "media type"),
    },
    "path item": {
        **_OPERATIONS,
        "additionalOperations": ("map", "operation"),
        "parameters": ("list", "parameter"),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("map", "response"),
        "callbacks": ("map", "callback"),
    },
    # A callback is a map of expressions; walk() gives every member that is no extension.
    "callback": {},
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "request body": {"content": ("map", "media type")},
    "response": {
        "schema": ("one", "schema"),
        "headers": ("map", "header"),
        "content": ("map", "media type"),
        "links": ("map", "link"),
    },
    "media type": {
        "schema": ("one", "schema"),
        "itemSchema": ("one", "schema"),
        "encoding": ("map", "encoding"),
        "prefixEncoding": ("list", "encoding"),
        "itemEncoding": ("one", "encoding"),
        "examples": ("map", "example"),
    },
    "encoding": {"headers": ("map", "header")},
    "example": {},
    "link": {},
    "security scheme": {},
    "schema": _SCHEMA,
    "tag": {},
}


CONTAINERS: dict[tuple[str, ...], ObjectKind] = {
    **{
        (name,): kind
        for name, (cardinality, kind) in GRAMMAR["swagger"].items()
        if cardinality == "map" and name != "paths"
    },
    **{("components", name): kind for name, (_, kind) in GRAMMAR["components"].items()},
}
"""Where the shared objects of a document live, and what stands there."""


def container_of(kind: ObjectKind, root: ObjectKind) -> tuple[str, ...] | None:
    """Find the container of shared objects of a kind.

    Args:
        kind: the kind of object.
        root: ``swagger`` or ``openapi``.

    Returns:
        The names on the way from the root; None where the standard has no such container.
    """
    for names, held in CONTAINERS.items():
        if held == kind and (len(names) == 1) == (root == "swagger"):
            return names
    return None


class StandardObject(NamedTuple):
    """One OpenAPI object and its position.

    Args:
        pointer: JSON pointer to it.
        kind: which object the standard says stands here.
        node: the object itself.
    """

    pointer: str
    kind: ObjectKind
    node: dict[str, Json]


def root_kind(value: Json) -> ObjectKind:
    """Tell Swagger 2.0 from OpenAPI 3.

    Args:
        value: the root of a document.

    Returns:
        The kind of its root.
    """
    return "swagger" if "swagger" in (as_map(value) or {}) else "openapi"


def members(node: dict[str, Json], kind: ObjectKind) -> Iterator[tuple[str, ObjectKind, Json]]:
    """List what stands directly below an object of the standard.

    Args:
        node: the object.
        kind: what it is.

    Returns:
        Relative pointer, kind and value of each member, in the order of the document. Values are
        not checked: a broken document may hold anything there.
    """
    if kind == "callback":
        for name, value in node.items():
            if not name.startswith("x-") and name != "$ref":
                yield f"/{escape(name)}", "path item", value
        return
    fields = GRAMMAR[kind]
    for name, value in node.items():
        if name not in fields:
            continue
        cardinality, below = fields[name]
        if cardinality == "map":
            is_paths = kind in ("openapi", "swagger") and name == "paths"
            for key, item in (as_map(value) or {}).items():
                if not (is_paths and key.startswith("x-")):
                    yield f"/{name}/{escape(key)}", below, item
        elif cardinality != "one" and (items := as_list(value)) is not None:
            for index, item in enumerate(items):
                yield f"/{name}/{index}", below, item
        elif cardinality != "list":
            yield f"/{name}", below, value


def walk(
    value: Json, pointer: str = "", kind: ObjectKind | None = None
) -> Iterator[StandardObject]:
    """Visit every object of the standard, parents before children, in the order of the document.

    Args:
        value: a document, or a part of one.
        pointer: where the part stands.
        kind: what the part is; None for a whole document.

    Returns:
        The objects.
    """
    below: list[tuple[str, ObjectKind, Json]]
    stack: list[tuple[str, ObjectKind, Json]] = [(pointer, kind or root_kind(value), value)]
    while stack:
        at, what, item = stack.pop()
        if (node := as_map(item)) is None:
            continue
        yield StandardObject(at, what, node)
        if what != "callback" and GRAMMAR[what].keys().isdisjoint(node):
            continue
        below = [(at + relative, sub, member) for relative, sub, member in members(node, what)]
        stack.extend(reversed(below))
