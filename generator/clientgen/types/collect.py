"""The choice of classes and aliases, and the direction in which each schema travels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from clientgen.api import Api, Operation, Property, Schema
from clientgen.api.locations import longer_keys
from clientgen.base.pointers import tokens_of
from clientgen.types.choices import is_choice, is_class
from clientgen.types.compose import Composer
from clientgen.types.contents import Contents
from clientgen.types.enumerations import EnumerationUses
from clientgen.types.keys import InlineKeys, inside
from clientgen.types.names import pascal

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


@dataclass(frozen=True, slots=True)
class Family:
    """A base schema and the schemas made of it by ``allOf``.

    Args:
        base: name of the base schema's component.
        members: names of the components made of it, directly or through others, sorted.
        union: a schema that stands wherever a value of the base may come: one of the members.
    """

    base: str
    members: tuple[str, ...]
    union: Schema

    @property
    def key(self) -> str:
        """The catalog key of the union."""
        return f"any {self.base}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every named schema the output can speak of.

    Args:
        schemas: key → schema; the key is the component's name, or the owner's key and the
            member's name for a schema written inside another.
        inline: pointer of a schema written in place → its key.
        answered: keys reachable from an answer.
        sent: keys reachable from a request.
        composer: sees through the compositions of the document.
        families: base schema with a discriminator → the schemas made of it.
    """

    schemas: Mapping[str, Schema]
    inline: Mapping[str, str]
    answered: frozenset[str]
    sent: frozenset[str]
    composer: Composer = field(default_factory=lambda: Composer({}))
    families: Mapping[str, Family] = field(default_factory=lambda: MappingProxyType({}))

    def target(self, schema: Schema) -> Schema:
        """Follow references to the schema meant, compositions seen through."""
        return self.composer.resolved(schema)

    def flat(self, schema: Schema) -> Schema:
        """A place's schema, compositions seen through; see `Composer.flat`."""
        return self.composer.flat(schema)

    def key_of(self, schema: Schema) -> str | None:
        """The key under which the type of a place is named, if it is."""
        key = self.class_key_of(schema)
        family = self.families.get(key or "")
        return key if family is None else family.key

    def class_key_of(self, schema: Schema) -> str | None:
        """The key under which a place's schema itself is named, whatever is made of it."""
        found = self.composer.flat(schema)
        seen: set[str] = set()
        while found.ref is not None and found.ref not in seen:
            if found.ref in self.schemas:
                return found.ref
            # A component that is but a reference has no name of its own.
            seen.add(found.ref)
            found = self.composer.component(found.ref)
        return None if found.ref is not None else self.inline.get(found.pointer)


