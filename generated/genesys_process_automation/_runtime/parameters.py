"""Parameters on the wire in their default styles: ``simple`` in path and header, else ``form``.

Any other style writes itself: see `ParameterStyle`.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import quote

from ..errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .operation import ParameterStyle


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
        from .values import rfc3339

        try:
            return rfc3339(value)
        except ValueError as error:
            raise RequestError(str(error)) from None
    if isinstance(value, Enum):
        return text(value.value)
    if value is None or isinstance(value, bytes) or is_array(value) or is_object(value):
        raise RequestError(f"A parameter cannot be written as text: {type(value).__name__}.")
    return str(value)


def escaped(value: Any) -> str:
    """Write one scalar percent-encoded."""
    return quote(text(value), safe="")


def is_array(value: object) -> TypeGuard[Sequence[Any]]:
    """Say whether a value is written as an array."""
    return isinstance(value, (list, tuple, set, frozenset))


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Say whether a value is written as an object."""
    return isinstance(value, dict)


def path(template: str, values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    """Fill a path template.

    Args:
        template: with ``{name}`` parts.
        values: by wire name.
        styles: the styles that are not ``simple``.

    Raises:
        RequestError: a value is empty, ``.`` or ``..``, or cannot be written.
    """
    for name, value in values.items():
        if value is None:
            raise RequestError(f"Path parameter {name!r} must not be None.")
        style = styles.get(name)
        part = _simple(value, escaped) if style is None else style.write("path", name, value)
        if part in ("", ".", ".."):
            raise RequestError(f"Path parameter {name!r} must not be {part!r}.")
        template = template.replace("{" + name + "}", part, 1)
    return template


def _simple(value: Any, write: Callable[[Any], str]) -> str:
    if is_array(value):
        return ",".join(map(write, value))
    if is_object(value):
        return ",".join(f"{write(key)},{write(item)}" for key, item in value.items())
    return write(value)


def query(values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    """Write a query string without the leading ``?``; None and empty arrays are left out.

    Args:
        values: by wire name.
        styles: the styles that are not exploded ``form``.

    Raises:
        RequestError: a value cannot be written.
    """
    return _joined("query", "&", values, styles)


def cookies(values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    """Write a Cookie header; as `query`."""
    return _joined("cookie", "; ", values, styles)


def _joined(
    place: str, glue: str, values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]
) -> str:
    parts: list[str] = []
    for name, value in values.items():
        if value is None:
            continue
        key = quote(name, safe="")
        if name in styles:
            parts.append(styles[name].write(place, name, value))
        elif is_array(value):
            parts.extend(f"{key}={escaped(item)}" for item in value)
        elif is_object(value):
            parts.extend(f"{escaped(k)}={escaped(v)}" for k, v in value.items() if v is not None)
        else:
            parts.append(f"{key}={escaped(value)}")
    return glue.join(filter(None, parts))


def header(name: str, value: Any, style: ParameterStyle | None = None) -> str:
    """Write one header value.

    Raises:
        RequestError: it would hold a line break, NUL, or a character outside Latin-1.
    """
    written = _simple(value, text) if style is None else style.write("header", name, value)
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
