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


def run(*command: str, folder: Path) -> str:
    environment = {**os.environ, "MYPYPATH": str(ROOT / "generated")}
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


def test_mypy(tmp_path: Path) -> None:
    good, bad = prepared(tmp_path)
    cache = str(ROOT / ".mypy_cache/typing")
    out = run(
        *("mypy", "--strict", "--no-pretty", "--hide-error-context", "--cache-dir", cache),
        *(good.name, bad.name),
        folder=tmp_path,
    )
    found = {
        (match[1], int(match[2])) for match in re.finditer(r"^(\w+\.py):(\d+): error", out, re.M)
    }
    assert found == {("misuse.py", line) for line in expected(bad)}, out


@pytest.mark.slow
def test_pyright(tmp_path: Path) -> None:
    good, bad = prepared(tmp_path)
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(ROOT / "generated")],
        # These ask for style, and misuse.py has none.
        "reportUnusedExpression": False,
        "reportUnusedCoroutine": False,
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = ("pyright", "--outputjson", "--pythonpath", sys.executable, good.name, bad.name)
    report = json.loads(run(*command, folder=tmp_path))
    found = {
        (Path(item["file"]).name, item["range"]["start"]["line"] + 1)
        for item in report["generalDiagnostics"]
        if item["severity"] == "error"
    }
    ends = {line for _, line in found if _ == "misuse.py"}
    assert {name for name, _ in found} <= {"misuse.py"}, report["generalDiagnostics"]
    assert ends == expected(bad), report["generalDiagnostics"]
