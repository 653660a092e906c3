"""Keys of schemas written in place: made of where they stand, whoever meets them first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from clientgen.api import Property, Schema
from clientgen.base.pointers import tokens_of

_SHARED = {"responses": "response", "requestBodies": "body", "parameters": "", "headers": "header"}


class InlineKeys:
    """Gives the key of a schema inside a component, whichever composition leads to it.

    Args:
        components: the document's component schemas.
    """

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self._known: dict[str, dict[str, str]] = {}

    def key_of(self, pointer: str) -> str | None:
        """The key of what stands at a pointer, None where it is nothing shared."""
        tokens = tokens_of(pointer)
        if tokens[:1] == ["paths"] and tokens[2:3] == ["parameters"]:
            return f"{tokens[1]} parameter {tokens[3]}" if tokens[4:] == ["schema"] else None
        if len(tokens) < 3 or tokens[0] != "components":
            return None
        if tokens[1] != "schemas":
            # The first schema of a shared response and the like; what is inside goes by that.
            is_top = tokens[-1] == "schema" and tokens.count("schema") == 1
            return (
                " ".join((tokens[2], _SHARED.get(tokens[1], tokens[1]))).strip() if is_top else None
            )
        name = tokens[2]
        if name not in self._known:
            found = self._components.get(name)
            self._known[name] = {} if found is None else dict(_keys(found, name))
        return self._known[name].get(pointer)


def _keys(schema: Schema, name: str) -> Iterator[tuple[str, str]]:
    """The key of every schema written inside a component, as its flattened form would give it."""
    stack = [(schema, name)]
    while stack:
        node, key = stack.pop()
        yield node.pointer, key
        stack.extend((member.schema, f"{key} {member.name}") for member in node.properties)
        if node.items is not None:
            stack.append((node.items, f"{key} item"))
        stack.extend((part, f"{key} item {i + 1}") for i, part in enumerate(node.prefix_items))
        values = [node.additional] if isinstance(node.additional, Schema) else []
        stack.extend(
            (part, f"{key} value") for part in (*values, *node.pattern_properties.values())
        )
        stack.extend(
            (part, f"{key} {part.title or f'variant {i + 1}'}")
            for i, part in enumerate((*node.one_of, *node.any_of))
        )
        # Parts of one object are that object.
        stack.extend((part, key) for part in (*node.all_of, *node.conditional))


def content_of(schema: Schema) -> str:
    """What a schema says, wherever it stands: equal for equal schemas."""
    return repr(_content(schema))


def _content(value: Any) -> Any:
    if isinstance(value, Schema):
        return [
            (item.name, content)
            for item in fields(value)
            if item.name != "pointer" and (content := _content(getattr(value, item.name)))
        ]
    if isinstance(value, Property):
        return (value.name, _content(value.schema), value.required)
    if isinstance(value, Mapping):
        return sorted((str(key), _content(part)) for key, part in value.items())
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, (tuple, list)):
        return [_content(part) for part in value]
    return repr(value) if value is not None and value is not False else None
