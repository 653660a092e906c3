"""What leads past the methods is told: operations by id, modules by name, methods as values."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.usage.projects import expected, old_document, project, review, told

FILES = {
    "src/ids.py": """from acme_things import OPERATIONS, Client, Request

NAME = "getStill"  # change operationid-changed


def send(client: Client, name: str) -> None:
    client.send(Request(OPERATIONS["listThings"], query={"q": "x"}))  # check param-renamed
    print(OPERATIONS["getStill"])  # change operationid-changed
    print(OPERATIONS[name])  # unresolved
    print(OPERATIONS["listThings"].path, len(OPERATIONS))  # check param-renamed
    print("listThings", OPERATIONS["getBox"])
""",
    "src/values.py": """from collections.abc import Callable
from functools import partial
from typing import Any

from acme_things import Client


def retry(call: Callable[..., Any], **given: Any) -> Any:
    return call(**given)


def run(client: Client) -> None:
    retry(client.things.list, q="x")  # check param-renamed
    found = client.things.list  # check param-renamed
    print(found, partial(client.boxes.get, "1"))
""",
    "src/named.py": """import importlib

import pytest

things = importlib.import_module("acme_things")  # unresolved
models = pytest.importorskip("acme_things.models")  # unresolved
other = importlib.import_module("json")
""",
}


def test_what_leads_past_the_methods_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    new = copy.deepcopy(old_document())
    new["paths"]["/things"]["get"]["parameters"][0]["name"] = "words"
    new["paths"]["/still"]["get"]["operationId"] = "getQuiet"
    project(tmp_path, FILES, old_document(), new)

    report = review("--code", "src")

    assert told(report) == expected(FILES)
    assert report["your_code"]["complete"] is False
