"""Which operation of the old document became which of the new one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clientgen.api import Api, Operation
from clientgen.compare.facts import Fact, Facts, OperationPair, keys

_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Paired:
    """All operations of both documents, each in one pair.

    Args:
        pairs: in the order of paths.
        moved: indices of pairs that were found by their operationId alone.
    """

    pairs: tuple[OperationPair, ...]
    moved: frozenset[int]


def template(path: str) -> str:
    """A path with the names of its parameters left out."""
    return _TEMPLATE.sub("{}", path)


def pair_operations(old: Api, new: Api) -> Paired:
    """Pair the operations: by method and path first, then by operationId.

    Args:
        old: the old API.
        new: the new one.

    Returns:
        The pairs. What has no counterpart is alone in its pair.
    """
    left = {(op.method, op.path): op for op in old.operations}
    right = {(op.method, op.path): op for op in new.operations}
    found = [(left.pop(key), right.pop(key)) for key in list(left) if key in right]
    loose_left = _unique(left.values())
    loose_right = _unique(right.values())
    for key in loose_left.keys() & loose_right.keys():
        one, two = loose_left[key], loose_right[key]
        found.append((one, two))
        del left[one.method, one.path], right[two.method, two.path]
    named = {op.id: op for op in right.values() if op.has_id}
    moved: list[tuple[Operation, Operation]] = []
    for one in list(left.values()):
        heir = named.pop(one.id, None) if one.has_id else None
        if heir is not None:
            moved.append((one, heir))
            del left[one.method, one.path], right[heir.method, heir.path]
    everything: list[tuple[Operation | None, Operation | None]] = [*found, *moved]
    everything += [(one, None) for one in left.values()]
    everything += [(None, two) for two in right.values()]
    everything.sort(key=_order)
    pairs = tuple(OperationPair(index, *both) for index, both in enumerate(everything))
    together = {(one.pointer, two.pointer) for one, two in moved}
    return Paired(
        pairs,
        frozenset(
            pair.index
            for pair in pairs
            if pair.old and pair.new and (pair.old.pointer, pair.new.pointer) in together
        ),
    )


def existence_facts(paired: Paired, old: Api, new: Api, facts: Facts) -> None:
    """Tell of operations and paths that came, went or moved.

    Args:
        paired: the operations.
        old: the old API.
        new: the new one.
        facts: receives what is found.
    """
    old_paths = {template(operation.path) for operation in old.operations}
    new_paths = {template(operation.path) for operation in new.operations}
    current = {template(operation.path) for operation in old.operations if not operation.deprecated}
    for pair in paired.pairs:
        if pair.old is not None and pair.new is not None:
            if pair.index in paired.moved:
                _moved(pair, pair.old, pair.new, facts)
        elif pair.old is not None:
            gone = template(pair.old.path) not in new_paths
            # A path goes as one: after deprecation when all that it had was deprecated.
            told = template(pair.old.path) not in current if gone else pair.old.deprecated
            if told:
                rule = "operation-removed-after-deprecation"
            else:
                rule = "path-removed" if gone else "operation-removed"
            _existence(pair, pair.old, rule, gone, facts)
        elif pair.new is not None:
            come = template(pair.new.path) not in old_paths
            _existence(pair, pair.new, "path-added" if come else "operation-added", come, facts)


def _existence(
    pair: OperationPair, operation: Operation, rule: str, whole: bool, facts: Facts
) -> None:
    # A path that comes or goes with all it has is one edit, whatever the number of its operations.
    pointer = _item(operation) if whole else operation.pointer
    line = operation.path if whole else f"{operation.method} {operation.path}"
    schemas = [
        media.schema
        for content in (
            operation.body.content if operation.body else (),
            *(response.content for response in operation.responses),
        )
        for media in content
        if media.schema is not None
    ]
    schemas += [parameter.schema for parameter in operation.parameters]
    removed = pair.new is None
    index = (str(pair.index),)
    facts.add(
        Fact(
            rule,
            line,
            pointer,
            pointer,
            before=line if removed else None,
            after=None if removed else line,
            keys=keys("method", index if removed else None, None if removed else index)
            | keys("id", index if removed else None, None if removed else index),
            operations={pair.index},
            lost=schemas if removed else [],
            gained=[] if removed else schemas,
        )
    )


def _moved(pair: OperationPair, old: Operation, new: Operation, facts: Facts) -> None:
    index = (str(pair.index),)
    evidence = f"same operationId {old.id}"

    def add(rule: str, subject: str, at: tuple[str, str], before: str, after: str) -> None:
        owned = keys("method", index, index)
        facts.add(Fact(rule, subject, *at, before, after, owned, {pair.index}, evidence=evidence))

    if old.method != new.method:
        at = (old.pointer, new.pointer)
        add("http-method-changed", f"{old.method} {old.path}", at, old.method, new.method)
    if old.path != new.path:
        # A path that moves takes all its operations along: one edit.
        add("path-changed", old.path, (_item(old), _item(new)), old.path, new.path)


def _item(operation: Operation) -> str:
    """Pointer of the path item."""
    return operation.pointer.rpartition("/")[0]


def _unique(operations: Iterable[Operation]) -> dict[tuple[str, str], Operation]:
    """Operations by method and template, without those that are not the only one of theirs."""
    found: dict[tuple[str, str], Operation | None] = {}
    for op in operations:
        key = (op.method, template(op.path))
        found[key] = None if key in found else op
    return {key: op for key, op in found.items() if op is not None}


def _order(both: tuple[Operation | None, Operation | None]) -> tuple[str, str]:
    shown = both[0] or both[1]
    assert shown is not None
    return shown.path, shown.method
