"""Long enumerations that are written in several places, and the name they share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from clientgen.api import Schema
from clientgen.types.names import pascal

_LONG = 8
"""The fewest values that are worth a name of their own."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An enumeration that several places share.

    Args:
        key: catalog key.
        schema: the enumeration without what one place says of it.
        pointers: the places.
        in_responses: whether one of them travels in a response.
        in_requests: whether one of them travels in a request.
    """

    key: str
    schema: Schema
    pointers: frozenset[str]
    in_responses: bool
    in_requests: bool


@dataclass(slots=True)
class _Use:
    """The places of one list of values, by pointer, with their keys."""

    schema: Schema
    keys: dict[str, str] = field(default_factory=dict[str, str])
    directions: set[bool] = field(default_factory=set[bool])


class EnumerationUses:
    """The long enumerations written in place, by their values in any order."""

    def __init__(self) -> None:
        self._uses: dict[str, _Use] = {}

    def add(self, schema: Schema, key: str, *, is_response: bool) -> None:
        """Note a place.

        Args:
            schema: what stands there; nothing is noted where it is no long enumeration.
            key: the place in words, the last of which is the member or parameter.
            is_response: whether it travels in a response.
        """
        if schema.enum is None or len(schema.enum) < _LONG:
            return
        values = json.dumps([sorted(schema.types), sorted(map(json.dumps, schema.enum))])
        use = self._uses.setdefault(values, _Use(schema))
        use.keys.setdefault(schema.pointer, key)
        use.directions.add(is_response)

    def shared(self, taken: Callable[[str], bool]) -> Iterator[Shared]:
        """Name what stands in more than one place.

        Args:
            taken: tells whether another class would have the name of a key.

        Yields:
            The enumerations, by their first place.
        """
        named: set[str] = set()
        for use in sorted(self._uses.values(), key=lambda use: min(use.keys)):
            if len(use.keys) < 2:
                continue
            key = next(k for k in _candidates(use) if not taken(k) and pascal(k) not in named)
            named.add(pascal(key))
            schema = replace(
                use.schema, nullable=False, description=None, title=None, has_default=False
            )
            pointers = frozenset(use.keys)
            yield Shared(key, schema, pointers, True in use.directions, False in use.directions)


def _candidates(use: _Use) -> Iterator[str]:
    """What most places are called, then their own keys, the shortest first."""
    places = {_without_item(key) for key in use.keys.values()}
    members = Counter(place.rpartition(" ")[2] for place in places)
    (member, count), *_ = sorted(members.items(), key=lambda item: (-item[1], item[0]))
    if 2 * count > len(places):
        yield member
    yield from sorted(places, key=lambda place: (len(place), place))
    yield from (f"{key} {pointer}" for pointer, key in sorted(use.keys.items()))


def _without_item(key: str) -> str:
    """The member or parameter that a place is in, with its owner."""
    words = key.split()
    while len(words) > 1 and words[-1] in ("item", "value"):
        words.pop()
    return " ".join(words)
