"""The seam's default side: httpx2. Imported only when a client is built."""

from __future__ import annotations

import contextvars
import os
import socket
import ssl
import time
import zlib
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpx2

from ..errors import APIError, ClientClosedError, ConfigurationError, TimeoutError, TransportError
from .wire import WHOLE, Headers, Secret, WireRequest, WireResponse, bare, is_private, unexpected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

# What the exception proves: nothing left this machine, or at least no complete request did.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_REFUSED = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL)
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (httpx2.ConnectTimeout, "connect"), (httpx2.PoolTimeout, "pool"),
    (httpx2.WriteTimeout, "write"), (httpx2.ReadTimeout, "read"),
    (httpx2.ProxyError, "proxy"), (httpx2.ConnectError, "connect"),
    (httpx2.WriteError, "write"), (httpx2.ReadError, "read"),
)  # fmt: skip
_PASSED = (APIError, AssertionError)  # The latter are those of tests.
FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError)
"""What httpx2 raises."""


class _Trust(ssl.SSLContext):
    """The usual trust of httpx2, read when a first TLS connection opens, once for all clients.

    Reading the roots is a fifth of a cold start, and httpx2 does it for every client and for every
    proxy of the environment anew, whether or not any connection will be encrypted.
    """

    def _usual(self) -> ssl.SSLContext:
        # No lock, which a fork could leave locked: of two threads that read, the first one counts.
        known = cast("dict[str, ssl.SSLContext]", vars(self))
        return known.get("usual") or known.setdefault("usual", httpx2.create_ssl_context())

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        self._usual().set_alpn_protocols(alpn_protocols)

    def wrap_socket(self, *args: Any, **given: Any) -> ssl.SSLSocket:
        return self._usual().wrap_socket(*args, **given)

    def wrap_bio(self, *args: Any, **given: Any) -> ssl.SSLObject:
        return self._usual().wrap_bio(*args, **given)


_TRUSTS: dict[tuple[str | None, str | None], _Trust] = {}


def connect(http_client: Any, options: Mapping[str, Any], is_async: bool) -> Any:
    """Make the transport of a client.

    Args:
        http_client: an httpx2 client of the user's, or None.
        options: of our own client: ``limits``, ``proxy``, ``verify``, ``transport``.
        is_async: for which of the two clients.

    Returns:
        The transport.

    Raises:
        ConfigurationError: the user's client is of another kind.
    """
    kind = httpx2.AsyncClient if is_async else httpx2.Client
    if http_client is not None and not isinstance(http_client, kind):
        text = f"http_client must be an httpx2.{kind.__name__} for this client."
        raise ConfigurationError(text)
    adapter: Any = AsyncHttpTransport if is_async else HttpTransport
    client: Any = http_client or kind(**_settings(**options))
    return adapter(client, http_client is None, _watch(client, is_async))


def _settings(*, limits: Any, proxy: Any, verify: Any, transport: Any) -> dict[str, Any]:
    if limits is None or isinstance(limits, int):
        kept = limits or 20
        limits = httpx2.Limits(max_connections=limits or 100, max_keepalive_connections=kept)
    if verify is True:
        files = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        verify = _TRUSTS.setdefault(files, _Trust(ssl.PROTOCOL_TLS_CLIENT))
    elif isinstance(verify, str):
        verify = ssl.create_default_context(cafile=verify)
    settings = {"limits": limits, "proxy": proxy, "verify": verify, "transport": transport}
    # Cookies are neither sent nor kept.
    settings["cookies"] = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    if proxy is None or not is_private(str(getattr(proxy, "url", proxy))):
        # Plain http is for this machine only, and never shown to a proxy.
        settings["mounts"] = {"http://": None}
    return settings


