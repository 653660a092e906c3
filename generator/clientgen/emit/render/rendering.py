"""From a plan to every file it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import jinja2

from clientgen.base.diagnostics import InputError
from clientgen.emit.layout import lay_out
from clientgen.emit.render.contexts import context, model_module_context, resource_context
from clientgen.emit.render.emitted_files import follow, roots
from clientgen.emit.render.environment import new_environment
from clientgen.emit.render.template_paths import sources
from clientgen.plan import PackagePlan
from clientgen.plan.readme import readme
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
    return render_versions([plan], overlay)[0]


def render_versions(
    plans: Iterable[PackagePlan], overlay: Path | None = None
) -> list[dict[str, str]]:
    """Render versions of a package; modules that they have alike are laid out once.

    Args:
        plans: the versions.
        overlay: a directory whose files stand for the templates of the same name.

    Returns:
        For each version what `render` returns.

    Raises:
        InputError: a template of the overlay stands for none, or cannot be rendered.
    """
    try:
        environment, laid = new_environment(overlay), cache(lay_out)
        found = sources(overlay)
        return [dict(sorted(_files(plan, environment, found, laid))) for plan in plans]
    except (jinja2.TemplateError, OSError, UnicodeDecodeError) as error:
        if overlay is None:
            raise
        where = f"{getattr(error, 'name', None) or ''}:{getattr(error, 'lineno', '')}".strip(":")
        raise InputError(f"a template cannot be rendered: {where} {error}".strip()) from error


def _files(
    plan: PackagePlan,
    environment: jinja2.Environment,
    found: Mapping[str, Path],
    laid: Callable[[str], str],
) -> Iterator[tuple[str, str]]:
    for path, text in _package(plan, environment, found, laid).items():
        yield f"{plan.name}/{path}", text
    yield from _documents(plan, environment)


def _package(
    plan: PackagePlan,
    environment: jinja2.Environment,
    found: Mapping[str, Path],
    laid: Callable[[str], str],
) -> dict[str, str]:
    """The modules, as path below the package → text."""
    models = {part.module: part for part in plan.model_modules}
    resources = dict(plan.modules)

    def text_of(path: str) -> str | None:
        folder, _, name = path.rpartition("/")
        module = name.removesuffix(".py")
        if path == ("models.py" if models else "models/__init__.py"):
            return None  # The models are one module or several.
        if path in plan.data:
            return plan.data[path]
        template, given = f"{path}.jinja", context(path, plan)
        if folder == "resources" and module in resources:
            template = "resources/resource.py.jinja"
            given = {"plan": plan, **resource_context(resources[module])}
        elif folder == "models" and module in models:
            template = "models/part.py.jinja"
            given = {"plan": plan, **model_module_context(plan, models[module])}
        elif f"package/{path}" in found:
            return found[f"package/{path}"].read_text("utf-8")
        if f"package/{template}" not in found:
            return None
        return laid(environment.get_template(f"package/{template}").render(**given))

    return follow(roots(plan), text_of)


def _documents(plan: PackagePlan, environment: jinja2.Environment) -> Iterator[tuple[str, str]]:
    """What lies beside the package, as path and text."""
    if "docs" in plan.emit:
        for path, shown in reference_pages(plan).items():
            template = environment.get_template(f"docs/{shown['template']}.md.jinja")
            yield f"docs/{path}", _tidy(template.render(plan=plan, **shown))
    if "project" in plan.emit:
        for name, more in (("pyproject.toml", {}), ("README.md", readme(plan))):
            template = environment.get_template(f"project/{name}.jinja")
            yield name, _tidy(template.render(plan=plan, **more))


def _tidy(text: str) -> str:
    """One newline at the end, no blanks at line ends, never two empty lines in a row."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n") + "\n"
