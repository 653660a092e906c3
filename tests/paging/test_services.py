"""Services that page as well-known ones do, walked to their end: nothing twice, nothing lost."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support import files

from .services import SERVICES, SIZE, ServiceServer, document

GIVEN: dict[str, dict[str, Any]] = {"azure": {"api_version": "2024-01-01"}}
Package = Callable[[str], Any]


@pytest.fixture(scope="module")
def server() -> Iterator[ServiceServer]:
    with ServiceServer() as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Return a function that makes the package of a service, once."""
    folder = tmp_path_factory.mktemp("services")

    @cache
    def make(service: str) -> Any:
        name = "paging_of_" + re.sub(r"\W", "_", service)
        spec = Path(folder, f"{name}.json")
        spec.write_text(json.dumps(document(SERVICES[service])), "utf-8")
        files.write(generate(spec, Config(), package=name).files, folder)
        return files.imported(name, folder)

    return make


def walked(package: Any, url: str, way: str, **given: Any) -> list[int]:
    """The ids of all items."""

    async def run() -> list[int]:
        async with package.AsyncClient(base_url=url, retry=0) as client:
            return [item.id async for item in client.things.list(**given)]

    if way == "async":
        return asyncio.run(run())
    with package.Client(base_url=url, retry=0) as client:
        return [item.id for item in client.things.list(**given)]


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("name", SERVICES)
def test_a_listing_is_walked_to_its_end(
    name: str, way: str, server: ServiceServer, package: Package
) -> None:
    server.service = SERVICES[name]
    for count in (0, 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 1):
        server.count = count
        server.targets.clear()
        found = walked(package(name), server.url, way, **GIVEN.get(name, {}))
        assert found == list(range(1, count + 1))
        pages = 1 if name == "ignoring" else -(-count // SIZE)
        extra = SERVICES[name].extra if count else 0
        assert len(server.targets) == max(1, pages) + extra, server.targets
