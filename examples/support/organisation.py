"""An organisation for the examples: the package's own fake service, with a few triggers in it.

The document says nothing of what testing a trigger finds out, so that is said here.
"""

from __future__ import annotations

from typing import Any, TypeGuard

from genesys_process_automation import models
from genesys_process_automation.testing import FakeService, ReceivedRequest, RefusedError

CLIENT_ID, CLIENT_SECRET = "demo-client", "demo-secret"
BASE = "/api/v2/processautomation"
TOPICS = (
    "v2.detail.events.conversation.{id}.customer.end",
    "v2.detail.events.conversation.{id}.attributes",
    "v2.users.{id}.activity",
    "v2.users.{id}.presence",
    "v2.taskmanagement.workitems.{id}",
)
_TRIGGERS: tuple[tuple[str, str, bool, tuple[models.MatchCriteria, ...]], ...] = (
    (
        "Text after lost chats",
        TOPICS[0],
        True,
        (models.MatchCriteria(json_path="mediaType", operator="Equal", value="CHAT"),),
    ),
    (
        "Call back lost callers",
        TOPICS[0],
        True,
        (models.MatchCriteria(json_path="mediaType", operator="Equal", value="VOICE"),),
    ),
    ("Copy attributes to the CRM", TOPICS[1], False, ()),
    (
        "Greet who becomes available",
        TOPICS[2],
        True,
        (models.MatchCriteria(json_path="presence", operator="Equal", value="AVAILABLE"),),
    ),
    (
        "Escalate old work items",
        TOPICS[4],
        True,
        (models.MatchCriteria(json_path="priority", operator="GreaterThan", value=10),),
    ),
)


def organisation() -> FakeService:
    """Make the service: five triggers, five topics, one client that may log in."""
    fake = FakeService(page_size=2, clients={CLIENT_ID: CLIENT_SECRET})
    for topic in TOPICS:
        fake.add(topic, to="triggers.topics.list")
    for name, topic, enabled, criteria in _TRIGGERS:
        target = models.TriggerTarget(id="b008976c-e085-43b7-b27d-9c0efd5fbfb5", type="Workflow")
        fake.add(
            models.Trigger(
                name=name,
                topic_name=topic,
                target=target,
                enabled=enabled,
                match_criteria=list(criteria),
            )
        )

    def found(request: ReceivedRequest) -> models.TestModeResults:
        wanted = request.path["triggerId"]
        trigger = next((t for t in fake.entities(models.Trigger) if t.id == wanted), None)
        if trigger is None:
            raise RefusedError(404, "not.found", f"No trigger has the id {wanted}.")
        return _result(trigger, request.body)

    def found_on_topic(request: ReceivedRequest) -> models.TestModeEventResults:
        if request.path["topicName"] not in TOPICS:
            raise RefusedError(404, "not.found", "There is no such topic.")
        return _topic_result(fake.entities(models.Trigger), request)

    fake.respond("triggers.test", found)
    fake.respond("triggers.topics.test", found_on_topic)
    return fake


def environment(url: str) -> dict[str, str]:
    """The environment variables that lead an example to a service.

    Args:
        url: address of the service.

    Returns:
        Variable → value.
    """
    return {
        "PA_BASE_URL": url,
        "PA_LOGIN_URL": url,
        "GENESYSCLOUD_OAUTHCLIENT_ID": CLIENT_ID,
        "GENESYSCLOUD_OAUTHCLIENT_SECRET": CLIENT_SECRET,
    }


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def _result(trigger: models.Trigger, event: Any) -> models.TestModeResults:
    """Tell whether an event would fire a trigger, step by step."""
    details = [_criterion(one, event) for one in trigger.match_criteria or ()]
    matches = all(one.match for one in details)
    schema = models.TestSchemaOperation(name="Validate the event", step=1, matches=True)
    target = models.TestTargetOperation(name="Verify the target", step=2, matches=True)
    path = models.TestMatchesOperation(
        name="Check the criteria", step=3, matches=matches, details=details
    )
    return models.TestModeResults(
        schema_validation=schema,
        target_validation=target,
        json_path_validation=path,
        trigger_matches=matches,
    )


def _criterion(criterion: models.MatchCriteria, event: Any) -> models.MatchCriteriaTestResult:
    """Judge one criterion; a path is the name of a member here."""
    value = event.get(criterion.json_path or "") if is_object(event) else None
    match criterion.operator:
        case "Equal":
            verdict = value == criterion.value
        case "GreaterThan":
            verdict = value is not None and value > criterion.value
        case other:
            raise RefusedError(400, "bad.request", f"{other} is not simulated here.")
    return models.MatchCriteriaTestResult(
        json_path=criterion.json_path,
        operator=criterion.operator,
        value=criterion.value,
        match=verdict,
    )


def _topic_result(
    triggers: list[models.Trigger], request: ReceivedRequest
) -> models.TestModeEventResults:
    """Tell which triggers of a topic an event would fire."""
    fired: dict[bool, list[Any]] = {True: [], False: []}
    for trigger in triggers:
        if trigger.topic_name == request.path["topicName"]:
            brief = {"id": trigger.id, "name": trigger.name, "enabled": trigger.enabled}
            fires = bool(_result(trigger, request.body).trigger_matches)
            fired[fires].append({**brief, "selfUri": trigger.self_uri})
    return models.TestModeEventResults.model_validate(
        {
            "schemaValidation": {"name": "Validate the event", "step": 1, "matches": True},
            "triggerMatchValidation": {
                "name": "Check which triggers match",
                "step": 2,
                "matchedTriggers": fired[True],
                "unmatchedTriggers": fired[False],
            },
        }
    )
