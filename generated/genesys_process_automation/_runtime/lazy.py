"""Public names imported when they are first asked for, so that a package imports nothing heavy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy(
    space: dict[str, Any], homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package.

    Args:
        space: ``globals()`` of the package.
        homes: module of the package → its public names, separated by blanks; no names stand for
            the module itself.
    """
    package: str = space["__name__"]
    found = {name: home for home, names in homes.items() for name in names.split() or [home]}

    def get(name: str) -> Any:
        if name not in found:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f".{found[name]}", package)
        space[name] = value = module if found[name] == name else getattr(module, name)
        return value

    return get, lambda: sorted({*space, *found})
