"""Differences of a single value: type, enumeration, annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clientgen.api import Schema
from clientgen.compare.document_changes import ValueChange, differing_members, same
from clientgen.compare.resolved_schemas import ResolvedSchema

# Our own notes on schemas, what the extraction writes about a key it had to change, and what it
# has read already.
_OUR_EXTENSIONS = ("x-clientgen-", "x-upstream-", "x-nullable")
_KIND_CHANGES: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {
    (("integer",), ("number",)): "int-to-number",
    (("number",), ("integer",)): "number-to-int",
    (("array",), ("object",)): "array-to-object",
    (("object",), ("array",)): "object-to-array",
}
# Formats that make another type than text.
_DATES = {"date", "date-time", "time", "duration", "uuid", "byte", "decimal"}


def type_change(old: ResolvedSchema, new: ResolvedSchema) -> str | None:
    """Find the code of a change of JSON type.

    Args:
        old: the old schema.
        new: the new one.

    Returns:
        The code, or None when the types are the same.
    """
    old_kinds, new_kinds = old.kinds, new.kinds
    if old_kinds == new_kinds:
        return None
    code = _KIND_CHANGES.get((old_kinds, new_kinds))
    if code is not None:
        return code
    if not old_kinds or not new_kinds:
        # No type at all takes every value.
        return "type-narrowed" if not old_kinds else "type-widened"
    if new_kinds == ("array",) and new.schema.items is not None and _scalar(old_kinds):
        return "scalar-to-array"
    if old_kinds == ("array",) and _scalar(new_kinds):
        return "array-to-scalar"
    if _within(old_kinds, new_kinds):
        return "type-widened"
    return "type-narrowed" if _within(new_kinds, old_kinds) else "type-changed"


def value_changes(old: ResolvedSchema, new: ResolvedSchema, role: str) -> Iterator[ValueChange]:
    """Compare two schemas of one type, without members, items and limits.

    Args:
        old: the old schema.
        new: the new one.
        role: what the schema is to its owner; items have codes of their own.

    Yields:
        Each difference with its code.
    """
    old_schema, new_schema = old.schema, new.schema
    formats = _format(old_schema), _format(new_schema)
    if formats[0] != formats[1]:
        yield ValueChange(_format_code(*formats), *formats)
    yield from _enum_changes(old_schema.enum, new_schema.enum, role)


def _format(schema: Schema) -> str | None:
    """The format of a text; OpenAPI 3.1 calls the format ``byte`` an encoding."""
    encoding = "byte" if schema.encoding in ("base64", "base64url") else schema.encoding
    return schema.format or encoding


# Attribute, code where it became true, code where it became false.
_FLAGS = (
    ("nullable", "nullable", "not-nullable"),
    ("read_only", "readonly", "not-readonly"),
    ("write_only", "writeonly", "not-writeonly"),
    ("deprecated", "deprecated", "undeprecated"),
)
NULLABILITY = frozenset({"nullable", "not-nullable"})
"""Codes of a change of nullability."""


def annotation_changes(old: Schema, new: Schema) -> Iterator[ValueChange]:
    """Compare the annotations of two schemas, such as nullability, default and description.

    Args:
        old: the old schema.
        new: the new one.

    Yields:
        Each difference with its code.
    """
    for name, set_code, unset_code in _FLAGS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield ValueChange(set_code if after else unset_code, before, after)
    if old.has_default != new.has_default:
        code = "default-added" if new.has_default else "default-removed"
        yield ValueChange(code, old.default, new.default)
    elif not same(old.default, new.default):
        yield ValueChange("default-changed", old.default, new.default)
    if (old.description, old.title) != (new.description, new.title):
        before, after = old.description or old.title, new.description or new.title
        if before == after:
            before, after = old.title, new.title
        yield ValueChange("description", before, after)
    for name, before, after in differing_members(old.extensions, new.extensions):
        if not name.startswith(_OUR_EXTENSIONS):
            yield ValueChange("extension", {name: before}, {name: after})


def _scalar(kinds: tuple[str, ...]) -> bool:
    return bool(kinds) and not set(kinds) & {"array", "object"}


def _within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    return set(inner) <= set(outer) or (
        set(inner) - {"integer"} <= set(outer) and "number" in outer
    )


def _format_code(before: str | None, after: str | None) -> str:
    if (before, after) in {("int32", "int64"), ("int32", None)}:
        return "format-int-widened"
    return "format-date" if _DATES & {before, after} else "format-changed"


def _enum_changes(
    before: tuple[Any, ...] | None, after: tuple[Any, ...] | None, role: str
) -> Iterator[ValueChange]:
    if before is None or after is None:
        if before is not after:
            code = "became-enum" if before is None else "enum-dropped"
            yield ValueChange(code, _list(before), _list(after))
        return
    # As JSON text: `1`, `1.0` and `true` are three values, and equal in Python.
    old_texts, new_texts = set(map(_text, before)), set(map(_text, after))
    removed = [value for value in before if _text(value) not in new_texts]
    added = [value for value in after if _text(value) not in old_texts]
    if removed and added and len(before) == len(after) == 1:
        yield ValueChange("const-changed", before[0], after[0])
        return
    if removed:
        code = "item-enum-removed" if role == "item" else "enum-removed"
        yield ValueChange(code, _one_or_list(removed), None)
    if added:
        yield ValueChange("enum-added", None, _one_or_list(added))


def _list(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else sorted(values, key=_text)


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else sorted(values, key=_text)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
