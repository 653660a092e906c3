"""The contents of the reference pages, every decision taken."""

from __future__ import annotations

from typing import Any

from clientgen.api import Schema
from clientgen.base import prose
from clientgen.plan.docstrings import about, own_description, substitute_description
from clientgen.plan.package import Argument, Method, PackagePlan, Resource
from clientgen.types import FieldPlan
from clientgen.types.expressions import MAPS, Container, Of, Ref, Scalar, parts
from clientgen.types.writing import MEMBER, written

_SHOWN = 3


def reference_pages(plan: PackagePlan) -> dict[str, dict[str, Any]]:
    """Plan the reference.

    Args:
        plan: the package.

    Returns:
        Path below the docs directory → what its template prints, the template's name among it.
        Every text in it is Markdown already.
    """
    pages: dict[str, dict[str, Any]] = {
        "index.md": {"template": "index", "resources": [_entry(node) for _, node in plan.modules]},
        "models.md": {"template": "models", **_models(plan)},
    }
    for module, resource in plan.modules:
        pages[f"{module}.md"] = {
            "template": "resource",
            "resource": resource,
            "groups": [
                {"path": node.path, "methods": [_method(plan, method) for method in node.methods]}
                for node in reversed(resource.walk())
                if node.methods
            ],
        }
    return pages


def _entry(resource: Resource) -> dict[str, Any]:
    methods = [method for node in reversed(resource.walk()) for method in node.methods]
    return {
        "page": f"{resource.name}.md",
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


def _method(plan: PackagePlan, method: Method) -> dict[str, Any]:
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
        "example": example_program(plan, method, is_async=False),
        "async_example": example_program(plan, method, is_async=True),
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


def example_program(plan: PackagePlan, method: Method, *, is_async: bool) -> list[str]:
    """Write a program that runs as it stands, given credentials in the environment.

    Args:
        plan: the package.
        method: what it calls.
        is_async: use the async client.

    Returns:
        Its lines.
    """
    client = "AsyncClient" if is_async else "Client"
    needed = [argument for argument in method.arguments if not argument.default]
    models = any(_model(argument) for argument in needed if argument.location == "body")
    lines = [f"from {plan.name} import {client}{', models' if models else ''}", ""]
    pad = "    "
    if is_async:
        lines = ["import asyncio", "", *lines, "", "async def main() -> None:"]
        lines.append(f"{pad}async with {client}.from_env() as client:")
        pad += "    "
    else:
        lines.append(f"with {client}.from_env() as client:")
    call = f"client.{method.path}({example_values(plan, method)})"
    if method.paging is not None:
        lines += [
            f"{pad}{'async ' if is_async else ''}for item in {call}:",
            f"{pad}    print(item)",
        ]
    elif method.returns is Scalar.NULL:
        lines.append(f"{pad}{'await ' if is_async else ''}{call}")
    else:
        lines += [f"{pad}answer = {'await ' if is_async else ''}{call}", f"{pad}print(answer)"]
    if is_async:
        lines += ["", "", "asyncio.run(main())"]
    return lines


def example_values(plan: PackagePlan, method: Method) -> str:
    """Write the arguments of an example call: what has to be given.

    Args:
        plan: the package.
        method: what is called.

    Returns:
        Source text of the arguments.
    """
    return ", ".join(_value(plan, a) for a in method.arguments if not a.default)


def _model(argument: Argument) -> str | None:
    """The class or alias that an argument takes first of all."""
    first = parts(argument.type)[0]
    return first.name if isinstance(first, Ref) else None


def _value(plan: PackagePlan, argument: Argument) -> str:
    """A value of the right type for an example."""
    name = _model(argument)
    if name is not None:
        is_class = any(model.name == name for model in plan.models.models)
        if argument.location == "body" and is_class:
            return _model_value(plan, name, set())
        return prose.literal(argument.name)
    if any(isinstance(part, Of) and part.container in MAPS for part in parts(argument.type)):
        return "{}"
    return _scalar(argument.schema, argument.name)


def _model_value(plan: PackagePlan, name: str, path: set[str]) -> str:
    known = {model.name: model for model in plan.models.models}
    values: list[str] = []
    fields = [field for field in known[name].fields if field.required]
    # A part of which nothing is required shows what the document is certain of.
    for field in fields or [f for f in known[name].fields if path and _is_certain(f)][:_SHOWN]:
        if isinstance(field.type, Ref) and field.type.name in known:
            inner = field.type.name
            value = "None" if inner in path else _model_value(plan, inner, path | {name})
        elif isinstance(field.type, Of):
            value = "[]" if field.type.container is Container.LIST else "{}"
        else:
            value = _scalar(field.schema, field.name)
        values.append(f"{field.name}={value}")
    return f"models.{name}({', '.join(values)})"


def _is_certain(field: FieldPlan) -> bool:
    return bool(field.schema.enum) and not field.schema.read_only


def _scalar(schema: Schema, name: str) -> str:
    """A value that the document names, else one of the type."""
    if schema.enum:
        first = schema.enum[0]
        return prose.literal(first) if isinstance(first, str) else repr(first)
    if isinstance(schema.default, str) and schema.types == ("string",) and not schema.format:
        return prose.literal(schema.default)
    if "boolean" in schema.types:
        return "True"
    if "integer" in schema.types:
        return "1"
    if "number" in schema.types:
        return "1.0"
    return prose.literal(name)
