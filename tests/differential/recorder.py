"""A loopback server that answers each case as told and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .cases import Answer

MARK = "X-Case"  # both clients send it, so that a request is known to belong to its case


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire.

    Args:
        method: HTTP method.
        path: before any ``?``, undecoded.
        query: after it, undecoded; empty when there is none.
        headers: name in lower case → value, but for the mark, the host and the length.
        body: as sent.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Recorder:
    """The running server.

    Args:
        base_url: where it listens.
        asked: case → the requests it made, in order.
    """

    base_url: str
    asked: dict[str, list[Asked]]


@contextmanager
def recording(answers: Mapping[str, Answer]) -> Generator[Recorder]:
    """Serve on 127.0.0.1 until the block ends.

    Args:
        answers: number of the case, as text → its answer.
    """
    asked: dict[str, list[Asked]] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        wbufsize = -1  # an answer in one packet: in two, it would wait for an acknowledgement

        def handle_any(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            number = self.headers.get(MARK, "")
            left_out = {MARK.lower(), "host", "content-length"}
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept = {name: value for name, value in headers.items() if name not in left_out}
            request = Asked(self.command, path, query, kept, body)
            asked.setdefault(number, []).append(request)
            self._answer(answers[number])

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any

        def _answer(self, answer: Answer) -> None:
            content = b"" if answer.body is None else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in {"content-type", "content-length"}:
                    self.send_header(name, value)
            if content:
                self.send_header("Content-Type", "application/json")
            if answer.status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Recorder(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
