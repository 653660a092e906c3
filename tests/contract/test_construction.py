"""Models that a program makes itself: what is checked, filled in and sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from genesys_process_automation import models
from pydantic import ValidationError

from tests.contract.json_text import CODEC

GENERATED = Path(__file__).resolve().parents[2] / "generated"
REQUEST: dict[str, Any] = {
    "name": "n", "enabled": True, "topicName": "t", "target": {"type": "Workflow", "id": "w"},
}  # fmt: skip


def test_an_unknown_keyword_is_refused_with_the_one_that_was_meant() -> None:
    wrong: dict[str, Any] = {"name": "n", "topik_name": "t"}
    with pytest.raises(TypeError, match=r"no member 'topik_name'\. Did you mean 'topic_name'\?"):
        models.CreateTriggerRequest(**wrong)


def test_what_is_not_declared_is_given_as_extra() -> None:
    made = models.DataValue(name="n", extra={"unit": "s", "value": [1.5]})
    assert json.loads(made.to_json()) == {"name": "n", "unit": "s", "value": [1.5]}
    assert made.to_dict() == {"name": "n", "unit": "s", "value": [1.5]}


def test_values_are_checked_and_never_changed() -> None:
    for odd in ({"name": 5}, {"type": True}):
        wrong: dict[str, Any] = odd
        with pytest.raises(ValidationError):
            models.DataValue(**wrong)


def test_a_constant_is_filled_in_and_sent() -> None:
    assert models.TriggerTarget(id="w").to_dict() == {"type": "Workflow", "id": "w"}
    assert models.TriggerTarget(type="Other", id="w").to_dict()["type"] == "Other"


def test_a_constant_that_was_not_read_is_not_written() -> None:
    assert CODEC.encode(CODEC.decode(b'{"id":"w"}', "TriggerTarget")) == b'{"id":"w"}'


@pytest.mark.parametrize(
    "wrong", ["matchCritera", "match_criterias", "MatchCriteria", "match-criteria", "matchCirteria"]
)
def test_a_misspelled_member_of_a_mapping_is_refused(wrong: str) -> None:
    """A trigger without criteria fires on everything."""
    with pytest.raises(ValueError, match="but 'matchCriteria'"):
        CODEC.encode({**REQUEST, wrong: []}, "CreateTriggerRequest")


@pytest.mark.parametrize("other", ["future", "criteria", "matchCriteriaMode", "x-name", "Target2"])
def test_a_member_of_its_own_is_sent(other: str) -> None:
    sent = CODEC.encode({**REQUEST, other: 1}, "CreateTriggerRequest")
    assert json.loads(sent) == {**REQUEST, other: 1}


def test_extra_passes_anything() -> None:
    target = models.TriggerTarget(id="w")
    made = models.CreateTriggerRequest(
        name="n", enabled=True, topic_name="t", target=target, extra={"matchCritera": []}
    )
    assert json.loads(CODEC.encode(made, "CreateTriggerRequest")) == {**REQUEST, "matchCritera": []}
    nested = {"entities": [made]}
    assert json.loads(CODEC.encode(nested))["entities"][0]["matchCritera"] == []


def _in_a_fresh_process(program: str) -> Any:
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(found.stdout)


def test_introspection_is_right_from_the_first_moment() -> None:
    found = _in_a_fresh_process(
        "import json; from genesys_process_automation import models\n"
        "fields = models.CreateTriggerRequest.model_fields\n"
        "print(json.dumps({n: [f.alias, f.is_required()] for n, f in fields.items()}))"
    )
    assert found["event_ttl_seconds"] == ["eventTTLSeconds", False]
    assert found["topic_name"] == ["topicName", True]


def test_an_update_loses_nothing_in_a_fresh_process() -> None:
    found = _in_a_fresh_process(
        "import json; from genesys_process_automation import models\n"
        "trigger = models.Trigger.model_validate(json.loads('''"
        + json.dumps({**REQUEST, "version": 3, "matchCriteria": [{"value": 1}], "new": 1})
        + "'''))\nprint(trigger.to_update().to_json().decode())"
    )
    assert found == {**REQUEST, "version": 3, "matchCriteria": [{"value": 1}], "new": 1}
