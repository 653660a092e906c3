"""Schemas of Swagger 2.0 and OpenAPI 3.0 in the words of OpenAPI 3.1 (JSON Schema 2020-12)."""

from __future__ import annotations

from collections.abc import Callable

from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load.grammar import GRAMMAR

Rewrite = Callable[[str], str]
_NULL: dict[str, Json] = {"type": "null"}
_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))


def to_2020(schema: Json, rewrite: Rewrite) -> Json:
    """Say a schema in JSON Schema 2020-12. Nothing is lost; unknown fields stay as they are.

    Args:
        schema: a schema of Swagger 2.0 or OpenAPI 3.0, or a boolean.
        rewrite: maps the text of a reference to the text it has after the conversion.

    Returns:
        A new schema. ``nullable`` becomes a type, exclusive bounds become numbers, ``example``
        becomes ``examples``, a discriminator is an object, ``type: file`` is a binary string.
    """
    node = as_map(schema)
    if node is None:
        return schema
    result: dict[str, Json] = {}
    fields = GRAMMAR["schema"]
    for name, value in node.items():
        if name == "$ref" and isinstance(value, str):
            result[name] = rewrite(value)
        elif name == "discriminator":
            result[name] = _discriminator(value, rewrite)
        elif name in fields:
            result[name] = _below(value, fields[name][0], rewrite)
        else:
            result[name] = value
    _exclusive_bounds(result)
    if result.get("type") == "file":
        result["type"], result["format"] = "string", "binary"
    if "example" in result and "examples" not in result:
        result = {
            ("examples" if name == "example" else name): ([value] if name == "example" else value)
            for name, value in result.items()
        }
    return _nullable(result)


def _below(value: Json, cardinality: str, rewrite: Rewrite) -> Json:
    items = as_list(value)
    if items is not None and cardinality in ("list", "one or list"):
        return [to_2020(item, rewrite) for item in items]
    members = as_map(value)
    if members is not None and cardinality == "map":
        return {name: to_2020(member, rewrite) for name, member in members.items()}
    return to_2020(value, rewrite) if cardinality != "map" else value


def _discriminator(value: Json, rewrite: Rewrite) -> Json:
    if isinstance(value, str):
        return {"propertyName": value}
    discriminator = as_map(value)
    mapping = as_map((discriminator or {}).get("mapping"))
    if discriminator is None or mapping is None:
        return value
    entries = {
        key: rewrite(text) if isinstance(text, str) else text for key, text in mapping.items()
    }
    return {**discriminator, "mapping": entries}


def _exclusive_bounds(schema: dict[str, Json]) -> None:
    for bound, exclusive in _BOUNDS:
        flag = schema.get(exclusive)
        if not isinstance(flag, bool):
            continue
        del schema[exclusive]
        if flag and bound in schema:
            schema[exclusive] = schema.pop(bound)


def _nullable(schema: dict[str, Json]) -> dict[str, Json]:
    # The 3.0 keyword is spent by saying it; the 2.0 extension stays, as every extension does.
    nullable = schema.pop("nullable", False)
    if nullable is not True and schema.get("x-nullable") is not True:
        return schema
    enum = as_list(schema.get("enum"))
    if enum is not None and None not in enum:
        schema["enum"] = [*enum, None]
    kind = schema.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"] if kind != "null" else kind
        return schema
    for name in ("anyOf", "oneOf"):
        if (choices := as_list(schema.get(name))) is not None:
            schema[name] = choices if _NULL in choices else [*choices, dict(_NULL)]
            return schema
    wrapped = {name: schema[name] for name in ("$ref", "allOf") if name in schema}
    if not wrapped:
        return schema
    rest = {name: value for name, value in schema.items() if name not in wrapped}
    return {"anyOf": [wrapped, dict(_NULL)], **rest}
