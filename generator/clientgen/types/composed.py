"""Questions about one schema as it is written, and its plain forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientgen.api import Schema


def is_composed(schema: Schema) -> bool:
    """Whether more than one thing is said that a value has to fit."""
    if schema.all_of or schema.conditional or (schema.one_of and schema.any_of):
        return True
    if schema.one_of or schema.any_of:
        return schema.ref is not None or restricts(bare(schema))
    if schema.ref is not None:
        return restricts(bare(schema))
    return bool(schema.properties) and len(schema.types) > 1 and "object" in schema.types


def bare(schema: Schema) -> Schema:
    """What a schema says itself, without its reference and what it is composed of."""
    return replace(schema, ref=None, all_of=(), one_of=(), any_of=(), conditional=())


def restricts(schema: Schema) -> bool:
    """Whether a schema by itself restricts the type of a value."""
    return not schema.is_any or bool(schema.required) or schema.format is not None


def is_only_all_of(schema: Schema) -> bool:
    """Whether a schema says nothing but that a value fits some others."""
    return bool(schema.all_of) and not restricts(replace(schema, all_of=())) and not schema.nullable


def composed_of(schema: Schema) -> Iterator[str]:
    """The components a schema refers to for itself, not for what is inside its values."""
    stack = [schema]
    while stack:
        node = stack.pop()
        if node.ref is not None:
            yield node.ref
        stack.extend((*node.all_of, *node.one_of, *node.any_of))


def requiring(schema: Schema, required: frozenset[str]) -> Schema:
    """An object with other required members."""
    members = (replace(member, required=member.name in required) for member in schema.properties)
    return replace(schema, required=required, properties=tuple(members))


def object_apart(schema: Schema) -> Schema:
    """An object that may be something else too, as a union: else its members had no class."""
    others = tuple(kind for kind in schema.types if kind != "object")
    if not schema.properties or len(others) == len(schema.types) or not others:
        return schema
    objects = replace(
        schema,
        pointer=f"{schema.pointer}/type/object",
        title="object",
        types=("object",),
        items=None,
        prefix_items=(),
        format=None,
    )
    rest = replace(
        schema,
        pointer=f"{schema.pointer}/type/other",
        types=others,
        properties=(),
        required=frozenset(),
        additional=None,
        pattern_properties={},
    )
    return Schema(pointer=schema.pointer, one_of=(objects, rest))
