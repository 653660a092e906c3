"""What a type checker sees of the public surface. Never run; checked by mypy and pyright."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_type

from genesys_process_automation import (
    OPERATIONS,
    AsyncClient,
    AsyncPager,
    Client,
    NotFoundError,
    Operation,
    Page,
    Pager,
    RateLimitError,
    Region,
    Request,
    Response,
    StatusError,
    errors,
    models,
)


def sync(pa: Client) -> None:
    assert_type(pa.triggers.list(), Pager[models.Trigger])
    assert_type(
        pa.triggers.list(
            topic_name="t", enabled=True, has_delay_by=False, page_size=5, after="a", before="b"
        ),
        Pager[models.Trigger],
    )
    for trigger in pa.triggers.list(enabled=True):
        assert_type(trigger, models.Trigger)
        assert_type(trigger.id, str)
        assert_type(trigger.name, str)
        assert_type(trigger.enabled, bool)
        assert_type(trigger.target, models.TriggerTarget)
        assert_type(trigger.description, str | None)
        assert_type(trigger.event_ttl_seconds, int | None)
        assert_type(trigger.match_criteria, list[models.MatchCriteria] | None)
    for page in pa.triggers.list().pages():
        assert_type(page, Page[models.Trigger])
        assert_type(page.items, list[models.Trigger])
    assert_type(pa.triggers.list().first(), models.Trigger | None)
    assert_type(pa.triggers.topics.list().first(), str | None)
    got = pa.triggers.get("id")
    assert_type(got, models.Trigger)
    assert_type(got.to_update(enabled=False), models.UpdateTriggerRequest)
    assert_type(pa.triggers.update("id", got.to_update()), models.Trigger)
    assert_type(pa.triggers.update("id", {"name": "n"}), models.Trigger)
    assert_type(pa.triggers.delete("id"), None)
    assert_type(pa.triggers.test("id"), models.TestModeResults)
    assert_type(pa.triggers.test("id", event={"a": 1}), models.TestModeResults)
    assert_type(pa.triggers.topics.test("t", b"{}"), models.TestModeEventResults)
    assert_type(pa.scheduled_triggers.list(), Pager[models.ScheduledTrigger])
    scheduled = pa.scheduled_triggers.get("id")
    assert_type(scheduled, models.ScheduledTrigger)
    assert_type(scheduled.schedule, models.TriggerSchedule)
    assert_type(scheduled.to_update(version=2), models.UpdateScheduledTriggerRequest)
    assert_type(
        pa.flows.definitions.get_version("f", "v", expand="users"), models.FlowVersionConfigMetaData
    )
    flow = pa.flows.instances.get("i", expand="a value of tomorrow")
    assert_type(flow, models.FlowDetails)
    assert_type(flow.launch_time, datetime | None)
    search = models.FlowSearchRequest(types=["flows"])
    assert_type(pa.flows.instances.search(search), Pager[models.FlowDetails])
    for form in (search, {"types": ["flows"]}, "eA=="):
        assert_type(
            pa.flows.instances.search_q64(form, expand=["users"]), models.FlowDetailsSearchResult
        )


def raw(pa: Client) -> None:
    request = pa.triggers.get.request("id")
    assert_type(request, Request[models.Trigger])
    response = pa.send(request, timeout=3, headers={"a": "b"})
    assert_type(response, Response[models.Trigger])
    assert_type(response.data, models.Trigger)
    assert_type(response.status, int)
    assert_type(response.request_id, str | None)
    assert_type(pa.send(pa.triggers.delete.request("id")).data, None)
    assert_type(pa.send(pa.triggers.list.request()).data, models.TriggerEntityListing)


async def later(pa: AsyncClient) -> None:
    assert_type(pa.triggers.list(), AsyncPager[models.Trigger])
    async for trigger in pa.triggers.list(enabled=True):
        assert_type(trigger, models.Trigger)
    async for page in pa.triggers.topics.list().pages():
        assert_type(page, Page[str])
    assert_type(await pa.triggers.list().first(), models.Trigger | None)
    assert_type(await pa.triggers.get("id"), models.Trigger)
    assert_type(await pa.triggers.delete("id"), None)
    assert_type(await pa.triggers.test("id", "{}"), models.TestModeResults)
    assert_type(await pa.scheduled_triggers.get("id"), models.ScheduledTrigger)
    assert_type(pa.flows.instances.search({}), AsyncPager[models.FlowDetails])
    response = await pa.send(pa.triggers.get.request("id"))
    assert_type(response, Response[models.Trigger])


def around() -> None:
    with Client(client_id="a", client_secret="b", region=Region.US_EAST_1) as pa:
        assert_type(pa, Client)
        assert_type(pa.with_options(timeout=3), Client)
    with Client.from_env() as pa:
        assert_type(pa, Client)
    Client(access_token="t", region="eu_west_1", retry=0, deadline=None)
    assert_type(OPERATIONS["getProcessautomationTrigger"], Operation)
    assert_type(OPERATIONS["getProcessautomationTrigger"].permissions, tuple[str, ...])
    try:
        pass
    except NotFoundError as error:
        assert_type(error.code, str | None)
        assert_type(error.permissions, tuple[str, ...])
        assert_type(error.status, int)
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except StatusError as error:
        assert_type(error.correlation_id, str | None)
    assert issubclass(errors.TimeoutError, errors.TransportError)


async def around_async() -> None:
    async with AsyncClient(access_token="t") as pa:
        assert_type(pa, AsyncClient)
    async with AsyncClient.from_env() as pa:
        assert_type(pa, AsyncClient)


def build() -> None:
    target = models.TriggerTarget(type="Workflow", id="i")
    request = models.CreateTriggerRequest(
        name="n", enabled=True, topic_name="t", target=target, event_ttl_seconds=60
    )
    assert_type(request.name, str)
    criteria = models.MatchCriteria(json_path="a", operator="An operator of tomorrow", value=5)
    value: Any = criteria.value
    assert_type(criteria.operator is None, bool)
    del value
