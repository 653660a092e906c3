"""Parameters on the wire: every style of the OpenAPI standard for path, query, header, cookie."""

from __future__ import annotations

import datetime as dt
import json
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import quote

from ..errors import RequestError
from .operation import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FORM = Style("form", True)
SIMPLE = Style("simple", False)
# What must be escaped even under allowReserved, or the query would be read apart wrongly.
_QUERY_RESERVED = ":/?@!$'()*,;"
_SEPARATORS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


def text(value: Any) -> str:
    """Write one scalar: booleans in lower case, date-times as RFC 3339, enums by their value.

    Raises:
        RequestError: the value is no scalar, or a date-time without an offset.
    """
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        from .model import rfc3339

        try:
            return rfc3339(value)
        except ValueError as error:
            raise RequestError(str(error)) from None
    if isinstance(value, Enum):
        return text(value.value)
    if value is None or isinstance(value, bytes) or is_array(value) or is_object(value):
        raise RequestError(f"A parameter cannot be written as text: {type(value).__name__}.")
    return str(value)


def is_array(value: object) -> TypeGuard[Sequence[Any]]:
    """Say whether a value is written as an array."""
    return isinstance(value, (list, tuple, set, frozenset))


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Say whether a value is written as an object."""
    return isinstance(value, dict)


def _content(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def path(template: str, values: Mapping[str, Any], styles: Mapping[str, Style]) -> str:
    """Fill a path template.

    Args:
        template: with ``{name}`` parts.
        values: by wire name.
        styles: the styles that are not ``simple``.

    Raises:
        RequestError: a value is empty, ``.`` or ``..``, or cannot be written.
    """
    for name, value in values.items():
        part = _path_part(name, value, styles.get(name, SIMPLE))
        if part in ("", ".", ".."):
            raise RequestError(f"Path parameter {name!r} must not be {part!r}.")
        template = template.replace("{" + name + "}", part, 1)
    return template


def _path_part(name: str, value: Any, style: Style) -> str:
    if value is None:
        raise RequestError(f"Path parameter {name!r} must not be None.")
    if style.content is not None:
        return quote(_content(value), safe="")
    if style.style == "simple" and not is_object(value) and not is_array(value):
        return quote(text(value), safe="")
    return _delimited(name, value, style, lambda item: quote(text(item), safe=""))


def _delimited(name: str, value: Any, style: Style, write: Callable[[Any], str]) -> str:
    """Write ``simple``, ``label`` and ``matrix``, which differ only in their punctuation."""
    if is_array(value):
        parts = [write(item) for item in value]
    elif is_object(value):
        glue = "=" if style.explode else ","
        parts = [f"{write(key)}{glue}{write(item)}" for key, item in value.items()]
    else:
        parts = [write(value)]
    if style.style == "label":
        return "." + ("." if style.explode else ",").join(parts) if parts else ""
    if style.style == "matrix":
        if style.explode and is_object(value):
            return "".join(f";{part}" for part in parts)
        if style.explode:
            return "".join(f";{write(name)}={part}" for part in parts)
        return f";{write(name)}={','.join(parts)}" if parts else ""
    return ",".join(parts)


def query(values: Mapping[str, Any], styles: Mapping[str, Style]) -> str:
    """Write a query string without the leading ``?``; None and empty arrays are left out.

    Args:
        values: by wire name.
        styles: the styles that are not exploded ``form``.

    Raises:
        RequestError: a value cannot be written.
    """
    pairs: list[str] = []
    for name, value in values.items():
        if value is None:
            continue
        if type(value) is str and name not in styles:
            pairs.append(f"{quote(name, safe='')}={quote(value, safe='')}")
        else:
            pairs.extend(_pairs(name, value, styles.get(name, FORM), in_query=True))
    return "&".join(pairs)


def _pairs(name: str, value: Any, style: Style, *, in_query: bool) -> list[str]:
    safe = _QUERY_RESERVED if style.allow_reserved else ""

    def write(item: Any) -> str:
        return quote(text(item), safe=safe)

    key = quote(name, safe="")
    if style.content is not None:
        return [f"{key}={quote(_content(value), safe=safe)}"]
    if style.style == "deepObject" and is_object(value):
        return _deep(key, value, write)
    if is_array(value):
        items = [write(item) for item in value]
        if style.explode:
            return [f"{key}={item}" for item in items]
    elif is_object(value):
        if style.explode:
            return [f"{quote(k, safe='')}={write(v)}" for k, v in value.items() if v is not None]
        items = [part for k, v in value.items() for part in (quote(k, safe=""), write(v))]
    else:
        return [f"{key}={write(value)}"]
    glue = _SEPARATORS.get(style.style, ",") if in_query else ","
    return [f"{key}={glue.join(items)}"] if items else []


def _deep(key: str, value: Any, write: Callable[[Any], str]) -> list[str]:
    if is_object(value):
        return [
            part for k, v in value.items() for part in _deep(f"{key}%5B{write(k)}%5D", v, write)
        ]
    if is_array(value):
        return [part for item in value for part in _deep(key, item, write)]
    return [] if value is None else [f"{key}={write(value)}"]


def header(name: str, value: Any, style: Style = SIMPLE) -> str:
    """Write one header value.

    Raises:
        RequestError: it would hold a line break, NUL, or a character outside Latin-1.
    """
    if style.content is not None:
        written = json.dumps(value)
    elif isinstance(value, str):
        written = text(value)
    else:
        written = _delimited(name, value, style, text)
    return check_header(name, written)


def check_header(name: str, value: str) -> str:
    """Give a header value back if it can be sent as one line.

    Raises:
        RequestError: the name or the value would break the header apart.
    """
    if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
        raise RequestError(f"Header name {name!r} is not allowed.")
    if any(c in value for c in "\r\n\0") or any(ord(c) > 255 for c in value):
        raise RequestError(f"Header {name!r} holds a line break or a character outside Latin-1.")
    return value


def cookies(values: Mapping[str, Any], styles: Mapping[str, Style]) -> str:
    """Write a Cookie header; None is left out.

    Raises:
        RequestError: a value cannot be written.
    """
    return "; ".join(
        pair
        for name, value in values.items()
        if value is not None
        for pair in _pairs(name, value, styles.get(name, FORM), in_query=False)
    )
