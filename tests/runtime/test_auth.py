"""Tokens: grants, renewal, one fetch for many callers."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import base64
import itertools
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from templates.package import errors
from templates.package._runtime import auth, grants
from templates.package._runtime.wire import WireRequest, WireResponse
from tests.runtime.sample_api import AsyncClient, Client
from tests.runtime.server import Seen, reply, serving
from tests.runtime.world import World, answer

CREDENTIALS: dict[str, Any] = {"client_id": "id", "client_secret": "se:cret"}


class Login:
    """Answers token requests with tokens t1, t2, ... and everything else with a thing."""

    def __init__(self, lifetime: float = 3600, **extra: Any) -> None:
        self.count = itertools.count(1)
        self.valid: set[str] = set()
        self.forms: list[dict[str, list[str]]] = []
        self.body = {"token_type": "bearer", "expires_in": lifetime, **extra}

    def token(self, form: bytes) -> dict[str, Any]:
        self.forms.append(parse_qs(form.decode()))
        token = f"t{next(self.count)}"
        self.valid = {token}
        return {"access_token": token, **self.body}

    def __call__(self, request: WireRequest) -> WireResponse:
        if request.url.endswith("/oauth/token"):
            assert request.url == "https://login.mypurecloud.com/oauth/token"
            assert isinstance(request.content, bytes)
            return answer(200, self.token(request.content))
        bearer = request.headers["Authorization"].removeprefix("Bearer ")
        return answer(200, {"id": bearer}) if bearer in self.valid else answer(401)


def test_client_credentials_are_fetched_once_and_renewed_before_expiry() -> None:
    login = Login(lifetime=600)
    world = World(login, **CREDENTIALS)
    get = world.client.things.get
    assert [get("1").id, get("1").id] == ["t1", "t1"]
    assert login.forms == [{"grant_type": ["client_credentials"]}]
    basic = world.sent[0].headers["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(basic) == b"id:se:cret"
    world.now += 539
    assert get("1").id == "t1"
    world.now += 2
    assert get("1").id == "t2"


def test_a_401_leads_to_one_refresh_and_one_repeat() -> None:
    login = Login()
    world = World(login, **CREDENTIALS)
    world.client.things.get("1")
    login.valid = set()
    assert world.client.things.create({}).id == "t2"
    world.sent.clear()

    def stubborn(request: WireRequest) -> WireResponse:
        return answer(200, login.token(b"")) if "oauth" in request.url else answer(401)

    world.script = [stubborn]
    with pytest.raises(errors.AuthenticationError):
        world.client.things.get("1")
    assert [r.url.rpartition("/")[2] for r in world.sent] == ["1", "token", "1"]


def test_a_static_token_is_not_tried_twice() -> None:
    world = World(answer(401))
    with pytest.raises(errors.AuthenticationError):
        world.client.things.get("1")
    assert len(world.sent) == 1


def test_the_old_token_serves_while_the_login_service_is_down() -> None:
    login = Login(lifetime=600)
    world = World(login, retry=0, **CREDENTIALS)
    world.client.things.get("1")
    world.now += 550

    def down(request: WireRequest) -> WireResponse:
        return answer(503) if "oauth" in request.url else login(request)

    world.script = [down]
    assert world.client.things.get("1").id == "t1"
    world.now += 60
    with pytest.raises(errors.TokenError):
        world.client.things.get("1")


@pytest.mark.parametrize(
    ("status", "body", "error", "description"),
    [
        (400, {"error": "invalid_client", "description": "no such"}, "invalid_client", "no such"),
        (401, {"error": "x", "error_description": "y"}, "x", "y"),
        (500, b"<html>", None, None),
        (200, {"no": "token"}, None, None),
        (200, b"[]", None, None),
    ],
)
def test_refusals_of_the_login_service_are_typed(
    status: int, body: Any, error: str | None, description: str | None
) -> None:
    world = World(answer(status, body, ININ_Correlation_Id="c"), **CREDENTIALS)
    with pytest.raises(errors.TokenError) as caught:
        world.client.things.get("1")
    got = caught.value
    assert (got.status, got.error, got.description) == (status, error, description)
    assert got.path == "/oauth/token" and got.correlation_id == "c" and "cret" not in str(got)


def test_token_requests_are_retried() -> None:
    world = World(answer(503), answer(200, {"access_token": "t1"}), answer(200, {}), **CREDENTIALS)
    world.client.things.get("1")
    assert world.slept == [0.5]


def test_authorization_code_continues_with_refresh_tokens() -> None:
    login = Login(refresh_token="r1")
    verifier = "v" * 43
    grant = grants.AuthorizationCode(
        "id", code="c", redirect_uri="https://me/", code_verifier=verifier
    )
    world = World(login, auth=grant)
    assert world.client.things.get("1").id == "t1"
    assert "Authorization" not in world.sent[0].headers
    login.body["refresh_token"] = "r2"
    for _ in range(2):
        login.valid = set()
        world.client.things.get("1")
    assert login.forms == [
        {"grant_type": ["authorization_code"], "client_id": ["id"], "code": ["c"],
         "redirect_uri": ["https://me/"], "code_verifier": [verifier]},
        {"grant_type": ["refresh_token"], "client_id": ["id"], "refresh_token": ["r1"]},
        {"grant_type": ["refresh_token"], "client_id": ["id"], "refresh_token": ["r2"]},
    ]  # fmt: skip
    assert grant.refresh_token == "r2"


def test_a_code_is_not_sent_twice_when_it_may_have_been_used() -> None:
    lost = errors.TransportError("reset", kind="read", may_have_been_processed=True)
    world = World(lost, auth=grants.AuthorizationCode("id", "s", code="c"))
    with pytest.raises(errors.TransportError):
        world.client.things.get("1")
    assert len(world.sent) == 1


def test_saml2_bearer() -> None:
    login = Login()
    World(login, auth=grants.Saml2Bearer("id", "s", "org", "PHNhbWw+")).client.things.get("1")
    grant = "urn:ietf:params:oauth:grant-type:saml2-bearer"
    assert login.forms == [{"grant_type": [grant], "orgName": ["org"], "assertion": ["PHNhbWw+"]}]


def test_token_functions() -> None:
    tokens = iter(["a", "b", "c"])
    world = World(answer(401), answer(200, {}), auth=lambda: next(tokens))
    world.client.things.get("1")
    assert [r.headers["Authorization"] for r in world.sent] == ["Bearer a", "Bearer b"]
    with pytest.raises(errors.ConfigurationError):
        World(answer(200, {}), auth=lambda: 5).client.things.get("1")


def test_async_token_functions() -> None:
    async def token() -> str:
        return "a"

    def handler(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == "Bearer a"
        return httpx2.Response(200, json={"id": "1"})

    async def run() -> None:
        async with AsyncClient(auth=token, transport=httpx2.MockTransport(handler)) as client:
            assert (await client.things.get("1")).id == "1"

    asyncio.run(run())
    with Client(auth=token, transport=httpx2.MockTransport(handler)) as client:  # type: ignore[arg-type]
        with pytest.raises(errors.ConfigurationError, match="async"):
            client.things.get("1")


def test_an_httpx2_auth_is_used() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"].startswith("Basic ")
        return httpx2.Response(200, json={"id": "1"})

    settings: dict[str, Any] = {"transport": httpx2.MockTransport(handler)}
    assert Client(auth=httpx2.BasicAuth("u", "p"), **settings).things.get("1").id == "1"
    own = httpx2.Client(auth=("u", "p"), **settings)
    assert Client(http_client=own).things.get("1").id == "1"


def login_server(login: Login, gate: threading.Event) -> Any:
    def handler(seen: Seen, connection: socket.socket) -> bytes:
        if seen.target == "/oauth/token":
            gate.wait(5)
            return reply(200, login.token(seen.body))
        if seen.headers["authorization"].removeprefix("Bearer ") not in login.valid:
            return reply(401, {"message": "expired"})
        return reply(200, {"id": "1"})

    return handler


@pytest.mark.parametrize("expire", [False, True])
def test_fifty_threads_and_one_refresh(expire: bool) -> None:
    login, gate = Login(), threading.Event()
    with serving(login_server(login, gate)) as server:
        urls: dict[str, Any] = {"base_url": server.url, "login_url": server.url}
        with Client(**CREDENTIALS, **urls, limits=60) as client, ThreadPoolExecutor(50) as pool:
            gate.set()
            if expire:
                client.things.get("0")
                login.valid = set()
            gate.clear()
            futures = [pool.submit(client.things.get, "1") for _ in range(50)]
            threading.Timer(0.3, gate.set).start()
            assert {future.result(20).id for future in futures} == {"1"}
        assert len(login.forms) == 1 + expire


@pytest.mark.parametrize("expire", [False, True])
def test_fifty_tasks_and_one_refresh(expire: bool) -> None:
    login, gate = Login(), threading.Event()

    async def run(server: Any) -> None:
        urls: dict[str, Any] = {"base_url": server.url, "login_url": server.url}
        async with AsyncClient(**CREDENTIALS, **urls, limits=60) as client:
            gate.set()
            if expire:
                await client.things.get("0")
                login.valid = set()
            gate.clear()
            tasks = [asyncio.create_task(client.things.get("1")) for _ in range(50)]
            asyncio.get_running_loop().call_later(0.3, gate.set)
            assert {thing.id for thing in await asyncio.gather(*tasks)} == {"1"}

    with serving(login_server(login, gate)) as server:
        asyncio.run(run(server))
    assert len(login.forms) == 1 + expire


def test_a_cancelled_leader_does_not_strand_the_others() -> None:
    login, gate = Login(), threading.Event()

    async def run(server: Any) -> None:
        urls: dict[str, Any] = {"base_url": server.url, "login_url": server.url}
        async with AsyncClient(**CREDENTIALS, **urls) as client:
            leader = asyncio.create_task(client.things.get("1"))
            await asyncio.sleep(0.05)
            others = [asyncio.create_task(client.things.get("1")) for _ in range(3)]
            await asyncio.sleep(0.05)
            leader.cancel()
            gate.set()
            assert {thing.id for thing in await asyncio.gather(*others)} == {"1"}
            with pytest.raises(asyncio.CancelledError):
                await leader

    with serving(login_server(login, gate)) as server:
        asyncio.run(run(server))


def test_one_async_client_in_several_loops() -> None:
    login = Login()

    async def handle(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/oauth/token":
            await asyncio.sleep(0)
            return httpx2.Response(200, json=login.token(request.content))
        return httpx2.Response(200, json={"id": "1"})

    client = AsyncClient(**CREDENTIALS, transport=httpx2.MockTransport(handle))

    async def run() -> None:
        await asyncio.gather(*(client.things.get("1") for _ in range(5)))

    for _ in range(3):
        client._engine.auth._token = None  # type: ignore[attr-defined]
        asyncio.run(run())
    assert len(login.forms) == 3


def test_reprs_hold_no_secret() -> None:
    grant = auth.ClientCredentials("id", "se:cret")
    client = Client(auth=grant)
    assert "cret" not in repr(grant) + repr(client) + repr(auth.Token("Bearer cret", 1, 2))
