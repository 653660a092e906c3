"""What both clients are asked to do: the table of arguments, and the documented examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "examples"


@dataclass(frozen=True)
class Operation:
    """One public operation, as each client calls it.

    Args:
        ours: dotted name of the method of our client.
        path: wire names of the path parameters, in order.
        model: schema of the body; None where there is none or it is an event.
        event: the body is an event document.
    """

    ours: str
    path: tuple[str, ...] = ()
    model: str | None = None
    event: bool = False


_TRIGGER, _SCHEDULED = ("triggerId",), ("scheduledTriggerId",)
OPERATIONS = {
    "getProcessautomationTriggers": Operation("triggers.list"),
    "postProcessautomationTriggers": Operation("triggers.create", model="CreateTriggerRequest"),
    "getProcessautomationTrigger": Operation("triggers.get", _TRIGGER),
    "putProcessautomationTrigger": Operation("triggers.update", _TRIGGER, "UpdateTriggerRequest"),
    "deleteProcessautomationTrigger": Operation("triggers.delete", _TRIGGER),
    "postProcessautomationTriggerTest": Operation("triggers.test", _TRIGGER, event=True),
    "getProcessautomationTriggersTopics": Operation("triggers.topics.list"),
    "postProcessautomationTriggersTopicTest": Operation(
        "triggers.topics.test", ("topicName",), event=True
    ),
    "getProcessautomationScheduledtriggers": Operation("scheduled_triggers.list"),
    "postProcessautomationScheduledtriggers": Operation(
        "scheduled_triggers.create", model="CreateScheduledTriggerRequest"
    ),
    "getProcessautomationScheduledtrigger": Operation("scheduled_triggers.get", _SCHEDULED),
    "putProcessautomationScheduledtrigger": Operation(
        "scheduled_triggers.update", _SCHEDULED, "UpdateScheduledTriggerRequest"
    ),
    "deleteProcessautomationScheduledtrigger": Operation("scheduled_triggers.delete", _SCHEDULED),
}

Form = Literal["none", "model", "mapping", "event"]


@dataclass(frozen=True)
class Answer:
    """What the server answers.

    Args:
        status: HTTP status.
        body: JSON value; None for no body.
        headers: more headers.
    """

    status: int = 200
    body: Any = field(default_factory=dict[str, Any])
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Case:
    """One call.

    Args:
        name: names the case in messages and in the page.
        operation: operationId.
        path: values of the path parameters, in order.
        query: keyword → value; both clients spell the keywords alike.
        form: how the body is given: not at all, as a model, as a mapping, as an event.
        body: its JSON value, or the event.
        answer: what comes back.
    """

    name: str
    operation: str
    path: tuple[Any, ...] = ()
    query: dict[str, Any] = field(default_factory=dict[str, Any])
    form: Form = "none"
    body: Any = None
    answer: Answer = field(default_factory=Answer)


ID = "5f0f3f0a-6a3c-4a55-9f5e-2c6d5b8a1e10"
TOPIC = "v2.detail.events.conversation.{id}.customer.end"
NEW: dict[str, Any] = {
    "topicName": TOPIC,
    "name": "Ends",
    "target": {"id": ID, "type": "Workflow"},
    "enabled": True,
}
KNOWN: dict[str, Any] = {**NEW, "version": 3}
DAILY: dict[str, Any] = {
    "name": "Daily",
    "enabled": True,
    "schedule": {"minutes": "0", "hours": "8", "daysOfMonth": "*", "months": "*"}
    | {"daysOfWeek": "?", "timezone": "Europe/Berlin"},
    "target": {"id": ID, "type": "Workflow"},
}
LISTING = Answer(body={"entities": []})
TEXTS = {
    "plain": "users",
    "braces": TOPIC,
    "spaces": "two words",
    "plus": "a+b+c",
    "slash": "a/b/c",
    "commas": "v2.users.{id}.activity,v2.users.{id}.presence",
    "accents": "Zürich é",
    "emoji": "phone 📞",
    "reserved": "a?b#c&d=e;f:g@h$i!j'k(l)m*n",
    "percent": "100%25 %2F",
    "unreserved": "a-b.c_d~e",
    "quotes": '"<\\>|^`',
}


def cases() -> list[Case]:
    """Give every case: the table, then the documented examples.

    Raises:
        ValueError: two cases have one name.
    """
    found = [*_queries(), *_paths(), *_bodies(), *_events(), *_answers(), *_examples()]
    names = [case.name for case in found]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValueError(f"case names used twice: {sorted(doubled)}")
    return found


def _queries() -> Iterator[Case]:
    triggers = "getProcessautomationTriggers"
    for what, text in TEXTS.items():
        yield Case(f"topic_name: {what}", triggers, query={"topic_name": text}, answer=LISTING)
    values: dict[str, dict[str, Any]] = {
        "nothing": {},
        "true": {"enabled": True},
        "false": {"enabled": False, "has_delay_by": False},
        "None": {"enabled": None, "topic_name": None, "page_size": None},
        "size": {"page_size": 200},
        "cursor": {"after": "ZXg+/w==", "page_size": 25},
        "cursor back": {"before": "a b+c"},
        "empty text": {"topic_name": ""},
        "list": {"topic_name": ["v2.users.{id}.activity", "b"]},
        "empty list": {"topic_name": []},
        "all": {
            "topic_name": TOPIC,
            "enabled": True,
            "has_delay_by": True,
            "page_size": 1,
            "after": "a",
            "before": "b",
        },
    }
    for what, query in values.items():
        yield Case(f"list triggers: {what}", triggers, query=query, answer=LISTING)
    for name in ("getProcessautomationTriggersTopics", "getProcessautomationScheduledtriggers"):
        for what in ("nothing", "size", "cursor", "cursor back"):
            query = values[what]
            yield Case(f"{OPERATIONS[name].ours}: {what}", name, query=query, answer=LISTING)


def _paths() -> Iterator[Case]:
    topic_test = "postProcessautomationTriggersTopicTest"
    for what, text in TEXTS.items():
        event = {"mediaType": "CHAT"}
        yield Case(f"test topic: {what}", topic_test, (text,), form="event", body=event)
    one = {name: one for name, one in OPERATIONS.items() if one.path and not one.model}
    for name, operation in one.items():
        answer = Answer(204, None) if name.startswith("delete") else Answer()
        for what, value in {"an id": ID, "spaced": "a b/ü", "number": 7}.items():
            yield Case(f"{operation.ours}: {what}", name, (value,), answer=answer)
    for what, value in {"None": None, "empty": "", "dot": ".", "dots": ".."}.items():
        yield Case(f"get trigger: {what}", "getProcessautomationTrigger", (value,))


def _bodies() -> Iterator[Case]:
    bodies: dict[str, dict[str, Any]] = {
        "smallest": {},
        "texts": {"name": 'Zürich "é" 📞', "description": "a\nb\t\\ </script> \u2028"},
        "empty text": {"description": ""},
        "empty list": {"matchCriteria": []},
        "criteria": {
            "matchCriteria": [
                {"jsonPath": "mediaType", "operator": "Equal", "value": "CHAT"},
                {"jsonPath": "a.b", "operator": "In", "values": ["x, y", 5, 1.5, True, None]},
                {"jsonPath": "c", "operator": "Exists", "value": False},
                {"jsonPath": "d", "operator": "Equal", "value": {"any": [0, {}]}},
            ]
        },
        "settings": {
            "target": {**NEW["target"], "workflowTargetSettings": {"dataFormat": "Json"}},
            "delayBySeconds": 60,
            "enabled": False,
        },
        "null member": {"description": None},
        "unknown member": {"fresh": {"since": 2027}},
        "unknown enum value": {
            "matchCriteria": [{"jsonPath": "a", "operator": "StartsWith", "value": "b"}]
        },
    }
    forms: tuple[Form, Form] = ("model", "mapping")
    for form in forms:
        for what, body in bodies.items():
            name, whole = f"create trigger as {form}: {what}", {**NEW, **body}
            yield Case(name, "postProcessautomationTriggers", form=form, body=whole)
        for name, whole in {
            "putProcessautomationTrigger": KNOWN,
            "postProcessautomationScheduledtriggers": DAILY,
            "putProcessautomationScheduledtrigger": {**DAILY, "version": 2},
        }.items():
            operation = OPERATIONS[name]
            path = tuple(ID for _ in operation.path)
            yield Case(f"{operation.ours} as {form}", name, path, {}, form, whole)


def _events() -> Iterator[Case]:
    events = {
        "mapping": {"mediaType": "CHAT", "n": [1, 1.5, None, {"ü": "é"}]},
        "list": [{"a": 1}, "b"],
        "empty mapping": {},
        "empty list": [],
        "text": '{"mediaType": "CHAT"}',
    }
    for what, event in events.items():
        for name in ("postProcessautomationTriggerTest", "postProcessautomationTriggersTopicTest"):
            ours = OPERATIONS[name].ours
            yield Case(f"{ours}: event as {what}", name, (ID,), form="event", body=event)


def _answers() -> Iterator[Case]:
    trigger = {"id": ID, **KNOWN, "selfUri": f"/api/v2/processautomation/triggers/{ID}"}
    criterion = {"jsonPath": "a", "operator": "Equal"}
    bodies: dict[str, dict[str, Any]] = {
        "unknown member": {"fresh": {"since": 2027}},
        "unknown enum value": {"matchCriteria": [{**criterion, "operator": "StartsWith"}]},
        "null": {"description": None, "matchCriteria": None},
        "null name": {"name": None},
        "any JSON": {
            "matchCriteria": [
                {**criterion, "value": value}
                for value in ("CHAT", 5, 1.5, True, [1, [2]], {"a": {"b": None}})
            ]
        },
        "texts": {"name": "Zürich 📞", "description": "\u2028\\"},
    }
    for what, body in bodies.items():
        answer = Answer(body={**trigger, **body})
        yield Case(f"answer: {what}", "getProcessautomationTrigger", (ID,), answer=answer)
    yield Case("answer: empty object", "getProcessautomationTrigger", (ID,), answer=Answer(body={}))


def _examples() -> Iterator[Case]:
    for name, operation in OPERATIONS.items():
        file = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
        for example in file["cases"]:
            yield _example(name, operation, example)


def _example(name: str, operation: Operation, example: dict[str, Any]) -> Case:
    request, response = example["request"], example["response"]
    given = request.get("pathParams", {})
    query = {snake_case(key): value for key, value in request.get("query", {}).items()}
    if "page_size" in query:
        query["page_size"] = int(query["page_size"])  # a number for our client, text upstream
    form: Form = "none"
    body = request.get("body")
    if operation.event:
        raw = request.get("rawBody")
        body = json.loads(raw) if raw is not None else body
        form = "none" if body is None else "event"
    elif operation.model is not None:
        # Error examples leave out what is not about the error.
        fill: dict[str, Any] = DAILY if "Scheduled" in operation.model else NEW
        form, body = "mapping", body if body is not None else {**fill, "version": 1}
    # Retrying has its own tests; here one request has one answer.
    headers = {k: v for k, v in response.get("headers", {}).items() if k.lower() != "retry-after"}
    return Case(
        f"example {operation.ours}: {example['name']}",
        name,
        tuple(given.get(parameter, ID) for parameter in operation.path),
        query,
        form,
        body,
        Answer(response["status"], response.get("body"), headers),
    )


def snake_case(wire: str) -> str:
    """Spell a wire name as both clients spell keywords, and as the SDK spells its methods."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in wire)
