"""Rewrites of a document that mean the same. Each takes one it may change in place."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from clientgen.base.untyped import is_mapping, items
from tests.diff.tiny import Json, obj, schema

Rewrite = Callable[[Json, random.Random], Json]


def shuffle_keys(document: Json, dice: random.Random) -> Json:
    if is_mapping(document):
        names = list(document)
        dice.shuffle(names)
        return {name: shuffle_keys(document[name], dice) for name in names}
    if isinstance(document, list):
        return [shuffle_keys(item, dice) for item in items(document)]
    return document


def every(document: Json, found: Callable[[Any], bool]) -> list[Any]:
    hits: list[Any] = []
    stack = [document]
    while stack:
        node = stack.pop()
        if is_mapping(node):
            if found(node):
                hits.append(node)
            stack.extend(node.values())
        stack.extend(items(node))
    return hits


def _names_a_schema(node: Any) -> bool:
    return str(node.get("$ref")).startswith("#/components/schemas/")


def wrap_a_reference(document: Json, dice: random.Random) -> Json:
    node = dice.choice(every(document["paths"], _names_a_schema))
    node["allOf"] = [{"$ref": node.pop("$ref")}]
    return document


def _members(document: Json, dice: random.Random) -> tuple[Json, str]:
    """The members of some object that is used, and the name of one of them."""
    used = {node["$ref"].rpartition("/")[2] for node in every(document, _names_a_schema)}
    named = document["components"]["schemas"]
    schemas = {name: node for name, node in named.items() if name in used}
    held = [node["properties"] for node in every(schemas, _has_members) if node["properties"]]
    members = dice.choice(held)
    return members, dice.choice(list(members))


def _has_members(node: Any) -> bool:
    return is_mapping(node.get("properties"))


def say_a_union_of_one(document: Json, dice: random.Random) -> Json:
    members, name = _members(document, dice)
    members[name] = {dice.choice(["anyOf", "oneOf"]): [members[name]]}
    return document


def wrap_a_member(document: Json, dice: random.Random) -> Json:
    members, name = _members(document, dice)
    members[name] = {"allOf": [members[name]]}
    return document


def extract_a_scalar(document: Json, dice: random.Random) -> Json:
    members, name = _members(document, dice)
    if members[name].get("type") in ("string", "integer"):
        document["components"]["schemas"]["Word"] = members[name]
        members[name] = schema("Word")
    return document


def spread_over_all_of(document: Json, dice: random.Random) -> Json:
    schemas = document["components"]["schemas"]
    for name, whole in list(schemas.items()):
        if whole.keys() == {"type", "properties"}:
            names = list(whole["properties"])
            at = dice.randrange(len(names) + 1)
            parts = [names[:at], names[at:]]
            told = [obj({name: whole["properties"][name] for name in part}) for part in parts]
            schemas[name] = {"allOf": [node for node in told if node["properties"]]}
    return document


def rename_a_schema(document: Json, dice: random.Random) -> Json:
    schemas = document["components"]["schemas"]
    name = dice.choice([name for name in ("Owner", "Node", "Page", "Shared") if name in schemas])
    schemas[f"{name}V2"] = schemas.pop(name)
    for node in every(document, lambda node: node.get("$ref") == schema(name)["$ref"]):
        node["$ref"] += "V2"
    return document


def operations(document: Json) -> Iterator[tuple[Json, Json]]:
    """Every path item with each of its operations."""
    for item in document["paths"].values():
        for method in ("get", "put", "post", "delete", "patch"):
            if method in item:
                yield item, item[method]


def inline_a_reference(document: Json, dice: random.Random) -> Json:
    """Write a schema where it is used; one that leads to itself has to keep its name."""
    schemas = document["components"]["schemas"]
    used = [node for node in every(document["paths"], _names_a_schema) if len(node) == 1]
    plain = [node for node in used if not every(_meant(node, schemas), _names_a_schema)]
    if plain:
        node = dice.choice(plain)
        meant = copy.deepcopy(_meant(node, schemas))
        node.clear()
        node.update(meant)
    return document


def _meant(node: Json, schemas: Json) -> Json:
    return schemas[node["$ref"].rpartition("/")[2]]


def demand_in_another_part(document: Json, dice: random.Random) -> Json:
    schemas = document["components"]["schemas"]
    for name, node in list(schemas.items()):
        if "required" in node and "properties" in node:
            required = node.pop("required")
            schemas[name] = {"allOf": [node, {"required": required}]}
    return document


def move_parameters_to_the_path(document: Json, dice: random.Random) -> Json:
    """What all operations of a path say, the path says once."""
    for item in document["paths"].values():
        found = [op for _, op in operations({"paths": {"": item}})]
        said = [op.get("parameters") for op in found]
        if found and said[0] and all(given == said[0] for given in said):
            item["parameters"] = [*item.get("parameters", []), *said[0]]
            for op in found:
                del op["parameters"]
    return document


def share(document: Json, dice: random.Random) -> Json:
    """Move a parameter, a body, an answer or a header to the components, under some name."""
    kind = dice.choice(["parameters", "requestBodies", "responses", "headers"])
    places: list[tuple[Any, Any]] = []
    for _, op in operations(document):
        if kind == "parameters":
            places += [(op["parameters"], at) for at in range(len(op.get("parameters", ())))]
        elif kind == "requestBodies":
            places += [(op, "requestBody")] if "requestBody" in op else []
        elif kind == "responses":
            places += [(op["responses"], status) for status in op["responses"]]
        else:
            for response in op["responses"].values():
                places += [(response["headers"], name) for name in response.get("headers", ())]
    places = [(owner, key) for owner, key in places if "$ref" not in owner[key]]
    if places:
        owner, key = dice.choice(places)
        shared = document["components"].setdefault(kind, {})
        name = f"Shared{len(shared)}"
        shared[name] = owner[key]
        owner[key] = {"$ref": f"#/components/{kind}/{name}"}
    return document


def say_defaults(document: Json, dice: random.Random) -> Json:
    styles = {"query": ("form", True), "path": ("simple", False), "header": ("simple", False)}
    for _, op in operations(document):
        for given in op.get("parameters", ()):
            if "in" in given and "schema" in given and "style" not in given:
                style, explode = styles[given["in"]]
                given.update({"style": style, "explode": given.get("explode", explode)})
                given.setdefault("deprecated", False)
                given.setdefault("required", False)
                given.setdefault("allowReserved", False)
        op.setdefault("deprecated", False)
        if "requestBody" in op and "$ref" not in op["requestBody"]:
            op["requestBody"].setdefault("required", False)
    for node in every(document["components"]["schemas"], lambda node: "properties" in node):
        if node.get("type") == "object":
            node.setdefault("additionalProperties", True)
            node.setdefault("required", [])
    return document


def reorder_what_has_no_order(document: Json, dice: random.Random) -> Json:
    for node in every(document, lambda node: bool(node.keys() & {"enum", "required", "tags"})):
        for key in ("enum", "required", "tags"):
            if isinstance(node.get(key), list):
                dice.shuffle(node[key])
    for node in every(document["components"]["schemas"], lambda node: "oneOf" in node):
        dice.shuffle(node["oneOf"])
    for _, op in operations(document):
        for need in op.get("security", ()):
            for scopes in need.values():
                dice.shuffle(scopes)
        dice.shuffle(op.get("security", []))
    return document


def say_null_as_a_variant(document: Json, dice: random.Random) -> Json:
    for node in every(document["components"]["schemas"], lambda node: "null" in _types(node)):
        rest = [kind for kind in node["type"] if kind != "null"]
        inner = {**node, "type": rest[0] if len(rest) == 1 else rest}
        node.clear()
        node.update({"anyOf": [inner, {"type": "null"}]})
    return document


def say_one_value_as_a_constant(document: Json, dice: random.Random) -> Json:
    for node in every(document, lambda node: len(items(node.get("enum"))) == 1):
        node["const"] = node.pop("enum")[0]
    return document


def write_as_openapi_3_0(document: Json, dice: random.Random) -> Json:
    """The flavour before this one says null, constants and examples otherwise."""
    if every(document, lambda node: "null" in _types(node) and node["type"] == "null"):
        return document
    for node in every(document, lambda node: isinstance(node.get("type"), list)):
        kinds = node["type"]
        rest = [kind for kind in kinds if kind != "null"]
        if len(rest) > 1:
            return document
    for node in every(document, lambda node: isinstance(node.get("type"), list)):
        if "null" in node["type"]:
            node["nullable"] = True
        node["type"] = next(kind for kind in node["type"] if kind != "null")
    for node in every(document, lambda node: "const" in node and "type" in node):
        node["enum"] = [node.pop("const")]
    document["openapi"] = "3.0.3"
    return document


def _types(node: Json) -> list[Any]:
    kinds = node.get("type")
    return kinds if isinstance(kinds, list) else [kinds]


REWRITES: list[Rewrite] = [
    shuffle_keys,
    wrap_a_reference,
    wrap_a_member,
    inline_a_reference,
    say_a_union_of_one,
    extract_a_scalar,
    spread_over_all_of,
    demand_in_another_part,
    rename_a_schema,
    move_parameters_to_the_path,
    share,
    say_defaults,
    reorder_what_has_no_order,
    say_null_as_a_variant,
    say_one_value_as_a_constant,
    write_as_openapi_3_0,
]
