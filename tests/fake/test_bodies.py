"""Bodies that a fake service is sent: forms, numbers, patterns, and what is no JSON."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from .test_other_services import made, operation, parameter

FORM = "application/x-www-form-urlencoded"
ORDER = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "n": {"type": "integer"},
        "on": {"type": "boolean"},
        "xs": {"type": "array", "items": {"type": "number"}},
        "ys": {"type": "array", "items": {"type": "integer"}},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string", "enum": [""]}]},
        "meta": {"type": "object", "properties": {"size": {"type": "integer"}}},
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {"at": {"type": "integer"}}},
        },
    },
}
LIMITS = {
    "type": "object",
    "patternProperties": {r"^\p{Lu}$": {"type": "string"}},
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "unreadable": {"type": "string", "pattern": r"^\p{L}+$"},
        "digits": {"type": "string", "pattern": r"^\d+$"},
        "cost": {"type": "number", "multipleOf": 0.01},
    },
}
SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Bodies", "version": "1"},
    "servers": [{"url": "https://bodies.example/v1"}],
    "paths": {
        "/orders": {
            "post": {
                **operation("createOrder", "Order"),
                "requestBody": {
                    "required": True,
                    "content": {
                        FORM: {
                            "schema": {"$ref": "#/components/schemas/Order"},
                            "encoding": {"ys": {"style": "form", "explode": False}},
                        }
                    },
                },
            }
        },
        "/orders/{id}": {"parameters": [parameter("id")], "get": operation("getOrder", "Order")},
        "/limits": {"post": operation("limit", "Limits", "Limits")},
    },
    "components": {"schemas": {"Order": ORDER, "Limits": LIMITS}},
}


@pytest.fixture
def fake(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    return made("fake_bodies_" + re.sub(r"\W", "_", request.node.name), SPEC, tmp_path)[0]


def send(fake: Any, path: str, body: bytes, media: str = "application/json") -> tuple[int, Any]:
    url = f"https://bodies.example/v1{path}"
    reply = fake.handle("POST", url, {"Content-Type": media}, body)
    return reply.status, json.loads(reply.content)


def limited(fake: Any, **members: Any) -> int:
    return send(fake, "/limits", json.dumps(members).encode())[0]


def test_members_of_a_form_have_their_types(fake: Any) -> None:
    text = "n=3&on=false&xs=1.5&xs=2&ys=4,5&either=7&meta[size]=9&rows[0][at]=1&rows[1][at]=2"
    status, order = send(fake, "/orders", text.encode(), FORM)

    sent = {
        "n": 3, "on": False, "xs": [1.5, 2], "ys": [4, 5], "either": 7, "meta": {"size": 9},
        "rows": [{"at": 1}, {"at": 2}],
    }  # fmt: skip
    assert (status, order) == (200, {**sent, "id": 1})
    assert fake.calls[0].body == sent
    with fake.client(retry=0) as client:
        assert client.orders.create({"n": 4, "on": True, "xs": [2.5]}).n == 4
        assert client.orders.get(2).xs == [2.5]


@pytest.mark.parametrize("text", ["n=x", "n=1_0", "n=%D9%A1", "n=1&on=yes", "n=1&xs=1e999"])
def test_texts_of_a_form_that_are_no_values(fake: Any, text: str) -> None:
    assert send(fake, "/orders", text.encode(), FORM)[0] == 400


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e400"])
def test_numbers_that_are_none(fake: Any, number: bytes) -> None:
    assert send(fake, "/limits", b'{"cost":%s}' % number)[0] == 400
    assert fake.calls[0].body == b'{"cost":%s}' % number


def test_a_body_nested_without_end(fake: Any) -> None:
    assert send(fake, "/limits", b"[" * 200_000)[0] == 400


@pytest.mark.parametrize(
    "head",
    ["Content-Length: abc", "Content-Length: -1", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"],
)
def test_a_request_without_a_length(fake: Any, head: str) -> None:
    with fake.serve() as served:
        address = served.url.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1])), timeout=5) as connection:
            text = f"POST /v1/limits HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n"
            connection.sendall(text.encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_pattern_that_cannot_be_read_is_left_out_alone(fake: Any) -> None:
    assert limited(fake, age=1, unreadable="1") == 200
    assert limited(fake, age="x", unreadable="1") == 400
    assert limited(fake, unreadable=1) == 400


def test_patterns_are_those_of_ecmascript(fake: Any) -> None:
    assert limited(fake, digits="12") == 200
    assert limited(fake, digits="12\n") == 400
    assert limited(fake, digits="\u0661") == 400


def test_decimals_are_judged_as_decimals(fake: Any) -> None:
    for cost in (0.07, 19.99, 0.29, 1.1, 4.35, 100.01, 1e22, 3):
        assert limited(fake, cost=cost) == 200
    for cost in (0.001, 19.995):
        assert limited(fake, cost=cost) == 400
