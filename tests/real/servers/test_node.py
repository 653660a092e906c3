"""Every operation of a Hono application in Node, over the document that its zod schemas make."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import datetime as dt
import importlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from .running import Check, Given, Server, body, fails, same, serving, with_

pytestmark = pytest.mark.slow

HERE = Path(__file__).with_name("node")
ID = UUID("b008976c-e085-43b7-b27d-9c0efd5fbfb5")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def installed(folder: Path) -> Path:
    """Install what the lock file pins; skip where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("there is no node or no npm: the server in Node is not tried")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    done = subprocess.run(
        [npm, "ci", *options], cwd=folder, capture_output=True, text=True, timeout=100
    )
    if done.returncode:
        told = " ".join(done.stderr.split())[:200]
        pytest.skip(f"npm cannot install the server in Node: {told}")
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = installed(tmp_path_factory.mktemp("node"))
    folder = tmp_path_factory.mktemp("zod")
    command = ("server.js", "{port}")
    with serving(
        *command, document="/doc", package="real_zod", folder=folder, program="node", start_in=home
    ) as found:
        yield found


def order(models: Any) -> Any:
    return models.Order(
        id=ID, color="blue", at=None, day=dt.date(2026, 1, 2), lines=[models.Line(sku="s")],
        shape=models.Square(side=3), notes={"k": "é"}, pair=["a", 1.5], either=2.5, parent=None,
    )  # fmt: skip


def is_order(found: Any, models: Any) -> None:
    assert (type(found), found.id, found.color, found.at) == (models.Order, ID, "blue", None)
    assert found.day == dt.date(2026, 1, 2) and found.parent is None
    # The server fills in the default of the count.
    assert found.lines == [models.Line(sku="s", count=1)]
    assert found.shape == models.Square(kind="square", side=3)
    assert (found.notes, list(found.pair), found.either) == ({"k": "é"}, ["a", 1.5], 2.5)


def lines(found: Any, models: Any) -> None:
    assert [(type(line), line.sku, line.count) for line in found] == [
        (models.Line, "a", 1), (models.Line, "b", 2),
    ]  # fmt: skip


def shapes(found: Any, models: Any) -> None:
    assert [type(shape) for shape in found] == [models.Square, models.Circle]
    assert (found[0].side, found[1].radius) == (2, 1.5)


def everything(models: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    keywords = {"color": "red", "size": 3, "tags": ("a b", "c,d"), "at": AT}
    return ("a/b é",), {**keywords, "x_token": "t", "session": "a b"}


CASES: list[tuple[str, Given, Check]] = [
    ("query", everything, same(
        {"word": "a/b é", "color": "red", "size": 3, "tags": ["a b", "c,d"],
         "at": "2026-01-02T03:04:05.000Z", "x-token": "t", "session": "a b"})),
    ("query", with_("w", tags=["one"]), same({"word": "w", "tags": ["one"]})),
    ("query", with_("w", size=0), fails("BadRequestError", "Problem", "expected number to be >=1")),
    ("makeOrder", body(order), is_order),
    ("makeOrder", body(lambda m: {**order(m).to_dict(), "color": "green"}),
        fails("BadRequestError", "Problem", "Invalid option")),
    ("getOrder", with_(ID), fails("NotFoundError", "Problem", f"no order {ID}")),
    ("dropOrder", with_(ID), same(None)),
    ("putLines", body(lambda m: (m.Line(sku="a"), {"sku": "b", "count": 2})), lines),
    ("shapes", with_(), shapes),
    ("form", body(lambda m: m.Form(name="a b&é", count=3)), same({"name": "a b&é", "count": 3})),
    ("upload", body(lambda m: m.Upload(title="t", file=("n.txt", b"PK"))), same(
        {"title": "t", "name": "n.txt", "content": "PK"})),
    ("text", with_(), same("é, plain")),
    ("events", with_(), same(["one", "two"])),
    ("me", with_(), lambda found, m: same("Bearer secret")(found.token, m)),
]  # fmt: skip


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(
    ("operation", "given", "check"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)]
)
def test_what_the_server_saw_and_said(
    operation: str, given: Given, check: Check, way: str, server: Server
) -> None:
    (scheme,) = server.generated.plan.service.arguments
    found = server.drive(operation, given, way, **{scheme.argument: "secret"})
    check(found, importlib.import_module("real_zod.models"))


def test_every_operation_is_called(server: Server) -> None:
    assert {operation for operation, _, _ in CASES} == set(server.package.OPERATIONS)


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages and all("resolved" not in package for package in packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages)
