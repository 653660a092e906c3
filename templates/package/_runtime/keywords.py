"""Keywords of earlier releases: they pass what they always passed, and warn."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

T = TypeVar("T")


class _NotGiven:
    """Default of an argument that has two names, and of its old name."""

    def __repr__(self) -> str:
        return "..."


NOT_GIVEN: Any = _NotGiven()
# This function, the method, and the call of it.
_CALLER = 4


def one_of(value: T, old: T, name: str, old_name: str, until: str) -> T:
    """Return the value passed under either name of an argument, with a warning for the old one.

    Args:
        value: what the present name holds.
        old: what the old name holds.
        name: the present name.
        old_name: the old name.
        until: release that ends the old name.

    Returns:
        The value.

    Raises:
        TypeError: it was passed under both names.
    """
    if old is NOT_GIVEN:
        return value
    if value is not NOT_GIVEN and value is not None:
        raise TypeError(f"{name!r} is given twice: {old_name!r} is its old name")
    text = f"`{old_name}` is now `{name}`; the old name stays until {until}"
    warnings.warn(text, DeprecationWarning, stacklevel=_CALLER)
    return old


def needed(value: T, name: str) -> T:
    """Return an argument that has to be passed under one of its names.

    Args:
        value: what was passed.
        name: its present name.

    Returns:
        The value.

    Raises:
        TypeError: it was not passed.
    """
    if value is NOT_GIVEN:
        raise TypeError(f"missing required argument: {name!r}")
    return value
