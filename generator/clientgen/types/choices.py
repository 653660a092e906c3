"""The ways to tell the classes of a union apart: a discriminator, a constant, or their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.types.compose import Composer
from clientgen.types.expressions import LiteralValue

_LITERAL = (str, int, bool)


@dataclass(frozen=True, slots=True)
class Variant:
    """A class of a union.

    Args:
        site: the schema the union lists.
        schema: the same, compositions and references seen through.
        fixed: wire name of each member that has but one value → that value.
    """

    site: Schema
    schema: Schema
    fixed: Mapping[str, LiteralValue]

    @property
    def component(self) -> str | None:
        """Name of the component it is, or is made of."""
        return self.site.ref or self.site.joined_from

    @property
    def known(self) -> frozenset[str]:
        """Wire names of its members."""
        return frozenset(member.name for member in self.schema.properties)


@dataclass(frozen=True, slots=True)
class Choice:
    """Description of what tells the classes of a union apart.

    Args:
        member: wire name of the member whose value names the class, None without one.
        variants: the classes, those of unions in the union one by one.
        others: what else a value may be.
        is_scored: whether a value whose tag says nothing belongs to the class that fits best, if
            any does; else it is of a class nobody knows yet.
    """

    member: str | None
    variants: tuple[Variant, ...]
    others: tuple[Schema, ...]
    is_scored: bool


def is_class(schema: Schema) -> bool:
    """Tell whether a schema (compositions merged) becomes a class: an object with members."""
    return bool(schema.properties) and set(schema.types) <= {"object"} and schema.enum is None


def is_choice(schema: Schema, composer: Composer) -> bool:
    """Tell whether a schema is a union whose classes the package tells apart itself.

    Args:
        schema: a schema with its compositions merged.
        composer: merges those of its variants.

    Returns:
        Whether `choice_of` finds a choice for it.
    """
    return choice_of(schema, composer) is not None


def choice_of(schema: Schema, composer: Composer) -> Choice | None:
    """Find what tells the classes of a union apart.

    Args:
        schema: a schema, compositions seen through.
        composer: sees through those of the variants.

    Returns:
        What does; None where a schema is no union or has fewer than two classes.
    """
    listed = schema.one_of or schema.any_of
    if len(listed) < 2:
        return None
    variants, others = _split(listed, composer)
    if len(variants) < 2:
        return None
    if schema.discriminator is not None:
        return Choice(schema.discriminator.property_name, variants, others, is_scored=False)
    member = _tag(variants)
    if member is not None:
        # 1 and True are one key of a mapping: then only the features tell them apart.
        values = {v.fixed[member] for v in variants if member in v.fixed}
        is_sure = len(values) == len(variants) and all(
            member in variant.schema.required for variant in variants
        )
        return Choice(member, variants, others, is_scored=not is_sure)
    return Choice(None, variants, others, is_scored=True)


def _split(
    listed: Sequence[Schema], composer: Composer
) -> tuple[tuple[Variant, ...], tuple[Schema, ...]]:
    """The classes a union lists, directly or in unions, and all else."""
    variants: dict[str, Variant] = {}
    others: list[Schema] = []
    seen: set[str] = set()
    stack = list(reversed(listed))
    while stack:
        site = composer.flat(stack.pop())
        found = composer.resolved(site)
        inner = found.one_of or found.any_of
        if is_class(found):
            key = site.ref or found.pointer
            variants.setdefault(key, Variant(site, found, dict(_fixed(found, composer))))
        elif inner and not site.nullable and not found.nullable and _all_classes(inner, composer):
            if found.pointer not in seen:
                seen.add(found.pointer)
                stack.extend(reversed(inner))
        else:
            others.append(site)
    return tuple(variants.values()), tuple(others)


def _all_classes(listed: Sequence[Schema], composer: Composer) -> bool:
    return all(is_class(composer.resolved(node)) for node in listed)


def _fixed(schema: Schema, composer: Composer) -> Iterator[tuple[str, LiteralValue]]:
    for member in schema.properties:
        values = composer.resolved(member.schema).enum
        if values and len(values) == 1 and isinstance(values[0], _LITERAL):
            yield member.name, values[0]


def _tag(variants: Sequence[Variant]) -> str | None:
    """The member whose constants tell most classes apart; of several one that is always there."""
    best: tuple[int, int, str] | None = None
    for name in sorted({name for variant in variants for name in variant.fixed}):
        values = {_key(v.fixed[name]) for v in variants if name in v.fixed}
        always = sum(name in variant.schema.required for variant in variants)
        found = (-len(values), -always, name)
        if len(values) > 1 and (best is None or found < best):
            best = found
    return None if best is None else best[2]


def _key(value: LiteralValue) -> tuple[str, LiteralValue]:
    return type(value).__name__, value
