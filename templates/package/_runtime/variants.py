"""Unions whose classes are told apart by the value of one member, or by the members they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, Discriminator

from .values import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Features(NamedTuple):
    """Marks that a class of a union is recognized by, in names of the wire.

    Args:
        name: the class.
        required: the members it has to have.
        known: the others it may have.
        fixed: the value of each member that has but one.
    """

    name: str
    required: Sequence[str]
    known: Sequence[str]
    fixed: Mapping[str, Any]


def variant(
    member: str, name: str, tags: Mapping[Any, str], features: Sequence[Features] = ()
) -> Discriminator:
    """Choose the class of a value by one of its members.

    Args:
        member: wire name of the deciding member; empty where no member decides alone.
        name: its Python name, for mappings a caller wrote.
        tags: value of the member → name of the class; text, integers and booleans.
        features: what each class is recognized by where no tag names it. The class that fits best
            is chosen; of equals the first.

    Returns:
        What pydantic asks. The tag ``""`` is the class of what fits none of the others.
    """
    names = frozenset([*tags.values(), *(found.name for found in features)])
    # 1 and True are one key of a mapping, and two values on the wire.
    known: dict[tuple[object, object], str] = {(type(v), v): found for v, found in tags.items()}

    def choose(value: Any) -> str | None:
        if isinstance(value, BaseModel):
            kind = type(value).__name__
            return kind if kind in names else ""
        if not is_object(value):
            return None
        if member:
            told = value.get(member, value.get(name))
            if isinstance(told, float) and told.is_integer():
                told = int(told)  # 1.0 is the integer 1 (JSON Schema, section 4.2.2).
            found = known.get((type(told), told)) if isinstance(told, (str, int)) else None
            if found is not None:
                return found
        scores = [(_score(found, value), found.name) for found in features]
        score, chosen = max(scores, key=lambda found: found[0], default=((), ""))
        return chosen if score else ""

    return Discriminator(choose)


def _score(features: Features, value: Mapping[str, Any]) -> tuple[int, int] | tuple[()]:
    """How well a value fits: what has to be there first, then what is known; () for not at all."""
    for name, fixed in features.fixed.items():
        if name in value and (type(value[name]), value[name]) != (type(fixed), fixed):
            return ()
    missing = sum(name not in value for name in features.required)
    present = sum(name in value for name in (*features.required, *features.known))
    return (-missing, present) if present or not missing else ()
