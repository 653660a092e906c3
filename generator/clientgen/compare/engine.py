"""The comparison of two APIs: each change once, with every operation it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.compare.codes import rules_for
from clientgen.compare.document_changes import (
    ChangeCollector,
    DocumentChange,
    OperationPair,
    keys,
    same,
)
from clientgen.compare.graph import Graph, MessagePart, Node, Root, SchemaChange, bits
from clientgen.compare.incoming import beside_bodies, compare_incoming
from clientgen.compare.operation_changes import OperationChanges, held_schemas, operation_schemas
from clientgen.compare.operations import compare_operation
from clientgen.compare.pairing import existence_changes, pair_operations
from clientgen.compare.resolved_schemas import SchemaResolver
from clientgen.compare.schemas import SchemaComparison
from clientgen.compare.security import compare_service

# A body of another type is another body.
_OTHER_TYPE = frozenset(
    "type-changed array-to-object object-to-array scalar-to-array array-to-scalar".split()
)
_REPLACED_BODY = ("body-schema-replaced", "req-prop-type-changed")


@dataclass(frozen=True, slots=True)
class ApiComparison:
    """The result of comparing two APIs.

    Args:
        changes: every change, in an order that depends on nothing but the documents.
        pairs: the operations, each in one pair.
        graph: the schemas, each pair once.
        old: the schemas of the old document.
        new: those of the new one.
    """

    changes: list[DocumentChange]
    pairs: tuple[OperationPair, ...]
    graph: Graph
    old: SchemaResolver
    new: SchemaResolver


def compare_apis(old: SchemaResolver, new: SchemaResolver) -> ApiComparison:
    """Compare two APIs.

    Args:
        old: the old API's schemas.
        new: the new API's.

    Returns:
        The changes and what they were found with. Time and memory grow with the size of the
        documents and the number of changes, not with how often a schema is used.
    """
    changes = ChangeCollector()
    paired = pair_operations(old.api, new.api)
    existence_changes(paired, old.api, new.api, changes)
    schemas = SchemaComparison(old, new)
    both: set[int] = set()
    for pair in paired.pairs:
        if pair.old is not None and pair.new is not None:
            both.add(pair.index)
            compare_operation(OperationChanges(schemas, changes, pair, pair.old, pair.new))
    compare_service(old.api, new.api, changes, both)
    compare_incoming(schemas, changes, len(paired.pairs))
    hooks = beside_bodies(old.raw("/webhooks"), new.raw("/webhooks"), depth=2)
    links = old.raw("/externalDocs"), new.raw("/externalDocs")
    for name, rule, values in (
        ("webhooks", "callback-changed", hooks),
        ("externalDocs", "other-changed", links),
    ):
        if not same(*values):
            changes.add(DocumentChange(rule, name, f"/{name}", f"/{name}", *values))
    for change in _schema_changes(schemas.graph, len(paired.pairs)):
        changes.add(change)
    for change in _unused(old, new):
        changes.add(change)
    return ApiComparison(changes.all(), paired.pairs, schemas.graph, old, new)


def reachable(
    roots: Iterable[Schema], resolver: SchemaResolver, seen: set[str]
) -> Iterator[tuple[str, str | None]]:
    """Walk every schema that the roots refer to.

    Args:
        roots: where to start.
        resolver: the document.
        seen: pointers not to visit again; grows.

    Yields:
        Pointer and component name of each schema that was not seen before.
    """
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.ref is not None:
            target = resolver.api.schemas.get(node.ref)
            if target is not None and target.pointer not in seen:
                seen.add(target.pointer)
                yield target.pointer, node.ref
                stack.extend(target.children())
                if target.ref is not None:
                    stack.append(Schema(pointer="", ref=target.ref))
        elif node.pointer not in seen:
            seen.add(node.pointer)
            yield node.pointer, None
            stack.extend(node.children())


def _schema_changes(graph: Graph, operation_count: int) -> Iterator[DocumentChange]:
    visible = {node: pair.visible_changes() for node, pair in graph.pairs.items()}
    changed = [node for node, changes in visible.items() if changes]
    if not changed:
        return
    masks = graph.reached()
    recursive = graph.recursive()
    known: dict[int, tuple[frozenset[int], frozenset[MessagePart]]] = {}
    for node in changed:
        pair, mask = graph.pairs[node], masks[node]
        if mask not in known:
            found = list(bits(mask))
            # What lies beyond the operations are webhooks and callbacks.
            known[mask] = frozenset(op for op, _ in found if op < operation_count), frozenset(
                message_part for _, message_part in found
            )
        operations, message_parts = known[mask]
        owners = graph.owners(node)
        is_recursive = node in recursive or any(parent in recursive for parent, _ in pair.parents)
        for change in visible[node]:
            rules = _rules(change, node, graph, message_parts, is_recursive)
            if message_parts and not rules:
                continue
            everywhere = owners | keys("class", *node)
            yield DocumentChange(
                rule=rules[0],
                subject=change.subject,
                old=change.old,
                new=change.new,
                before=change.before,
                after=change.after,
                keys=change.keys | everywhere if change.everywhere else change.keys,
                operations=set(operations),
                directions=_directions(message_parts),
                also=tuple(rules[1:]),
                evidence=change.evidence,
                only_named=change.only_named,
                removed_schemas=list(change.removed_schemas),
                added_schemas=list(change.added_schemas),
            )


def _rules(
    change: SchemaChange,
    node: Node,
    graph: Graph,
    message_parts: frozenset[MessagePart],
    is_recursive: bool,
) -> list[str]:
    pair = graph.pairs[node]
    roots = {root.message_part for root in pair.roots}
    found = rules_for(change.code, message_parts, recursive=is_recursive)
    if change.code == "renamed" and roots == {"request"} and not pair.parents:
        return ["body-schema-ref-same-shape"]
    if "body-schema-replaced" in found and "request" not in roots:
        # Another schema for a member is another type of that member.
        found = [_REPLACED_BODY[1] if rule == _REPLACED_BODY[0] else rule for rule in found]
    elif change.code in _OTHER_TYPE and roots == {"request"} and not pair.parents:
        found = ["body-schema-replaced" if r == "req-prop-type-changed" else r for r in found]
    return found


def _directions(message_parts: frozenset[MessagePart]) -> tuple[str, ...]:
    sent = bool(message_parts & {"parameter", "request"})
    answered = bool(message_parts & {"response", "header"})
    return (*(("request",) if sent else ()), *(("response",) if answered else ()))


def _unused(old: SchemaResolver, new: SchemaResolver) -> Iterator[DocumentChange]:
    """Component schemas that no operation reaches: nothing is emitted for them."""
    old_unused, new_unused = _unreached(old), _unreached(new)
    for name in sorted(old_unused.keys() - new.api.schemas.keys()):
        at = old_unused[name]
        yield _component("schema-removed-unused", name, at, at, name, None)
    for name in sorted(new_unused.keys() - old.api.schemas.keys()):
        at = new_unused[name]
        yield _component("schema-added", name, at, at, None, name)
    shared = sorted(old_unused.keys() & new_unused.keys())
    comparison = SchemaComparison(old, new)
    for name in shared:
        root = Root(0, "response", frozenset())
        comparison.compare(old.api.schemas[name], new.api.schemas[name], root)
    changes = [change for pair in comparison.graph.pairs.values() for change in pair.changes]
    changed = {at for change in changes if not change.only_named for at in (change.old, change.new)}
    for name in shared:
        inside = (old_unused[name], new_unused[name])
        if any(at in inside or at.startswith(tuple(f"{p}/" for p in inside)) for at in changed):
            values = old.raw(old_unused[name]), new.raw(new_unused[name])
            yield _component("schema-unused-changed", name, *inside, *values)


def _component(
    rule: str, name: str, old: str, new: str, before: object, after: object
) -> DocumentChange:
    return DocumentChange(rule, name, old, new, before, after, keys("class", old, new))


def _unreached(resolver: SchemaResolver) -> dict[str, str]:
    roots: list[Schema] = []
    for operation in resolver.api.operations:
        roots += operation_schemas(operation)
        roots += [schema for r in operation.responses for schema in r.headers.values()]
    bodies = [item.body for item in resolver.api.incoming if item.body is not None]
    roots += [schema for body in bodies for schema in held_schemas(body.content)]
    reached = {name for _, name in reachable(roots, resolver, set()) if name is not None}
    return {
        name: schema.pointer for name, schema in resolver.api.schemas.items() if name not in reached
    }
