"""`edit()`: it reads, changes and updates, again on a conflict, with both clients."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clientgen.base.configuration import parse_config
from clientgen.emit.pipeline import generate
from clientgen.files.atomic import write_file
from tests.support.documents import (
    TEXT,
    Json,
    content,
    document,
    obj,
    parsed,
    path_parameter,
    ref,
    responses,
)
from tests.support.programs import process

_PROGRAM = """
import asyncio
import inspect

from made import AsyncClient, ConflictError, NotFoundError, models
from made.testing import FakeService


def disable(trigger: models.Trigger) -> models.UpdateTriggerRequest:
    return trigger.to_update(enabled=False)


async def main(fake: FakeService) -> int | None:
    async with fake.async_client(retry=0) as client:
        assert isinstance(client, AsyncClient)
        assert inspect.iscoroutinefunction(client.triggers.edit)
        return (await client.triggers.edit("t", disable)).version


def calls(fake: FakeService) -> str:
    return " ".join(f"{call.operation.rpartition('.')[2]}:{call.status}" for call in fake.calls)


fake = FakeService()
fake.add(fake.example(models.Trigger, id="t", enabled=True, version=1))
with fake.client(retry=0) as client:
    fake.fail("triggers.update", 409, times=2)
    changed = client.triggers.edit("t", disable)
    assert (changed.enabled, changed.version) == (False, 2), changed
    assert calls(fake) == "get:200 update:409 get:200 update:409 get:200 update:200", calls(fake)
    for attempts in (1, 2):
        fake.fail("triggers.update", 409, times=attempts)
        try:
            client.triggers.edit("t", disable, attempts=attempts)
        except ConflictError:
            pass
        else:
            raise AssertionError(attempts)
    try:
        client.triggers.edit("none", disable)
    except NotFoundError:
        pass
    else:
        raise AssertionError
fake.fail("triggers.update", 409, times=1)
assert asyncio.run(main(fake)) == 3
"""


_CONFIG = parse_config({"package": {"emit": ["package", "editing", "testing"]}}, "t")


def _written(spec: Path, folder: Path) -> None:
    for path, text in generate(spec, _CONFIG, package="made").files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / path, text)


def test_it_reads_again_where_somebody_else_was_faster(repository: Path, tmp_path: Path) -> None:
    _written(repository / "spec" / "processautomation.yaml", tmp_path)
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM, "utf-8")

    done = process(sys.executable, "-W", "error", program, more={"PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")
    done = process(
        sys.executable, "-m", "mypy", "--strict", program, more={"MYPYPATH": str(tmp_path)}
    )
    assert done.returncode == 0, done.stdout


def _things(*more: str, needed: bool = False, body: Json | None = None) -> Json:
    """A document with `GET` and `PUT /things/{id}`, and operations for further paths."""
    query: Json = {"name": "q", "in": "query", "required": needed, "schema": TEXT}
    put: Json = {
        "operationId": "put",
        "requestBody": {"required": True, **content(body or ref("Thing"))},
        "responses": responses(ref("Thing")),
    }
    paths: Json = {
        "/things/{id}": {
            "parameters": [path_parameter()],
            "get": {
                "operationId": "get",
                "parameters": [query],
                "responses": responses(ref("Thing")),
            },
            "put": put,
        }
    }
    for path in more:
        given = {"operationId": path, "parameters": [path_parameter()]}
        paths[path] = {"post": {**given, "responses": responses(ref("Thing"))}}
    return document(paths, schemas={"Thing": obj(name=TEXT, version={"type": "integer"})})


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (_things(), 2),
        (_things("/things/{id}/edit"), 0),
        (_things(needed=True), 0),
        (_things(body={"type": "object", "additionalProperties": True}), 0),
    ],
    ids=["plain", "an operation of this name", "a needed query", "a body of no class"],
)
def test_who_has_it(value: Json, count: int) -> None:
    files = generate(parsed(value), _CONFIG, package="made").files
    text = "".join(text for path, text in files.items() if "/resources/" in path)
    assert text.count("change: Callable[[models.Thing], models.Thing],") == count


def test_every_entity_of_our_documents_that_can_be_edited(repository: Path) -> None:
    specs = [
        *sorted((repository / "tests" / "corpus" / "documents").glob("*.yaml")),
        *sorted((repository / "tests" / "golden").glob("*/spec.yaml")),
    ]
    found = 0
    for spec in specs:
        # What is generated is verified: imports, names and a method for each operation.
        files = generate(spec, _CONFIG, package="made").files
        found += sum(text.count("return edit_entity(") for text in files.values())
    assert found >= 2
