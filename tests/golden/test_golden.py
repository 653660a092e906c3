"""Small documents and what becomes of them: compared, imported, type-checked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from clientgen.base.configuration import Config, load_config
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import MANIFEST

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEMPLATES = ROOT / "templates/package"
CASES = sorted(path.parent.name for path in HERE.glob("*/spec.yaml"))


@cache
def made(case: str) -> dict[str, str]:
    """Generate a case: path below the package → text."""
    settings = HERE / case / "clientgen.toml"
    config = load_config(settings) if settings.exists() else Config()
    package = f"golden_{case}"
    found = generate(HERE / case / "spec.yaml", config, package=package)
    return {path.removeprefix(f"{package}/"): text for path, text in found.files.items()}


def shown(case: str) -> dict[str, str]:
    """What a case commits: everything that is made of its document."""
    return {
        f"{path}.txt": text
        for path, text in made(case).items()
        if path != MANIFEST and not (TEMPLATES / path).exists()
        # The public names depend on the runtime, not on the document; one case shows them.
        and (path != "__init__.py" or case == "minimal")
    }


def emit(folder: Path) -> None:
    """Write every case's package into a folder."""
    for case in CASES:
        for path, text in made(case).items():
            target = folder / f"golden_{case}" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")


@pytest.mark.parametrize("case", CASES)
def test_output_is_as_committed(case: str, update_golden: bool) -> None:
    folder = HERE / case / "expected"
    found = shown(case)
    if update_golden:
        for old in folder.rglob("*.txt"):
            old.unlink()
        for path, text in found.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    expected = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.txt")
    }
    assert sorted(found) == sorted(expected), "run with --update-golden and read the diff"
    for path, text in expected.items():
        assert found[path] == text, f"{case}/{path}: run with --update-golden and read the diff"


def test_every_case_compiles_and_imports(tmp_path: Path) -> None:
    emit(tmp_path)
    modules = [
        re.sub(r"(/__init__)?\.py$", "", path.relative_to(tmp_path).as_posix()).replace("/", ".")
        for path in sorted(tmp_path.rglob("*.py"))
    ]
    assert len(modules) > 14 * len(CASES)
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    code += "\nfor name in sys.argv[1:]:\n if name.endswith('.models'):\n"
    code += "  for value in vars(sys.modules[name]).values():\n"
    code += (
        "   if hasattr(value, 'model_rebuild') and value.__module__ == name: value.model_rebuild()"
    )
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *modules], cwd=tmp_path, check=True, timeout=100
    )


def check(tool: list[str], tmp_path: Path) -> None:
    emit(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", *tool, "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_mypy_agrees_with_every_case(tmp_path: Path) -> None:
    cache_dir = ROOT / ".mypy_cache/golden"
    check(["mypy", "--strict", "--no-error-summary", "--cache-dir", str(cache_dir)], tmp_path)


@pytest.mark.slow
def test_pyright_agrees_with_every_case(tmp_path: Path) -> None:
    # The runtime is checked where it stands.
    settings = {"typeCheckingMode": "strict", "ignore": ["**/_runtime"]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    check(["pyright", "--pythonpath", sys.executable], tmp_path)
