"""The life of a call, without IO: authorization, attempts, redirects, retries, deadline.

Every method that would wait or send is a generator of effects (see ``wire``), so that the logic
exists once for the sync and the async client and can be tested with a made-up clock.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from ..errors import APIError, ConfigurationError, RequestError, TimeoutError, TransportError
from . import parameters
from .messages import Call, Response, decode, status_error
from .retry import parse_retry_after
from .wire import (
    Attempt,
    Drift,
    Headers,
    Invoke,
    Secret,
    Sleep,
    Timeout,
    WireRequest,
    WireResponse,
    bare,
    is_private,
    is_secret,
    origin,
    unexpected,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .codec import Codec
    from .messages import BodyReader, Operation, Request, Service
    from .retry import Budget, Pace, Retry
    from .wire import Content, Flow, Observer, Options

MAX_REDIRECTS = 5
_VERBATIM = (str, bytes, bytearray, memoryview)


UNSET: Any = ...
"""The value of ``auth`` until something is given. None says that there are no credentials."""


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

    def sign(self, call: Call, url: str, headers: Headers) -> str:
        """Put keys where the operation wants them; Authorization is there already.

        Args:
            call: the call.
            url: where it goes.
            headers: what is sent; keys are added to it.

        Returns:
            The URL.
        """
        return url

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
    """A stand-in for credentials that are not there: only what needs none can be called.

    Args:
        message: of the error; it says what to give.
    """

    def __init__(self, message: str) -> None:
        self.message = message

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Refuse, unless the operation goes without credentials.

        Args:
            engine: of the client.
            call: the call that needs credentials.

        Returns:
            A flow that ends in None.

        Raises:
            ConfigurationError: the operation needs credentials.
        """
        yield from ()
        if () in call.operation.security:
            return None
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
    fits = isinstance(token, str) and token.isascii() and token.isprintable()
    if not fits or not token or token != token.strip():
        del token  # Tracebacks may show locals.
        raise ConfigurationError(
            "The access token must be a non-empty line of ASCII text, without spaces around it."
        )
    return Secret(f"Bearer {token}")


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


