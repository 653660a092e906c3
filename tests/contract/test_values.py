"""Made-up values through both clients, both ways, judged by the document."""

# JSON has no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from genesys_process_automation import RequestError, models
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.conftest import Caller
from tests.contract.contract import Operation
from tests.contract.examples import BODIES, EVENTS, LISTINGS, METHODS, arguments, method, only_page
from tests.contract.json_text import CODEC
from tests.contract.server import Answer, ContractServer
from tests.contract.strategies import TEXT, Maker

SEGMENTS = TEXT.filter(lambda text: text not in {"", ".", ".."})
HARD = [
    "v2.users.{id}.activity",
    "a/b",
    "a%2Fb",
    "ä €😀",
    "a b+c",
    "?#&=;",
    "{}",
    "...",
    "\\",
    "a\tb",
]


def _query(draw: st.DrawFn, known: Operation, maker: Maker) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for parameter in known.parameters:
        if parameter["in"] == "query" and parameter["name"] != "q64":
            value = draw(st.none() | maker.of(parameter["schema"]))
            if value is not None:
                made[parameter["name"]] = value
    return made


@st.composite
def calls(draw: st.DrawFn, known: Operation, maker: Maker) -> tuple[Any, ...]:
    """Draw path values, query, body and the answer's body of an operation."""
    path_values = {
        p["name"]: draw(SEGMENTS | st.sampled_from(HARD))
        for p in known.parameters
        if p["in"] == "path"
    }
    query = _query(draw, known, maker)
    body = draw(maker.of(known.body)) if known.body is not None else None
    answer_schema = known.schema(known.success)
    answer = draw(maker.of(answer_schema)) if answer_schema is not None else None
    return path_values, query, body, answer


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=15)
@given(data=st.data())
def test_made_values(
    name: str, caller: Caller, server: ContractServer, data: st.DataObject
) -> None:
    known = server.contract.operations[name]
    maker = Maker(server.contract.schemas)
    path_values, query, body, answer = data.draw(calls(known, maker))
    if name in EVENTS and not isinstance(body, dict | list | None):
        body = {"event": body}
    answer = only_page(name, answer)
    search = {"q64": "eA=="} if any(p["name"] == "q64" for p in known.parameters) else {}
    sent: Any = body
    if name in BODIES and data.draw(st.booleans()):
        sent = getattr(models, BODIES[name]).model_validate(body)
    positional, named = arguments(
        name, known.path, path_values=path_values, query={**query, **search}, body=sent
    )
    server.expect(Answer(known.success, answer))
    result = caller(lambda client: method(client, name)(*positional, **named))
    server.verify(name)
    seen = server.seen[0]
    raw_path, _, raw_query = seen.target.partition("?")
    _, raw_values = server.contract.find(seen.method, raw_path)
    assert {key: unquote(raw) for key, raw in raw_values.items()} == path_values
    expected = {key: _texts(value) for key, value in {**query, **search}.items() if value != []}
    assert parse_qs(raw_query, keep_blank_values=True) == expected
    if body is not None:
        assert json.loads(seen.body) == body
    if name in LISTINGS:
        items = answer.get(LISTINGS[name], [])
        assert [json.loads(CODEC.encode(item)) for item in result] == items
    elif answer is None:
        assert result is None
    else:
        assert json.loads(CODEC.encode(result)) == answer


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_values_that_would_change_the_path(value: str, caller: Caller) -> None:
    with pytest.raises(RequestError):
        caller(lambda client: client.triggers.get(value))


@pytest.mark.parametrize("value", HARD)
def test_path_values_arrive_as_given(value: str, caller: Caller, server: ContractServer) -> None:
    server.expect(Answer(200, {}))
    caller(lambda client: client.triggers.topics.test(value, {}))
    server.verify("postProcessautomationTriggersTopicTest")
    raw = server.seen[0].target.removeprefix("/api/v2/processautomation/triggers/topics/")
    assert unquote(raw.removesuffix("/test")) == value


@pytest.mark.parametrize(
    ("event", "sent"),
    [
        ({"mediaType": "CHAT"}, b'{"mediaType":"CHAT"}'),
        ([1, {"a": None}], b'[1,{"a":null}]'),
        ('{"a": 1.10}', b'{"a": 1.10}'),
        (b'{"a" : 1E400}', b'{"a" : 1E400}'),
        ('"\u00e4"', '"\u00e4"'.encode()),
        (None, b""),
    ],
    ids=["mapping", "list", "str", "bytes", "unicode", "none"],
)
def test_events(event: Any, sent: bytes, caller: Caller, server: ContractServer) -> None:
    server.expect(Answer(200, {"triggerMatches": True}), Answer(200, {}))
    result = caller(lambda client: client.triggers.test("t-1", event))
    caller(lambda client: client.triggers.topics.test("v2.x", event=event))
    server.verify("postProcessautomationTriggerTest", "postProcessautomationTriggersTopicTest")
    assert result.trigger_matches is True
    assert [seen.body for seen in server.seen] == [sent, sent]
    for seen in server.seen:
        assert ("content-type" in seen.headers) is (event is not None)


def test_a_search_as_model_mapping_or_text(caller: Caller, server: ContractServer) -> None:
    search = {"types": ["flows"], "query": [{"type": "EXACT", "value": "\u00e4/?+="}]}
    forms: list[Any] = [models.FlowSearchRequest.model_validate(search), search]
    forms.append(base64.b64encode(json.dumps(search).encode()).decode())
    numbers = dict.fromkeys(("total", "pageCount", "pageSize", "pageNumber"), 0)
    empty = {**numbers, "results": [], "types": []}
    for form in forms:
        server.expect(Answer(200, empty))

        def search_by(client: Any, form: Any = form) -> Any:
            return client.flows.instances.search_q64(form, expand=["users"])

        caller(search_by)
        server.verify("getProcessautomationFlowsInstancesCommandsSearch")
        query = parse_qs(server.seen[0].target.partition("?")[2])
        assert json.loads(base64.b64decode(query["q64"][0])) == search
        assert query["expand"] == ["users"]


def test_a_request_is_a_value(caller: Caller, server: ContractServer) -> None:
    server.expect(Answer(200, {"id": "t-1"}, {"ININ-Correlation-Id": "c-9"}))
    request = caller.client.triggers.get.request("t-1")
    assert not server.seen
    response = caller(lambda client: client.send(request, timeout=3))
    server.verify("getProcessautomationTrigger")
    assert (response.status, response.request_id, response.data.id) == (200, "c-9", "t-1")
    assert json.loads(response.content) == {"id": "t-1"}
