"""Limits of a value, compared by what they allow and not by how they are written."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from clientgen.api import Schema
from clientgen.compare.document_changes import ValueChange

_Strictness = tuple[Fraction | int, ...]
"""Greater where fewer values are allowed; empty without a limit."""

ANY_TEXT = frozenset({"", "^", "$", ".*", "^.*", ".*$", "(.*)", "[\\s\\S]*", "^[\\s\\S]*$"})
"""Patterns that every text has what they look for."""


class _Kind(NamedTuple):
    """Keywords that limit the same thing.

    Args:
        keywords: the keyword that includes the limit, and the one that excludes it.
        sign: 1 where a greater number is stricter, -1 where a smaller one is.
        codes: the codes of a tightened and of a loosened limit.
    """

    keywords: tuple[str, ...]
    sign: int
    codes: tuple[str, str]


_KINDS = (
    _Kind(("minimum", "exclusiveMinimum"), 1, ("limit-tightened", "limit-loosened")),
    _Kind(("maximum", "exclusiveMaximum"), -1, ("maximum-tightened", "maximum-loosened")),
    _Kind(("minLength",), 1, ("limit-tightened", "limit-loosened")),
    _Kind(("maxLength",), -1, ("maxLength-tightened", "maxLength-loosened")),
    _Kind(("minItems",), 1, ("minItems-tightened", "limit-loosened")),
    _Kind(("maxItems",), -1, ("maxItems-tightened", "limit-loosened")),
    _Kind(("minProperties",), 1, ("minProperties-tightened", "limit-loosened")),
    _Kind(("maxProperties",), -1, ("limit-tightened", "limit-loosened")),
)


def limit_changes(old: Sequence[Schema], new: Sequence[Schema]) -> Iterator[ValueChange]:
    """Compare the limits of a value.

    Args:
        old: everything the old document says of the value, the nearest last.
        new: everything the new one says.

    Yields:
        Each limit that allows other values than before, with its code: tightened where a value
        that was allowed is no more, else loosened.
    """
    if not any(part.constraints for part in (*old, *new)) and _are_whole(old) == _are_whole(new):
        return
    for kind in _KINDS:
        before, after = _strictness(kind, old), _strictness(kind, new)
        if before != after:
            yield _change(kind.keywords, kind.codes[after < before], old, new)
    patterns = _patterns(old), _patterns(new)
    if patterns[0] != patterns[1]:
        code = "limit-loosened" if patterns[1] < patterns[0] else "pattern-tightened"
        yield _change(("pattern",), code, old, new)
    multiples = _multiples(old), _multiples(new)
    if not _keeps(*multiples) or not _keeps(*reversed(multiples)):
        code = "limit-loosened" if _keeps(*multiples) else "multipleOf-tightened"
        yield _change(("multipleOf",), code, old, new)
    unique = _is_unique(old), _is_unique(new)
    if unique[0] != unique[1]:
        code = "uniqueItems-tightened" if unique[1] else "limit-loosened"
        yield _change(("uniqueItems",), code, old, new)


def _change(
    keywords: Sequence[str], code: str, old: Sequence[Schema], new: Sequence[Schema]
) -> ValueChange:
    before, after = _as_written(keywords, old), _as_written(keywords, new)
    return ValueChange(code, before or {keywords[0]: None}, after or {keywords[0]: None})


def _as_written(keywords: Sequence[str], parts: Sequence[Schema]) -> dict[str, Any]:
    """The keywords in words of the document; of two, the nearest."""
    return {
        name: part.constraints[name]
        for part in parts
        for name in keywords
        if name in part.constraints
    }


def _strictness(kind: _Kind, parts: Sequence[Schema]) -> _Strictness:
    closed = [kind.sign * value for value in _numbers(kind.keywords[0], parts)]
    opened = [kind.sign * v for name in kind.keywords[1:] for v in _numbers(name, parts)]
    if _are_whole(parts):
        # Of whole numbers, what is more than 4 is at least 5.
        after = (math.floor(value) + 1 for value in opened)
        closed = [*map(Fraction, map(math.ceil, closed)), *map(Fraction, after)]
        opened = []
    if kind.keywords == ("minProperties",):
        # An object with all the members it has to have is as big as that.
        closed = [value for value in closed if value > _needed(parts)]
    # No size is below 0.
    sizes = [v for v in closed if v > 0] if kind.sign > 0 and len(kind.keywords) == 1 else closed
    return max([*((v, 0) for v in sizes), *((v, 1) for v in opened)], default=())


def _needed(parts: Sequence[Schema]) -> int:
    """Count the members that requests and responses have to have."""
    members = [member for part in parts for member in part.properties]
    one_way = {m.name for m in members if m.schema.read_only or m.schema.write_only}
    return len({name for part in parts for name in part.required} - one_way)


def _numbers(name: str, parts: Sequence[Schema]) -> Iterator[Fraction]:
    for part in parts:
        value = part.constraints.get(name)
        if isinstance(value, (int, float)) and type(value) is not bool and math.isfinite(value):
            yield Fraction(str(value))


def _patterns(parts: Sequence[Schema]) -> frozenset[str]:
    found = (part.constraints.get("pattern") for part in parts)
    return frozenset(pattern for pattern in found if isinstance(pattern, str)) - ANY_TEXT


def _are_whole(parts: Sequence[Schema]) -> bool:
    return any(part.types == ("integer",) for part in parts)


def _multiples(parts: Sequence[Schema]) -> frozenset[Fraction]:
    whole = [Fraction(1)] if _are_whole(parts) else []
    return frozenset([*whole, *(value for value in _numbers("multipleOf", parts) if value > 0)])


def _keeps(old: frozenset[Fraction], new: frozenset[Fraction]) -> bool:
    """Whether what is a multiple of all the old numbers is one of all the new ones."""
    return all(any(known % wanted == 0 for known in old) for wanted in new)


def _is_unique(parts: Sequence[Schema]) -> bool:
    return any(part.constraints.get("uniqueItems") is True for part in parts)
