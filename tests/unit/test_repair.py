"""Overlays change what they name, say so when they change nothing, and touch nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError, Position
from clientgen.document.load import Document, read
from clientgen.document.repair import repair
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from tests.support.documents import parsed

FRAGMENT, OVERLAY = "spec/processautomation.yaml", "spec/overlay.yaml"
BASE: dict[str, Any] = {
    "a": {"b": {"type": "string", "list": [1, {"k": 1}]}, "c": {"type": "integer"}},
    "items": [{"name": "x"}, {"name": "y"}, 7],
}


def overlay(*actions: dict[str, Any], **root: Any) -> Document:
    head = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}}
    return parsed({**head, "actions": list(actions), **root}, "o.json")


def apply(*actions: dict[str, Any]) -> Any:
    before = copy.deepcopy(BASE)
    document = parsed(BASE)
    repaired, found = repair(document, overlay(*actions))
    assert document.value == before
    assert found == []
    return repaired.value


def test_objects_are_merged_and_lists_grow() -> None:
    found = apply({"target": "$.a.b", "update": {"type": "x", "new": {"n": 1}, "list": [2]}})
    assert found["a"]["b"] == {"type": "x", "list": [1, {"k": 1}, 2], "new": {"n": 1}}
    assert found["a"]["c"] == BASE["a"]["c"]
    assert apply({"target": "$.items", "update": 8})["items"][-1] == 8
    assert apply({"target": "$", "update": {"z": 1}})["z"] == 1
    assert apply({"target": "$.a.b.list[1]", "update": {"k": 2}})["a"]["b"]["list"] == [1, {"k": 2}]


def test_filters_and_several_matches() -> None:
    found = apply({"target": "$.items[?@.name == 'y']", "update": {"seen": True}})
    assert found["items"] == [{"name": "x"}, {"name": "y", "seen": True}, 7]
    found = apply({"target": "$.a.*.type", "remove": True})
    assert found["a"] == {"b": {"list": [1, {"k": 1}]}, "c": {}}
    found = apply({"target": "$.items[0, 0, 2]", "remove": True})
    assert found["items"] == [{"name": "y"}]
    found = apply({"target": "$['a', 'a'].b.list", "update": 3})
    assert found["a"]["b"]["list"] == [1, {"k": 1}, 3]


def test_removing_a_part_and_its_parent() -> None:
    assert "b" not in apply({"target": "$..b", "remove": True})["a"]
    assert apply({"target": "$.a..*", "remove": True})["a"] == {}


def test_actions_run_in_order() -> None:
    found = apply(
        {"target": "$.a.b.type", "remove": True}, {"target": "$.a.b", "update": {"type": "again"}}
    )
    assert found["a"]["b"]["type"] == "again"


def test_idle_actions_are_reported_where_they_stand() -> None:
    actions = (
        {"target": "$.nothing", "update": {"a": 1}},
        {"target": "$.a.c", "update": {"type": "integer"}},
        {"target": "$.items[9]", "remove": True},
    )
    repaired, found = repair(parsed(BASE), overlay(*actions))
    assert repaired.value == BASE
    codes = ["overlay-no-match", "overlay-no-effect", "overlay-no-match"]
    assert [one.code for one in found] == codes
    assert found[1].source == "o.json"
    assert found[1].pointer == "/actions/1"
    assert found[1].position == Position(14, 3)


def test_one_is_not_true() -> None:
    value = {"a": {"b": 1}}
    repaired, found = repair(parsed(value), overlay({"target": "$.a", "update": {"b": True}}))
    assert repaired.value["a"]["b"] is True
    assert found == []


BAD: list[tuple[dict[str, Any], str, str | None]] = [
    ({"overlay": "2.0.0"}, "not an OpenAPI Overlay 1.0", "/overlay"),
    ({"overlay": 1.0}, "not an OpenAPI Overlay 1.0", "/overlay"),
    ({"info": {"title": "t"}}, "'info' needs a version", "/info"),
    ({"actoins": []}, "unknown key 'actoins'", "/actoins"),
    ({"actions": []}, "at least one action", "/actions"),
    ({"actions": {}}, "at least one action", "/actions"),
    ({"actions": ["x"]}, "must be a mapping", "/actions/0"),
    ({"actions": [{"update": {}}]}, "needs a target", "/actions/0"),
    ({"actions": [{"target": "$"}]}, "needs 'update' or 'remove: true'", "/actions/0"),
    ({"actions": [{"target": "$", "drop": True}]}, "unknown key 'drop'", "/actions/0/drop"),
    ({"actions": [{"target": "$", "remove": "yes"}]}, "true or false", "/actions/0/remove"),
    ({"actions": [{"target": "$.a[", "remove": True}]}, "not RFC 9535", "/actions/0/target"),
    ({"actions": [{"target": "a.b", "remove": True}]}, "not RFC 9535", "/actions/0/target"),
    ({"actions": [{"target": "$ | $", "remove": True}]}, "not RFC 9535", "/actions/0/target"),
    ({"actions": [{"target": "$", "remove": True}]}, "whole document", "/actions/0"),
    ({"actions": [{"target": "$.a", "update": 1}]}, "must be a mapping", "/actions/0/update"),
    ({"actions": [{"target": "$.items[2]", "update": {}}]}, "neither object nor list", None),
]


@pytest.mark.parametrize(("root", "message", "pointer"), BAD)
def test_bad_overlays(root: dict[str, Any], message: str, pointer: str | None) -> None:
    with pytest.raises(InputError, match=message) as caught:
        repair(parsed(BASE), overlay(**root))
    assert caught.value.source == "o.json"
    assert caught.value.position is not None
    if pointer is not None:
        assert caught.value.pointer == pointer


def test_the_repairs_in_force() -> None:
    fragment = read(FRAGMENT)
    repaired, found = repair(fragment, read(OVERLAY))
    assert found == []
    assert violations(screen(repaired)) == []
    schemas = repaired.value["components"]["schemas"]
    for schema in schemas.values():
        for name in ("selfUri", "nextUri", "previousUri"):
            member = schema.get("properties", {}).get(name, {})
            assert member.get("format") in (None, "uri-reference")
    assert schemas["JsonNode"] == {} == schemas["DataValue"]["properties"]["value"]
    sizes = [
        parameter["schema"]
        for item in repaired.value["paths"].values()
        for parameter in item.get("get", {}).get("parameters", [])
        if parameter["name"] == "pageSize"
    ]
    assert sizes == [{"type": "integer", "minimum": 1, "maximum": 200}] * 3
    tests = [item for path, item in repaired.value["paths"].items() if path.endswith("/test")]
    bodies = [item["post"]["requestBody"]["content"]["application/json"] for item in tests]
    assert bodies == [{"schema": {}}] * 2


def test_every_repair_gives_its_evidence() -> None:
    for action in read(OVERLAY).value["actions"]:
        assert len(action["description"]) > 80
