"""Regular expressions of ECMA-262 in those of Python, and texts that match them."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any

_CATEGORIES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_WORD": "a",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_WORD": "-",
    "CATEGORY_NOT_SPACE": "a",
}
_PREFERRED = "a1A-_ ./:+@"
# An escaped character, a class, the start of a named group, or the end of the text.
_TOKEN = re.compile(r"\\k<(\w+)>|\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?<(?![=!])|\$", re.DOTALL)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Compile a pattern as ECMA-262 means it.

    Args:
        pattern: a regular expression of a document.

    Returns:
        The same for `re`: ``$`` is the very end and ``\\d`` is ASCII; None where Python cannot
        express it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(_in_python(pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def _in_python(pattern: str) -> str:
    def written(token: re.Match[str]) -> str:
        if token[1]:
            return f"(?P={token[1]})"
        return {"$": r"\Z", "(?<": "(?P<"}.get(token[0], token[0])

    return _TOKEN.sub(written, pattern)


def matching(pattern: str, least: int = 0) -> str | None:
    """Make a text that matches a pattern.

    Args:
        pattern: a regular expression.
        least: fewest characters.

    Returns:
        The text; None where Python cannot read the pattern, or it asks for what cannot be made
        plainly, such as something that does not follow.
    """
    # The parser of `re` has no public name; without it no pattern has an example.
    parser: Any = getattr(re, "_parser", None)
    known = compiled(pattern)
    if parser is None or known is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parser.parse(_in_python(pattern))
            for extra in range(least + 1):
                made = _written(parsed, extra, {})
                if len(made) >= least and known.search(made):
                    return made
    except (re.error, OverflowError, RecursionError, KeyError, ValueError):
        return None
    return None


def _written(parts: Any, extra: int, groups: dict[int, str]) -> str:
    """Write some parts; repetitions are ``extra`` longer than they have to be."""
    made = ""
    for kind, value in parts:
        name = str(kind)
        if name == "LITERAL":
            made += chr(value)
        elif name == "NOT_LITERAL":
            made += "a" if value != ord("a") else "b"
        elif name == "ANY":
            made += "a"
        elif name == "IN":
            made += _one_of(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = value
            made += _written(inner, extra, groups) * min(low + extra, max(int(high), low))
        elif name == "SUBPATTERN":
            inner = _written(value[3], extra, groups)
            groups[value[0]] = inner
            made += inner
        elif name == "ATOMIC_GROUP":
            made += _written(value, extra, groups)
        elif name == "BRANCH":
            made += _written(value[1][0], extra, groups)
        elif name == "GROUPREF":
            made += groups[value]
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            raise ValueError(name)
    return made


def _one_of(choices: Any) -> str:
    """Write a character of a class."""
    if str(choices[0][0]) == "NEGATE":
        barred = re.compile(f"[{''.join(map(_shown, choices[1:]))}]")
        return next(c for c in _PREFERRED if not barred.match(c))
    kind, value = choices[0]
    if str(kind) == "LITERAL":
        return chr(value)
    return chr(value[0]) if str(kind) == "RANGE" else _CATEGORIES[str(value)]


def _shown(choice: Any) -> str:
    kind, value = choice
    if str(kind) == "LITERAL":
        return re.escape(chr(value))
    if str(kind) == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}[str(value)]
