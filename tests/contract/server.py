"""A real HTTP server on loopback that judges what it is asked and what it answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.contract.contract import Contract

_MAX_BODY = 1 << 20
_MAX_CONNECTIONS = 32


class Answer(NamedTuple):
    """What the server says next.

    Args:
        status: HTTP status.
        body: any JSON value, or bytes that go as they are; None is no body.
        headers: besides the length and type.
        deviant: what gateways and newer servers send: neither it nor the body it answers is
            checked against the contract.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = MappingProxyType({})
    deviant: bool = False

    @property
    def content(self) -> bytes:
        if self.body is None or isinstance(self.body, bytes):
            return self.body or b""
        return json.dumps(self.body, ensure_ascii=False).encode()


class Seen(NamedTuple):
    """One request that kept the contract."""

    operation: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class ContractServer:
    """Listens on 127.0.0.1 until closed; at most 32 connections and 1 MB a body.

    Args:
        contract: the judge of every message.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.seen: list[Seen] = []
        self.problems: list[str] = []
        self.answers: list[Answer | Callable[[Seen], Answer]] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def expect(self, *answers: Answer | Callable[[Seen], Answer]) -> None:
        """Forget what was and set what is answered next, in order."""
        self.answers = list(answers)
        self.seen.clear()
        self.problems.clear()

    def verify(self, *operations: str) -> None:
        """Fail unless exactly these operations were asked for and every message was right."""
        assert not self.problems, self.problems
        assert [seen.operation for seen in self.seen] == list(operations)
        assert not self.answers, f"{len(self.answers)} answers were never asked for"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def _is_deviant(self) -> bool:
        step = self.answers[0] if self.answers else None
        return isinstance(step, Answer) and step.deviant

    def judge(self, handler: _Handler, body: bytes) -> Answer:
        """Check a request and give the answer to it, checked too."""
        headers = list(handler.headers.items())
        try:
            operation = self.contract.check_request(
                handler.command, handler.path, headers, None if self._is_deviant else body
            )
            lower = {name.lower(): value for name, value in headers}
            seen = Seen(operation.id, handler.command, handler.path, lower, body)
            self.seen.append(seen)
            answer = self.answers.pop(0)
            if callable(answer):
                answer = answer(seen)
            if not answer.deviant:
                self.contract.check_answer(operation, answer.status, answer.content)
            return answer
        except Exception as problem:
            self.problems.append(f"{handler.command} {handler.path}: {problem!r}")
            return Answer(418, {"message": f"contract: {problem}"}, deviant=True)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: ContractServer

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._room = threading.BoundedSemaphore(_MAX_CONNECTIONS)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self._room:
            super().process_request_thread(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    # One packet for head and body: Nagle's algorithm would wait between two.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] # always ours

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MAX_BODY:
            self.send_error(413)
            return
        answer = self.server.owner.judge(self, self.rfile.read(length))
        content = answer.content
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if content and "Content-Type" not in answer.headers:
            self.send_header("Content-Type", "application/json")
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""
