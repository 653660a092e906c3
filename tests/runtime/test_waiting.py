"""`wait_for`: it stops where the result is as wanted, and where time is up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from templates.package import errors
from templates.package._runtime.waiting import wait_for


class Job:
    """Counts the calls; its state is their number."""

    def __init__(self) -> None:
        self.calls = 0

    def get(self) -> int:
        self.calls += 1
        return self.calls

    async def get_async(self) -> int:
        return self.get()


def test_it_calls_until_the_result_is_as_wanted() -> None:
    job = Job()
    assert wait_for(job.get, lambda state: state == 3, interval=0.001) == 3
    assert job.calls == 3
    job = Job()
    assert asyncio.run(_waited(job, lambda state: state == 3)) == 3
    assert job.calls == 3


async def _waited(job: Job, until: Callable[[int], bool], deadline: float = 60) -> int:
    return await wait_for(job.get_async, until, interval=0.001, deadline=deadline)


def test_the_first_result_needs_no_pause() -> None:
    start = time.monotonic()
    assert wait_for(Job().get, lambda state: True, interval=100) == 1
    assert time.monotonic() - start < 50


def test_it_gives_up() -> None:
    job = Job()
    with pytest.raises(errors.TimeoutError, match=r"within 0\.05 s") as caught:
        wait_for(job.get, lambda state: False, interval=0.01, longest=0.02, deadline=0.05)
    assert caught.value.kind == "deadline" and 2 <= job.calls <= 7
    with pytest.raises(errors.TimeoutError):
        asyncio.run(_waited(Job(), lambda state: False, deadline=0.05))
    with pytest.raises(errors.TimeoutError):
        wait_for(job.get, lambda state: False, deadline=0)


def test_errors_of_a_call_end_it() -> None:
    def call() -> int:
        raise errors.NotFoundError("gone")

    with pytest.raises(errors.NotFoundError):
        wait_for(call, lambda state: True)


def test_what_makes_no_sense_is_refused() -> None:
    for pauses in ({"interval": 0.0}, {"interval": -1.0}, {"longest": 0.0}):
        with pytest.raises(errors.ConfigurationError, match="above 0"):
            wait_for(Job().get, lambda state: True, **pauses)

    async def until(state: int) -> bool:
        return False

    unawaited: Any = until
    with pytest.raises(TypeError, match="until must say"):
        wait_for(Job().get, unawaited)
    with pytest.raises(TypeError, match="until must say"):
        asyncio.run(_waited(Job(), unawaited))
