"""The example cases, and how each operation is called with one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "data/examples"

# operationId → the public method. Written by hand: this is the surface users rely on.
METHODS: Mapping[str, str] = {
    "deleteProcessautomationScheduledtrigger": "scheduled_triggers.delete",
    "deleteProcessautomationTrigger": "triggers.delete",
    "getProcessautomationFlowsDefinitionVersion": "flows.definitions.get_version",
    "getProcessautomationFlowsInstance": "flows.instances.get",
    "getProcessautomationFlowsInstancesCommandsSearch": "flows.instances.search_q64",
    "getProcessautomationScheduledtrigger": "scheduled_triggers.get",
    "getProcessautomationScheduledtriggers": "scheduled_triggers.list",
    "getProcessautomationTrigger": "triggers.get",
    "getProcessautomationTriggers": "triggers.list",
    "getProcessautomationTriggersTopics": "triggers.topics.list",
    "postProcessautomationFlowsInstancesCommandsSearch": "flows.instances.search",
    "postProcessautomationScheduledtriggers": "scheduled_triggers.create",
    "postProcessautomationTriggerTest": "triggers.test",
    "postProcessautomationTriggers": "triggers.create",
    "postProcessautomationTriggersTopicTest": "triggers.topics.test",
    "putProcessautomationScheduledtrigger": "scheduled_triggers.update",
    "putProcessautomationTrigger": "triggers.update",
}
BODIES: Mapping[str, str] = {
    "postProcessautomationFlowsInstancesCommandsSearch": "FlowSearchRequest",
    "postProcessautomationScheduledtriggers": "CreateScheduledTriggerRequest",
    "postProcessautomationTriggers": "CreateTriggerRequest",
    "putProcessautomationScheduledtrigger": "UpdateScheduledTriggerRequest",
    "putProcessautomationTrigger": "UpdateTriggerRequest",
}
EVENTS = frozenset({"postProcessautomationTriggerTest", "postProcessautomationTriggersTopicTest"})
SEARCH = "postProcessautomationFlowsInstancesCommandsSearch"
# Listings, and the member of their pages that holds the items.
LISTINGS: Mapping[str, str] = {
    "getProcessautomationScheduledtriggers": "entities",
    "getProcessautomationTriggers": "entities",
    "getProcessautomationTriggersTopics": "entities",
    SEARCH: "results",
}


def only_page(operation: str, body: Any) -> Any:
    """A page of a listing as the only one; anything else as it is."""
    if operation == SEARCH:
        return {**body, "pageCount": -(2**31)}  # Whatever number was asked for.
    if operation in LISTINGS:
        return {name: value for name, value in body.items() if name != "nextUri"}
    return body


# Python name of each query parameter.
QUERY: Mapping[str, str] = {
    "after": "after",
    "before": "before",
    "enabled": "enabled",
    "expand": "expand",
    "hasDelayBy": "has_delay_by",
    "pageSize": "page_size",
    "topicName": "topic_name",
}


class Case(NamedTuple):
    """One example."""

    operation: str
    path: str
    name: str
    request: dict[str, Any]
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def key(self) -> str:
        return f"{self.operation}:{self.name}"


def load() -> list[Case]:
    """Read every example case."""
    cases: list[Case] = []
    for file in sorted(FOLDER.glob("*.json")):
        value = json.loads(file.read_text("utf-8"))
        for case in value.get("cases", []):
            answer = case["response"]
            cases.append(
                Case(
                    value["operationId"],
                    value["path"],
                    case["name"],
                    case["request"],
                    answer["status"],
                    answer.get("headers", {}),
                    answer.get("body"),
                )
            )
    return cases


def method(client: Any, operation: str) -> Callable[..., Any]:
    """The method of an operation, found the way a user writes it."""
    found: Callable[..., Any] = reduce(getattr, METHODS[operation].split("."), client)
    return found


def arguments(
    operation: str,
    path: str,
    *,
    path_values: Mapping[str, Any],
    query: Mapping[str, Any],
    body: Any = None,
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a method: path values by position, then the body, the rest by name."""
    positional = [path_values[name] for name in re.findall(r"{(\w+)}", path)]
    named = {QUERY[name]: value for name, value in query.items() if name != "q64"}
    if "q64" in query:
        positional.append(query["q64"])
    if operation in BODIES or (operation in EVENTS and body is not None):
        positional.append(body)
    return positional, named
