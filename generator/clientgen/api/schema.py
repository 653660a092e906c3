"""JSON Schema, reduced to the keywords that matter to a client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The Discriminator Object of a union.

    Args:
        property_name: wire name of the deciding property.
        mapping: value of that property → name of the component schema.
        default: name of the component schema of all other values (``defaultMapping``), or None.
    """

    property_name: str
    mapping: Mapping[str, str]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """A member of an object.

    Args:
        name: wire name.
        schema: schema of the value.
        required: listed in the object's ``required``.
    """

    name: str
    schema: Schema
    required: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """One schema, the spellings of OpenAPI 3.0, 3.1 and 3.2 made alike.

    Args:
        pointer: JSON pointer of the node.
        ref: key in `Api.schemas` of the schema that ``$ref`` leads to. Siblings such as a
            description or ``read_only`` apply to this use of it only.
        types: the JSON types, without ``null``.
        nullable: null is allowed, in whichever way the document says so.
        enum: the values of ``enum`` or ``const``, without null; None without either.
        additional: ``additionalProperties``; None where it is absent.
        conditional: the schemas that apply to some values only: ``then``, ``else``, ``if`` and
            ``dependentSchemas``.
        joined_from: name of the component that a variant of a union was before the members beside
            the union were joined to it.
        content: media type of a document held in a string (``contentMediaType``).
        encoding: how a string holds bytes (``contentEncoding``).
        constraints: validation keyword → its value.
        extensions: ``x-`` members by name.
    """

    pointer: str
    ref: str | None = None
    types: tuple[str, ...] = ()
    nullable: bool = False
    format: str | None = None
    enum: tuple[Any, ...] | None = None
    items: Schema | None = None
    prefix_items: tuple[Schema, ...] = ()
    properties: tuple[Property, ...] = ()
    required: frozenset[str] = frozenset()
    additional: Schema | bool | None = None
    pattern_properties: Mapping[str, Schema] = field(default_factory=_empty)
    all_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    conditional: tuple[Schema, ...] = ()
    joined_from: str | None = None
    discriminator: Discriminator | None = None
    title: str | None = None
    description: str | None = None
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    has_default: bool = False
    default: Any = None
    content: str | None = None
    encoding: str | None = None
    constraints: Mapping[str, Any] = field(default_factory=_empty)
    extensions: Mapping[str, Any] = field(default_factory=_empty)

    @property
    def is_any(self) -> bool:
        """Tell whether the schema allows every JSON value."""
        return not (
            self.ref
            or self.types
            or self.enum is not None
            or self.items
            or self.properties
            or self.all_of
            or self.any_of
            or self.one_of
            or self.conditional
            or self.prefix_items
            or self.additional is not None
            or self.pattern_properties
        )

    @property
    def is_file(self) -> bool:
        """Tell whether a string is bytes as they are: a file, where one can be sent."""
        if self.format == "binary":
            return True
        kind = self.content or ""
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        return bool(kind) and self.encoding in (None, "binary") and not is_text

    @property
    def is_object(self) -> bool:
        """Tell whether the schema describes an object by itself (not through a reference)."""
        return "object" in self.types or bool(self.properties)

    def children(self) -> Iterator[Schema]:
        """Iterate over the schemas directly inside this one, keyword by keyword."""
        yield from (member.schema for member in self.properties)
        if self.items is not None:
            yield self.items
        yield from self.prefix_items
        if isinstance(self.additional, Schema):
            yield self.additional
        yield from self.pattern_properties.values()
        yield from self.all_of
        yield from self.any_of
        yield from self.one_of
        yield from self.conditional

    def walk(self) -> Iterator[Schema]:
        """Iterate over this schema and all schemas inside it; references are not followed."""
        stack: list[Schema] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(list(node.children())))


ANY = Schema(pointer="")
"""The schema that allows every JSON value."""


def extensions_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the specification extensions (``x-``) of a node, by name."""
    return {key: raw[key] for key in sorted(raw) if key.startswith("x-")}