@dataclass(repr=False, eq=False)
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
        scope: the event loop, or one object for all where any thread may wait for any other.
        options: the client's own.
        pace: keeps the requests apart.
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
    scope: Callable[[], Any]
    options: Options
    pace: Pace
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = _random

    def __post_init__(self) -> None:
        service = self.service
        self.user_agent = service.user_agent or f"{service.package}/{service.version}"
        self._root = f"{self.base_url}/"  # Checked when the client was made.

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
        call = Call(
            self.service, operation, options, started, end, budget=self.budget, path=request.path
        )
        try:
            url, headers, call.content = self.prepare(request, options)
        except RequestError as error:
            raise call.finish(error) from None
        except (ValueError, RecursionError) as error:  # Surrogates, circles, hundreds of levels.
            text = f"The arguments cannot be written: {error}"
            raise call.finish(RequestError(text)) from None
        try:
            response = yield from self.deliver(call, url, headers, self._auth_of(operation))
        except APIError as error:
            raise (error if error.operation else call.finish(error)) from error.__cause__
        if response.status >= 300:
            raise status_error(call, self.codec, response)
        if response.live is not None:
            response.live.finish = partial(call.finish, response=response)
        codec = self.codec
        if not options.decode:
            data: Any = None
            return Response(response, data, call.attempts, self.clock() - started, self.service)
        if options.strict or self.observer.hears_drift:
            report = self._report(operation) if self.observer.hears_drift else None
            codec = codec.reading(strict=options.strict, report=report)
        data = decode(call, codec, response)
        return Response(response, data, call.attempts, self.clock() - started, self.service)

    def _auth_of(self, operation: Operation) -> Auth | None:
        """Tell what authorizes an operation: nothing of ours where it needs no credentials."""
        is_open = operation.security == ((),) and self.auth.httpx_auth is None
        return None if is_open else self.auth

    def _report(self, operation: Operation) -> Callable[[str, str], None]:
        return lambda pointer, kind: self.observer.drifted(Drift(operation.name, pointer, kind))

    def prepare(self, request: Request[Any], options: Options) -> tuple[str, Headers, Content]:
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
        if operation.needs_body and body is None:
            raise RequestError("The body is missing: None was given for it.")
        styles, path, reader = operation.styles, operation.path, operation.response_body
        own_server = operation.server and self.base_url == self.service.base_url
        url = operation.server if own_server else self.base_url
        url += parameters.path(path, request.path, styles) if request.path else path
        query = parameters.pairs("query", "&", request.query, styles) if request.query else ""
        if options.query:
            more = parameters.pairs("query", "&", options.query, {})
            query = f"{query}&{more}" if query and more else query or more
        if "?" in path or "#" in path:
            url, query = parameters.beyond_path(url, query, request.query)
        if query:
            url = f"{url}?{query}"
        accept = reader.accept if reader is not None else "application/json"
        headers = Headers({"User-Agent": self.user_agent, "Accept": accept}, options.headers)
        for name, value in request.headers.items():
            if value is not None:
                headers[name] = parameters.header(name, value, styles.get(name))
        if cookies := parameters.pairs("cookie", "; ", request.cookies, styles):
            headers["Cookie"] = cookies
        content: Content = None
        if operation.request_body is not None and body is not None:
            content = _fit(operation.request_body, body, headers, self.codec)
        elif operation.body == "nullable" or (operation.body is not None and body is not None):
            if headers.get("Content-Type") is None:
                headers["Content-Type"] = "application/json"
            if operation.body == "event" and isinstance(body, _VERBATIM):
                content = body.encode() if isinstance(body, str) else bytes(cast("bytes", body))
            else:
                content = _fit(self.codec.encode, body, operation.body_type)
        return url, headers, content

    def deliver(
        self, call: Call, url: str, headers: Headers, auth: Auth | None
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
            RequestError: a credential would go to a plain http address.
            TransportError: no response came and another attempt is not worth it or not safe.
        """
        retry = redirects = 0
        renewed = False
        call.secrets += tuple(value for name, value in headers.items() if is_secret(name))
        while True:
            authorization: str | None = None
            if auth is not None and headers.get("Authorization") is None:
                authorization = yield from auth.authorize(self, call)
                if authorization is not None and authorization not in call.secrets:
                    call.secrets += (authorization,)
            if call.budget is not None:
                wait = self.pace.take(self.clock(), call.end)
                if wait is None:
                    raise TimeoutError("No time was left within the rate limit.", kind="deadline")
                if wait > 0:
                    yield Sleep(wait)
            try:
                response = yield from self._attempt(call, url, headers, auth, authorization)
            except TransportError as error:
                call.maybe = call.maybe or error.may_have_been_processed
                delay = self._after_failure(call, error, retry)
                if delay is None:
                    raise call.finish(error) from error.__cause__
            else:
                if response.status < 300:
                    if call.budget is not None:
                        call.budget.deposit()
                    return response
                if response.status < 400:
                    goal = _redirect(call, url, response)
                    redirects += 1
                    if goal is None or redirects > MAX_REDIRECTS:
                        return response
                    if origin(goal) != origin(url):
                        auth = None
                        names = ("user-agent", "accept")
                        headers = Headers({n: v for n, v in headers.items() if n.lower() in names})
                    url = goal
                    continue
                if response.status == 401 and auth is not None and not (renewed or call.spent):
                    renewed = True
                    if headers.get("Authorization") is None and auth.rejected(authorization):
                        continue
                delay = self._after_status(call, response, retry)
                if delay is None:
                    return response
            retry += 1
            if delay > 0:
                yield Sleep(delay)

    def _attempt(
        self, call: Call, url: str, headers: Headers, auth: Auth | None, authorization: str | None
    ) -> Flow[WireResponse]:
        operation, timeout, observer = call.operation, call.options.timeout, self.observer
        remaining = self.remaining(call)
        if remaining is not None:
            if remaining <= 0:
                raise TimeoutError("The deadline passed before the request.", kind="deadline")
            timeout = Timeout(*(remaining if t is None or t > remaining else t for t in timeout))
        httpx_auth = None if auth is None else auth.httpx_auth
        attempt: Attempt | None = None
        target, signed = url, Headers(headers)
        if authorization is not None:
            signed["Authorization"] = authorization
        if auth is not None:
            target = auth.sign(call, url, signed)
        if not (url.startswith(self._root) or is_private(url)) and (
            httpx_auth is not None or target != url or any(map(is_secret, signed))
        ):
            raise RequestError("Credentials are not sent to a plain http address: give base_url.")
        if observer.watches:
            attempt = call.described(url)
            attempt.number, attempt.headers = call.attempts + 1, Headers(headers)
            ours = {name: v for name, v in signed.items() if headers.get(name) != v}
            signed = Headers(observer.before(attempt), ours)
        wire = (operation.method, target, signed, call.content, timeout, remaining, httpx_auth)
        options = call.options
        live = _live(operation.response_body) if options.decode else None
        began = self.clock()
        call.attempts += 1
        try:
            response: WireResponse = yield WireRequest(*wire, live, options.max_response)
        except APIError as error:
            self._end(attempt or call.described(url), began, error)
            if getattr(error, "kind", "") == "request":
                call.attempts -= 1
            del attempt  # It knows the error, whose frames know it.
            raise
        except BaseException as error:
            self._end(attempt or call.described(url), began, error)
            del attempt
            # Not the transport's: a cancellation, or what code of the user's asserts or raises.
            is_own = isinstance(error, Exception) and not isinstance(error, AssertionError)
            if not is_own or httpx_auth not in (None, "client"):
                raise
            raise unexpected(error) from bare(error)
        if attempt is not None or response.status >= 400:
            self._end(attempt or call.described(url), began, response)
            del attempt
        call.maybe = call.maybe or (response.status >= 500 and not call.reads)
        return response

    def _end(self, attempt: Attempt, began: float, outcome: WireResponse | BaseException) -> None:
        attempt.elapsed = self.clock() - began
        if isinstance(outcome, WireResponse):
            attempt.correlation_id = outcome.headers.get(self.service.correlation_header)
        self.observer.after(attempt, outcome)

    def _after_failure(self, call: Call, error: TransportError, retry: int) -> float | None:
        unsafe = error.may_have_been_processed and not call.operation.idempotent
        if unsafe or error.kind in ("tls", "deadline", "request", "size", "transport"):
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
        # A wait the service asked for is no outage.
        is_free = call.budget is None or bool(after)
        return delay if is_free or self.budget.withdraw() else None


def _live(reader: BodyReader | None) -> Callable[[Any], Any] | None:
    """Make what takes over the body of a response that is to be read item by item."""
    take = None if reader is None else reader.live
    if take is None or reader is None:
        return None

    def taken(response: Any) -> Any:
        begun = WireResponse(response.status_code, response.headers, b"")
        return take(response) if reader.is_live(begun) else None

    return taken


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
        urlsplit(target).netloc.encode("idna")
    except ValueError:
        return None
    if not re.fullmatch("[!-~]+", target):
        return None
    if call.reads:
        return target if same or target.startswith("https:") else None
    return target if same and response.status in (307, 308) and not call.spent else None
