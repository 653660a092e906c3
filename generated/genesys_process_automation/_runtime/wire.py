"""What the sans-IO engine asks of its driver, and the seam to the HTTP library.

The engine is a generator. It yields one of the effects below and is sent the result, or has the
exception thrown into it. Whoever writes another transport implements `Transport` or
`AsyncTransport` and raises only ``TransportError`` or ``TimeoutError``.
"""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Generator, Iterable, Mapping

    class Pieces(Iterable[bytes], AsyncIterable[bytes], Protocol):
        """A body that is sent piece by piece and never held whole.

        A transport iterates over it once for each attempt, in the way of its client. It is
        ``spent`` when it cannot be iterated over again.
        """

        @property
        def spent(self) -> bool: ...

    Body: TypeAlias = bytes | Pieces | None


WHOLE = (bytes, NoneType)
"""What a body is that is not sent in pieces."""


class Timeout(NamedTuple):
    """Seconds per phase of one attempt; None means no limit.

    Args:
        connect: to open a connection, TLS included.
        read: between two reads of the answer.
        write: between two writes of the request.
        pool: to get a free connection.
    """

    connect: float | None = 5.0
    read: float | None = 30.0
    write: float | None = 30.0
    pool: float | None = 30.0


class WireRequest(NamedTuple):
    """One HTTP request, ready to be sent.

    Args:
        method: upper case.
        url: absolute.
        headers: with Authorization.
        content: the body, whole or in pieces, or None.
        timeout: per phase, already clipped to the deadline.
        remaining: seconds until the deadline, or None.
        auth: an httpx2 auth of the user's, ``"client"`` for the passed-in client's own, or None.
        live: takes over the body of a successful answer, which is then not read here; or None.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    content: Body = None
    timeout: Timeout = Timeout()
    remaining: float | None = None
    auth: Any = None
    live: Callable[[Any], Any] | None = None


class WireResponse(NamedTuple):
    """One HTTP answer, complete unless ``live`` holds the body that is still to be read."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    live: Any = None


class Sleep(NamedTuple):
    """Wait."""

    seconds: float


class Wait(NamedTuple):
    """Wait until another call has set the event."""

    event: Any
    timeout: float | None


class Invoke(NamedTuple):
    """Call a function of the user's, and await what it gives where that is possible."""

    function: Callable[[], Any]


Effect: TypeAlias = "WireRequest | Sleep | Wait | Invoke"

if TYPE_CHECKING:
    from typing import TypeVar

    R = TypeVar("R")
    Flow: TypeAlias = Generator[Effect, Any, R]


class Transport(Protocol):
    """Sends requests, one at a time per thread."""

    def send(self, request: WireRequest, /) -> WireResponse:
        """Send a request and read the whole answer.

        Raises:
            TransportError: no complete answer came.
        """
        ...

    def close(self) -> None:
        """Give up all connections."""
        ...


class AsyncTransport(Protocol):
    """Sends requests, any number at a time."""

    async def send(self, request: WireRequest, /) -> WireResponse:
        """As `Transport.send`."""
        ...

    async def aclose(self) -> None:
        """Give up all connections."""
        ...
