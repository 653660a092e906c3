"""Limits of members that stand beside a reference, compared with those of what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from clientgen.api import Schema
from clientgen.compare.document_changes import ValueChange
from clientgen.compare.limits import limit_changes

PartsOf = Callable[[Schema], Sequence[Schema]]
"""Gives everything that a value of a schema has to fit."""


def member_changes(
    old: Sequence[Schema], old_parts: PartsOf, new: Sequence[Schema], new_parts: PartsOf
) -> Iterator[ValueChange]:
    """Compare the limits of members that several parts of an object speak of.

    Args:
        old: everything the old document says of the object.
        old_parts: gives what it says of a member.
        new: everything the new one says.
        new_parts: gives what that says of a member.

    Yields:
        Each limit that differs, with the member it is in.
    """
    yield from _changes(old, old_parts, new, new_parts, 0)


# Inline schemas end; what is behind a reference is compared by itself.
_DEEPEST = 16


def _changes(
    old: Sequence[Schema], old_parts: PartsOf, new: Sequence[Schema], new_parts: PartsOf, depth: int
) -> Iterator[ValueChange]:
    olds, news = _values(old), _values(new)
    for name in sorted(olds.keys() & news.keys()):
        sites = olds[name], news[name]
        if max(map(len, sites)) < 2 or depth == _DEEPEST:
            continue
        before = [part for site in sites[0] for part in old_parts(site)]
        after = [part for site in sites[1] for part in new_parts(site)]
        for change in limit_changes(before, after):
            yield ValueChange(change.name, {name: change.before}, {name: change.after})
        for change in _changes(before, old_parts, after, new_parts, depth + 1):
            yield ValueChange(change.name, {name: change.before}, {name: change.after})


def _values(parts: Sequence[Schema]) -> dict[str, list[Schema]]:
    """What the parts say of each member, of items and of other values."""
    found: dict[str, list[Schema]] = {}
    for part in parts:
        for member in part.properties:
            found.setdefault(member.name, []).append(member.schema)
        if part.items is not None:
            found.setdefault("items", []).append(part.items)
        if isinstance(part.additional, Schema):
            found.setdefault("additionalProperties", []).append(part.additional)
    return found