def collect(api: Api) -> Catalog:
    """Find every schema that deserves a name.

    Args:
        api: the API.

    Returns:
        The catalog. Components that nothing reaches are left out.
    """
    return _Collector(api).catalog()


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
        self._composer = Composer(api.schemas)
        self._families = _families_of(api.schemas)
        self._keys = InlineKeys(api.schemas, self._composer)
        self._named: dict[str, Schema] = {}
        self._inline: dict[str, str] = {}
        self._answered: set[str] = set()
        self._sent: set[str] = set()
        # Equal schemas written in one operation: their content → the key of the first.
        self._equal: dict[int, str] = {}
        self._contents = Contents()
        self._enumerations = EnumerationUses()

    def catalog(self) -> Catalog:
        for operation in self._api.operations:
            self._equal = {}
            for key, schema, answered in places(operation):
                self._reach(schema, key, self._answered if answered else self._sent)
        for item in self._api.incoming:
            self._equal = {}
            for media_type in item.body.content if item.body is not None else ():
                if media_type.schema is not None:
                    self._reach(media_type.schema, item.name, self._answered)
        self._share_enumerations()
        return Catalog(
            schemas=dict(sorted(self._named.items())),
            inline=self._inline,
            answered=frozenset(self._answered),
            sent=frozenset(self._sent),
            composer=self._composer,
            families={
                base: family for base, family in self._families.items() if base in self._named
            },
        )

    def _reach(self, start: Schema, start_key: str, reached: set[str]) -> None:
        """Walk everything one place leads to, naming what deserves a name."""
        stack = [(start, start_key)]
        seen: set[str] = set()
        while stack:
            site, key = stack.pop()
            schema = self._composer.flat(site)
            if schema.ref is not None:
                name = schema.ref
                if name not in self._api.schemas or name in reached:
                    continue
                reached.add(name)
                schema, key = self._composer.component(name), name
                if deserves_name(schema):
                    self._named[name] = schema
                    if name in self._families:
                        family = self._families[name]
                        self._named[family.key] = family.union
                        stack.extend((node, key) for node in family.union.one_of)
                if schema.ref is not None:
                    stack.append((schema, key))
                    continue
            elif is_class(schema) or is_choice(schema, self._composer):
                key = self._inline_key(schema, key)
                if key in reached:
                    continue
                schema = self._named.setdefault(key, schema)
                reached.add(key)
            elif schema.pointer in seen:
                continue
            else:
                place = self._keys.key_of(schema.pointer) or key
                self._enumerations.add(schema, place, is_response=reached is self._answered)
            seen.add(schema.pointer)
            stack.extend(inside(schema, key))

    def _share_enumerations(self) -> None:
        """Give long enumerations one name where they stand in several places."""
        taken = {pascal(key).casefold() for key in (*self._api.schemas, *self._named)}
        for found in self._enumerations.shared(lambda key: pascal(key).casefold() in taken):
            self._named[found.key] = found.schema
            self._inline.update(dict.fromkeys(found.pointers, found.key))
            self._answered |= {found.key} if found.in_responses else set()
            self._sent |= {found.key} if found.in_requests else set()

    def _inline_key(self, schema: Schema, key: str) -> str:
        """The key of a schema written in place, which depends on where that is and nothing else."""
        known = self._inline.get(schema.pointer)
        if known is not None:
            return known
        canonical = self._keys.key_of(schema.pointer)
        if canonical is None and not schema.pointer.startswith("/components/"):
            content = self._contents.number(schema)
            if content in self._equal:
                self._inline[schema.pointer] = self._equal[content]
                return self._equal[content]
            found = self._equal[content] = self._free(key, schema)
        else:
            found = self._free(canonical or key, schema)
        self._inline[schema.pointer] = found
        return found

    def _free(self, key: str, schema: Schema) -> str:
        """A key no other schema has: what tells its place from a namesake's is added."""
        keys = longer_keys(key, tokens_of(schema.pointer))
        return next(text for text in keys if self._is_free(text, schema))

    def _is_free(self, key: str, schema: Schema) -> bool:
        taken = self._api.schemas.get(key, self._named.get(key))
        return taken is None or taken.pointer == schema.pointer


def deserves_name(schema: Schema) -> bool:
    """Tell whether a component is worth a name of its own; bare scalars and any-JSON are not."""
    if schema.is_any or schema.ref is not None:
        return False
    if schema.enum is not None or is_class(schema):
        return True
    if set(schema.types) <= _SCALARS and schema.types:
        return False
    return bool(
        schema.one_of
        or schema.any_of
        or schema.items
        or schema.prefix_items
        or schema.pattern_properties
        or schema.additional is not None
    )


def property_of(schema: Schema, name: str) -> Property | None:
    """Find a member of an object by its wire name.

    Args:
        schema: the object, its compositions merged.
        name: the wire name.

    Returns:
        The member; None where the schema has none of that name.
    """
    return next((member for member in schema.properties if member.name == name), None)


def _families_of(schemas: Mapping[str, Schema]) -> dict[str, Family]:
    """Find the base schemas that say how the schemas made of them are told apart.

    Args:
        schemas: the components as written, ``allOf`` not merged.

    Returns:
        Name of the base → its family. A base that nothing is made of has none, and neither has one
        that lists its variants itself (``oneOf``, ``anyOf``).
    """
    made: dict[str, set[str]] = {}
    for name, schema in schemas.items():
        for part in schema.all_of:
            if part.ref is not None:
                made.setdefault(part.ref, set()).add(name)
    found: dict[str, Family] = {}
    for name, schema in sorted(schemas.items()):
        if schema.discriminator is None or schema.one_of or schema.any_of:
            continue
        members = tuple(sorted(set(_made_of(name, made)) - {name}))
        if members:
            found[name] = Family(name, members, _union(name, schema, members))
    return found


def _made_of(name: str, made: Mapping[str, set[str]]) -> Iterator[str]:
    """Every schema made of one; a composition that leads back to itself is refused elsewhere."""
    seen = {name}
    stack = [name]
    while stack:
        for found in made.get(stack.pop(), set()) - seen:
            seen.add(found)
            stack.append(found)
            yield found


def _union(name: str, base: Schema, members: tuple[str, ...]) -> Schema:
    variants = tuple(Schema(pointer=f"{base.pointer}/{member}", ref=member) for member in members)
    return Schema(
        pointer=f"{base.pointer}/discriminator",
        one_of=variants,
        nullable=base.nullable,
        discriminator=base.discriminator,
        description=base.description,
    )
