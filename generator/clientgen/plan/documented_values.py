"""The values that a document gives as examples, defaults and constants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientgen.api import Operation, Schema
from clientgen.base.pointers import follow, resolve
from clientgen.base.untyped import Json, as_list, is_mapping, items, mapping

Node = Mapping[str, Any]
"""A schema as the document has it; an empty one where it has none."""

_ASSERTS = (
    "const enum exclusiveMaximum exclusiveMinimum maxItems maxLength maximum minItems minLength"
    " minimum multipleOf pattern type uniqueItems"
).split()
_MOST_STATED = 5
_DEEPEST = 8


class DocumentedValues:
    """Finds the values that a document gives for schemas, parameters and request bodies.

    Nothing is copied: they are read where the document has them.

    Args:
        document: the document as an `Api` was read from it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def node(self, schema: Schema) -> Node:
        """Find a schema in the document.

        Args:
            schema: the schema.

        Returns:
            Its keywords, those of what it refers to among them; none where only the generator knows
            the schema.
        """
        return self.whole(self._at(schema.pointer)) if schema.pointer else {}

    def whole(self, node: Json) -> Node:
        """Join a schema and what it refers to, by ``$ref`` or an ``allOf`` of one."""
        found: dict[str, Any] = {}
        for _ in range(_DEEPEST):
            if not is_mapping(node):
                break
            found = {**node, **found}
            parts = items(node.get("allOf"))
            if "$ref" in node:
                node = self._followed({"$ref": node["$ref"]})
            elif len(parts) == 1:
                node = parts[0]
            else:
                break
        return found

    def required(self, node: Node, depth: int = 0) -> frozenset[str]:
        """The members that an object has to have, by wire name.

        Args:
            node: the schema.
            depth: how many schemas it stands inside.

        Returns:
            Those that the schema and the parts of its ``allOf`` name.
        """
        own = frozenset(name for name in items(node.get("required")) if isinstance(name, str))
        if depth > _DEEPEST:
            return own
        parts = (self.whole(part) for part in items(node.get("allOf")))
        return own.union(*(self.required(part, depth + 1) for part in parts))

    def of_schema(self, node: Node) -> Iterator[Json]:
        """List the values that a schema itself gives, the most telling first."""
        yield from (node[name] for name in ("example", "x-example") if name in node)
        given = node.get("examples")
        # A map of Example Objects belongs to parameters, but stands in schemas, too.
        yield from (as_list(given) or [*self._examples(given)])[:_MOST_STATED]
        yield from (node[name] for name in ("const", "default") if name in node)
        yield from items(node.get("enum"))[:_MOST_STATED]

    def of_parameter(self, operation: Operation, wire: str, location: str) -> Iterator[Json]:
        """List the values that an operation gives for a parameter, those of its schema aside.

        Args:
            operation: the operation.
            wire: name of the parameter on the wire.
            location: its location.

        Returns:
            The values, those of the parameter before those of its media type.
        """
        for parameter in operation.parameters:
            if (parameter.name, parameter.location) == (wire, location):
                node = mapping(self._at(parameter.pointer))
                yield from self._beside(node)
                for content in mapping(node.get("content")).values():
                    yield from self._beside(mapping(self._followed(content)))

    def of_body(self, operation: Operation, schema: Schema) -> Iterator[Json]:
        """List the values that an operation gives for its body.

        Args:
            operation: the operation.
            schema: of the media type that is sent.

        Returns:
            The examples beside that schema.
        """
        if operation.body is None:
            return
        content = mapping(mapping(self._at(operation.body.pointer)).get("content"))
        stated = self._at(schema.pointer)
        for raw in content.values():
            media = mapping(self._followed(raw))
            if stated is not None and media.get("schema") is stated:
                yield from self._beside(media)

    def holds(self, node: Node, value: Json, depth: int = 0) -> bool:
        """Tell whether a value without parts, or the length of a list, keeps to a schema.

        Args:
            node: the schema.
            value: the value.
            depth: how many schemas it stands inside.

        Returns:
            False where a keyword refuses it, or makes no sense.
        """
        if depth > _DEEPEST:
            return True
        inner = depth + 1
        choices = items(node.get("anyOf")) or items(node.get("oneOf"))
        return (
            self._keeps(node, value)
            and all(self.holds(self.whole(part), value, inner) for part in items(node.get("allOf")))
            and (not choices or any(self.holds(self.whole(part), value, inner) for part in choices))
        )

    def _keeps(self, node: Node, value: Json) -> bool:
        import jsonschema_rs

        asserts = {name: node[name] for name in _ASSERTS if name in node}
        if (node.get("nullable") is True and value is None) or not asserts:
            return True
        try:
            # A pattern of the document gets no more time than this.
            limited = jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000)
            judge = jsonschema_rs.Draft202012Validator(
                asserts, offline=True, pattern_options=limited
            )
            return bool(judge.is_valid(value))
        except (ValueError, OverflowError, TypeError):
            return False

    def _beside(self, node: Node) -> Iterator[Json]:
        """The examples of a parameter or media type."""
        yield from (node[name] for name in ("example", "x-example") if name in node)
        yield from [*self._examples(node.get("examples"))][:_MOST_STATED]

    def _examples(self, raw: Json) -> Iterator[Json]:
        for _, example in sorted(mapping(raw).items()):  # The order of a document never shows.
            found = mapping(self._followed(example))
            # OpenAPI 3.2 calls the value of a schema ``dataValue``.
            yield from (found[name] for name in ("dataValue", "value") if name in found)

    def _at(self, pointer: str) -> Json:
        try:
            return resolve(self._document, pointer)
        except KeyError:
            return None

    def _followed(self, node: Json) -> Json:
        try:
            return follow(self._document, node, "")[0]
        except KeyError:
            return None
