"""Fake services of other APIs: every convention of paging, other ids, resources in others."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clientgen.emit.pipeline import generate
from tests.paging.services import SERVICES, document
from tests.support import files

from .every_operation import fake_of, settings

GIVEN: dict[str, dict[str, Any]] = {"azure": {"api_version": "2024-01-01"}}


def made(name: str, spec: dict[str, Any], folder: Path, **options: Any) -> tuple[Any, Any]:
    """A fake service and its package."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(spec), "utf-8")
    fake = fake_of(generate(path, settings(), package=name), folder, **options)
    return fake, files.imported(name, folder)


@pytest.mark.parametrize("name", SERVICES)
def test_a_listing_is_walked_to_its_end(name: str, tmp_path: Path) -> None:
    package = "fake_paging_" + re.sub(r"\W", "_", name)
    fake, _ = made(package, document(SERVICES[name]), tmp_path, page_size=3)
    for number in range(1, 8):
        fake.add({"id": number, "name": f"n{number}"}, to="things.list")

    with fake.client(retry=0) as client:
        found = [item.id for item in client.things.list(**GIVEN.get(name, {}))]
    assert found == [1, 2, 3, 4, 5, 6, 7]
    assert {call.status for call in fake.calls} == {200}
    assert len(fake.calls) >= 3


def ref(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def parameter(name: str, kind: str = "integer") -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def operation(id: str, response: str | None, body: str | None = None, **more: Any) -> Any:
    ok = (
        {"200": {"description": "ok", **ref(response)}}
        if response
        else {"204": {"description": ""}}
    )
    found: dict[str, Any] = {"operationId": id, "responses": ok, **more}
    return {**found, "requestBody": {"required": True, **ref(body)}} if body else found


WRAPPED = {
    "type": "object",
    "required": ["user"],
    "properties": {"user": {"$ref": "#/components/schemas/User"}},
}
LIBRARY: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Library", "version": "1"},
    "servers": [{"url": "https://library.example/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/users": {"post": operation("createUser", "WrappedUser", "WrappedUser")},
        "/users/{userId}": {
            "parameters": [parameter("userId")],
            "get": operation("getUser", "WrappedUser"),
            "patch": operation("changeUser", "WrappedUser", "WrappedUser"),
        },
        "/users/{userId}/loans": {
            "parameters": [parameter("userId")],
            "get": operation("listLoans", "Loans"),
            "post": operation("lend", "Loan", "Loan"),
        },
        "/users/{userId}/loans/{loanId}": {
            "parameters": [parameter("userId"), parameter("loanId", "string")],
            "get": operation("getLoan", "Loan"),
            "delete": operation("giveBack", None),
        },
        "/settings/{name}": {
            "parameters": [parameter("name", "string")],
            "get": operation("getSetting", "Setting"),
            "put": operation("putSetting", "Setting", "Setting"),
        },
        "/health": {"get": operation("health", "Setting", security=[])},
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "schemas": {
            "WrappedUser": WRAPPED,
            "User": {
                "type": "object",
                "required": ["id", "name", "createdAt"],
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "name": {"type": "string"},
                    "note": {"type": ["string", "null"]},
                    "createdAt": {"type": "string", "format": "date-time", "readOnly": True},
                },
            },
            "Loan": {
                "type": "object",
                "required": ["title"],
                "properties": {"loanId": {"type": "string"}, "title": {"type": "string"}},
            },
            "Loans": {"type": "array", "items": {"$ref": "#/components/schemas/Loan"}},
            "Setting": {
                "type": "object",
                "required": ["value"],
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": "string", "pattern": "^[a-f]{3}-\\d+$", "maxLength": 9},
                },
            },
        },
    },
}


def call(fake: Any, method: str, path: str, body: Any = None, key: str = "k") -> tuple[int, Any]:
    """Send a request as any HTTP client does; give status and JSON."""
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({"X-Key": key} if key else {})
    reply = fake.handle(method, f"https://library.example/v1{path}", headers, content)
    return reply.status, json.loads(reply.content) if reply.content else None


@pytest.fixture
def library(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    name = "fake_library_" + re.sub(r"\W", "_", request.node.name)
    return made(name, LIBRARY, tmp_path)[0]


def test_entities_in_a_member_with_numbers_for_ids(library: Any) -> None:
    status, first = call(library, "POST", "/users", {"user": {"name": "Ann", "note": "x"}})
    assert (status, first["user"]["id"], first["user"]["name"]) == (200, 1, "Ann")
    assert first["user"]["createdAt"].startswith("2026-01-01T00:00:")
    assert call(library, "POST", "/users", {"user": {"name": "Bob"}})[1]["user"]["id"] == 2

    _, changed = call(library, "PATCH", "/users/1", {"user": {"name": "Anna", "note": None}})
    assert changed["user"] == {"id": 1, "name": "Anna", "createdAt": first["user"]["createdAt"]}
    assert call(library, "GET", "/users/1") == (200, changed)
    assert call(library, "GET", "/users/3")[0] == 404
    assert call(library, "GET", "/users/x")[0] == 400


def test_resources_in_others(library: Any) -> None:
    for name in ("Ann", "Bob"):
        call(library, "POST", "/users", {"user": {"name": name}})
    _, loan = call(library, "POST", "/users/1/loans", {"title": "Emma"})

    assert call(library, "GET", "/users/1/loans") == (200, [loan])
    assert call(library, "GET", "/users/2/loans") == (200, [])
    assert call(library, "GET", "/users/3/loans")[0] == 404
    assert call(library, "GET", f"/users/2/loans/{loan['loanId']}")[0] == 404
    assert call(library, "DELETE", f"/users/1/loans/{loan['loanId']}") == (204, None)
    assert call(library, "GET", "/users/1/loans") == (200, [])
    again = {"title": "Emma", "loanId": "mine"}
    assert call(library, "POST", "/users/1/loans", again) == (200, again)
    assert call(library, "POST", "/users/1/loans", again)[0] == 409


def test_what_put_creates(library: Any) -> None:
    assert call(library, "GET", "/settings/colour")[0] == 404
    assert call(library, "PUT", "/settings/colour", {"value": "red"})[0] == 400
    kept = {"name": "colour", "value": "fed-1"}
    assert call(library, "PUT", "/settings/colour", {"value": "fed-1"}) == (200, kept)
    assert call(library, "GET", "/settings/colour") == (200, kept)


def test_keys_and_what_needs_none(library: Any) -> None:
    assert call(library, "GET", "/settings/colour", key="")[0] == 401
    status, example = call(library, "GET", "/health", key="")
    assert status == 200
    assert re.fullmatch(r"[a-f]{3}-\d+", example["value"])
    with library.client(retry=0) as client:
        assert client.request("GET", "/health").data == example
