"""A second reader of documents: which members a valid object may have, straight from the JSON.

It shares nothing with the generator but the form of its input, and knows JSON Schema only: what a
schema says is the sum of what its references and compositions say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard
from urllib.parse import unquote

Node = Mapping[str, Any]


def _is_node(value: Any) -> TypeGuard[Node]:
    return isinstance(value, Mapping)


_LISTS = ("allOf", "oneOf", "anyOf")
_SINGLE = ("if", "then", "else")


def _mapping(node: Node, key: str) -> Node:
    found = node.get(key)
    return found if _is_node(found) else {}


def at(root: Any, pointer: str) -> Any:
    """The value a JSON pointer leads to (RFC 6901)."""
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        root = root[token] if _is_node(root) else root[int(token)]
    return root


def parts(root: Any, nodes: Sequence[Any]) -> list[Node]:
    """Every schema that speaks of the same values, references and compositions followed.

    Args:
        root: the document.
        nodes: schemas of one value.

    Returns:
        The schemas that say something themselves.
    """
    found: list[Node] = []
    seen: set[int] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if not _is_node(node) or id(node) in seen:
            continue
        seen.add(id(node))
        found.append(node)
        if isinstance(node.get("$ref"), str):
            stack.append(at(root, unquote(node["$ref"][1:])))
        for key in _LISTS:
            stack.extend(node.get(key) or ())
        stack.extend(node[key] for key in _SINGLE if key in node)
        stack.extend(_mapping(node, "dependentSchemas").values())
    return found


def _may_be(node: Node, kind: str) -> bool:
    types = node.get("type")
    listed = [types] if isinstance(types, str) else types
    return listed is None or kind in listed


def members(root: Any, nodes: Sequence[Any]) -> dict[str, list[Any]]:
    """The members an object may have.

    Args:
        root: the document.
        nodes: schemas of one value.

    Returns:
        Name of each member → the schemas that speak of it. Empty where no object is described.
    """
    found: dict[str, list[Any]] = {}
    for node in parts(root, nodes):
        if _may_be(node, "object"):
            said = node.get("properties")
            for name, schema in said.items() if _is_node(said) else ():
                # What is no schema says nothing.
                if _is_node(schema) or schema is True:
                    found.setdefault(name, []).append(schema)
    return found


def elements(root: Any, nodes: Sequence[Any]) -> list[Any]:
    """The schemas of the items of an array."""
    return [item for node in parts(root, nodes) for item in _elements(node)]


def _elements(node: Node) -> Iterator[Any]:
    if _may_be(node, "array"):
        yield from node.get("prefixItems") or ()
        if _is_node(node.get("items")):
            yield node["items"]


def values(root: Any, nodes: Sequence[Any]) -> list[Any]:
    """The schemas of the members an object has beyond the declared ones."""
    found: list[Any] = []
    for node in parts(root, nodes):
        if _may_be(node, "object"):
            found.extend(_mapping(node, "patternProperties").values())
            if _is_node(node.get("additionalProperties")):
                found.append(node["additionalProperties"])
    return found
