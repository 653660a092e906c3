"""Where two outcomes of one case differ, taken apart into the smallest statements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from .cases import Case
from .clients import Outcome
from .recorder import Asked
from .shapes import is_array, is_object


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
"""What a member, header or body is that is not there; null is something else."""


@dataclass(frozen=True)
class Finding:
    """One difference.

    Args:
        case: the case it was met in.
        kind: ``requests``, ``method``, ``path``, ``query``, ``query order``, ``query text``,
            ``header``, ``body``, ``body text``, ``outcome``, ``status`` or ``answer``.
        place: name of the header, or JSON pointer into body or answer; else empty.
        ours: value with our client.
        sdk: value with the SDK.
    """

    case: Case
    kind: str
    place: str
    ours: Any
    sdk: Any

    def __str__(self) -> str:
        place = f" {self.place}" if self.place else ""
        return f"{self.case.name}: {self.kind}{place}: {self.ours!r} here, {self.sdk!r} in the SDK"


def compare(case: Case, ours: Outcome, sdk: Outcome) -> Iterator[Finding]:
    """Tell everything in which two outcomes differ.

    Args:
        case: what both were asked to do.
        ours: what our client did.
        sdk: what the SDK did.
    """
    if len(ours.asked) != len(sdk.asked):
        yield Finding(case, "requests", "", len(ours.asked), len(sdk.asked))
        return
    for here, there in zip(ours.asked, sdk.asked, strict=True):
        for kind, place, one, other in _requests(here, there):
            yield Finding(case, kind, place, one, other)
    if ours.kind != sdk.kind:
        yield Finding(case, "outcome", "", ours.kind, sdk.kind)
    elif ours.kind in ("value", "error"):  # the others tell it each in its own words
        if ours.status != sdk.status:
            yield Finding(case, "status", "", ours.status, sdk.status)
        for place, one, other in values(ours.value, sdk.value):
            yield Finding(case, "answer", place, one, other)


Statement = tuple[str, str, Any, Any]


def _requests(ours: Asked, sdk: Asked) -> Iterator[Statement]:
    if ours.method != sdk.method:
        yield "method", "", ours.method, sdk.method
    if ours.path != sdk.path:
        yield "path", "", ours.path, sdk.path
    yield from _queries(ours.query, sdk.query)
    for name in sorted({*ours.headers, *sdk.headers}):
        one, other = ours.headers.get(name, ABSENT), sdk.headers.get(name, ABSENT)
        if one != other:
            yield "header", name, one, other
    if ours.body == sdk.body:
        return
    if not ours.body or not sdk.body:
        yield "body", "", _json(ours.body), _json(sdk.body)
        return
    different = list(values(_json(ours.body), _json(sdk.body)))
    for place, one, other in different:
        yield "body", place, one, other
    if not different:
        yield "body text", "", ours.body, sdk.body


def _queries(ours: str, sdk: str) -> Iterator[Statement]:
    one, other = _pairs(ours), _pairs(sdk)
    decoded = [[tuple(map(unquote_plus, pair)) for pair in pairs] for pairs in (one, other)]
    if sorted(decoded[0]) != sorted(decoded[1]):
        yield "query", "", decoded[0], decoded[1]
        return
    if decoded[0] != decoded[1]:
        names = [",".join(pair[0] for pair in pairs) for pairs in (one, other)]
        yield "query order", "", names[0], names[1]
    if sorted(one) != sorted(other):
        yield "query text", "", sorted(one), sorted(other)


def _pairs(query: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in parts]


def _json(body: bytes) -> Any:
    return json.loads(body) if body else ABSENT


def values(ours: Any, sdk: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Tell where two JSON values differ.

    Args:
        ours: one value.
        sdk: the other.
        place: JSON pointer of both.

    Yields:
        Pointer, our value, the SDK's value; `ABSENT` for what one of them has not.
    """
    if is_object(ours) and is_object(sdk):
        for key in sorted({*ours, *sdk}):
            below = f"{place}/{key.replace('~', '~0').replace('/', '~1')}"
            yield from values(ours.get(key, ABSENT), sdk.get(key, ABSENT), below)
    elif is_array(ours) and is_array(sdk) and len(ours) == len(sdk):
        for index, (one, other) in enumerate(zip(ours, sdk, strict=True)):
            yield from values(one, other, f"{place}/{index}")
    # True == 1 and 1 == 1.0 in Python, but not on the wire.
    elif type(ours) is not type(sdk) or ours != sdk:
        yield place, ours, sdk
