"""The contents of the reference pages, every decision taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientgen.base import prose
from clientgen.plan.docstrings import about, own_description, substitute_description
from clientgen.plan.example_calls import ExampleCalls
from clientgen.plan.package import Argument, Method, PackagePlan, Resource
from clientgen.plan.usage import plan_usage
from clientgen.types.expressions import Scalar
from clientgen.types.writing import MEMBER, written

_PAGES = frozenset({"index", "models", "usage"})


def reference_pages(plan: PackagePlan) -> dict[str, dict[str, Any]]:
    """Plan the reference and the usage page.

    Args:
        plan: the package.

    Returns:
        Path below the docs directory → what its template prints, the template's name among it.
        Every text in it is Markdown already.
    """
    calls = ExampleCalls(plan)
    named = _page_names([module for module, _ in plan.modules])
    pages: dict[str, dict[str, Any]] = {
        "index.md": {
            "template": "index",
            "resources": [_entry(node, named[module]) for module, node in plan.modules],
        },
        "models.md": {"template": "models", **_models(plan)},
        "usage.md": {"template": "usage", "usage": plan_usage(plan, calls)},
    }
    for module, resource in plan.modules:
        pages[named[module]] = {
            "template": "resource",
            "resource": resource,
            "groups": [
                {"path": node.path, "methods": [_method(calls, method) for method in node.methods]}
                for node in reversed(resource.walk())
                if node.methods
            ],
        }
    return pages


def _page_names(modules: Sequence[str]) -> dict[str, str]:
    """Name the page of each resource; one that has the name of another page gets a mark."""
    taken = {*_PAGES, *modules}
    named: dict[str, str] = {}
    for module in modules:
        page = module
        while page in _PAGES or (page != module and page in taken):
            page += "_"
        taken.add(page)
        named[module] = f"{page}.md"
    return named


def _entry(resource: Resource, page: str) -> dict[str, Any]:
    methods = [method for node in reversed(resource.walk()) for method in node.methods]
    return {
        "page": page,
        "path": resource.path,
        "methods": [
            {
                "path": method.path,
                "anchor": _anchor(method),
                "summary": (
                    f"Old name of `{method.alias.new}`, until {method.alias.until}."
                    if method.alias
                    else prose.markdown(about(method))
                ),
                "http": _http(method),
            }
            for method in methods
        ],
    }


def _http(method: Method) -> str:
    """The HTTP line, for code spans and fences alike: a path may hold anything."""
    return cell(prose.flat(f"{method.operation.method} {method.operation.path}"))


def _anchor(method: Method) -> str:
    return method.path.replace(".", "").replace(" ", "-").lower()


def _method(calls: ExampleCalls, method: Method) -> dict[str, Any]:
    operation = method.operation
    description = operation.description or ""
    return {
        "path": method.path,
        "http": _http(method),
        "id": prose.markdown(operation.id),
        "summary": prose.markdown(about(method)),
        "description": prose.markdown(description) if description != about(method) else "",
        "audience": method.audience if method.audience != "public" else "",
        "deprecated": operation.deprecated,
        "alias": method.alias,
        "permissions": [prose.markdown(permission) for permission in method.permissions],
        "mode": "any of" if method.permissions_mode == "ANY" else "all of",
        "scopes": [prose.markdown(scope) for scope in method.scopes],
        "repeatable": method.idempotent,
        "signature": method.signature,
        "example": calls.program(method, is_async=False),
        "async_example": calls.program(method, is_async=True),
        "arguments": [_argument(argument) for argument in method.arguments],
        "returns": _returns(method),
        "errors": [
            {"status": status, "name": name, "codes": ", ".join(map(prose.markdown, codes))}
            for status, name, codes in method.errors
        ],
    }


def _argument(argument: Argument) -> dict[str, Any]:
    facts = [prose.markdown(fact.raw) for fact in argument.facts]
    old = [
        f"Until {name.until} also as `{name.old}`, which is deprecated." for name in argument.old
    ]
    return {
        "name": argument.name,
        "wire": prose.markdown(argument.wire) if argument.wire else "",
        "location": argument.location,
        "type": cell(argument.annotation),
        "required": "required" if not argument.default else "optional",
        "doc": " ".join([_described(argument), *facts, *old]),
    }


def _described(argument: Argument) -> str:
    if text := own_description(argument):
        return prose.markdown(text)
    return substitute_description(argument, cell(prose.flat(argument.wire)))


def _returns(method: Method) -> str:
    if method.paging is not None:
        item = cell(method.item)
        return f"`Pager[{item}]` (`AsyncPager[{item}]` of the async client)"
    return "nothing" if method.returns is Scalar.NULL else f"`{cell(method.returned)}`"


def _models(plan: PackagePlan) -> dict[str, Any]:
    return {
        "models": [
            {
                "name": model.name,
                "doc": prose.markdown(model.doc.raw),
                "to_update": model.update,
                "fields": [
                    {
                        "name": field.name,
                        "wire": prose.markdown(field.wire),
                        "type": cell(written(field.type, MEMBER)),
                        "required": (
                            "required"
                            if field.required
                            else "always answered" if field.present else "optional"
                        ),
                        "doc": " ".join(
                            part for part in [prose.markdown(field.doc.raw), *field.facts] if part
                        ),
                    }
                    for field in model.fields
                ],
            }
            for model in plan.models.models
        ],
        "aliases": [
            {"name": alias.name, "doc": prose.markdown(alias.doc.raw)}
            for alias in plan.models.aliases
        ],
        "old_names": plan.old_models,
    }


def cell(annotation: str) -> str:
    """An annotation for a code span in a table cell."""
    return annotation.replace("|", "\\|").replace("`", "'")
