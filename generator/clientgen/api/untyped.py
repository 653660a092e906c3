"""Reading untyped document nodes: a value of the wrong kind reads as absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard, cast


def text(raw: Any) -> str | None:
    """The node if it is a text with anything in it, else None."""
    return raw if isinstance(raw, str) and raw else None


def items(raw: Any) -> list[Any]:
    """The node if it is a list, else an empty one."""
    return list(cast("Iterable[Any]", raw)) if isinstance(raw, list) else []


def mapping(raw: Any) -> Mapping[str, Any]:
    """The node if it is a mapping, else an empty one."""
    return cast("Mapping[str, Any]", raw) if isinstance(raw, Mapping) else {}


def is_mapping(raw: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether the node is a mapping."""
    return isinstance(raw, Mapping)
