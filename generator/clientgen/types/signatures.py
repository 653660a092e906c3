"""Signatures: values that are equal for schemas that make one type."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from clientgen.api import Schema


def type_signature(
    schema: Schema, flat: Callable[[Schema], Schema], unfinished: Set[str] = frozenset()
) -> Any:
    """Reduce a schema to what it says about the type, null and words left aside.

    Args:
        schema: the schema.
        flat: sees through the compositions of a schema.
        unfinished: pointers of schemas that are being seen through; they count as met again.

    Returns:
        A value that is equal for schemas that make one type.
    """

    def inside(schema: Schema, path: frozenset[str], *, is_nullable: bool) -> Any:
        if schema.ref is not None:
            return ("reference", schema.ref, is_nullable)
        if schema.pointer in path:
            return ("again", schema.pointer)
        path |= {schema.pointer}

        def of(node: Schema | bool | None) -> Any:
            if not isinstance(node, Schema):
                return node
            if node.pointer in unfinished:
                return ("again", node.pointer)
            found = flat(node)
            return inside(found, path, is_nullable=found.nullable)

        return (
            is_nullable,
            sorted(schema.types or (("object",) if schema.properties else ())),
            schema.format,
            None if schema.enum is None else sorted(map(repr, schema.enum)),
            of(schema.items),
            [of(node) for node in schema.prefix_items],
            sorted(
                ((m.name, m.name in schema.required, of(m.schema)) for m in schema.properties),
                key=lambda member: member[0],
            ),
            of(schema.additional),
            [(key, of(node)) for key, node in sorted(schema.pattern_properties.items())],
            [of(node) for node in (*schema.one_of, *schema.any_of)],
            schema.discriminator,
        )

    return inside(flat(schema), frozenset(), is_nullable=False)
