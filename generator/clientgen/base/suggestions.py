"""Suggestions for a misspelt name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

# Comparing a word with more names than this takes longer than anybody waits for a hint.
_MOST = 20_000


def near(word: str, known: Iterable[str], *, count: int = 1, cutoff: float = 0.6) -> list[str]:
    """Find known words that are spelled much like an unknown one.

    Args:
        word: what was written.
        known: what could have been meant.
        count: how many to return at most.
        cutoff: how alike they must be, from 0 to 1.

    Returns:
        The words, the nearest first.
    """
    return get_close_matches(word, list(islice(known, _MOST)), n=count, cutoff=cutoff)


def suggestion(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Give the end of a message about a word that is not known.

    Args:
        word: what was written.
        known: what could have been meant.
        cutoff: how alike they must be, from 0 to 1.

    Returns:
        ``; did you mean 'name'?``, or nothing where nothing is near.
    """
    found = near(word, known, cutoff=cutoff)
    return f"; did you mean {found[0]!r}?" if found else ""
