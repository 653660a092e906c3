"""Thousands of calls to a flapping service and login: each ends in one outcome, nothing leaks."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import random
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from templates.package import errors
from templates.package._runtime.retry import Retry
from tests.runtime.sample_api import AsyncClient, Client
from tests.runtime.server import Seen, reply, serving
from tests.runtime.test_faults import broken_gzip, not_http, reset, reset_in_body, truncated

CALLS, THREADS, TASKS = 10_000, 50, 500


class Chaos:
    """Misbehaves one time in four."""

    def __init__(self) -> None:
        self.random = random.Random(7)

    def __call__(self, seen: Seen, connection: socket.socket) -> bytes | None:
        if seen.target == "/oauth/token":
            if self.random.random() < 0.25:
                return reply(503)
            if self.random.random() < 0.1:
                reset(seen, connection)
                return None
            return reply(200, {"access_token": "t", "expires_in": 1})
        if self.random.random() < 0.75:
            return reply(200, {"id": "1"})
        faults = [reset, truncated, reset_in_body, not_http, broken_gzip]
        plain = [503, 429, 500, 404, 401]
        if self.random.random() < 0.5:
            return self.random.choice(faults)(seen, connection)
        return reply(self.random.choice(plain), Retry_After="0")


SETTINGS: dict[str, Any] = {
    "client_id": "a", "client_secret": "b", "deadline": 30, "limits": 20,
    "retry": Retry(max_retries=2, base_delay=0.001, budget=1e9),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", ["sync", "async"])
def test_soak(way: str) -> None:
    outcomes: Counter[str] = Counter()
    threads = threading.active_count()

    def note(error: BaseException | None) -> None:
        assert error is None or isinstance(error, errors.APIError), repr(error)
        outcomes["ok" if error is None else type(error).__name__] += 1

    with serving(Chaos()) as server:
        if way == "sync":
            with Client(base_url=server.url, login_url=server.url, **SETTINGS) as client:
                with ThreadPoolExecutor(THREADS) as pool:
                    futures = [pool.submit(client.things.get, "1") for _ in range(CALLS)]
                for future in futures:
                    note(future.exception(60))
        else:

            async def run() -> None:
                async with AsyncClient(
                    base_url=server.url, login_url=server.url, **SETTINGS
                ) as client:
                    gate = asyncio.Semaphore(TASKS)

                    async def one() -> None:
                        async with gate:
                            await client.things.get("1")

                    for result in await asyncio.gather(
                        *(one() for _ in range(CALLS)), return_exceptions=True
                    ):
                        note(result)
                assert asyncio.all_tasks() == {asyncio.current_task()}

            asyncio.run(run())
        assert sum(outcomes.values()) == CALLS and outcomes["ok"] > CALLS / 2, outcomes
        for _ in range(500):
            if server.open == 0 and threading.active_count() <= threads + 1:
                break
            threading.Event().wait(0.01)
        assert server.open == 0
