"""The resource tree: which Python name each operation gets, derived from its path.

``/triggers`` lists and creates, ``/triggers/{id}`` gets, updates and deletes,
``/triggers/{id}/test`` is an action. Where two operations want one name, the longer path falls
back to a name from its operationId, which no other operation has.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from clientgen.api import Operation
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.types.names import client_member, member_name, method_name, note_renamed

_ON_COLLECTION = {"GET": "list", "POST": "create", "PUT": "replace", "DELETE": "delete_all"}
_ON_ITEM = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


def name_operations(
    operations: Sequence[Operation],
    config: Config,
    lists: frozenset[str],
    diagnostics: DiagnosticCollector,
) -> dict[str, str]:
    """Give every operation its dotted name.

    Args:
        operations: all operations.
        config: names chosen by the user, which always win.
        lists: ids of the GET operations that return a collection.
        diagnostics: collects a note for every name changed because it is reserved.

    Returns:
        operationId → name such as ``triggers.topics.list``; every method belongs to a resource.
    """
    words = config.names.words
    skip = len(common_prefix([operation.path for operation in operations]))
    chosen = {
        operation.id: found.name
        for operation in operations
        if (found := config.operations.get(operation.id)) is not None and found.name
    }

    def word(operation: Operation, text: str) -> str:
        renamed = note_renamed(diagnostics, "{} in the name of a method", operation.pointer)
        return member_name(text, words, renamed)

    wanted = {
        operation.id: chosen.get(operation.id)
        or _derived(operation, skip, word, operations, operation.id in lists)
        for operation in operations
    }
    by_length = sorted(
        operations, key=lambda op: (op.id not in chosen, op.path.count("/"), op.path, op.method)
    )
    names: dict[str, str] = {}
    taken: set[str] = set()
    groups = {name.rpartition(".")[0] for name in wanted.values()}
    prefixes = {
        ".".join(group.split(".")[:depth])
        for group in groups
        for depth in range(1, group.count(".") + 2)
    }
    for operation in by_length:
        name = wanted[operation.id]
        if name in taken or (name in prefixes and operation.id not in chosen):
            group = name.rpartition(".")[0]
            name = f"{group}.{method_name(word(operation, operation.id))}"
        while name in taken or name in prefixes:
            name = f"{name}_"
        taken.add(name)
        names[operation.id] = name
    return names


def common_prefix(paths: Sequence[str]) -> list[str]:
    """The leading static segments that all paths share, leaving each at least one of its own."""
    leading = [
        list(itertools.takewhile(lambda part: "{" not in part, _segments(path)))[:-1]
        for path in paths
    ]
    columns = itertools.takewhile(lambda column: len(set(column)) == 1, zip(*leading, strict=False))
    return [column[0] for column in columns]


def _derived(
    operation: Operation,
    skip: int,
    word: Callable[[Operation, str], str],
    operations: Sequence[Operation],
    returns_list: bool,
) -> str:
    segments = _segments(operation.path)[skip:]
    static = [word(operation, part) for part in segments if "{" not in part]
    static[:1] = map(client_member, static[:1])
    at_item = bool(segments) and "{" in segments[-1]
    if not static:
        group = client_member(word(operation, operation.tags[0] if operation.tags else "api"))
        return f"{group}.{method_name(word(operation, operation.id))}"
    # A resource holds every method, so a single word is never an action.
    if len(static) > 1 and not at_item and _is_action(operation, segments, operations):
        return ".".join([*static[:-1], method_name(static[-1])])
    # A word with no item below it is one thing of its owner, such as a user's avatar.
    verbs = _ON_COLLECTION if operation.method == "POST" or returns_list else _ON_ITEM
    if any(other.path.startswith(f"{operation.path.rstrip('/')}/{{") for other in operations):
        verbs = _ON_COLLECTION
    if at_item:
        verbs = _ON_ITEM
    elif operation.method == "GET" and not returns_list:
        return ".".join([*static, "get"])
    # The word for an HTTP method; a document may bring methods of its own.
    verb = verbs.get(operation.method) or method_name(word(operation, operation.method.lower()))
    return ".".join([*static, verb])


def _is_action(
    operation: Operation, segments: Sequence[str], operations: Sequence[Operation]
) -> bool:
    """A POST to a word after an item, alone on its path and with nothing below it."""
    if operation.method != "POST" or len(segments) < 2 or "{" not in segments[-2]:
        return False
    below = operation.path.rstrip("/") + "/"
    return not any(
        other is not operation and (other.path == operation.path or other.path.startswith(below))
        for other in operations
    )


def _segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
