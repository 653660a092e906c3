"""The differences between two short texts, by argument or by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

_WORDS = re.compile(r"\S+\s*|\s+")
_ARGUMENTS = re.compile(r"[,()\[\]{}]\s*|[^,()\[\]{}]+")
_MOST = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text.

    Args:
        text: the characters.
        differs: whether the other text has something else in its place.
    """

    text: str
    differs: bool


def marked(before: str, after: str, *, words: bool = False) -> tuple[list[Piece], list[Piece]]:
    """Tell which stretches of two texts differ.

    Args:
        before: the old text, such as a signature or a list of values.
        after: the new one.
        words: compare word by word, as prose is read; else argument by argument.

    Returns:
        Both texts in pieces, which joined are the texts again. Texts of very many parts are left
        in one piece: comparing them would take longer than reading them.
    """
    parts = _WORDS if words else _ARGUMENTS
    old_parts, new_parts = parts.findall(before), parts.findall(after)
    if max(len(old_parts), len(new_parts)) > _MOST:
        return [Piece(before, False)], [Piece(after, False)]
    old_pieces: list[Piece] = []
    new_pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(
        None, old_parts, new_parts, autojunk=False
    ).get_opcodes():
        differs = tag != "equal"
        if b > a:
            old_pieces.append(Piece("".join(old_parts[a:b]), differs))
        if d > c:
            new_pieces.append(Piece("".join(new_parts[c:d]), differs))
    return old_pieces, new_pieces
