"""What `--curl` prints is the request that is sent, byte for byte; `--dry-run` shows the same."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.command_line.small_service import SmallService, members, operation, query

_BYTES = b"a\0b\xff\xfe\n%s'\\"
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "key2": {"type": "apiKey", "in": "query", "name": "api key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
_UPLOAD = members(
    file={"type": "string", "format": "binary"}, note={"type": "string"}, other={"type": "string"}
)
_BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
_SECRET_HEADER = {"name": "X-Secret", "in": "header", "schema": {"type": "string"}}
_PLAIN_HEADER = {"name": "X-Plain", "in": "header", "schema": {"type": "string"}}
_COOKIE = {"name": "theme", "in": "cookie", "schema": {"type": "string"}}
_PATHS = {
    "/either": {"get": operation("getEither", security=[{"key": []}, {"bearer": []}])},
    "/open": {
        "get": operation(
            "getOpen",
            query("keyword", {"type": "string"}),
            query("password", {"type": "string"}),
            _SECRET_HEADER,
            _PLAIN_HEADER,
            security=[{"key": []}, {}],
        )
    },
    "/two": {
        "get": operation(
            "getTwo", query("a", {"type": "string"}), security=[{"key2": [], "key": []}]
        ),
        "post": operation("createTwo", body=members(a={"type": "string"}), security=[{"key2": []}]),
    },
    "/cookie": {"get": operation("getCookie", _COOKIE, security=[{"session": []}])},
    "/basic": {
        "get": operation("getBasic", security=[{"basic": []}]),
        "head": operation("headBasic", security=[{"key2": []}]),
    },
    "/blob": {
        "put": operation("putBlob", body=_BINARY, media="application/octet-stream", security=[])
    },
    "/text": {
        "put": operation("putText", body={"type": "string"}, media="text/plain", security=[])
    },
    "/form": {
        "post": operation("sendForm", body=_UPLOAD, media="multipart/form-data", security=[])
    },
}


class _Handler(BaseHTTPRequestHandler):
    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        ignored = ("host", "content-length", "connection", "expect", "accept-encoding")
        headers = {n.lower(): v for n, v in self.headers.items() if n.lower() not in ignored}
        boundary = headers.get("content-type", "").partition("boundary=")[2]
        if boundary:
            body = body.replace(boundary.encode(), b"BOUNDARY")
            headers["content-type"] = headers["content-type"].replace(boundary, "BOUNDARY")
        server: Any = self.server
        path, _, pairs = self.path.partition("?")
        server.seen.append((self.command, path, sorted(parse_qsl(pairs)), headers, body))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"{}")

    do_GET = do_HEAD = do_POST = do_PUT = respond

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


class _Recorder:
    def __init__(self, url: str, seen: list[Any]) -> None:
        self.url, self.seen = url, seen


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SmallService:
    folder = tmp_path_factory.mktemp("curl")
    return SmallService(folder, "curled", _PATHS, {"securitySchemes": _SCHEMES})


@pytest.fixture
def recorder() -> Iterator[_Recorder]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    seen: list[Any] = []
    server.seen = seen
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield _Recorder(f"http://127.0.0.1:{server.server_port}", seen)
    server.shutdown()
    thread.join()
    server.server_close()


def _set(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name in ("KEY", "KEY2", "BEARER", "BASIC", "SESSION"):
        monkeypatch.delenv(f"CURLED_{name}", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def _both(service: SmallService, recorder: _Recorder, *words: str) -> str:
    """Call, then run the command that curl is shown to need. Returns the command."""
    given = [*words, f"--base-url={recorder.url}"]
    called = service.run(*given)
    assert called.code == 0, called.err
    shown = service.run(*given, "--curl")
    assert (shown.code, shown.err) == (0, "")
    done = subprocess.run(
        ["sh"],
        input=shown.out.replace("curl ", "curl -sS -m 10 ", 1).encode(),
        capture_output=True,
        env={**os.environ},
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = recorder.seen
    assert second == first
    return shown.out


def test_the_credentials_of_the_call_are_shown(
    service: SmallService, recorder: _Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, CURLED_BEARER="token")
    command = _both(service, recorder, "either", "get")
    assert "CURLED_BEARER" in command
    assert "Authorization: Bearer ***" in service.run("either", "get", "--dry-run").out
    _set(monkeypatch)
    assert "X-Key: ***" in service.run("either", "get", "--dry-run").out
    recorder.seen.clear()
    _both(service, recorder, "open", "get")
    assert "CURLED_KEY, or CURLED_BEARER" in service.run("either", "get").err


@pytest.mark.parametrize("key", ["plain", "q&secret =%41+#'\"$`\\!é", " "])
def test_a_key_arrives_as_it_is(
    service: SmallService, recorder: _Recorder, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    _set(monkeypatch, CURLED_KEY2=key.strip() or "x y", CURLED_KEY="k", CURLED_SESSION="a;b, c%\"'")
    for words in (("two", "get", "--a", "b"), ("two", "create", "--a", "b"), ("basic", "head")):
        recorder.seen.clear()
        assert "CURLED_KEY2}" in _both(service, recorder, *words)
    recorder.seen.clear()
    assert "CURLED_SESSION" in _both(service, recorder, "cookie", "get", "--theme", "a b")


def test_basic_credentials(
    service: SmallService, recorder: _Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, CURLED_BASIC="user:pass $word")
    assert '-u "${CURLED_BASIC}"' in _both(service, recorder, "basic", "get")


@pytest.mark.parametrize("secret", ["e", "", "X-Secret", "s$`\"'"])
def test_a_typed_secret_stands_only_in_its_place(
    service: SmallService, recorder: _Recorder, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    _set(monkeypatch, X_SECRET=secret, PASSWORD="p&q")
    words = ("open", "get", f"--x-secret={secret}", "--x-plain=", "--password", "p&q")
    command = _both(service, recorder, *words, "--keyword=free")
    assert ('"X-Secret: ${X_SECRET}"' in command) is bool(secret)
    assert "keyword=free" in command
    assert "p&q" not in command
    shown = service.run(*words, "--dry-run").out
    assert "password=***" in shown
    assert "p%26q" not in shown


@pytest.mark.parametrize(
    "content", [_BYTES, b"plain", b"x" * 200_000], ids=["bytes", "text", "long"]
)
def test_bodies_of_every_kind(
    service: SmallService,
    recorder: _Recorder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: bytes,
) -> None:
    _set(monkeypatch)
    path = tmp_path / "the file"
    path.write_bytes(content)
    assert f"--data-binary '@{path}'" in _both(
        service, recorder, "blob", "update", f"--body=@{path}"
    )
    recorder.seen.clear()
    command = _both(service, recorder, "form", "create", f"--file=@{path}", "--note", "50% 'x'")
    assert (f"cat -- '{path}'" in command) is (content != b"plain")
    if content != _BYTES:
        recorder.seen.clear()
        _both(service, recorder, "text", "update", "--body", content.decode() + "y\n")
