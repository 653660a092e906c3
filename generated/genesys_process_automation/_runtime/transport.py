"""The seam's default side: httpx2. Imported only when a client is built."""

from __future__ import annotations

import os
import ssl
import time
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpx2

from ..errors import ConfigurationError, TimeoutError, TransportError
from .wire import WHOLE, WireRequest, WireResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# What the exception proves: nothing left this machine, or at least no complete request did.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_REFUSED = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL)
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (httpx2.ConnectTimeout, "connect"), (httpx2.PoolTimeout, "pool"),
    (httpx2.WriteTimeout, "write"), (httpx2.ReadTimeout, "read"),
    (httpx2.ProxyError, "proxy"), (httpx2.ConnectError, "connect"),
    (httpx2.WriteError, "write"), (httpx2.ReadError, "read"),
)  # fmt: skip
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
    return adapter(http_client or kind(**_settings(**options)), http_client is None)


def _settings(*, limits: Any, proxy: Any, verify: Any, transport: Any) -> dict[str, Any]:
    if limits is None or isinstance(limits, int):
        kept = limits or 20
        limits = httpx2.Limits(max_connections=limits or 100, max_keepalive_connections=kept)
    if verify is True:
        files = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        verify = _TRUSTS.setdefault(files, _Trust(ssl.PROTOCOL_TLS_CLIENT))
    elif isinstance(verify, str):
        verify = ssl.create_default_context(cafile=verify)
    return {"limits": limits, "proxy": proxy, "verify": verify, "transport": transport}


def content_codings() -> str:
    """List the content codings that the installed httpx2 can undo, as Accept-Encoding does."""
    with httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200))) as it:
        return it.headers["accept-encoding"]


def _build(codings: str, request: WireRequest, pieces: Callable[[Any], Any]) -> httpx2.Request:
    content = request.content
    return httpx2.Request(
        request.method,
        request.url,
        headers=httpx2.Headers({"Accept-Encoding": codings, **request.headers}, "latin-1"),
        content=content if isinstance(content, WHOLE) else pieces(content),
        extensions={"timeout": request.timeout._asdict()},
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
        text = f"Time ran out in phase '{kind}'."
        return TimeoutError(text, kind=kind, may_have_been_processed=sent)
    if isinstance(error, httpx2.DecodingError):
        text = f"the body's content coding is broken: {text}"
    return TransportError(f"No response ({kind}): {text}", kind=kind, may_have_been_processed=sent)


def _late() -> TimeoutError:
    text = "The deadline passed before the response was complete."
    return TimeoutError(text, kind="deadline", may_have_been_processed=True)


class HttpTransport:
    """Sends through an ``httpx2.Client``.

    Args:
        client: sends.
        owned: whether it is closed with this one.
    """

    def __init__(self, client: httpx2.Client, owned: bool) -> None:
        self._client, self._owned = client, owned
        self._codings = client.headers.get("accept-encoding", "identity")

    def send(self, request: WireRequest, /) -> WireResponse:
        """Send and read the whole response, looking at the deadline between reads.

        Raises:
            TransportError: no complete response came.
        """
        end = None if request.remaining is None else time.monotonic() + request.remaining
        built = _build(self._codings, request, iter)
        try:
            response = self._client.send(
                built, stream=True, auth=_auth(request), follow_redirects=False
            )
            kept = WireResponse(response.status_code, response.headers, b"")
            if request.live is not None and response.status_code < 300:
                return kept._replace(live=request.live(response))
            try:
                chunks: list[bytes] = []
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    if end is not None and time.monotonic() > end:
                        raise _late()
            finally:
                response.close()
        except FAULTS as error:
            raise failure(error) from error
        return kept._replace(content=b"".join(chunks))

    def close(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            self._client.close()


class AsyncHttpTransport:
    """Sends through an ``httpx2.AsyncClient``.

    Args:
        client: sends.
        owned: whether it is closed with this one.
    """

    def __init__(self, client: httpx2.AsyncClient, owned: bool) -> None:
        self._client, self._owned = client, owned
        self._codings = client.headers.get("accept-encoding", "identity")

    async def send(self, request: WireRequest, /) -> WireResponse:
        """Send and read the whole response; the deadline cuts off whatever is going on.

        Raises:
            TransportError: no complete response came.
        """
        live, built = request.live, _build(self._codings, request, aiter)
        try:
            with anyio.move_on_after(request.remaining):
                response = await self._client.send(
                    built, stream=live is not None, auth=_auth(request), follow_redirects=False
                )
                kept = WireResponse(response.status_code, response.headers, b"")
                if live is not None and response.status_code < 300:
                    return kept._replace(live=live(response))
                if live is not None:
                    await response.aread()
                return kept._replace(content=response.content)
        except FAULTS as error:
            raise failure(error) from error
        raise _late()

    async def aclose(self) -> None:
        """Close the connections, unless the client was passed in."""
        if self._owned:
            await self._client.aclose()
