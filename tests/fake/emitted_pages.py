"""The programs on the pages of a package: run against its fake service, and type-checked."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config, parse_config
from clientgen.emit.pipeline import Generated, generate
from clientgen.plan import Method, PackagePlan
from clientgen.plan.example_calls import ExampleCalls
from clientgen.plan.example_source import Source
from tests.real.documents import CACHE, documents, reason_to_skip
from tests.support.programs import process

_ALL = ["package", "docs", "project", "editing", "testing", "waiting", "cli"]


def whole_settings(**service: Any) -> Config:
    """A configuration that asks for every part of pure Python."""
    return parse_config({"package": {"emit": _ALL}, "service": service}, "test")


def programs(page: str) -> list[str]:
    """The programs of a page, as printed."""
    return re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)


def evaluated(source: Source, package: str) -> Any:
    """The value of an expression of a page."""
    names: dict[str, Any] = {}
    for needed in source.needs:
        home = package if needed.module == "." else needed.module
        is_module = needed.module == "."
        names[needed.name] = (
            import_module(f"{home}.{needed.name}")
            if is_module
            else getattr(import_module(home), needed.name)
        )
    return eval(source.flat, names)


def examples(plan: PackagePlan) -> Iterator[tuple[Method, list[Source]]]:
    """The arguments of the example call of every method."""
    calls = ExampleCalls(plan)
    for method in plan.methods:
        yield method, [source for _, source in calls.values.arguments(method)]


def add_entities(fake: Any, made: Generated) -> None:
    """Keep an entity under the ids of every example call."""
    calls = ExampleCalls(made.plan)
    resources = fake._handler.simulation.resources
    for method in made.plan.methods:
        texts = {
            argument.wire: str(evaluated(calls.values.argument(method, argument), made.plan.name))
            for argument in method.arguments
            if argument.location == "path"
        }
        for resource in resources:
            if resource.parameter in texts and method.operation.path.startswith(resource.item):
                path = _filled(resource.collection, texts)
                example: Any = fake._handler.examples.example(resource.schema)
                kept = fake._handler.simulation.state.collection(path)
                kept.setdefault(texts[resource.parameter], example)


def _filled(template: str, texts: Mapping[str, str]) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: texts.get(found[1], found[0]), template)


def environment(plan: PackagePlan, url: str) -> dict[str, str]:
    """Variables under which programs of a package call a service of this machine."""
    given = {plan.service.env["base_url"]: url}
    for scheme in plan.service.arguments:
        given[scheme.variable] = "user:password" if scheme.kind == "basic" else "any"
    if "access_token" in plan.service.env:
        given[plan.service.env["access_token"]] = "any"
    return given


def run(page: str, folder: Path, workplace: Path, variables: dict[str, str]) -> str:
    """Run the programs of a page one after the other, in one process.

    Args:
        page: the page.
        folder: where the package is.
        workplace: the working directory.
        variables: the environment.

    Returns:
        What they printed.
    """
    program = workplace / "program.py"
    program.write_text("\n".join(programs(page)), "utf-8")
    more = {**variables, "PYTHONPATH": str(folder)}
    done = process(sys.executable, "-W", "error", program, folder=workplace, more=more)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-3000:]
    return done.stdout


def check_types(texts: list[str], folder: Path, workplace: Path) -> None:
    """Hold programs against ``mypy --strict``, each a module of its own."""
    modules = workplace / "typed"
    modules.mkdir()
    for number, text in enumerate(texts):
        (modules / f"block_{number}.py").write_text(text, "utf-8")
    command = (sys.executable, "-m", "mypy", "--strict", "--config-file=", modules)
    done = process(*command, more={"MYPYPATH": str(folder)}, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:]


def published(name: str, prefix: str, config: Config) -> Generated:
    """The package of a published document; skips where it was not fetched."""
    document = next(document for document in documents() if document.name == name)
    if reason := reason_to_skip(document, CACHE):
        pytest.skip(reason)
    return generate(document.local(CACHE), config, package=f"{prefix}_{document.import_name}")
