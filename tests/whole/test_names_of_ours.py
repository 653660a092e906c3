"""Names of a document that are ours: they are renamed, told, and everything still works."""

from __future__ import annotations

import builtins
import json
import keyword
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from clientgen.base.configuration import Config
from clientgen.document.load import parse
from clientgen.emit.pipeline import Generated, generate
from clientgen.types import reserved

from .fresh import import_everything, lose_nothing, updates, write

# What the modules of this very package import and define, and what Python and pydantic add.
OURS = sorted(
    reserved.model_classes()
    | reserved.resource_classes()
    | reserved.resource_members()
    | reserved.client_members()
    | reserved.client_arguments()
    | reserved.method_names()
    | reserved.method_locals()
    | reserved.webhook_names()
    | {"Resource", "Operations", "Error", "errors", "client", "operations", "service", "schemes"}
    | {"Protocol", "Generic", "Self", "ConfigDict", "BaseModel", "RootModel", "Enum", "UUID"}
    | {"AsyncClient", "AsyncThing", "ThingOperations", "Changes", "ThingChanges", "Thing", "日本"}
)
MEMBERS = sorted(
    {*OURS, *dir(BaseModel), *dir(type(BaseModel)), *keyword.kwlist, *dir(builtins)}
    | {"type", "object", "None", "print", "property", "classmethod", "models", "errors"}
)
KINDS: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "array", "items": {"type": "string"}},
    {"type": "object", "additionalProperties": {"type": "number"}},
    {"type": "string", "enum": ["a", "b"]},
    {"$ref": "#/components/schemas/Thing"},
)


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def members(names: list[str]) -> dict[str, Any]:
    return {name: KINDS[index % len(KINDS)] for index, name in enumerate(names)}


@cache
def document() -> dict[str, Any]:
    """An API whose every name is one of ours."""
    own = [name for name in OURS if name.isascii()]
    schemas: dict[str, Any] = {
        name: {"type": "object", "properties": members([name, "date", "list", "str", "dict"])}
        for name in OURS
    }
    schemas["Thing"] = {"type": "object", "properties": {"日本": ref("日本"), "a": ref("All")}}
    schemas["ThingChanges"] = {"type": "object", "properties": {"日本": {"type": "string"}}}
    schemas["All"] = {"type": "object", "properties": members(MEMBERS)}
    ok = {"description": "ok"}
    named = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths: dict[str, Any] = {
        "/all": {
            "post": {
                "operationId": "all",
                "parameters": [
                    {"name": name, "in": "query", "schema": schema}
                    for name, schema in members(MEMBERS).items()
                ],
                "requestBody": content(ref("All")),
                "responses": {"200": {**ok, **content(ref("All"))}},
            }
        },
        "/things/{id}": {
            "parameters": [named],
            "get": {"operationId": "g", "responses": {"200": {**ok, **content(ref("Thing"))}}},
            "put": {
                "operationId": "u",
                "requestBody": content(ref("Thing")),
                "responses": {"200": {**ok, **content(ref("Thing"))}},
            },
        },
    }
    for index, name in enumerate(OURS):
        paths[f"/{name}"] = {
            "get": {
                "operationId": f"get {name}",
                "security": [{name: []}] if name in own else [],
                "responses": {"200": {**ok, **content(ref(name))}},
            }
        }
        paths[f"/words/{{id}}/{name}"] = {
            "parameters": [named],
            "post": {
                "operationId": f"post {name}",
                "deprecated": index % 5 == 0,
                "requestBody": content({"type": "array", "items": ref(name)}),
                "responses": {"200": {**ok, **content(KINDS[index % len(KINDS)])}},
            },
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "ours", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "webhooks": {
            name: {"post": {"requestBody": content(ref(name)), "responses": {"200": ok}}}
            for name in OURS
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                name: {"type": "apiKey", "in": "header", "name": f"X-{index}"}
                for index, name in enumerate(own)
            },
        },
    }


@cache
def made() -> Generated:
    text = json.dumps(document()).encode()
    return generate(parse(text, "ours.json"), Config(), package="ours")


def test_every_member_keeps_its_name_on_the_wire() -> None:
    (model,) = [model for model in made().plan.models.models if model.key == "All"]
    assert sorted(field.wire for field in model.fields) == MEMBERS
    names = [field.name for field in model.fields]
    assert len(set(names)) == len(names)
    assert not set(names) & reserved.model_members()


def test_what_is_renamed_is_told() -> None:
    told = [item for item in made().diagnostics if item.code == "name-reserved"]
    assert all(item.severity == "note" for item in told)
    text = "\n".join(item.message for item in told)
    for name in (
        "the class of the resource 'client_options' is 'ClientOptionsGroup'",
        "the class of the schema 'Json'",
    ):
        assert name in text
    for member in ("'register'", "'mro'", "'copy'", "'date'"):
        assert f"the member {member} of" in text


def test_the_package_works(tmp_path: Path) -> None:
    write(made().files, tmp_path)
    assert import_everything("ours", tmp_path) == len(made().api.operations)
    lose_nothing("ours", tmp_path, updates(made().plan))


@pytest.mark.slow
def test_the_package_type_checks(tmp_path: Path) -> None:
    write(made().files, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file="]
        + ["-p", "ours"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_the_lists_are_read_off_what_reserves_them() -> None:
    assert {
        "Auth",
        "ClientOptions",
        "SyncOAuthClient",
        "Callable",
        "Unpack",
    } <= reserved.resource_classes()
    assert {"register", "mro", "model_dump", "to_update"} <= reserved.model_members()
    assert {"close", "aclose", "send", "with_options", "from_env"} <= reserved.resource_members()
    assert {"cached_property", "str"} <= reserved.client_members()
    assert {"auth", "base_url", "timeout", "given", "own"} <= reserved.client_arguments()
    assert {"operation", "paged", "deprecated"} <= reserved.method_names()
