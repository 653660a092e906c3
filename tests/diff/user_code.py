"""User code written against a package: it uses the whole surface, so a checker sees what is lost.

The code is derived from the plan of the old package and checked beside the old and the new one.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from clientgen.compare import Version
from clientgen.plan.package import Argument, Method
from clientgen.types import ModelPlan, collect
from clientgen.types.expressions import given
from clientgen.types.writing import ARGUMENT, MEMBER, written

# An annotation of the models module, as it is written elsewhere.
_ELSEWHERE = replace(MEMBER, models="models.")
RUNTIME = "shared_runtime"
"""The runtime is the same in every package: checkers read it once."""

_HEAD = (
    "import builtins",
    "from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence",
    "from typing import Annotated, Any, Literal, NotRequired",
    f"from {RUNTIME}._runtime.pager import Pager",
)
_OURS = re.compile(r"^(\s*)from \.+(_runtime|errors)", re.MULTILINE)


def write_package(files: Mapping[str, str], folder: Path) -> None:
    """Write an emitted package whose runtime lies beside it, once for all packages.

    Args:
        files: path → text, as rendered under the name ``package``.
        folder: the folder of the package; its parent receives the runtime.
    """
    runtime = folder.parent / RUNTIME
    for path, text in files.items():
        inner = path.removeprefix("package/")
        if inner.startswith("_runtime/") or inner == "errors.py":
            target = runtime / inner
            if target.exists():
                continue
        elif inner.endswith(".py"):
            target = folder / path
            text = _OURS.sub(rf"\1from {RUNTIME}.\2", text)
        else:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (runtime / "__init__.py").touch()
    (folder / "__init__.py").touch()


def user_code(side: Version, files: Mapping[str, str]) -> str:
    """Write code that uses everything a package offers.

    Args:
        side: the document of the package.
        files: the emitted package, for what its annotations import.

    Returns:
        A module: a function for each method, for each class to construct and for each to read.
    """
    plan = side.plan
    catalog = collect(side.api)
    head = [*_HEAD, f"from .package import {', '.join(_exported(files))}"]
    lines = ["from __future__ import annotations", "", *head, *_imports(files), ""]
    for number, method in enumerate(plan.methods):
        lines += _calls(number, method)
    for number, model in enumerate(plan.models.models):
        if model.key in catalog.sent:
            lines += _constructed(number, model)
        lines += _read(number, model, answered=model.key in catalog.answered)
    lines += _aliased(side)
    return "\n".join(lines) + "\n"


def _exported(files: Mapping[str, str]) -> list[str]:
    """The names that the package offers at its top."""
    tree = ast.parse(files["package/__init__.py"])
    (names,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    return [str(name) for name in ast.literal_eval(names)]


def _imports(files: Mapping[str, str]) -> Iterator[str]:
    """What the annotations of the package are made of, from where it takes it."""
    found: set[str] = set()
    for path, text in files.items():
        if not path.startswith(("package/models", "package/resources")):
            continue
        for node in ast.walk(ast.parse(text)):
            runtime = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("_run")
            if isinstance(node, ast.ImportFrom) and (runtime or not node.level):
                module = f"{RUNTIME}.{node.module}" if runtime else node.module
                found.update(
                    f"from {module} import {alias.name}" for alias in node.names if not alias.asname
                )
    yield from sorted(line for line in found if "__future__" not in line)


def _calls(number: int, method: Method) -> Iterator[str]:
    """Every argument by keyword, and only what is needed by position."""
    taken = [argument for argument in method.arguments if argument.name not in dir(builtins)]
    declared = "".join(f", {a.name}: {_given(a)}" for a in taken)
    call = f"client.{method.path}"
    needed = [a for a in taken if not a.default]
    passed = [a.name if a.positional else f"{a.name}={a.name}" for a in needed]
    answer = method.result_annotation
    yield f"def least_{number}(client: Client{declared}) -> {answer}:"
    yield f"    return {call}({', '.join(passed)})"
    yield f"def call_{number}(client: Client{declared}) -> {answer}:"
    yield f"    return {call}({', '.join(f'{a.name}={a.name}' for a in taken)})"


def _given(argument: Argument) -> str:
    """What callers pass who pass something."""
    return written(given(argument.type) if argument.default else argument.type, ARGUMENT)


def _constructed(number: int, model: ModelPlan) -> Iterator[str]:
    fields = model.fields
    # Who gives a member gives a value; null is given to what has to be given.
    declared = ", ".join(
        f"{f.name}: {written(f.type if f.required else given(f.type), _ELSEWHERE)}" for f in fields
    )
    for name, passed_on in (("least", [f for f in fields if f.required]), ("whole", fields)):
        yield f"def {name}_model_{number}({declared}) -> models.{model.name}:"
        passed = ", ".join(f"{f.name}={f.name}" for f in passed_on)
        yield f"    return models.{model.name}({passed})"


def _read(number: int, model: ModelPlan, *, answered: bool) -> Iterator[str]:
    yield f"def read_model_{number}(it: models.{model.name}) -> None:"
    for field in model.fields:
        if answered:
            yield f"    read_{field.name}: {written(field.type, _ELSEWHERE)} = it.{field.name}"
        else:
            yield f"    print(it.{field.name})"
    yield "    return None"


def _aliased(side: Version) -> Iterator[str]:
    """What an alias stands for is spelt out by those who make one, and by those who take it."""
    plan, catalog = side.plan, collect(side.api)
    for number, alias in enumerate(plan.models.aliases):
        meant = written(alias.type, _ELSEWHERE)
        if alias.key in catalog.sent:
            yield f"def make_alias_{number}(it: {meant}) -> models.{alias.name}:"
            yield "    return it"
        if alias.key in catalog.answered:
            yield f"def take_alias_{number}(it: models.{alias.name}) -> {meant}:"
            yield "    return it"
