"""The public surface under mypy and pyright: what must pass passes, what must fail fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def prepared(folder: Path) -> tuple[Path, Path]:
    """Copy both files to where no setting of this repository reaches."""
    good = Path(shutil.copy(HERE / "surface.py", folder / "surface.py"))
    bad = Path(shutil.copy(HERE / "misuse.py.txt", folder / "misuse.py"))
    return good, bad


def expected(path: Path) -> set[int]:
    lines = path.read_text("utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "# expect-error" in line}


def run(*command: str, folder: Path, packages: Path) -> str:
    environment = {**os.environ, "MYPYPATH": str(packages)}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout


def found_by_mypy(*files: Path, packages: Path, cache: Path | None = None) -> set[tuple[str, int]]:
    """Let mypy check some files of one folder; each error as file and line.

    Args:
        files: the files.
        packages: the folder of the packages they use.
        cache: where mypy keeps what it knows of them.
    """
    kept = cache or files[0].parent / ".mypy_cache"
    out = run(
        *("mypy", "--strict", "--no-pretty", "--hide-error-context", "--cache-dir", str(kept)),
        *(file.name for file in files),
        folder=files[0].parent,
        packages=packages,
    )
    return {
        (match[1], int(match[2])) for match in re.finditer(r"^(\S+\.py):(\d+): error", out, re.M)
    }


def found_by_pyright(*files: Path, packages: Path) -> set[tuple[str, int]]:
    """Let pyright check some files; each error as file and line.

    Args:
        files: the files.
        packages: the folder of the packages they use.
    """
    folder = files[0].parent
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(packages)],
        # These ask for style, and code that is wrong has none.
        "reportUnusedExpression": False,
        "reportUnusedCoroutine": False,
        "reportUnusedVariable": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = ("pyright", "--outputjson", "--pythonpath", sys.executable, *map(str, files))
    report = json.loads(run(*command, folder=folder, packages=packages))
    return {
        (Path(item["file"]).name, item["range"]["start"]["line"] + 1)
        for item in report["generalDiagnostics"]
        if item["severity"] == "error"
    }


def test_mypy(tmp_path: Path) -> None:
    good, bad = prepared(tmp_path)
    cache = ROOT / ".mypy_cache/typing"
    found = found_by_mypy(good, bad, packages=ROOT / "generated", cache=cache)
    assert found == {("misuse.py", line) for line in expected(bad)}


@pytest.mark.slow
def test_pyright(tmp_path: Path) -> None:
    good, bad = prepared(tmp_path)
    found = found_by_pyright(good, bad, packages=ROOT / "generated")
    assert found == {("misuse.py", line) for line in expected(bad)}
