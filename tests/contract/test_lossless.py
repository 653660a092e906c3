"""Nothing is lost: whatever the server sent comes back, number texts and date-times included."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from genesys_process_automation import models
from genesys_process_automation._runtime.model import Model
from genesys_process_automation.errors import RequestError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.conftest import Caller
from tests.contract.contract import repaired
from tests.contract.examples import BODIES, load
from tests.contract.json_text import CODEC, NUMBERS, read, write
from tests.contract.server import Answer, ContractServer
from tests.contract.strategies import Maker

DOCUMENT = repaired()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
# JsonNode holds any JSON and so is no class.
MODELS = [name for name in SCHEMAS if name != "JsonNode"]
SENT = frozenset({*BODIES.values(), "FlowSearchCriteria"})
FOREIGN = Maker(SCHEMAS, NUMBERS, foreign=True, sent=SENT)
ID = "b008976c-e085-43b7-b27d-9c0efd5fbfb5"
TARGET = {"type": "Workflow", "id": ID}
TRIGGER = {"id": ID, "name": "n", "topicName": "t", "target": TARGET, "enabled": True, "version": 3}
SCHEDULED = {**TRIGGER, "schedule": {"minutes": "0"}}
del SCHEDULED["topicName"]


def test_every_schema_is_a_model() -> None:
    assert all(issubclass(getattr(models, name), Model) for name in MODELS)


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=40)
@given(data=st.data())
def test_decoding_and_encoding_is_the_identity(name: str, data: st.DataObject) -> None:
    text = write(data.draw(FOREIGN.of(SCHEMAS[name])))
    assert read(CODEC.encode(CODEC.decode(text, name))) == read(text)


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=10)
@given(data=st.data())
def test_travel_keeps_it_so(name: str, data: st.DataObject) -> None:
    text = write(data.draw(FOREIGN.of(SCHEMAS[name])))
    value = CODEC.decode(text, name)
    for other in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), value.model_copy()):
        assert read(CODEC.encode(other)) == read(text)


@pytest.mark.parametrize(
    "case", [case for case in load() if case.body is not None], ids=lambda case: case.key
)
def test_examples_come_back(case: Any) -> None:
    operation = next(
        value
        for item in DOCUMENT["paths"].values()
        for value in item.values()
        if value["operationId"] == case.operation
    )
    content = operation["responses"].get(str(case.status), operation["responses"]["400"])["content"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    text = json.dumps(case.body).encode()
    assert read(CODEC.encode(CODEC.decode(text, name))) == read(text)


@pytest.mark.parametrize(
    ("resource", "schema", "least"),
    [("triggers", "Trigger", TRIGGER), ("scheduled_triggers", "ScheduledTrigger", SCHEDULED)],
)
@settings(max_examples=60)
@given(data=st.data())
def test_get_to_update_put(
    resource: str,
    schema: str,
    least: dict[str, Any],
    caller: Caller,
    server: ContractServer,
    data: st.DataObject,
) -> None:
    content = write({**least, **data.draw(FOREIGN.of(SCHEMAS[schema]))})
    got = Answer(200, content, deviant=True)
    server.expect(got, got, got)
    entity = caller(lambda client: getattr(client, resource).get(ID))
    caller(lambda client: getattr(client, resource).update(ID, entity.to_update()))
    changed = entity.to_update(enabled=False, description=None)
    caller(lambda client: getattr(client, resource).update(ID, changed))
    assert not server.problems
    expected = read(content)
    for member in ("id", "selfUri"):
        expected.pop(member, None)
    assert read(server.seen[1].body) == expected
    assert read(server.seen[2].body) == {**expected, "enabled": False, "description": None}


@pytest.mark.parametrize(
    "odd",
    [
        {"matchCriteria": [{"jsonPath": "a", "operator": "Equal", "values": "one"}]},
        {"matchCriteria": [{"jsonPath": "a", "operator": "Equal", "value": {"deep": [1, "x"]}}]},
        {"matchCriteria": [{"jsonPath": "a", "operator": "AlmostEqual", "value": 1}]},
        {"priority": {"level": 5}},
        {"description": None, "version": None},
        {"target": {"type": "Workflow"}, "enabled": "yes", "version": "3"},
    ],
    ids=["text for a list", "object", "operator", "member", "null", "missing and mistyped"],
)
def test_odd_triggers_come_back(
    odd: dict[str, Any], caller: Caller, server: ContractServer
) -> None:
    body = {**TRIGGER, **odd}
    server.expect(Answer(200, body, deviant=True), Answer(200, {}, deviant=True))
    trigger = caller(lambda client: client.triggers.get(ID))
    assert type(trigger) is models.Trigger and trigger.topic_name == "t"
    caller(lambda client: client.triggers.update(ID, trigger.to_update(name="m")))
    expected = {name: value for name, value in body.items() if name != "id"}
    assert json.loads(server.seen[1].body) == {**expected, "name": "m"}


def test_a_member_that_is_missing_is_asked_for(caller: Caller, server: ContractServer) -> None:
    body = {name: value for name, value in TRIGGER.items() if name != "target"}
    server.expect(Answer(200, body, deviant=True), Answer(200, {}, deviant=True))
    trigger = caller(lambda client: client.triggers.get(ID))
    with pytest.raises(RequestError, match="requires what was not read: give target="):
        trigger.to_update()
    target = models.TriggerTarget(id=ID)
    caller(lambda client: client.triggers.update(ID, trigger.to_update(target=target)))
    assert json.loads(server.seen[1].body)["target"] == TARGET


def test_one_odd_member_leaves_the_rest_of_the_page_typed() -> None:
    page = {"entities": [TRIGGER, {**TRIGGER, "version": "three"}, "no trigger", TRIGGER]}
    listing = CODEC.decode(json.dumps(page), "TriggerEntityListing")
    first, odd, text, last = listing.entities
    assert type(first) is type(odd) is type(last) is models.Trigger
    versions: list[Any] = [first.version, odd.version]
    assert versions == [3, "three"] and text == "no trigger"
    assert json.loads(listing.to_json()) == page


def test_null_and_absent_stay_apart(caller: Caller, server: ContractServer) -> None:
    body = {**TRIGGER, "description": None, "matchCriteria": [{"value": None}, {}]}
    server.expect(Answer(200, body, deviant=True), Answer(200, {}, deviant=True))
    trigger = caller(lambda client: client.triggers.get(ID))
    assert trigger.description is None and trigger.event_ttl_seconds is None
    assert trigger.model_fields_set >= {"description"}
    assert "event_ttl_seconds" not in trigger.model_fields_set
    caller(lambda client: client.triggers.update(ID, trigger.to_update()))
    sent = json.loads(server.seen[1].body)
    assert sent == {name: value for name, value in body.items() if name != "id"}


def test_a_missing_member_is_never_refused(caller: Caller, server: ContractServer) -> None:
    for name in set(MODELS) - SENT:
        assert CODEC.encode(CODEC.decode(b"{}", name)) == b"{}"
    server.expect(Answer(200, {}))
    trigger = caller(lambda client: client.triggers.get(ID))
    assert trigger.model_fields_set == set()


@pytest.mark.parametrize(
    "text", ["1.10", "1E400", "-0", "0.30000000000000004", "1e5", "12345678901234567890123"]
)
def test_number_texts(text: str, caller: Caller, server: ContractServer) -> None:
    content = (
        write(TRIGGER)[:-1] + f', "matchCriteria": [{{"value": {text}}}], "x": {text}}}'.encode()
    )
    server.expect(Answer(200, content, deviant=True), Answer(200, {}, deviant=True))
    trigger = caller(lambda client: client.triggers.get(ID))
    caller(lambda client: client.triggers.update(ID, trigger.to_update()))
    assert f'"value":{text}'.encode() in server.seen[1].body
    assert f'"x":{text}'.encode() in server.seen[1].body
