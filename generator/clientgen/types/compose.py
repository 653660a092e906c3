"""Compositions seen through: a schema with ``allOf`` and the like as one without."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clientgen.api import Property, Schema
from clientgen.base.diagnostics import InputError
from clientgen.types.merge import annotated, intersection

_MOST_VARIANTS = 400
"""More combinations of two unions than this become one class with the members of all."""


@dataclass(frozen=True, slots=True)
class _Union:
    """A union among the parts of a schema.

    Args:
        kind: ``oneOf`` or ``anyOf``.
        variants: the schemas it lists.
        node: the schema it stands in.
    """

    kind: str
    variants: tuple[Schema, ...]
    node: Schema


@dataclass(slots=True)
class _Parts:
    """What a schema is made of.

    Args:
        plain: what is said directly, the owner last.
        unions: the unions, each of which a value has to fit as well.
        conditional: what holds for some values only.
        notes: every schema on the way, for annotations; the owner last.
        refs: components met, in order.
        nullable: for each schema on the way whether it allows null, and whether it says so.
    """

    plain: list[Schema] = field(default_factory=list[Schema])
    unions: list[_Union] = field(default_factory=list[_Union])
    conditional: list[Schema] = field(default_factory=list[Schema])
    notes: list[Schema] = field(default_factory=list[Schema])
    refs: dict[str, bool] = field(default_factory=dict[str, bool])
    nullable: list[tuple[bool, bool]] = field(default_factory=list[tuple[bool, bool]])


class Composer:
    """Reads compositions as intersections.

    A value of a schema fits everything the schema says: its parts in ``allOf``, one variant of each
    union, what a reference leads to and what stands beside it. `flat` gives one schema that says
    the same without ``allOf``, and with a union only where nothing stands beside it.

    Args:
        components: the document's component schemas.
    """

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self.impossible: set[str] = set()
        """Pointers of the schemas met that no value fits; read without what they say last."""
        # By identity: schemas hold mappings, and the first member keeps the key alive.
        self._flat: dict[int, tuple[Schema, Schema]] = {}
        self._named: dict[str, Schema] = {}
        self._joined: dict[tuple[str, frozenset[str]], str] = {}
        # Pointers of what is being flattened: a value of it may hold one like itself.
        self._busy: set[str] = set()
        self._below: dict[str, frozenset[str]] = {}

    def flat(self, schema: Schema) -> Schema:
        """See through the compositions of a schema written in place.

        Args:
            schema: any schema.

        Returns:
            A reference without anything beside it that matters for the type, where the schema says
            no more than a component does; else a schema without ``allOf`` and without a reference.
            Itself where nothing is composed.

        Raises:
            InputError: the composition leads back to itself.
        """
        known = self._flat.get(id(schema))
        if known is None:
            found = schema
            if _is_composed(schema):
                self._busy.add(schema.pointer)
                found = self._flattened(schema, None)
                self._busy.discard(schema.pointer)
            known = self._flat[id(schema)] = (schema, found)
            self._flat.setdefault(id(found), (found, found))
        return known[1]

    def component(self, name: str) -> Schema:
        """A component's own schema without compositions; any JSON where there is no component.

        Args:
            name: the component.

        Returns:
            The schema; a reference only where the component is nothing but that.

        Raises:
            InputError: the composition leads back to itself.
        """
        if name not in self._named:
            found = self._components.get(name, Schema(pointer=""))
            if _is_composed(found):
                found = self._flattened(found, name)
            self._named[name] = found
            self._flat.setdefault(id(found), (found, found))
        return self._named[name]

    def resolved(self, schema: Schema) -> Schema:
        """A schema with references followed to their end, without compositions."""
        seen: set[str] = set()
        schema = self.flat(schema)
        while schema.ref is not None and schema.ref not in seen:
            seen.add(schema.ref)
            schema = self.component(schema.ref)
        return schema

    def _flattened(self, schema: Schema, name: str | None) -> Schema:
        parts = _Parts()
        self._gather(schema, () if name is None else (name,), parts)
        allowed = all(allows for allows, _ in parts.nullable)
        nullable = allowed and any(says for _, says in parts.nullable)
        found = self._composed(schema, parts)
        found = replace(annotated(found, parts.notes), nullable=nullable)
        if schema.discriminator is not None and found.discriminator is None:
            found = replace(found, discriminator=schema.discriminator)
        if name is None:
            found = self._as_reference(found, parts.refs)
        return found

    def _composed(self, schema: Schema, parts: _Parts) -> Schema:
        """One schema for all parts."""
        if len(parts.plain) == 1 and not parts.unions and not parts.conditional:
            # Where it stands it has its name, unless that is another component.
            pointer = schema.pointer if parts.refs else parts.plain[0].pointer
            return _split(replace(parts.plain[0], pointer=pointer))
        if len(parts.unions) == 1 and not parts.plain and not parts.conditional:
            found = parts.unions[0]
            return Schema(
                pointer=found.node.pointer,
                one_of=found.variants,
                discriminator=found.node.discriminator,
            )
        base = None
        plain = self._with_conditional(schema.pointer, parts)
        if plain:
            base = intersection(schema.pointer, plain, self._child)
            while base is None:
                # References come first: beside one, before OpenAPI 3.1, nothing counts.
                self.impossible.add(schema.pointer)
                plain = plain[:-1]
                base = intersection(schema.pointer, plain, self._child)
        if not parts.unions:
            return _split(base) if base is not None else Schema(pointer=schema.pointer)
        return self._spread(schema, base, parts.unions)

    def _gather(self, schema: Schema, path: tuple[str, ...], parts: _Parts) -> None:
        """Collect what a schema is made of.

        Args:
            schema: the schema.
            path: the components on the way to it.
            parts: takes what is found.
        """
        if schema.ref is not None and schema.ref in path:
            chain = " → ".join((*path, schema.ref))
            raise InputError(
                f"the composition leads back to itself: {chain}", pointer=schema.pointer
            )
        if schema.ref is not None and schema.ref not in parts.refs:
            parts.refs[schema.ref] = True
            target = self._components.get(schema.ref)
            if target is not None:
                self._gather(target, (*path, schema.ref), parts)
        for part in schema.all_of:
            self._gather(part, path, parts)
        unions = [
            _Union(kind, variants, schema)
            for kind, variants in (("oneOf", schema.one_of), ("anyOf", schema.any_of))
            # A base that lists what is made of it: of its union only one variant is meant here.
            if variants and not self._leads_back(variants, path)
        ]
        parts.unions += unions
        parts.conditional += schema.conditional
        bare = replace(
            schema, ref=None, all_of=(), one_of=(), any_of=(), conditional=(), nullable=False
        )
        if _says(bare):
            parts.plain.append(replace(bare, discriminator=None))
        parts.notes.append(schema)
        silent = not schema.types and schema.enum is None
        allows = silent and all(any(map(self._takes_null, u.variants)) for u in unions)
        parts.nullable.append((schema.nullable or allows, schema.nullable))

    def _takes_null(self, schema: Schema) -> bool:
        found = self.resolved(schema)
        return found.nullable or found.is_any

    def _leads_back(self, variants: Iterable[Schema], path: tuple[str, ...]) -> bool:
        """Whether a variant is made of a component on the way that another component's was met."""
        return len(path) > 1 and any(
            not self._below_of(name).isdisjoint(path[:-1])
            for variant in variants
            for name in _composed_of(variant)
        )

    def _below_of(self, name: str) -> frozenset[str]:
        """The components a component is composed of, itself among them."""
        if name not in self._below:
            seen = {name}
            stack = [name]
            while stack:
                found = self._components.get(stack.pop())
                for below in _composed_of(found) if found is not None else ():
                    if below not in seen:
                        seen.add(below)
                        stack.append(below)
            self._below[name] = frozenset(seen)
        return self._below[name]

    def _with_conditional(self, pointer: str, parts: _Parts) -> list[Schema]:
        """What is said directly, with the members that only some values have."""
        if not parts.conditional:
            return parts.plain
        known = {member.name for part in parts.plain for member in part.properties}
        extra = self._any_of_all(f"{pointer}/then", parts.conditional)
        members = tuple(member for member in extra.properties if member.name not in known)
        optional = tuple(replace(member, required=False) for member in members)
        if not optional:
            return parts.plain
        return [replace(extra, properties=optional, required=frozenset()), *parts.plain]

    def _any_of_all(self, pointer: str, variants: Iterable[Schema]) -> Schema:
        """One object that has every member any of the schemas has."""
        members: dict[str, list[Schema]] = {}
        stack = list(reversed(list(variants)))
        seen: set[int] = set()
        while stack:
            found = self.resolved(stack.pop())
            if id(found) in seen:
                continue
            seen.add(id(found))
            stack.extend(reversed((*found.one_of, *found.any_of)))
            for member in found.properties:
                members.setdefault(member.name, []).append(member.schema)
        return Schema(
            pointer=pointer,
            properties=tuple(
                Property(name, _either(f"{pointer}/{name}", said), required=False)
                for name, said in members.items()
            ),
        )

    def _spread(self, schema: Schema, base: Schema | None, unions: Sequence[_Union]) -> Schema:
        """A union of intersections: each variant with what stands beside the union."""
        listed = [list(self._variants(union.variants)) for union in unions]
        count = math.prod(map(len, listed))
        if count > max(_MOST_VARIANTS, *map(len, listed)):
            every = self._any_of_all(schema.pointer, itertools.chain(*listed))
            both = [part for part in (every, base) if part is not None]
            return intersection(schema.pointer, both, self._child) or every
        found: list[Schema] = []
        for combination in itertools.product(*map(enumerate, listed)):
            steps = (f"{u.kind}/{i}" for u, (i, _) in zip(unions, combination, strict=True))
            pointer = "/".join((schema.pointer, "joined", *steps))
            variant = self._variant(pointer, base, [site for _, site in combination])
            if variant is None:
                continue
            if variant.pointer == pointer:
                variant = replace(variant, title=_title(combination))
            found.append(variant)
        if base is not None and found and all(self._adds_nothing(base, v) for v in found):
            always = self.resolved(found[0]).required
            for variant in found:
                always &= self.resolved(variant).required
            return _requiring(base, always)
        if len(found) == 1:
            return replace(self.resolved(found[0]), pointer=schema.pointer)
        if not found:
            return base or Schema(pointer=schema.pointer)
        discriminator = next((u.node.discriminator for u in unions if u.node.discriminator), None)
        return Schema(pointer=schema.pointer, one_of=tuple(found), discriminator=discriminator)

    def _variants(self, variants: Iterable[Schema]) -> Iterator[Schema]:
        """The variants of a union, those of unions in it one by one."""
        stack = list(reversed(list(variants)))
        seen: set[int] = set()
        while stack:
            site = stack.pop()
            found = self.resolved(site)
            inner = found.one_of or found.any_of
            if not inner:
                yield site
            elif id(found) not in seen:
                seen.add(id(found))
                stack.extend(reversed(inner))

    def _variant(self, pointer: str, base: Schema | None, sites: Sequence[Schema]) -> Schema | None:
        """One variant with what stands beside its union, None where no value fits both."""
        parts = _Parts()
        for site in sites:
            self._gather(site, (), parts)
        # What a variant is made of was seen through before: of its unions it is one variant.
        plain = [*([base] if base is not None else []), *self._with_conditional(pointer, parts)]
        if not plain:
            return sites[0]
        joined = intersection(pointer, plain, self._child)
        if joined is None or self._is_impossible(joined):
            return None
        allowed = all(allows for allows, _ in parts.nullable)
        nullable = allowed and any(says for _, says in parts.nullable) and base is None
        joined = replace(annotated(_split(joined), parts.notes), nullable=nullable)
        for site in sites:
            found = self.resolved(site)
            if self._shape(found) == self._shape(joined):
                return site
        return replace(joined, title=None, joined_from=sites[0].ref or sites[0].joined_from)

    def _is_impossible(self, schema: Schema) -> bool:
        """Whether a member that has to be there can have no value."""
        return any(
            member.required and member.schema.all_of and self._has_no_value(member.schema)
            for member in schema.properties
        )

    def _has_no_value(self, schema: Schema) -> bool:
        parts = _Parts()
        self._gather(schema, (), parts)
        return bool(parts.plain) and intersection("", parts.plain, self._child) is None

    def _adds_nothing(self, base: Schema, variant: Schema) -> bool:
        """Whether a variant says only which members have to be there."""
        found = self.resolved(variant)
        return not found.one_of and self._shape(_requiring(found, base.required)) == self._shape(
            base
        )

    def _child(self, pointer: str, found: Sequence[Schema]) -> Schema:
        """The schema of a value that several schemas speak of; composed when it is looked at."""
        leaves: dict[str, Schema] = {}
        for schema in found:
            # One that was joined before counts as what it was joined of.
            parts = schema.all_of if _is_only_all_of(schema) else (schema,)
            for part in parts:
                is_reference = part.ref is not None and not _is_composed(part)
                key = part.pointer
                if is_reference and not (part.description or part.read_only or part.write_only):
                    key = f"#{part.ref}"
                leaves.setdefault(key, part)
        if len(leaves) == 1:
            return next(iter(leaves.values()))
        root = "/".join(pointer.split("/")[:4])
        pointer = self._joined.setdefault((root, frozenset(leaves)), pointer)
        parts = tuple(leaves.values())
        return annotated(Schema(pointer=pointer, all_of=parts), parts)

    def _as_reference(self, found: Schema, refs: Iterable[str]) -> Schema:
        """The component that says all a schema says, as a reference; the schema where none does."""
        for name in refs:
            target = self.component(name)
            alike = found.nullable or not target.nullable
            if alike and self._shape(target) == self._shape(found):
                bare = Schema(
                    pointer=found.pointer,
                    ref=name,
                    nullable=found.nullable,
                    constraints=found.constraints,
                )
                return annotated(bare, [found])
        return found

    def _shape(self, schema: Schema, path: frozenset[str] = frozenset()) -> Any:
        """What a schema says about the type, for comparison; not what it says in words."""
        return self._shape_inside(self.flat(schema), path, is_nullable=False)

    def _shape_inside(self, schema: Schema, path: frozenset[str], *, is_nullable: bool) -> Any:
        if schema.ref is not None:
            return ("reference", schema.ref, is_nullable)
        if schema.pointer in path:
            return ("again", schema.pointer)
        path |= {schema.pointer}

        def shape(node: Schema | bool | None) -> Any:
            if not isinstance(node, Schema):
                return node
            if node.pointer in self._busy:
                return ("again", node.pointer)
            found = self.flat(node)
            return self._shape_inside(found, path, is_nullable=found.nullable)

        return (
            is_nullable,
            sorted(schema.types or (("object",) if schema.properties else ())),
            schema.format,
            None if schema.enum is None else sorted(map(repr, schema.enum)),
            shape(schema.items),
            [shape(node) for node in schema.prefix_items],
            sorted(
                ((m.name, m.name in schema.required, shape(m.schema)) for m in schema.properties),
                key=lambda item: item[0],
            ),
            shape(schema.additional),
            [(key, shape(node)) for key, node in sorted(schema.pattern_properties.items())],
            [shape(node) for node in (*schema.one_of, *schema.any_of)],
            schema.discriminator,
        )


