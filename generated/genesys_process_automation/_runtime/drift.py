"""Differences between a response and the document, found after it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import SchemaValidator

from .model import Model, wire_names
from .parameters import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRAPPERS = ("default", "function-before", "function-after", "function-wrap", "definitions")
_UNNAMED = "*"
"""Stands in a pointer for any item of an array and any key of a map."""


class Drift(NamedTuple):
    """One way in which the service differs from its document.

    Args:
        operation: Python name of the operation, such as ``"triggers.get"``.
        pointer: JSON pointer to the place in the response; ``*`` stands for any item or key.
        kind: ``"unknown member"``, ``"unknown value"`` (of an enumeration or tag),
            ``"wrong type"`` or ``"missing member"``.
    """

    operation: str
    pointer: str
    kind: str


def find(schema: Any, value: Any) -> Iterator[tuple[str, str]]:
    """Find what differs from the document.

    Args:
        schema: pydantic's description of the type.
        value: what was read as it.

    Returns:
        Pointer and kind of each difference.
    """
    definitions = {node["ref"]: node for node in schema.get("definitions", ())}
    return _Search(definitions).of(schema, value, "")


class _Search:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._leaves: dict[int, SchemaValidator] = {}

    def of(self, schema: Any, value: Any, at: str) -> Iterator[tuple[str, str]]:
        schema = self._bare(schema)
        kind = schema["type"]
        if kind == "nullable":
            if value is not None:
                yield from self.of(schema["schema"], value, at)
        elif not self._fits(schema, value):
            yield at, "wrong type"
        elif kind == "model":
            yield from self._members(schema, value, at)
        elif kind == "list" and "items_schema" in schema:
            for item in value:
                yield from self.of(schema["items_schema"], item, f"{at}/{_UNNAMED}")
        elif kind == "tuple":
            for each, item in zip(schema["items_schema"], value, strict=False):
                yield from self.of(each, item, f"{at}/{_UNNAMED}")
        elif kind == "dict" and "values_schema" in schema:
            for item in value.values():
                yield from self.of(schema["values_schema"], item, f"{at}/{_UNNAMED}")
        elif kind in ("union", "tagged-union"):
            yield from self._chosen(schema, value, at)

    def _members(self, schema: Any, value: Model, at: str) -> Iterator[tuple[str, str]]:
        names, given = wire_names(type(value)), value.model_fields_set
        fields = schema["schema"]
        while "fields" not in fields:
            fields = fields["schema"]
        for name, field in fields["fields"].items():
            place = f"{at}/{_escaped(names[name])}"
            if name in given:
                yield from self.of(field["schema"], getattr(value, name), place)
            elif field["schema"]["type"] != "default" or names[name] in value.__required__:
                yield place, "missing member"
        if "extras_schema" not in fields or fields["extras_schema"]["type"] == "json-or-python":
            for name in value.model_extra or {}:
                yield f"{at}/{_escaped(name)}", "unknown member"

    def _chosen(self, schema: Any, value: Any, at: str) -> Iterator[tuple[str, str]]:
        found = schema["choices"]
        listed = found.values() if is_object(found) else found
        choices = [self._bare(c[0] if isinstance(c, tuple) else c) for c in listed]
        known = [choice for choice in choices if choice["type"] == "literal"]
        if type(value) is Model:
            yield at, "unknown value"
        elif known and isinstance(value, (str, int)):
            if not any(self._fits(choice, value) for choice in known):
                others = [choice for choice in choices if choice["type"] not in ("literal", "str")]
                if not any(self._fits(choice, value) for choice in others):
                    yield at, "unknown value"
        else:
            fitting = (choice for choice in choices if self._fits(choice, value))
            yield from self.of(next(fitting), value, at)

    def _fits(self, schema: Any, value: Any) -> bool:
        """Whether a value is of the kind a schema describes, its parts left aside."""
        schema = self._bare(schema)
        kind = schema["type"]
        if kind == "nullable":
            return value is None or self._fits(schema["schema"], value)
        if kind == "model":
            return type(value) is schema["cls"]
        if kind in ("list", "tuple"):
            return is_array(value)
        if kind == "dict":
            return is_object(value)
        if kind in ("union", "tagged-union"):
            found = schema["choices"]
            choices = found.values() if is_object(found) else found
            return any(self._fits(c[0] if isinstance(c, tuple) else c, value) for c in choices)
        leaf = self._leaves.get(id(schema))
        if leaf is None:
            leaf = self._leaves[id(schema)] = SchemaValidator(schema)
        return leaf.isinstance_python(value, strict=True)

    def _bare(self, schema: Any) -> Any:
        while True:
            if schema["type"] in _WRAPPERS:
                schema = schema["schema"]
            elif schema["type"] == "definition-ref":
                schema = self._definitions[schema["schema_ref"]]
            else:
                return schema


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
