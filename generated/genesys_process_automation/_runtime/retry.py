"""Repeated attempts: how many, how far apart, and how many a client may spend."""

from __future__ import annotations

import threading
import time
from typing import Any, NamedTuple

from ..errors import ConfigurationError


def seconds(value: Any, name: str) -> float | None:
    """Check a time; one that no clock can hold is none.

    Args:
        value: seconds, or None for no limit.
        name: of the setting, for the message.

    Returns:
        The seconds, or None.

    Raises:
        ConfigurationError: it is no number above 0.
    """
    if value is None:
        return None
    if not isinstance(value, (int, float)) or not value > 0:
        raise ConfigurationError(f"{name} must be above 0 seconds, or None.")
    return value if value < threading.TIMEOUT_MAX else None


class Retry(NamedTuple):
    """Policy of repeated attempts.

    Args:
        max_retries: attempts after the first, 0 or more.
        base_delay: upper bound of the first random wait in seconds; doubles with each retry.
        max_delay: upper bound of every random wait in seconds.
        max_retry_after: longest wait in seconds that a ``Retry-After`` may ask for; above it the
            call fails at once with the wait in the error.
        budget: retries the client may spend on top of what successes give back, so that an outage
            is not multiplied.
        refund: retries that one success gives back.
    """

    max_retries: int = 3
    base_delay: float = 0.5
    max_delay: float = 20.0
    max_retry_after: float = 180.0
    budget: float = 20.0
    refund: float = 0.1

    def delay(self, retry: int, retry_after: float | None, chance: float) -> float | None:
        """Compute a wait.

        Args:
            retry: how many retries went before.
            retry_after: seconds the service asked for, or None.
            chance: a random number from 0 to 1.

        Returns:
            Seconds (full jitter; never less than ``retry_after``), or None to give up.
        """
        if retry_after is None:
            return chance * min(self.max_delay, self.base_delay * 2.0 ** min(retry, 60))
        if retry_after > self.max_retry_after:
            return None
        return retry_after + chance * min(1.0, self.base_delay)


class Budget:
    """Token bucket of retries, shared by all calls of a client."""

    def __init__(self, capacity: float, refund: float) -> None:
        self.capacity = self.left = capacity
        self.refund = refund
        self._lock = threading.Lock()

    def withdraw(self) -> bool:
        """Take one retry; False, taking nothing, when less than one is left."""
        with self._lock:
            if self.left < 1.0:
                return False
            self.left -= 1.0
            return True

    def deposit(self) -> None:
        """Put back the refund of one success."""
        if self.left < self.capacity:
            with self._lock:
                self.left = min(self.capacity, self.left + self.refund)


class Pace:
    """Keeps the requests of a client apart, so that no more than so many begin in a second.

    Args:
        rate: requests per second, above 0; None for any number.

    Raises:
        ConfigurationError: it is not above 0.
    """

    def __init__(self, rate: float | None) -> None:
        gap = seconds(rate, "rate_limit")
        self.rate, self._gap, self._next = rate, 0.0 if gap is None else 1 / gap, 0.0
        self._lock = threading.Lock()

    def take(self, now: float, end: float | None) -> float | None:
        """Take a turn.

        Args:
            now: the time.
            end: when it is too late, or None.

        Returns:
            Seconds to wait for it; None, taking nothing, where that would be too long.
        """
        if not self._gap:
            return 0.0
        with self._lock:
            begin = max(now, self._next)
            if end is not None and begin >= end:
                return None
            self._next = begin + self._gap
            return begin - now


def parse_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Read a ``Retry-After`` header (RFC 9110, section 10.2.3).

    Args:
        value: seconds or a date; None where there is no header.
        now: the time a date is compared with; the clock's when None.

    Returns:
        Seconds, 0 or more, or None where the header is missing or makes no sense.
    """
    if not value:
        return None
    try:
        seconds = float(value.strip())
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            when = parsedate_to_datetime(value.strip()).timestamp()
        except (ValueError, OverflowError, TypeError):
            return None
        return max(0.0, when - (time.time() if now is None else now))
    return seconds if 0.0 <= seconds < float("inf") else None
