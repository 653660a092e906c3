"""A server that answers as it is told and keeps what came, and the corpus's clients of it."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.files import imported

from .packages import made


class Recorder(ThreadingHTTPServer):
    """Answers each request as the document's first success says; keeps what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[dict[str, Any]] = []
        self.names: list[str] = []
        self.answer: tuple[int, str, bytes] = (204, "", b"")
        self.queue: list[tuple[int, dict[str, str], bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder  # pyright: ignore[reportIncompatibleVariableOverride] (what it is served by)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._any
        raise AttributeError(name)

    def _any(self) -> None:
        body = self._body()
        self.server.names = [name.lower() for name in self.headers]
        self.server.seen.append(
            {
                "method": self.command,
                "target": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body,
            }
        )
        if self.server.queue:
            status, headers, content = self.server.queue.pop(0)
        else:
            status, kind, content = self.server.answer
            headers = {"Content-Type": kind} if kind else {}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(content)

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        pieces: list[bytes] = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def log_message(self, format: str, *args: object) -> None: ...


Opener = Callable[..., AbstractContextManager[Any]]
"""Opens the client of a document of the corpus, by its name and with its settings."""


@contextmanager
def client_of(name: str, root: Path, server: Recorder, **settings: Any) -> Generator[Any]:
    package = imported(f"corpus_{name}", root)
    plan = made(name).plan
    given = {} if plan.service.schemes is not None else {"access_token": "t"}
    given.update(settings)
    for scheme in plan.service.arguments:
        given.setdefault(scheme.argument, "u:p" if scheme.kind == "basic" else "secret")
    url = f"http://127.0.0.1:{server.server_address[1]}"
    server.seen.clear()
    server.queue.clear()
    with package.Client(base_url=url, retry=0, **given) as client:
        yield client


def call_of(client: Any, name: str, operation: str) -> Any:
    """The method of an operation, wherever in the tree it hangs."""
    (path,) = [m.path for m in made(name).plan.methods if m.operation.id == operation]
    for part in path.split("."):
        client = getattr(client, part)
    return client
