"""Unions whose classes are told apart by the value of one member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Discriminator

from .parameters import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping


def variant(member: str, name: str, tags: Mapping[str, str]) -> Discriminator:
    """Choose the class of a value by one of its members; an unknown value chooses the tag ``""``.

    Args:
        member: wire name of the deciding member.
        name: its Python name, for mappings a caller wrote.
        tags: value of the member → name of the class.
    """
    known = frozenset(tags.values())

    def choose(value: Any) -> str:
        if isinstance(value, BaseModel):
            kind = type(value).__name__
            return kind if kind in known else ""
        told = value.get(member, value.get(name)) if is_object(value) else None
        return tags.get(told, "") if isinstance(told, str) else ""

    return Discriminator(choose)
