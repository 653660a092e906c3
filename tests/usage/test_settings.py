"""The user's own settings of a checker hide nothing from a review."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.support.files import write
from tests.usage.projects import old_document, project, review, told

_CODE = """from acme_things import Client


def run(client: Client) -> object:
    return client.things.list(q="x")  # change param-renamed
"""
_SETTINGS = {
    "mypy.ini": "[mypy]\nexclude = src/.*\ndisable_error_code = call-arg, deprecated\n"
    "[mypy-job]\nignore_errors = True\n[mypy-acme_things.*]\nfollow_imports = skip\n",
    "pyproject.toml": '[tool.mypy]\nstrict = true\n[[tool.mypy.overrides]]\nmodule = "job"\n'
    'ignore_errors = true\ndisable_error_code = ["call-arg"]\n',
    "setup.cfg": "[mypy]\nignore_errors: True\nmax_errors = 1\n",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    new = copy.deepcopy(old_document())
    new["paths"]["/things"]["get"]["parameters"][0]["name"] = "words"
    project(tmp_path, {"src/job.py": _CODE}, old_document(), new)
    return tmp_path


@pytest.mark.parametrize("name", list(_SETTINGS))
def test_settings_that_silence_mypy_do_not_count(here: Path, name: str) -> None:
    write({name: _SETTINGS[name]}, here)

    report = review("--code", "src")

    assert told(report) == {("src/job.py", 5, "change", "param-renamed")}
    assert report["your_code"]["warnings"] == []


@pytest.mark.parametrize(("name", "text"), [("mypy.ini", "[mypy\n"), ("pyproject.toml", "[tool\n")])
def test_settings_that_cannot_be_read_are_told(here: Path, name: str, text: str) -> None:
    write({name: text}, here)

    (warning,) = review("--code", "src")["your_code"]["warnings"]

    assert name in warning and "cannot be read" in warning
