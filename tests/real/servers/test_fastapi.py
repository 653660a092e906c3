"""Every operation of a broad FastAPI application, called over its own document, sync and async."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import datetime as dt
import importlib
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from .running import Check, Given, Server, body, fails, kind, same, serving, with_

pytestmark = pytest.mark.slow

ID = UUID("b008976c-e085-43b7-b27d-9c0efd5fbfb5")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
KEYS = {"api_key_header": "h", "api_key_query": "q", "api_key_cookie": "c"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    command = ("-m", "uvicorn", "tests.real.servers.fastapi_app:app", "--port", "{port}")
    folder = tmp_path_factory.mktemp("fastapi")
    with serving(
        *command, document="/openapi.json", package="real_fastapi", folder=folder
    ) as found:
        yield found


def item(models: Any) -> Any:
    return models.ItemInput(
        name="n", id=ID, price=1.5, color="dark-blue", level=2, made=dt.date(2026, 1, 2), at=AT,
        opens=dt.time(10, 20), lasts=dt.timedelta(hours=30), tags=["t"], pair=(1, "x"),
        notes={"a": None}, from_="here", parent=models.ItemInput(name="p", id=ID, price="2.50"),
        extra={"more": [1.10]},
    )  # fmt: skip


def is_item(found: Any, models: Any) -> None:
    assert (type(found), found.id, found.price) == (models.ItemOutput, ID, "1.5")
    assert (found.made, found.at, found.opens) == (dt.date(2026, 1, 2), AT, dt.time(10, 20))
    assert found.lasts == dt.timedelta(hours=30)
    assert (found.color, found.level, found.tags) == ("dark-blue", 2, ["t"])
    assert tuple(found.pair) == (1, "x") and found.notes == {"a": None}
    assert type(found.parent) is models.ItemOutput and found.parent.price == "2.50"
    assert found.model_extra == {"more": [1.1]}
    assert found.from_ == "here"


def seen(**wanted: Any) -> Check:
    def check(found: Any, models: Any) -> None:
        assert {name: found["seen"][name] for name in wanted} == wanted

    return check


def logins(found: Any, models: Any) -> None:
    assert [type(each) for each in found] == [models.Account] * 2
    assert [each.login for each in found] == ["a", "b"]


def raw_events(found: Any, models: Any) -> None:
    first, second = found
    assert (first.data, first.event, first.id, first.retry) == ('{"n": 1}', "first", "1", 500)
    assert (second.data, second.event) == ("plain", "second")


def pets(found: Any, models: Any) -> None:
    assert [type(pet) for pet in found] == [models.Cat, models.Dog]


def full_query(models: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return (), {
        "word": "a b&c/é", "flag": True, "number": 1.5, "color": "red", "level": 2,
        "ids": (ID, ID), "since": AT, "day": dt.date(2026, 1, 2), "at": dt.time(10, 20),
        "within": dt.timedelta(hours=1), "price": 1.25, "page_size": 7, "choice": "b",
        "either": "x",
    }  # fmt: skip


CASES: list[tuple[str, Given, Check]] = [
    ("query_kinds", full_query, seen(
        word="a b&c/é", flag=True, number=1.5, color="red", level=2, ids=[str(ID)] * 2,
        since="2026-01-02T03:04:05Z", day="2026-01-02", at="10:20:00", within="PT1H",
        price="1.25", size=7, choice="b", either="x")),
    ("query_kinds", with_(word=""), seen(word="", flag=False, ids=None, size=20)),
    ("query_kinds", with_(word="w", page_size=0), fails(
        "StatusError", "HTTPValidationError", "query.page-size")),
    ("query_model", with_(limit=3, tags=["a", "b"], color="red"),
        kind("Filters", limit=3, tags=["a", "b"], color="red")),
    ("path_kinds", with_("dark-blue", "b c%é"), same({"area": "dark-blue", "path": "b c%é"})),
    ("path_ids", with_(ID, 7), same({"item_id": str(ID), "number": 7})),
    ("header_kinds", with_(user_agent="mine", x_name="Zoë", x_count=3), same(
        {"user_agent": "mine", "x_name": "Zoë", "x_count": 3, "x_token": None})),
    ("cookie_kinds", with_(session="a/b=c", count=2), same(
        {"session": "a/b=c", "count": 2, "header": "session=a/b=c; count=2"})),
    ("cookie_kinds", with_(), same({"session": None, "count": None, "header": None})),
    ("make_item", body(item), is_item),
    ("make_item", body(lambda m: item(m).to_dict()), is_item),
    ("make_pet", body(lambda m: m.Dog(tricks=["sit"])), kind("Dog", tricks=["sit"])),
    ("make_pet", body(lambda m: {"kind": "cat", "lives": 3}), kind("Cat", lives=3)),
    ("list_pets", with_(), pets),
    ("put_account", body(lambda m: m.Account(login="a")), kind("Account", login="a", active=True)),
    ("page_of_accounts", with_(), kind("PageAccount", total=1)),
    ("page_of_numbers", with_(), kind("PageInt", items=[1, 2])),
    ("several_bodies",
        body(lambda m: m.BodySeveralBodies(
            item=item(m), account=m.Account(login="a"), importance=5)),
        same({"item": "n", "account": "a", "importance": 5})),
    ("nullable_body", with_(None), same({"is_null": True})),
    ("nullable_body", body(lambda m: m.Account(login="a")), same({"is_null": False})),
    ("list_body", with_(("a", "b")), same(2)),
    ("any_body", with_({"a": [1, None, "é"]}), same({"a": [1, None, "é"]})),
    ("plain_form", body(lambda m: m.BodyPlainForm(name="a b&é", tags=["x", "y"], at=AT)), same(
        {"name": "a b&é", "tags": ["x", "y"], "color": "red", "at": "2026-01-02T03:04:05Z"})),
    ("form_model", body(lambda m: m.Filters(limit=2, tags=["a", "b"], color="red")),
        kind("Filters", limit=2, tags=["a", "b"], color="red")),
    ("upload", body(lambda m: m.BodyUpload(file=b"PK", note="n")), same(
        {"file": ["file", "application/octet-stream", "PK"], "note": "n", "more": [],
         "raw": None})),
    ("upload", body(lambda m: {
        "file": ("é.txt", io.BytesIO(b"text"), "text/plain"), "raw": b"raw",
        "more": [("a", b"1"), ("b", b"2")]}), same(
        {"file": ["é.txt", "text/plain", "text"], "note": None, "more": ["a", "b"],
         "raw": "raw"})),
    ("plain_text", with_(), same("é, plain")),
    ("html_page", with_(), same("<p>é</p>")),
    ("some_bytes", with_(), same(b"\x89PNG")),
    ("stream_bytes", with_(), same(None)),
    ("typed_events", with_(), logins),
    ("raw_events", with_(), raw_events),
    ("json_lines", with_(), logins),
    ("head_item", with_("x"), same(None)),
    ("delete_item", with_("x"), same(None)),
    ("empty_response", with_(), same(None)),
    ("declared_errors", with_(status=418), fails("StatusError", "Problem", "short and stout")),
    ("declared_errors", with_(status=404), fails("NotFoundError", "Problem", "short and stout")),
    ("declared_errors", with_(status=500), fails("ServerError", None, "short and stout")),
    ("declared_problem", with_(), fails("ConflictError", "Problem", "taken")),
    ("token", body(lambda m: m.BodyToken(username="u", password="p")), same(
        {"access_token": "u:p", "token_type": "bearer"})),
    ("with_password", with_(), same("t")),
    ("with_basic", with_(), same(["u", "p"])),
    ("with_bearer", with_(), same("b")),
    ("with_key_header", with_(), same("h")),
    ("with_key_query", with_(), same("q")),
    ("with_key_cookie", with_(), same("c")),
    ("old_way", with_(), same(None)),
]  # fmt: skip
SETTINGS = {**KEYS, "oauth2_password_bearer": "t", "http_basic": ("u", "p"), "http_bearer": "b"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(
    ("operation", "given", "check"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)]
)
def test_what_the_server_saw_and_said(
    operation: str, given: Given, check: Check, way: str, server: Server
) -> None:
    found = server.drive(operation, given, way, **SETTINGS)
    check(found, importlib.import_module("real_fastapi.models"))


def test_every_operation_is_called(server: Server) -> None:
    assert {operation for operation, _, _ in CASES} == set(server.package.OPERATIONS)


def test_bytes_of_undeclared_streams_and_headers_are_reachable(server: Server) -> None:
    with server.package.Client(base_url=server.url, **SETTINGS) as client:
        response = client.send(server.call(client, "stream_bytes").request())
        assert response.content == b"onetwo"
        response = client.send(server.call(client, "head_item").request("x"))
        assert response.headers["x-found"] == "x"


def test_decimals_keep_their_digits(server: Server) -> None:
    models = importlib.import_module("real_fastapi.models")
    price = "0.12345678901234567890123456789"
    with server.package.Client(base_url=server.url, **SETTINGS) as client:
        given = models.ItemInput(name="n", id=ID, price=price)
        assert Decimal(server.call(client, "make_item")(given).price) == Decimal(price)
