"""Faults on real sockets: each ends in one typed error that says what may have happened."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import trustme

from templates.package import errors
from templates.package._runtime.reqwest import AsyncReqwestTransport, ReqwestTransport
from templates.package._runtime.retry import Retry
from templates.package._runtime.wire import Timeout
from tests.runtime.sample_api import AsyncClient, Client
from tests.runtime.server import Seen, reply, serving

QUICK = Retry(max_retries=2, base_delay=0.001)
THING = {"id": "1", "name": "n"}
Fault = Callable[[Seen, socket.socket], "bytes | None"]


def reset(seen: Seen, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def truncated(seen: Seen, connection: socket.socket) -> None:
    connection.sendall(reply(200, b'{"id": "1', length=100, Content_Type="application/json"))


def reset_in_body(seen: Seen, connection: socket.socket) -> None:
    truncated(seen, connection)
    reset(seen, connection)


def not_http(seen: Seen, connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.0\r\n\r\n")


def healthy(seen: Seen, connection: socket.socket) -> bytes:
    return reply(200, THING)


def broken_gzip(seen: Seen, connection: socket.socket) -> bytes:
    return reply(200, b"no gzip", Content_Encoding="gzip", Content_Type="application/json")


def call(client: Any, way: str, action: str) -> Any:
    """Call synchronously through either client."""
    arguments: tuple[Any, ...] = ({"name": "x"},) if action == "create" else ("1",)
    if isinstance(client, Client):
        with client:
            return getattr(client.things, action)(*arguments)

    async def run() -> Any:
        async with client:
            return await getattr(client.things, action)(*arguments)

    return asyncio.run(run())


@pytest.fixture(params=["sync", "async"])
def default_way(request: pytest.FixtureRequest) -> str:
    """A way through httpx2, for what only that library can do or says in its own words."""
    return str(request.param)


@pytest.fixture(params=["sync", "async", "sync reqwest", "async reqwest"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make(way: str, url: str, **settings: Any) -> Any:
    settings = {"access_token": "t0ken", "base_url": url, "retry": QUICK, **settings}
    if "reqwest" in way:
        kind = ReqwestTransport if way.startswith("sync") else AsyncReqwestTransport
        settings["transport"] = kind(verify=settings.pop("verify", True))
    return (Client if way.startswith("sync") else AsyncClient)(**settings)


@pytest.mark.parametrize("fault", [reset, truncated, reset_in_body, not_http, broken_gzip])
def test_broken_answers(way: str, fault: Fault) -> None:
    with serving(fault) as server:
        with pytest.raises(errors.TransportError) as caught:
            call(make(way, server.url), way, "create")
        assert caught.value.may_have_been_processed and caught.value.attempts == 1
        assert len(server.seen) == 1 and caught.value.operation == "things.create"
        server.seen.clear()
        with pytest.raises(errors.TransportError) as caught:
            call(make(way, server.url), way, "get")
        assert caught.value.attempts == len(server.seen) == 3


def test_a_passing_fault_is_healed(way: str) -> None:
    faults: list[Fault] = [reset, truncated, lambda s, c: reply(503), lambda s, c: reply(429)]
    steps: Iterator[Fault] = itertools.chain(faults, itertools.repeat(healthy))
    with serving(lambda seen, connection: next(steps)(seen, connection)) as server:
        client = make(way, server.url, retry=Retry(max_retries=4, base_delay=0.001))
        assert call(client, way, "get").name == "n"
        assert len(server.seen) == 5


def test_nobody_listens(way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(errors.TransportError) as caught:
        call(make(way, f"http://127.0.0.1:{port}"), way, "create")
    assert caught.value.kind == "connect" and not caught.value.may_have_been_processed
    assert caught.value.attempts == 3


def test_a_name_that_does_not_resolve(way: str) -> None:
    with pytest.raises(errors.TransportError) as caught:
        call(make(way, "https://nowhere.invalid", retry=0), way, "create")
    assert caught.value.kind == "connect" and not caught.value.may_have_been_processed


def test_a_server_that_never_answers(way: str) -> None:
    done = threading.Event()

    def silent(seen: Seen, connection: socket.socket) -> None:
        done.wait(20)

    with serving(silent) as server:
        with pytest.raises(errors.TimeoutError) as caught:
            call(make(way, server.url, timeout=Timeout(read=0.05)), way, "create")
        assert caught.value.kind == "read" and caught.value.may_have_been_processed
        with pytest.raises(errors.TimeoutError):
            call(make(way, server.url, deadline=0.1, retry=0), way, "get")
        done.set()


def test_a_body_that_drips_is_cut_at_the_deadline(way: str) -> None:
    done = threading.Event()

    def drip(seen: Seen, connection: socket.socket) -> None:
        connection.sendall(reply(200, b"", length=10_000))
        while not done.wait(0.02):
            connection.sendall(b" ")

    with serving(drip) as server:
        with pytest.raises(errors.TimeoutError) as caught:
            call(make(way, server.url, deadline=0.3, retry=0), way, "get")
        assert caught.value.kind == "deadline" and caught.value.may_have_been_processed
        done.set()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "identity"])
def test_content_codings(way: str, coding: str) -> None:
    codings: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "identity": bytes,
    }
    encode = codings[coding]

    def handler(seen: Seen, connection: socket.socket) -> bytes:
        assert coding in seen.headers["accept-encoding"] or coding == "identity"
        body = encode(b'{"id":"1"}')
        return reply(200, body, Content_Encoding=coding, Content_Type="application/json")

    with serving(handler) as server:
        assert call(make(way, server.url), way, "get").id == "1"


def test_a_coding_nobody_asked_for_is_a_decode_error(way: str) -> None:
    def handler(seen: Seen, connection: socket.socket) -> bytes:
        return reply(200, b"\x8f\x05", Content_Encoding="x-odd", Content_Type="application/json")

    with serving(handler) as server, pytest.raises(errors.DecodeError):
        call(make(way, server.url), way, "get")


@pytest.mark.parametrize("status", [200, 204])
def test_nothing_to_read(way: str, status: int) -> None:
    with serving(lambda seen, connection: reply(status)) as server:
        assert call(make(way, server.url), way, "delete") is None
        assert call(make(way, server.url), way, "create") is None
        with pytest.raises(errors.DecodeError, match="empty"):
            call(make(way, server.url, strict=True), way, "create")


def test_the_token_stays_when_redirected_away(way: str) -> None:
    with serving(lambda seen, connection: reply(200, THING)) as other:

        def handler(seen: Seen, connection: socket.socket) -> bytes:
            return reply(302, Location=f"{other.url}/x")

        with serving(handler) as server:
            with pytest.raises(errors.StatusError, match="not followed"):
                call(make(way, server.url), way, "get")
        assert other.seen == []


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a CA, kept as ca.pem, and the contexts of a server it vouches for and of its client."""
    # trustme knows two kinds of contexts, one of which only exists where pyOpenSSL does.
    authority: Any = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    return server, ssl.create_default_context(cafile=folder / "ca.pem")


