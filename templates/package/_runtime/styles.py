"""Parameters in the styles of the OpenAPI standard that are not the default of their location.

What no style has a form for, such as an object inside an array, is written as JSON.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from ..errors import RequestError
from .parameters import escaped_cookie, text
from .values import is_array, is_object, tree, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# What RFC 3986 lets stand in a path segment and in a query; of a query without what would be read
# as the end of the value.
_RESERVED = {"path": ":@!$&'()*+,;=", "query": ":/?@!$'()*,;="}
_TRIPLET = re.compile("(%[0-9A-Fa-f]{2})")
_SEPARATORS = {
    "spaceDelimited": " ", "pipeDelimited": "|", "ssv": " ", "tsv": "\t", "pipes": "|",
}  # fmt: skip


class Style(NamedTuple):
    """The way one parameter is written (OpenAPI "style", "explode", "allowReserved", "content").

    Args:
        style: ``form``, ``spaceDelimited``, ``pipeDelimited``, ``deepObject``, ``simple``,
            ``label``, ``matrix`` or ``cookie``; ``querystring`` for a whole query; of Swagger 2.0
            also ``ssv``, ``tsv`` and ``pipes``.
        explode: one pair per element instead of one joined value.
        allow_reserved: leave RFC 3986 reserved characters and percent-encoded bytes as they are
            (RFC 6570, section 3.2.3), but for those that would end the value.
        content: media type, for parameters that are written as that instead of in a style.
    """

    style: str = "form"
    explode: bool = True
    allow_reserved: bool = False
    content: str | None = None

    def __call__(self, location: str, name: str, value: Any) -> str:
        """Write the parameter; see `ParameterStyle`.

        Args:
            location: ``"path"``, ``"query"``, ``"header"`` or ``"cookie"``.
            name: wire name.
            value: what it says.

        Returns:
            The value in path and header, else all pairs.

        Raises:
            RequestError: the value cannot be written.
        """
        try:
            plain = tree(value)
        except ValueError as error:
            raise RequestError(f"The parameter {name!r} cannot be written: {error}") from None

        def put(item: Any) -> str:
            return self._escaped(location, _nested(item))

        if self.style == "querystring" and self.content in (None, _FORM):
            return form(plain)
        if self.content is not None:
            content = _as_content(self.content, plain, location == "header")
            if self.style == "querystring":
                return quote(content, safe="")
            if location in ("path", "header"):
                return put(content)
            return f"{quote(name, safe='')}={put(content)}"
        if location in ("path", "header"):
            return self._delimited(name, plain, put)
        return ("&" if location == "query" else "; ").join(
            self._pairs(location, quote(name, safe=""), plain, put)
        )

    def _escaped(self, location: str, item: str) -> str:
        if location == "header":
            return item
        if location == "cookie":
            return _cookie(item) if self.style == "cookie" else escaped_cookie(item)
        if not self.allow_reserved:
            return quote(item, safe="")
        parts = _TRIPLET.split(item)
        return "".join(
            part if index % 2 else quote(part, safe=_RESERVED[location])
            for index, part in enumerate(parts)
        )

    def _delimited(self, name: str, value: Any, put: Callable[[Any], str]) -> str:
        """Write ``simple``, ``label`` and ``matrix``, which differ only in their punctuation."""
        if is_array(value):
            parts = [put(item) for item in value]
        elif is_object(value):
            glue = "=" if self.explode else ","
            parts = [f"{put(key)}{glue}{put(item)}" for key, item in _given(value).items()]
        else:
            parts = [put(value)]
        if self.style == "label":
            return "." + ("." if self.explode else ",").join(parts) if parts else ""
        if self.style == "matrix":
            if self.explode and is_object(value):
                return "".join(f";{part}" for part in parts)
            if self.explode:
                return "".join(f";{put(name)}={part}" for part in parts)
            return f";{put(name)}={','.join(parts)}" if parts else ""
        is_joined = self.style in _SEPARATORS
        return (put(_SEPARATORS[self.style]) if is_joined else ",").join(parts)

    def _pairs(self, location: str, key: str, value: Any, put: Callable[[Any], str]) -> list[str]:
        """Write the kinds of ``form``, ``deepObject`` and ``cookie``."""
        if self.style == "deepObject" and (is_object(value) or is_array(value)):
            return _deep(key, value, put)
        if is_array(value):
            items = [put(item) for item in value]
            if self.explode:
                return [f"{key}={item}" for item in items]
        elif is_object(value):
            given = [(quote(k, safe=""), put(v)) for k, v in _given(value).items()]
            if self.explode:
                return [f"{k}={v}" for k, v in given]
            items = [part for pair in given for part in pair]
        else:
            return [f"{key}={put(value)}"]
        glue = _SEPARATORS.get(self.style, ",")
        if location == "query" and self.style in _SEPARATORS:
            glue = quote(glue)
        return [f"{key}={glue.join(items)}"] if items else []


_FORM = "application/x-www-form-urlencoded"


def form(value: Any) -> str:
    """Write an object as a form: a pair for each member, of an array for each item.

    Args:
        value: the object, in JSON's own types.

    Returns:
        The pairs, percent-encoded.

    Raises:
        RequestError: it is no object.
    """
    if not is_object(value):
        raise RequestError(f"The members of an object make the query; not {type(value).__name__}.")
    return "&".join(
        f"{quote(key, safe='')}={quote(_nested(item), safe='')}"
        for key, items in _given(value).items()
        for item in (items if is_array(items) else (items,))
    )


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    """The members that are not null: a style has no text for null."""
    return {key: item for key, item in value.items() if item is not None}


def _nested(item: Any) -> str:
    return write(item).decode() if is_array(item) or is_object(item) else text(item)


def _as_content(media: str, value: Any, is_header: bool) -> str:
    if media == _FORM:
        return form(value)
    if media != "application/json" and not media.endswith("+json"):
        return _nested(value)
    content = write(value).decode()
    if not is_header:
        return content
    # A header is one line of Latin-1; in JSON any character may be written in ASCII.
    return re.sub(r"[^\x00-\x7f]", lambda found: json.dumps(found[0])[1:-1], content)


def _cookie(item: str) -> str:
    """Check a cookie that is written as it is (OpenAPI 3.2, style ``cookie``)."""
    if re.search(r"[^\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]", item):
        text = "blanks, quotes, semicolons, backslashes or letters beyond ASCII"
        raise RequestError(f"A cookie that is not escaped cannot hold {text}.")
    return item


def _deep(key: str, value: Any, put: Callable[[Any], str]) -> list[str]:
    if is_object(value):
        return [
            part
            for k, v in value.items()
            for part in _deep(f"{key}%5B{quote(k, safe='')}%5D", v, put)
        ]
    if is_array(value):
        # The standard has no form for arrays; objects in one would run into each other.
        is_flat = not any(is_array(item) or is_object(item) for item in value)
        keys = [key if is_flat else f"{key}%5B{index}%5D" for index in range(len(value))]
        return [part for k, item in zip(keys, value, strict=True) for part in _deep(k, item, put)]
    return [] if value is None else [f"{key}={put(value)}"]
