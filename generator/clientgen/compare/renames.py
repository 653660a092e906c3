"""Detection of renames, with the evidence for each."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from clientgen.compare.resolved_schemas import ResolvedSchema
from clientgen.types.names import words

_Value = TypeVar("_Value")
_CLOSE = 0.75


class Evidence(NamedTuple):
    """Evidence that two things are one under two names.

    Args:
        score: how sure it is; 0 for no evidence.
        words: the same in words.
    """

    score: float
    words: str


NO_EVIDENCE = Evidence(0, "")


class Rename(NamedTuple):
    """Two names of one thing.

    Args:
        old: the old name.
        new: the new one.
        evidence: why it is taken for one thing.
    """

    old: str
    new: str
    evidence: str


def pair_renamed(
    old: Mapping[str, _Value],
    new: Mapping[str, _Value],
    evidence: Callable[[_Value, _Value], Evidence],
) -> list[Rename]:
    """Pair removed names with added ones.

    Args:
        old: what is only on the old side, by name.
        new: what is only on the new side.
        evidence: how much two of them look like one.

    Returns:
        Every name at most once, the surest first. Two equally sure candidates for one name are no
        evidence at all: neither is taken.
    """
    scores: dict[Rename, float] = {}
    for old_name, old_item in old.items():
        for new_name, new_item in new.items():
            found = evidence(old_item, new_item)
            if found.score > 0:
                scores[Rename(old_name, new_name, found.words)] = found.score
    pairs: list[Rename] = []
    unmatched_old, unmatched_new = set(old), set(new)
    for rename in sorted(scores, key=lambda rename: (-scores[rename], rename)):
        if rename.old not in unmatched_old or rename.new not in unmatched_new:
            continue
        is_rivalled = any(
            scores[other] == scores[rename]
            and (
                (other.old == rename.old and other.new in unmatched_new)
                or (other.new == rename.new and other.old in unmatched_old)
            )
            for other in scores
            if other != rename
        )
        if not is_rivalled:
            unmatched_old.discard(rename.old)
            unmatched_new.discard(rename.new)
            pairs.append(rename)
    return pairs


def value_evidence(
    old_name: str,
    old: ResolvedSchema,
    new_name: str,
    new: ResolvedSchema,
    descriptions: Sequence[str | None],
) -> Evidence:
    """Tell whether two members or parameters may be one under two names.

    Args:
        old_name: the old name.
        old: what it held.
        new_name: the new name.
        new: what it holds.
        descriptions: the descriptions in both versions.

    Returns:
        Evidence when they have the same type, and either the same description or names that are
        close.
    """
    if old.kinds != new.kinds or old.schema.format != new.schema.format:
        return NO_EVIDENCE
    if old.is_class != new.is_class or (old.name != new.name and old.name and new.name):
        return NO_EVIDENCE
    if (old.schema.enum is None) != (new.schema.enum is None):
        return NO_EVIDENCE
    kind = old.shown_kinds
    one, other = words(old_name), words(new_name)
    close = difflib.SequenceMatcher(None, "".join(one), "".join(other)).ratio()
    if descriptions[0] and descriptions[0] == descriptions[1]:
        return Evidence(1 + close, f"same type ({kind}) and same description")
    # A name that merely stands in the letters of another says nothing: `id` and `width`.
    if close >= _CLOSE or set(one) <= set(other) or set(other) <= set(one):
        return Evidence(close, f"same type ({kind}) and names {close:.0%} alike")
    return NO_EVIDENCE
