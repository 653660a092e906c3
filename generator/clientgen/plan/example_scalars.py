"""Scalars of examples as source text: a value of the document, or one that is made up."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from clientgen.base.prose import literal
from clientgen.base.untyped import Json
from clientgen.plan.example_source import Source, json_source
from clientgen.plan.pattern_texts import matching_text
from clientgen.types.expressions import Scalar
from clientgen.types.writing import Name

_CONTENT = Source('b"content"')
_LONGEST_BYTES = 60
_FRESH: Mapping[Scalar, Source] = {
    Scalar.BOOLEAN: Source("True"),
    Scalar.BYTES: _CONTENT,
    Scalar.DATE: Source("date(2026, 1, 1)", imports=(Name("datetime", "date"),)),
    Scalar.DATE_TIME: Source(
        "datetime(2026, 1, 1, tzinfo=UTC)",
        imports=(Name("datetime", "UTC"), Name("datetime", "datetime")),
    ),
    Scalar.TIME: Source("time(12, 30)", imports=(Name("datetime", "time"),)),
    Scalar.DURATION: Source("timedelta(hours=1)", imports=(Name("datetime", "timedelta"),)),
    Scalar.UUID: Source(
        'UUID("00000000-0000-4000-8000-000000000001")', imports=(Name("uuid", "UUID"),)
    ),
    Scalar.DECIMAL: Source('Decimal("1.5")', imports=(Name("decimal", "Decimal"),)),
    Scalar.DECIMAL_TEXT: Source('Decimal("1.5")', imports=(Name("decimal", "Decimal"),)),
}
_TEXTS: Mapping[str, str] = {
    "email": "somebody@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
}
_CLASSES = {Scalar.DATE: "date", Scalar.DATE_TIME: "datetime", Scalar.TIME: "time"}
_LIMITS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?"
)


def stated_scalar(kind: Scalar, value: Json) -> Source | None:
    """Write a value of the document as a scalar.

    Args:
        kind: the scalar.
        value: the value.

    Returns:
        The expression; None where it is no such value.
    """
    if isinstance(value, bool):
        return json_source(value) if kind is Scalar.BOOLEAN else None
    if isinstance(value, int | float):
        if kind is Scalar.DECIMAL:
            return _decimal(str(value))
        fits = kind is Scalar.NUMBER or (kind is Scalar.INTEGER and isinstance(value, int))
        return json_source(value) if fits else None
    if not isinstance(value, str):
        return None
    if kind is Scalar.STRING:
        return json_source(value)
    try:
        return _of_text(kind, value)
    except ValueError:
        return None


def fresh_scalar(
    kind: Scalar,
    node: Mapping[str, Any],
    name: str,
    holds: Callable[[Mapping[str, Any], Json], bool],
) -> Source | None:
    """Make a scalar up.

    Args:
        kind: the scalar.
        node: its schema.
        name: of the argument or member, which is the text where any will do; empty for a body.
        holds: tells whether a value keeps to a schema.

    Returns:
        The expression; None where there is none.
    """
    if kind is Scalar.ANY:
        if node.get("format") == "binary" or node.get("contentMediaType"):
            return _CONTENT
        return json_source(name) if name else json_source({})
    if kind is Scalar.STRING:
        text = _text(node, name or "text")
        pattern = node.get("pattern")
        if isinstance(pattern, str) and not holds(node, text):
            made = matching_text(pattern)
            text = made if made is not None and holds(node, made) else text
        return json_source(text)
    if kind in (Scalar.INTEGER, Scalar.NUMBER):
        limits = [node[limit] for limit in _LIMITS if isinstance(node.get(limit), int | float)]
        tried = [1, *limits, *(limit + 1 for limit in limits), *(limit - 1 for limit in limits)]
        fits = (number for number in tried if holds(node, number))
        found = next(fits, 1)
        return json_source(int(found) if kind is Scalar.INTEGER else float(found))
    return _FRESH.get(kind)


def _text(node: Mapping[str, Any], name: str) -> str:
    found = _TEXTS.get(str(node.get("format")), name)
    least, most = node.get("minLength"), node.get("maxLength")
    if isinstance(least, int) and len(found) < least <= _LONGEST_BYTES:
        found += "x" * (least - len(found))
    return found[:most] if isinstance(most, int) and most > 0 else found


def _decimal(text: str) -> Source | None:
    try:
        is_finite = Decimal(text).is_finite()
    except InvalidOperation:
        return None
    if not is_finite or len(text) > _LONGEST_BYTES:
        return None
    return Source(f"Decimal({literal(text)})", imports=(Name("decimal", "Decimal"),))


def _of_text(kind: Scalar, text: str) -> Source | None:
    """Write a text of a format.

    Raises:
        ValueError: it is not of that format.
    """
    if kind is Scalar.DECIMAL_TEXT:
        return _decimal(text)
    if kind is Scalar.UUID:
        return Source(f"UUID({literal(str(UUID(text)))})", imports=(Name("uuid", "UUID"),))
    if kind is Scalar.BYTES:
        content = b64decode(text, validate=True)
        return Source(repr(content)) if len(content) <= _LONGEST_BYTES else None
    if kind is Scalar.DURATION:
        return _duration(text)
    if kind is Scalar.DATE_TIME and datetime.fromisoformat(text).tzinfo is None:
        return None  # A fresh date-time needs a time zone.
    readers = {
        Scalar.DATE: date.fromisoformat,
        Scalar.DATE_TIME: datetime.fromisoformat,
        Scalar.TIME: time.fromisoformat,
    }
    if kind not in readers:
        return None
    readers[kind](text)
    name = _CLASSES[kind]
    return Source(f"{name}.fromisoformat({literal(text)})", imports=(Name("datetime", name),))


def _duration(text: str) -> Source | None:
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    names = ("days", "hours", "minutes", "seconds")
    given = [f"{n}={int(v)}" for n, v in zip(names, found.groups(), strict=True) if v is not None]
    return Source(f"timedelta({', '.join(given)})", imports=(Name("datetime", "timedelta"),))
