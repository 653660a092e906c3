"""The seam to the HTTP library, and what is set for what passes it: times, retries, hooks.

The engine is a generator. It yields one of the effects below and is sent the result, or has the
exception thrown into it. Whoever writes another transport implements `Transport` or
`AsyncTransport` and raises only ``TransportError`` or ``TimeoutError``.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit

from ..errors import ConfigurationError, TransportError
from .parameters import check_header
from .retry import seconds

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Generator, Iterable, Mapping, Sequence
    from typing import TypedDict

    import httpx2

    class Pieces(Iterable[bytes], AsyncIterable[bytes], Protocol):
        """A body that is sent piece by piece and never held whole.

        A transport iterates over it once for each attempt, in the way of its client. It is
        ``spent`` when it cannot be iterated over again.
        """

        @property
        def spent(self) -> bool: ...

    Content: TypeAlias = bytes | Pieces | None
    R = TypeVar("R")
    E = TypeVar("E", bound=BaseException)
    Flow: TypeAlias = Generator["Effect", Any, R]

    class CallOptions(TypedDict, total=False):
        """Keywords of ``send`` and ``with_options``; what is not given stays as it is.

        Args:
            timeout: seconds per phase of an attempt, or a `Timeout`; None for no limit.
            deadline: seconds for the whole call; None for no limit.
            headers: added to those of the client.
            retries: most attempts after the first.
            query: extra query parameters by wire name, added to those of the client.
            strict: refuse a response that does not fit its type.
            decode: False leaves the body as it came: ``data`` is None, ``content`` has the bytes.
            max_response: most bytes of a response that is read whole, after decompression; None
                for no limit.
        """

        timeout: float | Timeout | httpx2.Timeout | None
        deadline: float | None
        headers: Mapping[str, str] | None
        retries: int
        query: Mapping[str, Any] | None
        strict: bool
        decode: bool
        max_response: int | None


WHOLE = (bytes, NoneType)
"""The types of a body that is not sent in pieces."""
_MAY_BE_EMPTY = ("timeout", "deadline", "retries", "strict", "decode", "max_response")
_SECRET = re.compile(r"auth|cookie|token|secret|key|passw|session|credential|signature", re.I)
_OPEN = ("accept", "accept-encoding", "content-length", "content-type", "user-agent")


class Secret(str):
    """A text that logs, tracebacks and debuggers do not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


@lru_cache(256)
def is_secret(name: str) -> bool:
    """Tell whether a header of this name may hold a secret."""
    return _SECRET.search(name) is not None


class Headers(dict[str, str]):
    """Headers of a request: each name once, whatever its case; values are not shown.

    Args:
        parts: headers; of those with one name the last counts.
    """

    def __init__(self, *parts: Mapping[str, str]) -> None:
        super().__init__()
        for part in parts:
            if not self and isinstance(part, Headers):
                super().update(part)  # Each name once already.
                continue
            for name, value in part.items():
                self[name] = value

    def __setitem__(self, name: str, value: str) -> None:
        if name not in self:
            lower = name.lower()
            for known in self:
                if known.lower() == lower:
                    del self[known]
                    break
        super().__setitem__(name, value)

    def get(self, name: str, default: Any = None) -> Any:
        """Find the value of a header.

        Args:
            name: in any case.
            default: what to return where there is none.

        Returns:
            The value.
        """
        lower = name.lower()
        return next((value for known, value in self.items() if known.lower() == lower), default)

    def __repr__(self) -> str:
        shown = {n: v if n.lower() in _OPEN else Secret(v) for n, v in self.items()}
        return f"Headers({shown})"


class Timeout(NamedTuple):
    """Seconds per phase of one attempt; None means no limit.

    Args:
        connect: to open a connection, TLS included.
        read: between two reads of the response.
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
        live: is given a successful response, and returns what takes over its body, or None where
            it is to be read here; None for the latter in any case.
        max_response: most bytes to read, after decompression; None for no limit.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    content: Content = None
    timeout: Timeout = Timeout()
    remaining: float | None = None
    auth: Any = None
    live: Callable[[Any], Any] | None = None
    max_response: int | None = None

    def __repr__(self) -> str:
        return f"<WireRequest {self.method} {self.url.partition('?')[0]}>"


class WireResponse(NamedTuple):
    """One HTTP response, complete unless ``live`` holds the body that is still to be read."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    live: Any = None

    def __repr__(self) -> str:
        return f"<WireResponse {self.status}>"


class Sleep(NamedTuple):
    """Effect: wait."""

    seconds: float


class Wait(NamedTuple):
    """Effect: wait until another call has set the event."""

    event: Any
    timeout: float | None


class Invoke(NamedTuple):
    """Effect: call a function of the user's, and await its result where that is possible."""

    function: Callable[[], Any]


class Spawn(NamedTuple):
    """Effect: have a flow run by itself, in a thread or task; it ends without an exception."""

    flow: Flow[None]


