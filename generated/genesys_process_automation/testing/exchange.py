"""A request under way, and the refusal of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .requests import ReceivedRequest
    from .routing import Route


class RefusedError(Exception):
    """The service refuses a request.

    Args:
        status: HTTP status.
        code: stable key of the error.
        message: text for people.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Exchange(NamedTuple):
    """A request under way.

    Args:
        route: what it is meant for.
        request: as it arrived.
        body: its body as parsed JSON or form.
        path: of its URL, for links.
        origin: scheme and host of its URL.
        page_size: items of a page where it says nothing.
    """

    route: Route
    request: ReceivedRequest
    body: Any
    path: str
    origin: str
    page_size: int


def filled(template: str, path: Mapping[str, str]) -> str:
    """Fill in the parameters of a path template.

    Args:
        template: such as ``/users/{userId}/posts``.
        path: path parameters by wire name.

    Returns:
        The path, not percent-encoded.
    """
    return re.sub(r"\{([^{}]+)\}", lambda found: path.get(found[1], found[0]), template)


def path_texts(template: str, given: Mapping[str, object]) -> dict[str, str]:
    """Read the path parameters that a test gives for a collection.

    Args:
        template: of the collection's path.
        given: values by wire name or Python name.

    Returns:
        Texts by wire name.

    Raises:
        ConfigurationError: the path has no such parameter, or one is missing.
    """
    names = re.findall(r"\{([^{}]+)\}", template)
    folded = {re.sub(r"\W|_", "", name).lower(): name for name in names}
    found: dict[str, str] = {}
    for name, value in given.items():
        known = name if name in names else folded.get(re.sub(r"\W|_", "", name).lower())
        if known is None:
            such = f"its path parameters are {', '.join(names)}" if names else "it has none"
            raise ConfigurationError(f"{template} has no path parameter {name!r}: {such}.")
        found[known] = str(value)
    missing = [name for name in names if name not in found]
    if missing:
        text = f"{template} needs the path parameter {missing[0]!r}"
        raise ConfigurationError(f"{text}, given as a keyword.")
    return found
