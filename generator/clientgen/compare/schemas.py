"""The comparison of schemas: every pair once, each difference where it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import starmap

from clientgen.api import Schema
from clientgen.compare.compared_pair import ComparedPair
from clientgen.compare.content_changes import content_changes
from clientgen.compare.document_changes import ValueChange, differing_members, keys, same
from clientgen.compare.graph import Graph, Node, Root, SchemaChange, SchemaPair
from clientgen.compare.limits import limit_changes
from clientgen.compare.nested_limits import member_changes
from clientgen.compare.property_changes import property_changes
from clientgen.compare.raw_limits import only_loosens
from clientgen.compare.resolved_schemas import (
    NOTES,
    ResolvedSchema,
    SchemaResolver,
    alike,
    replaced,
)
from clientgen.compare.unions import is_union, is_variant, union_changes
from clientgen.compare.values import NULLABILITY, annotation_changes, type_change, value_changes


class SchemaComparison:
    """Compares schemas and remembers what it compared.

    Args:
        old: the schemas of the old document.
        new: those of the new one.
    """

    def __init__(self, old: SchemaResolver, new: SchemaResolver) -> None:
        self.old = old
        self.new = new
        self.graph = Graph()
        self._todo: list[Node] = []

    def compare(self, old: Schema, new: Schema, root: Root) -> None:
        """Compare two schemas and everything below them.

        Args:
            old: the schema in the old document.
            new: the one in the new document.
            root: the use of the schema.
        """
        node = self._add_sites(old, new, "root")
        self.graph.pairs[node].roots.append(root)
        while self._todo:
            node = self._todo.pop()
            self.graph.pairs[node].changes.extend(_pair_changes(self._opened(node)))

    def _child(self, parent: Node, old: Schema, new: Schema, role: str, wire: str | None) -> None:
        """Compare schemas that stand inside others."""
        node = self._add_sites(old, new, role)
        self.graph.pairs[parent].children[node] = None
        self.graph.pairs[node].parents.append((parent, wire))

    def _add_sites(self, old_schema: Schema, new_schema: Schema, role: str) -> Node:
        old, new = self.old.resolve(old_schema), self.new.resolve(new_schema)
        node = Node(old.pointer, new.pointer)
        sites = Node(old.site.pointer, new.site.pointer)
        pair = self._add_pair(node, old, new, role)
        if sites == node:
            pair.is_site = True
            return node
        # Keywords beside a reference belong to the site, so the site is a pair of its own.
        shown = self._site_changes(old, new)
        pair.shown_at_sites |= set(map(repr, shown))
        inherited = set(map(repr, self._site_changes(*map(_without_site, (old, new)))))
        changes = [change for change in shown if repr(change) not in inherited]
        if not changes:
            return node
        if sites not in self.graph.pairs:
            site_pair = self.graph.pairs[sites] = SchemaPair(old, new, role, is_site=True)
            subject = self._opened(sites).subject
            site_pair.changes.extend(
                SchemaChange(c.name, subject, *sites, c.before, c.after) for c in changes
            )
            site_pair.children[node] = None
            pair.parents.append((sites, None))
        return sites

    def _site_changes(self, old: ResolvedSchema, new: ResolvedSchema) -> list[ValueChange]:
        """List the differences that the keywords beside a reference can make."""
        said = (self.old, old.site_parts), (self.new, new.site_parts)
        members = member_changes(old.site_parts, self.old.parts, new.site_parts, self.new.parts)
        annotations = annotation_changes(old.site, new.site)
        return [*annotations, *_restriction_changes(*said), *members]

    def _add_pair(
        self, node: Node, old: ResolvedSchema, new: ResolvedSchema, role: str
    ) -> SchemaPair:
        if node not in self.graph.pairs:
            self.graph.pairs[node] = SchemaPair(old, new, role)
            self._todo.append(node)
        return self.graph.pairs[node]

    def _opened(self, node: Node) -> ComparedPair:
        pair = self.graph.pairs[node]
        child = partial(self._child, node)
        return ComparedPair(node, pair.old, pair.new, pair.role, self.old, self.new, child)


def _without_site(schema: ResolvedSchema) -> ResolvedSchema:
    """A schema as it is where nothing stands beside a reference to it."""
    return replace(schema, site=schema.schema, site_parts=schema.parts)


def _pair_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    old, new = pair.old, pair.new
    yield from _name_changes(pair)
    # An inline schema has one site only, which may allow null around it.
    alike_in_null = old.nullable == new.nullable and not (old.name and new.name)
    for change in annotation_changes(old.schema, new.schema):
        if not (alike_in_null and change.name in NULLABILITY):
            yield pair.change(*change)
    if old.schema.ref or new.schema.ref:
        return
    if is_variant(old, new, pair.new_schemas) or is_variant(new, old, pair.old_schemas):
        yield from union_changes(pair)
        return
    whole = _whole_change(pair)
    if whole is not None and whole.name == "scalar-to-array" and new.schema.items is not None:
        # One value is written as a list of one is: what is left is what the item takes.
        one = (Schema(pointer="", constraints={"minItems": 1, "maxItems": 1}),)
        yield pair.change(*whole)
        for change in limit_changes(one, new.parts):
            if change.name.endswith("-tightened"):
                yield pair.change(*change)
        pair.child(old.site, new.schema.items, "item", None)
        return
    if whole is not None:
        yield pair.replacement(pair.change(*whole), old.schema, new.schema)
        return
    said = (pair.old_schemas, old.parts), (pair.new_schemas, new.parts)
    yield from starmap(pair.change, value_changes(old, new, pair.role))
    yield from starmap(pair.change, _restriction_changes(*said))
    yield from starmap(pair.change, _example_changes(pair))
    yield from property_changes(pair)
    yield from content_changes(pair)
    yield from union_changes(pair)


def _name_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    """Yield a rename of one schema; reported only where a class is named after it."""
    old, new = pair.old, pair.new
    if old.name == new.name or not alike(old, new):
        return
    code = "renamed" if old.name and new.name else "inlined" if old.name else "extracted"
    yield SchemaChange(
        code,
        old.name or new.name or "",
        *pair.node,
        old.name,
        new.name,
        keys=keys("class", *pair.node),
        evidence="same kind and members",
        only_named=True,
    )


def _whole_change(pair: ComparedPair) -> ValueChange | None:
    """The change of a schema that has become another, so that nothing in it is to be compared."""
    old, new = pair.old, pair.new
    replacement = ValueChange("replaced", old.name, new.name) if replaced(old, new) else None
    if is_union(old) != is_union(new):
        return replacement or ValueChange("composition-changed", _form(old), _form(new))
    code = type_change(old, new)
    if code is None:
        return replacement
    if code == "type-changed" and pair.role in {"item", "value"}:
        code = f"{pair.role}-type-changed"
    return ValueChange(code, old.shown_kinds, new.shown_kinds)


def _form(schema: ResolvedSchema) -> str:
    return "union" if is_union(schema) else schema.shown_kinds


_Said = tuple[SchemaResolver, tuple[Schema, ...]]


def _restriction_changes(old: _Said, new: _Said) -> Iterator[ValueChange]:
    """Yield differences of limits, and of keywords the intermediate representation leaves out."""
    yield from limit_changes(old[1], new[1])
    yield from _required_elsewhere(old[1], new[1])
    rest = [resolver.rest(parts) for resolver, parts in (old, new)]
    beside = rest[0].keys() | rest[1].keys()
    for name, *listed in differing_members(rest[0], rest[1]):
        one = [said[0] if said and len(said) == 1 else said for said in listed]
        limit = (
            "limit-loosened" if only_loosens(name, one[0], one[1], beside) else "limit-tightened"
        )
        # What several schemas say is a list, also where it is one sentence.
        yield ValueChange("other" if name in NOTES else limit, *({name: said} for said in one))


def _required_elsewhere(old: tuple[Schema, ...], new: tuple[Schema, ...]) -> Iterator[ValueChange]:
    """Yield the difference of required members that no schema describes."""
    names = [{name for part in parts for name in part.required} for parts in (old, new)]
    if names[0] == names[1]:
        return
    known = {member.name for part in (*old, *new) for member in part.properties}
    before, after = (sorted(required - known) for required in names)
    if before != after:
        tightened = bool(set(after) - set(before))
        code = "limit-tightened" if tightened else "limit-loosened"
        yield ValueChange(code, {"required": before}, {"required": after})


def _example_changes(pair: ComparedPair) -> Iterator[ValueChange]:
    """Yield the difference of the examples, which the intermediate representation leaves out."""
    examples = pair.old_schemas.examples(pair.old.schema), pair.new_schemas.examples(
        pair.new.schema
    )
    if not same(*examples):
        yield ValueChange("example", *examples)
