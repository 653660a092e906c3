"""Services that page as well-known ones do: a document and a behaviour for each.

Each is strict: a page that does not exist is 404, as is a cursor that was never given out.
"""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

SIZE = 3
"""Items on a full page, whatever service."""


class NotThere(Exception):
    """There is no such page."""


@dataclass
class Asked:
    """A request for a page.

    Args:
        query: first value of each parameter.
        root: address of the server.
        count: how many items the service has.
        headers: of the response, to be added to.
    """

    query: Mapping[str, str]
    root: str
    count: int
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def items(self, start: int) -> list[dict[str, Any]]:
        """The items of the page that begins after so many."""
        if start < 0 or (start and start >= self.count):
            raise NotThere
        return [{"id": n, "name": f"n{n}"} for n in self.numbers(start)]

    def numbers(self, start: int) -> range:
        return range(start + 1, min(start + SIZE, self.count) + 1)

    def is_last(self, start: int) -> bool:
        return start + SIZE >= self.count

    @property
    def pages(self) -> int:
        return -(-self.count // SIZE)

    def number(self, name: str, missing: int) -> int:
        return int(self.query.get(name, missing))

    def opaque(self, name: str) -> int:
        """The start that a cursor stands for; cursors look like base64 with its odd characters."""
        given = self.query.get(name)
        if given is None:
            return 0
        if not (given.startswith("/+=&") and given[4:].isdigit()):
            raise NotThere
        return int(given[4:])

    def cursor(self, start: int) -> str:
        return f"/+=&{start}"

    def link(self, path: str, **query: Any) -> str:
        return f"{self.root}{path}?{urlencode(query)}"


@dataclass(frozen=True)
class Service:
    """One service.

    Args:
        parameters: query parameter → its schema.
        response: schema of the response.
        answer: gives the body of a page.
        headers: response headers that the document names.
        extra: how many requests more than pages a walk takes, where the end cannot be seen.
    """

    parameters: Mapping[str, Any]
    response: Any
    answer: Callable[[Asked], Any]
    headers: tuple[str, ...] = ()
    extra: int = 0


TEXT: Any = {"type": "string"}
COUNT: Any = {"type": "integer"}
ITEMS: Any = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
MAYBE: Any = {"anyOf": [{"type": "string"}, {"type": "null"}]}
SCHEMAS: Any = {
    "Thing": {"type": "object", "required": ["id"], "properties": {"id": COUNT, "name": TEXT}},
    "Other": {"type": "object", "required": ["id"], "properties": {"id": COUNT, "object": TEXT}},
    "ListMeta": {"type": "object", "properties": {"continue": TEXT, "remainingItemCount": COUNT}},
    "Counts": {"type": "object", "properties": {"total_pages": COUNT, "current_page": COUNT}},
}


def object_of(**members: Any) -> Any:
    return {"type": "object", "properties": members}


def django_page(asked: Asked) -> Any:
    page = asked.number("page", 1)
    start = (page - 1) * SIZE
    following = None if asked.is_last(start) else asked.link("/things", page=page + 1)
    return {"count": asked.count, "next": following, "results": asked.items(start)}


def fastapi_page(asked: Asked) -> Any:
    page = asked.number("page", 1)
    items = asked.items((page - 1) * SIZE)
    return {"items": items, "total": asked.count, "page": page, "size": SIZE, "pages": asked.pages}


def fastapi_offset(asked: Asked) -> Any:
    start = asked.number("offset", 0)
    return {"items": asked.items(start), "total": asked.count, "limit": SIZE, "offset": start}


def fastapi_cursor(asked: Asked) -> Any:
    start = asked.opaque("cursor")
    following = None if asked.is_last(start) else asked.cursor(start + SIZE)
    current = asked.cursor(start)
    return {"items": asked.items(start), "current_page": current, "next_page": following}


def github(asked: Asked) -> Any:
    page = asked.number("page", 1)
    items = asked.items((page - 1) * SIZE)
    links = {"first": 1, "last": asked.pages}
    if page < asked.pages:
        links["next"] = page + 1
    asked.headers["Link"] = ", ".join(
        f'<{asked.link("/repositories/1/things", page=number, per_page=SIZE)}>; rel="{relation}"'
        for relation, number in links.items()
    )
    return items


def quoted_links(asked: Asked) -> Any:
    """Titles with escaped quotes before the relation; of two relations the first counts."""
    items = github(asked)
    found = asked.headers.pop("Link", "").replace("; rel=", '; title="a \\"b\\"; rel=next"; rel=')
    previous = f'<{asked.link("/things", page=1)}>; rel="prev"; rel="next"'
    asked.headers["Link"] = f"{previous}, {found}" if found else previous
    return items


def sparse(asked: Asked) -> Any:
    """The second of its pages is filtered empty."""
    number = asked.number("page", 1)
    start = (number - 1 - (number > 2)) * SIZE
    items = [] if number == 2 else asked.items(start)
    return {"page": number, "total_pages": asked.pages + 1, "data": items}


def wrong_total(asked: Asked) -> Any:
    """Its total is always 0, and after the last page comes an empty one."""
    start = asked.number("offset", 0)
    return {"total": 0, "items": asked.items(start) if start < asked.count else []}


def github_search(asked: Asked) -> Any:
    return {"total_count": 10 * asked.count, "items": github(asked)}


def stripe(asked: Asked) -> Any:
    start = asked.number("starting_after", 0)
    return {"data": asked.items(start), "has_more": not asked.is_last(start), "url": "/v1/things"}


def openai(asked: Asked) -> Any:
    start = asked.number("after", 0)
    items = asked.items(start)
    last = f"{items[-1]['id']}" if items else None
    return {"data": items, "has_more": not asked.is_last(start), "last_id": last}


def kubernetes(asked: Asked) -> Any:
    start = asked.opaque("continue")
    following = "" if asked.is_last(start) else asked.cursor(start + SIZE)
    return {"items": asked.items(start), "metadata": {"continue": following}}


def azure(asked: Asked) -> Any:
    if asked.query.get("api-version") != "2024-01-01":
        raise NotThere
    start = asked.opaque("$skipToken")
    if asked.is_last(start):
        return {"value": asked.items(start)}
    token = asked.cursor(start + SIZE)
    link = asked.link("/things", **{"api-version": "2024-01-01", "$skipToken": token})
    return {"value": asked.items(start), "nextLink": link}


def graph(asked: Asked) -> Any:
    start = asked.opaque("$skiptoken")
    found: dict[str, Any] = {"value": asked.items(start)}
    if not asked.is_last(start):
        link = asked.link("/things", **{"$top": SIZE, "$skiptoken": asked.cursor(start + SIZE)})
        found["@odata.nextLink"] = link
    return found


def slack(asked: Asked) -> Any:
    start = asked.opaque("cursor")
    following = "" if asked.is_last(start) else asked.cursor(start + SIZE)
    metadata = {"response_metadata": {"next_cursor": following}}
    return {"ok": True, "channels": asked.items(start), **metadata}


def spring(asked: Asked) -> Any:
    page = asked.number("page", 0)
    return {"content": asked.items(page * SIZE), "number": page, "totalPages": asked.pages}


def laravel(asked: Asked) -> Any:
    page = asked.number("page", 1)
    counts = {"current_page": page, "total_pages": asked.pages}
    return {"data": asked.items((page - 1) * SIZE), "meta": counts}


def counts_beside(asked: Asked) -> Any:
    found = laravel(asked)
    return {"things": found["data"], **found["meta"]}


def hal(asked: Asked) -> Any:
    start = asked.number("offset", 0)
    links: dict[str, Any] = {"self": {"href": "/things"}}
    if not asked.is_last(start):
        links["next"] = {"href": f"/things?offset={start + SIZE}"}
    return {"_embedded": {"things": asked.items(start)}, "_links": links}


def json_api(asked: Asked) -> Any:
    page = asked.number("page[number]", 1)
    start = (page - 1) * SIZE
    link = asked.link("/things", **{"page[number]": page + 1, "page[size]": SIZE})
    following = None if asked.is_last(start) else link
    return {"data": asked.items(start), "links": {"next": following}}


def rails(asked: Asked) -> Any:
    page = asked.number("page", 1)
    start = (page - 1) * SIZE
    return {"things": asked.items(start), "next_page": None if asked.is_last(start) else page + 1}


def notion(asked: Asked) -> Any:
    start = asked.opaque("start_cursor")
    # Some services give a cursor on the last page, too: the flag tells that it leads nowhere.
    return {
        "results": asked.items(start),
        "has_more": not asked.is_last(start),
        "next_cursor": asked.cursor(start + SIZE),
    }


def flagged(asked: Asked) -> Any:
    start = asked.number("skip", 0)
    return {"records": asked.items(start), "hasMore": not asked.is_last(start)}


def ignoring(asked: Asked) -> Any:
    return {
        "items": [{"id": n} for n in range(1, asked.count + 1)],
        "at": asked.query.get("offset"),
    }


PAGE = {"page": COUNT, "per_page": COUNT}
SERVICES: dict[str, Service] = {
    "django page": Service(
        {"page": COUNT},
        object_of(count=COUNT, next={"type": ["string", "null"], "format": "uri"}, results=ITEMS),
        django_page,
    ),
    "fastapi page": Service(
        {"page": {"type": "integer", "default": 1}, "size": COUNT},
        object_of(items=ITEMS, total=MAYBE, page=COUNT, size=COUNT, pages=COUNT),
        fastapi_page,
    ),
    "fastapi offset": Service(
        {"limit": COUNT, "offset": COUNT},
        object_of(items=ITEMS, total=COUNT, limit=COUNT, offset=COUNT),
        fastapi_offset,
    ),
    "fastapi cursor": Service(
        {"cursor": MAYBE, "size": COUNT},
        object_of(items=ITEMS, current_page=MAYBE, previous_page=MAYBE, next_page=MAYBE),
        fastapi_cursor,
    ),
    "github": Service(PAGE, ITEMS, github, ("Link",)),
    "quoted links": Service(PAGE, ITEMS, quoted_links, ("Link",)),
    "sparse": Service(
        {"page": COUNT}, object_of(page=COUNT, total_pages=COUNT, data=ITEMS), sparse, extra=1
    ),
    "wrong total": Service(
        {"offset": COUNT, "limit": COUNT}, object_of(total=COUNT, items=ITEMS), wrong_total, extra=1
    ),
    "github search": Service(
        PAGE, object_of(total_count=COUNT, items=ITEMS), github_search, ("Link",)
    ),
    "stripe": Service(
        {"starting_after": COUNT, "ending_before": COUNT, "limit": COUNT},
        object_of(
            data={
                "type": "array",
                "items": {"anyOf": [{"$ref": f"#/components/schemas/{n}"} for n in SCHEMAS][:2]},
            },
            has_more={"type": "boolean"},
            url=TEXT,
        ),
        stripe,
    ),
    "openai": Service(
        {"after": TEXT, "limit": COUNT},
        object_of(data=ITEMS, has_more={"type": "boolean"}, last_id=MAYBE),
        openai,
    ),
    "kubernetes": Service(
        {"limit": COUNT, "continue": TEXT},
        object_of(
            items=ITEMS,
            metadata={"allOf": [{"$ref": "#/components/schemas/ListMeta"}], "default": {}},
        ),
        kubernetes,
    ),
    "azure": Service(
        {"api-version": {**TEXT, "x-required": True}}, object_of(value=ITEMS, nextLink=TEXT), azure
    ),
    "graph": Service(
        {"$top": COUNT, "$skip": COUNT},
        object_of(value=ITEMS, **{"@odata.nextLink": {"type": ["string", "null"]}}),
        graph,
    ),
    "slack": Service(
        {"cursor": TEXT, "limit": COUNT},
        object_of(
            ok={"type": "boolean"}, channels=ITEMS, response_metadata=object_of(next_cursor=TEXT)
        ),
        slack,
    ),
    "spring": Service(
        {"page": {"type": "integer", "default": 0}, "size": COUNT},
        object_of(content=ITEMS, number=COUNT, totalPages=COUNT),
        spring,
    ),
    "laravel": Service(
        PAGE, object_of(data=ITEMS, meta={"$ref": "#/components/schemas/Counts"}), laravel
    ),
    "counts beside": Service(
        PAGE,
        {"allOf": [{"$ref": "#/components/schemas/Counts"}, object_of(things=ITEMS)]},
        counts_beside,
    ),
    "hal": Service(
        {"offset": COUNT, "limit": COUNT},
        object_of(
            _embedded=object_of(things=ITEMS),
            _links=object_of(self=object_of(href=TEXT), next=object_of(href=TEXT)),
        ),
        hal,
    ),
    "json api": Service(
        {"page[number]": COUNT, "page[size]": COUNT},
        object_of(data=ITEMS, links=object_of(next={"oneOf": [TEXT, {"type": "null"}]})),
        json_api,
    ),
    "rails": Service(PAGE, object_of(things=ITEMS, next_page={"type": ["integer", "null"]}), rails),
    "notion": Service(
        {"start_cursor": TEXT, "page_size": COUNT},
        object_of(results=ITEMS, has_more={"type": "boolean"}, next_cursor=MAYBE),
        notion,
    ),
    "flagged": Service(
        {"skip": COUNT, "take": COUNT},
        object_of(records={"anyOf": [ITEMS, {"type": "null"}]}, hasMore={"type": "boolean"}),
        flagged,
    ),
    "ignoring": Service(
        {"offset": COUNT, "limit": COUNT}, object_of(items=ITEMS, at=MAYBE), ignoring, extra=1
    ),
}


def document(service: Service) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    parameters = [
        {"name": name, "in": "query", "schema": schema, "required": "x-required" in schema}
        for name, schema in service.parameters.items()
    ]
    response = {
        "description": "ok",
        "headers": {name: {"schema": TEXT} for name in service.headers},
        "content": {"application/json": {"schema": service.response}},
    }
    listing = {
        "operationId": "listThings", "parameters": parameters, "responses": {"200": response}
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": listing}},
        "components": {"schemas": SCHEMAS},
    }


class ServiceServer(ThreadingHTTPServer):
    """Serves one service after the other.

    Attributes:
        service: the one that answers.
        count: how many items it has.
        targets: what was asked for.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service: Service = SERVICES["github"]
        self.count = 0
        self.targets: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ServiceServer  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        self.server.targets.append(self.path)
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        asked = Asked(query, self.server.url, self.server.count)
        try:
            status, body = 200, self.server.service.answer(asked)
        except NotThere:
            status, body = 404, {"detail": "Invalid page."}
        content = json.dumps(body).encode()
        self.send_response(status if parts.path == "/things" else 404)
        for name, value in {**asked.headers, "Content-Length": f"{len(content)}"}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None: ...
