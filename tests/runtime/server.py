"""Real servers on loopback: each connection is handed to a function that may misbehave."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    names: tuple[str, ...] = ()


Handler = Callable[["Seen", socket.socket], "bytes | None"]


def reply(
    status: int = 200, body: Any = b"", *, length: int | None = None, **headers: str
) -> bytes:
    """Write an answer; ``length`` may lie."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Length: {len(content) if length is None else length}",
    ]
    if not isinstance(body, bytes):
        lines.append("Content-Type: application/json")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


class Server:
    """Listens on 127.0.0.1 until closed.

    Args:
        handler: gives the bytes to answer with; None closes the connection.
        context: for TLS.
    """

    def __init__(self, handler: Handler, context: ssl.SSLContext | None = None) -> None:
        self.handler = handler
        self.seen: list[Seen] = []
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self.open = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.open += 1
        connection.settimeout(30)
        try:
            with contextlib.suppress(OSError):
                if self._context is not None:
                    connection = self._context.wrap_socket(connection, server_side=True)
                with connection, connection.makefile("rb") as stream:
                    for seen in iter(lambda: read(stream), None):
                        self.seen.append(seen)
                        answer = self.handler(seen, connection)
                        if answer is None:
                            return
                        connection.sendall(answer)
        finally:
            connection.close()
            with self._lock:
                self.open -= 1

    def settled(self, connections: int) -> bool:
        """Wait, within reason, until so many connections are open."""
        for _ in range(500):
            if self.open == connections:
                return True
            threading.Event().wait(0.01)
        return False

    def close(self) -> None:
        self._socket.close()


def read(stream: Any) -> Seen | None:
    """Read one request, or None at the end of the connection."""
    first = stream.readline().decode()
    if not first:
        return None
    method, target, _ = first.split(" ")
    headers: dict[str, str] = {}
    names: list[str] = []
    for line in iter(stream.readline, b"\r\n"):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
        names.append(name.lower())
    body = stream.read(int(headers.get("content-length", 0)))
    return Seen(method, target, headers, body, tuple(names))


@contextlib.contextmanager
def serving(handler: Handler, context: ssl.SSLContext | None = None) -> Generator[Server]:
    """Run a server for the length of a ``with`` block."""
    server = Server(handler, context)
    try:
        yield server
    finally:
        server.close()