def _is_composed(schema: Schema) -> bool:
    """Whether more than one thing is said that a value has to fit."""
    unions = bool(schema.one_of) + bool(schema.any_of)
    beside = replace(schema, ref=None, all_of=(), one_of=(), any_of=(), conditional=())
    if schema.all_of or schema.conditional or unions > 1:
        return True
    if schema.ref is not None or unions:
        return bool(schema.ref is not None and unions) or _says(beside)
    return bool(schema.properties) and len(schema.types) > 1 and "object" in schema.types


def _says(schema: Schema) -> bool:
    """Whether a schema by itself restricts the type of a value."""
    return not schema.is_any or bool(schema.required) or schema.format is not None


def _is_only_all_of(schema: Schema) -> bool:
    bare = replace(schema, all_of=())
    return bool(schema.all_of) and not _says(bare) and not schema.nullable


def _composed_of(schema: Schema) -> Iterator[str]:
    """The components a schema refers to for itself, not for what is inside its values."""
    stack = [schema]
    while stack:
        node = stack.pop()
        if node.ref is not None:
            yield node.ref
        stack.extend((*node.all_of, *node.one_of, *node.any_of))


def _title(combination: Sequence[tuple[int, Schema]]) -> str | None:
    """What a variant of several is known by: the names of what it is made of, where it has some."""
    names = [site.ref or site.joined_from or site.title for _, site in combination]
    if not any(names):
        return None
    numbered = zip(names, (index for index, _ in combination), strict=True)
    return " ".join(name or f"variant {index + 1}" for name, index in numbered)


def _either(pointer: str, found: Sequence[Schema]) -> Schema:
    return found[0] if len(found) == 1 else Schema(pointer=pointer, any_of=tuple(found))


def _requiring(schema: Schema, required: frozenset[str]) -> Schema:
    return replace(
        schema,
        required=required,
        properties=tuple(
            replace(member, required=member.name in required) for member in schema.properties
        ),
    )


def _split(schema: Schema) -> Schema:
    """An object that may be something else too is a union: else its members had no class."""
    others = tuple(kind for kind in schema.types if kind != "object")
    if not schema.properties or len(others) == len(schema.types) or not others:
        return schema
    pointer = schema.pointer
    objects = replace(schema, types=("object",), items=None, prefix_items=(), format=None)
    rest = replace(
        schema,
        types=others,
        properties=(),
        required=frozenset(),
        additional=None,
        pattern_properties={},
    )
    return Schema(
        pointer=pointer,
        one_of=(
            replace(objects, pointer=f"{pointer}/type/object", title="object"),
            replace(rest, pointer=f"{pointer}/type/other"),
        ),
    )
