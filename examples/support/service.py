"""A small stateful service on this machine that plays Genesys Cloud Process Automation.

It keeps triggers in memory, so that the examples have something to talk to. Only the standard
library is used. It is no test double of the package: it knows nothing of it.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

from .state import Refusal, State

CLIENT_ID, CLIENT_SECRET, TOKEN = "demo-client", "demo-secret", "demo-token"
BASE = "/api/v2/processautomation"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    Args:
        method: HTTP method.
        target: path and query as sent.
        headers: as sent, in order.
        body: as sent.
        status: HTTP status of the answer.
        answer: body of the answer.
    """

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    status: int
    answer: bytes


@dataclass(frozen=True)
class Service:
    """The running service.

    Args:
        url: its address, for ``PA_BASE_URL`` and ``PA_LOGIN_URL``.
        exchanges: everything asked and answered so far.
    """

    url: str
    exchanges: list[Exchange]

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead an example here."""
        return {
            "PA_BASE_URL": self.url,
            "PA_LOGIN_URL": self.url,
            "GENESYSCLOUD_OAUTHCLIENT_ID": CLIENT_ID,
            "GENESYSCLOUD_OAUTHCLIENT_SECRET": CLIENT_SECRET,
        }


@contextmanager
def serving() -> Generator[Service]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    state, exchanges, lock = State(BASE), list[Exchange](), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        wbufsize = -1  # an answer in one packet

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                status, value = self._answer(body)
            content = b"" if value is None else json.dumps(value).encode()
            headers = list(self.headers.items())
            exchanges.append(Exchange(self.command, self.path, headers, body, status, content))
            self.send_response(status)
            self.send_header("ININ-Correlation-Id", f"demo-{len(exchanges)}")
            if content:
                self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def _answer(self, body: bytes) -> tuple[int, Any]:
            path, _, query = self.path.partition("?")
            if (self.command, path) == ("POST", "/oauth/token"):
                return _token(self.headers.get("Authorization", ""))
            try:
                if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                    raise Refusal(401, "bad.credentials", "Invalid login credentials.")
                given = json.loads(body) if body else None
                asked = {name: texts[-1] for name, texts in parse_qs(query).items()}
                return _route(state, self.command, path, asked, given)
            except Refusal as refusal:
                return refusal.status, {
                    "message": refusal.message,
                    "code": refusal.code,
                    "status": refusal.status,
                    "contextId": f"demo-{len(exchanges) + 1}",
                    "details": [],
                    "errors": [],
                }

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.server_port}", exchanges)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _token(authorization: str) -> tuple[int, Any]:
    known = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    if authorization != f"Basic {known}":
        return 401, {"error": "invalid_client", "error_description": "client not found"}
    return 200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 86399}


def _route(
    state: State, method: str, path: str, query: dict[str, str], body: Any
) -> tuple[int, Any]:
    parts = [unquote(part) for part in path.removeprefix(f"{BASE}/").split("/")]
    match parts:
        case ["triggers", "topics"] if method == "GET":
            return 200, state.topics(query)
        case ["triggers", "topics", topic, "test"] if method == "POST":
            return 200, state.test_topic(topic, body)
        case ["triggers", trigger, "test"] if method == "POST":
            return 200, state.test_trigger(trigger, body)
        case [("triggers" | "scheduledtriggers") as kind] if method == "GET":
            return 200, state.page(kind, query)
        case [("triggers" | "scheduledtriggers") as kind] if method == "POST":
            return 200, state.create(kind, body)
        case [("triggers" | "scheduledtriggers") as kind, key] if method == "GET":
            return 200, state.get(kind, key)
        case [("triggers" | "scheduledtriggers") as kind, key] if method == "PUT":
            return 200, state.update(kind, key, body)
        case [("triggers" | "scheduledtriggers") as kind, key] if method == "DELETE":
            state.delete(kind, key)
            return 204, None
        case _:
            raise Refusal(404, "not.found", f"There is nothing at {path}.")
