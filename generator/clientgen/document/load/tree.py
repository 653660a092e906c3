"""Plain JSON trees: typed views of a value nobody has checked yet, and JSON pointers into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from clientgen.base.numbers import is_number

# A plain tree of dict, list, str, int, float, bool and None. The static type cannot say more.
Json: TypeAlias = Any


def as_map(value: object) -> dict[str, Json] | None:
    """See a value as a JSON object.

    Args:
        value: any JSON value.

    Returns:
        The same object, or None when it is not a mapping.
    """
    return cast("dict[str, Json]", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[Json] | None:
    """See a value as a JSON array.

    Args:
        value: any JSON value.

    Returns:
        The same object, or None when it is not a list.
    """
    return cast("list[Any]", value) if isinstance(value, list) else None  # type: ignore[redundant-cast]


def escape(token: str | int) -> str:
    """Write one member name or index as a JSON pointer token (RFC 6901).

    Args:
        token: member name, or index into an array.

    Returns:
        The token with ``~`` and ``/`` escaped.
    """
    return str(token).replace("~", "~0").replace("/", "~1")


def pointer_of(*tokens: str | int) -> str:
    """Join member names and indices into a JSON pointer.

    Args:
        tokens: names and indices from the root down, unescaped.

    Returns:
        The pointer, empty for the root.
    """
    return "".join("/" + escape(token) for token in tokens)


def tokens_of(pointer: str) -> list[str]:
    """Split a JSON pointer into unescaped tokens.

    Args:
        pointer: a pointer without a leading ``#``; empty for the root.

    Returns:
        The tokens, from the root down.
    """
    if not pointer:
        return []
    parts = pointer[1:] if pointer.startswith("/") else pointer
    return [part.replace("~1", "/").replace("~0", "~") for part in parts.split("/")]


def child(value: Json, token: str) -> Json:
    """Go one step down.

    Args:
        value: an object or array.
        token: an unescaped pointer token.

    Returns:
        The member or item.

    Raises:
        KeyError: there is no such member or item.
    """
    if (members := as_map(value)) is not None:
        return members[token]
    items = as_list(value)
    # RFC 6901 indices have no sign and no leading zero; int() would take both.
    if items is None or not (token == "0" or (is_number(token) and token[0] != "0")):
        raise KeyError(token)
    index = int(token)
    if index >= len(items):
        raise KeyError(token)
    return items[index]


def resolve(value: Json, pointer: str) -> Json:
    """Follow a JSON pointer.

    Args:
        value: the root.
        pointer: a pointer without a leading ``#``.

    Returns:
        The value it points at.

    Raises:
        KeyError: it points at nothing.
    """
    for token in tokens_of(pointer):
        value = child(value, token)
    return value


def prefixes(pointer: str) -> Iterator[str]:
    """List a pointer and its ancestors, the longest first and the root last.

    Args:
        pointer: a JSON pointer.

    Returns:
        The pointers, ending with the empty one.
    """
    while pointer:
        yield pointer
        pointer = pointer[: pointer.rfind("/")]
    yield ""
