"""What a fake service keeps and shows, who may call it, and what it tells a test that errs."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import httpx2
import pytest

from clientgen.base.untyped import mapping

from .test_other_services import made, operation, parameter

SCHEMAS: dict[str, Any] = {
    "Account": {
        "type": "object",
        "required": ["slug", "password", "revision"],
        "properties": {
            "slug": {"type": "string"},
            "title": {"type": "string", "maxLength": 9},
            "password": {"type": "string", "writeOnly": True},
            "revision": {"type": "integer", "readOnly": True},
            "etag": {"type": "string", "readOnly": True},
            "owner": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "pin": {"type": "string", "writeOnly": True},
                    "since": {"type": "integer", "readOnly": True},
                },
            },
        },
    },
    "Accounts": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}},
    "Line": {
        "type": "object",
        "required": ["sku"],
        "properties": {"id": {"type": "integer"}, "sku": {"type": "string", "minLength": 3}},
    },
    "Below": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.25},
    "Big": {"type": "integer", "minimum": 9007199254740993, "maximum": 9007199254740993},
    "Node": {
        "type": "object",
        "required": ["next", "children"],
        "properties": {
            "next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    },
    "Numbers": {
        "type": "object",
        "required": ["below", "big", "negative", "step"],
        "properties": {
            "below": {"$ref": "#/components/schemas/Below"},
            "big": {"$ref": "#/components/schemas/Big"},
            "negative": {"type": "integer", "exclusiveMaximum": 0},
            "step": {"type": "number", "multipleOf": 0.05, "minimum": 7.01, "maximum": 7.09},
        },
    },
}
SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Rules", "version": "1"},
    "servers": [
        {"url": "https://rules.example/v1"},
        {"url": "https://{who}.example/{at}", "variables": {"at": {"default": "v2"}}},
    ],
    "security": [{"key": []}, {"basic": []}, {"bearer": []}],
    "paths": {
        "/accounts": {
            "post": operation("createAccount", "Account", "Account"),
            "get": operation("listAccounts", "Accounts"),
        },
        "/accounts/{slug}": {
            "parameters": [parameter("slug", "string")],
            "get": operation("getAccount", "Account"),
            "put": operation("putAccount", "Account", "Account"),
        },
        "/accounts/{accountSlug}/lines": {
            "parameters": [parameter("accountSlug", "string")],
            "post": operation("createLine", "Line", "Line"),
        },
        "/accounts/{accountSlug}/lines/{lineId}": {
            "parameters": [parameter("accountSlug", "string"), parameter("lineId")],
            "get": operation("getLine", "Line"),
        },
        "/numbers": {"post": operation("number", "Numbers", "Numbers")},
        "/nodes": {"post": operation("node", "Node", "Node")},
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "basic": {"type": "http", "scheme": "basic"},
            "bearer": {"type": "http", "scheme": "bearer"},
        },
        "schemas": SCHEMAS,
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made("fake_rules", SPEC, tmp_path_factory.mktemp("rules"))


@pytest.fixture
def fake(package: Any) -> Any:
    package[0].reset()
    return package[0]


def send(
    fake: Any, method: str, path: str, body: Any = None, /, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    content = b"" if body is None else json.dumps(body).encode()
    given = {n.replace("_", "-"): v for n, v in (headers or {"X_Key": "k"}).items()}
    given |= {"Content-Type": "application/json"} if content else {}
    reply = fake.handle(method, f"https://rules.example{path}", given, content)
    return reply.status, json.loads(reply.content) if reply.content else None, reply.headers


NEW = {"slug": "a", "password": "secret", "owner": {"name": "Ann", "pin": "1234"}}


def test_write_only_members_never_come_back(fake: Any) -> None:
    bodies = [
        send(fake, "POST", "/v1/accounts", NEW)[1],
        send(fake, "GET", "/v1/accounts/a")[1],
        send(fake, "GET", "/v1/accounts")[1][0],
        send(fake, "PUT", "/v1/accounts/a", NEW)[1],
    ]
    for body in bodies:
        assert "password" not in body
        assert body["owner"] == {"name": "Ann"}


def test_read_only_members_are_the_services_own(fake: Any) -> None:
    sent = NEW | {"revision": 77, "etag": "mine", "owner": {"name": "Ann", "since": 7}}
    _, first, _ = send(fake, "POST", "/v1/accounts", sent)
    assert (first["revision"], first["etag"]) != (77, "mine")
    assert first["owner"] == {"name": "Ann"}

    _, second, _ = send(fake, "PUT", "/v1/accounts/a", sent | {"title": "new"})
    assert second == {**first, "title": "new"}
    assert send(fake, "PUT", "/v1/accounts/a", NEW)[1] == first


def test_what_is_added_is_checked(fake: Any, package: Any) -> None:
    models = package[1].models
    error = package[1].ConfigurationError
    line = models.Line(sku="abc")

    with pytest.raises(error, match=r"lines needs the path parameter 'accountSlug'"):
        fake.add(line)
    with pytest.raises(error, match=r"no path parameter 'row': its path parameters are accountSl"):
        fake.add(line, row=1, accountSlug="a")
    with pytest.raises(error, match="needs the path parameter"):
        fake.entities(models.Line)
    with pytest.raises(error, match="/accounts has no path parameter 'row': it has none"):
        fake.entities(models.Account, row=1)
    with pytest.raises(error, match="refuses the entity: sku: 'x' is too short"):
        fake.add(models.Line(sku="x"), account_slug="a")
    assert fake.entities(models.Line, account_slug="a") == []

    fake.add(line, account_slug="a")
    assert [line.sku for line in fake.entities(models.Line, accountSlug="a")] == ["abc"]


@pytest.mark.parametrize("size", [0, -1])
def test_pages_have_items(package: Any, size: int) -> None:
    with pytest.raises(package[1].ConfigurationError, match=f"1 or more, not {size}"):
        type(package[0])(page_size=size)


@pytest.mark.parametrize("status", [httpx2.ConnectError, "404", None, True, 200])
def test_failures_that_are_none(fake: Any, package: Any, status: Any) -> None:
    with pytest.raises(package[1].ConfigurationError, match="300 to 599, or an exception"):
        fake.fail("getAccount", status)


def test_empty_credentials_do_not_pass(fake: Any) -> None:
    nobody = b64encode(b":").decode()
    for given in (
        {"X_Key": ""},
        {"Authorization": "Bearer "},
        {"Authorization": f"Basic {nobody}"},
    ):
        status, _, headers = send(fake, "GET", "/v1/accounts", **given)
        assert status == 401
        assert headers["WWW-Authenticate"] == 'ApiKey, Basic realm="fake", Bearer'
    somebody = b64encode(b"a:b").decode()
    for given in (
        {"X_Key": "k"},
        {"Authorization": "Bearer t"},
        {"Authorization": f"Basic {somebody}"},
    ):
        assert send(fake, "GET", "/v1/accounts", **given)[0] == 200


def test_with_clients_only_given_tokens_pass(package: Any) -> None:
    known = type(package[0])(clients={"id": "secret"})

    assert send(known, "GET", "/v1/accounts", Authorization="Bearer any")[0] == 401
    with known.client(retry=0) as client:
        assert list(client.accounts.list()) == []


def test_addresses_are_those_of_the_service(fake: Any) -> None:
    paths = ("/v1/accounts", "/v2/accounts", "/accounts", "/v3/accounts", "/x/v1/accounts")
    assert [send(fake, "GET", path)[0] for path in paths] == [200, 200, 200, 404, 404]


@pytest.mark.parametrize("name", ["Numbers", "Node"])
def test_examples_fit(fake: Any, package: Any, name: str) -> None:
    example = json.loads(fake.example(getattr(package[1].models, name)).to_json())

    assert send(fake, "POST", f"/v1/{name.lower().removesuffix('s')}s", example)[0] == 200
    assert {*mapping(example)} >= {*SCHEMAS[name]["required"]}
    if name == "Numbers":
        assert example["big"] == 9007199254740993
        assert 0 < example["below"] < 0.25
