"""Numbers for what schemas say, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from clientgen.api import Schema
from clientgen.base.untyped import is_mapping


class Contents:
    """Gives two schemas the same number when they say the same."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        # By identity; the schema is kept, so that no other one gets its identity.
        self._known: dict[int, tuple[Schema, int]] = {}

    def number(self, schema: Schema) -> int:
        """Number what a schema says.

        Args:
            schema: a schema, which is not changed afterwards.

        Returns:
            The same number for every schema that says the same, wherever it stands.
        """
        known = self._known.get(id(schema))
        if known is not None:
            return known[1]
        found = self._numbers.setdefault(self._key(schema), len(self._numbers))
        self._known[id(schema)] = schema, found
        return found

    def _key(self, schema: Schema) -> object:
        additional = schema.additional
        return (
            schema.ref,
            schema.types,
            schema.nullable,
            schema.format,
            _text(schema.enum),
            None if schema.items is None else self.number(schema.items),
            self._all(schema.prefix_items),
            tuple(
                (member.name, self.number(member.schema), member.required)
                for member in schema.properties
            ),
            schema.required,
            # A flag equals a number.
            self.number(additional) if isinstance(additional, Schema) else _text(additional),
            tuple(
                sorted(
                    (name, self.number(node)) for name, node in schema.pattern_properties.items()
                )
            ),
            self._all(schema.all_of),
            self._all(schema.any_of),
            self._all(schema.one_of),
            self._all(schema.conditional),
            schema.joined_from,
            _text(schema.discriminator),
            schema.title,
            schema.description,
            (schema.read_only, schema.write_only, schema.deprecated, schema.has_default),
            _text(schema.default),
            schema.content,
            schema.encoding,
            _text(schema.constraints),
            _text(schema.extensions),
        )

    def _all(self, schemas: Iterable[Schema]) -> tuple[int, ...]:
        return tuple(map(self.number, schemas))


def say_the_same(first: Schema, second: Schema) -> bool:
    """Tell whether two schemas say the same, wherever they stand.

    Args:
        first: a schema.
        second: another one.

    Returns:
        True when they differ in nothing but where they, and the schemas inside them, stand.
    """
    contents = Contents()
    return contents.number(first) == contents.number(second)


def _text(value: object) -> str | None:
    """Write a value of a document, members in order; None for what an absent keyword says too."""
    ordered = _ordered(value)
    return repr(ordered) if ordered else None


def _ordered(value: Any) -> Any:
    if is_mapping(value):
        return sorted((str(key), _ordered(part)) for key, part in value.items())
    if isinstance(value, (tuple, list)):
        return [_ordered(part) for part in cast("list[Any]", value)]
    return repr(value) if value is not None and value is not False else None
