"""The fake service on loopback, for programs that open connections of their own."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from .responses import Reply


class ServedService:
    """A service on a free port of 127.0.0.1, until it is closed.

    Args:
        handle: responds to method, URL, headers and body.

    Attributes:
        url: its address, to be given as ``base_url`` and ``login_url``.
    """

    def __init__(self, handle: Callable[[str, str, Mapping[str, str], bytes], Reply]) -> None:
        class Handler(_Handler):
            respond = staticmethod(handle)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop, and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1  # A response in one packet.
    respond: Any

    def _answer(self) -> None:
        host = self.headers.get("Host", "127.0.0.1")
        headers = dict(self.headers.items())
        try:
            content = self._content()
        except ValueError:
            self.send_error(
                400, "The length of the body is no number."
            )  # Also ends the connection.
            return
        reply = self.respond(self.command, f"http://{host}{self.path}", headers, content)
        if reply.delay:
            time.sleep(reply.delay)
        if reply.error is not None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status >= 200 and reply.status != 204:
            self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer
    do_OPTIONS = do_TRACE = do_QUERY = _answer

    def _content(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(_length(self.headers.get("Content-Length", "0"), 10))
        pieces: list[bytes] = []
        while size := _length(self.rfile.readline().partition(b";")[0].decode("latin-1"), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(pieces)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def _length(text: str, base: int) -> int:
    length = int(text, base)
    if length < 0:
        raise ValueError(text)
    return length
