"""The pairing of old and new operations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from clientgen.api import Api, Operation
from clientgen.compare.document_changes import (
    ChangeCollector,
    DocumentChange,
    OperationPair,
    Pointers,
)
from clientgen.compare.matching import match
from clientgen.compare.operation_changes import operation_schemas

_TEMPLATE = re.compile(r"\{[^{}]*\}")
_Identify: TypeAlias = Callable[[Operation], object]


@dataclass(frozen=True, slots=True)
class PairedOperations:
    """The operations of both documents, each in one pair.

    Args:
        pairs: in the order of paths.
        moved: indices of pairs that were found by their operationId alone.
    """

    pairs: tuple[OperationPair, ...]
    moved: frozenset[int]


def template(path: str) -> str:
    """Replace the parameter names of a path with ``{}``."""
    return _TEMPLATE.sub("{}", path)


def pair_operations(old: Api, new: Api) -> PairedOperations:
    """Pair the operations: by method and path first, then by operationId.

    Args:
        old: the old API.
        new: the new one.

    Returns:
        The pairs. What has no counterpart is alone in its pair.
    """
    old_rest = {operation.pointer: operation for operation in old.operations}
    new_rest = {operation.pointer: operation for operation in new.operations}

    def identified(identify: _Identify) -> list[tuple[Operation, Operation]]:
        olds, news = (_unique(rest.values(), identify) for rest in (old_rest, new_rest))
        both = list(match(olds, news).both.values())
        for old_operation, new_operation in both:
            del old_rest[old_operation.pointer], new_rest[new_operation.pointer]
        return both

    found: list[tuple[Operation | None, Operation | None]] = []
    found += identified(lambda op: (op.method, op.path))
    found += identified(lambda op: (op.method, template(op.path)))
    moved = identified(lambda op: op.id if op.has_id else None)
    found += [*moved, *((operation, None) for operation in old_rest.values())]
    found += ((None, operation) for operation in new_rest.values())
    found.sort(key=_order)
    pairs = tuple(OperationPair(index, *operations) for index, operations in enumerate(found))
    moved_from = {operation.pointer for operation, _ in moved}
    return PairedOperations(
        pairs, frozenset(p.index for p in pairs if p.old and p.old.pointer in moved_from)
    )


def existence_changes(
    paired: PairedOperations, old: Api, new: Api, changes: ChangeCollector
) -> None:
    """Record added, removed and moved operations and paths.

    Args:
        paired: the operations.
        old: the old API.
        new: the new one.
        changes: receives the changes.
    """
    old_paths = {template(operation.path) for operation in old.operations}
    new_paths = {template(operation.path) for operation in new.operations}
    in_use = {template(operation.path) for operation in old.operations if not operation.deprecated}
    for pair in paired.pairs:
        if pair.old is not None and pair.new is not None:
            if pair.index in paired.moved:
                _moved(pair, pair.old, pair.new, changes)
        elif pair.old is not None:
            path = template(pair.old.path)
            path_removed = path not in new_paths
            rule = "path-removed" if path_removed else "operation-removed"
            # A path goes as one: after deprecation when all that it had was deprecated.
            was_deprecated = path not in in_use if path_removed else pair.old.deprecated
            if was_deprecated:
                rule = "operation-removed-after-deprecation"
            _alone(pair, rule, path_removed, changes)
        else:
            path_added = template(pair.shown.path) not in old_paths
            _alone(pair, "path-added" if path_added else "operation-added", path_added, changes)


def _alone(pair: OperationPair, rule: str, whole: bool, changes: ChangeCollector) -> None:
    operation = pair.shown
    # A path added or removed with all its operations is one change.
    pointer = _item(operation) if whole else operation.pointer
    name = operation.path if whole else f"{operation.method} {operation.path}"
    schemas = operation_schemas(operation)
    changes.add(
        DocumentChange(
            rule,
            name,
            pointer,
            pointer,
            before=pair.old and name,
            after=pair.new and name,
            keys=pair.keys("method") | pair.keys("id"),
            operations={pair.index},
            removed_schemas=schemas if pair.old else [],
            added_schemas=schemas if pair.new else [],
        )
    )


def _moved(pair: OperationPair, old: Operation, new: Operation, changes: ChangeCollector) -> None:
    def add(rule: str, subject: str, at: Pointers, before: str, after: str) -> None:
        owned, evidence = pair.keys("method"), f"same operationId {old.id}"
        changes.add(
            DocumentChange(
                rule, subject, *at, before, after, owned, {pair.index}, evidence=evidence
            )
        )

    if old.method != new.method:
        at = Pointers(old.pointer, new.pointer)
        add("http-method-changed", f"{old.method} {old.path}", at, old.method, new.method)
    if old.path != new.path:
        # A path that moves takes all its operations along: one change.
        add("path-changed", old.path, Pointers(_item(old), _item(new)), old.path, new.path)


def _item(operation: Operation) -> str:
    """Pointer of the path item."""
    return operation.pointer.rpartition("/")[0]


def _unique(operations: Iterable[Operation], identify: _Identify) -> dict[object, Operation]:
    """Operations by what identifies them, without those that are not the only one of theirs."""
    found: dict[object, list[Operation]] = {}
    for operation in operations:
        found.setdefault(identify(operation), []).append(operation)
    return {
        identity: alike[0]
        for identity, alike in found.items()
        if identity is not None and len(alike) == 1
    }


def _order(both: tuple[Operation | None, Operation | None]) -> tuple[str, str]:
    shown = both[0] or both[1]
    assert shown is not None
    return shown.path, shown.method
