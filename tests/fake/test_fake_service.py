"""The fake service of our own package: entities, refusals, scripts, both clients, loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from genesys_process_automation import (
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TimeoutError,
    TokenError,
    TransportError,
    models,
)
from genesys_process_automation.testing import FakeService, ReceivedRequest, RefusedError

TARGET = models.TriggerTarget(id="b008976c-e085-43b7-b27d-9c0efd5fbfb5", type="Workflow")
NEW = models.CreateTriggerRequest(
    name="Night", topic_name="v2.users.{id}.presence", target=TARGET, enabled=True
)


@pytest.fixture
def fake() -> FakeService:
    return FakeService(page_size=2)


@pytest.fixture
def client(fake: FakeService) -> Iterator[Client]:
    with fake.client(retry=0) as client:
        yield client


def test_the_life_of_an_entity(client: Client) -> None:
    made = client.triggers.create(NEW)
    assert (made.name, made.version) == ("Night", 1)
    assert made.self_uri == f"/api/v2/processautomation/triggers/{made.id}"
    assert client.triggers.get(made.id) == made

    changed = client.triggers.update(made.id, made.to_update(enabled=False, description="x"))
    assert (changed.id, changed.version, changed.enabled) == (made.id, 2, False)
    assert client.triggers.get(made.id).description == "x"

    with pytest.raises(ConflictError) as stale:
        client.triggers.update(made.id, made.to_update(enabled=True))
    assert isinstance(stale.value.body, models.ErrorBody)
    assert stale.value.body.status == 409
    assert stale.value.code == "version.conflict"

    client.triggers.delete(made.id)
    with pytest.raises(NotFoundError):
        client.triggers.get(made.id)
    with pytest.raises(NotFoundError):
        client.triggers.delete(made.id)
    with pytest.raises(NotFoundError):
        client.triggers.test(made.id, event={})


def test_resources_do_not_share_entities(fake: FakeService, client: Client) -> None:
    made = client.triggers.create(NEW)

    assert client.scheduled_triggers.list().first() is None
    assert fake.entities(models.Trigger) == [made]
    assert fake.entities(models.ScheduledTrigger) == []


def test_listings_are_paged_and_filtered(fake: FakeService, client: Client) -> None:
    for number in range(5):
        fake.add(fake.example(models.Trigger, id=f"t{number}"))
    client.triggers.create(NEW)

    assert [t.id for t in client.triggers.list()][:5] == ["t0", "t1", "t2", "t3", "t4"]
    assert [call.query.get("after") for call in fake.calls if call.method == "GET"] == [
        None,
        "2",
        "4",
    ]
    fake.calls.clear()
    found = list(client.triggers.list(topic_name="v2.users.{id}.presence", page_size=1))
    assert [t.name for t in found] == ["Night"]
    assert len(fake.calls) == 1


def test_items_that_are_no_entities_are_listed(fake: FakeService, client: Client) -> None:
    for name in ("a", "b", "c"):
        fake.add(name, to="triggers.topics.list")

    assert list(client.triggers.topics.list()) == ["a", "b", "c"]
    assert len(fake.calls) == 2


def test_a_listing_that_nobody_filled_ends(fake: FakeService, client: Client) -> None:
    assert len(list(client.flows.instances.search(models.FlowSearchRequest()))) == 1
    assert len(fake.calls) == 1


def test_what_the_document_refuses(fake: FakeService, client: Client) -> None:
    url = "/api/v2/processautomation/triggers"
    with pytest.raises(BadRequestError) as refused:
        client.request("POST", url, body={"name": 7})
    assert isinstance(refused.value.body, models.ErrorBody)
    assert "'topicName' is a required property" in refused.value.message
    assert "name: 7 is not of type 'string'" in refused.value.message

    with pytest.raises(BadRequestError, match="pageSize"):
        client.request("GET", url, query={"pageSize": "many"})
    with fake.serve() as served:
        sent = httpx2.post(
            f"{served.url}{url}", content=b"{", headers={"Authorization": "Bearer t"}
        )
    assert sent.status_code == 400
    assert [call.status for call in fake.calls] == [400, 400, 400]


def test_nothing_is_refused_where_it_should_not_be(fake: FakeService) -> None:
    loose = FakeService(validate=False, authorize=False)
    with loose.client(auth=None) as client:
        client.request("POST", "/api/v2/processautomation/triggers", body={"name": 7})

    assert loose.calls[0].status == 200


def test_who_may_call(fake: FakeService) -> None:
    with (
        Client(auth=None, transport=fake, retry=0) as stranger,
        pytest.raises(AuthenticationError) as refused,
    ):
        stranger.triggers.list().first()
    assert isinstance(refused.value.body, models.ErrorBody)

    known = FakeService(clients={"id": "secret"})
    with Client(client_id="id", client_secret="secret", transport=known) as client:
        client.triggers.create(NEW)
        known.revoke_tokens()
        assert len(list(client.triggers.list())) == 1
    assert [call.status for call in known.calls] == [200, 401, 200]
    with (
        Client(client_id="id", client_secret="wrong", transport=known, retry=0) as wrong,
        pytest.raises(TokenError, match="client not found"),
    ):
        wrong.triggers.list().first()


def test_calls_are_typed(fake: FakeService, client: Client) -> None:
    made = client.triggers.create(NEW)
    client.triggers.get(made.id)

    created, read = fake.calls
    assert (created.operation, created.operation_id) == (
        "triggers.create",
        "postProcessautomationTriggers",
    )
    assert created.body == NEW
    assert models.Trigger.model_validate_json(created.response) == made
    assert (read.method, read.path, read.body) == ("GET", {"triggerId": made.id}, None)
    assert "fake-token" not in repr(read)


def test_failures(fake: FakeService, client: Client) -> None:
    fake.fail("triggers.list", 503, times=1)
    fake.fail("triggers.list", 429, times=1, headers={"Retry-After": "0"}, code="too.many")
    fake.fail("getProcessautomationTrigger", httpx2.ConnectError("gone"))

    with pytest.raises(ServerError):
        client.triggers.list().first()
    with pytest.raises(RateLimitError) as limited:
        client.triggers.list().first()
    assert (limited.value.code, limited.value.retry_after) == ("too.many", 0)
    assert client.triggers.list().first() is None
    for _ in range(2):
        with pytest.raises(TransportError, match="gone"):
            client.triggers.get("x")
    with fake.client() as patient:
        fake.fail("*", 503, times=1, headers={"Retry-After": "0"})
        assert patient.triggers.list().first() is None


def test_responses_of_the_tests_own(fake: FakeService, client: Client) -> None:
    made = client.triggers.create(NEW)
    result = models.TestModeResults(trigger_matches=False)

    def respond(request: ReceivedRequest) -> models.TestModeResults:
        if request.body == {"no": True}:
            raise RefusedError(404, "not.here", "No.")
        return result

    fake.respond("triggers.test", respond)
    assert client.triggers.test(made.id, event={}) == result
    with pytest.raises(NotFoundError) as refused:
        client.triggers.test(made.id, event={"no": True})
    assert refused.value.code == "not.here"
    fake.respond("triggers.get", b'{"id": "raw"}', times=1, headers={"X-Own": "1"})
    assert client.triggers.get("x").id == "raw"


def test_delays(fake: FakeService) -> None:
    fake.delay("triggers.list", 0.05, times=1)
    fake.delay("triggers.topics.list", 60)

    with fake.client(retry=0, timeout=0.05) as client:
        started = time.monotonic()
        client.triggers.list().first()
        assert 0.04 < time.monotonic() - started < 2
        with pytest.raises(TimeoutError):
            client.triggers.topics.list().first()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("call", ["fail", "respond", "delay"])
def test_names_are_checked(fake: FakeService, call: str) -> None:
    given: dict[str, Any] = {"fail": 500, "respond": None, "delay": 1}

    with pytest.raises(ConfigurationError, match=r"'triggers\.updat'. Did you mean 'triggers\.u"):
        getattr(fake, call)("triggers.updat", given[call])


def test_other_mistakes_are_told(fake: FakeService) -> None:
    with pytest.raises(ConfigurationError, match="300 to 599"):
        fake.fail("triggers.list", 200)
    with pytest.raises(ConfigurationError, match="times must be 1 or more"):
        fake.fail("triggers.list", 500, times=0)
    with pytest.raises(ConfigurationError, match="to=NAME"):
        fake.add("a topic")
    with pytest.raises(ConfigurationError, match="does not work on entities"):
        fake.add("a topic", to="triggers.test")
    with pytest.raises(ConfigurationError, match="knows no int"):
        fake.example(int)
    with pytest.raises(TypeError, match="Did you mean 'name'"):
        fake.example(models.Trigger, nam="x")
    fake.add(fake.example(models.Trigger))
    with pytest.raises(ConfigurationError, match="the id 'id' already"):
        fake.add(fake.example(models.Trigger))


def test_examples_are_the_same_every_time(fake: FakeService) -> None:
    first = fake.example(models.Trigger)

    assert first == fake.example(models.Trigger) == FakeService().example(models.Trigger)
    assert first.target is not None


def test_a_fake_service_can_begin_again(fake: FakeService, client: Client) -> None:
    fake.fail("triggers.list", 500)
    made = client.triggers.create(NEW)
    fake.reset()

    assert client.triggers.list().first() is None
    assert client.triggers.create(NEW).id == made.id


async def _asynchronous(fake: FakeService) -> None:
    async with fake.async_client() as client:
        made = await client.triggers.create(NEW)
        assert [t.id async for t in client.triggers.list()] == [made.id]
    async with AsyncClient(access_token="t", transport=fake) as client:
        fake.delay("triggers.get", 60)
        with pytest.raises(TimeoutError):
            await client.with_options(timeout=0.02, retries=0).triggers.get(made.id)


def test_the_async_client(fake: FakeService) -> None:
    import asyncio

    asyncio.run(_asynchronous(fake))


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **given: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    with FakeService().client() as client:
        client.triggers.create(NEW)


def test_serving_on_loopback(fake: FakeService) -> None:
    with fake.serve() as served:
        assert served.url.startswith("http://127.0.0.1:")
        with Client(
            client_id="i", client_secret="s", base_url=served.url, login_url=served.url, retry=0
        ) as client:
            made = client.triggers.create(NEW)
            client.triggers.delete(made.id)
            with pytest.raises(NotFoundError):
                client.triggers.get(made.id)
            fake.fail("triggers.list", httpx2.ConnectError("gone"))
            with pytest.raises(TransportError):
                client.triggers.list().first()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(served.url)


def test_the_library_is_asked_for_by_name(repository: Path) -> None:
    code = "import sys\nsys.modules['jsonschema'] = None\n"
    code += "from genesys_process_automation.testing import FakeService\nFakeService()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(repository / "generated")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "install the extra [testing], or jsonschema." in done.stderr
