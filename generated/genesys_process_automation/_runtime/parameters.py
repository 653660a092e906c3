"""Values as text: scalars, and parameters in the default styles of OpenAPI.

The default styles are ``simple`` in path and header and ``form`` (exploded) in query and cookie.
Any other style, and objects in every style, write themselves: see `ParameterStyle`.
"""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from ..errors import RequestError
from .values import is_array, write

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
    """Write one scalar as JSON has it, texts without their quotes.

    Raises:
        RequestError: the value is none that JSON writes as a scalar, or a date-time without an
            offset.
    """
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    try:
        written = write(value).decode()
    except ValueError as error:
        raise RequestError(f"{error} Give what the signature says.") from None
    if written[0] in "{[n":
        raise RequestError(f"A value of the type {type(value).__name__} cannot be written as text.")
    return str(json.loads(written)) if written[0] == '"' else written


def escaped(value: Any) -> str:
    """Write one scalar percent-encoded."""
    return quote(text(value), safe="")


# RFC 6265, section 4.1.1, without the percent sign: servers that undo escapes and servers that do
# not read the same text.
_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"


def escaped_cookie(value: Any) -> str:
    """Write one scalar with what cannot stand in a cookie percent-encoded."""
    return quote(text(value), safe=_COOKIE)


def path(template: str, values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    """Fill a path template.

    Args:
        template: with ``{name}`` parts; one name may stand in it several times.
        values: by wire name.
        styles: the styles that are not ``simple``.

    Returns:
        The path, percent-encoded.

    Raises:
        RequestError: a value is empty, ``.`` or ``..``, or cannot be written.
    """
    written: dict[str, str] = {}
    for name, value in values.items():
        if value is None:
            raise RequestError(f"Path parameter {name!r} must not be None.")
        style = styles.get(name)
        part = _simple(name, value, escaped) if style is None else style("path", name, value)
        if part in ("", ".", ".."):
            raise RequestError(f"Path parameter {name!r} must not be {part!r}.")
        written["{" + name + "}"] = part
    return re.sub(r"\{[^{}]*\}", lambda found: written.get(found[0], found[0]), template)


def _simple(name: str, value: Any, write: Callable[[Any], str]) -> str:
    return ",".join(_items(name, value, write))


def _items(name: str, value: Any, write: Callable[[Any], str]) -> list[str]:
    """Write each item of an array, or a scalar as the only one."""
    try:
        return list(map(write, value)) if is_array(value) else [write(value)]
    except RequestError as error:
        raise RequestError(f"Parameter {name!r} cannot be written: {error.message}") from None


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
        The pairs, percent-encoded; empty where nothing is given.

    Raises:
        RequestError: a value cannot be written.
    """
    write = escaped if location == "query" else escaped_cookie
    parts: list[str] = []
    for name, value in values.items():
        if value is None:
            continue
        if name in styles:
            parts.append(styles[name](location, name, value))
        else:
            key = quote(name, safe="")
            parts += [f"{key}={item}" for item in _items(name, value, write)]
    return glue.join(filter(None, parts))


def beyond_path(url: str, query: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Take apart a URL whose path template holds a query or a fragment.

    A fragment is never sent (RFC 9110, section 7.1): in a template it only tells operations apart.

    Args:
        url: the URL, its path variables filled in.
        query: the query string of the parameters.
        values: the query parameters by wire name; they win over the template's query.

    Returns:
        The URL up to its path, and the whole query string.
    """
    url, _, fixed = url.partition("#")[0].partition("?")
    given = {quote(name, safe="") for name, value in values.items() if value is not None}
    own = [pair for pair in fixed.split("&") if pair.partition("=")[0] not in given]
    return url, "&".join(filter(None, [*own, query]))


def header(name: str, value: Any, style: ParameterStyle | None = None) -> str:
    """Write one header value.

    Args:
        name: of the header.
        value: what it says.
        style: the style that is not ``simple``.

    Returns:
        The text.

    Raises:
        RequestError: it would hold a line break, NUL, or a character outside Latin-1.
    """
    return check_header(
        name, _simple(name, value, text) if style is None else style("header", name, value)
    )


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
