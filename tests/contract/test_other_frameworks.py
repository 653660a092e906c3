"""The models in other people's hands: fields of their pydantic models, bodies of their services."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from genesys_process_automation import models
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.contract.json_text import CODEC, read

TRIGGER = {
    "id": "t1", "name": "n", "topicName": "v2.x", "enabled": True, "version": 3,
    "target": {"type": "Workflow", "id": "w"}, "future": {"a": [1.5, None]},
}  # fmt: skip


class Audit(BaseModel):
    who: str
    trigger: models.Trigger
    others: list[models.MatchCriteria] = []


app = FastAPI()


@app.post("/echo", response_model_exclude_unset=True)
def echo(trigger: models.Trigger) -> models.Trigger:
    return trigger


@app.post("/audit", response_model_exclude_unset=True)
def audit(found: Audit) -> Audit:
    return found


def test_a_model_is_a_field_of_a_model_of_the_users() -> None:
    found = Audit.model_validate({"who": "x", "trigger": TRIGGER, "others": [{"value": 1.5}]})
    assert type(found.trigger) is models.Trigger and found.trigger.target.id == "w"
    assert found.model_dump(mode="json", by_alias=True, exclude_unset=True)["trigger"] == TRIGGER
    assert Audit.model_validate_json(found.model_dump_json(by_alias=True)).trigger == found.trigger
    assert Audit.model_json_schema(by_alias=True)["$defs"]["Trigger"]["properties"]["topicName"]


def test_a_model_that_was_read_goes_into_a_model_of_the_users() -> None:
    content = json.dumps(TRIGGER).encode()[:-1] + b', "exact": 1.10}'
    trigger = CODEC.decode(content, "Trigger")
    found = Audit(who="x", trigger=trigger)
    assert found.trigger is trigger
    assert read(found.trigger.to_json()) == read(content)
    dumped = found.model_dump_json(by_alias=True, exclude_unset=True)
    assert json.loads(dumped)["trigger"] == {**TRIGGER, "exact": 1.1}


@pytest.mark.parametrize("path", ["/echo", "/audit"])
def test_a_service_takes_and_gives_models(path: str) -> None:
    body: dict[str, Any] = {"who": "x", "trigger": TRIGGER} if path == "/audit" else TRIGGER
    response = TestClient(app).post(path, json=body)
    assert response.status_code == 200, response.text
    assert response.json() == body


def test_a_service_refuses_what_does_not_fit() -> None:
    body = {**TRIGGER, "version": "3"}
    response = TestClient(app).post("/echo", json=body)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "version"]


def test_the_schema_of_a_service_speaks_of_the_wire() -> None:
    schema = TestClient(app).get("/openapi.json").json()["components"]["schemas"]
    assert "topicName" in schema["Trigger"]["properties"]


def test_nothing_is_coerced() -> None:
    adapter = TypeAdapter(models.Trigger)
    for odd in ({"version": "3"}, {"enabled": 1}, {"name": 5}, {"version": True}):
        with pytest.raises(ValidationError):
            adapter.validate_python({**TRIGGER, **odd})
        with pytest.raises(ValidationError):
            adapter.validate_json(json.dumps({**TRIGGER, **odd}))
