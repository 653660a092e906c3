"""A small API that has one of everything, and a short way to write what was edited in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from clientgen.compare import Report, Version, compare_versions, prepare_version
from clientgen.document.load import parse

Json = Any
Edits = Mapping[str, Any]

GONE = object()
"""In an edit: the member is taken away."""

_SHORT = {
    "LIST": ("paths", "/things", "get"),
    "CREATE": ("paths", "/things", "post"),
    "GET": ("paths", "/things/{thingId}", "get"),
    "DELETE": ("paths", "/things/{thingId}", "delete"),
    "REPORT": ("paths", "/reports", "get"),
    "PETS": ("paths", "/pets", "get"),
    "ADOPT": ("paths", "/pets", "post"),
    "BOTH": ("paths", "/shared", "put"),
    "S": ("components", "schemas"),
}


def schema(name: str) -> Json:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def body(inner: Json, media: str = "application/json") -> Json:
    """The content of a body."""
    return {media: {"schema": inner}}


def operation(name: str, answer: Json | None = None, status: str = "200", **more: Any) -> Json:
    """An operation that answers a schema, or nothing."""
    response: Json = {"description": "Well."}
    if answer is not None:
        response["content"] = body(answer)
    return {"operationId": name, "tags": ["Things"], "responses": {status: response}, **more}


def query(name: str, inner: Json, **more: Any) -> Json:
    """A query parameter."""
    return {"name": name, "in": "query", "schema": inner, **more}


def thing_id() -> Json:
    """The path parameter of a thing."""
    return {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}


def base() -> Json:
    """The API, as OpenAPI 3.1."""
    text, number = {"type": "string"}, {"type": "integer", "format": "int32"}
    kind = {"type": "string", "enum": ["big", "small"]}
    listing = operation(
        "listThings",
        schema("Page"),
        summary="List things",
        security=[{"oauth": ["read"]}],
        parameters=[
            query("q", dict(text), description="Words to look for"),
            query("limit", {**number, "maximum": 100, "default": 25}),
            query("labels", {"type": "array", "items": dict(text), "maxItems": 50}),
            query("kind", dict(kind)),
            query("must", dict(text), required=True),
        ],
    )
    listing["responses"]["200"]["headers"] = {
        "Location": {"required": True, "schema": dict(text)},
        "X-Hint": {"schema": dict(text)},
    }
    listing["responses"]["404"] = {"description": "No such thing."}
    create = operation(
        "createThing",
        schema("Thing"),
        "201",
        security=[{"oauth": ["write"]}, {"key": []}],
        requestBody={"required": True, "content": body(schema("ThingInput"))},
    )
    mapped = {name: schema(name.capitalize())["$ref"] for name in ("cat", "dog")}
    scopes = {name: name.capitalize() for name in ("read", "write", "all")}
    flow = {"tokenUrl": "https://login.example/token", "scopes": scopes}
    shared = {"required": True, "content": body(schema("Shared"))}
    report = operation("getReport", dict(text))
    report["responses"]["200"]["content"]["text/csv"] = {"schema": dict(text)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://one.example/v1"}, {"url": "https://two.example/v1"}],
        "paths": {
            "/things": {"get": listing, "post": create},
            "/things/{thingId}": {
                "get": operation("getThing", schema("Thing"), parameters=[thing_id()]),
                "delete": operation("deleteThing", None, "204", parameters=[thing_id()]),
            },
            "/reports": {"get": report},
            "/pets": {
                "get": operation("getPet", schema("Pet")),
                "post": operation("adoptPet", requestBody={"content": body(schema("Wish"))}),
            },
            "/nodes": {"get": operation("getNode", schema("Node"))},
            "/shared": {"put": operation("putShared", schema("Shared"), requestBody=shared)},
        },
        "components": {
            "schemas": {
                "Page": obj({"entities": {"type": "array", "items": schema("Thing")}}),
                "Thing": obj(
                    {
                        "id": dict(text),
                        "title": {"type": "string", "description": "What it is called"},
                        "size": dict(number),
                        "price": {"type": "number"},
                        "when": dict(text),
                        "kind": dict(kind),
                        "code": {"type": "string", "maxLength": 10},
                        "attrs": {"type": "object", "additionalProperties": dict(text)},
                        "owner": schema("Owner"),
                        "state": {"type": "string", "enum": ["on"]},
                        "secret": {"type": "string", "readOnly": True},
                    },
                    ["id"],
                ),
                "Owner": obj({"name": dict(text), "mail": dict(text)}),
                "ThingInput": obj(
                    {
                        "title": {"type": "string", "description": "What it is called"},
                        "size": {**number, "maximum": 10, "default": 5},
                        "note": {"type": ["string", "null"], "maxLength": 200},
                        "kind": dict(kind),
                        "labels": {"type": "array", "items": dict(text)},
                        "spare": dict(text),
                        "map": {"type": "object", "additionalProperties": dict(text)},
                        "inner": obj({"deep": dict(text)}),
                    },
                    ["title"],
                ),
                "Node": obj({"value": dict(text), "next": schema("Node")}),
                "Shared": obj({"left": dict(text), "right": dict(number)}),
                "Cat": obj({"type": dict(text), "lives": dict(number)}),
                "Dog": obj({"type": dict(text), "tricks": dict(number)}),
                "Fish": obj({"type": dict(text), "fins": dict(number)}),
                "Pet": {
                    "oneOf": [schema("Cat"), schema("Dog")],
                    "discriminator": {"propertyName": "type", "mapping": mapped},
                },
                "Wish": {"oneOf": [schema("Cat"), schema("Dog")]},
            },
            "securitySchemes": {
                "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            },
        },
        "tags": [{"name": "Things", "description": "All about things"}],
    }


def obj(members: Json, required: list[str] | None = None) -> Json:
    """An object schema."""
    return {"type": "object", "properties": members, **({"required": required} if required else {})}


def edited(document: Json, edits: Edits) -> Json:
    """A copy of a document with some members set or taken away.

    Args:
        document: the document.
        edits: a place such as ``LIST.parameters.limit.schema.maximum`` → its new value or
            ``GONE``. Members of lists go by their ``name`` or their index; ``+`` adds one.
    """
    result = copy.deepcopy(document)
    for place, value in edits.items():
        head, *tail = place.split(".")
        way = [*_SHORT.get(head, (head,)), *(part.replace("~", ".") for part in tail)]
        node: Json = result
        for part in way[:-1]:
            node = _step(node, part)
        # Copied, so that a later edit of the same place changes no table of edits.
        _set(node, way[-1], value if value is GONE else copy.deepcopy(value))
    return result


def items_in(node: Json) -> list[Json]:
    """The list a node is, the very one."""
    assert isinstance(node, list)
    return node  # pyright: ignore[reportUnknownVariableType]


def _step(node: Json, part: str) -> Json:
    if isinstance(node, list):
        listed = items_in(node)
        return listed[_index(listed, part)]
    return node.setdefault(part, {})


def _set(node: Json, key: str, value: Json) -> None:
    if isinstance(node, list):
        listed = items_in(node)
        if key == "+":
            listed.append(value)
        elif value is GONE:
            del listed[_index(listed, key)]
        else:
            listed[_index(listed, key)] = value
    elif value is GONE:
        del node[key]
    else:
        node[key] = value


def _index(items: list[Any], part: str) -> int:
    if part.isdigit():
        return int(part)
    return next(at for at, item in enumerate(items) if item.get("name") == part)


def side(document: Json, name: str = "api.json") -> Version:
    """A document ready to be compared."""
    return _side(json.dumps(document, indent=1), name)


# Most old documents are the tiny API itself, and planning it takes longest.
@lru_cache(maxsize=32)
def _side(text: str, name: str) -> Version:
    return prepare_version(parse(text.encode(), name))


def compare(old: Json, new: Json) -> Report:
    """The report on two documents."""
    return compare_versions(side(old, "old.json"), side(new, "new.json"))
