"""`clientgen names`: the tree of methods, what reads badly, lines for the configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import NONE, TEXT, Json, document, obj, path_parameter, ref, responses
from tests.support.programs import clientgen as run


def api(*lines: str, **more: Any) -> Json:
    """A document with an operation for each line: ``METHOD path operationId``."""
    paths: Json = {}
    for line in lines:
        method, path, name = line.split(" ")
        given = [path_parameter(part[1:-1]) for part in path.split("/") if part.startswith("{")]
        operation = {"operationId": name, "parameters": given, "responses": NONE}
        paths.setdefault(path, {})[method.lower()] = operation
    return document(paths, **more)


ORDERS = api(
    "GET /orders listOrders",
    "GET /orders/{id} getOrder",
    "POST /orders/{id}/cancel cancelOrder",
    "GET /orders/{id}/cancel/{reason} getReason",
    "GET /status getStatus",
)


CALLED = api(
    "GET /orders/{id}/items getOrderItems",
    "POST /orders/{id}/items addOrderItem",
    "GET /orders/{id} getOrder",
)


def write(folder: Path, value: Json, name: str = "api.json") -> Path:
    """Write a document."""
    path = folder / name
    path.write_text(json.dumps(value), "utf-8")
    return path


def report(*arguments: str | Path) -> dict[str, Any]:
    """Read the names as a program does."""
    code, out, err = run("names", *arguments, "--format", "json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def marked(found: dict[str, Any]) -> dict[str, list[str]]:
    """The methods and classes that read badly."""
    named = [*found["methods"], *found["classes"]]
    return {item["name"]: item["marks"] for item in named if item["marks"]}


def test_the_tree_with_marks_and_proposals(tmp_path: Path) -> None:
    code, out, err = run("names", write(tmp_path, ORDERS))
    assert (code, err) == (0, "")
    assert out == """\
orders
  cancel
    create  POST /orders/{id}/cancel  [verb-as-resource]
    get  GET /orders/{id}/cancel/{reason}
  get  GET /orders/{id}
  list  GET /orders  [not-paged]
status
  get  GET /status

5 methods in 3 resources, 1 of them with one method; 0 classes
  not-paged: 1
  verb-as-resource: 1

# For clientgen.toml, to be changed as you like:
# verb-as-resource
[operations.cancelOrder]
name = "orders.cancel"

# goes with its resource
[operations.getReason]
name = "orders.get_cancel"
"""


def test_the_proposals_are_a_configuration_that_reads_well(tmp_path: Path) -> None:
    spec = write(tmp_path, ORDERS)
    found = report(spec)
    config = tmp_path / "clientgen.toml"
    config.write_text(found["proposals"], "utf-8")
    better = report(spec, "--config", config)
    assert {item["id"]: item["name"] for item in better["methods"]} == {
        "listOrders": "orders.list",
        "getOrder": "orders.get",
        "cancelOrder": "orders.cancel",
        "getReason": "orders.get_cancel",
        "getStatus": "status.get",
    }
    assert marked(better) == {"orders.list": ["not-paged"]} and better["proposals"] == ""
    assert (better["resources"], better["single"], better["listings"]) == (2, 1, 1)


def test_every_mark_is_set(tmp_path: Path) -> None:
    thing = obj(id=TEXT)
    long = "averyveryveryveryveryveryveryverylongword"
    value = api(
        f"GET /things/{{id}}/{long} getLong",
        "GET /manager/manager getManager",
        "GET /manager/managers/{id} getOne",
        "DELETE /manager/managers/{id} dropOne",
        "GET /%%%%/{id} getHashed",
        "GET /sets listSets",
        "GET /sets/{id} getSet",
        schemas={"HTTPCheck": thing, "HttpCheck": thing, "A" * 81: thing},
    )
    config = tmp_path / "clientgen.toml"
    config.write_text(
        '[operations.listSets]\nname = "sets.get"\n[operations.getSet]\nname = "sets.one"\n'
    )
    for name, schema in (("a", "HTTPCheck"), ("b", "HttpCheck"), ("c", "A" * 81)):
        value["paths"][f"/{name}"] = {
            "get": {"operationId": name, "responses": responses(ref(schema))}
        }
    found = report(write(tmp_path, value), "--config", config)
    marks = marked(found)
    assert marks[f"things.get_{long}"] == ["over-long"]
    assert marks["sets.get"] == marks["sets.one"] == ["swapped"]
    assert marks["A" * 81] == ["over-long"]
    assert [name for name, mark in marks.items() if mark == ["hashed"] and "Check" in name]
    assert [name for name, mark in marks.items() if "repeated" in mark and "manager" in name]
    assert found["marks"]["swapped"] == 2


def test_without_a_document_the_configuration_counts() -> None:
    code, out, err = run("names")
    assert code == 0, err
    assert "  search_q64  GET /api/v2/processautomation/flows/instances/commands/search\n" in out
    assert "17 methods in 5 resources" in out


def test_only_some_operations(tmp_path: Path) -> None:
    found = report(write(tmp_path, ORDERS), "--only", "/status")
    assert [item["name"] for item in found["methods"]] == ["status.get"]


def test_text_of_the_document_is_escaped(tmp_path: Path) -> None:
    spec = write(tmp_path, document({"/a\n\x1b[31m::error": {"post": {"responses": NONE}}}))
    code, out, _ = run("names", spec)
    assert code == 0 and "\x1b" not in out and "\\n\\x1b[31m::error" in out


@pytest.mark.parametrize("text", ["{", "[]", '{"openapi": 3'])
def test_what_is_no_document_ends_with_2(tmp_path: Path, text: str) -> None:
    path = tmp_path / "api.json"
    path.write_text(text)
    code, out, err = run("names", path)
    assert (code, out) == (2, "") and err.startswith("error: ")


@pytest.mark.parametrize(
    "call",
    [
        "getOrderItems",
        "get_order_items",
        "get_order_items.sync_detailed(client=client)",
        "my.api.default.get_order_items.asyncio",
        "ShopApi(client).get_order_items(id, limit=5)",
        "api.get_order_items_with_http_info(",
        "GET /orders/{anything}/items",
        "get /orders/{id}/items/?page=2",
        "GET /api/v2/orders/{id}/items",
        "GET https://shop.example/api/orders/{order}/items",
    ],
)
def test_a_call_of_another_client_leads_to_the_method(tmp_path: Path, call: str) -> None:
    spec = write(tmp_path, CALLED)

    code, out, err = run("names", spec, "--from-sdk", call, "--format", "json")

    assert (code, err) == (0, "")
    (found,) = json.loads(out)
    assert found["id"] == "getOrderItems" and found["path"] == "/orders/{id}/items"
    assert found["signature"].startswith(f"{found['call']}(")
    assert run("names", spec, "--from-sdk", call)[1].startswith(found["signature"])


@pytest.mark.parametrize("call", ["get_order_itms", "GET /nowhere", "", "(", "."])
def test_a_call_that_is_not_known_is_refused(tmp_path: Path, call: str) -> None:
    code, out, err = run("names", write(tmp_path, CALLED), "--from-sdk", call)

    assert (code, out) == (2, "")
    assert f"no operation is known as {call!r}" in err
    assert ("did you mean 'get_order_items'?" in err) is call.startswith("get_")
