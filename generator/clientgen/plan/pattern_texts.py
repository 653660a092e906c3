"""Texts for simple patterns, such as ``^VL[0-9a-f]{32}$``. No pattern is run."""

from __future__ import annotations

import re

# A class, an escaped character, or a plain one, each with how often it stands there.
_PART = re.compile(
    r"(?:\[(?P<members>(?:[^\]\[\\^]|\\.)+)\]|\\(?P<escaped>.)|(?P<plain>[^\\\[\](){}|*+?^$.]))"
    r"(?:\{(?P<least>\d{1,3})(?:,(?P<most>\d{0,3}))?\}|(?P<many>[*+?]))?"
)
_CLASSES = {"d": "0", "w": "a", "s": " "}
_LONGEST = 80


def matching_text(pattern: str) -> str | None:
    """Make a text that a simple pattern matches.

    Args:
        pattern: a regular expression: literals, classes and how often they stand there.

    Returns:
        The text; None for a pattern with groups, alternatives or anything else, and for one whose
        texts are long.
    """
    rest = pattern.removeprefix("^").removesuffix("$")
    made, position = "", 0
    while position < len(rest):
        part = _PART.match(rest, position)
        char = _character(part) if part is not None else None
        if part is None or char is None:
            return None
        least = 0 if part["many"] in ("*", "?") else int(part["least"] or 1)
        made += char * least
        position = part.end()
        if len(made) > _LONGEST:
            return None
    return made or None


def _character(part: re.Match[str]) -> str | None:
    if part["plain"] is not None:
        return part["plain"]
    if part["escaped"] is not None:
        return _CLASSES.get(part["escaped"]) or _itself(part["escaped"])
    first = part["members"]
    if first.startswith("\\"):
        return _CLASSES.get(first[1]) or _itself(first[1])
    return first[0]


def _itself(escaped: str) -> str | None:
    """A character that stands for itself behind a backslash; letters and digits may not."""
    return None if escaped.isalnum() else escaped
