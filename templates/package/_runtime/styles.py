"""Parameters in the styles of the OpenAPI standard that are not the default of their location."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from .parameters import escaped, text
from .values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

# What must be escaped even under allowReserved, or the query would be read apart wrongly.
_QUERY_RESERVED = ":/?@!$'()*,;"
_SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


class Style(NamedTuple):
    """The way one parameter is written (OpenAPI "style", "explode", "allowReserved", "content").

    Args:
        style: ``form``, ``spaceDelimited``, ``pipeDelimited``, ``deepObject``, ``simple``,
            ``label`` or ``matrix``.
        explode: one pair per element instead of one joined value.
        allow_reserved: leave RFC 3986 reserved characters as they are (query only).
        content: media type, for parameters that carry JSON instead of a style.
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
        """
        safe = _QUERY_RESERVED if self.allow_reserved else ""

        def write(item: Any) -> str:
            return text(item) if location == "header" else quote(text(item), safe=safe)

        content = None
        if self.content is not None:
            content = json.dumps(value, ensure_ascii=location == "header", separators=(",", ":"))
        if location in ("path", "header"):
            return self._delimited(name, value, write) if content is None else write(content)
        key = quote(name, safe="")
        pairs = self._pairs(key, value, write) if content is None else [f"{key}={write(content)}"]
        return ("&" if location == "query" else "; ").join(pairs)

    def _delimited(self, name: str, value: Any, write: Callable[[Any], str]) -> str:
        """Write ``simple``, ``label`` and ``matrix``, which differ only in their punctuation."""
        if is_array(value):
            parts = [write(item) for item in value]
        elif is_object(value):
            glue = "=" if self.explode else ","
            parts = [f"{write(key)}{glue}{write(item)}" for key, item in value.items()]
        else:
            parts = [write(value)]
        if self.style == "label":
            return "." + ("." if self.explode else ",").join(parts) if parts else ""
        if self.style == "matrix":
            if self.explode and is_object(value):
                return "".join(f";{part}" for part in parts)
            if self.explode:
                return "".join(f";{write(name)}={part}" for part in parts)
            return f";{write(name)}={','.join(parts)}" if parts else ""
        return ",".join(parts)

    def _pairs(self, key: str, value: Any, write: Callable[[Any], str]) -> list[str]:
        """Write the kinds of ``form`` and ``deepObject``."""
        if self.style == "deepObject" and is_object(value):
            return _deep(key, value, write)
        if is_array(value):
            items = [write(item) for item in value]
            if self.explode:
                return [f"{key}={item}" for item in items]
        elif is_object(value):
            given = [(escaped(k), v) for k, v in value.items() if v is not None or not self.explode]
            if self.explode:
                return [f"{k}={write(v)}" for k, v in given]
            items = [part for k, v in given for part in (k, write(v))]
        else:
            return [f"{key}={write(value)}"]
        return [f"{key}={_SEPARATORS.get(self.style, ',').join(items)}"] if items else []


def _deep(key: str, value: Any, write: Callable[[Any], str]) -> list[str]:
    if is_object(value):
        return [
            part for k, v in value.items() for part in _deep(f"{key}%5B{write(k)}%5D", v, write)
        ]
    if is_array(value):
        return [part for item in value for part in _deep(key, item, write)]
    return [] if value is None else [f"{key}={write(value)}"]
