"""Waiting for a state that the service reaches by and by."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..errors import ConfigurationError, TimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
GROWTH = 1.5
"""By how much each pause is longer than the one before it."""


@overload
def wait_for(
    call: Callable[[], Awaitable[T]],
    until: Callable[[T], bool],
    *,
    interval: float = ...,
    longest: float = ...,
    deadline: float = ...,
) -> Awaitable[T]: ...
@overload
def wait_for(
    call: Callable[[], T],
    until: Callable[[T], bool],
    *,
    interval: float = ...,
    longest: float = ...,
    deadline: float = ...,
) -> T: ...
def wait_for(
    call: Callable[[], Any],
    until: Callable[[Any], bool],
    *,
    interval: float = 1.0,
    longest: float = 30.0,
    deadline: float = 300.0,
) -> Any:
    """Call again and again until the result is as wanted.

    Args:
        call: makes the call, such as ``lambda: client.jobs.get(job_id)``; of the async client it
            returns what is awaited.
        until: tells whether a result is the one that is waited for.
        interval: seconds before the second call; each later pause is half as long again.
        longest: seconds of the longest pause.
        deadline: seconds until no further call is made.

    Returns:
        The first result as wanted; of an async call, an awaitable of it.

    Raises:
        TimeoutError: the deadline passed before.
        ConfigurationError: a pause is not above 0.
        APIError: a call failed; see the subclasses.
    """
    if min(interval, longest) <= 0:
        raise ConfigurationError("interval and longest must be above 0 seconds.")
    pauses = _pauses(interval, longest, deadline)
    result = call()
    if inspect.isawaitable(result):
        return _waited(result, call, until, pauses)
    while not _is_reached(until(result)):
        time.sleep(next(pauses))
        result = call()
    return result


async def _waited(
    first: Awaitable[T],
    call: Callable[[], Awaitable[T]],
    until: Callable[[T], bool],
    pauses: Iterator[float],
) -> T:
    import anyio

    result = await first
    while not _is_reached(until(result)):
        await anyio.sleep(next(pauses))
        result = await call()
    return result


def _is_reached(verdict: object) -> bool:
    if inspect.iscoroutine(verdict):
        verdict.close()
        raise TypeError("until must say True or False by itself, not by being awaited.")
    return bool(verdict)


def _pauses(interval: float, longest: float, deadline: float) -> Iterator[float]:
    """Yield pauses that grow, the last one cut, until the deadline has passed.

    Raises:
        TimeoutError: it has.
    """
    end = time.monotonic() + deadline
    while (left := end - time.monotonic()) > 0:
        yield min(interval, longest, left)
        interval *= GROWTH
    raise TimeoutError(f"Not as wanted within {deadline:g} s.", kind="deadline")
