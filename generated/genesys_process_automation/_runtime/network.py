"""Connections of httpx2 that hold to deadlines, and hear responses that come early.

What the library leaves open: a sync read or write that goes on for as long as the peer sends or
takes a byte now and then; and, with asyncio, a response that arrives while a large body is sent.
"""

from __future__ import annotations

import contextvars
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

import anyio

from ..errors import TimeoutError, TransportError

if TYPE_CHECKING:
    import httpx2


class Watch:
    """The facts that a request and the connection it uses tell each other.

    Args:
        remaining: seconds until its deadline, or None.
        sees: whether the connections tell; else the worst is assumed.

    Attributes:
        sent: whether any of it may have left this machine.
        received: whether anything arrived since.
    """

    __slots__ = ("end", "received", "sent")

    def __init__(self, remaining: float | None, sees: bool) -> None:
        self.end = None if remaining is None else time.monotonic() + remaining
        self.sent = self.received = not sees

    def clip(self, timeout: float | None) -> float | None:
        """Shorten a timeout to what is left.

        Raises:
            TimeoutError: nothing is left.
        """
        if self.end is None:
            return timeout
        left = self.end - time.monotonic()
        if left <= 0:
            raise late(self)
        return left if timeout is None or left < timeout else timeout

    def is_late(self) -> bool:
        """Tell whether the deadline passed."""
        return self.end is not None and time.monotonic() >= self.end

    def check(self, response: httpx2.Response) -> None:
        """Refuse a response that was there before its request.

        Raises:
            TransportError: it was.
        """
        if self.sent and not self.received:
            stream: Any = response.extensions["network_stream"]
            stream.spoiled = True
            text = "No response (protocol): there were bytes after an earlier response."
            raise TransportError(text, may_have_been_processed=True)


def late(watch: Watch) -> TimeoutError:
    """Make the error of a deadline that passed."""
    text = "The deadline passed before the response was complete."
    return TimeoutError(text, kind="deadline", may_have_been_processed=watch.sent)


_NOBODY = Watch(None, False)  # A stream that is read after its call.
WATCH: contextvars.ContextVar[Watch] = contextvars.ContextVar("watch")
_PIECE = 64 * 1024
_EARLY = "The response came before the request was sent."


def watch(client: Any, is_async: bool) -> bool:
    """Have the connections of a client watch deadlines, and for responses that come early.

    httpx2 passes no network backend on to httpcore2, where it is a documented argument, so it is
    put where httpcore2 keeps it.

    Args:
        client: of httpx2.
        is_async: which of the two.

    Returns:
        False where that place is not found.
    """
    found = False
    for transport in (
        getattr(client, "_transport", None),
        *getattr(client, "_mounts", {}).values(),
    ):
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if pool is not None and backend is not None:
            if not isinstance(backend, _Backend):
                pool._network_backend = (_AsyncBackend if is_async else _Backend)(backend)
            found = True
    return found


