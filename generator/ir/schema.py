"""The schema node: JSON Schema reduced to what a client can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from generator.ir.raw import is_mapping, items, mapping, text
from generator.problems import InputError

_COMPONENT = "#/components/schemas/"
_CONSTRAINTS = (
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
)


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Discriminator:
    """How the variants of a union are told apart.

    Args:
        property_name: wire name of the deciding property.
        mapping: value of that property → name of the component schema.
    """

    property_name: str
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Property:
    """A member of an object.

    Args:
        name: wire name.
        schema: what the member holds.
        required: listed in the object's ``required``.
    """

    name: str
    schema: Schema
    required: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """One schema, whichever way it was written.

    ``null`` never stands in ``types`` or ``enum``: it is said by ``nullable``. A node with ``ref``
    may carry siblings (a description, ``read_only``); they belong to the place of the reference.
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
    pattern_properties: Mapping[str, Schema] = field(default_factory=_nothing)
    all_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    discriminator: Discriminator | None = None
    title: str | None = None
    description: str | None = None
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    has_default: bool = False
    default: Any = None
    constraints: Mapping[str, Any] = field(default_factory=_nothing)
    extensions: Mapping[str, Any] = field(default_factory=_nothing)

    @property
    def is_any(self) -> bool:
        """Whether the schema allows every JSON value."""
        return not (
            self.ref
            or self.types
            or self.enum is not None
            or self.items
            or self.properties
            or self.all_of
            or self.any_of
            or self.one_of
            or self.additional is not None
            or self.pattern_properties
        )

    @property
    def is_object(self) -> bool:
        """Whether the schema describes an object by itself (not through a reference)."""
        return "object" in self.types or bool(self.properties)

    def children(self) -> Iterator[Schema]:
        """Every schema written directly inside this one, in document order of kinds."""
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

    def walk(self) -> Iterator[Schema]:
        """This schema and every schema written inside it; references are not followed."""
        stack: list[Schema] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(list(node.children())))


ANY = Schema(pointer="")


def build_schema(raw: Any, pointer: str) -> Schema:
    """Read one JSON Schema node of an OpenAPI 3.1 document.

    Args:
        raw: the node: a mapping, or a boolean as JSON Schema 2020-12 allows.
        pointer: where it stands, for messages.

    Returns:
        The schema.

    Raises:
        InputError: the node is neither a mapping nor a boolean, or uses ``$dynamicRef``.
    """
    if raw is True or raw is False:
        return Schema(pointer=pointer)
    if not is_mapping(raw):
        raise InputError("a schema must be an object", pointer=pointer)
    if "$dynamicRef" in raw or "$recursiveRef" in raw:
        raise InputError("$dynamicRef is not supported; use a plain $ref", pointer=pointer)
    types, nullable = _types(raw.get("type"))
    enum, null_in_enum = _enum(raw)
    any_of, null_in_any = _variants(raw, "anyOf", pointer)
    one_of, null_in_one = _variants(raw, "oneOf", pointer)
    all_of, _ = _variants(raw, "allOf", pointer)
    required = frozenset(name for name in items(raw.get("required")) if isinstance(name, str))
    return Schema(
        pointer=pointer,
        ref=_component(raw.get("$ref"), pointer),
        types=types,
        nullable=nullable
        or null_in_enum
        or null_in_any
        or null_in_one
        or raw.get("nullable") is True,
        format=text(raw.get("format")),
        enum=enum,
        items=build_schema(raw["items"], f"{pointer}/items") if _has_items(raw) else None,
        prefix_items=tuple(
            build_schema(node, f"{pointer}/prefixItems/{index}")
            for index, node in enumerate(items(raw.get("prefixItems")))
        ),
        properties=tuple(
            Property(
                name, build_schema(node, f"{pointer}/properties/{escape(name)}"), name in required
            )
            for name, node in mapping(raw.get("properties")).items()
        ),
        required=required,
        additional=_additional(raw, pointer),
        pattern_properties={
            pattern: build_schema(node, f"{pointer}/patternProperties/{escape(pattern)}")
            for pattern, node in mapping(raw.get("patternProperties")).items()
        },
        all_of=all_of,
        any_of=any_of,
        one_of=one_of,
        discriminator=_discriminator(raw.get("discriminator")),
        title=text(raw.get("title")),
        description=text(raw.get("description")),
        read_only=raw.get("readOnly") is True,
        write_only=raw.get("writeOnly") is True,
        deprecated=raw.get("deprecated") is True,
        has_default="default" in raw,
        default=raw.get("default"),
        constraints={name: raw[name] for name in _CONSTRAINTS if name in raw},
        extensions=extensions_of(raw),
    )


def extensions_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The vendor extensions of a node, by name."""
    return {key: raw[key] for key in sorted(raw) if key.startswith("x-")}


def escape(part: str) -> str:
    """Escape one part of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def _types(raw: Any) -> tuple[tuple[str, ...], bool]:
    names = (
        [raw] if isinstance(raw, str) else [name for name in items(raw) if isinstance(name, str)]
    )
    return tuple(name for name in names if name != "null"), "null" in names


def _enum(raw: Mapping[str, Any]) -> tuple[tuple[Any, ...] | None, bool]:
    if "const" in raw:
        values = [raw["const"]]
    elif isinstance(raw.get("enum"), list):
        values = items(raw["enum"])
    else:
        return None, False
    return tuple(value for value in values if value is not None), None in values


def _variants(raw: Mapping[str, Any], key: str, pointer: str) -> tuple[tuple[Schema, ...], bool]:
    """The members of a composition; a bare ``{type: null}`` member becomes nullability."""
    members: list[Schema] = []
    nullable = False
    for index, node in enumerate(items(raw.get(key))):
        if is_mapping(node) and node.get("type") == "null":
            nullable = True
        else:
            members.append(build_schema(node, f"{pointer}/{key}/{index}"))
    return tuple(members), nullable


def _additional(raw: Mapping[str, Any], pointer: str) -> Schema | bool | None:
    node = raw.get("additionalProperties")
    if node is None or isinstance(node, bool):
        return node
    return build_schema(node, f"{pointer}/additionalProperties")


def _discriminator(raw: Any) -> Discriminator | None:
    if not is_mapping(raw) or not isinstance(raw.get("propertyName"), str):
        return None
    targets = {
        value: target.removeprefix(_COMPONENT)
        for value, target in sorted(mapping(raw.get("mapping")).items())
        if isinstance(target, str)
    }
    return Discriminator(raw["propertyName"], targets)


def _component(ref: Any, pointer: str) -> str | None:
    if ref is None:
        return None
    if not isinstance(ref, str) or not ref.startswith(_COMPONENT) or "/" in ref[len(_COMPONENT) :]:
        raise InputError(
            f"a schema reference must point to {_COMPONENT}…, not {ref!r}", pointer=pointer
        )
    return ref[len(_COMPONENT) :].replace("~1", "/").replace("~0", "~")


def _has_items(raw: Mapping[str, Any]) -> bool:
    return is_mapping(raw.get("items"))