class _Watch:
    """What the connections must know of the request they are used for, and tell of it.

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

    def failure(self, error: Exception, client: Any) -> APIError:
        """Translate what was raised while the request was under way."""
        if isinstance(error, FAULTS):
            timed_out = isinstance(error, httpx2.TimeoutException) and self.end is not None
            if timed_out and self.end is not None and time.monotonic() >= self.end:
                return late(self)
            return failure(error, self.sent)
        if client.is_closed:
            closed = ClientClosedError("The connections were closed.")
            closed.may_have_been_processed = self.sent
            return closed
        return unexpected(error, self.sent)

    def check(self, response: httpx2.Response) -> None:
        """Refuse a response that was there before its request."""
        if self.sent and not self.received:
            stream: Any = response.extensions.get("network_stream")
            if hasattr(stream, "abandon"):
                stream.abandon()
            text = "No response (protocol): there were bytes after an earlier response."
            raise TransportError(text, may_have_been_processed=True)


_NOBODY = _Watch(None, False)  # A stream that is read after its call.
_WATCH: contextvars.ContextVar[_Watch] = contextvars.ContextVar("watch")
_PIECE = 64 * 1024


def _watch(client: Any, is_async: bool) -> bool:
    """Have the connections of a client watch deadlines, and for responses that come early.

    httpx2 passes no network backend on to httpcore2, where it is a documented argument, so it is
    put where httpcore2 keeps it. Returns False where that place is not found.
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
        timeout = _WATCH.get(_NOBODY).clip(timeout)
        return _Stream(self._backend.connect_tcp(host, port, timeout, **given))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **given: Any) -> Any:
        timeout = _WATCH.get(_NOBODY).clip(timeout)
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
    """

    def __init__(self, stream: Any) -> None:
        self._stream, self._wrote, self._early = stream, 0, b""
        tls = stream.get_extra_info("ssl_object")
        # In HTTP/2 one caller reads for the others, whom its deadline is no business of.
        self._shared = tls is not None and tls.selected_alpn_protocol() == "h2"

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _begin(self, size: int) -> _Watch:
        watch = _WATCH.get(_NOBODY)
        watch.sent, watch.received = True, watch.received or self._shared
        self._wrote += size
        return watch

    def _is_answered(self) -> bool:
        """Tell whether a response begins to arrive, others than 1xx."""
        return self._early[:7] == b"HTTP/1." and self._early[9:10] in (b"2", b"3", b"4", b"5")

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        watch = _WATCH.get(_NOBODY)
        limit = timeout if self._shared else watch.clip(timeout)
        watch.received, self._wrote = True, 0
        return self._stream.read(max_bytes, limit)

    def write(self, buffer: bytes, timeout: float | None = None) -> Any:
        from httpcore2 import WriteError, WriteTimeout

        view = memoryview(buffer)
        for start in range(0, len(view), _PIECE):
            # The library reads the response after this error.
            if self._wrote >= _PIECE and self._peek():
                raise WriteError("The response came before the request was sent.")
            piece = view[start : start + _PIECE]
            watch = self._begin(len(piece))
            try:
                self._stream.write(piece, timeout if self._shared else watch.clip(timeout))
            except WriteTimeout:
                if self._peek():
                    raise WriteError("The response came before the request was sent.") from None
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
        limit = _WATCH.get(_NOBODY).clip(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, limit))

    def close(self) -> None:
        self._stream.close()

    abandon = close


class _AsyncStream(_Stream):
    """The same for asyncio, where the deadline cuts off by itself."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        _WATCH.get(_NOBODY).received, self._wrote = True, 0
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
            from httpcore2 import WriteError

            raise WriteError("The response came before the request was sent.")
        if failed:
            raise failed.pop()

    async def _listen(self, scope: anyio.CancelScope) -> None:
        from httpcore2 import NetworkError

        try:
            while not self._is_answered():
                data = await self._stream.read(_PIECE, None)
                if not data:
                    return
                interim = self._early[9:10] == b"1" and self._early.endswith(b"\r\n\r\n")
                self._early = data if interim else self._early + data
        except NetworkError:
            return  # Writing fails as well, and tells.
        scope.cancel()

    async def start_tls(
        self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None
    ) -> Any:
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    async def aclose(self) -> None:
        await self._stream.aclose()

    def abandon(self) -> None:
        """Make sure that nobody uses the connection again."""
        self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def content_codings() -> str:
    """List the content codings that the installed httpx2 can undo, as Accept-Encoding does."""
    with httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200))) as it:
        return it.headers["accept-encoding"]


