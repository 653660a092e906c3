"""The programs of docs/testing.md, run as they are printed, and what asks for the fake service."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from genesys_process_automation import models
from genesys_process_automation.testing import FakeService

from clientgen.base.configuration import Config, parse_config
from clientgen.base.diagnostics import InputError
from clientgen.emit.pipeline import generate
from tests.support.programs import process

_SPEC = Path(__file__).resolve().parents[1] / "golden" / "paging" / "spec.yaml"


def programs(repository: Path) -> list[str]:
    page = (repository / "docs" / "testing.md").read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)


def test_the_tests_of_the_page(repository: Path, tmp_path: Path) -> None:
    tests, served = programs(repository)
    (tmp_path / "test_program.py").write_text(tests, "utf-8")
    (tmp_path / "served.py").write_text(served, "utf-8")
    path = {"PYTHONPATH": str(repository / "generated")}

    done = process(
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path, more=path
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    done = process(sys.executable, "-W", "error", tmp_path / "served.py", more=path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_programs_of_the_page_are_typed(repository: Path, tmp_path: Path) -> None:
    for number, text in enumerate(programs(repository)):
        (tmp_path / f"program_{number}.py").write_text(text, "utf-8")
    path = {"MYPYPATH": str(repository / "generated")}

    done = process(sys.executable, "-m", "mypy", "--strict", tmp_path, more=path)
    assert done.returncode == 0, done.stdout


def test_only_who_asks_for_it_has_it() -> None:
    plain = generate(_SPEC, Config(), package="p").files
    asked = generate(
        _SPEC,
        parse_config({"package": {"emit": ["package", "project", "testing"]}}, "t"),
        package="p",
    ).files

    assert not [path for path in plain if "testing" in path]
    added = {path for path in asked if path.startswith("p/") and path not in plain}
    assert {path.rpartition("/")[0] for path in added} == {"p/testing"}
    kept = [path for path in plain if not path.endswith("clientgen.json")]
    assert [path for path in kept if plain[path] != asked[path]] == []
    contract = json.loads(asked["p/testing/contract.json"])
    assert {*contract} == {"bases", "operations", "models", "schemes", "schemas"}
    project = tomllib.loads(asked["pyproject.toml"])
    assert project["project"]["optional-dependencies"] == {"testing": ["jsonschema>=4.23,<5"]}
    assert "p.*" in project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert "testing/contract.json" in project["tool"]["setuptools"]["package-data"]["p"]
    assert "[testing]" in asked["README.md"]


def test_the_contract_holds_no_prose() -> None:
    spec = _SPEC.read_text("utf-8")
    config = parse_config({"package": {"emit": ["testing"]}}, "t")
    contract = generate(_SPEC, config, package="p").files["p/testing/contract.json"]

    assert "description" in spec
    assert '"description":"' not in contract


def test_a_part_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"'package\.emit\.0'.*did you mean 'testing'"):
        parse_config({"package": {"emit": ["testin"]}}, "t")


def test_the_readme_of_a_package_runs_as_it_is_printed(repository: Path, tmp_path: Path) -> None:
    text = (repository / "generated" / "README.md").read_text("utf-8")
    sync, asynchronous, listing, errors, fake = re.findall(
        r"^```python\n(.*?)^```", text, re.M | re.S
    )
    program = "\n".join((sync, asynchronous, listing, errors, fake))
    (tmp_path / "program.py").write_text(program, "utf-8")
    service = FakeService()
    service.add(service.example(models.ScheduledTrigger, id="one"))
    with service.serve() as served:
        environment = {
            "PYTHONPATH": str(repository / "generated"),
            "GENESYSCLOUD_ACCESS_TOKEN": "any",
            "GENESYSCLOUD_BASE_URL": served.url,
        }
        done = process(sys.executable, "-W", "error", tmp_path / "program.py", more=environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("id='one'") == 2
    assert "not.found" in done.stdout or "404" in done.stdout
    done = process(
        *(sys.executable, "-m", "mypy", "--strict", tmp_path / "program.py"),
        more={"MYPYPATH": str(repository / "generated")},
    )
    assert done.returncode == 0, done.stdout
