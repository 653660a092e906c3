"""Another side of the seam, optional: pyreqwest, a client in Rust that needs less CPU for a call.

What differs from the default: the limits on reading and connecting hold for a whole attempt
together; the time to connect and to get a free connection is set when the transport is made;
responses that are read as a stream, and an httpx2 auth, are refused.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import APIError, ClientClosedError, ConfigurationError, TimeoutError, TransportError
from .wire import WHOLE, Timeout, WireRequest, WireResponse, bare, is_private, too_large, unexpected

try:
    from pyreqwest import exceptions as faults
    from pyreqwest.client import ClientBuilder, SyncClientBuilder
    from pyreqwest.proxy import ProxyBuilder
except ImportError:
    raise ConfigurationError(
        "This transport needs pyreqwest: install the extra 'reqwest'."
    ) from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

B = TypeVar("B", ClientBuilder, SyncClientBuilder)

# Exception, phase, whether the request may have reached the service.
_KINDS: tuple[tuple[type[Exception], str, bool], ...] = (
    (faults.ConnectTimeoutError, "connect", False), (faults.PoolTimeoutError, "pool", False),
    (faults.WriteTimeoutError, "write", True), (faults.RequestTimeoutError, "read", True),
    (faults.ConnectError, "connect", False), (faults.WriteError, "write", True),
    (faults.ReadError, "read", True), (faults.BuilderError, "request", False),
)  # fmt: skip


def _seconds(value: float) -> dt.timedelta:
    return dt.timedelta(seconds=max(value, 0.001))


def _made(
    builder: B, limits: int, proxy: str | None, verify: bool | str | Path, given: Timeout | None
) -> B:
    timeout = given or Timeout()
    builder = builder.follow_redirects(False).max_connections(limits)
    if timeout.connect is not None:
        builder = builder.connect_timeout(_seconds(timeout.connect))
    if timeout.pool is not None:
        builder = builder.pool_timeout(_seconds(timeout.pool))
    if proxy is not None and is_private(proxy):
        builder = builder.proxy(ProxyBuilder.all(proxy))
    else:
        # Plain http is for this machine only, and never shown to a proxy.
        found = proxy or os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
        exempt = os.environ.get("NO_PROXY") or os.environ.get("no_proxy")
        builder = builder.no_proxy()
        if found:
            builder = builder.proxy(ProxyBuilder.https(found).no_proxy(exempt))
    if verify is False:
        builder = builder.danger_accept_invalid_certs(True)
    elif verify is not True:
        builder = builder.add_root_certificate_pem(Path(verify).read_bytes())
    return builder


def _prepared(
    client: Any, request: WireRequest, pieces: Callable[[Any], Any]
) -> tuple[Any, float | None]:
    """What sends the request of the library, and the seconds it may take."""
    if request.live is not None:
        raise ConfigurationError("Responses are read as a stream by the default transport only.")
    if request.auth is not None and request.auth != "client":
        raise ConfigurationError("An httpx2 auth needs the default transport.")
    phases = (request.timeout.connect, request.timeout.read)
    limit = None if None in phases else sum(filter(None, phases))
    if request.remaining is not None:
        limit = request.remaining if limit is None else min(limit, request.remaining)
    try:
        builder = client.request(request.method, request.url)
        # One by one: of a header that is given twice, both count.
        for name, value in request.headers.items():
            builder = builder.header(name, value)
        content = request.content
        if isinstance(content, bytes):
            builder = builder.body_bytes(content)
        elif not isinstance(content, WHOLE):
            builder = builder.body_stream(pieces(content))
        if limit is not None:
            builder = builder.timeout(_seconds(limit))
        return builder.build().send, limit  # Its own repr shows headers, or fails.
    except (ValueError, TypeError) as error:
        raise TransportError(
            f"No response (request): {error}", kind="request", may_have_been_processed=False
        ) from error


class ResponseHeaders(Mapping[str, str]):
    """The headers of a response but those whose value is no text, looked up without regard to case.

    Not those of httpx2, as with the default transport: importing it takes a fifth of a cold start.

    Args:
        response: of pyreqwest.
    """

    def __init__(self, response: Any) -> None:
        self._values = dict[str, str]()
        for name in dict.fromkeys(response.headers.keys()):
            with contextlib.suppress(ValueError):
                self._values[name.lower()] = ", ".join(response.get_header_all(name))

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _failure(error: Exception, request: WireRequest, limit: float | None) -> APIError:
    if isinstance(error, faults.ClientClosedError):
        return ClientClosedError("The connections were closed.")
    if not isinstance(error, (faults.PyreqwestError, OSError)):
        return unexpected(error)
    known = (found for found in _KINDS if isinstance(error, found[0]))
    _, kind, sent = next(known, (Exception, "protocol", True))
    causes = [cause["message"] for cause in getattr(error, "details", {}).get("causes") or ()]
    text = "; ".join([getattr(error, "message", str(error)), *causes])
    if kind == "connect" and not any("(Connect)" in cause for cause in causes):
        kind, sent = "read", True  # The library tells a lost connection the same way.
    lost = any(word in text.lower() for word in ("eof", "reset", "closed"))
    words = ("certificate", "tls", "ssl", "handshake")
    if kind == "connect" and not lost and any(word in text.lower() for word in words):
        kind = "tls"
    if isinstance(error, faults.RequestTimeoutError):
        if kind == "read" and limit is not None and limit == request.remaining:
            kind = "deadline"
        return TimeoutError(
            f"Time ran out in phase '{kind}'.", kind=kind, may_have_been_processed=sent
        )
    return TransportError(f"No response ({kind}): {text}", kind=kind, may_have_been_processed=sent)


class ReqwestTransport:
    """Sends through a ``pyreqwest`` client; give it as ``Client(transport=ReqwestTransport())``.

    Args:
        limits: the largest number of requests at a time.
        proxy: URL of a proxy for all requests; None takes the environment's.
        verify: True, a file of CA certificates to trust as well, or False to trust anybody.
        timeout: of which ``connect`` and ``pool`` are taken, for every call; None for the usual.

    Raises:
        ConfigurationError: on import, where pyreqwest is not installed.
    """

    def __init__(
        self,
        *,
        limits: int = 100,
        proxy: str | None = None,
        verify: bool | str | Path = True,
        timeout: Timeout | None = None,
    ) -> None:
        self._client = _made(SyncClientBuilder(), limits, proxy, verify, timeout).build()

    def send(self, request: WireRequest, /) -> WireResponse:
        """Send a request and read the whole response.

        Raises:
            TransportError: no complete response came.
            ConfigurationError: the request wants what this transport cannot do.
        """
        send, limit = _prepared(self._client, request, iter)
        try:
            response = send()
            headers = ResponseHeaders(response)
            if request.max_response is None:
                content = bytes(response.bytes())
            else:
                # One byte more than the limit tells that it is too large.
                content = bytes(response.body_reader.read(request.max_response + 1) or b"")
        except Exception as error:
            raise _failure(error, request, limit) from bare(error)
        if request.max_response is not None and len(content) > request.max_response:
            raise too_large(request.max_response)
        return WireResponse(response.status, headers, content)

    def close(self) -> None:
        """Give up all connections."""
        self._client.close()


class AsyncReqwestTransport:
    """The same for the async client; see `ReqwestTransport`."""

    def __init__(
        self,
        *,
        limits: int = 100,
        proxy: str | None = None,
        verify: bool | str | Path = True,
        timeout: Timeout | None = None,
    ) -> None:
        self._client = _made(ClientBuilder(), limits, proxy, verify, timeout).build()

    async def send(self, request: WireRequest, /) -> WireResponse:
        """Send as `ReqwestTransport.send` does.

        Raises:
            TransportError: no complete response came.
            ConfigurationError: the request wants what this transport cannot do.
        """
        send, limit = _prepared(self._client, request, aiter)
        try:
            response = await send()
            headers = ResponseHeaders(response)
            if request.max_response is None:
                content = bytes(await response.bytes())
            else:
                content = bytes(await response.body_reader.read(request.max_response + 1) or b"")
        except Exception as error:
            raise _failure(error, request, limit) from bare(error)
        if request.max_response is not None and len(content) > request.max_response:
            raise too_large(request.max_response)
        return WireResponse(response.status, headers, content)

    async def aclose(self) -> None:
        """Give up all connections."""
        await self._client.close()
