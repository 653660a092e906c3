"""Differences of a single value: type, enumeration, limits, annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clientgen.api import Schema
from clientgen.compare.document_changes import extension_changes, same
from clientgen.compare.resolved_schemas import ResolvedSchema

ValueChange = tuple[str, Any, Any]
"""Code, value before, value after."""

# Our own notes on schemas, what the extraction writes about a key it had to change, and what it
# has read already.
_OUR_EXTENSIONS = ("x-clientgen-", "x-upstream-", "x-nullable")
_DATES = {"date", "date-time"}
# Bigger is stricter for these, smaller for the others.
_LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
_NAMED = {
    "maximum",
    "maxLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "minProperties",
}
_NO_LIMIT = {"minLength": 0, "minItems": 0, "minProperties": 0, "uniqueItems": False}


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
    pair = (old_kinds, new_kinds)
    if pair == (("integer",), ("number",)):
        return "int-to-number"
    if pair == (("number",), ("integer",)):
        return "number-to-int"
    if not old_kinds or not new_kinds:
        # No type at all takes every value.
        return "type-narrowed" if not old_kinds else "type-widened"
    if pair == (("array",), ("object",)):
        return "array-to-object"
    if pair == (("object",), ("array",)):
        return "object-to-array"
    if new_kinds == ("array",) and new.schema.items is not None and _scalar(old_kinds):
        return "scalar-to-array"
    if old_kinds == ("array",) and _scalar(new_kinds):
        return "array-to-scalar"
    if _within(old_kinds, new_kinds):
        return "type-widened"
    return "type-narrowed" if _within(new_kinds, old_kinds) else "type-changed"


def value_changes(old: ResolvedSchema, new: ResolvedSchema, role: str) -> Iterator[ValueChange]:
    """Compare two schemas of one type, without members and items.

    Args:
        old: the old schema.
        new: the new one.
        role: what the schema is to its owner; items have codes of their own.

    Yields:
        Code, value before, value after.
    """
    old_schema, new_schema = old.schema, new.schema
    if old_schema.format != new_schema.format:
        formats = old_schema.format, new_schema.format
        yield _format_code(*formats), *formats
    yield from _enum_changes(old_schema.enum, new_schema.enum, role)
    for name in sorted(old_schema.constraints.keys() | new_schema.constraints.keys()):
        before, after = old_schema.constraints.get(name), new_schema.constraints.get(name)
        before = _NO_LIMIT.get(name) if before is None else before
        after = _NO_LIMIT.get(name) if after is None else after
        if before != after:
            way = "tightened" if tightens(name, before, after) else "loosened"
            known = name in _NAMED and (way == "tightened" or name in {"maximum", "maxLength"})
            yield f"{name if known else 'limit'}-{way}", {name: before}, {name: after}


def tightens(name: str, before: Any, after: Any) -> bool:
    """Tell whether a changed limit takes fewer values than before.

    Args:
        name: the JSON Schema keyword.
        before: its old value, None without one.
        after: its new value, None without one.

    Returns:
        True for a stricter limit, and for a pattern or a multiple that merely changed.
    """
    if after is None or after is False:
        return False
    if before is None or before is False or name in {"pattern", "multipleOf"}:
        return True
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
        return True
    return after > before if name in _LOWER else after < before


NULLABILITY = frozenset({"nullable", "not-nullable"})
"""Codes of a change of nullability."""


def annotation_changes(old: Schema, new: Schema) -> Iterator[tuple[str, Any, Any]]:
    """Compare the annotations of two schemas, such as nullability, default and description.

    Args:
        old: the old schema.
        new: the new one.

    Yields:
        Code, value before, value after.
    """
    if old.nullable != new.nullable:
        yield "nullable" if new.nullable else "not-nullable", old.nullable, new.nullable
    if old.read_only != new.read_only:
        yield "readonly" if new.read_only else "not-readonly", old.read_only, new.read_only
    if old.write_only != new.write_only:
        yield "writeonly" if new.write_only else "not-writeonly", old.write_only, new.write_only
    if old.deprecated != new.deprecated:
        yield "deprecated" if new.deprecated else "undeprecated", old.deprecated, new.deprecated
    if old.has_default != new.has_default:
        yield "default-added" if new.has_default else "default-removed", old.default, new.default
    elif not same(old.default, new.default):
        yield "default-changed", old.default, new.default
    if (old.description, old.title) != (new.description, new.title):
        before, after = old.description or old.title, new.description or new.title
        if before == after:
            before, after = old.title, new.title
        yield "description", before, after
    for name, before, after in extension_changes(old.extensions, new.extensions):
        if not name.startswith(_OUR_EXTENSIONS):
            yield "extension", {name: before}, {name: after}


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
            yield "became-enum" if before is None else "enum-dropped", _list(before), _list(after)
        return
    # As JSON text: `1`, `1.0` and `true` are three values, and equal in Python.
    old_texts, new_texts = set(map(_text, before)), set(map(_text, after))
    removed = [value for value in before if _text(value) not in new_texts]
    added = [value for value in after if _text(value) not in old_texts]
    if removed and added and len(before) == len(after) == 1:
        yield "const-changed", before[0], after[0]
        return
    if removed:
        yield "item-enum-removed" if role == "item" else "enum-removed", _one_or_list(removed), None
    if added:
        yield "enum-added", None, _one_or_list(added)


def _list(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else sorted(values, key=_text)


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else sorted(values, key=_text)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
