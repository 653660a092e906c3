"""The intersection of schemas without compositions, keyword by keyword."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clientgen.api import Property, Schema
from clientgen.base.pointers import escape

Child = Callable[[str, Sequence[Schema]], Schema]
"""Makes the schema of a value that has to fit several schemas; its own pointer comes first."""
_TIGHTER: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}


def intersection(pointer: str, parts: Sequence[Schema], child: Child) -> Schema | None:
    """Join schemas to the one whose values fit all of them.

    What one part says of a member, an item or any other value inside is joined in the same way,
    but not before it is looked at: ``child`` gets the schemas.

    Args:
        pointer: of the result.
        parts: schemas without references and compositions, at least one, the owner last.
        child: makes the schema of what is inside.

    Returns:
        The schema, without the annotations of the parts; None where no value fits.
    """
    types = _types(parts)
    enums = [part.enum for part in parts if part.enum is not None]
    enum = _enum(enums)
    # A list of null alone has no other value from the start.
    if types is None or (enum == () and all(enums)):
        return None
    required = frozenset[str]().union(*(part.required for part in parts))
    return Schema(
        pointer=pointer,
        types=types,
        format=_last(part.format for part in parts),
        enum=enum,
        items=_one(f"{pointer}/items", [p.items for p in parts if p.items is not None], child),
        prefix_items=_prefix(pointer, parts, child),
        properties=_properties(pointer, parts, required, child),
        required=required,
        additional=_additional(pointer, parts, child),
        pattern_properties=_patterns(pointer, parts, child),
        content=_last(part.content for part in parts),
        encoding=_last(part.encoding for part in parts),
        constraints=_constraints(parts),
    )


def _last(values: Iterable[str | None]) -> str | None:
    """What the part nearest to the owner says."""
    return next((value for value in reversed(list(values)) if value is not None), None)


def _types(parts: Sequence[Schema]) -> tuple[str, ...] | None:
    """The JSON types all parts allow, none for any; an integer is a number."""
    found: tuple[str, ...] = ()
    for part in parts:
        if not part.types:
            continue
        if not found:
            found = part.types
            continue
        both = [kind for kind in found if kind in part.types]
        both += [
            "integer"
            for one, other in ((found, part.types), (part.types, found))
            if "integer" in one and "number" in other and "integer" not in other
        ]
        if not both:
            return None
        found = tuple(dict.fromkeys(both))
    return found


def _enum(enums: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """The values every list has."""
    if not enums:
        return None
    first, *others = enums
    sets = [set(map(_key, other)) for other in others]
    return tuple(value for value in first if all(_key(value) in known for known in sets))


def _key(value: Any) -> str:
    """Equal for equal JSON values: 1 is 1.0 and is not true."""
    whole = isinstance(value, float) and value.is_integer()
    return json.dumps(int(value) if whole else value, sort_keys=True, default=str)


def _one(pointer: str, found: Sequence[Schema], child: Child) -> Schema | None:
    return child(pointer, found) if found else None


def _prefix(pointer: str, parts: Sequence[Schema], child: Child) -> tuple[Schema, ...]:
    length = max(len(part.prefix_items) for part in parts)
    found: list[Schema] = []
    for index in range(length):
        at = [
            part.prefix_items[index] if index < len(part.prefix_items) else part.items
            for part in parts
        ]
        said = [schema for schema in at if schema is not None]
        found.append(child(f"{pointer}/prefixItems/{index}", said))
    return tuple(found)


def _properties(
    pointer: str, parts: Sequence[Schema], required: frozenset[str], child: Child
) -> tuple[Property, ...]:
    members = by_name((member.name, member.schema) for part in parts for member in part.properties)
    return tuple(
        Property(name, child(f"{pointer}/properties/{escape(name)}", said), name in required)
        for name, said in members.items()
    )


def by_name(named: Iterable[tuple[str, Schema]]) -> dict[str, list[Schema]]:
    """Group schemas by name, both in the order met."""
    found: dict[str, list[Schema]] = {}
    for name, schema in named:
        found.setdefault(name, []).append(schema)
    return found


def _additional(pointer: str, parts: Sequence[Schema], child: Child) -> Schema | bool | None:
    found = [part.additional for part in parts if part.additional is not None]
    if any(node is False for node in found):
        return False
    schemas = [node for node in found if isinstance(node, Schema)]
    return _one(f"{pointer}/additionalProperties", schemas, child) or (True if found else None)


def _patterns(pointer: str, parts: Sequence[Schema], child: Child) -> dict[str, Schema]:
    found = by_name(item for part in parts for item in part.pattern_properties.items())
    return {
        pattern: child(f"{pointer}/patternProperties/{escape(pattern)}", said)
        for pattern, said in found.items()
    }


def _constraints(parts: Sequence[Schema]) -> dict[str, Any]:
    """The tighter of two bounds; of two patterns the one nearest to the owner."""
    found: dict[str, Any] = {}
    for part in parts:
        for name, value in part.constraints.items():
            old = found.get(name)
            if not _is_number(old) or not _is_number(value):
                found[name] = value if name != "uniqueItems" else bool(value or old)
            elif name in _TIGHTER:
                found[name] = _TIGHTER[name](old, value)
            elif name == "multipleOf" and isinstance(old, int) and isinstance(value, int):
                found[name] = math.lcm(old, value)
            else:
                found[name] = value
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def annotated(schema: Schema, notes: Sequence[Schema]) -> Schema:
    """Give a schema what others say about the value without restricting it.

    Args:
        schema: the schema.
        notes: where annotations are, the owner last.

    Returns:
        The schema with the annotations of all; of two descriptions the owner's.
    """
    default = next((node for node in reversed(notes) if node.has_default), None)
    extensions = {key: value for node in notes for key, value in node.extensions.items()}
    return replace(
        schema,
        title=notes[-1].title,
        description=_last(node.description or None for node in notes),
        read_only=any(node.read_only for node in notes),
        write_only=any(node.write_only for node in notes),
        deprecated=any(node.deprecated for node in notes),
        has_default=default is not None,
        default=None if default is None else default.default,
        extensions=extensions,
    )
