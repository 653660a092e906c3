"""From a plan to every file it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2

from clientgen.base.diagnostics import InputError
from clientgen.emit.layout import lay_out
from clientgen.emit.render.contexts import context, model_module_context, resource_context
from clientgen.emit.render.emitted_files import is_needed
from clientgen.emit.render.environment import new_environment
from clientgen.emit.render.template_paths import sources
from clientgen.plan import PackagePlan
from clientgen.plan.reference import reference_pages


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
        environment = new_environment(overlay)
        files = {
            f"{plan.name}/{path}": text
            for path, text in _package(plan, environment, sources(overlay))
        }
        files.update(_documents(plan, environment))
    except (jinja2.TemplateError, OSError, UnicodeDecodeError) as error:
        if overlay is None:
            raise
        where = f"{getattr(error, 'name', None) or ''}:{getattr(error, 'lineno', '')}".strip(":")
        raise InputError(f"a template cannot be rendered: {where} {error}".strip()) from error
    return dict(sorted(files.items()))


def _package(
    plan: PackagePlan, environment: jinja2.Environment, found: Mapping[str, Path]
) -> Iterator[tuple[str, str]]:
    """The modules, as path below the package and text."""
    for name, source in sorted(found.items()):
        path = name.removeprefix("package/")
        if path == name or not is_needed(path, plan):
            continue
        if not path.endswith(".jinja"):
            yield path, source.read_text("utf-8")
            continue
        template = environment.get_template(name)
        if path == "resources/resource.py.jinja":
            for module, resource in plan.modules:
                text = template.render(plan=plan, resource=resource, **resource_context(resource))
                yield f"resources/{module}.py", lay_out(text)
        elif path == "models/part.py.jinja":
            for part in plan.model_modules:
                text = template.render(plan=plan, **model_module_context(plan, part))
                yield f"models/{part.module}.py", lay_out(text)
        else:
            text = template.render(**context(path, plan))
            yield path.removesuffix(".jinja"), lay_out(text)


def _documents(plan: PackagePlan, environment: jinja2.Environment) -> Iterator[tuple[str, str]]:
    """What lies beside the package, as path and text."""
    if "docs" in plan.emit:
        for path, shown in reference_pages(plan).items():
            template = environment.get_template(f"docs/{shown['template']}.md.jinja")
            yield f"docs/{path}", _tidy(template.render(plan=plan, **shown))
    if "project" in plan.emit:
        for name in ("pyproject.toml", "README.md"):
            yield name, _tidy(environment.get_template(f"project/{name}.jinja").render(plan=plan))


def _tidy(text: str) -> str:
    """One newline at the end, no blanks at line ends, never two empty lines in a row."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n") + "\n"
