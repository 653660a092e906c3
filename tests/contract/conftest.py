"""One contract server per worker, and both clients behind one way of calling them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pytest
from genesys_process_automation import AsyncClient, Client

from tests.contract.contract import Contract, repaired
from tests.contract.server import ContractServer

TOKEN = "example-token"


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract(repaired(), TOKEN)


@pytest.fixture(scope="session")
def server(contract: Contract) -> Generator[ContractServer]:
    found = ContractServer(contract)
    yield found
    found.close()


class Caller:
    """Calls the sync or the async client the same way.

    Args:
        client: either client.
        runner: the event loop of the async one.
    """

    def __init__(self, client: Any, runner: asyncio.Runner | None = None) -> None:
        self.client = client
        self._runner = runner

    def __call__(self, call: Callable[[Any], Any]) -> Any:
        """Make a call and give what it answers; of a pager, all items."""
        if self._runner is None:
            result = call(self.client)
            return list(result) if hasattr(result, "pages") else result
        return self._runner.run(self._finish(call))

    async def _finish(self, call: Callable[[Any], Any]) -> Any:
        result = call(self.client)
        if hasattr(result, "pages"):
            return [item async for item in result]
        return await result

    def pages(self, call: Callable[[Any], Any]) -> list[Any]:
        """Walk the pages of a listing."""
        if self._runner is None:
            return list(call(self.client).pages())

        async def walk() -> list[Any]:
            return [page async for page in call(self.client).pages()]

        return self._runner.run(walk())


@pytest.fixture(scope="session", params=["sync", "async"])
def caller(request: pytest.FixtureRequest, server: ContractServer) -> Generator[Caller]:
    settings: dict[str, Any] = {"access_token": TOKEN, "base_url": server.url, "retry": 0}
    if request.param == "sync":
        with Client(**settings) as client:
            yield Caller(client)
        return
    with asyncio.Runner() as runner:
        made = AsyncClient(**settings)
        yield Caller(made, runner)
        runner.run(made.aclose())
