"""What differs from the document is found, named by place and kind, never by value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from genesys_process_automation._runtime.drift import find

from tests.contract.json_text import CODEC

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


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"version": "3"}, ("/version", "wrong type")),
        ({"enabled": 1}, ("/enabled", "wrong type")),
        ({"target": []}, ("/target", "wrong type")),
        ({"matchCriteria": {}}, ("/matchCriteria", "wrong type")),
        ({"matchCriteria": [{}, 5]}, ("/matchCriteria/*", "wrong type")),
        ({"matchCriteria": [{"operator": "Near"}]}, ("/matchCriteria/*/operator", "unknown value")),
        ({"target": {"type": "Bot", "id": "b"}}, ("/target/type", "unknown value")),
        ({"a/b~": 1}, ("/a~1b~0", "unknown member")),
        ({"target": {"type": "Workflow", "id": "w", "x": 1}}, ("/target/x", "unknown member")),
    ],
)
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
