"""The files that a plan needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clientgen.plan import PackagePlan


def sends(plan: PackagePlan) -> bool:
    """Tell whether a method sends a body that is no JSON."""
    return any(method.sends for method in plan.methods)


def responses(plan: PackagePlan) -> bool:
    """Tell whether a method returns something else than one JSON value."""
    return any(method.responses for method in plan.methods)


_ON_DEMAND: Mapping[str, Callable[[PackagePlan], bool]] = {
    "_runtime/aliases.py": lambda plan: bool(plan.old_models or plan.old_ids),
    "_runtime/keywords.py": lambda plan: any(m.settled for m in (*plan.methods, *plan.aliases)),
    "_runtime/q64.py": lambda plan: any(
        argument.expression != argument.name
        for method in plan.methods
        for argument in method.arguments
    ),
    "_runtime/bodies.py": lambda plan: sends(plan),
    "_runtime/uploads.py": lambda plan: sends(plan),
    "_runtime/credentials.py": lambda plan: plan.service.uses_schemes,
    "schemes.py.jinja": lambda plan: plan.service.uses_schemes,
    "_runtime/reqwest.py": lambda plan: "reqwest" in plan.emit,
    "_runtime/servers.py": lambda plan: bool(plan.service.servers),
    "servers.py.jinja": lambda plan: bool(plan.service.servers),
    "_runtime/webhooks.py": lambda plan: bool(plan.incoming),
    "webhooks.py.jinja": lambda plan: bool(plan.incoming),
    "_runtime/media.py": lambda plan: responses(plan),
    "_runtime/streams.py": lambda plan: responses(plan),
    "_runtime/strategies.py": lambda plan: any(
        method.paging is not None and method.paging.style != "next_uri" for method in plan.methods
    ),
    "_runtime/styles.py": lambda plan: any(method.styles for method in plan.methods),
    "_runtime/variants.py": lambda plan: any(alias.choice for alias in plan.models.aliases),
    "models.py.jinja": lambda plan: not plan.model_modules,
    "models/__init__.py.jinja": lambda plan: bool(plan.model_modules),
    "regions.py.jinja": lambda plan: bool(plan.service.regions),
}


def is_needed(path: str, plan: PackagePlan) -> bool:
    """Tell whether a file below `templates/package/` is emitted.

    Args:
        path: its path there.
        plan: the package.

    Returns:
        True where the plan uses what is in it.
    """
    return path not in _ON_DEMAND or _ON_DEMAND[path](plan)