def test_tls(way: str, tmp_path: Path) -> None:
    server_side, client_side = certificates(tmp_path)
    with serving(lambda seen, connection: reply(200, THING), server_side) as server:
        if "reqwest" not in way:  # It takes a file, but no context of Python's.
            assert call(make(way, server.url, verify=client_side), way, "get").id == "1"
        assert call(make(way, server.url, verify=str(tmp_path / "ca.pem")), way, "get").id == "1"
        with pytest.raises(errors.TransportError) as caught:
            call(make(way, server.url), way, "get")
        assert caught.value.kind == "tls" and caught.value.attempts == 1
        assert not caught.value.may_have_been_processed


def test_usual_trust_is_read_once_and_only_for_tls(
    default_way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_side, _ = certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    read: list[ssl.SSLContext] = []

    def counted() -> ssl.SSLContext:
        read.append(ssl.create_default_context(cafile=tmp_path / "ca.pem"))
        return read[-1]

    monkeypatch.setattr(httpx2, "create_ssl_context", counted)
    with serving(lambda seen, connection: reply(200, THING)) as server:
        assert call(make(default_way, server.url), default_way, "get").id == "1"
    assert not read
    with serving(lambda seen, connection: reply(200, THING), server_side) as server:
        assert call(make(default_way, server.url), default_way, "get").id == "1"
        assert call(make(default_way, server.url), default_way, "get").id == "1"
    assert len(read) == 1


def test_usual_trust_is_that_of_the_environment(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_side, _ = certificates(tmp_path)
    with serving(lambda seen, connection: reply(200, THING), server_side) as server:
        with pytest.raises(errors.TransportError):
            call(make(way, server.url), way, "get")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert call(make(way, server.url), way, "get").id == "1"


@pytest.mark.parametrize("headers", [{}, {"Retry_After": "0"}])
def test_storms_of_429_end(way: str, headers: dict[str, Any]) -> None:
    with serving(lambda seen, connection: reply(429, **headers)) as server:
        with pytest.raises(errors.RateLimitError) as caught:
            call(make(way, server.url), way, "create")
        assert caught.value.attempts == len(server.seen) == 3


def test_connections_are_reused_and_closed() -> None:
    with serving(lambda seen, connection: reply(200, THING)) as server:
        with make("sync", server.url) as client:
            for _ in range(20):
                client.things.get("1")
            assert server.settled(1)
        assert server.settled(0)


@pytest.mark.parametrize(("coding", "hint"), [("br", "httpx2[brotli]"), ("x-odd", "'x-odd'")])
def test_a_content_coding_that_cannot_be_undone(
    default_way: str, coding: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(seen: Seen, connection: socket.socket) -> bytes:
        return reply(200, b"\x8b\x02\x80", Content_Encoding=coding, Content_Type="application/json")

    monkeypatch.setattr(
        "templates.package._runtime.transport.content_codings", lambda: "gzip, deflate"
    )
    decoders: dict[str, Any] = vars(httpx2)["_decoders"].SUPPORTED_DECODERS
    monkeypatch.delitem(decoders, coding, raising=False)
    with serving(odd) as server, pytest.raises(errors.DecodeError) as caught:
        call(make(default_way, server.url), default_way, "get")
    assert hint in str(caught.value) and coding in str(caught.value)
