"""Plans `edit()`: read an entity, change it, update it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientgen.plan.package import EditPlan, Method
from clientgen.types import ModelsPlan
from clientgen.types.expressions import Ref, parts
from clientgen.types.writing import RESULT, written

# The arguments that it has besides.
_OWN = frozenset({"change", "attempts"})


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
    taken = {*_OWN, *(method.name for method in methods), *children}
    targets = _targets(models)
    found: list[EditPlan] = []
    for get in methods:
        if get.operation.method != "GET" or not _is_plain(get) or not isinstance(get.returns, Ref):
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


def _targets(models: ModelsPlan) -> dict[str, str]:
    """Class → what updates it, or what it wraps."""
    direct = {model.name: model.update.target for model in models.models if model.update}
    wrapped: dict[str, str] = {}
    for model in models.models:
        held = [part for field in model.fields for part in parts(field.type)]
        inside = [
            direct[part.name] for part in held if isinstance(part, Ref) and part.name in direct
        ]
        if len(inside) == 1:
            wrapped[model.name] = inside[0]
    return {**wrapped, **direct}


def _updates(methods: Sequence[Method], get: Method) -> Iterator[Method]:
    """The methods that replace or merge what another one reads; PUT first."""
    for verb in ("PUT", "PATCH"):
        for method in methods:
            operation = method.operation
            if (operation.method, operation.path) == (verb, get.operation.path):
                if method.name.startswith("update") and _is_single(method):
                    yield method


def _is_single(method: Method) -> bool:
    """Tell whether a call is one request, under the name that it has now."""
    return method.alias is None and method.paging is None


def _is_plain(method: Method) -> bool:
    """Tell whether nothing has to be given but the parameters of the path."""
    given = [a for a in method.arguments if a.location == "path" or not a.default]
    names = {argument.name for argument in given}
    return _is_single(method) and not names & _OWN and all(a.location == "path" for a in given)


def _takes(update: Method, target: str) -> bool:
    given = [a for a in update.arguments if a.location in ("path", "body") or not a.default]
    places = [argument.location for argument in given]
    if not given or places != [*["path"] * (len(given) - 1), "body"]:
        return False
    return given[-1].positional and Ref(target) in parts(given[-1].type)


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