Effect: TypeAlias = "WireRequest | Sleep | Wait | Invoke | Spawn"


class Transport(Protocol):
    """Sends requests, one at a time per thread."""

    def send(self, request: WireRequest, /) -> WireResponse:
        """Send a request and read the whole response.

        Raises:
            TransportError: no complete response came.
        """
        ...

    def close(self) -> None:
        """Give up all connections."""
        ...


class AsyncTransport(Protocol):
    """Sends requests, any number at a time."""

    async def send(self, request: WireRequest, /) -> WireResponse:
        """Send as `Transport.send` does."""
        ...

    async def aclose(self) -> None:
        """Give up all connections."""
        ...


class Options(NamedTuple):
    """The record of what may differ from call to call; see `CallOptions`."""

    timeout: Timeout = Timeout()
    deadline: float | None = 300.0
    headers: Mapping[str, str] = {}
    retries: int = 3
    query: Mapping[str, Any] = {}
    strict: bool = False
    decode: bool = True
    max_response: int | None = 100 * 1024 * 1024

    def merged(self, given: CallOptions) -> Options:
        """Change some options; headers and query are added to, those of equal name replaced.

        Raises:
            TypeError: there is no such option.
            ConfigurationError: a time or number makes no sense.
            RequestError: a header cannot be sent.
        """
        if not given:
            return self
        changes: dict[str, Any] = {n: v for n, v in given.items() if v or n in _MAY_BE_EMPTY}
        for name in given.keys() - set(self._fields):
            raise TypeError(f"There is no option {name!r}: give {', '.join(self._fields)}.")
        if "timeout" in changes:
            changes["timeout"] = as_timeout(changes["timeout"])
        if "deadline" in changes:
            changes["deadline"] = seconds(changes["deadline"], "deadline")
        for name, missing in (("retries", 0), ("max_response", 1)):
            number = changes.get(name, missing)
            if not isinstance(number, int) and (number is not None or name == "retries"):
                raise ConfigurationError(f"{name} must be a whole number.")
            if number is not None and number < missing:
                raise ConfigurationError(f"{name} must be {missing} or more.")
        if "headers" in changes:
            checked = {name: check_header(name, v) for name, v in changes["headers"].items()}
            changes["headers"] = Headers(self.headers, checked)
        if "query" in changes:
            changes["query"] = {**self.query, **changes["query"]}
        return self._replace(**changes)

    def public(self) -> Options:
        """Leave out the headers that look like secrets."""
        headers = {n: v for n, v in self.headers.items() if not is_secret(n)}
        return self._replace(headers=headers, query={})

    def __repr__(self) -> str:
        return f"<Options timeout={self.timeout} deadline={self.deadline}>"


def as_timeout(value: Any) -> Timeout:
    """Read a timeout: seconds, a `Timeout`, an ``httpx2.Timeout``, or None for no limit.

    Raises:
        ConfigurationError: it is none of these, or not above 0.
    """
    if value is None or isinstance(value, (int, float)):
        value = Timeout(value, value, value, value)
    try:
        parts = Timeout(value.connect, value.read, value.write, value.pool)
    except AttributeError:
        raise ConfigurationError("timeout must be seconds, a Timeout or None.") from None
    return Timeout(*(seconds(part, "timeout") for part in parts))


@dataclass(eq=False)
class Attempt:
    """One request and its outcome, as hooks see it.

    Attributes:
        name: Python name of the operation, or ``"login"`` for a token request.
        method: HTTP method.
        path: path template.
        url: full URL, without keys.
        number: which attempt of the call, from 1.
        headers: what will be sent; an ``on_request`` hook may add to it. Without secrets.
        status: HTTP status, or None.
        response_headers: headers of the response.
        correlation_id: the service's id of the request, or None.
        elapsed: seconds.
        error: what went wrong, or None.
        state: free for hooks, to carry something from one to the next (a span).
    """

    name: str
    method: str
    path: str
    url: str = field(repr=False)
    number: int
    headers: dict[str, str] = field(repr=False)
    status: int | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    correlation_id: str | None = None
    elapsed: float = 0.0
    error: BaseException | None = None
    state: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)


class Drift(NamedTuple):
    """One way in which the service differs from its document.

    Args:
        operation: Python name of the operation, such as ``"triggers.get"``.
        pointer: JSON pointer to the place in the response; ``*`` stands for any item or key.
        kind: ``"unknown member"``, ``"unknown value"`` (of an enumeration or a tag),
            ``"wrong type"`` or ``"missing member"``.
    """

    operation: str
    pointer: str
    kind: str


