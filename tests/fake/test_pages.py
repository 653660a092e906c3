"""Pages of a fake service: what selects one, what leads on, and what a page says of itself."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from .test_other_services import made

ITEM = {"$ref": "#/components/schemas/Item"}
LIST = {"type": "array", "items": ITEM}
WHOLE, TEXT, FLAG = {"type": "integer"}, {"type": "string"}, {"type": "boolean"}
MAYBE = {"type": ["integer", "null"]}
URL = {"type": ["string", "null"], "format": "uri"}


def listing(query: list[str], needed: bool = True, **properties: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": properties}
    if needed:
        found["required"] = list(properties)
    return {"query": query, "schema": found}


def inside(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


SPRING = inside(number=WHOLE, totalPages=WHOLE, totalElements=WHOLE, size=WHOLE)
LISTINGS: dict[str, dict[str, Any]] = {
    "header": {"query": ["page", "per_page"], "schema": LIST},
    "several": {"query": ["page", "per_page", "after"], "schema": LIST},
    "number": listing(
        ["page", "per_page"],
        data=LIST,
        meta=inside(current_page=WHOLE, next_page=MAYBE, prev_page=MAYBE, total_count=WHOLE),
    ),
    "api": listing(
        ["page[number]", "page[size]"],
        data=LIST,
        links=inside(self=TEXT, next={"type": ["string", "null"]}, last=TEXT),
    ),
    "odata": listing(["$skip", "$top"], needed=False, value=LIST, **{"@odata.nextLink": TEXT}),
    "offset": listing(["offset", "limit"], results=LIST, count=WHOLE, next=URL, previous=URL),
    "flags": listing(
        ["page", "size"], content=LIST, page=SPRING, first=FLAG, last=FLAG, empty=FLAG,
        number=WHOLE,
    ),
    "opaque": listing(["$top"], needed=False, value=LIST, **{"@odata.nextLink": TEXT}),
}  # fmt: skip


def spec() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for name, one in LISTINGS.items():
        ok: dict[str, Any] = {
            "description": "ok",
            "content": {"application/json": {"schema": one["schema"]}},
        }
        if one["schema"] is LIST:
            ok["headers"] = {"Link": {"schema": TEXT}}
        kinds = [TEXT if query == "after" else WHOLE for query in one["query"]]
        parameters = [
            {"name": query, "in": "query", "schema": kind}
            for query, kind in zip(one["query"], kinds, strict=True)
        ]
        paths[f"/{name}"] = {
            "get": {
                "operationId": f"list_{name}", "parameters": parameters, "responses": {"200": ok},
            }
        }  # fmt: skip
    item = {"type": "object", "properties": {"id": WHOLE}, "required": ["id"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pages", "version": "1"},
        "servers": [{"url": "https://pages.example"}],
        "paths": paths,
        "components": {"schemas": {"Item": item}},
    }


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Any:
    fake = made("fake_pages", spec(), tmp_path_factory.mktemp("pages"), page_size=2)[0]
    for name in LISTINGS:
        for number in range(1, 6):
            fake.add({"id": number}, to=f"list_{name}")
    return fake


def page(fake: Any, path: str) -> tuple[list[int], dict[str, Any], str]:
    """The ids of a page, the rest of its body, and the target of its header Link."""
    reply = fake.handle("GET", f"https://pages.example{path}", {}, b"")
    assert reply.status == 200, reply.content
    body = json.loads(reply.content)
    rest: dict[str, Any] = {} if isinstance(body, list) else body
    names = [name for name, value in rest.items() if isinstance(value, list)]
    items: Any = rest.pop(names[0]) if names else body
    link = reply.headers.get("Link", "").partition(">")[0].removeprefix("<")
    return [item["id"] for item in items], rest, link


def query(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


@pytest.mark.parametrize(
    ("name", "parameter"),
    [("header", "page"), ("several", "page"), ("number", "page"), ("api", "page[number]")],
)
def test_a_parameter_called_page_counts_pages(service: Any, name: str, parameter: str) -> None:
    found = [page(service, f"/{name}?{parameter}={number}")[0] for number in range(1, 5)]
    assert found == [[1, 2], [3, 4], [5], []]


@pytest.mark.parametrize("name", LISTINGS)
def test_all_pages_are_walked(service: Any, name: str) -> None:
    with service.client(retry=0) as client:
        assert [i.id for i in getattr(client, name).list()] == [1, 2, 3, 4, 5]


def test_what_leads_on_is_what_the_operation_has(service: Any) -> None:
    assert query(page(service, "/header")[2]) == {"page": "2"}
    assert query(page(service, "/several?per_page=2")[2]) == {"page": "2", "per_page": "2"}
    assert page(service, "/number?page=2")[1]["meta"] == {
        "current_page": 2, "next_page": 3, "prev_page": 1, "total_count": 5,
    }  # fmt: skip
    assert query(page(service, "/api?page[number]=2")[1]["links"]["next"]) == {"page[number]": "3"}
    assert query(page(service, "/odata?$top=2")[1]["@odata.nextLink"]) == {
        "$skip": "2",
        "$top": "2",
    }
    assert page(service, "/odata?$skip=3")[0] == [4, 5]
    assert page(service, "/odata?$skip=3")[1] == {}


def test_a_page_says_where_it_stands(service: Any) -> None:
    _, middle, _ = page(service, "/offset?offset=2")
    assert middle["count"] == 5
    assert (query(middle["next"]), query(middle["previous"])) == ({"offset": "4"}, {})
    assert page(service, "/offset?offset=4")[1]["next"] is None
    assert page(service, "/offset")[1]["previous"] is None

    first, last = page(service, "/flags")[1], page(service, "/flags?page=3")[1]
    assert (first["first"], first["last"], first["empty"], first["number"]) == (
        True,
        False,
        False,
        1,
    )
    assert (last["first"], last["last"], last["empty"], last["number"]) == (False, True, False, 3)
    assert last["page"] == {"number": 3, "totalPages": 3, "totalElements": 5, "size": 2}
    assert page(service, "/flags?page=9")[1]["empty"] is True
    assert page(service, "/number")[1]["meta"]["prev_page"] is None
