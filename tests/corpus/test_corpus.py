"""Every document of the corpus becomes a package that works as a whole."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.document.extract import to_openapi31
from clientgen.document.load import bundle, read
from clientgen.document.screen import screen
from clientgen.emit.pipeline import generate
from tests.support.programs import mypy, python
from tests.whole.fresh import import_everything

from .packages import NAMES, made, path_of


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
    assert import_everything(f"corpus_{name}", corpus(name)) == _operations(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_every_time(name: str) -> None:
    again = generate(path_of(name), Config(), package=f"corpus_{name}")
    assert again.files == made(name).files
    for path, text in again.files.items():
        if path.endswith(".py"):
            ast.parse(text)


def test_all_packages_type_check(corpus: Callable[[str], Path]) -> None:
    root = [corpus(name) for name in NAMES][-1]
    mypy(root, *(f"corpus_{name}" for name in NAMES), timeout=300)


@pytest.mark.slow
def test_all_packages_suit_pyright(corpus: Callable[[str], Path]) -> None:
    root = [corpus(name) for name in NAMES][-1]
    (root / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    options = ("--pythonpath", sys.executable, "-p", root)
    python("-m", "pyright", *options, folder=root, timeout=600)
