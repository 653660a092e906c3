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


def signature_lines(before: str, after: str) -> list[tuple[str, str]]:
    """Show a declaration once, with what changed in it marked.

    Args:
        before: the old declaration; empty when there was none.
        after: the new one; empty when there is none.

    Returns:
        Lines with their mark: ``-`` gone, ``+`` new, a blank unchanged. Of a signature each
        argument is a line, and unchanged ones are left out.
    """
    if before == after:
        return [(" ", after)] if after else []
    old, new = _exploded(before), _exploded(after)
    if not (before and after) or len(old) == 1 or old[0] != new[0]:
        return [(mark, text) for mark, text in (("-", before), ("+", after)) if text]
    lines: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            kept = [(" ", text) for text in old[a:b] if text in (old[0], old[-1], new[-1])]
            lines += kept if len(kept) == b - a else _elided(old[a:b], kept)
            continue
        lines += [("-", text) for text in old[a:b]]
        lines += [("+", text) for text in new[c:d]]
    return lines


def _elided(run: list[str], kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A run of unchanged lines, with one line of dots for what is left out."""
    head = kept[:1] if kept and kept[0][1] == run[0] else []
    return [*head, (" ", "    …"), *kept[len(head) :]]


def _exploded(signature: str) -> list[str]:
    """A signature with a line for each argument; anything else is one line."""
    head, opened, rest = signature.partition("(")
    inside, closed, result = rest.rpartition(")")
    if not opened or not closed:
        return [signature]
    arguments: list[str] = []
    depth, start, quoted = 0, 0, False
    for index, char in enumerate(inside):
        quoted ^= char == '"'
        if not quoted:
            depth += (char in "([{") - (char in ")]}")
        if char == "," and not depth and not quoted:
            arguments.append(inside[start:index].strip())
            start = index + 1
    arguments.append(inside[start:].strip())
    return [f"{head}(", *(f"    {text}," for text in arguments if text), f"){result}"]


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
