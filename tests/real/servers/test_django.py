"""Every operation of a Django REST framework application, sync and async."""

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

NOBODY = UUID("b008976c-e085-43b7-b27d-9c0efd5fbfb5")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    command = ("-m", "tests.real.servers.django_app", "{port}")
    folder = tmp_path_factory.mktemp("django")
    document = "/schema/?format=json"
    with serving(*command, document=document, package="real_django", folder=folder) as found:
        yield found


def order(models: Any) -> Any:
    return models.OrderRequest(
        name="first", password="secret", state="closed", price=Decimal("2.50"), at=AT,
        day=dt.date(2026, 1, 2), opens=dt.time(10, 20), lasts="01:30:00", tags=["a", "b"],
        lines=[models.LineRequest(sku="s", count=2)], data={"any": [1, None]},
    )  # fmt: skip


def is_order(found: Any, models: Any) -> None:
    assert type(found) is models.Order and type(found.id) is UUID
    assert (found.state, found.price) == ("closed", Decimal("2.50"))
    assert (found.at, found.day) == (AT, dt.date(2026, 1, 2))
    assert (found.opens, found.lasts) == (dt.time(10, 20), "01:30:00")
    assert found.tags == ["a", "b"] and found.data == {"any": [1, None]}
    assert [type(line) for line in found.lines] == [models.Line]
    assert "password" not in found.to_dict()


FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
LINE = kind("Line", sku="a b&é", count=3)
CASES: list[tuple[str, Given, Check]] = [
    ("api_orders_create", body(order), is_order),
    ("api_orders_create", with_({"name": "too long", "password": "p"}),
        fails("BadRequestError", None, "name: Ensure this field has no more than 5 characters.")),
    ("api_orders_retrieve", with_(NOBODY), fails("NotFoundError", None, "No such order.")),
    ("api_orders_list", with_(ids=[NOBODY, NOBODY], state="open"), same([])),
    ("api_any_way_create", body(lambda m: m.LineRequest(sku="a b&é", count=3)), LINE),
    ("api_any_way_create", with_({"sku": "a b&é", "count": 3}, content_type=FORM), LINE),
    ("api_any_way_create", with_({"sku": "a b&é", "count": 3}, content_type=MULTIPART), LINE),
    ("api_orders_upload_create", body(lambda m: m.UploadRequest(title="t", file=b"PK")),
        kind("Stored", name="file", size=2, title="t")),
    ("api_orders_upload_create",
        body(lambda m: {"title": "t", "file": ("é.txt", io.BytesIO(b"text"), "text/plain")}),
        kind("Stored", name="é.txt", size=4)),
]  # fmt: skip
WALKED = {"api_orders_partial_update", "api_orders_destroy", "schema_retrieve"}


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(
    ("operation", "given", "check"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)]
)
def test_what_the_server_saw_and_said(
    operation: str, given: Given, check: Check, way: str, server: Server
) -> None:
    found = server.drive(operation, given, way)
    check(found, importlib.import_module("real_django.models"))


def test_every_operation_is_called(server: Server) -> None:
    assert {operation for operation, _, _ in CASES} | WALKED == set(server.package.OPERATIONS)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_an_order_is_made_read_changed_and_dropped(way: str, server: Server) -> None:
    models = importlib.import_module("real_django.models")
    made = server.drive("api_orders_create", body(order), way)
    is_order(made, models)
    (found,) = server.drive("api_orders_list", with_(ids=[made.id]), way)
    assert found.id == made.id
    changes = models.PatchedOrderRequest(name="later", at=None, price=Decimal("3.10"))
    changed = server.drive("api_orders_partial_update", with_(made.id, changes), way)
    assert (changed.name, changed.at, changed.price) == ("later", None, Decimal("3.10"))
    read = server.drive("api_orders_retrieve", with_(made.id), way)
    assert read == changed
    assert server.drive("api_orders_destroy", with_(made.id), way) is None
    assert (
        type(server.drive("api_orders_retrieve", with_(made.id), way)).__name__ == "NotFoundError"
    )
    document = server.drive("schema_retrieve", with_(format_="json"), way)
    assert document["info"]["title"] == "Shop"
