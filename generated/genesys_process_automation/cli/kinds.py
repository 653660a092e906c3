"""The types of the table: what they are made of, and how help and messages write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

_MOST_SHOWN = 60


def is_composed(kind: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a type has parts: known values, items, members, or other types."""
    return isinstance(kind, Mapping)


def alternatives(kind: Any) -> Iterator[Any]:
    """Every type that a value may be of, one by one."""
    if is_composed(kind) and "any" in kind:
        for each in kind["any"]:
            yield from alternatives(each)
    else:
        yield kind


def as_typed(value: Any) -> str:
    """Write a known value the way it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def listed(values: Sequence[Any]) -> str:
    """List known values for a message."""
    shown = ", ".join(map(as_typed, values[:_MOST_SHOWN]))
    return f"one of {shown}" if len(values) <= _MOST_SHOWN else f"one of {shown}, …"


def shown(kind: Any) -> str:
    """Name a type for help.

    Args:
        kind: what a value may be, as the table says it.

    Returns:
        A short text, such as ``true|false``.
    """
    found = [_shown(each) for each in alternatives(kind)]
    return "|".join(dict.fromkeys(found))


def _shown(kind: Any) -> str:
    if not is_composed(kind):
        names = {"boolean": "true|false", "string": "TEXT", "object": "JSON", "model": "JSON"}
        return names.get(kind, str(kind).upper())
    if "values" in kind:
        values = "|".join(map(as_typed, kind["values"]))
        return values if len(values) <= _MOST_SHOWN else "VALUE"
    return shown(kind["list"]) if "list" in kind else "JSON"


def known(kind: Any) -> list[str]:
    """List the values to complete."""
    found: list[str] = []
    for each in alternatives(kind):
        if each == "boolean":
            found += ["true", "false"]
        elif is_composed(each) and "values" in each:
            found += map(as_typed, each["values"])
        elif is_composed(each) and "list" in each:
            found += known(each["list"])
    return found
