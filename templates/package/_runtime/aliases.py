"""Names of earlier releases: they work as before, and warn."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .messages import Operation


def heir(name: str, names: Mapping[str, tuple[str, str]], level: int = 3) -> str | None:
    """Find the present name of something, with a warning.

    Args:
        name: an old name.
        names: old name → (present name, release that ends the old one).
        level: frames up to the code that asked.

    Returns:
        The present name; None when the old one is not known.
    """
    found = names.get(name)
    if found is None:
        return None
    told = f"`{name}` is now `{found[0]}`; the old name stays until {found[1]}"
    warnings.warn(told, DeprecationWarning, stacklevel=level)
    return found[0]


class Operations(dict[str, "Operation"]):
    """Operations by operationId; those of earlier releases are found, but not listed.

    Args:
        operations: by their present ids.
        names: old operationId → (present one, release that ends the old one).
    """

    def __init__(
        self, operations: Mapping[str, Operation], names: Mapping[str, tuple[str, str]]
    ) -> None:
        super().__init__(operations)
        self._names = names

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._names

    def __missing__(self, key: str) -> Operation:
        name = heir(key, self._names)
        if name is None:
            raise KeyError(key)
        return self[name]

    def get(self, key: str, default: Any = None) -> Any:
        """Find an operation.

        Args:
            key: its present id, or an old one.
            default: for one that is not known.

        Returns:
            The operation, or the default.
        """
        return self[key] if key in self else default
