"""Schemas compared as they are written, where the intermediate representation leaves them out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

from clientgen.base.untyped import is_mapping, items
from clientgen.compare.document_changes import same
from clientgen.compare.limits import ANY_TEXT

# What a value has to fit as well; of `not`, what it may not.
_NEEDED = frozenset(
    {"contains", "contentSchema", "dependentSchemas", "else", "propertyNames", "then"}
)
_LOWER = frozenset("exclusiveMinimum minimum minItems minLength minProperties".split())
_UPPER = frozenset("exclusiveMaximum maximum maxItems maxLength maxProperties".split())
_NOTES = frozenset(
    "$comment default deprecated description example examples readOnly title writeOnly".split()
)


def expanded(node: Any, follow: Callable[[Any], Any], seen: tuple[str, ...] = ()) -> Any:
    """Write a schema with what it refers to in place.

    Args:
        node: a schema, or a part of one.
        follow: follows the references of a node.
        seen: references on the way, which stay as they are where they are met again.

    Returns:
        The same, with references only where they lead in a circle.
    """
    if isinstance(node, list):
        return [expanded(item, follow, seen) for item in items(node)]
    if not is_mapping(node):
        return node
    target = node.get("$ref")
    if isinstance(target, str) and target not in seen:
        beside = {name: value for name, value in node.items() if name != "$ref"}
        found = expanded(follow({"$ref": target}), follow, (*seen, target))
        # What stands beside a reference holds as well.
        return {"allOf": [found, expanded(beside, follow, seen)]} if beside else found
    return {
        name: expanded(value, follow, seen)
        for name, value in node.items()
        if name not in _NOTES and not _says_nothing(name, value)
    }


def _says_nothing(name: str, value: Any) -> bool:
    if name in {"minItems", "minLength", "minProperties"}:
        return type(value) is int and value <= 0
    return (name == "pattern" and value in ANY_TEXT) or (name == "uniqueItems" and value is False)


def only_loosens(keyword: str, old: Any, new: Any, beside: Collection[str] = ()) -> bool:
    """Tell whether a change of a keyword lets every value pass that passed.

    Args:
        keyword: the keyword.
        old: its old value, None where it is not there.
        new: its new value.
        beside: the keywords that stand beside it.

    Returns:
        True where that is certain.
    """
    if keyword == "minContains":
        # Without it, one item has to fit.
        return (1 if new is None else new) <= (1 if old is None else old)
    if keyword == "contains" and "maxContains" in beside:
        return False
    if keyword == "not":
        return new is None or (old is not None and _takes_more(new, old))
    if new is None or old is None or keyword not in _NEEDED:
        return new is None
    if keyword == "dependentSchemas" and is_mapping(old) and is_mapping(new):
        return new.keys() <= old.keys() and all(_takes_more(old[n], new[n]) for n in new)
    return _takes_more(old, new)


def _takes_more(old: Any, new: Any) -> bool:
    """Whether a schema certainly takes every value that another one takes."""
    if same(old, new) or new is True or new == {} or old is False:
        return True
    if not is_mapping(old) or not is_mapping(new):
        return False
    return new.keys() <= old.keys() and all(_keeps(name, old, new) for name in new)


def _keeps(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    before, after = old[name], new[name]
    if same(before, after):
        return True
    if name in _LOWER or name in _UPPER:
        numbers = all(type(value) in (int, float) for value in (before, after))
        return numbers and (after <= before if name in _LOWER else after >= before)
    if name == "multipleOf" and all(type(value) in (int, float) for value in (before, after)):
        return after > 0 and Fraction(str(before)) % Fraction(str(after)) == 0
    if name in {"items", "additionalProperties"}:
        return _takes_more(before, after)
    if name in {"properties", "patternProperties"} and is_mapping(before) and is_mapping(after):
        return after.keys() == before.keys() and all(
            _takes_more(before[n], after[n]) for n in after
        )
    if name == "required":
        return set(items(after)) <= set(items(before))
    if name == "enum":
        return all(any(same(value, other) for other in items(after)) for value in items(before))
    return False
