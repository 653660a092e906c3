"""The graph of compared schema pairs, and which operations reach each pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from clientgen.api import Schema
from clientgen.compare.document_changes import Key, Pointers, ValueChange, attribute_keys
from clientgen.compare.resolved_schemas import ResolvedSchema

MessagePart = Literal["parameter", "request", "response", "header"]
Node = Pointers
"""A pair of schemas, by where they stand."""

MESSAGE_PARTS: tuple[MessagePart, ...] = ("parameter", "request", "response", "header")


@dataclass(frozen=True, slots=True)
class Root:
    """A use of a schema by an operation.

    Args:
        operation: index of the operation pair.
        message_part: where it travels.
        keys: the Python declarations whose annotation it makes.
    """

    operation: int
    message_part: MessagePart
    keys: frozenset[Key]


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference of a pair of schemas, not yet judged by direction.

    Args:
        code: kind of difference, see :mod:`clientgen.compare.codes`.
        old: pointer into the old document.
        new: pointer into the new document.
        keys: Python declarations it touches.
        everywhere: it touches those of everything that refers to the pair, too.
    """

    code: str
    subject: str
    old: str
    new: str
    before: Any = None
    after: Any = None
    keys: frozenset[Key] = frozenset()
    evidence: str = ""
    only_named: bool = False
    everywhere: bool = True
    removed_schemas: tuple[Schema, ...] = ()
    added_schemas: tuple[Schema, ...] = ()


@dataclass(slots=True)
class SchemaPair:
    """A node of the graph.

    Args:
        role: what it is to whatever leads to it first: ``root``, ``property``, ``item``, ...
        is_site: a value is described by it alone somewhere, with nothing beside a reference.
        shown_at_sites: the differences of value that its references have, in their words.
    """

    old: ResolvedSchema
    new: ResolvedSchema
    role: str
    is_site: bool = False
    shown_at_sites: set[str] = field(default_factory=set[str])
    changes: list[SchemaChange] = field(default_factory=list[SchemaChange])
    roots: list[Root] = field(default_factory=list[Root])
    parents: list[tuple[Node, str | None]] = field(default_factory=list[tuple[Node, str | None]])
    children: dict[Node, None] = field(default_factory=dict[Node, None])

    def visible_changes(self) -> list[SchemaChange]:
        """The changes, without limits and defaults that every reference overrides."""
        return [
            change
            for change in self.changes
            if self.is_site
            or (
                not change.code.startswith("default-")
                and not change.code.endswith(("-tightened", "-loosened"))
            )
            or repr(ValueChange(change.code, change.before, change.after)) in self.shown_at_sites
        ]


class Graph:
    """The graph of all schema pairs; each pair is one node."""

    def __init__(self) -> None:
        self.pairs: dict[Node, SchemaPair] = {}

    def reached(self) -> dict[Node, int]:
        """Compute which operations reach each pair, and in which part of a message.

        Returns:
            Pair → bit set; bit ``operation * 4 + n`` stands for part n of :data:`MESSAGE_PARTS`.
        """
        masks = dict.fromkeys(self.pairs, 0)
        for node, pair in self.pairs.items():
            for root in pair.roots:
                masks[node] |= 1 << (
                    root.operation * len(MESSAGE_PARTS) + MESSAGE_PARTS.index(root.message_part)
                )
        # Components come out children first: in reverse, a mask is whole when it is passed on.
        for group in reversed(list(self.components())):
            whole = 0
            for node in group:
                whole |= masks[node]
            for node in group:
                masks[node] = whole
                for child in self.pairs[node].children:
                    masks[child] |= whole
        return masks

    def recursive(self) -> set[Node]:
        """Find the pairs on a cycle of references."""
        return {
            node
            for group in self.components()
            for node in group
            if len(group) > 1 or node in self.pairs[node].children
        }

    def components(self) -> Iterator[list[Node]]:
        """Tarjan's strongly connected components, without recursion, children before parents."""
        order: dict[Node, int] = {}
        low: dict[Node, int] = {}
        open_: list[Node] = []
        inside: set[Node] = set()
        for start in self.pairs:
            if start in order:
                continue
            order[start] = low[start] = len(order)
            open_.append(start)
            inside.add(start)
            work = [(start, iter(self.pairs[start].children))]
            while work:
                node, children = work[-1]
                for child in children:
                    if child not in order:
                        order[child] = low[child] = len(order)
                        open_.append(child)
                        inside.add(child)
                        work.append((child, iter(self.pairs[child].children)))
                        break
                    if child in inside:
                        low[node] = min(low[node], order[child])
                else:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[node])
                    if low[node] == order[node]:
                        group = [open_.pop()]
                        while group[-1] != node:
                            group.append(open_.pop())
                        inside.difference_update(group)
                        yield group

    def owners(self, node: Node) -> set[Key]:
        """Find the Python declarations whose type is a pair's own.

        These are the arguments and responses it stands in, and the attributes of the nearest
        classes above; lists, maps and unions between are passed through.
        """
        found: set[Key] = set()
        seen = {node}
        stack = [node]
        while stack:
            pair = self.pairs[stack.pop()]
            for root in pair.roots:
                found |= root.keys
            for parent, wire in pair.parents:
                if wire is not None:
                    found |= attribute_keys(parent, wire, wire)
                elif parent not in seen:
                    seen.add(parent)
                    stack.append(parent)
        return found


def bits(mask: int) -> Iterator[tuple[int, MessagePart]]:
    """Decode a bit set of :meth:`Graph.reached`."""
    while mask:
        lowest = (mask & -mask).bit_length() - 1
        yield lowest // len(MESSAGE_PARTS), MESSAGE_PARTS[lowest % len(MESSAGE_PARTS)]
        mask &= mask - 1
