"""The optional transport: what it refuses, its proxy, pieces, and that a package may carry it."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from templates.package import errors
from templates.package._runtime.reqwest import AsyncReqwestTransport, ReqwestTransport
from templates.package._runtime.uploads import Upload
from templates.package._runtime.wire import Timeout, WireRequest, WireResponse
from tests.runtime.sample_api import Client
from tests.runtime.server import reply, serving

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sync", "async"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def send(way: str, request: WireRequest, **settings: Any) -> WireResponse:
    if way == "sync":
        transport = ReqwestTransport(**settings)
        try:
            return transport.send(request)
        finally:
            transport.close()

    async def run() -> WireResponse:
        other = AsyncReqwestTransport(**settings)
        try:
            return await other.send(request)
        finally:
            await other.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize("given", [{"live": str}, {"auth": httpx2.BasicAuth("u", "p")}])
def test_what_it_cannot_do_is_refused_before_anything_is_sent(
    way: str, given: dict[str, Any]
) -> None:
    with serving(lambda seen, connection: reply(200)) as server:
        with pytest.raises(errors.ConfigurationError, match="default transport"):
            send(way, WireRequest("GET", server.url, {}, **given))
        assert not server.seen


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("GET", "no address", {}),
        ("B D", "http://127.0.0.1:9", {}),
        ("GET", "http://127.0.0.1:9", {"a b": "c"}),
    ],
)
def test_a_request_that_cannot_be_made(
    way: str, method: str, url: str, headers: dict[str, str]
) -> None:
    with pytest.raises(errors.TransportError) as caught:
        send(way, WireRequest(method, url, headers))
    assert caught.value.kind == "request" and not caught.value.may_have_been_processed


def test_redirects_are_left_to_the_engine(way: str) -> None:
    with serving(lambda seen, connection: reply(302, Location="/other")) as server:
        answer = send(way, WireRequest("GET", server.url, {}))
        assert answer.status == 302 and answer.headers.get("location") == "/other"
        assert len(server.seen) == 1


def test_pieces_arrive_in_order(way: str) -> None:
    with serving(lambda seen, connection: reply(200, seen.body)) as server:
        pieces = Upload(iter([b"a" * 70_000, b"b"]))
        pieces_request = WireRequest("POST", server.url, {"Content-Length": "70001"}, pieces)
        assert send(way, pieces_request).content == b"a" * 70_000 + b"b"


def test_a_proxy_is_used(way: str) -> None:
    with serving(lambda seen, connection: reply(200, b"by proxy")) as server:
        request = WireRequest("GET", "http://nowhere.invalid/x", {})
        assert send(way, request, proxy=server.url).content == b"by proxy"


def test_the_deadline_is_kept(way: str) -> None:
    with serving(lambda seen, connection: time.sleep(0.6)) as server:
        request = WireRequest("GET", server.url, {}, None, Timeout(), 0.2)
        with pytest.raises(errors.TimeoutError) as caught:
            send(way, request)
        assert caught.value.kind == "deadline" and caught.value.may_have_been_processed


def test_a_client_closes_it() -> None:
    with serving(lambda seen, connection: reply(200, {"id": "1"})) as server:
        with Client(access_token="t", base_url=server.url, transport=ReqwestTransport()) as client:
            assert client.things.get("1").id == "1"
        with pytest.raises(errors.ClientClosedError):
            client.things.get("1")


@pytest.mark.slow
def test_a_package_carries_it_when_asked(tmp_path: Path) -> None:
    config = Config.model_validate({"package": {"emit": ["package", "project", "reqwest"]}})
    made = generate(ROOT / "spec" / "processautomation.yaml", config, package="carrying")
    for path, text in made.files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    assert 'reqwest = ["pyreqwest' in made.files["pyproject.toml"]
    program = (
        "from carrying import AsyncReqwestTransport, Client, ReqwestTransport\n"
        "client = Client(access_token='t', transport=ReqwestTransport(limits=5))\n"
    )
    (tmp_path / "program.py").write_text(program)
    for command in (["-m", "mypy", "--strict", "program.py"], ["program.py"]):
        told = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stdout + told.stderr
    hidden = (
        "import sys; sys.modules['pyreqwest'] = None; import carrying; carrying.ReqwestTransport"
    )
    told = subprocess.run(
        [sys.executable, "-c", hidden], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "ConfigurationError: This transport needs pyreqwest" in told.stderr
