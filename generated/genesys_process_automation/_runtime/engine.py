"""The life of a call, without IO: token, attempts, redirects, retries, deadline, decoding.

Every method that would wait or send is a generator of effects (see ``wire``), so that the logic
exists once for the sync and the async client and can be tested with a made-up clock.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from ..errors import APIError, RequestError, ResponseError, TimeoutError, TransportError
from . import parameters
from .answers import decode, status_error
from .observe import Attempt
from .retry import is_retryable, parse_retry_after
from .wire import WHOLE, Invoke, Sleep, Timeout, WireRequest, WireResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from .calls import Request, Response
    from .codec import Codec
    from .observe import Observer
    from .operation import Operation
    from .options import Options
    from .retry import Budget, Retry
    from .service import Service
    from .tokens import Auth
    from .wire import Body, Flow

E = TypeVar("E", bound=APIError)
MAX_REDIRECTS = 5


@dataclass(slots=True)
class Call:
    """One call under way."""

    operation: Operation
    options: Options
    started: float
    end: float | None
    attempts: int = 0
    maybe: bool = False
    content: Body = None
    secret: str | None = None

    def beside(self, operation: Operation, content: bytes) -> Call:
        """Give a call that shares this one's deadline, such as the token request."""
        return Call(operation, self.options, self.started, self.end, content=content)

    @property
    def spent(self) -> bool:
        """Whether its body cannot be sent again."""
        return not isinstance(self.content, WHOLE) and self.content.spent

    @property
    def reads(self) -> bool:
        """Whether the service changes nothing for it."""
        return self.operation.method in ("GET", "HEAD")


