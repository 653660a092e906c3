"""Base schemas with a discriminator: a value of one may be of any schema made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clientgen.api import Schema


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


def families(schemas: Mapping[str, Schema]) -> dict[str, Family]:
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
        members = tuple(sorted(set(_below(name, made)) - {name}))
        if members:
            found[name] = Family(name, members, _union(name, schema, members))
    return found


def _below(name: str, made: Mapping[str, set[str]]) -> Iterator[str]:
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
