"""Changes of a document, without a verdict on what they break."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clientgen.api import Operation, Schema
from clientgen.base.pointers import tokens_of
from clientgen.base.untyped import is_mapping, items
from clientgen.compare.rules import RULES, Verdict


class Pointers(NamedTuple):
    """Positions of one thing in both documents; of a missing one, where it would be."""

    old: str
    new: str


class ParameterId(NamedTuple):
    """The identity of a parameter within its operation."""

    location: str
    name: str


def parameter_id(location: str, name: str) -> ParameterId:
    """Identify a parameter; header names differ in case only on paper.

    Args:
        location: where it is sent.
        name: its wire name.

    Returns:
        The identity.
    """
    return ParameterId(location, name.lower() if location == "header" else name)


class Key(NamedTuple):
    """A Python declaration of one version.

    Args:
        version: ``old`` or ``new``.
        kind: ``method``, ``id``, ``argument``, ``returns``, ``class``, ``attribute`` and the like.
        owner: index of the operation pair it belongs to, or the pointer of its class.
        name: wire name of the argument or attribute.
        location: location of the argument's parameter.
    """

    version: str
    kind: str
    owner: int | str
    name: str = ""
    location: str = ""


def keys(kind: str, old: int | str | None, new: int | str | None) -> frozenset[Key]:
    """Build the keys of one Python declaration in both versions.

    Args:
        kind: kind of the declaration.
        old: its owner in the old surface, None when it is not there.
        new: its owner in the new one.

    Returns:
        One key for each version that has such a declaration.
    """
    owners = (("old", old), ("new", new))
    return frozenset(Key(version, kind, owner) for version, owner in owners if owner is not None)


def attribute_keys(at: Pointers, old: str | None, new: str | None) -> frozenset[Key]:
    """Build the keys of an attribute of a class.

    Args:
        at: the schemas of the class.
        old: wire name in the old version, None when it has none.
        new: wire name in the new one.

    Returns:
        One key for each version that has the attribute.
    """
    names = (("old", at.old, old), ("new", at.new, new))
    return frozenset(
        Key(version, "attribute", owner, name) for version, owner, name in names if name is not None
    )


def scheme_keys(old: Iterable[str], new: Iterable[str]) -> frozenset[Key]:
    """Build the keys of what clients offer for security schemes.

    Args:
        old: names of schemes of the old document; an empty one stands for the access token that
            serves every operation.
        new: those of the new one.

    Returns:
        One key for each.
    """
    sides = (("old", old), ("new", new))
    return frozenset(Key(version, "scheme", name) for version, names in sides for name in names)


SERVERS = {version: Key(version, "servers", "/servers") for version in ("old", "new")}
"""The keys of the choice of servers, by version."""


@dataclass(frozen=True, slots=True)
class OperationPair:
    """An operation of the old document and the one it became.

    Args:
        index: number of the pair, in the order of paths.
        old: None for an added operation.
        new: None for a removed one.
        parameters: the parameters that belong together, as they are in the old and in the new one.
    """

    index: int
    old: Operation | None
    new: Operation | None
    parameters: list[tuple[ParameterId, ParameterId]] = field(
        default_factory=list[tuple[ParameterId, ParameterId]]
    )

    @property
    def shown(self) -> Operation:
        """The side that exists, the old one first: callers know it by that."""
        found = self.old or self.new
        assert found is not None
        return found

    def keys(self, kind: str) -> frozenset[Key]:
        """Build the keys of a declaration of the pair itself, in each version that has it.

        Args:
            kind: ``method``, ``id``, ``returns``, ``deprecation`` or ``order``.

        Returns:
            The keys.
        """
        return keys(kind, self.index if self.old else None, self.index if self.new else None)

    def argument(self, old: ParameterId | None, new: ParameterId | None) -> frozenset[Key]:
        """Build the keys of an argument.

        Args:
            old: its parameter in the old version, None when it is not there.
            new: its parameter in the new one.

        Returns:
            The keys.
        """
        sides = (("old", old), ("new", new))
        return frozenset(
            Key(version, "argument", self.index, at.name, at.location)
            for version, at in sides
            if at is not None
        )


BODY = ParameterId("body", "")
"""The request body, which is an argument of its method like a parameter."""


@dataclass(slots=True)
class DocumentChange:
    """One change of the document, reported once however many operations it reaches.

    Args:
        rule: id of its rule.
        subject: what changed, by its name in the document.
        old: pointer into the old document; for an addition, where it would be.
        new: pointer into the new document; for a removal, where it would be.
        before: the old value, None when there was none.
        after: the new value, None when there is none.
        keys: the Python declarations whose changes it explains.
        operations: indices of the operation pairs it reaches.
        directions: ``request`` and ``response``, as far as it travels there.
        also: ids of further rules the same change meets.
        evidence: why two things are taken for one.
        wire: overrules the rule's wire verdict.
        only_named: reported only when a Python name changes.
        removed_schemas: schemas that nothing may reach any more.
        added_schemas: schemas that come into reach.
        pointers: pointers into both documents, for a change made in several operations.
        gathers: the values are maps, and what several operations change is one change of all.
    """

    rule: str
    subject: str
    old: str | None
    new: str | None
    before: Any = None
    after: Any = None
    keys: frozenset[Key] = frozenset()
    operations: set[int] = field(default_factory=set[int])
    directions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    evidence: str = ""
    wire: Verdict | None = None
    only_named: bool = False
    removed_schemas: list[Schema] = field(default_factory=list[Schema])
    added_schemas: list[Schema] = field(default_factory=list[Schema])
    pointers: list[tuple[str | None, str | None]] = field(
        default_factory=list[tuple[str | None, str | None]]
    )
    gathers: bool = False

    @property
    def edited(self) -> str | None:
        """The edited place: of an addition in the new document, else in the old one."""
        return self.new if self.before is None else self.old


class ChangeCollector:
    """Collects changes; one found twice is merged into one that reaches more operations."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], DocumentChange] = {}

    def add(self, change: DocumentChange) -> None:
        """Add a change.

        Args:
            change: the change.

        Raises:
            KeyError: no rule has its id.
        """
        RULES[change.rule]
        pointers = (change.old or "", change.new or "")
        identity = (change.rule, *pointers, change.subject, _words(change.before, change.after))
        _join(self._found.setdefault(identity, change), change)

    def all(self) -> list[DocumentChange]:
        """List every change, in an order that depends only on the documents.

        What was done to many operations alike, say one more error status for each, comes as one,
        and so does what was added to or removed from a part that many schemas are made of.
        """
        alike: dict[tuple[str, ...], DocumentChange] = {}
        for identity in sorted(self._found):
            change = self._found[identity]
            first = alike.setdefault(_edit(change) or identity, change)
            first.pointers.append((change.old, change.new))
            if change.gathers and first is not change:
                first.before = _gathered(first.before, change.before)
                first.after = _gathered(first.after, change.after)
            if first.subject != change.subject:
                first.subject = short_name(change.edited or first.subject)
            _join(first, change)
        return list(alike.values())


