"""Schemas as datamodel-code-generator may see them: allow-listed, our names, no prose.

Every decision about types is taken here: which formats are typed, that enumerations stay open,
which compositions become unions. The library turns the result into annotations and classes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientgen.api import Schema
from clientgen.types.collect import Catalog
from clientgen.types.merge import merged

Shape = dict[str, Any]

_REF = "#/components/schemas/"
# customTypePath is the library's way to name a type of ours; the module part is never emitted.
_DATE_TIME: Shape = {"type": "string", "customTypePath": "runtime.DateTime"}
_NUMBER: Shape = {"type": "number", "customTypePath": "runtime.Number"}
ANY: Shape = {"type": "string", "customTypePath": "runtime.Json"}
_PLAIN_DATE_TIME: Shape = {"type": "string", "customTypePath": "runtime.datetime"}
_PLAIN_NUMBER: Shape = {"type": "number"}
_PLAIN_ANY: Shape = {}
_BASE = {str: "string", bool: "boolean", int: "integer", float: "number"}


class Shaper:
    """Makes shapes of schemas.

    Args:
        catalog: what has a name.
        classes: catalog key → class name.
    """

    def __init__(self, catalog: Catalog, classes: Mapping[str, str]) -> None:
        self._catalog = catalog
        self._classes = classes

    def member(self, schema: Schema) -> Shape:
        """The shape of a model's member or of an answer: types that keep the wire's text."""
        return self._shape(schema, wire=True)

    def argument(self, schema: Schema) -> Shape:
        """The shape of a method's argument: the types a caller has at hand."""
        return self._shape(schema, wire=False)

    def alias(self, schema: Schema) -> Shape:
        """The shape of a named schema that is not a class."""
        return self._unnamed(schema, wire=True)

    def _shape(self, schema: Schema, *, wire: bool) -> Shape:
        key = self._catalog.key_of(schema)
        if key is not None:
            named: Shape = {"$ref": f"{_REF}{self._classes[key]}"}
            nullable = schema.nullable or self._catalog.schemas[key].nullable
            return {"anyOf": [named, {"type": "null"}]} if nullable else named
        if schema.ref is not None:
            return self._unnamed(self._catalog.target(schema), wire=wire)
        return self._unnamed(merged(schema, self._catalog.components), wire=wire)

    def _unnamed(self, schema: Schema, *, wire: bool) -> Shape:
        shape = self._plain(schema, wire=wire)
        if not schema.nullable or not shape or shape.get("customTypePath") == "runtime.Json":
            return shape
        return {"anyOf": [shape, {"type": "null"}]}

    def _plain(self, schema: Schema, *, wire: bool) -> Shape:
        if schema.enum is not None:
            return _open_enum(schema)
        if schema.one_of or schema.any_of:
            return self._union(schema, wire=wire)
        kinds = [self._kind(schema, kind, wire=wire) for kind in _kinds(schema)]
        if not kinds:
            return dict(ANY if wire else _PLAIN_ANY)
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}

    def _kind(self, schema: Schema, kind: str, *, wire: bool) -> Shape:
        if kind == "object":
            return self._map(schema, wire=wire)
        if kind == "array":
            return self._array(schema, wire=wire)
        if kind == "number":
            return dict(_NUMBER if wire else _PLAIN_NUMBER)
        if kind == "string" and schema.format == "date-time":
            return dict(_DATE_TIME if wire else _PLAIN_DATE_TIME)
        if kind == "string" and schema.format == "binary":
            # Bytes, an open file, a name with either: only the runtime can tell.
            return dict(ANY if wire else _PLAIN_ANY)
        if kind == "string" and schema.format == "date":
            return {"type": "string", "format": "date"}
        return {"type": kind}

    def _map(self, schema: Schema, *, wire: bool) -> Shape:
        values = [node for node in (schema.additional,) if isinstance(node, Schema)]
        values.extend(schema.pattern_properties.values())
        shapes = _distinct(self._shape(node, wire=wire) for node in values)
        if not shapes:
            return {"type": "object", "additionalProperties": dict(ANY if wire else _PLAIN_ANY)}
        value = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
        return {"type": "object", "additionalProperties": value}

    def _array(self, schema: Schema, *, wire: bool) -> Shape:
        first = [self._shape(node, wire=wire) for node in schema.prefix_items]
        least, most = (_length(schema, name) for name in ("minItems", "maxItems"))
        nested = any('"prefixItems"' in json.dumps(shape) for shape in first)
        if first and least == most == len(first) and not nested:
            # The library writes a tuple for a list whose length is fixed, and for no other. Of a
            # tuple inside a tuple it makes a class, so the outer one stays a list.
            return {"type": "array", "prefixItems": first, "minItems": least, "maxItems": most}
        if schema.items is not None:
            first.append(self._shape(schema.items, wire=wire))
        elif most is None or most > len(first):
            return {"type": "array", "items": dict(ANY if wire else _PLAIN_ANY)}
        shapes = _distinct(first)
        return {"type": "array", "items": shapes[0] if len(shapes) == 1 else {"anyOf": shapes}}

    def _union(self, schema: Schema, *, wire: bool) -> Shape:
        variants = schema.one_of or schema.any_of
        shapes = _distinct(self._shape(node, wire=wire) for node in variants)
        if len(shapes) == 1:
            return shapes[0]
        return {"anyOf": shapes}


def _length(schema: Schema, name: str) -> int | None:
    """A limit of a list's length, where the document gives one."""
    found = schema.constraints.get(name)
    return found if type(found) is int else None


def _kinds(schema: Schema) -> tuple[str, ...]:
    if schema.types:
        return schema.types
    if schema.additional is not None or schema.properties or schema.pattern_properties:
        return ("object",)
    if schema.items is not None or schema.prefix_items:
        return ("array",)
    return ()


def _open_enum(schema: Schema) -> Shape:
    """Known values for the editor, any other value of the same kind for the wire."""
    values = [
        value for value in schema.enum or () if type(value) in _BASE and value != float("inf")
    ]
    kinds = sorted({_BASE[type(value)] for value in schema.enum or () if type(value) in _BASE})
    literals = [value for value in values if not isinstance(value, float)]
    if len(kinds) == 0:
        return dict(ANY)
    shapes: list[Shape] = [{"enum": literals}] if literals else []
    shapes.extend({"type": kind} for kind in kinds)
    return {"anyOf": shapes}


def _distinct(shapes: Any) -> list[Shape]:
    """Each different shape once, in the order met."""
    return list({json.dumps(shape, sort_keys=True): shape for shape in shapes}.values())
