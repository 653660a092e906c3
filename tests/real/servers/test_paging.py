"""Every default pagination of two frameworks, walked to its end without configuration."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from .running import Server, serving

pytestmark = pytest.mark.slow

DJANGO: dict[str, dict[str, Any]] = {
    "page_list": {}, "offset_list": {}, "cursor_list": {}, "offset_list 2": {"limit": 2},
}  # fmt: skip
LITESTAR: dict[str, dict[str, Any]] = {
    "classic": {"page_size": 3, "current_page": 1},
    "offset": {"limit": 3, "offset": 0},
    "cursor": {"results_per_page": 3},
}


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    command = ("-m", "tests.real.servers.paging_django_app", "{port}")
    folder = tmp_path_factory.mktemp("django")
    document = "/schema/?format=json"
    with serving(*command, document=document, package="paging_django", folder=folder) as found:
        yield found


@pytest.fixture(scope="module")
def litestar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    app = "tests.real.servers.paging_litestar_app:app"
    command = ("-m", "uvicorn", app, "--port", "{port}")
    folder = tmp_path_factory.mktemp("litestar")
    document = "/schema/openapi.json"
    with serving(*command, document=document, package="paging_litestar", folder=folder) as found:
        yield found


def walked(server: Server, operation: str, way: str, **given: Any) -> list[int]:
    """The ids of a listing's items, page after page."""

    async def run() -> list[int]:
        async with server.package.AsyncClient(base_url=server.url, retry=0) as client:
            return [item.id async for item in server.call(client, operation)(**given)]

    if way == "async":
        return asyncio.run(run())
    with server.package.Client(base_url=server.url, retry=0) as client:
        return [item.id for item in server.call(client, operation)(**given)]


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("operation", DJANGO)
def test_django_rest_framework(operation: str, way: str, django: Server) -> None:
    name, given = operation.split()[0], DJANGO[operation]
    assert walked(django, name, way, **given) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("operation", LITESTAR)
def test_litestar(operation: str, way: str, litestar: Server) -> None:
    assert walked(litestar, operation, way, **LITESTAR[operation]) == [1, 2, 3, 4, 5, 6, 7]
