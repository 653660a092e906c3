"""JSON pointers (RFC 6901) and references: write, read and follow them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from clientgen.base.numbers import is_number
from clientgen.base.untyped import Json, as_list, as_map


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
    """Get a member of an object or an item of an array.

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
    # RFC 6901, section 4: an index has no sign and no leading zero; int() accepts both.
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


def local_target(text: str) -> str | None:
    """Read a reference into the same document.

    Args:
        text: the value of a ``$ref``.

    Returns:
        The JSON pointer after ``#``, percent-decoded (RFC 6901 section 6); None when it is no
        ``#/...`` reference.
    """
    return unquote(text[1:]) if text.startswith("#/") else None


def follow(root: Json, node: Json, pointer: str) -> tuple[Json, str]:
    """Follow a reference, and those it leads to, to a value that is none.

    Args:
        root: the document.
        node: a value of it, perhaps a reference object.
        pointer: the JSON pointer of the value.

    Returns:
        The value at the end, and its JSON pointer.

    Raises:
        KeyError: a reference leads nowhere, out of the document, or in a circle; its argument is
            the text of that reference.
    """
    seen: set[str] = set()
    while isinstance(text := (as_map(node) or {}).get("$ref"), str):
        target = local_target(text)
        if target is None or target in seen:
            raise KeyError(text)
        seen.add(target)
        try:
            node, pointer = resolve(root, target), target
        except KeyError:
            raise KeyError(text) from None
    return node, pointer


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
