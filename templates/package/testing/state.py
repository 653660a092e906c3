"""The entities that a fake service keeps, each under its collection and id."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

_START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_CREATED = ("created", "creation", "added", "opened", "inserted")
_CHANGED = ("modified", "updated", "changed")


@dataclass
class State:
    """The entities of a service; a second passes with every change, whatever the clock says.

    Args:
        kept: collection, its path parameters filled in → id → entity as parsed JSON.
    """

    kept: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=dict[str, dict[str, dict[str, Any]]]
    )
    _count: int = 0

    def collection(self, path: str) -> dict[str, dict[str, Any]]:
        """Give the entities of a collection, in the order in which they came.

        Args:
            path: of the collection, without a base.

        Returns:
            Id → entity; to be changed in place.
        """
        return self.kept.setdefault(path, {})

    def tick(self) -> str:
        """Let a second pass.

        Returns:
            The time, as date-times are written.
        """
        self._count += 1
        return (_START + dt.timedelta(seconds=self._count)).isoformat().replace("+00:00", "Z")

    def new_id(self, types: tuple[str, ...], taken: dict[str, Any]) -> int | str:
        """Make an id that no other entity has.

        Args:
            types: JSON types that it may be of.
            taken: the collection.

        Returns:
            A number, or the text of a UUID.
        """
        is_number = "integer" in types or "number" in types
        number = len(taken) + (1 if is_number else 1000)
        while str(number if is_number else uuid.UUID(int=number)) in taken:
            number += 1
        return number if is_number else str(uuid.UUID(int=number))


def is_time_of(name: str, *, change: bool) -> bool:
    """Tell whether a member says when an entity was made, or last changed.

    Args:
        name: its wire name.
        change: whether the last change is asked for.

    Returns:
        True where its name says so.
    """
    return any(word in name.lower() for word in (_CHANGED if change else _CREATED))
