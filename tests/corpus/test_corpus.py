"""Every document of the corpus becomes a package that works as a whole."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.document.extract import to_openapi31
from clientgen.document.load import bundle, read
from clientgen.document.screen import screen
from clientgen.emit.pipeline import generate

from .packages import NAMES, made, path_of

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(found.name)
for name in package.__all__:
    getattr(package, name)
models = importlib.import_module(sys.argv[1] + ".models")
from pydantic import BaseModel, TypeAdapter
for name in models.__all__:
    value = getattr(models, name)
    if isinstance(value, type) and issubclass(value, BaseModel):
        value.model_rebuild()
    else:
        TypeAdapter(value)
codec = importlib.import_module(sys.argv[1] + "._runtime.codec").Codec(models.__name__)
for operation in package.OPERATIONS.values():
    for hint in filter(None, (operation.result, operation.body_type)):
        codec.adapter(hint)
print(len(package.OPERATIONS))
"""


def _operations(name: str) -> int:
    """Operations of the document that are objects, counted without our reader."""
    root = to_openapi31(screen(bundle(read(path_of(name))))).value
    assert isinstance(root, dict)
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
    paths = root["paths"]
    assert isinstance(paths, dict)
    found = 0
    for item in paths.values():
        assert isinstance(item, dict)
        found += sum(isinstance(item.get(method), dict) for method in methods)
        more = item.get("additionalOperations", {})
        assert isinstance(more, dict)
        found += len(more)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_there_and_everything_imports(
    name: str, corpus: Callable[[str], Path]
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, f"corpus_{name}"],
        cwd=corpus(name),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) == _operations(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_every_time(name: str) -> None:
    again = generate(path_of(name), Config(), package=f"corpus_{name}")
    assert again.files == made(name).files
    for path, text in again.files.items():
        if path.endswith(".py"):
            ast.parse(text)


def test_all_packages_type_check(corpus: Callable[[str], Path]) -> None:
    root = [corpus(name) for name in NAMES][-1]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file="]
        + [item for name in NAMES for item in ("-p", f"corpus_{name}")],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


@pytest.mark.slow
def test_all_packages_suit_pyright(corpus: Callable[[str], Path]) -> None:
    root = [corpus(name) for name in NAMES][-1]
    (root / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", str(root)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
