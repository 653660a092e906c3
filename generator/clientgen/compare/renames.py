"""What was renamed rather than removed and added, and the evidence for it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from clientgen.compare.views import View

_Item = TypeVar("_Item")
_CLOSE = 0.6


def pair_renamed(
    old: Mapping[str, _Item],
    new: Mapping[str, _Item],
    evidence: Callable[[str, _Item, str, _Item], tuple[float, str]],
) -> list[tuple[str, str, str]]:
    """Pair what disappeared with what appeared.

    Args:
        old: what is only on the old side, by name.
        new: what is only on the new side.
        evidence: how much two of them look like one, from 0, and in words.

    Returns:
        Old name, new name and evidence of each pair, every name at most once, the surest first.
        Two equally sure candidates for one name are no evidence at all: neither is taken.
    """
    scored = [
        (score, one, other, words)
        for one, mine in old.items()
        for other, theirs in new.items()
        if (found := evidence(one, mine, other, theirs))[0] > 0
        for score, words in (found,)
    ]
    scored.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    pairs: list[tuple[str, str, str]] = []
    left, right = set(old), set(new)
    for score, one, other, words in scored:
        rivals = [
            entry
            for entry in scored
            if entry[0] == score
            and entry[1:3] != (one, other)
            and (
                (entry[1] == one and entry[2] in right) or (entry[2] == other and entry[1] in left)
            )
        ]
        if one in left and other in right and not rivals:
            left.discard(one)
            right.discard(other)
            pairs.append((one, other, words))
    return pairs


def value_evidence(
    name: str, old: View, other: str, new: View, told: Sequence[str | None]
) -> tuple[float, str]:
    """Whether two members or parameters may be one under two names.

    Args:
        name: the old name.
        old: what it held.
        other: the new name.
        new: what it holds.
        told: the descriptions on both sides.

    Returns:
        A score above 0 when they have the same type, and either the same description or names
        that are close; with the evidence in words.
    """
    if old.kinds != new.kinds or old.schema.format != new.schema.format:
        return 0, ""
    if old.is_class != new.is_class or (old.name != new.name and old.name and new.name):
        return 0, ""
    if (old.schema.enum is None) != (new.schema.enum is None):
        return 0, ""
    kind = " or ".join(old.kinds) or "any value"
    close = difflib.SequenceMatcher(None, _plain(name), _plain(other)).ratio()
    if told[0] and told[0] == told[1]:
        return 1 + close, f"same type ({kind}) and same description"
    if close >= _CLOSE or _plain(name) in _plain(other) or _plain(other) in _plain(name):
        return close, f"same type ({kind}) and names {close:.0%} alike"
    return 0, ""


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())
