"""The seam's default side: httpx2. Imported only when a client is built."""

from __future__ import annotations

import os
import ssl
import time
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpx2

from ..errors import TimeoutError, TransportError
from .wire import WHOLE, WireRequest, WireResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_client = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200)))
ACCEPT_ENCODING = _client.headers["accept-encoding"]
"""The content codings that the installed httpx2 can undo."""
_client.close()

# What the exception proves: nothing left this machine, or at least no complete request did.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_REFUSED = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL)
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (httpx2.ConnectTimeout, "connect"), (httpx2.PoolTimeout, "pool"),
    (httpx2.WriteTimeout, "write"), (httpx2.ReadTimeout, "read"),
    (httpx2.ProxyError, "proxy"), (httpx2.ConnectError, "connect"),
    (httpx2.WriteError, "write"), (httpx2.ReadError, "read"),
)  # fmt: skip


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
        """Offer these protocols."""
        self._usual().set_alpn_protocols(alpn_protocols)

    def wrap_socket(self, *args: Any, **given: Any) -> ssl.SSLSocket:
        """Encrypt a socket."""
        return self._usual().wrap_socket(*args, **given)

    def wrap_bio(self, *args: Any, **given: Any) -> ssl.SSLObject:
        """Encrypt a pair of buffers."""
        return self._usual().wrap_bio(*args, **given)


_TRUSTS: dict[tuple[str | None, str | None], _Trust] = {}


def settings(
    *, limits: Any = None, proxy: Any = None, verify: Any = True, transport: Any = None
) -> dict[str, Any]:
    """Give the keywords for building an httpx2 client of ours.

    Args:
        limits: an ``httpx2.Limits``, or the largest number of connections.
        proxy: URL or ``httpx2.Proxy``; None takes the environment's.
        verify: as httpx2 takes it: True, False or an ``ssl.SSLContext``; or a CA file.
        transport: an httpx2 transport, or None.
    """
    if limits is None or isinstance(limits, int):
        kept = limits or 20
        limits = httpx2.Limits(max_connections=limits or 100, max_keepalive_connections=kept)
    if verify is True:
        told = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        verify = _TRUSTS.setdefault(told, _Trust(ssl.PROTOCOL_TLS_CLIENT))
    elif isinstance(verify, str):
        verify = ssl.create_default_context(cafile=verify)
    return {"limits": limits, "proxy": proxy, "verify": verify, "transport": transport}


def _build(request: WireRequest, pieces: Callable[[Any], Any]) -> httpx2.Request:
    content, timeout = request.content, request.timeout
    return httpx2.Request(
        request.method,
        request.url,
        headers={"Accept-Encoding": ACCEPT_ENCODING, **request.headers},
        content=content if isinstance(content, WHOLE) else pieces(content),
        extensions={"timeout": timeout._asdict()},
    )


def _auth(request: WireRequest) -> Any:
    return httpx2.USE_CLIENT_DEFAULT if request.auth == "client" else request.auth


def _tls(error: BaseException | None) -> bool:
    inner = error and (error.__cause__ or error.__context__)
    return isinstance(error, ssl.SSLError) or (inner is not None and _tls(inner))


def failure(error: Exception) -> TransportError:
    """Translate what httpx2 raised, saying whether the request may have been processed."""
    kind = next((name for known, name in _KINDS if isinstance(error, known)), "protocol")
    if isinstance(error, _REFUSED):
        kind = "request"
    elif kind == "connect" and _tls(error):
        kind = "tls"
    sent = not isinstance(error, (*_UNSENT, *_REFUSED))
    text = str(error) or type(error).__name__
    if isinstance(error, httpx2.TimeoutException):
        return TimeoutError(
            f"Time ran out in phase '{kind}'.", kind=kind, may_have_been_processed=sent
        )
    if isinstance(error, httpx2.DecodingError):
        text = f"the body's content coding is broken: {text}"
    return TransportError(f"No answer ({kind}): {text}", kind=kind, may_have_been_processed=sent)


def _late() -> TimeoutError:
    return TimeoutError(
        "The deadline passed before the answer was complete.",
        kind="deadline",
        may_have_been_processed=True,
    )


class HttpTransport:
    """Sends through an ``httpx2.Client``."""

    def __init__(self, client: httpx2.Client | None, options: Mapping[str, Any]) -> None:
        self._owned = client is None
        self._client = client or httpx2.Client(**settings(**options))

    def send(self, request: WireRequest, /) -> WireResponse:
        """Send and read the whole answer, looking at the deadline between reads."""
        end = None if request.remaining is None else time.monotonic() + request.remaining
        try:
            response = self._client.send(
                _build(request, iter), stream=True, auth=_auth(request), follow_redirects=False
            )
            if request.live is not None and response.status_code < 300:
                return WireResponse(
                    response.status_code, response.headers, b"", request.live(response)
                )
            try:
                chunks: list[bytes] = []
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    if end is not None and time.monotonic() > end:
                        raise _late()
            finally:
                response.close()
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise failure(error) from error
        return WireResponse(response.status_code, response.headers, b"".join(chunks))

    def close(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            self._client.close()


class AsyncHttpTransport:
    """Sends through an ``httpx2.AsyncClient``."""

    def __init__(self, client: httpx2.AsyncClient | None, options: Mapping[str, Any]) -> None:
        self._owned = client is None
        self._client = client or httpx2.AsyncClient(**settings(**options))

    async def send(self, request: WireRequest, /) -> WireResponse:
        """Send and read the whole answer; the deadline cuts off whatever is going on."""
        try:
            with anyio.move_on_after(request.remaining):
                response = await self._client.send(
                    _build(request, aiter),
                    stream=request.live is not None,
                    auth=_auth(request),
                    follow_redirects=False,
                )
                if request.live is not None and response.status_code < 300:
                    kept = WireResponse(response.status_code, response.headers, b"")
                    return kept._replace(live=request.live(response))
                if request.live is not None:
                    await response.aread()
                return WireResponse(response.status_code, response.headers, response.content)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise failure(error) from error
        raise _late()

    async def aclose(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            await self._client.aclose()
