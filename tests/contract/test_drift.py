"""What differs from the document is found, named by place and kind, never by value."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from genesys_process_automation import Client, DecodeError, Drift, Hooks
from genesys_process_automation._runtime.reading import find
from genesys_process_automation._runtime.wire import Observer

from tests.contract.conftest import TOKEN, Caller
from tests.contract.json_text import CODEC
from tests.contract.server import Answer, ContractServer

TRIGGER: dict[str, Any] = {
    "id": "t1", "name": "n", "topicName": "v2.x", "enabled": True, "version": 3,
    "target": {"type": "Workflow", "id": "w"},
}  # fmt: skip


def differences(value: Any, name: str = "Trigger") -> list[tuple[str, str]]:
    read = CODEC.decode(json.dumps(value), name)
    return sorted(find(CODEC.adapter(name).core_schema, read))


def test_what_fits_is_no_drift() -> None:
    full = {**TRIGGER, "description": None, "matchCriteria": [{"value": {"a": [1.5]}}]}
    assert differences(full) == []


CHANGES: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"version": "3"}, ("/version", "wrong type")),
    ({"enabled": 1}, ("/enabled", "wrong type")),
    ({"target": []}, ("/target", "wrong type")),
    ({"matchCriteria": {}}, ("/matchCriteria", "wrong type")),
    ({"matchCriteria": [{}, 5]}, ("/matchCriteria/*", "wrong type")),
    ({"matchCriteria": [{"operator": "Near"}]}, ("/matchCriteria/*/operator", "unknown value")),
    ({"target": {"type": "Bot", "id": "b"}}, ("/target/type", "unknown value")),
    ({"a/b~": 1}, ("/a~1b~0", "unknown member")),
    ({"target": {"type": "Workflow", "id": "w", "x": 1}}, ("/target/x", "unknown member")),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_each_kind_is_told_with_its_place(
    change: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert differences({**TRIGGER, **change}) == [expected]


def test_a_member_that_responses_always_hold_is_missed() -> None:
    short = {name: value for name, value in TRIGGER.items() if name != "version"}
    assert differences(short) == [("/version", "missing member")]


def test_the_same_place_of_every_item_is_one_place() -> None:
    page = {"entities": [{**TRIGGER, "version": "x"}, {**TRIGGER, "version": None}]}
    assert set(differences(page, "TriggerEntityListing")) == {("/entities/*/version", "wrong type")}


def test_a_response_of_another_kind_is_one_difference() -> None:
    assert differences([TRIGGER]) == [("", "wrong type")]


def test_drift_is_told_once_for_each_place_and_client(
    server: ContractServer, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Drift] = []
    odd = Answer(200, {**TRIGGER, "version": "3", "new": 1}, deviant=True)
    server.expect(odd, odd, Answer(200, TRIGGER, deviant=True))
    hooks = Hooks(on_drift=[told.append])
    with (
        caplog.at_level(logging.INFO, "genesys_process_automation"),
        Client(access_token=TOKEN, base_url=server.url, hooks=hooks) as client,
    ):
        for _ in range(3):
            client.triggers.get("t1")
    assert len(told) == 2
    assert set(told) == {
        Drift("triggers.get", "/version", "wrong type"),
        Drift("triggers.get", "/new", "unknown member"),
    }
    assert "triggers.get: wrong type at /version" in caplog.text


def test_strict_refuses_with_the_place_and_the_response(
    caller: Caller, server: ContractServer
) -> None:
    body = {**TRIGGER, "version": "3"}
    server.expect(Answer(200, body, deviant=True), Answer(200, body, deviant=True))
    with pytest.raises(DecodeError, match="version: Input should be a valid integer") as caught:
        caller(lambda client: client.with_options(strict=True).triggers.get("t1"))
    assert json.loads(caught.value.content) == body and caught.value.status == 200
    assert "3" not in str(caught.value).partition("version:")[2].partition("(")[0]


def test_a_service_that_invents_names_is_not_told_without_end() -> None:
    told: list[Drift] = []
    observer = Observer("test_drift", Hooks(on_drift=[told.append]))
    for number in range(3000):
        observer.drifted(Drift("triggers.get", f"/new{number}", "unknown member"))
    assert len(told) == 1000
