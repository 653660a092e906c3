"""The committed package: current, importable anywhere, lazy, small, documented."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from genesys_process_automation import OPERATIONS, models

from clientgen.base.configuration import Config, load_config
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import compare
from tests.support.sizes import ONE_OPERATION, client_modules, code_lines

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
NAME = "genesys_process_automation"
PACKAGE = GENERATED / NAME
MODULES = sorted(PACKAGE.rglob("*.py"))
CLIENT = client_modules(PACKAGE)
DOCS = sorted((GENERATED / "docs").glob("*.md"))
BUDGET = 4_145
MODULES_BUDGET = 25


def run(code: str, folder: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_generating_changes_nothing() -> None:
    config = load_config(ROOT / "spec/clientgen.toml")
    made = generate(
        ROOT / "spec/processautomation.yaml", config, overlay=ROOT / "spec/overlay.yaml"
    )
    outcome = compare(GENERATED, NAME, made.files)
    assert outcome.is_current, "run `make generate` and commit generated/"


def test_every_module_imports_alone() -> None:
    names = [
        re.sub(r"(\.__init__)?$", "", ".".join(path.relative_to(GENERATED).with_suffix("").parts))
        for path in MODULES
    ]
    code = "import importlib, sys\nfor name in sys.argv[1:]:\n"
    code += (
        " for old in [m for m in sys.modules if m.startswith('genesys')]: del sys.modules[old]\n"
    )
    code += " importlib.import_module(name.removesuffix('.__init__'))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *names],
        cwd=GENERATED,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_importing_it_imports_nothing_heavy() -> None:
    code = f"import sys; import {NAME}\n"
    code += "roots = {name.partition('.')[0] for name in sys.modules}\n"
    code += "print(*roots - sys.stdlib_module_names - {'__main__'})"
    assert run(code, GENERATED, "-S") == NAME
    code = f"import sys, {NAME} as p; p.Client; p.errors; p.OPERATIONS; p.Region\n"
    code += "print([m for m in ('httpx2', 'pydantic') if m in sys.modules])"
    assert run(code, GENERATED) == "[]"


@pytest.mark.parametrize("parent", ["", "acme.vendor"])
def test_it_works_under_another_name(parent: str, tmp_path: Path) -> None:
    place = tmp_path.joinpath(*parent.split("."))
    place.mkdir(parents=True, exist_ok=True)
    shutil.copytree(PACKAGE, place / "pa", ignore=shutil.ignore_patterns("__pycache__"))
    name = f"{parent}.pa".strip(".")
    code = f"import sys, pickle\nfrom {name} import Client, models, NotFoundError, OPERATIONS\n"
    code += "t = models.Trigger.model_validate({'id': 'i', 'x': 1})\n"
    code += "assert pickle.loads(pickle.dumps(t)) == t\n"
    code += "c = Client(access_token='t')\nprint(c.triggers.get.request('i'))\n"
    code += f"assert not [m for m in sys.modules if m.startswith('{NAME}')]\n"
    assert "triggers.get" in run(code, tmp_path, "-W", "error")


def test_imports_are_relative_or_of_the_two_dependencies() -> None:
    # What the two cannot be installed without may be used too.
    brought = {"anyio", "httpcore2", "pydantic_core", "typing_extensions"}
    needs = [*(requires("httpx2") or ()), *(requires("pydantic") or ())]
    assert brought <= {
        re.split(r"[^\w-]", need)[0].replace("-", "_") for need in needs if "extra" not in need
    }
    allowed = {*sys.stdlib_module_names, "httpx2", "pydantic", *brought}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found = {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found = {(node.module or "").partition(".")[0]}
            else:
                continue
            assert found <= allowed, f"{path.name}:{node.lineno} imports {found - allowed}"
    assert (PACKAGE / "py.typed").read_text() == ""
    project = tomllib.loads((GENERATED / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=]", item)[0] for item in project["dependencies"]}
    assert names == {"httpx2", "pydantic"}


def test_it_is_small(record_property: Callable[[str, object], None]) -> None:
    assert 0 < len(CLIENT) < len(MODULES)
    texts = [path.read_text("utf-8") for path in CLIENT]
    code = sum(map(code_lines, texts))
    total = sum(text.count("\n") for text in texts)
    record_property("code_lines", code)
    record_property("total_lines", total)
    print(f"{code} lines of code, {total} lines in all")
    assert code < BUDGET, f"{code} lines of code, {total} in all"
    # Every module counts that holds code; an empty `__init__` does not.
    assert sum(map(bool, map(code_lines, texts))) <= MODULES_BUDGET


def small(tmp_path: Path, **more: object) -> dict[str, str]:
    """The modules of a package with one operation: path → text."""
    spec = tmp_path / "one.json"
    spec.write_text(json.dumps({**ONE_OPERATION, **more}))
    files = generate(spec, Config(), package="one").files
    return {path: text for path, text in files.items() if path.endswith(".py")}


def test_one_operation_without_security_is_smaller(tmp_path: Path) -> None:
    counts = [count for count in map(code_lines, small(tmp_path).values()) if count]
    assert len(counts) <= 19
    assert sum(counts) <= 2_816, sum(counts)


@pytest.mark.parametrize(
    ("scheme", "modules", "names"),
    [
        ({"type": "http", "scheme": "bearer"}, {"credentials"}, set[str]()),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"credentials"}, set[str]()),
        (
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://l.example/t"}}},
            {"auth"},
            {"ClientCredentials"},
        ),
        (
            {"type": "oauth2", "flows": {"authorizationCode": {"tokenUrl": "https://l.example/t"}}},
            {"auth", "grants"},
            {"ClientCredentials", "AuthorizationCode"},
        ),
    ],
)
def test_only_the_ways_to_authorize_that_are_called_for(
    scheme: dict[str, object], modules: set[str], names: set[str], tmp_path: Path
) -> None:
    schemas = ONE_OPERATION["components"]
    assert isinstance(schemas, dict)
    more: dict[str, Any] = {
        "security": [{"it": []}],
        "components": {**schemas, "securitySchemes": {"it": scheme}},
    }
    files = small(tmp_path, **more)
    ways = {"auth", "grants", "credentials"}
    assert {name for name in ways if f"one/_runtime/{name}.py" in files} == modules
    grants = {"ClientCredentials", "AuthorizationCode", "Saml2Bearer"}
    assert {name for name in grants if name in files["one/__init__.py"]} == names


def test_the_pages_tell_of_everything() -> None:
    pages = "\n".join(path.read_text("utf-8") for path in DOCS)
    for operation in OPERATIONS.values():
        assert f"## {operation.name}\n" in pages
        assert f"{operation.method} {operation.path}" in pages
        assert f"`{operation.id}`" in pages
        for permission in operation.permissions:
            assert permission in pages
    classes = [
        name
        for name, value in vars(models).items()
        if isinstance(value, type) and value.__module__ == models.__name__
    ]
    assert len(classes) > 30
    for name in classes:
        assert re.search(rf"^## .*\b{name}\b", pages, re.MULTILINE), name
        for wire in getattr(models, name).model_json_schema().get("properties", ()):
            assert f"`{wire}`" in pages, f"{name}.{wire}"


def examples() -> dict[str, str]:
    """Every runnable example of the pages and the package's README."""
    found: dict[str, str] = {}
    for path in [*DOCS, GENERATED / "README.md"]:
        blocks = re.findall(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
        for number, block in enumerate(blocks):
            if "import " in block:
                found[f"{path.stem.lower()}_{number}"] = block
    return found


def test_every_example_is_right(tmp_path: Path) -> None:
    found = examples()
    assert len(found) >= 2 * len(OPERATIONS)
    for name, block in found.items():
        compile(block, name, "exec")
        # One module each: names of one example must not reach the next.
        (tmp_path / f"{name}.py").write_text(block, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", ROOT / ".mypy_cache/docs", "."],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
