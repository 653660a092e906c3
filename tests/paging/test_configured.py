"""Listings that page by configuration: searches by POST, and members of any name."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from clientgen.base.configuration import parse_config
from clientgen.emit.pipeline import Generated, generate
from tests.support import files

REFERENCE = {"$ref": "#/components/schemas/Search"}
TEXT, COUNT = {"type": "string"}, {"type": "integer"}
ITEMS = {"type": "array", "items": {"type": "object", "properties": {"id": COUNT}}}
SEARCH = {
    "type": "object",
    "required": ["word"],
    "properties": {
        "word": TEXT,
        "pageNumber": COUNT,
        "cursor": {"anyOf": [TEXT, {"type": "null"}]},
    },
}
FOUND = {
    "type": "object",
    "properties": {
        "hits": {"type": "object", "properties": {"rows": ITEMS, "others": ITEMS}},
        "pageCount": COUNT,
        "then": {"type": "object", "properties": {"next.cursor": TEXT}},
    },
}


def document() -> dict[str, Any]:
    def operation(name: str) -> Any:
        return {
            "operationId": name,
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": REFERENCE}},
            },
            "responses": {
                "200": {"description": "ok", "content": {"application/json": {"schema": FOUND}}}
            },
        }

    names = ("byPage", "byCursor", "unpaged")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Searches", "version": "1"},
        "paths": {f"/{name}/search": {"post": operation(name)} for name in names},
        "components": {"schemas": {"Search": SEARCH}},
    }


CONFIG: dict[str, Any] = {
    "operations": {
        "byPage": {
            "name": "searches.by_page",
            "paging": {
                "style": "page",
                "items": "hits.rows",
                "next": "pageCount",
                "parameter": "pageNumber",
            },
        },
        "byCursor": {
            "name": "searches.by_cursor",
            "paging": {
                "style": "cursor",
                "items": "hits.rows",
                "next": "then.next.cursor",
                "parameter": "cursor",
            },
        },
        "unpaged": {"name": "searches.unpaged"},
    }
}


class Searches(BaseHTTPRequestHandler):
    """Three pages, by number and by cursor alike; only the word `x` finds anything."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.seen.append(asked)
        page = int(asked.get("cursor") or asked.get("pageNumber") or 1)
        rows = [{"id": n} for n in (2 * page - 1, 2 * page)] if asked["word"] == "x" else []
        found: dict[str, Any] = {"hits": {"rows": rows}, "pageCount": 3}
        if page < 3:
            found["then"] = {"next.cursor": str(page + 1)}
        content = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Searches) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def made(config: dict[str, Any], folder: Path, package: str) -> Generated:
    spec = folder / "searches.json"
    spec.write_text(json.dumps(document()), "utf-8")
    source = folder / "clientgen.toml"
    source.write_text("[operations.byPage.paging]\n", "utf-8")
    return generate(spec, parse_config(config, str(source)), package=package)


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("searches")
    files.write(made(CONFIG, folder, "paging_searches").files, folder)
    return files.imported("paging_searches", folder)


@pytest.mark.parametrize("given", ["model", "mapping"])
@pytest.mark.parametrize(
    ("name", "selectors"),
    [
        ("by_page", [{}, {"pageNumber": 2}, {"pageNumber": 3}]),
        ("by_cursor", [{}, {"cursor": "2"}, {"cursor": "3"}]),
    ],
)
def test_a_search_is_walked(
    name: str, selectors: list[Any], given: str, searches: Any, url: str
) -> None:
    body: Any = {"word": "x"}
    if given == "model":
        models = files.imported("paging_searches.models", Path())
        body = models.Search(word="x")
    Searches.seen.clear()
    with searches.Client(base_url=url, retry=0) as client:
        method = getattr(client.searches, name)
        assert [row.id for row in method(body)] == [1, 2, 3, 4, 5, 6]
    assert Searches.seen == [{"word": "x", **selector} for selector in selectors]


@pytest.mark.parametrize("name", ["by_page", "by_cursor"])
def test_a_search_is_walked_async(name: str, searches: Any, url: str) -> None:
    async def run() -> list[int]:
        async with searches.AsyncClient(base_url=url, retry=0) as client:
            method = getattr(client.searches, name)
            return [row.id async for row in method({"word": "x", "pageNumber": 1})]

    assert asyncio.run(run()) == [1, 2, 3, 4, 5, 6]


def test_other_searches_are_not_paged(searches: Any, url: str) -> None:
    with searches.Client(base_url=url, retry=0) as client:
        assert client.searches.unpaged({"word": "x"}).page_count == 3


@pytest.mark.parametrize(
    "changed", [{"items": "rows"}, {"next": "pages"}, {"parameter": "after"}, {"more": "hits.more"}]
)
def test_a_convention_that_does_not_fit_is_told(changed: Any, tmp_path: Path) -> None:
    paging = {**CONFIG["operations"]["byPage"]["paging"], **changed}
    generated = made({"operations": {"byPage": {"paging": paging}}}, tmp_path, "never")
    (told,) = [d for d in generated.diagnostics if d.code == "setting-no-match"]
    assert "byPage" in told.message and told.pointer == "/operations/byPage/paging"
    assert not generated.plan.is_paged("byPage")
