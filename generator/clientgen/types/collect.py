"""Which schemas become classes, which become aliases, and in which direction each travels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from clientgen.api import Api, Operation, Property, Schema
from clientgen.types.families import Family, families
from clientgen.types.merge import merged

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every named schema the output can speak of.

    Args:
        schemas: key → schema; the key is the component's name, or the owner's key and the
            member's name for a schema written inside another.
        inline: pointer of a schema written in place → its key.
        answered: keys reachable from an answer.
        sent: keys reachable from a request.
        components: every component, compositions merged.
        families: base schema with a discriminator → the schemas made of it.
    """

    schemas: Mapping[str, Schema]
    inline: Mapping[str, str]
    answered: frozenset[str]
    sent: frozenset[str]
    components: Mapping[str, Schema] = field(default_factory=lambda: MappingProxyType({}))
    families: Mapping[str, Family] = field(default_factory=lambda: MappingProxyType({}))

    def target(self, schema: Schema) -> Schema:
        """Follow references to the schema meant; a reference's siblings are left behind."""
        seen: set[str] = set()
        while schema.ref is not None and schema.ref not in seen:
            seen.add(schema.ref)
            schema = self.components.get(schema.ref, Schema(pointer=schema.pointer))
        return schema

    def key_of(self, schema: Schema) -> str | None:
        """The key under which the type of a place is named, if it is."""
        family = self.families.get(schema.ref or "")
        return self.class_key_of(schema) if family is None else family.key

    def class_key_of(self, schema: Schema) -> str | None:
        """The key under which a place's schema itself is named, whatever is made of it."""
        if schema.ref is not None:
            return schema.ref if schema.ref in self.schemas else None
        return self.inline.get(schema.pointer)


def collect(api: Api) -> Catalog:
    """Find every schema that deserves a name.

    Args:
        api: the API.

    Returns:
        The catalog. Components that nothing reaches are left out.
    """
    return _Collector(api).catalog()


def is_class(schema: Schema) -> bool:
    """Whether a schema (compositions already merged) becomes a class: an object with members."""
    return bool(schema.properties) and set(schema.types) <= {"object"} and schema.enum is None


def is_choice(schema: Schema) -> bool:
    """Whether a schema is a union told apart by the value of one member."""
    return schema.discriminator is not None and len(schema.one_of or schema.any_of) > 1


def places(operation: Operation) -> Iterator[tuple[str, Schema, bool]]:
    """Every place of an operation that holds a schema.

    Yields:
        A key for a schema written in place, the schema, and whether it travels in an answer.
    """
    for parameter in operation.parameters:
        yield f"{operation.id} {parameter.name}", parameter.schema, False
    for media_type in operation.body.content if operation.body else ():
        for schema in (media_type.schema, media_type.item):
            if schema is not None:
                yield f"{operation.id} body", schema, False
    for response in operation.responses:
        suffix = "result" if response.is_success else f"error {response.status}"
        for media_type in response.content:
            for schema in (media_type.schema, media_type.item):
                if schema is not None:
                    yield f"{operation.id} {suffix}", schema, True


class _Collector:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._components = {
            name: merged(schema, api.schemas) for name, schema in api.schemas.items()
        }
        self._families = families(api.schemas)
        self._named: dict[str, Schema] = {}
        self._inline: dict[str, str] = {}
        self._answered: set[str] = set()
        self._sent: set[str] = set()

    def catalog(self) -> Catalog:
        for operation in self._api.operations:
            for key, schema, answered in places(operation):
                self._reach(schema, key, self._answered if answered else self._sent)
        for item in self._api.incoming:
            for media_type in item.body.content if item.body is not None else ():
                if media_type.schema is not None:
                    self._reach(media_type.schema, item.name, self._answered)
        return Catalog(
            schemas=dict(sorted(self._named.items())),
            inline=self._inline,
            answered=frozenset(self._answered),
            sent=frozenset(self._sent),
            components=self._components,
            families={
                base: family for base, family in self._families.items() if base in self._named
            },
        )

    def _reach(self, start: Schema, start_key: str, reached: set[str]) -> None:
        """Walk everything one place leads to, naming what deserves a name."""
        stack = [(start, start_key)]
        while stack:
            schema, key = stack.pop()
            if schema.ref is not None:
                name = schema.ref
                target = self._components.get(name)
                if target is None or name in reached:
                    continue
                if deserves_name(target):
                    self._named[name] = target
                reached.add(name)
                if deserves_name(target) and name in self._families:
                    family = self._families[name]
                    self._named[family.key] = family.union
                    stack.extend((node, key) for node in family.union.one_of)
                schema, key = target, name
            else:
                schema = merged(schema, self._api.schemas)
                if is_class(schema) or is_choice(schema):
                    if key in reached and self._inline.get(schema.pointer) == key:
                        continue
                    key = self._inline.setdefault(schema.pointer, self._free(key, schema))
                    self._named[key] = schema
                    reached.add(key)
            stack.extend(self._inside(schema, key))

    def _free(self, key: str, schema: Schema) -> str:
        """A key no other schema has; same-named places of one operation get their pointer added."""
        taken = self._named.get(key)
        if taken is None or taken.pointer == schema.pointer:
            return key
        return f"{key} {schema.pointer}"

    def _inside(self, schema: Schema, key: str) -> Iterator[tuple[Schema, str]]:
        for member in schema.properties:
            yield member.schema, f"{key} {member.name}"
        if schema.items is not None:
            yield schema.items, f"{key} item"
        for index, node in enumerate(schema.prefix_items):
            yield node, f"{key} item {index + 1}"
        if isinstance(schema.additional, Schema):
            yield schema.additional, f"{key} value"
        for node in schema.pattern_properties.values():
            yield node, f"{key} value"
        for index, node in enumerate((*schema.one_of, *schema.any_of, *schema.all_of)):
            yield node, f"{key} {node.title or f'variant {index + 1}'}"


def deserves_name(schema: Schema) -> bool:
    """Whether a component is worth a name of its own; bare scalars and any-JSON are not."""
    if schema.is_any or schema.ref is not None:
        return False
    if schema.enum is not None or is_class(schema):
        return True
    if set(schema.types) <= _SCALARS and schema.types:
        return False
    return bool(schema.one_of or schema.any_of or schema.items or schema.additional is not None)


def property_of(schema: Schema, name: str) -> Property | None:
    """The member of that wire name."""
    return next((member for member in schema.properties if member.name == name), None)
