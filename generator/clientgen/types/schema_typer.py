"""From schemas to types: which formats are typed, that enumerations stay open, what is a union."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clientgen.api import Schema
from clientgen.types.collect import Catalog
from clientgen.types.expressions import (
    Container,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    distinct,
    optional,
    union,
)

_KINDS = {
    "boolean": Scalar.BOOLEAN,
    "integer": Scalar.INTEGER,
    "null": Scalar.NULL,
    "number": Scalar.NUMBER,
    "string": Scalar.STRING,
}
_FORMATS = {
    ("string", "byte"): Scalar.BYTES,
    ("string", "date"): Scalar.DATE,
    ("string", "date-time"): Scalar.DATE_TIME,
    ("string", "decimal"): Scalar.DECIMAL_TEXT,
    ("string", "duration"): Scalar.DURATION,
    ("string", "time"): Scalar.TIME,
    ("string", "uuid"): Scalar.UUID,
    ("number", "decimal"): Scalar.DECIMAL,
}
_VALUES = {str: Scalar.STRING, bool: Scalar.BOOLEAN, int: Scalar.INTEGER, float: Scalar.NUMBER}


class SchemaTyper:
    """Gives the type of a schema.

    Args:
        catalog: what has a name.
        classes: catalog key → name of its class or alias.
    """

    def __init__(self, catalog: Catalog, classes: Mapping[str, str]) -> None:
        self._catalog = catalog
        self._classes = classes
        self._open: set[str] = set()

    def target(self, schema: Schema) -> Schema:
        """Follow references to the schema meant, compositions seen through."""
        return self._catalog.target(schema)

    def type_of(self, schema: Schema) -> TypeExpr:
        """The type of a value of a schema, named where the schema has a name."""
        flat = self._catalog.flat(schema)
        key = self._catalog.key_of(flat)
        if key is not None:
            named = Ref(self._classes[key])
            nullable = flat.nullable or self._catalog.schemas[key].nullable
            return optional(named) if nullable else named
        target = self._catalog.target(flat)
        if target.pointer in self._open:
            # Only what several schemas say together is without a name and made of itself.
            return Scalar.ANY
        self._open.add(target.pointer)
        expr = self.written_out(target)
        self._open.discard(target.pointer)
        return optional(expr) if flat.nullable else expr

    def written_out(self, schema: Schema) -> TypeExpr:
        """The type of a schema itself, even where it has a name: what an alias stands for."""
        expr = self._plain(schema)
        return optional(expr) if schema.nullable else expr

    def _plain(self, schema: Schema) -> TypeExpr:
        if schema.enum is not None:
            return _open_enum(schema.enum)
        if schema.one_of or schema.any_of:
            return union(map(self.type_of, schema.one_of or schema.any_of))
        return union(self._kind(schema, kind) for kind in _kinds(schema))

    def _kind(self, schema: Schema, kind: str) -> TypeExpr:
        if kind == "object":
            values = [node for node in (schema.additional,) if isinstance(node, Schema)]
            values.extend(schema.pattern_properties.values())
            return Of(Container.MAP, union(map(self.type_of, values)))
        if kind == "array":
            return self._array(schema)
        if kind == "string" and schema.is_file:
            # Bytes, an open file, a name with either: only the runtime can tell.
            return Scalar.ANY
        if kind == "string" and schema.encoding == "base64":
            return Scalar.BYTES
        return _FORMATS.get((kind, schema.format or ""), _KINDS[kind])

    def _array(self, schema: Schema) -> TypeExpr:
        first = [self.type_of(node) for node in schema.prefix_items]
        least, most = (_length(schema, name) for name in ("minItems", "maxItems"))
        if first and least == most == len(first):
            return TupleOf(tuple(first))
        if schema.items is not None:
            first.append(self.type_of(schema.items))
        elif most is None or most > len(first):
            return Of(Container.LIST, Scalar.ANY)
        return Of(Container.LIST, union(first))


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


def _is_literal(value: str | int | bool) -> bool:
    """Whether type checkers take a value in a `Literal`: no integer of more than 64 bits."""
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _open_enum(values: Iterable[Any]) -> TypeExpr:
    """Known values for the editor, any other value of the same kind for the wire."""
    known = [value for value in values if type(value) in _VALUES]
    kinds = sorted({_VALUES[type(value)] for value in known}, key=lambda kind: kind.value)
    literals = [value for value in known if not isinstance(value, float) and _is_literal(value)]
    exprs: list[TypeExpr] = [LiteralOf(distinct(literals))] if literals else []
    return union([*exprs, *kinds])