class _HiddenURL(httpx2.URL):
    """A URL with a key in its query, which the log of httpx2 does not show."""

    def __str__(self) -> str:
        return super().__str__().partition("?")[0]

    __repr__ = __str__


def _build(codings: str, request: WireRequest, pieces: Callable[[Any], Any]) -> httpx2.Request:
    content, url = request.content, request.url
    return httpx2.Request(
        request.method,
        _HiddenURL(url) if isinstance(url, Secret) else url,
        headers=httpx2.Headers(Headers({"Accept-Encoding": codings}, request.headers), "latin-1"),
        content=content if isinstance(content, WHOLE) else pieces(content),
        extensions={"timeout": request.timeout._asdict()},
    )


def _auth(request: WireRequest) -> Any:
    return httpx2.USE_CLIENT_DEFAULT if request.auth == "client" else request.auth


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Iterate over an exception and what it came of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_tls(error: BaseException) -> bool:
    """Tell whether TLS was refused for good: a certificate, a version; not a lost connection."""
    lost = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    found = [e for e in _chain(error) if isinstance(e, ssl.SSLError)]
    return bool(found) and not any(isinstance(e, lost) for e in found)


def failure(error: Exception, sent: bool = True) -> TransportError:
    """Translate what httpx2 raised, saying whether the request may have been processed.

    Args:
        error: what it raised.
        sent: False where nothing left this machine.

    Returns:
        The error.
    """
    kind = next((name for known, name in _KINDS if isinstance(error, known)), "protocol")
    if isinstance(error, _REFUSED):
        kind = "request"
    elif kind == "connect" and _is_tls(error):
        kind = "tls"
    sent = sent and not isinstance(error, (*_UNSENT, *_REFUSED))
    text = next(filter(None, map(str, _chain(error))), "the connection was lost")
    if isinstance(error, httpx2.TimeoutException):
        text = f"Time ran out in phase '{kind}'."
        return TimeoutError(text, kind=kind, may_have_been_processed=sent)
    if isinstance(error, httpx2.DecodingError):
        text = f"the body's content coding is broken: {text}"
    if kind == "request":
        text = "the address or a header cannot be sent"  # Theirs may show a header's value.
    return TransportError(f"No response ({kind}): {text}", kind=kind, may_have_been_processed=sent)


def late(watch: _Watch) -> TimeoutError:
    """Make the error of a deadline that passed."""
    text = "The deadline passed before the response was complete."
    return TimeoutError(text, kind="deadline", may_have_been_processed=watch.sent)


class Inflater:
    """Undoes gzip, of any number of members, in pieces of bounded size."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Undo a piece.

        Raises:
            TransportError: it is no gzip.
        """
        while data:
            if self._inner.eof:
                data = data.lstrip(b"\0")  # Padding after the last member.
                if not data:
                    return
                self._inner = zlib.decompressobj(31)
            self._begun = True
            try:
                yield self._inner.decompress(data, 1 << 20)
            except zlib.error:
                raise TransportError(_CUT, kind="protocol", may_have_been_processed=True) from None
            data = self._inner.unconsumed_tail or self._inner.unused_data

    def end(self) -> None:
        """Check that nothing is missing.

        Raises:
            TransportError: the last member is cut.
        """
        if self._begun and not self._inner.eof:
            raise TransportError(_CUT, kind="protocol", may_have_been_processed=True)


_CUT = "No response (protocol): the body's content coding is broken: gzip is cut or no gzip"


def _is_gzip(response: httpx2.Response) -> bool:
    coding = response.headers.get("content-encoding", "").strip().lower()
    return coding == "gzip" and not response.is_stream_consumed


def pieces(response: httpx2.Response) -> Iterator[bytes]:
    """Iterate over a body, content codings undone.

    Args:
        response: of the sync client.

    Returns:
        Its pieces as they come.

    Raises:
        TransportError: its gzip is broken.
    """
    if not _is_gzip(response):
        yield from response.iter_bytes()
        return
    inflater = Inflater()
    for piece in response.iter_raw():
        yield from inflater.feed(piece)
    inflater.end()


