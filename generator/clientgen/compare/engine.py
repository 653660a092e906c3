"""From two APIs to the facts: what was edited, each edit once, with everything it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.compare.codes import rules_for
from clientgen.compare.facts import Fact, Facts, OperationPair, keys, same
from clientgen.compare.graph import Edit, Graph, Node, Place, Root, bits
from clientgen.compare.operation_facts import OperationFacts
from clientgen.compare.operations import compare_operation
from clientgen.compare.pairing import existence_facts, pair_operations
from clientgen.compare.schemas import SchemaComparison
from clientgen.compare.security import compare_service
from clientgen.compare.views import Views

# A body of another type is another body.
_OTHER_TYPE = frozenset(
    "type-changed array-to-object object-to-array scalar-to-array array-to-scalar".split()
)
_REPLACED_BODY = ("body-schema-replaced", "req-prop-type-changed")


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison of two APIs found.

    Args:
        facts: every edit, in an order that depends on nothing but the documents.
        pairs: the operations, each in one pair.
        graph: the schemas, each pair once.
        old: the schemas of the old document.
        new: those of the new one.
    """

    facts: list[Fact]
    pairs: tuple[OperationPair, ...]
    graph: Graph
    old: Views
    new: Views


def compare_apis(old: Views, new: Views) -> Compared:
    """Compare two APIs.

    Args:
        old: the old API's schemas.
        new: the new API's.

    Returns:
        The facts and what they were found with. Time and memory grow with the size of the
        documents and the number of facts, not with how often a schema is used.
    """
    facts = Facts()
    paired = pair_operations(old.api, new.api)
    existence_facts(paired, old.api, new.api, facts)
    schemas = SchemaComparison(old, new)
    found = OperationFacts(schemas, facts)
    for pair in paired.pairs:
        compare_operation(found, pair)
    both = {pair.index for pair in paired.pairs if pair.old and pair.new}
    compare_service(old.api, new.api, facts, both)
    for name, rule in (("webhooks", "callback-changed"), ("externalDocs", "other-changed")):
        before, after = old.raw(f"/{name}"), new.raw(f"/{name}")
        if not same(before, after):
            facts.add(Fact(rule, name, f"/{name}", f"/{name}", before, after))
    for fact in _schema_facts(schemas.graph):
        facts.add(fact)
    for fact in _unused(old, new):
        facts.add(fact)
    return Compared(facts.all(), paired.pairs, schemas.graph, old, new)


def reachable(
    roots: Iterable[Schema], views: Views, seen: set[str]
) -> Iterator[tuple[str, str | None]]:
    """Every schema that some schemas lead to.

    Args:
        roots: where to start.
        views: the document.
        seen: pointers not to visit again; grows.

    Yields:
        Pointer and component name of each schema that was not seen before.
    """
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.ref is not None:
            target = views.api.schemas.get(node.ref)
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


def _schema_facts(graph: Graph) -> Iterator[Fact]:
    edited = [node for node, pair in graph.pairs.items() if pair.edits]
    if not edited:
        return
    masks = graph.reached()
    recursive = graph.recursive()
    known: dict[int, tuple[frozenset[int], frozenset[Place]]] = {}
    for node in edited:
        pair, mask = graph.pairs[node], masks[node]
        if mask not in known:
            found = list(bits(mask))
            known[mask] = frozenset(op for op, _ in found), frozenset(place for _, place in found)
        operations, places = known[mask]
        owners = graph.owners(node)
        turns = node in recursive or any(parent in recursive for parent, _ in pair.parents)
        for edit in pair.edits:
            rules = _rules(edit, node, graph, places, turns)
            everywhere = owners | keys("class", (node[0],), (node[1],))
            yield Fact(
                rule=rules[0],
                subject=edit.subject,
                old=edit.old,
                new=edit.new,
                before=edit.before,
                after=edit.after,
                keys={*edit.keys, *(everywhere if edit.everywhere else ())},
                operations=set(operations),
                directions=_directions(places),
                also=tuple(rules[1:]),
                evidence=edit.evidence,
                only_named=edit.only_named,
                lost=list(edit.lost),
                gained=list(edit.gained),
            )


def _rules(
    edit: Edit, node: Node, graph: Graph, places: frozenset[Place], turns: bool
) -> list[str]:
    pair = graph.pairs[node]
    roots = {root.place for root in pair.roots}
    found = rules_for(edit.code, places, recursive=turns)
    if edit.code == "renamed" and roots == {"request"} and not pair.parents:
        return ["body-schema-ref-same-shape"]
    if "body-schema-replaced" in found and "request" not in roots:
        # Another schema for a member is another type of that member.
        found = [_REPLACED_BODY[1] if rule == _REPLACED_BODY[0] else rule for rule in found]
    elif edit.code in _OTHER_TYPE and roots == {"request"} and not pair.parents:
        found = ["body-schema-replaced" if r == "req-prop-type-changed" else r for r in found]
    return found


def _directions(places: frozenset[Place]) -> tuple[str, ...]:
    sent = bool(places & {"parameter", "request"})
    answered = bool(places & {"response", "header"})
    return (*(("request",) if sent else ()), *(("response",) if answered else ()))


def _unused(old: Views, new: Views) -> Iterator[Fact]:
    """Component schemas that no operation reaches: nothing is emitted for them."""
    mine, other = _unreached(old), _unreached(new)
    for name in sorted(mine.keys() - new.api.schemas.keys()):
        at = mine[name]
        yield _component("schema-removed-unused", name, at, at, name, None)
    for name in sorted(other.keys() - old.api.schemas.keys()):
        at = other[name]
        yield _component("schema-added", name, at, at, None, name)
    shared = sorted(mine.keys() & other.keys())
    comparison = SchemaComparison(old, new)
    for name in shared:
        root = Root(0, "response", frozenset())
        comparison.compare(old.api.schemas[name], new.api.schemas[name], root)
    edits = [edit for pair in comparison.graph.pairs.values() for edit in pair.edits]
    changed = {at for edit in edits if not edit.only_named for at in (edit.old, edit.new)}
    for name in shared:
        inside = (mine[name], other[name])
        if any(at in inside or at.startswith(tuple(f"{p}/" for p in inside)) for at in changed):
            told = old.raw(mine[name]), new.raw(other[name])
            yield _component("schema-unused-changed", name, *inside, *told)


def _component(rule: str, name: str, old: str, new: str, before: object, after: object) -> Fact:
    owned = keys("class", (old,), (new,))
    return Fact(rule, name, old, new, before, after, owned)


def _unreached(views: Views) -> dict[str, str]:
    roots: list[Schema] = []
    for operation in views.api.operations:
        roots += [parameter.schema for parameter in operation.parameters]
        contents = [response.content for response in operation.responses]
        contents += [operation.body.content] if operation.body else []
        roots += [m.schema for content in contents for m in content if m.schema is not None]
        roots += [schema for r in operation.responses for schema in r.headers.values()]
    reached = {name for _, name in reachable(roots, views, set()) if name is not None}
    return {
        name: schema.pointer for name, schema in views.api.schemas.items() if name not in reached
    }
