"""When another attempt is worth it, and how long to wait before it. No IO, no clock."""

from __future__ import annotations

import threading
import time
from typing import NamedTuple


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
        """Say how long to wait.

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
        self.capacity = capacity
        self.refund = refund
        self.left = capacity
        self._lock = threading.Lock()

    def withdraw(self) -> bool:
        """Take one retry. Returns False, taking nothing, when less than one is left."""
        with self._lock:
            if self.left < 1.0:
                return False
            self.left -= 1.0
            return True

    def deposit(self) -> None:
        """Give back what one success is worth."""
        if self.left < self.capacity:
            with self._lock:
                self.left = min(self.capacity, self.left + self.refund)


def is_retryable(status: int, *, safe: bool, asked: bool, statuses: tuple[int, ...]) -> bool:
    """Say whether an answer is worth another attempt."""
    return status in statuses and (asked if status == 413 else safe or status == 429)


def parse_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Read a ``Retry-After`` header.

    Returns:
        Seconds, 0 or more, or None where the header is missing or makes no sense.
    """
    if not value:
        return None
    text = value.strip()
    try:
        seconds = float(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            when = parsedate_to_datetime(text).timestamp()
        except (ValueError, OverflowError, TypeError):
            return None
        return max(0.0, when - (time.time() if now is None else now))
    return seconds if 0.0 <= seconds < float("inf") else None
