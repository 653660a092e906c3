"""The life of a call, without IO: authorization, attempts, redirects, retries, deadline.

Every method that would wait or send is a generator of effects (see ``wire``), so that the logic
exists once for the sync and the async client and can be tested with a made-up clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..errors import ConfigurationError, RequestError, TimeoutError, TransportError
from . import parameters
from .messages import Call, Response, decode, status_error
from .wire import Attempt, Drift, Invoke, Sleep, Timeout, WireRequest, parse_retry_after

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .codec import Codec
    from .messages import Operation, Request, Service
    from .wire import Budget, Content, Flow, Observer, Options, Retry, WireResponse

MAX_REDIRECTS = 5


class Auth:
    """Base of the ways to authorize. The base itself sends nothing.

    Attributes:
        httpx_auth: what the transport gets: an httpx2 auth, ``"client"`` to leave it to a
            passed-in client, or None.
        portable: True when the object may travel in a pickle; secrets never do.
    """

    httpx_auth: Any = None
    portable: bool = True

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Find the value of the Authorization header, or None to send none.

        Args:
            engine: of the client.
            call: the call that needs it.

        Returns:
            A flow of effects that ends in the value.
        """
        yield from ()
        return None

    def sign(self, call: Call, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Put keys where the operation wants them; Authorization is there already.

        Args:
            call: the call.
            url: where it goes.
            headers: what is sent.

        Returns:
            URL and headers.
        """
        return url, headers

    def rejected(self, authorization: str | None) -> bool:
        """Hear that the service responded with 401. Returns True when a repeat may succeed."""
        return False

    def after_fork(self) -> None:
        """Forget locks and pending requests of the parent process."""


class HttpxAuth(Auth):
    """An httpx2 auth object, or a passed-in client's own."""

    portable = False

    def __init__(self, httpx_auth: Any) -> None:
        self.httpx_auth = httpx_auth


class MissingAuth(Auth):
    """A stand-in for the credentials of a client that travelled to another process."""

    def __init__(self, message: str) -> None:
        self.message = message

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Refuse.

        Args:
            engine: of the client.
            call: the call that needs credentials.

        Returns:
            Nothing.

        Raises:
            ConfigurationError: always.
        """
        yield from ()
        raise ConfigurationError(self.message)


class StaticToken(Auth):
    """A ready access token.

    Args:
        token: without the word ``Bearer``.

    Raises:
        ConfigurationError: it is empty or cannot stand in a header.
    """

    portable = False

    def __init__(self, token: str) -> None:
        self._header = bearer(token)

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Return the token.

        Args:
            engine: of the client.
            call: the call that needs it.

        Returns:
            A flow that ends in the value of the Authorization header.
        """
        yield from ()
        return self._header


class TokenCallable(Auth):
    """A function that returns the token; called for every request, so let it cache.

    After a 401 it is called again, once.

    Args:
        function: returns the token; with the async client it may be a coroutine function, and
            must not block.
    """

    def __init__(self, function: Callable[[], str | Awaitable[str]]) -> None:
        self._function = function

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Ask the function.

        Args:
            engine: of the client.
            call: the call that needs it.

        Returns:
            A flow that ends in the value of the Authorization header.
        """
        token = yield Invoke(self._function)
        return bearer(token)

    def rejected(self, authorization: str | None) -> bool:
        """Ask again, once."""
        return True


def bearer(token: Any) -> str:
    """Make the Authorization value of a token.

    Raises:
        ConfigurationError: it is no text, empty, or cannot stand in a header.
    """
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise ConfigurationError("The access token must be a non-empty line of ASCII text.")
    return f"Bearer {token}"


def as_auth(value: Any, own_client: bool = False) -> Auth:
    """Take what a user gives as ``auth``: one of ours, a function, or an httpx2 auth.

    Args:
        value: what was given, or None.
        own_client: whether the user's own HTTP client was given, which may authorize by itself.

    Returns:
        The auth.

    Raises:
        ConfigurationError: it is none of these.
    """
    if value is None:
        return HttpxAuth("client") if own_client else Auth()
    if isinstance(value, Auth):
        return value
    if hasattr(value, "auth_flow"):
        return HttpxAuth(value)
    if callable(value):
        function: Any = value
        return TokenCallable(function)
    ways = "an auth object, a function that gives a token, or an httpx2.Auth"
    raise ConfigurationError(f"auth must be {ways}; not {type(value).__name__}.")


def _random() -> float:
    from random import random  # Needed by a first retry, not by a first call.

    return random()


@dataclass
class Engine:
    """Everything the calls of a client share, except its connections.

    Args:
        service: the API.
        base_url: its root.
        login_url: OAuth root, or empty.
        auth: authorizes.
        retry: policy of repeated attempts.
        budget: retries that are left.
        codec: writes and reads JSON.
        observer: hooks and log.
        event: makes an event of the driver's kind.
        scope_id: tells the event loops apart, or 0 where any thread may wait for any other.
        clock: seconds that only grow.
        chance: random numbers from 0 to 1.
    """

    service: Service
    base_url: str
    login_url: str
    auth: Auth
    retry: Retry
    budget: Budget
    codec: Codec
    observer: Observer
    event: Callable[[], Any]
    scope_id: Callable[[], int]
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = _random

    def __post_init__(self) -> None:
        service = self.service
        self.user_agent = service.user_agent or f"{service.package}/{service.version}"

    def remaining(self, call: Call) -> float | None:
        """Count the seconds until the deadline; None without one."""
        return None if call.end is None else call.end - self.clock()

    def exchange(self, request: Request[Any], options: Options) -> Flow[Response[Any]]:
        """Carry out a call.

        Args:
            request: what to send.
            options: of this call.

        Returns:
            A flow of effects that ends in the response.

        Raises:
            APIError: any of its kinds.
        """
        operation, started = request.operation, self.clock()
        end = None if options.deadline is None else started + options.deadline
        call = Call(self.service, operation, options, started, end)
        try:
            url, headers, call.content = self.prepare(request, options)
        except RequestError as error:
            raise call.finish(error) from None
        response = yield from self.deliver(call, url, headers, self.auth)
        if response.status >= 300:
            raise status_error(call, self.codec, response)
        reader = operation.response_body
        if response.live is not None and (reader is None or not reader.is_live(response)):
            response = response._replace(content=(yield Invoke(response.live.read)), live=None)
        codec = self.codec
        if options.strict or self.observer.hears_drift:
            report = self._report(operation) if self.observer.hears_drift else None
            codec = codec.reading(strict=options.strict, report=report)
        data = decode(call, codec, response)
        return Response(response, data, call.attempts, self.clock() - started, self.service)

    def _report(self, operation: Operation) -> Callable[[str, str], None]:
        return lambda pointer, kind: self.observer.drifted(Drift(operation.name, pointer, kind))

    def prepare(
        self, request: Request[Any], options: Options
    ) -> tuple[str, dict[str, str], Content]:
        """Write a request.

        Args:
            request: what to send.
            options: of this call.

        Returns:
            URL, headers, body.

        Raises:
            RequestError: its arguments do not make a request.
        """
        operation, body = request.operation, request.body
        styles, path, reader = operation.styles, operation.path, operation.response_body
        own_server = operation.server and self.base_url == self.service.base_url
        url = operation.server if own_server else self.base_url
        url += parameters.path(path, request.path, styles) if request.path else path
        query = parameters.pairs("query", "&", request.query, styles) if request.query else ""
        if options.query:
            more = parameters.pairs("query", "&", options.query, {})
            query = f"{query}&{more}" if query and more else query or more
        if query:
            url = f"{url}?{query}"
        accept = reader.accept if reader is not None else "application/json"
        headers = {"User-Agent": self.user_agent, "Accept": accept, **options.headers}
        for name, value in request.headers.items():
            if value is not None:
                parameters.put_header(headers, name, value, styles.get(name))
        if cookies := parameters.pairs("cookie", "; ", request.cookies, styles):
            headers["Cookie"] = cookies
        content: Content = None
        if operation.request_body is not None and body is not None:
            content = _fit(operation.request_body, body, headers, self.codec)
        elif operation.body == "nullable" or (operation.body is not None and body is not None):
            headers["Content-Type"] = "application/json"
            if operation.body == "event" and isinstance(body, (str, bytes)):
                content = body.encode() if isinstance(body, str) else body
            else:
                content = _fit(self.codec.encode, body, operation.body_type)
        return url, headers, content

    def deliver(
        self, call: Call, url: str, headers: dict[str, str], auth: Auth | None
    ) -> Flow[WireResponse]:
        """Send until there is a response worth returning; errors of status included.

        Args:
            call: the call.
            url: where it goes.
            headers: what is sent, without credentials.
            auth: adds them; None for none.

        Returns:
            A flow of effects that ends in the response.

        Raises:
            TransportError: no response came and another attempt is not worth it or not safe.
        """
        retry = redirects = 0
        renewed = False
        while True:
            authorization: str | None = None
            target, sent = url, headers
            if auth is not None:
                authorization = yield from auth.authorize(self, call)
                if authorization is not None:
                    call.secret = authorization
                    sent = {**headers, "Authorization": authorization}
                target, sent = auth.sign(call, url, sent)
            try:
                response = yield from self._attempt(call, target, sent, auth)
            except TransportError as error:
                call.maybe = call.maybe or error.may_have_been_processed
                delay = self._after_failure(call, error, retry)
                if delay is None:
                    raise call.finish(error) from error.__cause__
            else:
                if response.status < 300:
                    self.budget.deposit()
                    return response
                if response.status < 400:
                    goal = _redirect(call, url, response)
                    redirects += 1
                    if goal is None or redirects > MAX_REDIRECTS:
                        return response
                    if origin(goal) != origin(url):
                        auth = None
                        headers = {n: headers[n] for n in ("User-Agent", "Accept") if n in headers}
                    url = goal
                    continue
                if response.status == 401 and auth is not None and not (renewed or call.spent):
                    renewed = True
                    if auth.rejected(authorization):
                        continue
                delay = self._after_status(call, response, retry)
                if delay is None:
                    return response
            retry += 1
            if delay > 0:
                yield Sleep(delay)

    def _attempt(
        self, call: Call, url: str, headers: dict[str, str], auth: Auth | None
    ) -> Flow[WireResponse]:
        operation, timeout, observer = call.operation, call.options.timeout, self.observer
        remaining = self.remaining(call)
        if remaining is not None:
            if remaining <= 0:
                raise TimeoutError("The deadline passed before the request.", kind="deadline")
            timeout = Timeout(*(remaining if t is None or t > remaining else t for t in timeout))
        httpx_auth = None if auth is None else auth.httpx_auth
        attempt: Attempt | None = None
        if observer.active:
            names = (operation.name, operation.method, operation.path)
            attempt = Attempt(*names, url, call.attempts + 1, dict(headers))
            headers = observer.before(attempt)
        live = None if operation.response_body is None else operation.response_body.live
        wire = (operation.method, url, headers, call.content, timeout, remaining, httpx_auth, live)
        began = self.clock()
        call.attempts += 1
        try:
            response: WireResponse = yield WireRequest(*wire)
        except TransportError as error:
            if error.kind == "request":
                call.attempts -= 1
            if attempt is not None:
                attempt.elapsed = self.clock() - began
                observer.after(attempt, error)
            raise
        if attempt is not None:
            attempt.elapsed = self.clock() - began
            attempt.correlation_id = response.headers.get(self.service.correlation_header)
            observer.after(attempt, response)
        call.maybe = call.maybe or (response.status >= 500 and not call.reads)
        return response

    def _after_failure(self, call: Call, error: TransportError, retry: int) -> float | None:
        unsafe = error.may_have_been_processed and not call.operation.idempotent
        if unsafe or error.kind in ("tls", "deadline", "request"):
            return None
        return self._granted(call, retry, None)

    def _after_status(self, call: Call, response: WireResponse, retry: int) -> float | None:
        after, status = parse_retry_after(response.headers.get("retry-after")), response.status
        refused = after is not None if status == 413 else status == 429
        if status not in self.service.retry_statuses or not (
            refused or (call.operation.idempotent and status != 413)
        ):
            return None
        return self._granted(call, retry, after)

    def _granted(self, call: Call, retry: int, after: float | None) -> float | None:
        if retry >= call.options.retries or call.spent:
            return None
        delay = self.retry.delay(retry, after, self.chance())
        remaining = self.remaining(call)
        if delay is None or (remaining is not None and delay >= remaining):
            return None
        return delay if self.budget.withdraw() else None


def _fit(write: Callable[..., Content], *arguments: Any) -> Content:
    try:
        return write(*arguments)
    except ValueError as error:
        from pydantic import ValidationError

        from .model import explain

        text = explain(error) if isinstance(error, ValidationError) else str(error)
        raise RequestError(f"The body cannot be sent: {text}") from None


def _redirect(call: Call, url: str, response: WireResponse) -> str | None:
    """Find the address to follow, or None. Bodies and tokens never cross origins."""
    location = response.headers.get("location")
    if not location or response.status not in (301, 302, 303, 307, 308):
        return None
    try:
        target = urljoin(url, location)
        same = origin(target) == origin(url)
    except ValueError:
        return None
    if call.reads:
        return target if same or target.startswith("https:") else None
    return target if same and response.status in (307, 308) and not call.spent else None


def origin(url: str) -> tuple[str, str, int | None]:
    """Find scheme, host and port of a URL, the port filled in where it is the usual one.

    Raises:
        ValueError: the port makes no sense.
    """
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or usual
