"""A package with typed dictionaries: what a new version makes of the dictionaries in the code."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.usage.projects import expected, new_document, old_document, project, review, told

FILES = {
    "clientgen.toml": '[package]\nname = "acme_things"\nemit = ["package", "typed-dicts"]\n\n[extract]\nprefix = "/"\n',
    "src/job.py": """from acme_things import Client, models
from acme_things.typed_dicts import ThingInputDict


def write(client: Client) -> None:
    client.things.create({"title": "x"})  # change req-prop-required-added
    client.things.create(models.ThingInput(title="x"))  # change req-prop-required-added
    body: ThingInputDict = {"title": "x", "kind": "small"}  # change
    client.things.create(body)
""",
}


@pytest.mark.parametrize("checker", ["mypy", pytest.param("pyright", marks=pytest.mark.slow)])
def test_dictionaries_are_reviewed(checker: str, tmp_path: Path) -> None:
    project(tmp_path, FILES, old_document(), new_document())
    with contextlib.chdir(tmp_path):
        report = review("--config", "clientgen.toml", "--code", "src", "--checker", checker)
    assert told(report, ("change",)) == expected(FILES)
