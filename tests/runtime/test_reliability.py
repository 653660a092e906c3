"""Properties of every call, over scripted servers: typed, in time, silent about secrets.

Each is tried with both clients over both transports.
"""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import gc
import gzip
import itertools
import logging
import pickle
import socket
import threading
import time
import traceback
import weakref
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templates.package import errors
from templates.package._runtime.engine import StaticToken
from templates.package._runtime.grants import AuthorizationCode
from templates.package._runtime.media import ResponseMedia
from templates.package._runtime.messages import Operation, Request
from templates.package._runtime.retry import Pace, Retry
from templates.package._runtime.streams import StreamBody
from templates.package._runtime.transport import connect
from templates.package._runtime.wire import Attempt, Headers, Hooks, Secret, Timeout, WireRequest
from tests.runtime.sample_api import AsyncClient, Client
from tests.runtime.server import Seen, reply, serving
from tests.runtime.test_faults import (
    Fault,
    broken_gzip,
    call,
    make,
    not_http,
    reset,
    reset_in_body,
    truncated,
)
from tests.runtime.world import World, answer

WAYS = ("sync", "async", "sync reqwest", "async reqwest")
SECRET = "S3CRETS3CRET"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
SLACK = 0.25


# Clients whose event loop has ended cannot be closed any more.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Have the collector close what tests leave open while its warnings are ignored."""
    yield
    gc.collect()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def dripping(first: bytes, piece: bytes) -> Fault:
    """Go on for as long as the client lets it, and a while at most."""

    def fault(seen: Seen, connection: socket.socket) -> None:
        connection.sendall(first)
        stop = time.monotonic() + 5
        while time.monotonic() < stop:
            connection.sendall(piece)
            time.sleep(0.05)

    return fault


def silent(seen: Seen, connection: socket.socket) -> None:
    connection.settimeout(5)
    connection.recv(1)


def reflecting(status: int) -> Fault:
    def fault(seen: Seen, connection: socket.socket) -> bytes:
        text = f"no\r\n\x1b[31m {seen.headers.get('authorization')} {seen.body.decode()}"
        return reply(status, {"message": text, "code": text, "error": {"message": text}})

    return fault


def redirecting(location: str) -> Fault:
    return lambda seen, connection: reply(302, Location=location)


