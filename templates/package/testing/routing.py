"""From the path of a request to the operation it is meant for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .._runtime.messages import Operation, Service

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Route(NamedTuple):
    """The operation that a request is meant for.

    Args:
        operation: the operation.
        path: its path parameters by wire name, decoded.
        base: the part of the path before the operation's own, such as ``/v1``.
    """

    operation: Operation
    path: dict[str, str]
    base: str


class _Pattern(NamedTuple):
    operation: Operation
    names: tuple[str, ...]
    path: re.Pattern[str]
    query: str


class Router:
    """Finds operations by method and path; a literal path goes before one with parameters.

    Args:
        service: the API.
        operations: all operations.
        bases: paths of the servers that the document names.
    """

    def __init__(
        self, service: Service, operations: Iterable[Operation], bases: Iterable[str] = ()
    ) -> None:
        ordered = sorted(operations, key=_specific_first)
        self._bases = {urlsplit(service.base_url).path.rstrip("/"), "", *bases}
        self._bases |= {urlsplit(one.server).path.rstrip("/") for one in ordered if one.server}
        self._patterns = [_pattern(one) for one in ordered]

    def find(self, method: str, path: str, query: str) -> Route | None:
        """Find the operation of a request.

        Args:
            method: HTTP method.
            path: as sent, percent-encoded.
            query: as sent.

        Returns:
            The route; None where the document knows no such operation.
        """
        exact = (path[len(base) :] for base in self._bases if path.startswith(base))
        for rest in sorted(exact, key=len):
            for found in self._matches(method, rest, query):
                return found._replace(base=path[: len(path) - len(rest)])
        return None

    def _matches(self, method: str, path: str, query: str) -> Iterator[Route]:
        for operation, names, pattern, fixed in self._patterns:
            found = pattern.fullmatch(path) if operation.method == method else None
            if found and set(fixed.split("&")) <= {"", *query.split("&")}:
                values = (unquote(value) for value in found.groups())
                yield Route(operation, dict(zip(names, values, strict=True)), "")


def _specific_first(operation: Operation) -> tuple[bool, int, int, str]:
    path = operation.path
    # What follows `#` is never sent: it tells operations of one path apart, on paper only.
    return "#" in path, path.count("{"), -len(path), path


def _pattern(operation: Operation) -> _Pattern:
    path, _, query = operation.path.partition("?")
    pieces = _PARAMETER.split(path.partition("#")[0])
    literals, names = pieces[::2], tuple(pieces[1::2])
    pattern = "([^/]+)".join(re.escape(literal) for literal in literals)
    return _Pattern(operation, names, re.compile(pattern), query)