class Hooks(NamedTuple):
    """Functions called around every attempt. What they raise ends the call.

    With the async client they must not block.

    Args:
        on_request: before the request is sent.
        on_response: after a response of any status.
        on_error: when no response came.
        on_drift: when a response differs from the document; once for each place and client, for the
            first thousand places.
    """

    on_request: Sequence[Callable[[Attempt], None]] = ()
    on_response: Sequence[Callable[[Attempt], None]] = ()
    on_error: Sequence[Callable[[Attempt], None]] = ()
    on_drift: Sequence[Callable[[Drift], None]] = ()


_MOST_DRIFTS = 1000
"""Places that one client tells of; a service that invents member names ends there."""


class Observer:
    """Runs the hooks and writes the log: one line for each attempt, never a secret or a body."""

    def __init__(self, name: str, hooks: Hooks, variable: str = "") -> None:
        self._log = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in self._log.handlers):
            self._log.addHandler(logging.NullHandler())
        if level := os.environ.get(variable, "").strip():
            logging.basicConfig()  # Does nothing where the program has a handler of its own.
            try:
                self._log.setLevel(level.upper())
            except ValueError:
                raise ConfigurationError(f"{variable} holds no level, such as debug.") from None
        self.hooks = hooks
        self._drifts: set[Drift] = set()

    @property
    def hears_drift(self) -> bool:
        """True where anybody wants to know how responses differ: a hook, or the log at INFO."""
        return bool(self.hooks.on_drift) or self._log.isEnabledFor(logging.INFO)

    def drifted(self, drift: Drift) -> None:
        """Log a difference and run the hooks, the first time it is met."""
        if drift not in self._drifts and len(self._drifts) < _MOST_DRIFTS:
            self._drifts.add(drift)
            operation, pointer, kind = drift
            self._log.info("%s: %s at %s", operation, kind, ascii(pointer)[1:-1] or "the root")
            for hook in self.hooks.on_drift:
                hook(drift)

    @property
    def watches(self) -> bool:
        """True where each attempt is told of: to hooks, or in a log that shows all of them."""
        return any(self.hooks) or self._log.isEnabledFor(logging.DEBUG)

    def before(self, attempt: Attempt) -> dict[str, str]:
        """Run the request hooks, with secrets hidden, and return the headers to send.

        Raises:
            RequestError: a hook set a header that cannot be sent.
        """
        headers = attempt.headers
        secret = Headers({n: headers.pop(n) for n in list(headers) if is_secret(n)})
        for hook in self.hooks.on_request:
            hook(attempt)
        if self.hooks.on_request:
            for name, value in attempt.headers.items():
                check_header(name, value)
        return Headers(attempt.headers, secret)

    def after(self, attempt: Attempt, outcome: WireResponse | BaseException) -> None:
        """Log an attempt and run the hooks for what came of it.

        Args:
            attempt: what was sent.
            outcome: the response, or the reason why there is none.
        """
        level = logging.WARNING
        if isinstance(outcome, BaseException):
            attempt.error, hooks = outcome, self.hooks.on_error
            text = f"{type(outcome).__name__}({getattr(outcome, 'kind', '')})"
        else:
            attempt.status, attempt.response_headers = outcome.status, outcome.headers
            hooks, text = self.hooks.on_response, str(outcome.status)
            level = logging.DEBUG if outcome.status < 400 else logging.WARNING
        if self._log.isEnabledFor(level):
            correlation = ascii(attempt.correlation_id)[1:-1] if attempt.correlation_id else "-"
            facts = (attempt.method, attempt.path, text, attempt.elapsed * 1000, attempt.number)
            line = "%s %s %s in %.0f ms, attempt %d, correlation id %s"
            self._log.log(level, line, *facts, correlation)
        for hook in hooks:
            hook(attempt)


def origin(url: str) -> tuple[str, str, int | None]:
    """Find scheme, host and port of a URL, the port filled in where it is the usual one.

    Raises:
        ValueError: the port makes no sense.
    """
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or usual


def is_private(url: str) -> bool:
    """Tell whether the network cannot read what is sent: https, or this machine."""
    try:
        scheme, host, _ = origin(url)
    except ValueError:
        return False
    return scheme != "http" or host in ("localhost", "127.0.0.1", "::1")


def bare(error: E) -> E:
    """Take the frames off an exception and those behind it.

    They hold requests and credentials, which tools that print locals would show, and keep them
    in memory.
    """
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        found = todo.pop()
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            found.__traceback__ = None
            todo += [found.__cause__, found.__context__]
    return error


def unexpected(error: BaseException, sent: bool = True) -> TransportError:
    """Make the error of what no transport should raise.

    Args:
        error: what it raised.
        sent: whether the request may have reached the service.

    Returns:
        The error; such a call is not repeated.
    """
    text = f"No response: {type(error).__name__}: {error}"
    return TransportError(text, kind="transport", may_have_been_processed=sent)


def too_large(limit: int) -> TransportError:
    """Make the error of a response that is larger than allowed."""
    text = f"The response is larger than max_response ({limit} bytes)."
    return TransportError(text, kind="size", may_have_been_processed=True)
