"""Plans become text: thin Jinja templates, then black.

`templates/package/` mirrors the emitted tree. A `.jinja` file is a template; everything else there
is copied as it stands.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from generator import prose
from generator.layout import lay_out
from generator.models import ModelText
from generator.plan import Method, PackagePlan, Resource
from generator.plan.docstrings import about
from generator.plan.package import PartPlan
from generator.plan.reference import reference_pages
from generator.problems import InputError

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_LINE = 100
_PLACES = (("path", "path"), ("query", "query"), ("header", "headers"), ("cookie", "cookies"))
_MODEL_NAMES = (
    ("typing", ("TYPE_CHECKING", "Annotated", "Any", "Literal", "TypedDict", "Union", "Unpack")),
    ("datetime", ("date", "datetime")),
    ("pydantic", ("Field", "Tag")),
    ("typing_extensions", ("TypeAliasType",)),
    ("._runtime.aliases", ("heir",)),
    ("._runtime.model", ("DateTime", "Json", "Model", "Number", "Present", "project")),
    ("._runtime.variants", ("variant",)),
)
_RESOURCE_TYPES = (
    ("collections.abc", ("Iterable", "Mapping", "Sequence")),
    ("datetime", ("date", "datetime")),
    ("typing", ("Any", "BinaryIO", "Literal")),
    (".._runtime.streams", ("Event", "Stream")),
)
_ERRORS = (
    "APIError",
    "AuthenticationError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DecodeError",
    "GatewayTimeoutError",
    "NotFoundError",
    "PaginationError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestError",
    "RequestTimeoutError",
    "ResponseError",
    "ServerError",
    "ServiceUnavailableError",
    "StatusError",
    "TimeoutError",
    "TokenError",
    "TransportError",
    "UnsupportedMediaTypeError",
)
_EXPORTS: Mapping[str, tuple[str, ...]] = {
    "_runtime.auth": ("AuthorizationCode", "ClientCredentials", "Saml2Bearer"),
    "_runtime.calls": ("Request", "Response"),
    "_runtime.observe": ("Attempt", "Hooks"),
    "_runtime.operation": ("Operation",),
    "_runtime.pager": ("AsyncPager", "Page", "Pager"),
    "_runtime.retry": ("Retry",),
    "_runtime.wire": ("Timeout",),
    "client": ("AsyncClient", "Client"),
    "errors": _ERRORS,
    "operations": ("OPERATIONS",),
}
_STREAM_NAMES = ("Event", "Stream", "chunks")
WORDS = frozenset(
    word
    for home, names in (*_EXPORTS.items(), *_MODEL_NAMES, *_RESOURCE_TYPES)
    for word in (*home.split("."), *names)
    if word
) | {
    "Region",
    "regions",
    "bodies",
    "media",
    "streams",
    "Sends",
    "Sent",
    "Answer",
    "Answers",
    "NOT_GIVEN",
    "needed",
    "one_of",
    *_STREAM_NAMES,
}
"""Identifiers this room adds to those of the templates, whatever the document."""

# Emitted only where the plan uses them: what nobody needs, nobody has to carry.
_ON_DEMAND: Mapping[str, Callable[[PackagePlan], bool]] = {
    "_runtime/aliases.py": lambda plan: bool(plan.old_models or plan.old_ids),
    "_runtime/keywords.py": lambda plan: any(m.settled for m in (*plan.methods, *plan.aliases)),
    "_runtime/q64.py": lambda plan: any(
        argument.expression != argument.name
        for method in plan.methods
        for argument in method.arguments
    ),
    "_runtime/bodies.py": lambda plan: _sends(plan),
    "_runtime/credentials.py": lambda plan: plan.service.uses_schemes,
    "schemes.py.jinja": lambda plan: plan.service.uses_schemes,
    "_runtime/servers.py": lambda plan: bool(plan.service.servers),
    "servers.py.jinja": lambda plan: bool(plan.service.servers),
    "_runtime/webhooks.py": lambda plan: bool(plan.incoming),
    "webhooks.py.jinja": lambda plan: bool(plan.incoming),
    "_runtime/media.py": lambda plan: _answers(plan),
    "_runtime/streams.py": lambda plan: _answers(plan),
    "_runtime/strategies.py": lambda plan: any(
        method.paging is not None and method.paging.style != "next_uri" for method in plan.methods
    ),
    "_runtime/styles.py": lambda plan: any(method.styles for method in plan.methods),
    "_runtime/variants.py": lambda plan: any(alias.choice for alias in plan.models.aliases),
    "models.py.jinja": lambda plan: not plan.parts,
    "models/__init__.py.jinja": lambda plan: bool(plan.parts),
    "regions.py.jinja": lambda plan: bool(plan.service.regions),
}


def render(plan: PackagePlan, overlay: Path | None = None) -> dict[str, str]:
    """Render everything the plan asks for.

    Args:
        plan: the package.
        overlay: a directory whose files stand for the templates of the same name.

    Returns:
        Path relative to the output directory → text. Python is as black leaves it.

    Raises:
        InputError: a template of the overlay stands for none, or cannot be rendered.
    """
    try:
        return _rendered(plan, _environment(overlay), sources(overlay))
    except (jinja2.TemplateError, OSError, UnicodeDecodeError) as error:
        if overlay is None:
            raise
        where = f"{getattr(error, 'name', None) or ''}:{getattr(error, 'lineno', '')}".strip(":")
        raise InputError(f"a template cannot be rendered: {where} {error}".strip()) from error


def sources(overlay: Path | None = None) -> dict[str, Path]:
    """Find the templates.

    Args:
        overlay: a directory whose files stand for the templates of the same name.

    Returns:
        Path below ``templates/`` → file, for everything emitted but the models.

    Raises:
        InputError: the overlay is no directory, or has a file that stands for no template.
    """
    found = _below(TEMPLATES, ("package", "docs", "project"))
    if overlay is None:
        return found
    if not overlay.is_dir():
        raise InputError("no such directory of templates", source=str(overlay))
    for path, file in _below(overlay, (".",)).items():
        if path not in found:
            near = difflib.get_close_matches(path, found, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise InputError(f"{path!r} stands for no template{hint}", source=str(overlay))
        found[path] = file
    return found


def _below(root: Path, folders: Iterable[str]) -> dict[str, Path]:
    return {
        file.relative_to(root).as_posix(): file
        for folder in folders
        for file in sorted((root / folder).rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def _rendered(
    plan: PackagePlan, environment: jinja2.Environment, found: Mapping[str, Path]
) -> dict[str, str]:
    package = _package(plan, environment, found)
    files = {f"{plan.name}/{path}": text for path, text in package.items()}
    if "docs" in plan.emit:
        pages = reference_pages(plan)
        for path, context in pages.items():
            template = environment.get_template(f"docs/{context['template']}.md.jinja")
            files[f"docs/{path}"] = _tidy(template.render(plan=plan, **context))
    if "project" in plan.emit:
        for name in ("pyproject.toml", "README.md"):
            template = environment.get_template(f"project/{name}.jinja")
            files[name] = _tidy(template.render(plan=plan))
    return dict(sorted(files.items()))


def _package(
    plan: PackagePlan, environment: jinja2.Environment, found: Mapping[str, Path]
) -> dict[str, str]:
    files: dict[str, str] = {}
    for name, source in sorted(found.items()):
        if not name.startswith("package/"):
            continue
        path = name.removeprefix("package/")
        if path in _ON_DEMAND and not _ON_DEMAND[path](plan):
            continue
        if not path.endswith(".jinja"):
            files[path] = source.read_text("utf-8")
        elif path == "resources/resource.py.jinja":
            for module, resource in plan.modules:
                text = environment.get_template(f"package/{path}").render(
                    plan=plan, resource=resource, **_resource_context(resource)
                )
                files[f"resources/{module}.py"] = lay_out(text)
        elif path == "models/part.py.jinja":
            for part in plan.parts:
                context = _part_context(plan, part)
                text = environment.get_template(f"package/{path}").render(plan=plan, **context)
                files[f"models/{part.module}.py"] = lay_out(text)
        else:
            text = environment.get_template(f"package/{path}").render(**_context(path, plan))
            files[path.removesuffix(".jinja")] = lay_out(text)
    return files


def _context(path: str, plan: PackagePlan) -> dict[str, Any]:
    """What one template prints besides the plan."""
    if path == "__init__.py.jinja":
        exports = _exports(plan)
        names = [name for _, group in exports for name in group]
        return {
            "plan": plan,
            "package_doc": prose.docstring(_package_doc(plan), 0),
            "exports": exports,
            "all_names": sorted({*names, "errors", "models"}),
        }
    if path == "client.py.jinja":
        return {
            "plan": plan,
            "client_doc": {kind: _client_doc(plan, kind) for kind in ("", "Async")},
        }
    if path == "models.py.jinja":
        used = ["heir, TYPE_CHECKING"] if plan.old_models else []
        return {"plan": plan, **_models_context(plan, plan.texts.models, used)}
    if path == "models/__init__.py.jinja":
        return {"plan": plan, "names": sorted(text.name for text in plan.texts.models)}
    if path == "webhooks.py.jinja":
        hints = [hook.annotation for hook in plan.incoming]
        lines = _imports(_RESOURCE_TYPES, hints)
        models = ["from . import models"] if any("models." in hint for hint in hints) else []
        return {"plan": plan, "webhook_types": [*lines, *models]}
    if path == "operations.py.jinja":
        return {
            "old_ids": plan.old_ids,
            "by_id": sorted(plan.methods, key=lambda method: method.operation.id),
            "uses_answers": _answers(plan),
            "uses_sends": _sends(plan),
            "uses_paging": any(method.paging for method in plan.methods),
            "uses_styles": any(method.styles for method in plan.methods),
        }
    return {"plan": plan}


def _resource_context(resource: Resource) -> dict[str, Any]:
    methods = [method for node in resource.walk() for method in node.methods]
    calls = {"AsyncResource", "SyncResource"}
    calls |= {"PageRequest", "paged"} if any(m.paging for m in methods) else set()
    calls |= {"Request", "operation"} if any(not m.paging for m in methods) else set()
    annotations = [a.annotation for m in methods for a in m.arguments]
    annotations += [m.returns for m in methods]
    lines = _imports(_RESOURCE_TYPES, annotations)
    if any("builtins." in annotation for annotation in annotations):
        lines.insert(0, "import builtins")
    if any(node.children for node in resource.walk()):
        lines += ["", "from .._runtime.client import AsyncClientBase, SyncClient"]
    annotations += [m.paging.item_annotation for m in methods if m.paging]
    if any("models." in annotation for annotation in annotations):
        lines += ["", "from .. import models"]
    return {
        "calls": sorted(calls, key=lambda name: (name.lower() == name, name)),
        "deprecates": any(m.operation.deprecated or m.alias for m in methods),
        "keywords": _keywords(methods),
        "encodes": any(a.expression != a.name for m in methods for a in m.arguments),
        "type_imports": lines[1:] if lines[:1] == [""] else lines,
        "places": _PLACES,
    }


def _keywords(methods: Iterable[Method]) -> list[str]:
    """What the runtime offers for arguments of two names, as far as these methods need it."""
    lines = [line for m in methods if m.settled for line in (*m.declared, *m.settled)]
    found = {"NOT_GIVEN": " = NOT_GIVEN", "needed": " = needed(", "one_of": " = one_of("}
    return [name for name, use in found.items() if any(use in line for line in lines)]


def _sends(plan: PackagePlan) -> bool:
    return any(method.sends for method in plan.methods)


def _answers(plan: PackagePlan) -> bool:
    return any(method.answers for method in plan.methods)


def _imports(known: Iterable[tuple[str, tuple[str, ...]]], sources: Iterable[str]) -> list[str]:
    """Import lines for the names some pieces of source use."""
    used = {
        node.id
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name)
    }
    lines: list[str] = []
    for module, names in known:
        wanted = [name for name in names if name in used]
        if wanted:
            lines.append(f"from {module} import {', '.join(wanted)}")
    return lines


def _models_context(
    plan: PackagePlan, texts: Iterable[ModelText], used: Iterable[str] = ()
) -> dict[str, Any]:
    """What a module of these models prints besides them."""
    texts = list(texts)
    names = {text.name for text in texts}
    changes = _changes(plan, names)
    written = [*used, *(text.source for text in texts)]
    if changes:
        written.append("TYPE_CHECKING, TypedDict")
    absent = any(
        field.present
        for model in plan.models.models
        if model.name in names
        for field in model.fields
    )
    if absent:
        written.append("Any")
    return {"changes": changes, "absent": absent, "models_imports": _imports(_MODEL_NAMES, written)}


def _part_context(plan: PackagePlan, part: PartPlan) -> dict[str, Any]:
    context = _models_context(plan, part.texts)
    lines = [line.replace("from ._", "from .._", 1) for line in context["models_imports"]]
    return {**context, "part": part, "models_imports": lines}


def _changes(plan: PackagePlan, names: Container[str]) -> list[dict[str, Any]]:
    """The typed dictionaries of what `to_update()` takes; several entities may share one."""
    updates = {
        model.update.changes: model.update
        for model in plan.models.models
        if model.update and model.name in names
    }
    return [
        {
            "name": name,
            "target": update.target,
            "fields": sorted(plan.texts.fields[update.target].items()),
        }
        for name, update in sorted(updates.items())
    ]


def _exports(plan: PackagePlan) -> list[tuple[str, tuple[str, ...]]]:
    regions = [("regions", ("Region",))] if plan.service.regions else []
    streams = [("_runtime.streams", _STREAM_NAMES)] if _answers(plan) else []
    servers = [("servers", ("SERVERS",))] if plan.service.servers else []
    return sorted([*_EXPORTS.items(), *regions, *streams, *servers])


def _package_doc(plan: PackagePlan) -> list[str]:
    facts = f"Made from version {plan.api_version.raw} of the API's document"
    dated = f", {plan.spec_date.raw}" if plan.spec_date else ""
    return [
        *prose.docstring_lines(f"A client of {plan.title.raw}.", _LINE - 4),
        "",
        *prose.docstring_lines(f"{facts}{dated}; regenerate it, do not edit it.", _LINE - 4),
    ]


def _client_doc(plan: PackagePlan, kind: str) -> str:
    how = "asyncio" if kind else "threads"
    prefix = "async " if kind else ""
    lines = [
        *prose.docstring_lines(f"{'Async client' if kind else 'Client'} of {plan.title.raw}.", 90),
        "",
        f"Use it as `{prefix}with {kind}Client(...) as client:`; one client serves many"
        f" {'tasks' if how == 'asyncio' else 'threads'}.",
    ]
    return prose.docstring(lines, 4)


@cache
def _environment(overlay: Path | None = None) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*([overlay] if overlay else []), TEMPLATES]),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=_no_prose,
    )
    filters: dict[str, Callable[..., str]] = {
        "docstring": _docstring,
        "docstring_block": prose.docstring,
        "literal": prose.literal,
        "markdown": _markdown,
        "request_type": _request_type,
        "summary": _summary,
        "toml": _toml,
        "tuple": _tuple,
    }
    environment.filters.update(filters)
    return environment


def _docstring(text: str, indent: int) -> str:
    return prose.docstring(prose.docstring_lines(text, _LINE - indent - 6), indent)


def _no_prose(value: Any) -> Any:
    """Document text that reaches a template without a sink is a mistake of ours."""
    if isinstance(value, prose.Prose):
        raise TypeError("document text reached a template without passing a sink")
    return value


def _markdown(text: prose.Prose | str) -> str:
    return prose.markdown(_raw(text))


def _toml(text: prose.Prose | str) -> str:
    return prose.toml(_raw(text))


def _summary(method: Method) -> str:
    return prose.flat(about(method))


def _raw(text: prose.Prose | str) -> str:
    return text.raw if isinstance(text, prose.Prose) else text


def _request_type(method: Method) -> str:
    if method.paging is not None:
        return f"PageRequest[{method.returns}, {method.paging.item_annotation}]"
    return f"Request[{method.returns}]"


def _tuple(values: Iterable[str]) -> str:
    return "(" + "".join(f"{prose.literal(value)}, " for value in values) + ")"


def _tidy(text: str) -> str:
    """One newline at the end, no blanks at line ends, never two empty lines in a row."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n") + "\n"
