"""A made-up network and clock: the engine runs for real, nothing waits and nothing is sent."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import json
from typing import Any

import httpx2

from templates.package._runtime.wire import Sleep, Spawn, Wait, WireRequest, WireResponse
from tests.runtime.sample_api import Client


def answer(status: int = 200, body: Any = None, **headers: str) -> WireResponse:
    """Make an answer; underscores in header names become dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = (
        b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    )
    if body is not None:
        named.setdefault("content-type", "application/json")
    return WireResponse(status, httpx2.Headers(named), content)


def probe(client: Client) -> str | None:
    """Make a call; in a module of its own so that worker processes can import it."""
    return client.things.get("1").id


class World:
    """Answers a client's requests from a script.

    Args:
        script: answers, exceptions, or functions of the request that give one; the last repeats.
        takes: seconds that every request takes.
    """

    def __init__(self, *script: Any, takes: float = 0.0, **settings: Any) -> None:
        self.script = list(script)
        self.takes = takes
        self.now = 1000.0
        self.sent: list[WireRequest] = []
        self.slept: list[float] = []
        settings.setdefault("access_token", "s3cret-token")
        if "client_id" in settings or "auth" in settings:
            settings.pop("access_token")
        self.client = Client(transport=self, **settings)
        self.client._engine.clock = lambda: self.now
        self.client._engine.chance = lambda: 1.0
        self.client._perform = self.perform  # type: ignore[method-assign]

    def send(self, request: WireRequest, /) -> WireResponse:
        self.sent.append(request)
        self.now += self.takes
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if callable(step):
            step = step(request)
        if isinstance(step, BaseException):
            raise step
        assert isinstance(step, WireResponse)
        return step

    def close(self) -> None:
        raise AssertionError("a transport of the user's is never closed")

    def perform(self, effect: Any, transport: Any) -> Any:
        if isinstance(effect, Sleep):
            assert effect.seconds > 0
            self.slept.append(effect.seconds)
            self.now += effect.seconds
            return None
        if isinstance(effect, Spawn):
            return self.client._drive(effect.flow, transport)
        assert not isinstance(effect, Wait)
        return transport.send(effect) if isinstance(effect, WireRequest) else effect.function()
