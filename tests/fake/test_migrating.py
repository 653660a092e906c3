"""docs/migrating.md: its program runs as it is printed, its table is what other clients have."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from genesys_process_automation import models
from genesys_process_automation.testing import FakeService

from tests.support.programs import process
from tools import migrating

_NAMES = """
import PureCloudPlatformClientV2 as sdk
api = sdk.ProcessAutomationApi
print(*(name for name in vars(api) if not name.startswith("_")))
"""


def test_the_table_is_the_one_that_is_made() -> None:
    assert migrating.PAGE.read_text("utf-8") == migrating.page()


def test_the_program_of_the_page(repository: Path, tmp_path: Path) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", migrating.page(), re.M | re.S)
    (tmp_path / "program.py").write_text(program, "utf-8")
    path = {"MYPYPATH": str(repository / "generated")}
    done = process(sys.executable, "-m", "mypy", "--strict", tmp_path / "program.py", more=path)
    assert done.returncode == 0, done.stdout

    names: dict[str, object] = {}
    exec(compile(program, "program.py", "exec"), names)
    disable = names["disable"]
    assert callable(disable)
    fake = FakeService()
    fake.add(fake.example(models.Trigger, id="t", enabled=True))
    with fake.client() as client:
        assert disable(client, "t") is True
        assert disable(client, "u") is False
    assert [trigger.enabled for trigger in fake.entities(models.Trigger)] == [False]


def test_the_official_sdk_has_these_names(repository: Path, tmp_path: Path) -> None:
    python = repository / ".venv-sdk" / "bin" / "python"
    if not python.exists():
        pytest.skip("the official SDK is not installed: make differential")
    program = tmp_path / "names.py"
    program.write_text(_NAMES, "utf-8")
    done = process(python, program, more={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr

    there = {*re.findall(r"^\| `(\w+)` \|", migrating.page(), re.M)}
    # It lacks the operations of flows, which are internal.
    assert {name for name in there if "_flows_" not in name} == {*done.stdout.split()}
