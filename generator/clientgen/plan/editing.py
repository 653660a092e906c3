"""Plans `edit()`: read an entity, change it, update it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientgen.plan.package import EditPlan, Method
from clientgen.types import ModelsPlan
from clientgen.types.expressions import Ref, parts
from clientgen.types.writing import RESULT, written


def plan_edits(
    methods: Sequence[Method], children: Sequence[str], models: ModelsPlan
) -> tuple[EditPlan, ...]:
    """Find the entities that a resource can edit.

    Args:
        methods: of the resource.
        children: names of the resources below it.
        models: the classes.

    Returns:
        One for each entity that is read and replaced on one path, by class and by nothing else
        than the parameters of that path. A name that is taken is left to whoever has it.
    """
    taken = {*(method.name for method in methods), *children}
    targets = {model.name: model.update.target for model in models.models if model.update}
    found: list[EditPlan] = []
    for get in methods:
        if get.operation.method != "GET" or get.alias or not _is_plain(get):
            continue
        if not isinstance(get.returns, Ref):
            continue
        # What is replaced by its own kind needs no class to turn into.
        target = targets.get(get.returns.name, get.returns.name)
        for update in _updates(methods, get):
            name = f"edit{update.name.removeprefix('update')}"
            if name not in taken and _takes(update, target):
                taken.add(name)
                found.append(_planned(name, get, update, target))
                break
    return tuple(found)


def _updates(methods: Sequence[Method], get: Method) -> Iterator[Method]:
    """The methods that replace or merge what another one reads; PUT first."""
    for verb in ("PUT", "PATCH"):
        for method in methods:
            operation = method.operation
            if (operation.method, operation.path) == (verb, get.operation.path):
                if not method.alias and method.name.startswith("update"):
                    yield method


def _is_plain(method: Method) -> bool:
    """Tell whether nothing has to be given but the parameters of the path."""
    return all(a.location == "path" or a.default for a in method.arguments)


def _takes(update: Method, target: str) -> bool:
    bodies = [a for a in update.arguments if a.location == "body"]
    needed = [a for a in update.arguments if a.location == "path" or not a.default]
    is_last = bool(bodies) and bodies[0].positional and needed[-1] is bodies[0]
    plain = all(argument.location in ("path", "body") for argument in needed)
    return is_last and plain and Ref(target) in parts(bodies[0].type)


def _planned(name: str, get: Method, update: Method, target: str) -> EditPlan:
    ids = [argument for argument in get.arguments if argument.location == "path"]
    return EditPlan(
        name,
        get=get.name,
        update=update.name,
        entity=written(get.returns, RESULT, get.hidden),
        request=written(Ref(target), RESULT, get.hidden),
        result=written(update.returns, RESULT, update.hidden),
        ids=tuple(ids),
    )
