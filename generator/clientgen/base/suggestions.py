"""Suggestions for a misspelt name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

# Comparing with more names than this takes seconds.
_MOST = 20_000


def near(word: str, known: Iterable[str], *, count: int = 1, cutoff: float = 0.6) -> list[str]:
    """Find the known words whose spelling is nearest to an unknown one.

    Args:
        word: the unknown word.
        known: the known words.
        count: how many to return at most.
        cutoff: the least similarity, from 0 to 1 (`difflib.SequenceMatcher.ratio`).

    Returns:
        The words, the nearest first.
    """
    return get_close_matches(word, list(islice(known, _MOST)), n=count, cutoff=cutoff)


def suggestion(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Write the end of a message about an unknown word.

    Args:
        word: the unknown word.
        known: the known words.
        cutoff: the least similarity, from 0 to 1 (`difflib.SequenceMatcher.ratio`).

    Returns:
        ``; did you mean 'name'?``, or an empty text where no known word is near.
    """
    found = near(word, known, cutoff=cutoff)
    return f"; did you mean {found[0]!r}?" if found else ""
