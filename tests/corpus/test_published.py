"""Kinds that were first met when every operation of published documents was called."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support.documents import parsed
from tests.support.files import imported, write

from .packages import made
from .serving import Opener, Recorder, call_of

ID = UUID("b008976c-e085-43b7-b27d-9c0efd5fbfb5")


def test_formats_that_only_parameters_have_are_sent(opened: Opener, server: Recorder) -> None:
    with opened("published") as client:
        get = call_of(client, "published", "getThing")
        get(ID, after=time(10, 20), within=timedelta(hours=30), key=b"hi")
    seen = server.seen[-1]
    assert seen["target"] == f"/things/{ID}?after=10%3A20%3A00&within=P1DT6H"
    assert seen["headers"]["key"] == "aGk="


def test_they_are_sent_before_any_model_is_loaded(corpus: Callable[[str], Path]) -> None:
    # In a fresh process: whether a UUID can be sent must not depend on what was read before.
    code = (
        "import uuid, corpus_published as p;"
        "c = p.Client(base_url='http://127.0.0.1:1', retry=0);"
        f"r = c.things.get.request(uuid.UUID('{ID}'));"
        "print(c._engine.prepare(r, c._options)[0])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=corpus("published"), capture_output=True, text=True
    )
    assert found.stdout.strip() == f"http://127.0.0.1:1/things/{ID}", found.stderr


def test_what_follows_the_path_in_a_template(opened: Opener, server: Recorder) -> None:
    with opened("published") as client:
        call_of(client, "published", "describe")(action="Describe")
        assert server.seen[-1]["target"] == "/?Action=Describe"
        get = call_of(client, "published", "getAcl")
        get(prefix="a b")
        assert server.seen[-1]["target"] == "/container?comp=acl&restype=container&prefix=a%20b"
        get(restype="other")
        assert server.seen[-1]["target"] == "/container?comp=acl&restype=other"
        # A question mark in a value stays one.
        client.with_options(query={"x": "?#"}).send(get.request())
        assert server.seen[-1]["target"] == "/container?comp=acl&restype=container&x=%3F%23"


def test_a_read_only_constant_is_left_to_the_service(opened: Opener, server: Recorder) -> None:
    server.answer = (200, "application/json", b'{"name":"n","subtype":"number"}')
    with opened("published") as client:
        models = imported("corpus_published.models", Path())
        call = call_of(client, "published", "makeGoal")
        assert call(models.Goal(name="n")).subtype == "number"
    assert json.loads(server.seen[-1]["body"]) == {"name": "n"}


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"color": "red"}, []),
        ({"color": ""}, []),
        ({"color": "green"}, [("/color", "unknown value")]),
        ({"rows": ["a"]}, []),
        ({"rows": [{"text": "a"}]}, []),
        ({"rows": [{}]}, [("/rows/*/text", "missing member")]),
        ({"open": {"b": 1}}, []),
        ({"plain": {"b": 1}}, [("/plain/b", "unknown member")]),
    ],
)
def test_only_what_the_document_does_not_allow_is_drift(
    members: dict[str, Any], found: list[tuple[str, str]], opened: Opener, server: Recorder
) -> None:
    heard: list[Any] = []
    server.answer = (
        200,
        "application/json",
        json.dumps({"name": "n", "subtype": "number", **members}).encode(),
    )
    with opened("published") as client:
        package = imported("corpus_published", Path())
    with opened("published", hooks=package.Hooks(on_drift=[heard.append])) as client:
        call_of(client, "published", "makeGoal")({"name": "n"})
    assert [(drift.pointer, drift.kind) for drift in heard] == found


def test_files_of_a_form_are_parts_of_their_own(tmp_path: Path, server: Recorder) -> None:
    # Swagger 2.0 joins arrays with commas unless told otherwise; files cannot be joined.
    files = {"name": "files", "in": "formData", "type": "array",
             "items": {"type": "string", "format": "binary"}}  # fmt: skip
    operation = {
        "operationId": "send", "consumes": ["multipart/form-data"], "parameters": [files],
        "responses": {"204": {"description": "none"}},
    }  # fmt: skip
    value = {"swagger": "2.0", "info": {"title": "T", "version": "1"},
             "paths": {"/files": {"post": operation}}}  # fmt: skip
    write(generate(parsed(value), Config(), package="swagger_files").files, tmp_path)
    package = imported("swagger_files", tmp_path)
    server.answer = (204, "", b"")
    with package.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}", retry=0) as client:
        client.files.create({"files": [b"one", b"two"]})
    body = server.seen[-1]["body"]
    assert body.count(b'name="files"; filename="file"') == 2
    assert b"one" in body and b"two" in body


def test_objects_in_arrays_do_not_run_into_each_other(tmp_path: Path, server: Recorder) -> None:
    style = imported("corpus_placing._runtime.styles", write_placing(tmp_path)).Style("deepObject")
    value = {"lines": [{"sku": "a"}, {"sku": "b"}], "tags": ["x", "y"]}
    assert unquote(style("query", "f", value)).split("&") == [
        "f[lines][0][sku]=a", "f[lines][1][sku]=b", "f[tags]=x", "f[tags]=y",
    ]  # fmt: skip
    assert unquote(style("query", "f", value["lines"])) == "f[0][sku]=a&f[1][sku]=b"
    assert style("query", "f", ["x", "y"]) == "f=x&f=y"


def write_placing(folder: Path) -> Path:
    write(made("placing").files, folder)
    return folder
