"""Listings over several pages, against the real server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, quote

import pytest
from genesys_process_automation import NotFoundError, PaginationError, models

from tests.contract.conftest import Caller
from tests.contract.examples import LISTINGS, METHODS, SEARCH, method
from tests.contract.server import Answer, ContractServer

ROOT = "/api/v2/processautomation"
PATHS = {
    "getProcessautomationScheduledtriggers": f"{ROOT}/scheduledtriggers",
    "getProcessautomationTriggers": f"{ROOT}/triggers",
    "getProcessautomationTriggersTopics": f"{ROOT}/triggers/topics",
}
CURSORS = ["abc", "a+b/c==", "ä&b=c", "{x} y%20"]


def entity(name: str, number: int) -> Any:
    return f"topic {number}" if name.endswith("Topics") else {"id": str(number)}


def pages(name: str) -> list[Answer]:
    made: list[Answer] = []
    for number in range(len(CURSORS) + 1):
        body: dict[str, Any] = {
            "entities": [entity(name, 2 * number), entity(name, 2 * number + 1)]
        }
        if number < len(CURSORS):
            after = quote(CURSORS[number], safe="")
            body["nextUri"] = f"{PATHS[name]}?pageSize=2&after={after}"
        made.append(Answer(200, body))
    return made


@pytest.mark.parametrize("name", sorted(PATHS))
def test_every_page_is_walked(name: str, caller: Caller, server: ContractServer) -> None:
    server.expect(*pages(name))
    items = caller(lambda client: method(client, name)(page_size=2))
    server.verify(*[name] * 5)
    assert [item if isinstance(item, str) else {"id": item.id} for item in items] == [
        entity(name, number) for number in range(10)
    ]
    queries = [parse_qs(seen.target.partition("?")[2]) for seen in server.seen]
    assert [query.get("after") for query in queries] == [None, *([c] for c in CURSORS)]
    assert all(query["pageSize"] == ["2"] for query in queries)


def test_filters_travel_with_the_cursor(caller: Caller, server: ContractServer) -> None:
    server.expect(*pages("getProcessautomationTriggers"))
    topic = "v2.users.{id}.activity,v2.x"
    caller(lambda client: client.triggers.list(topic_name=topic, enabled=True, has_delay_by=False))
    assert len(server.seen) == 5
    for seen in server.seen:
        query = parse_qs(seen.target.partition("?")[2])
        assert query["topicName"] == [topic]
        assert (query["enabled"], query["hasDelayBy"]) == (["true"], ["false"])


def test_pages_show_their_answers(caller: Caller, server: ContractServer) -> None:
    name = "getProcessautomationTriggers"
    server.expect(*pages(name))
    found = caller.pages(lambda client: client.triggers.list())
    server.verify(*[name] * 5)
    assert [len(page.items) for page in found] == [2] * 5
    assert found[-1].data.next_uri is None
    assert found[0].response.status == 200


def test_first_asks_once(caller: Caller, server: ContractServer) -> None:
    for answer, expected in ((pages("getProcessautomationTriggersTopics")[0], "topic 0"),):
        server.expect(answer)
        assert _first(caller) == expected
        server.verify("getProcessautomationTriggersTopics")
    server.expect(Answer(200, {"entities": []}))
    assert _first(caller) is None


def _first(caller: Caller) -> Any:
    pager = caller.client.triggers.topics.list()
    found = pager.first()
    return caller(lambda client: found) if hasattr(found, "__await__") else found


@pytest.mark.parametrize(
    "link", ["https://evil.example/x?after=a", "//evil.example/x?after=a", "/no/cursor?page=2"]
)
def test_a_link_that_cannot_be_followed(link: str, caller: Caller, server: ContractServer) -> None:
    server.expect(Answer(200, {"entities": ["a"], "nextUri": link}))
    with pytest.raises(PaginationError):
        caller(lambda client: client.triggers.topics.list())
    server.verify("getProcessautomationTriggersTopics")


def test_a_loop_ends(caller: Caller, server: ContractServer) -> None:
    body = {"entities": ["a"], "nextUri": f"{ROOT}/triggers/topics?after=x"}
    server.expect(*[Answer(200, body)] * 10)
    assert caller(lambda client: client.triggers.topics.list()) == ["a"]
    assert len(server.seen) == 2 and not server.problems


def test_empty_pages_lose_nothing(caller: Caller, server: ContractServer) -> None:
    server.expect(
        *[
            Answer(200, {"entities": [], "nextUri": f"{ROOT}/triggers/topics?after={n}"})
            for n in range(9)
        ],
        Answer(200, {"entities": []}),
    )
    assert caller(lambda client: client.triggers.topics.list()) == []
    assert len(server.seen) == 10 and not server.problems


def test_an_error_in_the_middle(caller: Caller, server: ContractServer) -> None:
    first = pages("getProcessautomationTriggers")[0]
    server.expect(first, Answer(404, {"code": "not.found", "message": "gone"}))
    with pytest.raises(NotFoundError):
        caller(lambda client: client.triggers.list())
    server.verify(*["getProcessautomationTriggers"] * 2)


@pytest.mark.parametrize("form", ["model", "mapping"])
def test_a_search_is_walked_by_its_body(form: str, caller: Caller, server: ContractServer) -> None:
    asked: dict[str, Any] = {"types": ["flows"], "pageSize": 2, "sortBy": "flowConfigName"}
    body = models.FlowSearchRequest.model_validate(asked) if form == "model" else asked
    counts: dict[str, Any] = {"pageCount": 3, "pageSize": 2, "total": 5, "types": []}
    launched: dict[str, Any] = {
        "flowConfigId": {},
        "launchTime": "2026-01-02T03:04:05Z",
        "launchType": "NORMAL",
    }
    bodies: list[dict[str, Any]] = [
        {**counts, "pageNumber": page, "results": [{"id": each, **launched} for each in ids]}
        for page, ids in enumerate(("12", "34", "5"), 1)
    ]
    server.expect(*[Answer(200, each) for each in bodies])
    found = caller(lambda client: client.flows.instances.search(body))
    server.verify(*[SEARCH] * 3)
    assert [item.id for item in found] == ["1", "2", "3", "4", "5"]
    sent = [json.loads(seen.body or b"") for seen in server.seen]
    assert sent == [asked, {**asked, "pageNumber": 2}, {**asked, "pageNumber": 3}]
    server.expect(Answer(200, bodies[-1]))
    (last,) = caller.pages(lambda c: c.flows.instances.search({**asked, "pageNumber": 3}))
    assert last.data.total == 5 and [item.id for item in last.items] == ["5"]


def test_all_listings_are_covered() -> None:
    assert {name for name in METHODS if METHODS[name].endswith("list")} == set(PATHS)
    assert {*PATHS, SEARCH} == set(LISTINGS)