async def apieces(response: httpx2.Response) -> AsyncIterator[bytes]:
    """Iterate as `pieces` does.

    Args:
        response: of the async client.

    Returns:
        Its pieces as they come.

    Raises:
        TransportError: its gzip is broken.
    """
    if not _is_gzip(response):
        async for piece in response.aiter_bytes():
            yield piece
        return
    inflater = Inflater()
    async for piece in response.aiter_raw():
        for part in inflater.feed(piece):
            yield part
    inflater.end()


class Parts:
    """Joins the pieces of a body, up to a limit.

    Args:
        limit: most bytes, or None.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit, self._size, self._parts = limit, 0, list[bytes]()

    def add(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            TransportError: it is one too many.
        """
        self._size += len(piece)
        if self._limit is not None and self._size > self._limit:
            text = f"The response is larger than max_response ({self._limit} bytes)."
            raise TransportError(text, kind="size", may_have_been_processed=True)
        self._parts.append(piece)

    def whole(self) -> bytes:
        """Return all of it."""
        return b"".join(self._parts)


class HttpTransport:
    """Sends through an ``httpx2.Client``.

    Args:
        client: sends.
        owned: whether it is closed with this one.
        watched: whether its connections hold to the deadline.
    """

    def __init__(self, client: httpx2.Client, owned: bool, watched: bool = False) -> None:
        self._client, self._owned, self._watched = client, owned, watched
        self._codings = client.headers.get("accept-encoding", "identity")

    def send(self, request: WireRequest, /) -> WireResponse:
        """Send and read the whole response; every read and write holds to the deadline.

        Raises:
            TransportError: no complete response came.
        """
        watch = _Watch(request.remaining, self._watched)
        token = _WATCH.set(watch)
        try:
            response = self._client.send(
                _build(self._codings, request, iter),
                stream=True,
                auth=_auth(request),
                follow_redirects=False,
            )
            live = None
            try:
                watch.check(response)
                kept = WireResponse(response.status_code, response.headers, b"")
                if request.live is not None and response.status_code < 300:
                    live = request.live(response)
                    if live is not None:
                        return kept._replace(live=live)
                body = Parts(request.max_response)
                for piece in pieces(response):
                    body.add(piece)
                    watch.clip(None)
            finally:
                if live is None:
                    response.close()
        except _PASSED:
            raise
        except Exception as error:
            if not isinstance(error, FAULTS) and request.auth not in (None, "client"):
                raise
            raise watch.failure(error, self._client) from bare(error)
        finally:
            _WATCH.reset(token)
        return kept._replace(content=body.whole())

    def close(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            self._client.close()


class AsyncHttpTransport:
    """Sends through an ``httpx2.AsyncClient``.

    Args:
        client: sends.
        owned: whether it is closed with this one.
        watched: whether its connections tell what was sent.
    """

    def __init__(self, client: httpx2.AsyncClient, owned: bool, watched: bool = False) -> None:
        self._client, self._owned, self._watched = client, owned, watched
        self._codings = client.headers.get("accept-encoding", "identity")

    async def send(self, request: WireRequest, /) -> WireResponse:
        """Send and read the whole response; the deadline cuts off whatever is going on.

        Raises:
            TransportError: no complete response came.
        """
        watch = _Watch(request.remaining, self._watched)
        token = _WATCH.set(watch)
        try:
            with anyio.move_on_after(request.remaining):
                return await self._send(request, watch)
        except _PASSED:
            raise
        except Exception as error:
            if not isinstance(error, FAULTS) and request.auth not in (None, "client"):
                raise
            raise watch.failure(error, self._client) from bare(error)
        finally:
            _WATCH.reset(token)
        raise late(watch)

    async def _send(self, request: WireRequest, watch: _Watch) -> WireResponse:
        response = await self._client.send(
            _build(self._codings, request, aiter),
            stream=True,
            auth=_auth(request),
            follow_redirects=False,
        )
        live = None
        try:
            watch.check(response)
            kept = WireResponse(response.status_code, response.headers, b"")
            if request.live is not None and response.status_code < 300:
                live = request.live(response)
                if live is not None:
                    return kept._replace(live=live)
            body = Parts(request.max_response)
            async for piece in apieces(response):
                body.add(piece)
            return kept._replace(content=body.whole())
        finally:
            if live is None:
                await response.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            await self._client.aclose()
