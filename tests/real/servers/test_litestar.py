"""Every operation of a Litestar application, called over its own document, sync and async."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from .running import Check, Given, Server, body, fails, kind, same, serving, with_

pytestmark = pytest.mark.slow

ID = UUID("b008976c-e085-43b7-b27d-9c0efd5fbfb5")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    command = ("-m", "uvicorn", "tests.real.servers.litestar_app:app", "--port", "{port}")
    folder = tmp_path_factory.mktemp("litestar")
    document = "/schema/openapi.json"
    with serving(*command, document=document, package="real_litestar", folder=folder) as found:
        yield found


def order(models: Any) -> Any:
    return models.Order(
        id=ID, price="1.10", color="blue", at=AT, day=dt.date(2026, 1, 2), notes={"k": "é"},
        lasts=dt.timedelta(hours=30), lines=[models.Line(sku="s", count=2)],
    )  # fmt: skip


def is_order(found: Any, models: Any) -> None:
    assert (type(found), found.id, found.price, found.color) == (models.Order, ID, "1.10", "blue")
    assert (found.at, found.day) == (AT, dt.date(2026, 1, 2))
    assert found.lasts == dt.timedelta(hours=30)
    assert found.lines == [models.Line(sku="s", count=2)] and found.notes == {"k": "é"}


def lines(found: Any, models: Any) -> None:
    assert [(type(line), line.sku) for line in found] == [(models.Line, "a"), (models.Line, "b")]


CASES: list[tuple[str, Given, Check]] = [
    ("query", with_(word="a b&é", ids=[ID], color="red", at=AT, lasts=dt.timedelta(minutes=5),
        page_size=3, x_token="Zoë", session="a/b"), same(
        {"word": "a b&é", "ids": [str(ID)], "color": "red", "at": "2026-01-02T03:04:05Z",
         "lasts": "PT300S", "size": 3, "token": "Zoë", "session": "a/b"})),
    ("query", with_(word="w", page_size=0), fails("BadRequestError", None, "size: Expected")),
    ("getOrder", with_(ID), fails("NotFoundError", None, f"no order {ID}")),
    ("makeOrder", body(order), is_order),
    ("putLines", body(lambda m: (m.Line(sku="a"), {"sku": "b", "count": 2})), lines),
    ("form", body(lambda m: m.Line(sku="a b&é", count=3)), kind("Line", sku="a b&é", count=3)),
    ("upload", body(lambda m: m.Files(title="t", file=("n.txt", b"PK"))), same(
        {"title": "t", "name": "n.txt", "content": "PK"})),
    ("text", with_(), same("é, plain")),
    ("bytes", with_(), same(b"\x00\xff")),
    ("stream", with_(), fails("DecodeError", None, "Invalid JSON")),
    ("events", with_(), fails("DecodeError", None, "instead of JSON")),
    ("dropOrder", with_(ID), same(None)),
]  # fmt: skip


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(
    ("operation", "given", "check"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)]
)
def test_what_the_server_saw_and_said(
    operation: str, given: Given, check: Check, way: str, server: Server
) -> None:
    found = server.drive(operation, given, way)
    check(found, importlib.import_module("real_litestar.models"))


def test_every_operation_is_called(server: Server) -> None:
    assert {operation for operation, _, _ in CASES} == set(server.package.OPERATIONS)


def test_what_the_document_says_wrongly_is_reachable(server: Server) -> None:
    # The document calls streams JSON; the error still holds what came.
    found = server.drive("events", with_(), "sync")
    assert b"data: one" in found.content
    # And it calls a time of day a duration: what is none stays text.
    found = server.drive("makeOrder", body(lambda m: {**order(m).to_dict()}), "sync")
    assert found.opens is None
