"""Readable keys of schemas that stand outside the component schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from clientgen.base.pointers import pointer_of
from clientgen.base.untyped import items, mapping, text

_SHARED = {"responses": "response", "requestBodies": "body", "headers": "header"}
# Tokens before a name that is a word of the key, and those that are no word of it themselves.
_BEFORE_NAME = frozenset({"properties", "$defs", "definitions", "schemas", "headers", "callbacks"})
_BEFORE_ANYTHING = frozenset({"allOf", "content", "examples"})
_ROLES = {
    "requestBody": "body",
    "items": "item",
    "additionalProperties": "value",
    "schema": "",
    "itemSchema": "",
}


def location_key(tokens: Sequence[str], root: Mapping[str, Any]) -> str:
    """Describe a place in a document as keys of schemas do: ``getPet result tags item``.

    Args:
        tokens: the tokens of its JSON pointer.
        root: the document.

    Returns:
        The operation or component it belongs to, and the way from there; places that only a status
        or media type tells apart have one key.
    """
    return " ".join(word for word in _words(tokens, root) if word) or "document"


def longer_keys(key: str, tokens: Sequence[str]) -> Iterator[str]:
    """List keys for a place, where another place may have the first ones already.

    Args:
        key: its key.
        tokens: the tokens of its JSON pointer.

    Yields:
        The key; the same with status, media type, and both; in the end with every token.
    """
    yield key
    status = _after("responses", tokens)
    media = _after("content", tokens).removeprefix("application/").replace("*", "any")
    for words in (status, media, f"{status} {media}".strip(), " ".join(tokens)):
        if words not in ("", *key.split(" ")):
            yield f"{key} {words.replace('/', ' ')}"
    yield f"{key} {pointer_of(*tokens)}"


def _after(name: str, tokens: Sequence[str]) -> str:
    return next((after for token, after in pairwise(tokens) if token == name), "")


def _words(tokens: Sequence[str], root: Mapping[str, Any]) -> Iterator[str]:
    rest, owner = iter(tokens[3:]), mapping(None)
    if tokens[:1] == ["paths"] and len(tokens) > 2:
        item = mapping(mapping(root.get("paths")).get(tokens[1]))
        owner = mapping(item.get(tokens[2]))
        yield text(owner.get("operationId")) or f"{tokens[2]} {tokens[1]}"
    elif tokens[:1] == ["components"] and len(tokens) > 2:
        yield tokens[2]
        yield _SHARED.get(tokens[1], "")
    else:
        rest = iter(tokens)
    for token in rest:
        if token in _BEFORE_NAME:
            yield next(rest, "")
        elif token in _BEFORE_ANYTHING:
            next(rest, "")
        elif token == "responses":
            status = next(rest, "")
            yield "result" if status.startswith("2") else f"error {status}"
        elif token == "parameters":
            yield _parameter(owner, next(rest, ""))
        elif token in ("oneOf", "anyOf", "prefixItems"):
            number = next(rest, "")
            role = "item" if token == "prefixItems" else "variant"
            yield f"{role} {int(number) + 1 if number.isdecimal() else number}"
        elif token == "patternProperties":
            next(rest, "")
            yield "value"
        else:
            yield _ROLES.get(token, token)


def _parameter(owner: Mapping[str, Any], index: str) -> str:
    listed = items(owner.get("parameters"))
    found = listed[int(index)] if index.isdecimal() and int(index) < len(listed) else None
    return text(mapping(found).get("name")) or index
