"""The seam's default side: httpx2. Imported only when a client is built."""

from __future__ import annotations

import os
import ssl
import zlib
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpx2

from ..errors import APIError, ClientClosedError, ConfigurationError, TimeoutError, TransportError
from .network import WATCH, Watch, late, watch
from .wire import WHOLE, Secret, WireRequest, WireResponse, bare, is_private, too_large, unexpected

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
_PASSED = (APIError, AssertionError)  # What a transport of the user's asserts is for the user.
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
    return adapter(client, http_client is None, watch(client, is_async))


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


def content_codings() -> str:
    """List the content codings that the installed httpx2 can undo, as Accept-Encoding does."""
    with httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200))) as it:
        return it.headers["accept-encoding"]


class _HiddenURL(httpx2.URL):
    """A URL with a key in its query, which the log of httpx2 does not show."""

    def __str__(self) -> str:
        return super().__str__().partition("?")[0]

    __repr__ = __str__


_parsed: Callable[[str], httpx2.URL] = lru_cache(32)(httpx2.URL)


def _build(codings: str, request: WireRequest, pieces: Callable[[Any], Any]) -> httpx2.Request:
    content, url = request.content, request.url
    is_given = "accept-encoding" in map(str.lower, request.headers)
    usual = () if is_given else (("Accept-Encoding", codings),)
    built = httpx2.Request(
        request.method,
        url if isinstance(url, Secret) else _parsed(url),
        headers=httpx2.Headers([*usual, *request.headers.items()], "latin-1"),
        content=content if isinstance(content, WHOLE) else pieces(content),
        extensions={"timeout": request.timeout._asdict()},
    )
    if isinstance(url, Secret):
        built.url = _HiddenURL(url)
    return built


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
    text = next((text for e in _chain(error) if (text := str(e))), "the connection was lost")
    if isinstance(error, httpx2.TimeoutException):
        text = f"Time ran out in phase '{kind}'."
        return TimeoutError(text, kind=kind, may_have_been_processed=sent)
    if isinstance(error, httpx2.DecodingError):
        text = f"the body's content coding is broken: {text}"
    if kind == "request":
        text = "the address or a header cannot be sent"  # Theirs may show a header's value.
    return TransportError(f"No response ({kind}): {text}", kind=kind, may_have_been_processed=sent)


def _translated(error: Exception, seen: Watch, client: Any) -> APIError:
    """Translate what was raised while a request was under way."""
    if isinstance(error, FAULTS):
        timed_out = isinstance(error, httpx2.TimeoutException) and seen.is_late()
        return late(seen) if timed_out else failure(error, seen.sent)
    if client.is_closed:
        closed = ClientClosedError("The connections were closed.")
        closed.may_have_been_processed = seen.sent
        return closed
    return unexpected(error, seen.sent)


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
            raise too_large(self._limit)
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
        seen = Watch(request.remaining, self._watched)
        token = WATCH.set(seen)
        try:
            response = self._client.send(
                _build(self._codings, request, iter),
                stream=True,
                auth=_auth(request),
                follow_redirects=False,
            )
            live = None
            try:
                seen.check(response)
                status, heads = response.status_code, response.headers
                if request.live is not None and status < 300:
                    live = request.live(response)
                    if live is not None:
                        return WireResponse(status, heads, b"", live)
                body = Parts(request.max_response)
                for piece in pieces(response):
                    body.add(piece)
                    seen.clip(None)
            finally:
                if live is None:
                    response.close()
        except _PASSED:
            raise
        except Exception as error:
            if not isinstance(error, FAULTS) and request.auth not in (None, "client"):
                raise
            raise _translated(error, seen, self._client) from bare(error)
        finally:
            WATCH.reset(token)
        return WireResponse(status, heads, body.whole())

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
        seen = Watch(request.remaining, self._watched)
        token = WATCH.set(seen)
        try:
            with anyio.move_on_after(request.remaining):
                return await self._send(request, seen)
        except _PASSED:
            raise
        except Exception as error:
            if not isinstance(error, FAULTS) and request.auth not in (None, "client"):
                raise
            raise _translated(error, seen, self._client) from bare(error)
        finally:
            WATCH.reset(token)
        raise late(seen)

    async def _send(self, request: WireRequest, seen: Watch) -> WireResponse:
        response = await self._client.send(
            _build(self._codings, request, aiter),
            stream=True,
            auth=_auth(request),
            follow_redirects=False,
        )
        live = None
        try:
            seen.check(response)
            status, heads = response.status_code, response.headers
            if request.live is not None and status < 300:
                live = request.live(response)
                if live is not None:
                    return WireResponse(status, heads, b"", live)
            body = Parts(request.max_response)
            async for piece in apieces(response):
                body.add(piece)
            return WireResponse(status, heads, body.whole())
        finally:
            if live is None:
                await response.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            await self._client.aclose()
