"""Models of a large API in one module per resource, so that nobody pays for those of others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from clientgen.plan.package import Method, PartPlan
from clientgen.types import ModelText

SHARED = "_shared"
_MOST = 150
_MODEL = re.compile(r"\bmodels\.(\w+)")


def plan_parts(
    texts: Sequence[ModelText],
    methods: Iterable[Method],
    homes: Mapping[str, str],
    updates: Mapping[str, str],
) -> tuple[PartPlan, ...]:
    """Part the models by the resources that reach them.

    What one resource alone reaches only refers to itself and to what is shared, and what is shared
    only to what is shared: no two modules import each other.

    Args:
        texts: all classes and aliases.
        methods: all methods.
        homes: top-level resource → module.
        updates: entity → the update request whose members stand beside it.

    Returns:
        The parts by module name, ``_shared`` first where there is one; nothing where one module is
        small enough.
    """
    if len(texts) <= _MOST:
        return ()
    needs = {text.name: _names(text.source) for text in texts}
    needs = {name: found & needs.keys() - {name} for name, found in needs.items()}
    for entity, target in updates.items():
        needs[entity] |= needs[target]
    reached: dict[str, set[str]] = {name: set() for name in needs}
    for method in methods:
        home = homes[method.path.partition(".")[0]]
        stack = [name for name in _used(method) if name in needs]
        while stack:
            name = stack.pop()
            if home not in reached[name]:
                reached[name].add(home)
                stack.extend(needs[name])
    place = {name: next(iter(at)) if len(at) == 1 else SHARED for name, at in reached.items()}
    # A class that no method speaks of is shared, and so is then what it needs.
    stack = [name for name, module in place.items() if module == SHARED]
    while stack:
        for name in needs[stack.pop()]:
            if place[name] != SHARED:
                place[name] = SHARED
                stack.append(name)
    parts: dict[str, list[ModelText]] = {}
    for text in texts:
        parts.setdefault(place[text.name], []).append(text)
    return tuple(
        PartPlan(
            module=module,
            texts=tuple(members),
            imports=tuple(
                sorted(
                    {name for text in members for name in needs[text.name] if place[name] != module}
                )
            ),
        )
        for module, members in sorted(parts.items())
    )


def _used(method: Method) -> set[str]:
    hints = [method.returns, *(argument.annotation for argument in method.arguments)]
    if method.paging is not None:
        hints.append(method.paging.item_annotation)
    return {name for hint in hints for name in _MODEL.findall(hint)}


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
