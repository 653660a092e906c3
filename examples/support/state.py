"""What the service knows: triggers, scheduled triggers and topics, in memory."""

from __future__ import annotations

import uuid
from typing import Any, TypeAlias, TypeGuard

TOPICS = (
    "v2.detail.events.conversation.{id}.customer.end",
    "v2.detail.events.conversation.{id}.attributes",
    "v2.users.{id}.activity",
    "v2.users.{id}.presence",
    "v2.taskmanagement.workitems.{id}",
)
Seed: TypeAlias = "tuple[str, str, bool, list[tuple[str, str, Any]]]"
SEED: tuple[Seed, ...] = (
    ("Text after lost chats", TOPICS[0], True, [("mediaType", "Equal", "CHAT")]),
    ("Call back lost callers", TOPICS[0], True, [("mediaType", "Equal", "VOICE")]),
    ("Copy attributes to the CRM", TOPICS[1], False, []),
    ("Greet who becomes available", TOPICS[2], True, [("presence", "Equal", "AVAILABLE")]),
    ("Escalate old work items", TOPICS[4], True, [("priority", "GreaterThan", 10)]),
)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


class Refusal(Exception):
    """The service answers with an error.

    Args:
        status: HTTP status.
        code: stable key of the error.
        message: text for people.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class State:
    """The entities of one run.

    Args:
        base: path of the API, for the links in the answers.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._kept: dict[str, dict[str, dict[str, Any]]] = {"triggers": {}, "scheduledtriggers": {}}
        target = {"id": str(uuid.UUID(int=1)), "type": "Workflow"}
        for name, topic, enabled, criteria in SEED:
            made: dict[str, Any] = {"name": name, "topicName": topic, "enabled": enabled}
            made["target"] = target
            made["matchCriteria"] = [
                {"jsonPath": path, "operator": operator, "value": value}
                for path, operator, value in criteria
            ]
            self.create("triggers", made)

    def create(self, kind: str, body: Any) -> dict[str, Any]:
        """Keep a new entity."""
        if not is_object(body) or not body.get("name"):
            raise Refusal(400, "bad.request", "A name is needed.")
        kept = self._kept[kind]
        key = str(uuid.UUID(int=len(kept) + 1000))
        while key in kept:
            key = str(uuid.uuid4())
        kept[key] = {"id": key, **body, "version": 1, "selfUri": f"{self._base}/{kind}/{key}"}
        return kept[key]

    def get(self, kind: str, key: str) -> dict[str, Any]:
        """Give an entity."""
        if key not in self._kept[kind]:
            raise Refusal(404, "not.found", f"No {kind.removesuffix('s')} has the id {key}.")
        return self._kept[kind][key]

    def update(self, kind: str, key: str, body: Any) -> dict[str, Any]:
        """Replace an entity, if the caller has seen its newest version."""
        old = self.get(kind, key)
        if not is_object(body) or body.get("version") != old["version"]:
            raise Refusal(409, "version.conflict", f"The current version is {old['version']}.")
        new = {**body, "id": key, "version": old["version"] + 1, "selfUri": old["selfUri"]}
        self._kept[kind][key] = new
        return new

    def delete(self, kind: str, key: str) -> None:
        """Forget an entity."""
        self.get(kind, key)
        del self._kept[kind][key]

    def page(self, kind: str, query: dict[str, str]) -> dict[str, Any]:
        """Give one page of entities."""
        found = list(self._kept[kind].values())
        if "enabled" in query:
            found = [one for one in found if str(one["enabled"]).lower() == query["enabled"]]
        if "topicName" in query:
            names = query["topicName"].split(",")
            found = [one for one in found if one.get("topicName") in names]
        return self._page(found, kind, query)

    def topics(self, query: dict[str, str]) -> dict[str, Any]:
        """Give one page of topic names."""
        return self._page(list(TOPICS), "triggers/topics", query)

    def test_trigger(self, key: str, event: Any) -> dict[str, Any]:
        """Tell whether an event would fire a trigger, step by step."""
        details = [_matches(one, event) for one in self.get("triggers", key)["matchCriteria"]]
        matches = all(one["match"] for one in details)
        return {
            "schemaValidation": {"name": "Validate the event", "step": 1, "matches": True},
            "targetValidation": {"name": "Verify the target", "step": 2, "matches": True},
            "jsonPathValidation": {
                "name": "Check the criteria",
                "step": 3,
                "matches": matches,
                "details": details,
            },
            "triggerMatches": matches,
        }

    def test_topic(self, topic: str, event: Any) -> dict[str, Any]:
        """Tell which triggers of a topic an event would fire."""
        if topic not in TOPICS:
            raise Refusal(404, "not.found", f"There is no topic {topic}.")
        fired: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        for key, one in self._kept["triggers"].items():
            if one["topicName"] == topic:
                brief = {name: one[name] for name in ("id", "name", "enabled", "selfUri")}
                fired[self.test_trigger(key, event)["triggerMatches"]].append(brief)
        return {
            "schemaValidation": {"name": "Validate the event", "step": 1, "matches": True},
            "triggerMatchValidation": {
                "name": "Check which triggers match",
                "step": 2,
                "matchedTriggers": fired[True],
                "unmatchedTriggers": fired[False],
            },
        }

    def _page(self, found: list[Any], where: str, query: dict[str, str]) -> dict[str, Any]:
        size, start = int(query.get("pageSize", 2)), int(query.get("after", 0))
        page: dict[str, Any] = {
            "entities": found[start : start + size],
            "selfUri": f"{self._base}/{where}?pageSize={size}&after={start}",
        }
        if start + size < len(found):
            page["nextUri"] = f"{self._base}/{where}?pageSize={size}&after={start + size}"
        return page


def _matches(criterion: dict[str, Any], event: Any) -> dict[str, Any]:
    """Judge one criterion; a path is the name of a member here."""
    value = event.get(criterion["jsonPath"]) if is_object(event) else None
    match criterion["operator"]:
        case "Equal":
            verdict = value == criterion.get("value")
        case "NotEqual":
            verdict = value != criterion.get("value")
        case "GreaterThan":
            verdict = value is not None and value > criterion.get("value")
        case "In":
            verdict = value in criterion.get("values", [])
        case other:
            raise Refusal(400, "bad.request", f"{other} is not played here.")
    return {**criterion, "match": verdict}
