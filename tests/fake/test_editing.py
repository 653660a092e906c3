"""`edit()`: it reads, changes and updates, again on a conflict, with both clients."""

from __future__ import annotations

import json
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

import httpx2
from made import AsyncClient, Client, ConfigurationError, ConflictError, NotFoundError, models
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


class Lossy(httpx2.BaseTransport):
    # Loses the response of the first update.
    lost = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = fake.handle_request(request)
        if request.method == "PUT" and not self.lost:
            self.lost = True
            raise httpx2.ReadError("gone")
        return response


with Client(access_token="any", transport=Lossy()) as lossy:
    try:
        lossy.triggers.edit("t", disable)
    except ConflictError as error:
        assert error.may_have_been_processed
    else:
        raise AssertionError
    assert lossy.triggers.get("t").version == 4
    for attempts in (0, -1):
        try:
            lossy.triggers.edit("t", disable, attempts=attempts)
        except ConfigurationError:
            pass
        else:
            raise AssertionError
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


def _things(
    *more: str,
    needed: bool = False,
    body: Json | None = None,
    at: str = "id",
    optional: bool = False,
) -> Json:
    """A document with `GET` and `PUT /things/{id}`, and operations for further paths."""
    query: Json = {"name": "q", "in": "query", "required": needed, "schema": TEXT}
    put: Json = {
        "operationId": "put",
        "requestBody": {"required": not optional, **content(body or ref("Thing"))},
        "responses": responses(ref("Thing")),
    }
    get: Json = {"operationId": "get", "parameters": [query], "responses": responses(ref("Thing"))}
    item: Json = {"parameters": [path_parameter(at)] if at else [], "get": get, "put": put}
    paths: Json = {f"/things/{{{at}}}" if at else "/things": item}
    for path in more:
        given = {"operationId": path, "parameters": [path_parameter()]}
        paths[path] = {"post": {**given, "responses": responses(ref("Thing"))}}
    return document(paths, schemas={"Thing": obj(name=TEXT, version={"type": "integer"})})


@pytest.mark.parametrize(
    ("value", "count"),
    [
        pytest.param(_things(), 2, id="plain"),
        pytest.param(_things("/things/{id}/edit"), 0, id="an operation of this name"),
        pytest.param(_things(needed=True), 0, id="a needed query"),
        pytest.param(_things(at="change"), 0, id="an id that is called as one of ours"),
        pytest.param(_things(at=""), 2, id="no id"),
        pytest.param(_things("/things/{id}", at=""), 2, id="a collection"),
        pytest.param(_things(at="", optional=True), 2, id="a body that may be left out"),
        pytest.param(
            _things(body={"type": "object", "additionalProperties": True}), 0, id="no class"
        ),
    ],
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


_WRAPPED = """
from made import Client, RequestError, models
from made.testing import FakeService


def renamed(answer: models.Answer) -> models.Changes:
    assert answer.thing is not None
    return answer.thing.to_update(name="new")


fake = FakeService()
with fake.client(retry=0) as client:
    made = client.things.create(models.Thing(id="t", name="old", colour="red", size=3))
    client.things.edit("t", renamed)
    sent = fake.calls[-1].body
    assert sent is not None and sent.to_dict() == {"name": "new", "colour": "red", "size": 3}, sent
    try:
        client.things.edit("t", lambda answer: None)  # type: ignore[arg-type, return-value]
    except RequestError as error:
        assert "body" in str(error)
    else:
        raise AssertionError("an update without a body")
    assert fake.calls[-1].method == "GET"
"""
_CHANGES = obj(name=TEXT, colour=TEXT, size={"type": "integer"})


def _wrapped() -> Json:
    """A document whose answers wrap the entity, and whose update takes it bare."""
    put = {"requestBody": {"required": True, **content(ref("Changes"))}}
    post = {"requestBody": {"required": True, **content(ref("Thing"))}}
    answer = {"responses": responses(ref("Answer"))}
    item: Json = {
        "parameters": [path_parameter()],
        "get": {"operationId": "get", **answer},
        "put": {"operationId": "put", **put, **answer},
    }
    paths: Json = {"/things": {"post": {"operationId": "add", **post, **answer}}}
    thing = {**_CHANGES, "properties": {"id": TEXT, **_CHANGES["properties"]}}
    schemas = {"Thing": thing, "Changes": _CHANGES, "Answer": obj(thing=ref("Thing"))}
    return document({**paths, "/things/{id}": item}, schemas=schemas)


def test_what_an_answer_wraps_is_updated_whole(tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(_wrapped()), "utf-8")
    _written(spec, tmp_path)
    program = tmp_path / "program.py"
    program.write_text(_WRAPPED, "utf-8")

    done = process(sys.executable, "-W", "error", program, more={"PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")
    done = process(
        sys.executable, "-m", "mypy", "--strict", program, more={"MYPYPATH": str(tmp_path)}
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("answer", "made"),
    [
        pytest.param({**_CHANGES}, True, id="the entity"),
        pytest.param(obj(data=_CHANGES), True, id="one that wraps it"),
        pytest.param(obj(data=_CHANGES, name=TEXT), True, id="and has a member of that name"),
        pytest.param(obj(items={"type": "array", "items": _CHANGES}), False, id="a page"),
        pytest.param(obj(total={"type": "integer"}), False, id="another thing"),
        pytest.param(obj(owner=obj(name=TEXT, mail=TEXT)), False, id="a part with few of them"),
    ],
)
def test_only_an_entity_is_made_an_update_of(answer: Json, made: bool) -> None:
    value = _wrapped()
    value["components"]["schemas"]["Answer"] = answer
    text = generate(parsed(value), _CONFIG, package="made").files["made/models.py"]
    assert ("def to_update(" in text) is made
