"""The context of each template, every decision taken."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import groupby
from typing import Any

from clientgen.base import prose
from clientgen.base.prose import LINE
from clientgen.emit.render.imports import (
    RENAMED_CLASS,
    client_bases,
    import_lines,
    operation_imports,
    service_fields,
)
from clientgen.plan import PackagePlan, Resource
from clientgen.plan.constructors import client_arguments
from clientgen.plan.exports import package_exports
from clientgen.plan.package import ModelModulePlan, ServicePlan
from clientgen.types import ModelText
from clientgen.types.reserved import CLIENT_HOMES, RESOURCE_HOMES, TYPED_DICT_HOMES
from clientgen.types.writing import ARGUMENT, ENTRY, MEMBER, RESULT, Name, names, written

_PLACES = (("path", "path"), ("query", "query"), ("header", "headers"), ("cookie", "cookies"))


def context(path: str, plan: PackagePlan) -> dict[str, Any]:
    """Build the context of one template.

    Args:
        path: the module, below the package.
        plan: the package.

    Returns:
        The names the template reads → values.
    """
    if path == "__init__.py":
        exported = package_exports(plan)
        by_module = groupby(exported, key=lambda export: export.module)
        return {
            "plan": plan,
            "package_doc": prose.docstring(_package_doc(plan), 0),
            "exports": [(home, [export.name for export in group]) for home, group in by_module],
            "all_names": sorted({*(export.name for export in exported), "errors", "models"}),
        }
    if path == "client.py":
        bases = client_bases(plan)
        used = {*bases}
        if plan.service.schemes:
            helpers = {"UNSET", "chosen", "from_environment"}
            helpers |= {"login_address"} if plan.service.grants else set()
            used |= {Name(CLIENT_HOMES[name], name) for name in helpers}
        return {
            "plan": plan,
            "bases": [
                ("", _base(plan.service, bases[0])),
                ("Async", _base(plan.service, bases[1])),
            ],
            "knows_regions": plan.service.schemes is None and bool(plan.service.regions),
            "client_imports": import_lines(used),
            "client_doc": {kind: _client_doc(plan, kind) for kind in ("", "Async")},
            "arguments": {kind: client_arguments(plan.service, kind) for kind in ("", "Async")},
        }
    if path == "models.py":
        return {"plan": plan, **_models_context(plan, plan.texts, _old_names(plan), 1)}
    if path == "models/__init__.py":
        return {"plan": plan, "names": sorted(text.name for text in plan.texts)}
    if path == "webhooks.py":
        needed = names((hook.type for hook in plan.incoming), RESULT)
        return {"plan": plan, "webhook_types": import_lines(needed)}
    if path == "typed_dicts.py":
        return {"plan": plan, "typed_dict_imports": import_lines(_typed_dict_names(plan))}
    if path == "testing/__init__.py":
        return {"plan": plan, "fake_credentials": _fake_credentials(plan.service)}
    if path == "operations.py":
        return {
            "plan": plan,
            "by_id": sorted(plan.methods, key=lambda method: method.operation.id),
            "operation_imports": operation_imports(plan),
            "facts": _facts(plan),
            "service_fields": service_fields(plan),
        }
    return {"plan": plan}


def resource_context(resource: Resource) -> dict[str, Any]:
    """Tell what the module of a resource prints besides the plan and the resource."""
    methods = [method for node in resource.walk() for method in node.methods]
    calls = {"AsyncResource", "SyncResource"}
    calls |= {"PageRequest", "paged"} if any(m.paging for m in methods) else set()
    calls |= {"Request", "operation"} if any(not m.paging for m in methods) else set()
    calls |= {helper for method in methods for helper in method.helpers}
    calls |= {"q64"} if any(a.expression != a.name for m in methods for a in m.arguments) else set()
    needed: set[Name] = set()
    if any(node.edits for node in resource.walk()):
        calls |= {"edit_entity", "edit_entity_async"}
        needed.add(Name("collections.abc", "Callable"))
    for method in methods:
        items = [method.paging.item] if method.paging is not None else []
        needed |= names((a.type for a in method.arguments), ARGUMENT, method.hidden)
        needed |= names([method.returns, *items], RESULT, method.hidden)
    if any(node.children for node in resource.walk()):
        needed |= {Name("._runtime.client", name) for name in ("AsyncClientBase", "SyncClient")}
    return {
        "resource": resource,
        "deprecates": any(m.operation.deprecated or m.alias for m in methods),
        "runtime_imports": import_lines({Name(RESOURCE_HOMES[name], name) for name in calls}, 2),
        "type_imports": import_lines(needed, depth=2),
        "places": _PLACES,
    }


def _base(service: ServicePlan, base: Name) -> str:
    """The class that a client extends, with the regions that editors complete."""
    if service.schemes is not None:
        return base.name
    region = "operations.RegionName" if service.regions else "str"
    return f'{base.name}["{region} | None"]'


def _typed_dict_names(plan: PackagePlan) -> set[Name]:
    """What the module of typed dictionaries imports."""
    found = plan.typed_dicts
    entries = [entry for dictionary in found.dictionaries for entry in dictionary.entries]
    used = {"TypeAliasType"} if found.aliases else set[str]()
    used |= {"TypedDict"} if found.dictionaries else set()
    used |= {"NotRequired"} if not all(entry.required for entry in entries) else set()
    return {Name(TYPED_DICT_HOMES[name], name) for name in used} | names(found.types, ENTRY)


def _fake_credentials(service: ServicePlan) -> str:
    """What clients of the fake service give where the user gives nothing, as source text."""
    if service.schemes is None:
        return '{"access_token": "fake-token"}'
    given = {
        scheme.argument: '("user", "fake-password")' if scheme.kind == "basic" else '"fake-token"'
        for scheme in service.arguments
    }
    return "{" + ", ".join(f"{prose.literal(n)}: {v}" for n, v in given.items()) + "}"


def _facts(plan: PackagePlan) -> list[tuple[str, str]]:
    """The texts that the runtime knows of the service, those that are empty left out."""
    service = plan.service
    facts = {"base_url": service.base_url, "correlation_header": service.correlation_header}
    facts |= {"user_agent": service.user_agent, "error_model": service.error_model or ""}
    if service.grants:
        facts |= {"login_url": service.login_url, "token_path": service.token_path}
        facts["organization_field"] = service.organization_field
    if service.regions or service.api_host:
        facts |= {"default_region": service.default_region, "api_host": service.api_host}
        facts["login_host"] = service.login_host
    return sorted((name, value) for name, value in facts.items() if value)


def model_module_context(plan: PackagePlan, part: ModelModulePlan) -> dict[str, Any]:
    """Build the context of one of several modules of models.

    Args:
        plan: the package.
        part: the module.

    Returns:
        Name → value.
    """
    return {**_models_context(plan, part.texts, (), 2), "part": part}


def _old_names(plan: PackagePlan) -> tuple[Name, ...]:
    if not plan.old_models:
        return ()
    return (RENAMED_CLASS, Name("typing", "TYPE_CHECKING"))


def _models_context(
    plan: PackagePlan, texts: Iterable[ModelText], more: Iterable[Name], depth: int
) -> dict[str, Any]:
    """What a module of these models prints besides them."""
    texts = list(texts)
    present = {text.name for text in texts}
    needed = {name for text in texts for name in text.names} | {*more}
    return {
        "changes": _changes(plan, present),
        "absent": any(
            field.present
            for model in plan.models.models
            if model.name in present
            for field in model.fields
        ),
        "models_imports": import_lines(needed, depth),
    }


def _changes(plan: PackagePlan, present: Container[str]) -> list[dict[str, Any]]:
    """The typed dictionaries of what `to_update()` takes; several entities may share one."""
    known = {model.name: model for model in plan.models.models}
    updates = {
        model.update.changes: model.update
        for model in plan.models.models
        if model.update and model.name in present
    }
    return [
        {
            "name": name,
            "target": update.target,
            "fields": sorted(
                (field.name, written(field.type, MEMBER)) for field in known[update.target].fields
            ),
        }
        for name, update in sorted(updates.items())
    ]


def _package_doc(plan: PackagePlan) -> list[str]:
    facts = f"Made from version {plan.api_version.raw} of the API's document"
    dated = f", {plan.spec_date.raw}" if plan.spec_date else ""
    return [
        *prose.docstring_lines(f"A client of {plan.title.raw}.", LINE - 4),
        "",
        *prose.docstring_lines(f"{facts}{dated}; regenerate it, do not edit it.", LINE - 4),
    ]


def _client_doc(plan: PackagePlan, kind: str) -> str:
    how = "asyncio" if kind else "threads"
    prefix = "async " if kind else ""
    lines = [
        *prose.docstring_lines(
            f"{'Async client' if kind else 'Client'} of {plan.title.raw}.", LINE - 10
        ),
        "",
        f"Use it as `{prefix}with {kind}Client(...) as client:`; one client serves many"
        f" {'tasks' if how == 'asyncio' else 'threads'}.",
    ]
    return prose.docstring(lines, 4)
