"""Unions distributed: what stands beside a union is joined with each of its variants."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from clientgen.api import Property, Schema
from clientgen.types.merge import Child, annotated, by_name, intersection
from clientgen.types.parts import Parts, PartsReader, UnionPart

_MOST_VARIANTS = 400
"""More combinations of two unions than this become one class with the members of all."""


class UnionDistributor:
    """Makes unions of intersections out of intersections with unions.

    Args:
        reader: finds the parts of a variant.
        resolved: follows references to their end and sees through compositions.
        signature: what a schema says about the type of a value.
        child: makes the schema of a value that several schemas speak of.
    """

    def __init__(
        self,
        reader: PartsReader,
        resolved: Callable[[Schema], Schema],
        signature: Callable[[Schema], Any],
        child: Child,
    ) -> None:
        self._reader = reader
        self._resolved = resolved
        self._signature = signature
        self._child = child

    def distributed(
        self, schema: Schema, base: Schema | None, unions: Sequence[UnionPart]
    ) -> Schema:
        """Join what stands beside unions with each combination of their variants.

        Args:
            schema: the schema that all of it is said by.
            base: what stands beside the unions, None for nothing.
            unions: the unions, at least one.

        Returns:
            A union; less than that where the variants add nothing or only one is left.
        """
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
            if variant is not None and variant.pointer == pointer:
                variant = replace(variant, title=_title(combination))
            if variant is not None:
                found.append(variant)
        if not found:
            return base or Schema(pointer=schema.pointer)
        if base is not None and all(self._adds_nothing(base, variant) for variant in found):
            always = self._resolved(found[0]).required
            for variant in found:
                always &= self._resolved(variant).required
            return _requiring(base, always)
        if len(found) == 1:
            return replace(self._resolved(found[0]), pointer=schema.pointer)
        discriminators = (union.owner.discriminator for union in unions)
        return Schema(
            pointer=schema.pointer,
            one_of=tuple(found),
            discriminator=next(filter(None, discriminators), None),
        )

    def with_conditional(self, pointer: str, parts: Parts) -> list[Schema]:
        """Join what is said directly with the members that only some values have.

        Args:
            pointer: of the schema that is made of the parts.
            parts: the parts.

        Returns:
            The plain parts, before them one of the members that only conditions name.
        """
        if not parts.conditional:
            return parts.plain
        known = {member.name for part in parts.plain for member in part.properties}
        extra = self._any_of_all(f"{pointer}/then", parts.conditional)
        members = tuple(member for member in extra.properties if member.name not in known)
        return [replace(extra, properties=members), *parts.plain] if members else parts.plain

    def _any_of_all(self, pointer: str, variants: Iterable[Schema]) -> Schema:
        """One object that has every member any of the schemas has."""
        schemas = {id(found): found for found in map(self._resolved, self._variants(variants))}
        members = by_name(
            (member.name, member.schema)
            for found in schemas.values()
            for member in found.properties
        )
        return Schema(
            pointer=pointer,
            properties=tuple(
                Property(name, _either(f"{pointer}/{name}", said), required=False)
                for name, said in members.items()
            ),
        )

    def _variants(self, variants: Iterable[Schema]) -> Iterator[Schema]:
        """The variants of a union, those of unions in it one by one."""
        stack = list(reversed(list(variants)))
        seen: set[int] = set()
        while stack:
            site = stack.pop()
            found = self._resolved(site)
            inner = found.one_of or found.any_of
            if not inner:
                yield site
            elif id(found) not in seen:
                seen.add(id(found))
                stack.extend(reversed(inner))

    def _variant(self, pointer: str, base: Schema | None, sites: Sequence[Schema]) -> Schema | None:
        """One variant with what stands beside its union, None where no value fits both."""
        parts = self._reader.read(*sites)
        # What a variant is made of was seen through before: of its unions it is one variant.
        plain = [*([base] if base is not None else []), *self.with_conditional(pointer, parts)]
        if not plain:
            return sites[0]
        joined = intersection(pointer, plain, self._child)
        if joined is None or any(map(self._has_no_value, joined.properties)):
            return None
        nullable = parts.nullable and base is None
        joined = replace(annotated(object_apart(joined), parts.notes), nullable=nullable)
        for site in sites:
            if self._signature(self._resolved(site)) == self._signature(joined):
                return site
        return replace(joined, title=None, joined_from=sites[0].ref or sites[0].joined_from)

    def _has_no_value(self, member: Property) -> bool:
        """Whether a member has to be there and can have no value."""
        if not member.required or not member.schema.all_of:
            return False
        plain = self._reader.read(member.schema).plain
        return bool(plain) and intersection("", plain, self._child) is None

    def _adds_nothing(self, base: Schema, variant: Schema) -> bool:
        """Whether a variant says only which members have to be there."""
        found = self._resolved(variant)
        alike = _requiring(found, base.required)
        return not found.one_of and self._signature(alike) == self._signature(base)


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
    """An object with other required members."""
    members = (replace(member, required=member.name in required) for member in schema.properties)
    return replace(schema, required=required, properties=tuple(members))


def object_apart(schema: Schema) -> Schema:
    """Write an object that may be something else too as a union: else its members had no class.

    Args:
        schema: a schema without compositions.

    Returns:
        A union of the object and the rest; the schema where it is either.
    """
    others = tuple(kind for kind in schema.types if kind != "object")
    if not schema.properties or len(others) == len(schema.types) or not others:
        return schema
    objects = replace(
        schema,
        pointer=f"{schema.pointer}/type/object",
        title="object",
        types=("object",),
        items=None,
        prefix_items=(),
        format=None,
    )
    rest = replace(
        schema,
        pointer=f"{schema.pointer}/type/other",
        types=others,
        properties=(),
        required=frozenset(),
        additional=None,
        pattern_properties={},
    )
    return Schema(pointer=schema.pointer, one_of=(objects, rest))
