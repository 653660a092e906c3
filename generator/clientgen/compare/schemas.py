"""The comparison of schemas: every pair once, each difference where it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientgen.api import Property, Schema
from clientgen.base.pointers import escape, tokens_of
from clientgen.compare.facts import keys, same
from clientgen.compare.graph import Edit, Graph, Node, Pair, Root, attribute
from clientgen.compare.renames import pair_renamed, value_evidence
from clientgen.compare.unions import compare_unions, is_union
from clientgen.compare.values import NULLABILITY, said, type_change, value_changes
from clientgen.compare.views import NOTES, View, Views, alike, replaced


class SchemaComparison:
    """Compares schemas and remembers what it compared.

    Args:
        old: the schemas of the old document.
        new: those of the new one.
    """

    def __init__(self, old: Views, new: Views) -> None:
        self.old = old
        self.new = new
        self.graph = Graph()
        self._todo: list[Node] = []

    def compare(self, old: Schema, new: Schema, root: Root, role: str = "root") -> None:
        """Compare what a place holds, with everything below it.

        Args:
            old: the schema at the place in the old document.
            new: the one in the new document.
            root: the place.
            role: what the schema is to the place.
        """
        node = self._meet(self.old.at(old), self.new.at(new), role)
        self.graph.pairs[node].roots.append(root)
        while self._todo:
            self._visit(self._todo.pop())

    def child(self, parent: Node, old: Schema, new: Schema, role: str, wire: str | None) -> Node:
        """Compare schemas that stand inside others.

        Args:
            parent: the pair they stand in.
            old: the old one.
            new: the new one.
            role: ``property``, ``item``, ``value`` or ``variant``.
            wire: name of the member, None for what is no member.

        Returns:
            Their pair.
        """
        node = self._meet(self.old.at(old), self.new.at(new), role)
        pair = self.graph.pairs[parent]
        pair.children[node] = None
        self.graph.pairs[node].parents.append((parent, wire))
        return node

    def _unions(self, node: Node, old: View, new: View) -> Iterator[Edit]:
        def child(one: Schema, two: Schema) -> None:
            self.child(node, one, two, "variant", None)

        return compare_unions((self.old, self.new), child, node, old, new)

    def _meet(self, old: View, new: View, role: str) -> Node:
        node = (old.pointer, new.pointer)
        sites = (old.site.pointer, new.site.pointer)
        # What stands beside a reference belongs to the place, so the place is a pair of its own.
        if sites != node and self._differ_beside(old, new):
            if sites not in self.graph.pairs:
                place = self.graph.pairs[sites] = Pair(old, new, role)
                place.edits.extend(self._beside(old, new))
                place.children[self._pair(node, old, new, role)] = None
                self.graph.pairs[node].parents.append((sites, None))
            return sites
        return self._pair(node, old, new, role)

    def _pair(self, node: Node, old: View, new: View, role: str) -> Node:
        if node not in self.graph.pairs:
            self.graph.pairs[node] = Pair(old, new, role)
            self._todo.append(node)
        return node

    def _differ_beside(self, old: View, new: View) -> bool:
        return next(iter(self._beside(old, new)), None) is not None

    def _beside(self, old: View, new: View) -> Iterator[Edit]:
        """What the place says differently, and not merely because the schema meant does."""
        at = (old.site.pointer, new.site.pointer)
        meant = {(code, repr(b), repr(a)) for code, b, a in said(old.schema, new.schema)}
        for code, before, after in said(old.site, new.site):
            if (code, repr(before), repr(after)) not in meant:
                yield Edit(code, _subject(old, new), *at, before, after)

    def _visit(self, node: Node) -> None:
        pair = self.graph.pairs[node]
        old, new, edits = pair.old, pair.new, pair.edits
        subject = _subject(old, new)
        edits.extend(self._named(node, old, new))
        # What is written in place stands at one place only, which may say null around it.
        alike_in_null = old.nullable == new.nullable and not (old.name and new.name)
        edits.extend(
            Edit(code, subject, *node, before, after)
            for code, before, after in said(old.schema, new.schema)
            if not (alike_in_null and code in NULLABILITY)
        )
        if old.schema.ref or new.schema.ref:
            return
        if is_union(old) != is_union(new):
            told = ("replaced", old.name, new.name) if replaced(old, new) else None
            code, one, two = told or ("composition-changed", _form(old), _form(new))
            edit = Edit(code, subject, *node, one, two)
            edits.append(_with_roots(edit, old.schema, new.schema))
            return
        changed = type_change(old, new)
        if changed is not None:
            role = pair.role if changed == "type-changed" and pair.role in {"item", "value"} else ""
            code = f"{role}-type-changed" if role else changed
            kinds = old.shown_kinds, new.shown_kinds
            edits.append(_with_roots(Edit(code, subject, *node, *kinds), old.schema, new.schema))
            return
        if replaced(old, new):
            edit = Edit("replaced", subject, *node, old.name, new.name)
            edits.append(_with_roots(edit, old.schema, new.schema))
            return
        edits.extend(
            Edit(code, subject, *node, before, after)
            for code, before, after in value_changes(old, new, pair.role)
        )
        edits.extend(self._examples(node, old, new, subject))
        edits.extend(self._rest(node, old, new, subject))
        edits.extend(self._members(node, old.schema, new.schema))
        edits.extend(self._inside(node, old.schema, new.schema, subject))
        edits.extend(self._unions(node, old, new))

    def _named(self, node: Node, old: View, new: View) -> Iterator[Edit]:
        """One schema under two names: worth telling only where a class is called after it."""
        if old.name == new.name or not alike(old, new):
            return
        code = "renamed" if old.name and new.name else "inlined" if old.name else "extracted"
        yield Edit(
            code,
            old.name or new.name or "",
            *node,
            old.name,
            new.name,
            keys=frozenset(keys("class", (node[0],), (node[1],))),
            evidence="same kind and members",
            only_named=True,
        )

    def _examples(self, node: Node, old: View, new: View, subject: str) -> Iterator[Edit]:
        before, after = self.old.examples(old.schema), self.new.examples(new.schema)
        if not same(before, after):
            yield Edit("example", subject, *node, before, after)

    def _rest(self, node: Node, old: View, new: View, subject: str) -> Iterator[Edit]:
        """Keywords that no code depends on, so that the intermediate representation has none."""
        before, after = self.old.rest(old.schema), self.new.rest(new.schema)
        for name in sorted(before.keys() | after.keys()):
            one, two = before.get(name), after.get(name)
            if not same(one, two):
                words = name in NOTES
                code = "other" if words else "limit-loosened" if two is None else "limit-tightened"
                yield Edit(code, subject, *node, {name: one}, {name: two})

    def _members(self, node: Node, old: Schema, new: Schema) -> Iterator[Edit]:
        mine = {member.name: member for member in old.properties}
        other = {member.name: member for member in new.properties}
        gone = {name: member for name, member in mine.items() if name not in other}
        come = {name: member for name, member in other.items() if name not in mine}
        pairs = [(name, name, "") for name in mine if name in other]
        for before, after, evidence in self._renamed(gone, come):
            yield Edit(
                "prop-renamed",
                f"{_owner(node, old)}.{before}",
                gone[before].schema.pointer,
                come[after].schema.pointer,
                before,
                after,
                keys=frozenset(attribute(node, before, after)),
                everywhere=False,
                evidence=evidence,
            )
            pairs.append((before, after, evidence))
        renamed_old = {before for before, _, _ in pairs}
        renamed_new = {after for _, after, _ in pairs}
        for name, member in gone.items():
            if name not in renamed_old:
                yield self._removed(node, old, member, new)
        for name, member in come.items():
            if name not in renamed_new:
                yield self._added(node, new, member, old)
        for before, after, _ in sorted(pairs):
            one, two = mine[before], other[after]
            if one.required != two.required:
                yield Edit(
                    "became-required" if two.required else "became-optional",
                    f"{_owner(node, old)}.{before}",
                    one.schema.pointer,
                    two.schema.pointer,
                    _needed(one),
                    _needed(two),
                    keys=frozenset(attribute(node, before, after)),
                    everywhere=False,
                )
            child = self.child(node, one.schema, two.schema, "property", before)
            if after != before:
                self.graph.pairs[child].parents.append((node, after))

    def _renamed(
        self, gone: Mapping[str, Property], come: Mapping[str, Property]
    ) -> list[tuple[str, str, str]]:
        def evidence(name: str, old: Property, other: str, new: Property) -> tuple[float, str]:
            if old.required != new.required:
                return 0, ""
            mine, theirs = self.old.at(old.schema), self.new.at(new.schema)
            told = (mine.site.description, theirs.site.description)
            return value_evidence(name, mine, other, theirs, told)

        return pair_renamed(gone, come, evidence)

    def _removed(self, node: Node, old: Schema, member: Property, new: Schema) -> Edit:
        return Edit(
            "prop-removed-required" if member.required else "prop-removed",
            f"{_owner(node, old)}.{member.name}",
            member.schema.pointer,
            f"{new.pointer}/properties/{escape(member.name)}",
            _shown(self.old.at(member.schema)),
            None,
            keys=frozenset(attribute(node, member.name, None)),
            everywhere=False,
            lost=(member.schema,),
        )

    def _added(self, node: Node, new: Schema, member: Property, old: Schema) -> Edit:
        code = "prop-added"
        view = self.new.at(member.schema)
        if member.required:
            inherited = not member.schema.pointer.startswith(f"{new.pointer}/properties/")
            code = "prop-added-inherited" if inherited else "prop-added-required"
            code = "prop-added-required-default" if view.site.has_default else code
        return Edit(
            code,
            f"{_owner(node, new)}.{member.name}",
            f"{old.pointer}/properties/{escape(member.name)}",
            member.schema.pointer,
            None,
            _shown(view),
            keys=frozenset(attribute(node, None, member.name)),
            everywhere=False,
            gained=(member.schema,),
        )

    def _inside(self, node: Node, old: Schema, new: Schema, subject: str) -> Iterator[Edit]:
        if old.items is not None and new.items is not None:
            self.child(node, old.items, new.items, "item", None)
        elif old.items is not None or new.items is not None:
            roots = (old.items, new.items)
            told = "typed items" if old.items else "any items", (
                "typed items" if new.items else "any items"
            )
            code = "type-narrowed" if old.items is None else "type-widened"
            yield _with_roots(Edit(code, f"{subject} items", *node, *told), *roots)
        for one, two in zip(old.prefix_items, new.prefix_items, strict=False):
            self.child(node, one, two, "item", None)
        if len(old.prefix_items) != len(new.prefix_items):
            told_counts = len(old.prefix_items), len(new.prefix_items)
            yield Edit("composition-changed", f"{subject} prefixItems", *node, *told_counts)
        for pattern in sorted(old.pattern_properties.keys() | new.pattern_properties.keys()):
            one_value = old.pattern_properties.get(pattern)
            two_value = new.pattern_properties.get(pattern)
            if one_value is not None and two_value is not None:
                self.child(node, one_value, two_value, "value", None)
            else:
                edit = Edit(
                    "composition-changed",
                    f"{subject} {pattern}",
                    *node,
                    one_value and pattern,
                    two_value and pattern,
                )
                yield _with_roots(edit, one_value, two_value)
        yield from self._additional(node, old, new, subject)

    def _additional(self, node: Node, old: Schema, new: Schema, subject: str) -> Iterator[Edit]:
        mine, other = _open(old.additional), _open(new.additional)
        if isinstance(mine, Schema) and isinstance(other, Schema):
            self.child(node, mine, other, "value", None)
        elif mine is not other:
            stricter = other is False or mine is True
            code = "additional-closed" if stricter else "additional-opened"
            # A map that turns into a class has lost its values, whatever else it takes.
            if isinstance(mine, Schema) and new.properties and not old.properties:
                code = "additional-closed"
            told = _allowed(mine), _allowed(other)
            edit = Edit(code, f"{subject} additionalProperties", *node, *told)
            yield _with_roots(edit, _typed(mine), _typed(other))


def _form(view: View) -> str:
    return "union" if is_union(view) else view.shown_kinds


def _subject(old: View, new: View) -> str:
    return old.name or new.name or _place_name(old.site.pointer)


def _owner(node: Node, schema: Schema) -> str:
    return _place_name(schema.pointer or node[0])


def _place_name(pointer: str) -> str:
    """A short name for a place: the component and the way inside it."""
    parts = tokens_of(pointer)
    if parts[:2] == ["components", "schemas"]:
        parts = parts[2:]
    words = [part for part in parts if part not in {"", "properties", "schema", "content"}]
    return ".".join(words[-3:])


def _needed(member: Property) -> str:
    return "required" if member.required else "optional"


def _shown(view: View) -> str:
    kind = view.name or " or ".join(view.kinds) or "any value"
    return f"{kind} ({view.schema.format})" if view.schema.format else kind


def _open(additional: Schema | bool | None) -> Schema | bool:
    if isinstance(additional, Schema):
        return True if additional.is_any else additional
    return additional is not False


def _allowed(additional: Schema | bool) -> str | bool:
    return additional if isinstance(additional, bool) else "typed"


def _typed(additional: Schema | bool) -> Schema | None:
    return additional if isinstance(additional, Schema) else None


def _with_roots(edit: Edit, old: Schema | None, new: Schema | None) -> Edit:
    return replace(edit, lost=() if old is None else (old,), gained=() if new is None else (new,))
