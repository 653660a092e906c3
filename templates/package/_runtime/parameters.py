"""Values as text: scalars, and parameters in the default styles of OpenAPI.

The default styles are ``simple`` in path and header and ``form`` (exploded) in query and cookie.
Any other style writes itself: see `ParameterStyle`.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from ..errors import RequestError
from .values import is_array, is_object, rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ParameterStyle(Protocol):
    """Writes one parameter in another style than the default one of its location."""

    def __call__(self, location: str, name: str, value: Any) -> str:
        """Write a parameter.

        Args:
            location: ``"path"``, ``"query"`` (all pairs), ``"header"`` or ``"cookie"``.
            name: wire name.
            value: what it says.

        Returns:
            The text.

        Raises:
            RequestError: the value cannot be written.
        """
        ...


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


def path(template: str, values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    """Fill a path template.

    Args:
        template: with ``{name}`` parts.
        values: by wire name.
        styles: the styles that are not ``simple``.

    Returns:
        The path, percent-encoded.

    Raises:
        RequestError: a value is empty, ``.`` or ``..``, or cannot be written.
    """
    for name, value in values.items():
        if value is None:
            raise RequestError(f"Path parameter {name!r} must not be None.")
        style = styles.get(name)
        part = _simple(value, escaped) if style is None else style("path", name, value)
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


def pairs(
    location: str, glue: str, values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]
) -> str:
    """Write a query string without the leading ``?``, or a Cookie header.

    None and empty arrays are left out.

    Args:
        location: ``"query"`` or ``"cookie"``.
        glue: what stands between two pairs.
        values: by wire name.
        styles: the styles that are not exploded ``form``.

    Returns:
        The pairs, percent-encoded.

    Raises:
        RequestError: a value cannot be written.
    """
    parts: list[str] = []
    for name, value in values.items():
        if value is None:
            continue
        key = quote(name, safe="")
        if name in styles:
            parts.append(styles[name](location, name, value))
        elif is_array(value):
            parts.extend(f"{key}={escaped(item)}" for item in value)
        elif is_object(value):
            parts.extend(f"{escaped(k)}={escaped(v)}" for k, v in value.items() if v is not None)
        else:
            parts.append(f"{key}={escaped(value)}")
    return glue.join(filter(None, parts))


def header(name: str, value: Any, style: ParameterStyle | None = None) -> str:
    """Write one header value.

    Args:
        name: of the header.
        value: what it says.
        style: the style that is not ``simple``.

    Returns:
        The value as one line.

    Raises:
        RequestError: it would hold a line break, NUL, or a character outside Latin-1.
    """
    written = _simple(value, text) if style is None else style("header", name, value)
    return check_header(name, written)


def check_header(name: str, value: str) -> str:
    """Check that a header can be sent as one line.

    Args:
        name: of the header.
        value: its value.

    Returns:
        The value.

    Raises:
        RequestError: the name or the value would break the header apart.
    """
    given: Any = name  # Untyped callers give anything, and the value is never shown.
    if not isinstance(given, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise RequestError(f"Header name {name!r} is not allowed.")
    given = value
    if not isinstance(given, str):
        raise RequestError(f"Header {name!r} must be text, not {type(given).__name__}.")
    if value.strip(" \t") != value or re.search(r"[^\t\x20-\x7e\x80-\xff]", value):
        text = "holds a line break, a character outside Latin-1, or spaces around it"
        raise RequestError(f"Header {name!r} {text}.")
    return value
