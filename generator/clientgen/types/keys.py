"""Keys of inline schemas, made of their location, so that no traversal order changes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientgen.api import Schema
from clientgen.base.pointers import tokens_of
from clientgen.types.compose import Composer

_SHARED = {"responses": "response", "requestBodies": "body", "parameters": "", "headers": "header"}


class InlineKeys:
    """Keys of the schemas inside components, the same whichever composition leads to them.

    Args:
        components: the document's component schemas.
        composer: merges their compositions.
    """

    def __init__(self, components: Mapping[str, Schema], composer: Composer) -> None:
        self._components = components
        self._composer = composer
        self._known: dict[str, dict[str, str]] = {}

    def key_of(self, pointer: str) -> str | None:
        """Return the key of the schema at a pointer; None where nothing shared is there."""
        tokens = tokens_of(pointer)
        if tokens[:1] == ["paths"] and tokens[2:3] == ["parameters"]:
            return f"{tokens[1]} parameter {tokens[3]}" if tokens[4:] == ["schema"] else None
        if len(tokens) < 3 or tokens[0] != "components":
            return None
        if tokens[1] != "schemas":
            # The outermost schema of a shared response, parameter or header; those inside it are
            # named after it.
            is_top = tokens[-1] == "schema" and tokens.count("schema") == 1
            return (
                " ".join((tokens[2], _SHARED.get(tokens[1], tokens[1]))).strip() if is_top else None
            )
        name = tokens[2]
        if name not in self._known:
            is_known = name in self._components
            keys = reversed(list(self._keys(name))) if is_known else ()
            self._known[name] = dict(keys)
        return self._known[name].get(pointer)

    def _keys(self, name: str) -> Iterator[tuple[str, str]]:
        """The key of every schema inside a component, as written and as composed."""
        seen: set[str] = set()
        stack = [(self._composer.component(name), name), (self._components[name], name)]
        while stack:
            node, key = stack.pop()
            if node.pointer not in seen:
                seen.add(node.pointer)
                yield node.pointer, key
            elif node is not self._composer.component(name):
                continue
            composed = self._composer.flat(node)
            if composed is not node and composed.ref is None:
                stack.append((composed, key))
            stack.extend(reversed(list(inside(node, key))))
            # Parts of one object are that object.
            stack.extend((part, key) for part in (*node.all_of, *node.conditional))


def inside(schema: Schema, key: str) -> Iterator[tuple[Schema, str]]:
    """List the schemas directly inside a schema.

    Args:
        schema: the outer schema.
        key: its key.

    Yields:
        Each inner schema, and the key made of the outer one's.
    """
    for member in schema.properties:
        yield member.schema, f"{key} {member.name}"
    if schema.items is not None:
        yield schema.items, f"{key} item"
    for index, node in enumerate(schema.prefix_items):
        yield node, f"{key} item {index + 1}"
    if isinstance(schema.additional, Schema):
        yield schema.additional, f"{key} value"
    for node in schema.pattern_properties.values():
        yield node, f"{key} value"
    for index, node in enumerate((*schema.one_of, *schema.any_of)):
        yield node, f"{key} {node.title or f'variant {index + 1}'}"