def _edit(change: DocumentChange) -> tuple[str, ...] | None:
    """What tells one edit from another, None where its pointers and subject do."""
    if change.gathers:
        return change.rule, change.subject
    words = _words(change.before, change.after)
    if any(at.startswith("/paths/") for at in (change.old, change.new) if at):
        return change.rule, change.subject, words
    if (change.before is None) == (change.after is None):
        return None
    return change.rule, change.edited or "", words


def _gathered(first: Any, more: Any) -> Any:
    """Join two maps, and the maps inside them; of what both have, the first stays."""
    if not (is_mapping(first) and is_mapping(more)):
        return more if first is None else first
    return {name: _gathered(first.get(name), more.get(name)) for name in sorted({*first, *more})}


def _words(before: Any, after: Any) -> str:
    return json.dumps([before, after], sort_keys=True, default=repr)


def _join(first: DocumentChange, change: DocumentChange) -> None:
    if first is not change:
        first.keys |= change.keys
        first.operations |= change.operations
        first.removed_schemas += change.removed_schemas
        first.added_schemas += change.added_schemas
        first.directions = _united(first.directions, change.directions)
        first.also = _united(first.also, change.also)


def _united(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


class ValueChange(NamedTuple):
    """A value that differs.

    Args:
        name: name of the value, or code of the difference.
        before: the old value, None when there was none.
        after: the new value, None when there is none.
    """

    name: str
    before: Any
    after: Any


def differing_members(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ValueChange]:
    """List the members of two JSON objects that differ.

    Args:
        old: the old members, by name.
        new: the new ones.

    Returns:
        The differences, by name.
    """
    return [
        ValueChange(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if not same(old.get(name), new.get(name))
    ]


def same(old: Any, new: Any) -> bool:
    """Tell whether two JSON values are the same; ``1``, ``1.0`` and ``true`` are three things.

    Args:
        old: a JSON value.
        new: another.

    Returns:
        True when type and value are equal, at every depth.
    """
    if type(old) is not type(new):
        return False
    if is_mapping(old):
        return old.keys() == new.keys() and all(same(old[name], new[name]) for name in old)
    if isinstance(old, list):
        old_items, new_items = items(old), items(new)
        return len(old_items) == len(new_items) and all(map(same, old_items, new_items))
    return bool(old == new)


def short_name(pointer: str) -> str:
    """Shorten a pointer to the component and the path inside it.

    Args:
        pointer: a JSON pointer to a schema.

    Returns:
        Its last words, joined by dots.
    """
    parts = tokens_of(pointer)
    if parts[:2] == ["components", "schemas"]:
        parts = parts[2:]
    words = [part for part in parts if part not in {"", "properties", "schema", "content"}]
    return ".".join(words[-3:])
