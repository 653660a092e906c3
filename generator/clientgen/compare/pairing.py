"""The pairing of old and new operations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clientgen.api import Api, Operation
from clientgen.compare.document_changes import ChangeCollector, DocumentChange, OperationPair, keys

_TEMPLATE = re.compile(r"\{[^{}]*\}")


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
    old_rest = {(op.method, op.path): op for op in old.operations}
    new_rest = {(op.method, op.path): op for op in new.operations}
    found = [(old_rest.pop(key), new_rest.pop(key)) for key in list(old_rest) if key in new_rest]
    old_by_template = _unique(old_rest.values())
    new_by_template = _unique(new_rest.values())
    for key in old_by_template.keys() & new_by_template.keys():
        old_operation, new_operation = old_by_template[key], new_by_template[key]
        found.append((old_operation, new_operation))
        del (
            old_rest[old_operation.method, old_operation.path],
            new_rest[new_operation.method, new_operation.path],
        )
    named = {op.id: op for op in new_rest.values() if op.has_id}
    moved: list[tuple[Operation, Operation]] = []
    for old_operation in list(old_rest.values()):
        rename_target = named.pop(old_operation.id, None) if old_operation.has_id else None
        if rename_target is not None:
            moved.append((old_operation, rename_target))
            del (
                old_rest[old_operation.method, old_operation.path],
                new_rest[rename_target.method, rename_target.path],
            )
    everything: list[tuple[Operation | None, Operation | None]] = [*found, *moved]
    everything += [(old_operation, None) for old_operation in old_rest.values()]
    everything += [(None, new_operation) for new_operation in new_rest.values()]
    everything.sort(key=_order)
    pairs = tuple(OperationPair(index, *operations) for index, operations in enumerate(everything))
    together = {
        (old_operation.pointer, new_operation.pointer) for old_operation, new_operation in moved
    }
    return PairedOperations(
        pairs,
        frozenset(
            pair.index
            for pair in pairs
            if pair.old and pair.new and (pair.old.pointer, pair.new.pointer) in together
        ),
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
    not_deprecated = {
        template(operation.path) for operation in old.operations if not operation.deprecated
    }
    for pair in paired.pairs:
        if pair.old is not None and pair.new is not None:
            if pair.index in paired.moved:
                _moved(pair, pair.old, pair.new, changes)
        elif pair.old is not None:
            path_removed = template(pair.old.path) not in new_paths
            # A path goes as one: after deprecation when all that it had was deprecated.
            was_deprecated = (
                template(pair.old.path) not in not_deprecated
                if path_removed
                else pair.old.deprecated
            )
            if was_deprecated:
                rule = "operation-removed-after-deprecation"
            else:
                rule = "path-removed" if path_removed else "operation-removed"
            _existence(pair, pair.old, rule, path_removed, changes)
        elif pair.new is not None:
            path_added = template(pair.new.path) not in old_paths
            _existence(
                pair,
                pair.new,
                "path-added" if path_added else "operation-added",
                path_added,
                changes,
            )


def _existence(
    pair: OperationPair, operation: Operation, rule: str, whole: bool, changes: ChangeCollector
) -> None:
    # A path added or removed with all its operations is one change.
    pointer = _item(operation) if whole else operation.pointer
    name = operation.path if whole else f"{operation.method} {operation.path}"
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
    changes.add(
        DocumentChange(
            rule,
            name,
            pointer,
            pointer,
            before=name if removed else None,
            after=None if removed else name,
            keys=keys("method", index if removed else None, None if removed else index)
            | keys("id", index if removed else None, None if removed else index),
            operations={pair.index},
            removed_schemas=schemas if removed else [],
            added_schemas=[] if removed else schemas,
        )
    )


def _moved(pair: OperationPair, old: Operation, new: Operation, changes: ChangeCollector) -> None:
    index = (str(pair.index),)
    evidence = f"same operationId {old.id}"

    def add(rule: str, subject: str, at: tuple[str, str], before: str, after: str) -> None:
        owned = keys("method", index, index)
        changes.add(
            DocumentChange(
                rule, subject, *at, before, after, owned, {pair.index}, evidence=evidence
            )
        )

    if old.method != new.method:
        at = (old.pointer, new.pointer)
        add("http-method-changed", f"{old.method} {old.path}", at, old.method, new.method)
    if old.path != new.path:
        # A path that moves takes all its operations along: one change.
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