FAULTS: dict[str, Fault] = {
    "resets the connection": reset,
    "sends half a body": truncated,
    "resets within the body": reset_in_body,
    "speaks no HTTP": not_http,
    "sends broken gzip": broken_gzip,
    "sends nothing": silent,
    "sends 100 Continue for ever": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "drips a header": dripping(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "drips a chunk extension": dripping(CHUNKED + b"\r\n5;x=", b"a"),
    "drips a body": dripping(CHUNKED + b"\r\n", b"1\r\n \r\n"),
    "drips gzip that unpacks to nothing": dripping(
        CHUNKED + b"Content-Encoding: gzip\r\n\r\na\r\n" + gzip.compress(b"")[:10] + b"\r\n",
        b"5\r\n\x00\x00\x00\xff\xff\r\n",
    ),
    "repeats the token in a 401": reflecting(401),
    "repeats the token in a 400": reflecting(400),
    "repeats the token in a 503": reflecting(503),
    "asks to wait": lambda seen, connection: reply(429, Retry_After="0.01"),
    "redirects to a name that cannot be": redirecting("https://a..b/x"),
    "redirects to no address": redirecting("http://[::1"),
    "redirects to bytes that are no text": redirecting("/\xff\xfe"),
    "sends no JSON": lambda seen, connection: reply(200, b"<", Content_Type="application/json"),
    "sends another media type": lambda seen, connection: reply(200, b"x", Content_Type="image/png"),
    "sends bytes after its response": lambda seen, connection: reply(200, {"id": "1"})
    + reply(200, {"id": "evil"}),
    "is well": lambda seen, connection: reply(200, {"id": "1"}),
}


def texts(error: BaseException, attempts: list[Attempt]) -> str:
    """Everything that may be shown of an error and of what hooks saw."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True).format()
    # The frames of the test itself know the secret.
    ours = [part for part in shown if "/tests/" not in part]
    copied = pickle.dumps(error, protocol=0).decode("latin-1")
    if isinstance(error, errors.StatusError):  # Whose `content` and `body` are as they came.
        copied = ""
    hooked = [repr(a) + a.url + repr(dict(a.headers)) for a in attempts]
    return "\n".join([str(error), repr(error), error.args[0], *ours, copied, *hooked])


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=3),
    way=st.sampled_from(WAYS),
    action=st.sampled_from(["get", "create"]),
    login=st.sampled_from(["token", *sorted(FAULTS)]),
)
def test_every_fault_ends_in_time_typed_and_silent(
    steps: list[str], way: str, action: str, login: str
) -> None:
    begun, ended = list[Attempt](), list[Attempt]()
    script = itertools.chain(map(FAULTS.__getitem__, steps), itertools.repeat(FAULTS["is well"]))
    fetches = itertools.count()

    def handler(seen: Seen, connection: socket.socket) -> bytes | None:
        if seen.target != "/oauth/token":
            return next(script)(seen, connection)
        if login != "token" and not next(fetches):
            return FAULTS[login](seen, connection)
        return reply(200, {"access_token": f"T{SECRET}", "expires_in": 3600})

    hooks = Hooks([begun.append], [ended.append], [ended.append])
    options = {"deadline": 0.6, "timeout": Timeout(1, 0.3, 0.3, 1), "hooks": hooks}
    options |= {"retry": Retry(2, base_delay=0.01), "headers": {"X-Api-Key": f"K{SECRET}"}}
    identity = {"access_token": None, "client_id": "id", "client_secret": f"C{SECRET}"}
    with serving(handler) as server:
        client = make(way, server.url, login_url=server.url, **identity, **options)
        failed: errors.APIError | None = None
        result: Any = None
        start = time.monotonic()
        try:
            result = call(client, way, action)
        except errors.APIError as error:
            failed = error
        took = time.monotonic() - start
        if failed is None:
            assert result.id == "1"
        else:
            shown = str(failed)
            assert failed.operation
            assert SECRET not in texts(failed, begun)
            assert shown.isprintable()
            assert len(shown) < 5000
        assert took < 0.6 + 4 * SLACK, took  # The machine may be busy; see the next test.
        for seen in server.seen:
            assert len(set(seen.names)) == len(seen.names), seen.names
    stop = time.monotonic() + 3  # A fetch of a token may go on for a while.
    while len(ended) < len(begun) and time.monotonic() < stop:
        time.sleep(0.01)
    assert Counter(map(id, ended)) == Counter(map(id, begun))


def page() -> dict[str, tuple[str, str]]:
    """The table of faults in the documentation: fault → what becomes of a GET and of a POST."""
    text = (Path(__file__).resolve().parents[2] / "docs/runtime.md").read_text("utf-8")
    table = text.partition("| the service … |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    return {fault: (get, create) for fault, get, create in rows}


def test_the_page_tells_of_every_fault() -> None:
    assert page().keys() == FAULTS.keys()


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_page_tells_what_becomes_of_a_fault(way: str, name: str) -> None:
    deadline = 0.5 if "`TimeoutError`" in page()[name] else 20
    options = {"deadline": deadline, "timeout": Timeout(10, 5, 5, 10), "retry": Retry(1, 0.001)}
    for action, told in zip(("get", "create"), page()[name], strict=True):
        with serving(FAULTS[name]) as server:
            try:
                call(make(way, server.url, **options), way, action)
                found = "the data"
            except errors.APIError as error:
                is_late = isinstance(error, errors.TimeoutError)
                found = "repeated, then " if error.attempts == 2 and not is_late else ""
                found += f"`{type(error).__name__}`"
                if error.may_have_been_processed and action == "create":
                    found += ", may have been processed"
            assert found == told


@pytest.mark.parametrize("name", [n for n in FAULTS if "drips" in n or "for ever" in n])
def test_no_call_outlasts_its_deadline(way: str, name: str) -> None:
    with serving(FAULTS[name]) as server:
        took = list[float]()
        for _ in range(3):  # The machine may be busy for a moment.
            client = make(way, server.url, deadline=0.5, retry=0)
            start = time.monotonic()
            with pytest.raises(errors.TransportError) as caught:
                call(client, way, "get")
            took.append(time.monotonic() - start)
            assert caught.value.operation == "things.get"
            if took[-1] < 0.5 + SLACK:
                break
        assert min(took) < 0.5 + SLACK


def test_one_client_in_loop_after_loop(way: str) -> None:
    if way.startswith("sync"):
        pytest.skip("has no loop")
    with serving(FAULTS["is well"]) as server:
        client = make(way, server.url)

        async def run() -> Any:
            return await client.things.create({"name": "x"})

        for _ in range(3):
            assert asyncio.run(run()).id == "1"
        assert len(server.seen) == 3 and len(client._connection.used) <= 1


def test_a_client_of_the_users_stays_in_its_loop() -> None:
    with serving(FAULTS["is well"]) as server:
        client = AsyncClient(
            access_token="t", base_url=server.url, http_client=httpx2.AsyncClient()
        )

        async def run() -> Any:
            return await client.things.get("1")

        assert asyncio.run(run()).id == "1"
        with pytest.raises(errors.ConfigurationError, match="event loop"):
            asyncio.run(run())
        assert len(server.seen) == 1


def test_an_abandoned_loop_blocks_nobody() -> None:
    gate = threading.Event()

    def handler(seen: Seen, connection: socket.socket) -> bytes:
        if seen.target == "/oauth/token":
            if not gate.is_set():
                gate.wait(5)
            return reply(200, {"access_token": "t", "expires_in": 3600})
        return reply(200, {"id": "1"})

    with serving(handler) as server:
        client = AsyncClient(
            client_id="a", client_secret="b", base_url=server.url, login_url=server.url
        )
        loop = asyncio.new_event_loop()
        task = loop.create_task(client.send(client.things.get.request("1")))
        loop.run_until_complete(asyncio.sleep(0.1))
        gate.set()  # The first loop is left in the middle of its fetch.

        async def run() -> Any:
            return await client.things.get("1")

        assert asyncio.run(run()).id == "1"
        loop.run_until_complete(task)
        loop.close()


@pytest.mark.parametrize("life", [0, "0", -1, "NaN", "x", 1e-9, 1e999, None, [1]])
def test_a_token_of_no_life_is_fetched_once_for_a_call(life: Any) -> None:
    count = itertools.count(1)

    def script(request: Any) -> Any:
        if request.url.endswith("/oauth/token"):
            return answer(200, {"access_token": f"t{next(count)}", "expires_in": life})
        return answer(200, {"id": "1"})

    world = World(script, client_id="id", client_secret="secret")
    world.client.things.get("1")
    assert next(count) == 2


def test_a_valid_token_is_used_while_the_login_service_hangs(way: str) -> None:
    hangs, gate = threading.Event(), threading.Event()

    def handler(seen: Seen, connection: socket.socket) -> bytes | None:
        if seen.target != "/oauth/token":
            return reply(200, {"id": "1"})
        if hangs.is_set():
            gate.wait(5)
            return None
        return reply(200, {"access_token": "t", "expires_in": 600})

    with serving(handler) as server:
        client = make(
            way, server.url, access_token=None, client_id="a", client_secret="b",
            login_url=server.url, deadline=2,
        )  # fmt: skip

        def late() -> float:
            return time.monotonic() + 545

        async def run() -> None:
            await client.things.get("1")
            client._engine.clock = late
            hangs.set()
            for _ in range(5):
                await client.things.get("1")

        if way.startswith("sync"):
            client.things.get("1")
            client._engine.clock = late
            hangs.set()
            for _ in range(5):
                client.things.get("1")
        else:
            asyncio.run(run())
        assert sum(seen.target == "/oauth/token" for seen in server.seen) <= 2
        assert client._engine.budget.left == client._engine.budget.capacity
        gate.set()


def test_one_callers_limits_fail_no_other(way: str) -> None:
    def handler(seen: Seen, connection: socket.socket) -> bytes:
        if seen.target != "/oauth/token":
            return reply(200, {"id": "1"})
        time.sleep(0.4)
        return reply(200, {"access_token": "t", "expires_in": 600})

    with serving(handler) as server:
        client = make(
            way, server.url, access_token=None, client_id="a", client_secret="b",
            login_url=server.url,
        )  # fmt: skip
        request = client.things.get.request("1")
        limits: list[Any] = [
            {"deadline": 0.1, "retries": 0},
            {"timeout": 0.3},
            {},
            {},
            {"retries": 0},
        ]
        if way.startswith("sync"):
            found: list[str] = []

            def one(options: Any) -> None:
                try:
                    client.send(request, **options)
                    found.append("ok")
                except errors.APIError as error:
                    found.append(type(error).__name__)

            threads = [threading.Thread(target=one, args=(options,)) for options in limits]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:

            async def run() -> list[str]:
                calls = [client.send(request, **options) for options in limits]
                done = await asyncio.gather(*calls, return_exceptions=True)
                return [type(x).__name__ if isinstance(x, Exception) else "ok" for x in done]

            found = asyncio.run(run())
        assert Counter(found) == {"ok": 4, "TimeoutError": 1}
        assert sum(seen.target == "/oauth/token" for seen in server.seen) == 1


@pytest.mark.parametrize("status", [413, 401])
def test_an_early_response_is_that_response(way: str, status: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            connection.recv(1000)
            connection.sendall(reply(status, {"message": "no"}, Connection="close"))
            time.sleep(0.5)
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = make(way, url, retry=0)
        request = client.things.create.request({"name": "x" * 8_000_000})

        def run() -> None:
            sending = client.send(request)
            if way.startswith("async"):
                asyncio.run(sending)

        with pytest.raises(errors.error_class(status)):
            run()


def test_responses_have_a_limit(way: str) -> None:
    packed = gzip.compress(b'"' + b" " * 3_000_000 + b'"')
    headers: dict[str, Any] = {"Content_Type": "application/json", "Content_Encoding": "gzip"}
    with serving(lambda seen, connection: reply(200, packed, **headers)) as server:
        client = make(way, server.url, max_response=1_000_000)
        with pytest.raises(errors.TransportError) as caught:
            call(client, way, "get")
        assert caught.value.kind == "size" and caught.value.attempts == 1


@pytest.mark.parametrize("default_way", ["sync", "async"])
def test_gzip_of_several_members_is_read_whole(default_way: str) -> None:
    packed = gzip.compress(b'{"id": "1", ') + gzip.compress(b'"name": "n"}') + b"\0\0"
    headers: dict[str, Any] = {"Content_Type": "application/json", "Content_Encoding": "gzip"}
    with serving(lambda seen, connection: reply(200, packed, **headers)) as server:
        assert call(make(default_way, server.url), default_way, "get").name == "n"
    with serving(lambda seen, connection: reply(200, packed[:-12], **headers)) as server:
        with pytest.raises(errors.TransportError, match="cut"):
            call(make(default_way, server.url, retry=0), default_way, "get")


def test_bytes_after_a_response_never_become_the_next_ones() -> None:
    with (
        serving(FAULTS["sends bytes after its response"]) as server,
        make("sync", server.url) as client,
    ):
        assert [client.things.get("1").id for _ in range(4)] == ["1"] * 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-A", "a "), ("X-A", "a\r\nb"), ("X-A", "a\x01"), ("X-A", "\u20ac"), ("X A", "a"),
     ("X-A", 5), (5, "a"), ("", "a"), ("X-\xe9", "a")],
)  # fmt: skip
def test_headers_that_cannot_be_sent_are_refused_silently(name: Any, value: Any) -> None:
    world = World(answer(200, {}))
    with pytest.raises(errors.RequestError) as caught:
        world.client.send(world.client.things.get.request("1"), headers={name: value})
    assert not world.sent and f"{value!r}" not in str(caught.value)


@pytest.mark.parametrize("token", [f"{SECRET} ", f" {SECRET}", f"{SECRET}\n", f"{SECRET}\u20ac"])
def test_tokens_that_cannot_be_sent_are_refused_silently(token: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        StaticToken(token)
    assert SECRET not in str(caught.value)


def test_names_of_headers_are_unique() -> None:
    headers = Headers({"User-Agent": "a", "Accept": "b"}, {"user-agent": "c"}, {"ACCEPT": "d"})
    assert headers == {"user-agent": "c", "ACCEPT": "d"} and headers.get("Accept") == "d"
    world = World(answer(200, {"id": "1"}))
    own = {"authorization": "Bearer mine", "USER-AGENT": "mine", "accept": "application/x"}
    world.client.send(world.client.things.get.request("1"), headers=own)
    assert world.sent[0].headers == own


def test_secrets_stay_out_of_pickles_and_hooks() -> None:
    named = {"X-Api-Key": SECRET, "Cookie": SECRET, "X-Session-Token": SECRET, "X-Team": "a"}
    client = Client(access_token=SECRET, headers=named)
    state = pickle.dumps(client)
    assert SECRET.encode() not in state and b"X-Team" in state
    seen: list[str] = []

    def note(attempt: Attempt) -> None:
        seen.append(repr(dict(attempt.headers)) + repr(attempt))

    hooks = Hooks([note])
    world = World(answer(200, {"id": "1"}), access_token=SECRET, headers=named, hooks=hooks)
    world.client.things.get("1")
    assert SECRET not in seen[0] and "X-Team" in seen[0]
    assert world.sent[0].headers["X-Api-Key"] == SECRET and SECRET not in repr(world.sent)


def test_what_the_login_service_repeats_is_masked() -> None:
    def script(request: Any) -> Any:
        text = f"{request.content.decode()} {request.headers['Authorization']} C{SECRET}\n"
        return answer(400, {"error": f"e R{SECRET}", "error_description": text})

    grant = AuthorizationCode("id", f"C{SECRET}", refresh_token=f"R{SECRET}")
    world = World(script, auth=grant)
    with pytest.raises(errors.TokenError) as caught:
        world.client.things.get("1")
    shown = f"{caught.value!r}{caught.value.description}{caught.value.error}"
    assert SECRET not in shown and "\n" not in shown and "***" in shown


def test_tokens_never_go_to_a_plain_http_server_of_an_operation() -> None:
    upload: Request[Any] = Request(Operation("u", "GET", "/u", "u.get", server="http://u.example"))
    world = World(answer(200, {}))
    world.client._engine.base_url = world.client._engine.service.base_url
    with pytest.raises(errors.RequestError, match="plain http"):
        world.client.send(upload)
    assert not world.sent


def test_plain_http_is_never_shown_to_a_proxy(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda seen, connection: reply(200, {"id": "proxy"})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        with serving(FAULTS["is well"]) as server:
            assert call(make(way, server.url), way, "get").id == "1"
        assert not proxy.seen


def test_the_log_of_httpx2_shows_no_key(caplog: pytest.LogCaptureFixture) -> None:
    options = {"limits": None, "proxy": None, "verify": True, "transport": None}
    with serving(lambda seen, connection: reply(200)) as server, caplog.at_level(logging.DEBUG):
        url = Secret(f"{server.url}/x?api_key={SECRET}")
        transport = connect(None, options, False)
        transport.send(WireRequest("GET", url, {}))
        transport.close()
        assert SECRET in server.seen[0].target and SECRET not in caplog.text


def test_waits_that_were_asked_for_are_no_outage() -> None:
    script = itertools.cycle([answer(429, Retry_After="1"), answer(200, {"id": "1"})])

    def respond(request: WireRequest) -> Any:
        return next(script)

    world = World(respond)
    for _ in range(200):
        world.client.things.get("1")
    assert world.client._engine.budget.left == 20


def test_a_client_keeps_below_a_limit_by_itself() -> None:
    world = World(answer(200, {"id": "1"}), rate_limit=4)
    for _ in range(9):
        world.client.things.get("1")
    assert world.now == 1002.0 and world.slept == [0.25] * 8
    with pytest.raises(errors.TimeoutError) as caught:
        world.client.send(world.client.things.get.request("1"), deadline=0.1)
    assert caught.value.kind == "deadline" and caught.value.operation == "things.get"
    with pytest.raises(errors.ConfigurationError):
        Pace(0)


def test_what_the_document_does_not_know_can_be_called(way: str) -> None:
    def handler(seen: Seen, connection: socket.socket) -> bytes:
        if seen.target == "/gone":
            return reply(404, {"message": "not here"})
        if seen.target == "/raw":
            return reply(200, b"\x00\x01", Content_Type="image/png")
        return reply(200, {"target": seen.target, "body": seen.body.decode()})

    with serving(handler) as server:
        client = make(way, server.url)

        async def run() -> list[Any]:
            async with client:
                return [await client.request(*given, **named) for given, named in calls]

        calls: list[Any] = [
            (("POST", "/any"), {"query": {"a": [1, 2]}, "body": {"x": 1}, "retries": 0}),
            (("get", "/raw"), {}),
            (("GET", "/any"), {"decode": False}),
        ]
        if way.startswith("sync"):
            done = [client.request(*given, **named) for given, named in calls]
        else:
            done = asyncio.run(run())
        assert done[0].data == {"target": "/any?a=1&a=2", "body": '{"x":1}'}
        assert done[1].data == b"\x00\x01" and done[1].status == 200
        assert done[2].data is None and b"/any" in done[2].content
        assert all(seen.headers["authorization"] == "Bearer t0ken" for seen in server.seen)
    world = World(answer(404, {"message": "not here"}))
    with pytest.raises(errors.NotFoundError) as caught:
        world.client.request("GET", "/gone")
    assert caught.value.path == "/gone" and caught.value.content
    for path in ("gone", "/a b", "/a?b", "/a#b", "/../x", "@evil/", "/\n"):
        with pytest.raises(errors.RequestError):
            world.client.request("GET", path)
    assert len(world.sent) == 1


WATCH: Request[Any] = Request(
    Operation(
        "w", "GET", "/w", "w.get", idempotent=True,
        response_body=StreamBody(
            (
                ResponseMedia("", "application/json", "json", "Json"),
                ResponseMedia("", "text/event-stream", "events", "Json"),
            )
        ),
    )
)  # fmt: skip


def watch(way: str, url: str, **options: Any) -> Any:
    """Send a request whose response may be a stream, and read all of it."""
    client = make(way, url, retry=Retry(1, 0.001))
    if way == "sync":
        with client:
            response = client.send(WATCH, **options)
            data: Any = response.data
            return list(data) if hasattr(data, "close") else response

    async def run() -> Any:
        async with client:
            response = await client.send(WATCH, **options)
            data: Any = response.data
            return [item async for item in data] if hasattr(data, "close") else response

    return asyncio.run(run())


@pytest.mark.parametrize("default_way", ["sync", "async"])
def test_a_response_that_may_be_a_stream_is_read_as_any_other(default_way: str) -> None:
    events, kind = b"data: 1\n\ndata: 2\n\n", dict[str, Any](Content_Type="text/event-stream")
    with serving(lambda seen, connection: reply(200, events, **kind)) as server:
        assert watch(default_way, server.url) == [1, 2]
        assert watch(default_way, server.url, decode=False).content == events
    broken = dict[str, Any](Content_Type="application/json")
    with serving(lambda seen, connection: reply(200, b"{", **broken)) as server:
        with pytest.raises(errors.DecodeError) as unreadable:
            watch(default_way, server.url)
        assert unreadable.value.operation == "w.get" and unreadable.value.status == 200
    with serving(lambda seen, connection: reply(200, {"a": 1})) as server:
        assert watch(default_way, server.url).data == {"a": 1}
    with serving(truncated) as server:
        with pytest.raises(errors.TransportError) as cut:
            watch(default_way, server.url)
        assert cut.value.operation == "w.get" and cut.value.attempts == 2
    with serving(FAULTS["drips a body"]) as server:
        with pytest.raises(errors.TimeoutError) as late:
            watch(default_way, server.url, deadline=0.5)
        assert late.value.kind == "deadline"


def test_a_closed_client_ends_its_calls_typed(way: str) -> None:
    def slow(seen: Seen, connection: socket.socket) -> bytes:
        time.sleep(0.4)
        return reply(503)

    with serving(slow) as server:
        client = make(way, server.url, retry=Retry(3, base_delay=0.01))
        if way.startswith("sync"):
            threading.Timer(0.2, client.close).start()
            with pytest.raises(errors.APIError) as caught:
                client.things.get("1")
        else:

            async def run() -> None:
                asyncio.get_running_loop().call_later(
                    0.2, lambda: asyncio.ensure_future(client.aclose())
                )
                await client.things.get("1")

            with pytest.raises(errors.APIError) as caught:
                asyncio.run(run())
        assert caught.value.operation == "things.get"


@pytest.mark.parametrize(
    "options",
    [{"deadline": float("nan")}, {"deadline": "5"}, {"retries": None}, {"retries": -1},
     {"timeout": "x"}, {"max_response": 0}, {"max_response": "1"}],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(options: Any) -> None:
    world = World(answer(200, {}))
    with pytest.raises(errors.ConfigurationError):
        world.client.send(world.client.things.get.request("1"), **options)


@pytest.mark.parametrize("url", ["https://[::1", "https://a:99999", "https://a:b", "https://"])
def test_addresses_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(errors.ConfigurationError):
        Client(access_token="t", base_url=url)


def test_limits_beyond_any_clock_are_none() -> None:
    world = World(answer(200, {"id": "1"}))
    options: Any = {"deadline": float("inf"), "timeout": 1e30}
    world.client.send(world.client.things.get.request("1"), **options)
    assert world.sent[0].remaining is None and world.sent[0].timeout.read is None


def test_failed_calls_leave_no_cycle() -> None:
    class Body(dict[str, Any]):
        pass

    def lost(request: WireRequest) -> Any:
        raise errors.TransportError("x", kind="read", may_have_been_processed=True)

    world = World(lost, retry=0)
    body = Body(name="x")
    known = weakref.ref(body)
    gc.collect()
    gc.disable()
    try:
        with pytest.raises(errors.TransportError) as caught:
            world.client.things.create(body)
        world.sent.clear()
        del body, caught
        assert known() is None
    finally:
        gc.enable()
