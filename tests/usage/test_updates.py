"""`to_update()` takes the members of what it returns, not those of what it is read from."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.support.documents import TEXT, obj, path_parameter, ref, responses
from tests.usage.projects import Json, diff, old_document, project

_CODE = """from acme_things.models import Thing, ThingChange


def change(thing: Thing) -> ThingChange:
    return thing.to_update(title="x")
"""


def _document() -> Json:
    value = old_document()
    described = {**TEXT, "description": "What it is called"}
    value["components"]["schemas"]["ThingChange"] = obj(title=described, size=TEXT)
    content = {"application/json": {"schema": ref("ThingChange")}}
    value["paths"]["/things/{id}"]["put"] = {
        "operationId": "changeThing",
        "parameters": [path_parameter()],
        "requestBody": {"required": True, "content": content},
        "responses": responses(ref("Thing")),
    }
    return value


@pytest.mark.parametrize(("name", "word"), [("Thing", "title"), ("ThingChange", "headline")])
def test_keywords_follow_the_class_that_is_returned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    new = copy.deepcopy(_document())
    members = new["components"]["schemas"][name]["properties"]
    members["headline"] = members.pop("title")
    project(tmp_path, {"src/job.py": _CODE}, _document(), new)

    ran = diff("--code", "src", "--fix", "--yes")

    assert ran.code == 0, ran.err
    assert f"to_update({word}=" in (tmp_path / "src/job.py").read_text("utf-8")
