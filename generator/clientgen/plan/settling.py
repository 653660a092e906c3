"""Clashes between the names of methods: every operation gets one that no other has."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from clientgen.api import Operation
from clientgen.plan.verbs import singular, without_words
from clientgen.types.names import member_name, method_name, snake, words

_LAST_PARAMETER = re.compile(r".*\{([^{}]*)\}/?$")


def settle(
    operations: Sequence[Operation], wanted: Mapping[str, str], chosen: Mapping[str, str]
) -> dict[str, str]:
    """Settle the clashes: chosen names first, then those of shorter paths.

    Args:
        operations: all operations.
        wanted: operationId → the dotted name that the rules give it.
        chosen: operationId → name that must stay as it is; nothing else takes it.

    Returns:
        operationId → name. No two are equal, and no method has the name of a resource.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    resources = _resources(chosen.values())
    for key in sorted(chosen):
        name = chosen[key]
        while name in taken or name in resources:
            name = f"{name}_"
        taken.add(name)
        names[key] = name
    others = {op.id: _beside(wanted[op.id], taken) for op in operations if op.id not in chosen}
    resources |= _resources(others.values())
    for operation in sorted(operations, key=lambda op: (op.path.count("/"), op.path, op.method)):
        if operation.id not in chosen:
            proposals = _proposals(others[operation.id], operation)
            name = next(name for name in proposals if name not in taken and name not in resources)
            taken.add(name)
            names[operation.id] = name
    return names


def short_id(operation: Operation, group: Iterable[str]) -> str:
    """Drop the words of its resource that an operationId begins with.

    Args:
        operation: the operation.
        group: the words of the resource.

    Returns:
        The rest in snake_case.
    """
    known = {part for word in group for part in (*words(word), *words(singular(word)))}
    return snake("_".join(without_words(words(operation.id), known)))


def _resources(names: Iterable[str]) -> set[str]:
    """List the resources that methods belong to, and those that hold them."""
    groups = (name.split(".")[:-1] for name in names)
    return {".".join(group[:depth]) for group in groups for depth in range(1, len(group) + 1)}


def _beside(name: str, methods: Container[str]) -> str:
    """Move a method out of a resource whose name is a chosen method's."""
    parts = name.split(".")
    for depth in range(2, len(parts)):
        if ".".join(parts[:depth]) in methods:
            if depth == len(parts) - 1:
                return ".".join([*parts[: depth - 1], f"{parts[depth]}_{parts[depth - 1]}"])
            parts[depth - 1] += "_"
    return ".".join(parts)


def _proposals(name: str, operation: Operation) -> Iterator[str]:
    """The names of an operation, the best one first."""
    yield name
    group, _, leaf = name.rpartition(".")
    parameter = _LAST_PARAMETER.match(operation.path)
    if parameter is not None:
        yield f"{group}.{snake(f'{leaf}_by_{parameter[1]}')}"
    name = f"{group}.{method_name(member_name(short_id(operation, group.split('.')), {}))}"
    while True:
        yield name
        name = f"{name}_"
