"""The comparison of what lists and maps hold."""

from __future__ import annotations

from collections.abc import Iterator

from clientgen.api import Schema
from clientgen.compare.compared_pair import ComparedPair
from clientgen.compare.graph import SchemaChange


def content_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    """Compare items and values; those that belong together are the pair's children.

    Args:
        pair: the schemas that hold them.

    Yields:
        One change for each that only one version has a type for.
    """
    yield from _item_changes(pair)
    patterns = pair.old.schema.pattern_properties, pair.new.schema.pattern_properties
    for pattern in sorted(patterns[0].keys() | patterns[1].keys()):
        old, new = (listed.get(pattern) for listed in patterns)
        if old is not None and new is not None:
            pair.child(old, new, "value", None)
        else:
            values = old and pattern, new and pattern
            change = pair.change("composition-changed", *values, part=pattern)
            yield pair.replacement(change, old, new)
    yield from _additional_changes(pair)


def _item_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    old, new = pair.old.schema, pair.new.schema
    if old.items is not None and new.items is not None:
        pair.child(old.items, new.items, "item", None)
    elif old.items is not new.items:
        code = "type-narrowed" if old.items is None else "type-widened"
        kinds = "any items", "typed items"
        before, after = kinds if old.items is None else reversed(kinds)
        yield pair.replacement(pair.change(code, before, after, part="items"), old.items, new.items)
    for old_item, new_item in zip(old.prefix_items, new.prefix_items, strict=False):
        pair.child(old_item, new_item, "item", None)
    counts = len(old.prefix_items), len(new.prefix_items)
    if counts[0] != counts[1]:
        yield pair.change("composition-changed", *counts, part="prefixItems")


def _additional_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    old, new = _open(pair.old.schema.additional), _open(pair.new.schema.additional)
    if isinstance(old, Schema) and isinstance(new, Schema):
        pair.child(old, new, "value", None)
    elif old is not new:
        # A map that turns into a class has lost its values, whatever else it takes.
        is_class_now = pair.new.schema.properties and not pair.old.schema.properties
        is_stricter = new is False or old is True or (isinstance(old, Schema) and is_class_now)
        code = "additional-closed" if is_stricter else "additional-opened"
        change = pair.change(code, _shown(old), _shown(new), part="additionalProperties")
        yield pair.replacement(change, _typed(old), _typed(new))


def _open(additional: Schema | bool | None) -> Schema | bool:
    if isinstance(additional, Schema):
        return True if additional.is_any else additional
    return additional is not False


def _shown(additional: Schema | bool) -> str | bool:
    return additional if isinstance(additional, bool) else "typed"


def _typed(additional: Schema | bool) -> Schema | None:
    return None if isinstance(additional, bool) else additional
