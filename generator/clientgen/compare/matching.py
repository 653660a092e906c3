"""Old and new things side by side, by what they are known by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Matched(Generic[_Key, _Value]):
    """Things of two versions.

    Args:
        both: what both have, old and new, in the order of the old ones.
        removed: what only the old version has.
        added: what only the new version has.
    """

    both: dict[_Key, tuple[_Value, _Value]]
    removed: dict[_Key, _Value]
    added: dict[_Key, _Value]


def match(old: Mapping[_Key, _Value], new: Mapping[_Key, _Value]) -> Matched[_Key, _Value]:
    """Put things side by side.

    Args:
        old: the old things, by what they are known by.
        new: the new ones.

    Returns:
        What both have and what only one of them has.
    """
    return Matched(
        {key: (value, new[key]) for key, value in old.items() if key in new},
        {key: value for key, value in old.items() if key not in new},
        {key: value for key, value in new.items() if key not in old},
    )