class _Backend:
    """Opens connections that watch."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **given: Any) -> Any:
        timeout = WATCH.get(_NOBODY).clip(timeout)
        return _Stream(self._backend.connect_tcp(host, port, timeout, **given))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **given: Any) -> Any:
        timeout = WATCH.get(_NOBODY).clip(timeout)
        return _Stream(self._backend.connect_unix_socket(path, timeout, **given))

    def sleep(self, seconds: float) -> Any:
        return self._backend.sleep(seconds)


class _AsyncBackend(_Backend):
    async def connect_tcp(self, host: str, port: int, timeout: Any = None, **given: Any) -> Any:
        return _AsyncStream(await self._backend.connect_tcp(host, port, timeout, **given))

    async def connect_unix_socket(self, path: str, timeout: Any = None, **given: Any) -> Any:
        return _AsyncStream(await self._backend.connect_unix_socket(path, timeout, **given))


class _Stream:
    """A connection that holds to the deadline of the request it is used for.

    Args:
        stream: the connection.

    Attributes:
        spoiled: whether no further request may use it.
    """

    def __init__(self, stream: Any) -> None:
        import httpcore2  # Loaded by who opened the connection.

        self._stream, self._wrote, self._early = stream, 0, b""
        self._core = httpcore2
        self.spoiled = False
        tls = stream.get_extra_info("ssl_object")
        # In HTTP/2 one caller reads for the others, whom its deadline is no business of.
        self._shared = tls is not None and tls.selected_alpn_protocol() == "h2"

    def get_extra_info(self, info: str) -> Any:
        if self.spoiled and info == "is_readable":
            return True  # So that the pool closes it.
        return self._stream.get_extra_info(info)

    def _begin(self, size: int) -> Watch:
        watch = WATCH.get(_NOBODY)
        watch.sent, watch.received = True, watch.received or self._shared
        self._wrote += size
        return watch

    def _is_answered(self) -> bool:
        """Tell whether a response begins to arrive, others than 1xx."""
        return self._early[:7] == b"HTTP/1." and self._early[9:10] in (b"2", b"3", b"4", b"5")

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        watch = WATCH.get(_NOBODY)
        limit = timeout if self._shared else watch.clip(timeout)
        watch.received, self._wrote = True, 0
        return self._stream.read(max_bytes, limit)

    def write(self, buffer: bytes, timeout: float | None = None) -> Any:
        view = memoryview(buffer)
        for start in range(0, len(view), _PIECE):
            # The library reads the response after this error.
            if self._wrote >= _PIECE and self._peek():
                raise self._core.WriteError(_EARLY)
            piece = view[start : start + _PIECE]
            watch = self._begin(len(piece))
            try:
                self._stream.write(piece, timeout if self._shared else watch.clip(timeout))
            except self._core.WriteTimeout:
                if self._stream.get_extra_info("is_readable"):
                    raise self._core.WriteError(_EARLY) from None
                raise

    def _peek(self) -> bool:
        sock = self._stream.get_extra_info("socket")
        if isinstance(sock, ssl.SSLSocket) or not self._stream.get_extra_info("is_readable"):
            return False
        try:
            self._early = sock.recv(16, socket.MSG_PEEK)
        except OSError:
            return False
        return self._is_answered()

    def start_tls(self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None) -> Any:
        limit = WATCH.get(_NOBODY).clip(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, limit))

    def close(self) -> None:
        self._stream.close()


class _AsyncStream(_Stream):
    """The same for asyncio, where the deadline cuts off by itself."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        WATCH.get(_NOBODY).received, self._wrote = True, 0
        if self._early:
            early, self._early = self._early, b""
            return early
        data: bytes = await self._stream.read(max_bytes, timeout)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._begin(len(buffer))
        if self._wrote < _PIECE or self._shared:
            await self._stream.write(buffer, timeout)
            return
        # What arrives while a large body is sent is lost when the peer closes, unless it is read.
        failed: list[Exception] = []
        async with anyio.create_task_group() as group:
            group.start_soon(self._listen, group.cancel_scope)
            try:
                await self._stream.write(buffer, timeout)
            except Exception as error:
                failed.append(error)
            group.cancel_scope.cancel()
        if self._is_answered():
            raise self._core.WriteError(_EARLY)
        if failed:
            raise failed.pop()

    async def _listen(self, scope: anyio.CancelScope) -> None:
        try:
            while not self._is_answered():
                data = await self._stream.read(_PIECE, None)
                if not data:
                    return
                interim = self._early[9:10] == b"1" and self._early.endswith(b"\r\n\r\n")
                self._early = data if interim else self._early + data
        except self._core.NetworkError:
            return  # Writing fails as well, and tells.
        scope.cancel()

    async def start_tls(
        self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None
    ) -> Any:
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    async def aclose(self) -> None:
        await self._stream.aclose()