@dataclass
class Engine:
    """Everything the calls of a client share, except its connections."""

    service: Service
    base_url: str
    login_url: str
    auth: Auth
    retry: Retry
    budget: Budget
    codec: Codec
    observer: Observer
    event: Callable[[], Any]
    lane: Callable[[], int]
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random

    def __post_init__(self) -> None:
        service = self.service
        self.user_agent = service.user_agent or f"{service.package}/{service.version}"

    def remaining(self, call: Call) -> float | None:
        """Give the seconds until the deadline, or None without one."""
        return None if call.end is None else call.end - self.clock()

    def expired(self, call: Call) -> bool:
        """Say whether the deadline has passed."""
        return call.end is not None and self.clock() >= call.end

    def finish(self, error: E, call: Call, answer: WireResponse | None = None) -> E:
        """Fill in what an error says of its call, and mask the token in its text."""
        error.operation, error.method = call.operation.name, call.operation.method
        error.path = call.operation.path
        error.attempts = call.attempts
        error.may_have_been_processed = error.may_have_been_processed or call.maybe
        if answer is not None and isinstance(error, ResponseError):
            error.status = answer.status
            error.headers = {name.lower(): value for name, value in answer.headers.items()}
            error.correlation_id = error.correlation_id or answer.headers.get(
                self.service.correlation_header
            )
        return error

    def exchange(self, request: Request[Any], options: Options) -> Flow[Response[Any]]:
        """Carry out a call.

        Raises:
            APIError: any of its kinds.
        """
        started = self.clock()
        end = None if options.deadline is None else started + options.deadline
        call = Call(request.operation, options, started, end)
        try:
            url, headers, call.content = self.prepare(request, options)
        except RequestError as error:
            raise self.finish(error, call) from None
        answer = yield from self.deliver(call, url, headers, self.auth)
        if answer.status >= 300:
            raise self.finish(status_error(self, call, answer), call, answer)
        reader = request.operation.answers
        if answer.live is not None and (reader is None or not reader.is_live(answer)):
            answer = answer._replace(content=(yield Invoke(answer.live.read)), live=None)
        return decode(self, call, answer)

    def prepare(self, request: Request[Any], options: Options) -> tuple[str, dict[str, str], Body]:
        """Write a request: URL, headers, body.

        Raises:
            RequestError: its arguments do not make a request.
        """
        operation = request.operation
        styles = operation.styles
        root = self.base_url
        if operation.server and root == self.service.base_url:
            root = operation.server
        url = root + (
            parameters.path(operation.path, request.path, styles)
            if request.path
            else operation.path
        )
        query = parameters.query(request.query, styles) if request.query else ""
        if options.query:
            query = "&".join(filter(None, (query, parameters.query(options.query, {}))))
        if query:
            url = f"{url}?{query}"
        accept = operation.answers.accept if operation.answers is not None else "application/json"
        headers = {"User-Agent": self.user_agent, "Accept": accept, **options.headers}
        for name, value in request.headers.items():
            if value is not None:
                headers[name] = parameters.header(name, value, styles.get(name))
        if request.cookies:
            headers["Cookie"] = parameters.cookies(request.cookies, styles)
        content: Body = None
        body = request.body
        if operation.sends is not None and body is not None:
            content = self._fit(operation.sends.write, body, headers, self.codec)
        elif operation.body is not None and body is not None:
            headers["Content-Type"] = "application/json"
            if operation.body == "event" and isinstance(body, (str, bytes)):
                content = body.encode() if isinstance(body, str) else body
            else:
                content = self._fit(self.codec.encode, body, operation.body_type)
        return url, headers, content

    def _fit(self, write: Callable[..., Body], *arguments: Any) -> Body:
        try:
            return write(*arguments)
        except ValueError as error:
            from pydantic import ValidationError

            from .model import explain

            text = explain(error) if isinstance(error, ValidationError) else str(error)
            raise RequestError(f"The body cannot be sent: {text}") from None

    def deliver(
        self, call: Call, url: str, headers: dict[str, str], auth: Auth | None
    ) -> Flow[WireResponse]:
        """Send until there is an answer worth returning; errors of status included.

        Raises:
            TransportError: no answer came and another attempt is not worth it or not safe.
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
                answer = yield from self._attempt(call, target, sent, auth)
            except TransportError as error:
                call.maybe = call.maybe or error.may_have_been_processed
                delay = self._after_failure(call, error, retry)
                if delay is None:
                    raise self.finish(error, call) from error.__cause__
            else:
                if answer.status < 300:
                    self.budget.deposit()
                    return answer
                if answer.status < 400:
                    goal = self._redirect(call, url, answer)
                    redirects += 1
                    if goal is None or redirects > MAX_REDIRECTS:
                        return answer
                    if origin(goal) != origin(url):
                        auth = None
                        headers = {n: headers[n] for n in ("User-Agent", "Accept") if n in headers}
                    url = goal
                    continue
                if answer.status == 401 and auth is not None and not (renewed or call.spent):
                    renewed = True
                    if auth.rejected(authorization):
                        continue
                delay = self._after_status(call, answer, retry)
                if delay is None:
                    return answer
            retry += 1
            if delay > 0:
                yield Sleep(delay)

    def _attempt(
        self, call: Call, url: str, headers: dict[str, str], auth: Auth | None
    ) -> Flow[WireResponse]:
        operation, timeout = call.operation, call.options.timeout
        method = operation.method
        remaining = self.remaining(call)
        if remaining is not None:
            if remaining <= 0:
                raise TimeoutError("The deadline passed before the request.", kind="deadline")
            timeout = Timeout(*(remaining if t is None or t > remaining else t for t in timeout))
        native = None if auth is None else auth.native
        observer = self.observer
        attempt: Attempt | None = None
        if observer.active:
            attempt = Attempt(
                operation.name, method, operation.path, url, call.attempts + 1, dict(headers)
            )
            headers = observer.before(attempt)
        began = self.clock()
        call.attempts += 1
        reader = call.operation.answers
        live = None if reader is None else reader.live
        wire = WireRequest(method, url, headers, call.content, timeout, remaining, native, live)
        try:
            answer: WireResponse = yield wire
        except TransportError as error:
            if error.kind == "request":
                call.attempts -= 1
            if attempt is not None:
                attempt.elapsed = self.clock() - began
                observer.failed(attempt, error)
            raise
        if attempt is not None:
            attempt.elapsed = self.clock() - began
            attempt.correlation_id = answer.headers.get(self.service.correlation_header)
            observer.answered(attempt, answer)
        if answer.status >= 500 and not call.reads:
            call.maybe = True
        return answer

    def _redirect(self, call: Call, url: str, answer: WireResponse) -> str | None:
        """Give the address to follow, or None. Bodies and tokens never cross origins."""
        location = answer.headers.get("location")
        if not location or answer.status not in (301, 302, 303, 307, 308):
            return None
        try:
            target = urljoin(url, location)
            same = origin(target) == origin(url)
        except ValueError:
            return None
        if call.reads:
            secure = target.startswith("https:") or same
            return target if secure else None
        return target if same and answer.status in (307, 308) and not call.spent else None

    def _after_failure(self, call: Call, error: TransportError, retry: int) -> float | None:
        if error.kind in ("tls", "deadline", "request"):
            return None
        if error.may_have_been_processed and not call.operation.idempotent:
            return None
        return self._granted(call, retry, None)

    def _after_status(self, call: Call, answer: WireResponse, retry: int) -> float | None:
        after = parse_retry_after(answer.headers.get("retry-after"))
        statuses = self.service.retry_statuses
        asked = after is not None
        if not is_retryable(
            answer.status, safe=call.operation.idempotent, asked=asked, statuses=statuses
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


def origin(url: str) -> tuple[str, str, int | None]:
    """Give scheme, host and port of a URL, the port filled in where it is the usual one.

    Raises:
        ValueError: the port makes no sense.
    """
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or usual
