"""Typed views of unchecked JSON values; a value of another type counts as absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypeGuard, cast

# A plain tree of dict, list, str, int, float, bool and None. The static type cannot say more.
Json: TypeAlias = Any


def as_map(value: object) -> dict[str, Json] | None:
    """View a value as a JSON object.

    Args:
        value: any JSON value.

    Returns:
        The same object, or None when it is not a mapping.
    """
    return cast("dict[str, Json]", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[Json] | None:
    """View a value as a JSON array.

    Args:
        value: any JSON value.

    Returns:
        The same object, or None when it is not a list.
    """
    return cast("list[Any]", value) if isinstance(value, list) else None  # type: ignore[redundant-cast]


def text(raw: Any) -> str | None:
    """Return the value if it is a text and not empty, else None."""
    return raw if isinstance(raw, str) and raw else None


def items(raw: Any) -> list[Any]:
    """Return the value as a list; an empty one where it is none."""
    return list(cast("Iterable[Any]", raw)) if isinstance(raw, list) else []


def mapping(raw: Any) -> Mapping[str, Any]:
    """Return the value if it is a mapping, else an empty one."""
    return cast("Mapping[str, Any]", raw) if isinstance(raw, Mapping) else {}


def is_mapping(raw: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether the value is a mapping."""
    return isinstance(raw, Mapping)
