"""Models of a large API in one module per resource, so that only those in use are imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clientgen.plan.package import Method, ModelModulePlan
from clientgen.types import ModelText
from clientgen.types.expressions import references

SHARED = "_shared"
_MOST = 150


def plan_model_modules(
    texts: Sequence[ModelText], methods: Iterable[Method], homes: Mapping[str, str]
) -> tuple[ModelModulePlan, ...]:
    """Part the models by the resources that reach them.

    What one resource alone reaches only refers to itself and to what is shared, and what is shared
    only to what is shared: no two modules import each other.

    Args:
        texts: all classes and aliases.
        methods: all methods.
        homes: top-level resource → module.

    Returns:
        The parts by module name, ``_shared`` first where there is one; nothing where one module is
        small enough.
    """
    if len(texts) <= _MOST:
        return ()
    needs = {text.name: set(text.references) - {text.name} for text in texts}
    reached: dict[str, set[str]] = {name: set() for name in needs}
    for method in methods:
        home = homes[method.path.partition(".")[0]]
        stack = [name for name in _used(method) if name in needs]
        while stack:
            name = stack.pop()
            if home not in reached[name]:
                reached[name].add(home)
                stack.extend(needs[name])
    module_of = {name: next(iter(at)) if len(at) == 1 else SHARED for name, at in reached.items()}
    # A class that no method uses is shared, and so is what it refers to.
    stack = [name for name, module in module_of.items() if module == SHARED]
    while stack:
        for name in needs[stack.pop()]:
            if module_of[name] != SHARED:
                module_of[name] = SHARED
                stack.append(name)
    modules: dict[str, list[ModelText]] = {}
    for text in texts:
        modules.setdefault(module_of[text.name], []).append(text)
    return tuple(
        ModelModulePlan(
            module=module,
            texts=tuple(members),
            imports=tuple(
                sorted(
                    {
                        name
                        for text in members
                        for name in needs[text.name]
                        if module_of[name] != module
                    }
                )
            ),
        )
        for module, members in sorted(modules.items())
    )


def _used(method: Method) -> set[str]:
    types = [method.returns, *(argument.type for argument in method.arguments)]
    if method.paging is not None:
        types.append(method.paging.item)
    types += [media.type for media in (*method.sends, *method.responses) if media.type is not None]
    return {name for expr in types for name in references(expr)}
