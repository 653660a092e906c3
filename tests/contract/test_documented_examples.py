"""The requests that the API's own documentation shows are accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.contract.conftest import Caller
from tests.contract.server import Answer, ContractServer

SEARCH = "postProcessautomationFlowsInstancesCommandsSearch"
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("total", "pageCount", "pageSize", "pageNumber"), 0),
    "results": [],
}


def _examples() -> list[dict[str, Any]]:
    """The JSON objects in the description of the search, which is where its examples stand."""
    fragment: Any = yaml.safe_load((ROOT / "spec" / "processautomation.yaml").read_text("utf-8"))
    path = fragment["paths"]["/api/v2/processautomation/flows/instances/commands/search"]
    text: str = path["post"]["description"]
    decoder, found = json.JSONDecoder(), list[dict[str, Any]]()
    while (start := text.find("{")) >= 0:
        example, end = decoder.raw_decode(text[start:])
        found.append(example)
        text = text[start + end :]
    return found


def test_the_description_shows_two_searches() -> None:
    assert [sorted(example) for example in _examples()] == [
        ["query"],
        ["query", "sortBy", "sortOrder"],
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_a_documented_search_is_sent_as_it_stands(
    number: int, caller: Caller, server: ContractServer
) -> None:
    example = _examples()[number]
    server.expect(Answer(200, {**EMPTY, "types": []}))
    caller(lambda client: client.flows.instances.search(example))
    server.verify(SEARCH)
    assert [json.loads(seen.body or b"") for seen in server.seen] == [example]
