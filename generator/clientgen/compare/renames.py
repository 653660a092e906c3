"""Detection of renames, with the evidence for each."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from clientgen.compare.resolved_schemas import ResolvedSchema

_Value = TypeVar("_Value")
_CLOSE = 0.6


def pair_renamed(
    old: Mapping[str, _Value],
    new: Mapping[str, _Value],
    evidence: Callable[[str, _Value, str, _Value], tuple[float, str]],
) -> list[tuple[str, str, str]]:
    """Pair removed names with added ones.

    Args:
        old: what is only on the old side, by name.
        new: what is only on the new side.
        evidence: how much two of them look like one, from 0, and in words.

    Returns:
        Old name, new name and evidence of each pair, every name at most once, the surest first.
        Two equally sure candidates for one name are no evidence at all: neither is taken.
    """
    scored = [
        (score, old_name, new_name, description)
        for old_name, old_item in old.items()
        for new_name, new_item in new.items()
        if (found := evidence(old_name, old_item, new_name, new_item))[0] > 0
        for score, description in (found,)
    ]
    scored.sort(key=lambda candidate: (-candidate[0], candidate[1], candidate[2]))
    pairs: list[tuple[str, str, str]] = []
    unmatched_old, unmatched_new = set(old), set(new)
    for score, old_name, new_name, description in scored:
        rivals = [
            candidate
            for candidate in scored
            if candidate[0] == score
            and candidate[1:3] != (old_name, new_name)
            and (
                (candidate[1] == old_name and candidate[2] in unmatched_new)
                or (candidate[2] == new_name and candidate[1] in unmatched_old)
            )
        ]
        if old_name in unmatched_old and new_name in unmatched_new and not rivals:
            unmatched_old.discard(old_name)
            unmatched_new.discard(new_name)
            pairs.append((old_name, new_name, description))
    return pairs


def value_evidence(
    old_name: str,
    old: ResolvedSchema,
    new_name: str,
    new: ResolvedSchema,
    descriptions: Sequence[str | None],
) -> tuple[float, str]:
    """Tell whether two members or parameters may be one under two names.

    Args:
        old_name: the old name.
        old: what it held.
        new_name: the new name.
        new: what it holds.
        descriptions: the descriptions in both versions.

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
    close = difflib.SequenceMatcher(None, _plain(old_name), _plain(new_name)).ratio()
    if descriptions[0] and descriptions[0] == descriptions[1]:
        return 1 + close, f"same type ({kind}) and same description"
    if (
        close >= _CLOSE
        or _plain(old_name) in _plain(new_name)
        or _plain(new_name) in _plain(old_name)
    ):
        return close, f"same type ({kind}) and names {close:.0%} alike"
    return 0, ""


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())
