"""Errors, as one hierarchy under `APIError`.

Every error can be pickled and copied with all its fields. Neither ``str()`` nor ``repr()`` shows a
token, a client secret or a request body.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def one_line(text: str, most: int = 2000) -> str:
    """Make a text of a service fit for a log: one line, no control characters, not too long.

    Args:
        text: the text.
        most: how many characters to keep.

    Returns:
        The text, with escapes for what cannot be printed.
    """
    kept = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:most]
    )
    return kept if len(text) <= most else f"{kept}…"


class APIError(Exception):
    """Base of all errors of this package.

    Attributes:
        message: what happened, in one sentence.
        operation: Python name of the operation (``"triggers.get"``), or None outside a call.
        method: HTTP method, or None outside a call.
        path: path template, or None outside a call.
        path_arguments: what was given for its parts, by wire name, shortened.
        attempts: how many requests were begun; 0 when nothing left this machine.
        may_have_been_processed: True where the service may have acted on one of them.
    """

    operation: str | None = None
    method: str | None = None
    path: str | None = None
    path_arguments: Mapping[str, str] = {}
    attempts: int = 0
    may_have_been_processed: bool = False

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))
        self.message: str = self.args[0]

    def _facts(self) -> list[str]:
        facts: list[str] = []
        if self.method is not None:
            facts.append(f"{self.method} {self.path}")
            facts.extend(f"{name} {value!r}" for name, value in self.path_arguments.items())
            facts.append(f"{self.attempts} attempt{'' if self.attempts == 1 else 's'}")
            if self.may_have_been_processed:
                facts.append("the service may have processed it")
        return facts

    def __str__(self) -> str:
        facts = self._facts()
        return f"{self.message} ({', '.join(facts)})" if facts else self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class ConfigurationError(APIError, ValueError):
    """A client was given settings that cannot work; the message says what to change."""


class RequestError(APIError, ValueError):
    """The arguments of a call do not make a request; nothing was sent."""


class ClientClosedError(APIError, RuntimeError):
    """The client was closed before the call, or while it was under way."""


class PaginationError(APIError):
    """The next page cannot be asked for, or the listing does not end."""


class TransportError(APIError):
    """No complete response arrived.

    Attributes:
        kind: ``"connect"``, ``"tls"``, ``"proxy"``, ``"write"``, ``"read"``, ``"protocol"``,
            ``"request"`` (refused before sending), ``"size"`` (the response is larger than
            ``max_response``), or for timeouts the phase that ran out.
    """

    kind: str = "protocol"

    def __init__(
        self, message: str = "", *, kind: str | None = None, may_have_been_processed: bool = False
    ) -> None:
        super().__init__(message)
        if kind is not None:
            self.kind = kind
        if may_have_been_processed:
            self.may_have_been_processed = True


class TimeoutError(TransportError, builtins.TimeoutError):
    """Time ran out.

    Attributes:
        kind: ``"connect"``, ``"read"``, ``"write"``, ``"pool"`` or ``"deadline"`` (the total over
            all attempts).
    """

    kind: str = "read"


class ResponseError(APIError):
    """Base of the errors that come with a response.

    Attributes:
        status: HTTP status.
        headers: headers of the response, names in lower case.
        correlation_id: the id to give to the service's support, or None.
    """

    status: int = 0
    correlation_id: str | None = None

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.headers: Mapping[str, str] = {}

    def _facts(self) -> list[str]:
        facts = super()._facts()
        if self.correlation_id:
            facts.append(f"correlation id {one_line(self.correlation_id, 100)}")
        return facts


class DecodeError(ResponseError):
    """The response is not what the contract says: media type, charset, JSON or shape.

    Attributes:
        content: the whole body.
        snippet: the beginning of a body that is not JSON, shortened and with secrets masked.
    """

    content: bytes = b""
    snippet: str = ""


class TokenError(ResponseError):
    """The login service refused to give a token.

    Attributes:
        error: OAuth error code such as ``"invalid_client"``, or None.
        description: text of the login service, or None.
    """

    error: str | None = None
    description: str | None = None


class StatusError(ResponseError):
    """The service responded with an error status.

    Attributes:
        code: stable key of the error (``"not.found"``), or None.
        body: the error body: of the class that the document declares for it, else parsed JSON,
            else None.
        content: the raw body.
        permissions: what the operation needs; filled on every status, shown on 403.
        retry_after: seconds the service asked to wait, or None.
    """

    code: str | None = None
    body: Any = None
    content: bytes = b""
    permissions: tuple[str, ...] = ()
    retry_after: float | None = None

    def __str__(self) -> str:
        head = f"{self.status} {self.code}" if self.code else str(self.status)
        return f"{head}: {super().__str__()}"


class BadRequestError(StatusError):
    """400: the request is malformed or breaks a rule of the service."""


class AuthenticationError(StatusError):
    """401: the token is missing, expired or refused."""


class PermissionDeniedError(StatusError):
    """403: the token lacks a permission or scope; the message names what the operation needs."""

    def _facts(self) -> list[str]:
        needs = [f"needs {' '.join(self.permissions)}"] if self.permissions else []
        return [*needs, *super()._facts()]


class NotFoundError(StatusError):
    """404: there is no such thing, or not yet."""


class RequestTimeoutError(StatusError):
    """408: the service gave up waiting."""


class ConflictError(StatusError):
    """409: the thing exists already, or changed since it was read."""


class PayloadTooLargeError(StatusError):
    """413: the request is larger than the service takes."""


class UnsupportedMediaTypeError(StatusError):
    """415: the service does not take this kind of body."""


class RateLimitError(StatusError):
    """429: too many requests; ``retry_after`` holds the wait the service asked for."""

    def _facts(self) -> list[str]:
        wait = [] if self.retry_after is None else [f"retry after {self.retry_after:g} s"]
        return [*wait, *super()._facts()]


class ServerError(StatusError):
    """5xx: the service failed."""


class ServiceUnavailableError(ServerError):
    """503: the service is down or overloaded."""


class GatewayTimeoutError(ServerError):
    """504: a gateway gave up waiting for the service."""


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequestError, 401: AuthenticationError, 403: PermissionDeniedError,
    404: NotFoundError, 408: RequestTimeoutError, 409: ConflictError,
    413: PayloadTooLargeError, 415: UnsupportedMediaTypeError, 429: RateLimitError,
    503: ServiceUnavailableError, 504: GatewayTimeoutError,
}  # fmt: skip


def error_class(status: int) -> type[StatusError]:
    """Find the class for an HTTP status: the exact one, else by family, else `StatusError`."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else StatusError)
