"""What others may see of the attempts: hooks and one log line each, never a secret or a body."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .wire import WireResponse


@dataclass
class Attempt:
    """One request and what came of it, as hooks see it.

    Attributes:
        name: Python name of the operation, or ``"login"`` for a token request.
        method: HTTP method.
        path: path template.
        url: full URL.
        number: which attempt of the call, from 1.
        headers: what will be sent; an ``on_request`` hook may add to it. Without Authorization.
        status: HTTP status, or None.
        response_headers: headers of the answer.
        correlation_id: the service's id of the request, or None.
        elapsed: seconds.
        error: what went wrong, or None.
        state: free for hooks, to carry something from one to the next (a span).
    """

    name: str
    method: str
    path: str
    url: str
    number: int
    headers: dict[str, str]
    status: int | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    correlation_id: str | None = None
    elapsed: float = 0.0
    error: Exception | None = None
    state: dict[str, Any] = field(default_factory=dict[str, Any])


class Hooks(NamedTuple):
    """Functions called around every attempt. What they raise ends the call.

    With the async client they must not block.

    Args:
        on_request: before the request is sent.
        on_response: after an answer of any status.
        on_error: when no answer came.
    """

    on_request: Sequence[Callable[[Attempt], None]] = ()
    on_response: Sequence[Callable[[Attempt], None]] = ()
    on_error: Sequence[Callable[[Attempt], None]] = ()


class Observer:
    """Runs the hooks and writes the log."""

    def __init__(self, name: str, hooks: Hooks) -> None:
        self._log = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in self._log.handlers):
            self._log.addHandler(logging.NullHandler())
        self.hooks = hooks
        self._hooked = any(hooks)

    @property
    def active(self) -> bool:
        """Whether anybody looks: hooks, or a log level that shows failures or all."""
        return self._hooked or self._log.isEnabledFor(logging.WARNING)

    def before(self, attempt: Attempt) -> dict[str, str]:
        """Hide the token, run the request hooks. Returns the headers to send.

        Raises:
            RequestError: a hook set a header that cannot be sent.
        """
        headers = attempt.headers
        secret = {n: headers.pop(n) for n in list(headers) if n.lower() == "authorization"}
        for hook in self.hooks.on_request:
            hook(attempt)
        if self.hooks.on_request:
            from .parameters import check_header

            for name, value in attempt.headers.items():
                check_header(name, value)
        return {**attempt.headers, **secret}

    def answered(self, attempt: Attempt, answer: WireResponse) -> None:
        """Log an answer and run the response hooks."""
        attempt.status = answer.status
        attempt.response_headers = answer.headers
        level = logging.DEBUG if answer.status < 400 else logging.WARNING
        if self._log.isEnabledFor(level):
            self._write(level, attempt, str(answer.status))
        for hook in self.hooks.on_response:
            hook(attempt)

    def failed(self, attempt: Attempt, error: Exception) -> None:
        """Log a failure and run the error hooks."""
        attempt.error = error
        kind = f"{type(error).__name__}({getattr(error, 'kind', '')})"
        self._write(logging.WARNING, attempt, kind)
        for hook in self.hooks.on_error:
            hook(attempt)

    def _write(self, level: int, attempt: Attempt, outcome: str) -> None:
        correlation = ascii(attempt.correlation_id)[1:-1] if attempt.correlation_id else "-"
        facts = (attempt.method, attempt.path, outcome, attempt.elapsed * 1000, attempt.number)
        text = "%s %s %s in %.0f ms, attempt %d, correlation id %s"
        self._log.log(level, text, *facts, correlation)
