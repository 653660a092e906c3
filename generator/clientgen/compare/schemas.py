"""The comparison of schemas: every pair once, each difference where it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientgen.api import Property, Schema
from clientgen.base.pointers import escape, tokens_of
from clientgen.compare.document_changes import keys, same
from clientgen.compare.graph import Graph, Node, Root, SchemaChange, SchemaPair, attribute
from clientgen.compare.renames import pair_renamed, value_evidence
from clientgen.compare.resolved_schemas import (
    NOTES,
    ResolvedSchema,
    SchemaResolver,
    alike,
    replaced,
)
from clientgen.compare.unions import compare_unions, is_union
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

    def compare(self, old: Schema, new: Schema, root: Root, role: str = "root") -> None:
        """Compare two schemas and everything below them.

        Args:
            old: the schema in the old document.
            new: the one in the new document.
            root: the use of the schema.
            role: what the schema is to its owner.
        """
        node = self._add_sites(self.old.resolve(old), self.new.resolve(new), role)
        self.graph.pairs[node].roots.append(root)
        while self._todo:
            self._compare_pair(self._todo.pop())

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
        node = self._add_sites(self.old.resolve(old), self.new.resolve(new), role)
        pair = self.graph.pairs[parent]
        pair.children[node] = None
        self.graph.pairs[node].parents.append((parent, wire))
        return node

    def _union_changes(
        self, node: Node, old: ResolvedSchema, new: ResolvedSchema
    ) -> Iterator[SchemaChange]:
        def child(old_variant: Schema, new_variant: Schema) -> None:
            self.child(node, old_variant, new_variant, "variant", None)

        return compare_unions((self.old, self.new), child, node, old, new)

    def _add_sites(self, old: ResolvedSchema, new: ResolvedSchema, role: str) -> Node:
        node = (old.pointer, new.pointer)
        sites = (old.site.pointer, new.site.pointer)
        # Keywords beside a reference belong to the site, so the site is a pair of its own.
        if sites != node and self._sites_differ(old, new):
            if sites not in self.graph.pairs:
                site_pair = self.graph.pairs[sites] = SchemaPair(old, new, role)
                site_pair.changes.extend(self._site_changes(old, new))
                site_pair.children[self._add_pair(node, old, new, role)] = None
                self.graph.pairs[node].parents.append((sites, None))
            return sites
        return self._add_pair(node, old, new, role)

    def _add_pair(self, node: Node, old: ResolvedSchema, new: ResolvedSchema, role: str) -> Node:
        if node not in self.graph.pairs:
            self.graph.pairs[node] = SchemaPair(old, new, role)
            self._todo.append(node)
        return node

    def _sites_differ(self, old: ResolvedSchema, new: ResolvedSchema) -> bool:
        return next(iter(self._site_changes(old, new)), None) is not None

    def _site_changes(self, old: ResolvedSchema, new: ResolvedSchema) -> Iterator[SchemaChange]:
        """Yield differences of the annotations beside a reference."""
        at = (old.site.pointer, new.site.pointer)
        inherited = {
            (code, repr(b), repr(a)) for code, b, a in annotation_changes(old.schema, new.schema)
        }
        for code, before, after in annotation_changes(old.site, new.site):
            if (code, repr(before), repr(after)) not in inherited:
                yield SchemaChange(code, _subject(old, new), *at, before, after)

    def _compare_pair(self, node: Node) -> None:
        pair = self.graph.pairs[node]
        old, new, changes = pair.old, pair.new, pair.changes
        subject = _subject(old, new)
        changes.extend(self._name_changes(node, old, new))
        # An inline schema has one site only, which may allow null around it.
        alike_in_null = old.nullable == new.nullable and not (old.name and new.name)
        changes.extend(
            SchemaChange(code, subject, *node, before, after)
            for code, before, after in annotation_changes(old.schema, new.schema)
            if not (alike_in_null and code in NULLABILITY)
        )
        if old.schema.ref or new.schema.ref:
            return
        if is_union(old) != is_union(new):
            replacement = ("replaced", old.name, new.name) if replaced(old, new) else None
            code, before, after = replacement or ("composition-changed", _form(old), _form(new))
            change = SchemaChange(code, subject, *node, before, after)
            changes.append(_with_roots(change, old.schema, new.schema))
            return
        changed = type_change(old, new)
        if changed is not None:
            role = pair.role if changed == "type-changed" and pair.role in {"item", "value"} else ""
            code = f"{role}-type-changed" if role else changed
            kinds = old.shown_kinds, new.shown_kinds
            changes.append(
                _with_roots(SchemaChange(code, subject, *node, *kinds), old.schema, new.schema)
            )
            return
        if replaced(old, new):
            change = SchemaChange("replaced", subject, *node, old.name, new.name)
            changes.append(_with_roots(change, old.schema, new.schema))
            return
        changes.extend(
            SchemaChange(code, subject, *node, before, after)
            for code, before, after in value_changes(old, new, pair.role)
        )
        changes.extend(self._example_changes(node, old, new, subject))
        changes.extend(self._keyword_changes(node, old, new, subject))
        changes.extend(self._member_changes(node, old.schema, new.schema))
        changes.extend(self._content_changes(node, old.schema, new.schema, subject))
        changes.extend(self._union_changes(node, old, new))

    def _name_changes(
        self, node: Node, old: ResolvedSchema, new: ResolvedSchema
    ) -> Iterator[SchemaChange]:
        """Yield a rename of one schema; reported only where a class is named after it."""
        if old.name == new.name or not alike(old, new):
            return
        code = "renamed" if old.name and new.name else "inlined" if old.name else "extracted"
        yield SchemaChange(
            code,
            old.name or new.name or "",
            *node,
            old.name,
            new.name,
            keys=frozenset(keys("class", (node[0],), (node[1],))),
            evidence="same kind and members",
            only_named=True,
        )

    def _example_changes(
        self, node: Node, old: ResolvedSchema, new: ResolvedSchema, subject: str
    ) -> Iterator[SchemaChange]:
        before, after = self.old.examples(old.schema), self.new.examples(new.schema)
        if not same(before, after):
            yield SchemaChange("example", subject, *node, before, after)

    def _keyword_changes(
        self, node: Node, old: ResolvedSchema, new: ResolvedSchema, subject: str
    ) -> Iterator[SchemaChange]:
        """Keywords that no code depends on, so that the intermediate representation has none."""
        before, after = self.old.rest(old.schema), self.new.rest(new.schema)
        for name in sorted(before.keys() | after.keys()):
            old_value, new_value = before.get(name), after.get(name)
            if not same(old_value, new_value):
                is_note = name in NOTES
                code = (
                    "other"
                    if is_note
                    else "limit-loosened" if new_value is None else "limit-tightened"
                )
                yield SchemaChange(code, subject, *node, {name: old_value}, {name: new_value})

    def _member_changes(self, node: Node, old: Schema, new: Schema) -> Iterator[SchemaChange]:
        old_members = {member.name: member for member in old.properties}
        new_members = {member.name: member for member in new.properties}
        removed = {name: member for name, member in old_members.items() if name not in new_members}
        added = {name: member for name, member in new_members.items() if name not in old_members}
        pairs = [(name, name, "") for name in old_members if name in new_members]
        for before, after, evidence in self._renamed_members(removed, added):
            yield SchemaChange(
                "prop-renamed",
                f"{_owner(node, old)}.{before}",
                removed[before].schema.pointer,
                added[after].schema.pointer,
                before,
                after,
                keys=frozenset(attribute(node, before, after)),
                everywhere=False,
                evidence=evidence,
            )
            pairs.append((before, after, evidence))
        renamed_old = {before for before, _, _ in pairs}
        renamed_new = {after for _, after, _ in pairs}
        for name, member in removed.items():
            if name not in renamed_old:
                yield self._removed_member(node, old, member, new)
        for name, member in added.items():
            if name not in renamed_new:
                yield self._added_member(node, new, member, old)
        for before, after, _ in sorted(pairs):
            old_member, new_member = old_members[before], new_members[after]
            if old_member.required != new_member.required:
                yield SchemaChange(
                    "became-required" if new_member.required else "became-optional",
                    f"{_owner(node, old)}.{before}",
                    old_member.schema.pointer,
                    new_member.schema.pointer,
                    _requirement(old_member),
                    _requirement(new_member),
                    keys=frozenset(attribute(node, before, after)),
                    everywhere=False,
                )
            child = self.child(node, old_member.schema, new_member.schema, "property", before)
            if after != before:
                self.graph.pairs[child].parents.append((node, after))

    def _renamed_members(
        self, removed: Mapping[str, Property], added: Mapping[str, Property]
    ) -> list[tuple[str, str, str]]:
        def evidence(
            old_name: str, old: Property, new_name: str, new: Property
        ) -> tuple[float, str]:
            if old.required != new.required:
                return 0, ""
            old_schema, new_schema = self.old.resolve(old.schema), self.new.resolve(new.schema)
            descriptions = (old_schema.site.description, new_schema.site.description)
            return value_evidence(old_name, old_schema, new_name, new_schema, descriptions)

        return pair_renamed(removed, added, evidence)

    def _removed_member(
        self, node: Node, old: Schema, member: Property, new: Schema
    ) -> SchemaChange:
        return SchemaChange(
            "prop-removed-required" if member.required else "prop-removed",
            f"{_owner(node, old)}.{member.name}",
            member.schema.pointer,
            f"{new.pointer}/properties/{escape(member.name)}",
            _type_description(self.old.resolve(member.schema)),
            None,
            keys=frozenset(attribute(node, member.name, None)),
            everywhere=False,
            removed_schemas=(member.schema,),
        )

    def _added_member(self, node: Node, new: Schema, member: Property, old: Schema) -> SchemaChange:
        code = "prop-added"
        resolved = self.new.resolve(member.schema)
        if member.required:
            inherited = not member.schema.pointer.startswith(f"{new.pointer}/properties/")
            code = "prop-added-inherited" if inherited else "prop-added-required"
            code = "prop-added-required-default" if resolved.site.has_default else code
        return SchemaChange(
            code,
            f"{_owner(node, new)}.{member.name}",
            f"{old.pointer}/properties/{escape(member.name)}",
            member.schema.pointer,
            None,
            _type_description(resolved),
            keys=frozenset(attribute(node, None, member.name)),
            everywhere=False,
            added_schemas=(member.schema,),
        )

    def _content_changes(
        self, node: Node, old: Schema, new: Schema, subject: str
    ) -> Iterator[SchemaChange]:
        if old.items is not None and new.items is not None:
            self.child(node, old.items, new.items, "item", None)
        elif old.items is not None or new.items is not None:
            roots = (old.items, new.items)
            kinds = "typed items" if old.items else "any items", (
                "typed items" if new.items else "any items"
            )
            code = "type-narrowed" if old.items is None else "type-widened"
            yield _with_roots(SchemaChange(code, f"{subject} items", *node, *kinds), *roots)
        for old_item, new_item in zip(old.prefix_items, new.prefix_items, strict=False):
            self.child(node, old_item, new_item, "item", None)
        if len(old.prefix_items) != len(new.prefix_items):
            counts = len(old.prefix_items), len(new.prefix_items)
            yield SchemaChange("composition-changed", f"{subject} prefixItems", *node, *counts)
        for pattern in sorted(old.pattern_properties.keys() | new.pattern_properties.keys()):
            old_value = old.pattern_properties.get(pattern)
            new_value = new.pattern_properties.get(pattern)
            if old_value is not None and new_value is not None:
                self.child(node, old_value, new_value, "value", None)
            else:
                change = SchemaChange(
                    "composition-changed",
                    f"{subject} {pattern}",
                    *node,
                    old_value and pattern,
                    new_value and pattern,
                )
                yield _with_roots(change, old_value, new_value)
        yield from self._additional_changes(node, old, new, subject)

    def _additional_changes(
        self, node: Node, old: Schema, new: Schema, subject: str
    ) -> Iterator[SchemaChange]:
        old_additional, new_additional = _open(old.additional), _open(new.additional)
        if isinstance(old_additional, Schema) and isinstance(new_additional, Schema):
            self.child(node, old_additional, new_additional, "value", None)
        elif old_additional is not new_additional:
            stricter = new_additional is False or old_additional is True
            code = "additional-closed" if stricter else "additional-opened"
            # A map that turns into a class has lost its values, whatever else it takes.
            if isinstance(old_additional, Schema) and new.properties and not old.properties:
                code = "additional-closed"
            allowed = _allowed(old_additional), _allowed(new_additional)
            change = SchemaChange(code, f"{subject} additionalProperties", *node, *allowed)
            yield _with_roots(change, _typed(old_additional), _typed(new_additional))


def _form(schema: ResolvedSchema) -> str:
    return "union" if is_union(schema) else schema.shown_kinds


def _subject(old: ResolvedSchema, new: ResolvedSchema) -> str:
    return old.name or new.name or _short_name(old.site.pointer)


def _owner(node: Node, schema: Schema) -> str:
    return _short_name(schema.pointer or node[0])


def _short_name(pointer: str) -> str:
    """Shorten a pointer to the component and the path inside it."""
    parts = tokens_of(pointer)
    if parts[:2] == ["components", "schemas"]:
        parts = parts[2:]
    words = [part for part in parts if part not in {"", "properties", "schema", "content"}]
    return ".".join(words[-3:])


def _requirement(member: Property) -> str:
    return "required" if member.required else "optional"


def _type_description(schema: ResolvedSchema) -> str:
    kind = schema.name or " or ".join(schema.kinds) or "any value"
    return f"{kind} ({schema.schema.format})" if schema.schema.format else kind


def _open(additional: Schema | bool | None) -> Schema | bool:
    if isinstance(additional, Schema):
        return True if additional.is_any else additional
    return additional is not False


def _allowed(additional: Schema | bool) -> str | bool:
    return additional if isinstance(additional, bool) else "typed"


def _typed(additional: Schema | bool) -> Schema | None:
    return additional if isinstance(additional, Schema) else None


def _with_roots(change: SchemaChange, old: Schema | None, new: Schema | None) -> SchemaChange:
    return replace(
        change,
        removed_schemas=() if old is None else (old,),
        added_schemas=() if new is None else (new,),
    )
