"""Settings, views, closing, and how clients travel between processes."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import copy
import inspect
import logging
import multiprocessing
import os
import pickle
import pydoc
import subprocess
import sys
from typing import Any
from unittest.mock import AsyncMock, create_autospec

import httpx2
import pytest

from templates.package import errors
from templates.package._runtime.retry import Retry
from templates.package._runtime.wire import Hooks, Timeout, as_timeout
from tests.runtime import sample_api
from tests.runtime.sample_api import SERVICE, AsyncClient, Client
from tests.runtime.server import reply, serving
from tests.runtime.world import World, answer, probe

TOKEN: dict[str, Any] = {"access_token": "s3cret"}


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "Credentials are missing"),
        ({"client_id": "a"}, "go together"),
        ({"client_secret": "a"}, "go together"),
        ({"client_id": "a", "client_secret": ""}, "not be empty"),
        ({**TOKEN, "client_id": "a", "client_secret": "b"}, "one of"),
        ({"auth": 5}, "auth must be"),
        ({**TOKEN, "region": "mars"}, "Unknown region 'mars'. Known regions: eu_west_1, us_east_1"),
        ({**TOKEN, "base_url": "http://api.example"}, "base_url must start with https"),
        ({**TOKEN, "base_url": "ftp://api.example"}, "https"),
        ({**TOKEN, "base_url": "https://u:p@api.example"}, "no plain address"),
        ({**TOKEN, "base_url": "https://api.example?x=1"}, "no plain address"),
        ({**TOKEN, "base_url": "http://127.0.0.1.evil.example"}, "https"),
        ({**TOKEN, "base_url": "http://localhost:1@evil.example"}, "no plain address"),
        ({"client_id": "a", "client_secret": "b", "base_url": "https://gw.example"}, "login_url"),
        ({**TOKEN, "login_url": "http://login.example"}, "login_url must start"),
        ({**TOKEN, "timeout": 0}, "timeout"),
        ({**TOKEN, "timeout": "5"}, "timeout"),
        ({**TOKEN, "deadline": -1}, "deadline"),
        ({**TOKEN, "deadline": float("nan")}, "deadline"),
        ({**TOKEN, "headers": {"X": "a\nb"}}, "line break"),
        ({**TOKEN, "http_client": httpx2.AsyncClient()}, "must be an httpx2.Client"),
        ({**TOKEN, "http_client": 5}, "must be an httpx2.Client"),
        ({**TOKEN, "transport": httpx2.AsyncHTTPTransport()}, "async"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, Any], text: str) -> None:
    with pytest.raises((errors.ConfigurationError, errors.RequestError)) as caught:
        Client(**settings)
    assert text in str(caught.value) and "s3cret" not in str(caught.value)


def test_an_async_client_refuses_sync_parts() -> None:
    both: list[dict[str, Any]] = [
        {"http_client": httpx2.Client()},
        {"transport": httpx2.HTTPTransport()},
    ]
    for settings in both:
        with pytest.raises(errors.ConfigurationError, match=r"async|Async"):
            AsyncClient(**TOKEN, **settings)


@pytest.mark.parametrize(
    "region", ["eu_west_1", "eu-west-1", "EU_WEST_1", "mypurecloud.ie", "MyPureCloud.ie"]
)
def test_regions_in_any_spelling(region: str) -> None:
    client = Client(**TOKEN, region=region)
    assert client.base_url == "https://api.mypurecloud.ie"
    assert client._engine.login_url == "https://login.mypurecloud.ie"


def test_addresses() -> None:
    assert Client(**TOKEN).base_url == "https://api.mypurecloud.com"
    gateway = Client(**TOKEN, base_url="https://gw.example/api/", login_url="https://gw.example/l/")
    assert (gateway.base_url, gateway._engine.login_url) == (
        "https://gw.example/api", "https://gw.example/l",
    )  # fmt: skip
    derived = Client(**TOKEN, base_url="https://api.other.example")
    assert derived._engine.login_url == "https://login.other.example"
    assert Client(**TOKEN, base_url="http://[::1]:80").base_url == "http://[::1]:80"


def test_from_env(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in sample_api.SERVICE.environment:
        monkeypatch.delenv(name, raising=False)
    text = "Set GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET"
    with pytest.raises(errors.ConfigurationError, match=text):
        Client.from_env()
    monkeypatch.setenv("GENESYSCLOUD_OAUTHCLIENT_ID", "id")
    with pytest.raises(errors.ConfigurationError, match="Set GENESYSCLOUD_OAUTHCLIENT_SECRET"):
        Client.from_env()
    monkeypatch.setenv("GENESYSCLOUD_OAUTHCLIENT_SECRET", "secret")
    monkeypatch.setenv("GENESYSCLOUD_REGION", "eu-west-1")
    assert Client.from_env().base_url == "https://api.mypurecloud.ie"
    assert Client.from_env(region="us_east_1").base_url == "https://api.mypurecloud.com"
    monkeypatch.setenv("GENESYSCLOUD_REGION", "mars")
    with pytest.raises(errors.ConfigurationError, match="GENESYSCLOUD_REGION: Unknown region"):
        Client.from_env()


def test_timeouts_per_phase() -> None:
    assert as_timeout(3) == Timeout(3, 3, 3, 3)
    assert as_timeout(httpx2.Timeout(5, connect=1)) == Timeout(1, 5, 5, 5)
    assert as_timeout(None) == Timeout(None, None, None, None)


def test_views_share_everything_but_their_options() -> None:
    world = World(answer(200, {}), headers={"X-A": "1", "X-B": "1"})
    view = world.client.with_options(timeout=3, headers={"x-a": "2"}, retries=0, deadline=None)
    view._perform = world.perform  # type: ignore[method-assign]
    view.things.get("1")
    world.client.things.get("1")
    first, second = world.sent
    assert (first.headers["x-a"], first.headers["X-B"], first.timeout.read) == ("2", "1", 3)
    assert (second.headers["X-A"], second.timeout.read, first.remaining) == ("1", 30, None)
    assert view._connection is world.client._connection and view.things is not world.client.things


def test_a_closed_client_says_what_to_do() -> None:
    client = Client(**TOKEN)
    view = client.with_options()
    with client:
        pass
    client.close()
    for closed in (client, view, copy.copy(client)):
        with pytest.raises(errors.ClientClosedError, match="make a new one"):
            closed.things.get("1")

    async def run() -> None:
        async with AsyncClient(**TOKEN) as asynchronous:
            pass
        with pytest.raises(errors.ClientClosedError):
            await asynchronous.things.get("1")

    asyncio.run(run())


def test_a_passed_in_client_stays_open() -> None:
    own = httpx2.Client(transport=httpx2.MockTransport(lambda r: httpx2.Response(200, json={})))
    with Client(**TOKEN, http_client=own) as client:
        client.things.get("1")
    assert not own.is_closed


def test_mixing_sync_and_async_is_told() -> None:
    client: Any = Client(**TOKEN)
    asynchronous: Any = AsyncClient(**TOKEN)

    async def wrong() -> None:
        async with client:
            pass

    with pytest.raises(TypeError, match="use 'with'"):
        asyncio.run(wrong())
    with pytest.raises(TypeError, match="use 'async with'"), asynchronous:
        pass
    with pytest.raises(TypeError, match="use 'async for'"):
        list(asynchronous.things.list())

    async def iterate() -> None:
        async for _ in client.things.list():
            pass

    with pytest.raises(TypeError, match="use 'for'"):
        asyncio.run(iterate())


def test_clients_travel_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in sample_api.SERVICE.environment:
        monkeypatch.delenv(name, raising=False)
    client = Client(
        client_id="id", client_secret="s3cret", region="eu_west_1", timeout=7, retry=Retry(1),
        headers={"X-A": "1", "Authorization": "s3cret"}, hooks=Hooks([print]),
    )  # fmt: skip
    raw = pickle.dumps(client)
    assert b"s3cret" not in raw
    twin = pickle.loads(raw)
    assert twin.base_url == client.base_url and twin._options.timeout == client._options.timeout
    assert twin._engine.retry == Retry(1) and twin._engine.observer.hooks.on_request == [print]
    assert twin._options.headers == {"X-A": "1"}
    with pytest.raises(errors.ConfigurationError, match="Credentials do not travel"):
        twin.things.get("1")
    monkeypatch.setenv("GENESYSCLOUD_ACCESS_TOKEN", "from-env")
    assert "from-env" in pickle.loads(raw)._engine.auth._header
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(World(answer()).client)


@pytest.mark.parametrize("start", ["spawn", "fork"])
def test_clients_in_worker_processes(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENESYSCLOUD_ACCESS_TOKEN", "t")
    with serving(lambda seen, connection: reply(200, {"id": seen.headers["authorization"]})) as s:
        with (
            Client(access_token="t", base_url=s.url) as client,
            multiprocessing.get_context(start).Pool(1) as pool,
        ):
            client.things.get("1")
            assert pool.apply(probe, (client,)) == "Bearer t"


def test_a_forked_child_opens_its_own_connections() -> None:
    with serving(lambda seen, connection: reply(200, {"id": "1"})) as server:
        with Client(access_token="t", base_url=server.url) as client:
            client.things.get("1")
            parents = client._connection.transport
            child = os.fork()
            if child == 0:
                answered = client.things.get("1").id == "1"
                os._exit(0 if answered and client._connection.transport is not parents else 1)
            assert os.waitpid(child, 0)[1] == 0
            assert client.things.get("1").id == "1"
            assert server.open <= 2


def test_help_and_signatures_show_the_operation() -> None:
    client = Client(**TOKEN)
    get: Any = client.things.get
    assert get.__doc__ == "Get one thing." and get.__name__ == "get"
    assert str(inspect.signature(get)) == "(thing_id: 'str') -> 'models.Thing'"
    assert "models.Thing" in pydoc.render_doc(get) and "Request[" not in pydoc.render_doc(get)
    things = AsyncClient(access_token="t").things
    told = [
        inspect.signature(call).return_annotation
        for call in (things.get, things.delete, things.test, things.list, client.things.list)
    ]
    assert told == [
        "models.Thing", "None", "dict[str, Any]", "AsyncPager[models.Thing]", "Pager[models.Thing]"
    ]  # fmt: skip
    assert "Get one thing." in pydoc.render_doc(get) and "thing_id" in pydoc.render_doc(get)
    assert repr(client.things.get.request("1")) == "<Request things.get: GET /things/{thingId}>"


def test_methods_are_functions_to_python() -> None:
    sync: Any = Client(**TOKEN).things
    later: Any = AsyncClient(access_token="t").things
    assert inspect.iscoroutinefunction(later.get)
    assert asyncio.iscoroutinefunction(later.get)  # pyright: ignore[reportDeprecated]
    for method in (sync.get, sync.list, later.list):
        assert inspect.ismethod(method) and not inspect.iscoroutinefunction(method)
    assert (
        str(inspect.signature(sync.get.request)) == "(thing_id: 'str') -> 'Request[models.Thing]'"
    )
    assert sync.get == sync.get and hash(sync.get) == hash(sync.get) and sync.get != later.get


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_methods_have_stand_ins_of_their_signature(kind: Any) -> None:
    things = create_autospec(kind(**TOKEN).things, instance=True)
    assert isinstance(things.get, AsyncMock) is (kind is AsyncClient)
    for wrong in ((), ("1", "2")):
        with pytest.raises(TypeError):
            things.get(*wrong)
    with pytest.raises(TypeError):
        things.list(colour="red")
    alone = create_autospec(kind(**TOKEN).things.get)
    with pytest.raises(TypeError):
        alone(thing="1")


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_methods_and_resources_travel_with_their_client(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENESYSCLOUD_ACCESS_TOKEN", "t")
    things = kind(**TOKEN, region="eu_west_1").things
    for found in (things.get, things.list):
        assert copy.copy(found) == found
        for twin in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
            assert twin.__name__ == found.__name__
            assert twin.__self__._client.base_url == "https://api.mypurecloud.ie"
            assert twin.request.__doc__ == found.__doc__
    for twin in (pickle.loads(pickle.dumps(things)), copy.copy(things), copy.deepcopy(things)):
        assert type(twin) is type(things)
        assert twin.get.request("1").path == {"thingId": "1"}


def test_imports_are_lazy() -> None:
    code = (
        "import sys, tests.runtime.sample_api; print([m for m in "
        "('httpx2', 'pydantic', 'anyio', 'asyncio', 'random', 'secrets', 'ssl') "
        "if m in sys.modules])"
    )
    calls = code.replace("tests.runtime.sample_api", "templates.package._runtime.pager")
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for program in (code, calls):
        run = (
            [sys.executable, "-S", "-c", program]
            if program is calls
            else [sys.executable, "-c", program]
        )
        out = subprocess.run(run, capture_output=True, text=True, cwd=root, timeout=60)
        assert out.stdout.strip() == "[]", out.stderr


def test_other_event_loops_than_asyncio_are_refused() -> None:
    client = AsyncClient(access_token="t")
    with pytest.raises(errors.ConfigurationError, match="trio is not supported"):
        client.things.get("1").send(None)


def test_options_nobody_knows_are_refused() -> None:
    world = World(answer(200, {}))
    with pytest.raises(TypeError, match="no option 'timout'"):
        world.client.send(world.client.things.get.request("1"), timout=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="no option 'retry'"):
        world.client.with_options(retry=3)  # type: ignore[call-arg]
    assert world.sent == []
    view = world.client.with_options(query={"a": 1}, headers=None, retries=0)
    view.send(view.things.get.request("1"), query=None)
    assert world.sent[0].url.endswith("/things/1?a=1")


def test_the_environment_leads_to_other_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    names = SERVICE.environment
    monkeypatch.setenv(names["access_token"], "t")
    monkeypatch.setenv(names["base_url"], " https://gw.example/api/ ")
    monkeypatch.setenv(names["login_url"], "https://login.example")
    client = Client.from_env()
    assert client.base_url == "https://gw.example/api" and client._login_url[:13] == "https://login"
    assert Client.from_env(base_url="https://other.example").base_url == "https://other.example"
    monkeypatch.setenv(names["base_url"], "http://gw.example")
    with pytest.raises(errors.ConfigurationError, match="base_url must start with https"):
        Client.from_env()
    # What is given at hand is not looked up, and nothing of it stands for credentials.
    assert Client(access_token="t").base_url != "https://gw.example/api"


def test_a_variable_switches_the_log_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger(SERVICE.package)
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "level", log.level)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setenv(SERVICE.environment["log"], "Debug")
    for _ in range(2):
        World(answer(200, {"id": "1"})).client.things.get("1")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and "/things/{thingId}" in lines[0] and "DEBUG" in lines[0]
    monkeypatch.setenv(SERVICE.environment["log"], "loud")
    with pytest.raises(errors.ConfigurationError, match="holds no level"):
        Client(access_token="t")


def test_a_query_of_every_request() -> None:
    world = World(answer(200, {"id": "1"}), default_query={"tenant": "a b", "v": 1})
    world.client.things.get("1")
    request = world.client.things.get.request("1")
    world.client.send(request, query={"v": 2, "w": None})
    world.client.with_options(query={"x": "y"}).things.get("1")
    assert [sent.url.partition("?")[2] for sent in world.sent] == [
        "tenant=a%20b&v=1",
        "tenant=a%20b&v=2",
        "tenant=a%20b&v=1&x=y",
    ]
