"""An argument that is sent as before under another name is taken by its old one, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Alias, Config, load_config
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import write
from tests.support.documents import (
    TEXT,
    Json,
    document,
    obj,
    parsed,
    path_parameter,
    ref,
    responses,
)
from tests.update.test_aliases import CONFIG, SERVER, extra, follow, run

TOLD = "`shop_id` is now `key`; the old name stays until 2.0.0"
USE = """
import asyncio
import httpx2
from shop import AsyncClient, Client, Request, models


def old(client: Client) -> models.Thing:
    client.parts.get(shop_id="1", part="2")
    return client.parts.get("1", part="2")


def new(client: Client) -> models.Thing:
    return client.parts.get(key="1", part="2")


async def wait(client: AsyncClient) -> Request[models.Thing]:
    await client.parts.get(shop_id="1", part="2")
    return client.parts.get.request(shop_id="1", part="2")


auth = httpx2.BasicAuth("a", "b")
get = Client(auth=auth, base_url="https://x.example").parts.get.request
for request in (get("1", "2"), get(key="1", part="2"), get(shop_id="1", part="2")):
    assert request.path == {"key": "1", "part": "2"}, request.path
for given in ({"key": "1", "shop_id": "1", "part": "2"}, {"part": "2"}, {"key": "1"}):
    try:
        get(**given)
    except TypeError as problem:
        print(problem)


async def main() -> None:
    waiting = AsyncClient(auth=auth, base_url="https://x.example")
    waiting.parts.get.request(shop_id="1", part="2")


asyncio.run(main())
"""


def shop(first: str = "shopId", operation: str = "getPart") -> Json:
    """A document whose only reading operation has two parameters in its path, and a query."""
    query = {"name": "pageSize", "in": "query", "schema": TEXT}
    given = [path_parameter(first), path_parameter("part"), query]
    read = {"operationId": operation, "parameters": given, "responses": responses(ref("Thing"))}
    paths = {f"/{{{first}}}/parts/{{part}}": {"get": read}, **extra("a"), **extra("b")}
    return document(paths, schemas={"Thing": obj(id=TEXT)}, **SERVER)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout in which the document before the rename is in force."""
    config = tmp_path / "clientgen.toml"
    config.write_text(CONFIG, "utf-8")
    (tmp_path / "shop.yaml").write_text(json.dumps(shop()), "utf-8")
    write(tmp_path / "out", "shop", generate(tmp_path / "shop.yaml", load_config(config)).files)
    return tmp_path


def made(*aliases: Alias) -> Any:
    return generate(parsed(shop("key")), Config(aliases=aliases), package="shop")


def argument(old: str, new: str) -> Alias:
    return Alias(kind="argument", old=old, new=new, since="1.1.0")


def test_a_renamed_path_parameter_keeps_its_old_keyword(tree: Path) -> None:
    update = follow(tree, shop("key"))

    assert (update.report.source, update.report.bump) == ("safe", "minor"), update.section
    assert "`parts.get()` calls `shop_id` now `key`; the old name stays until 2.0.0" in (
        update.section
    )
    assert load_config(tree / "clientgen.toml").aliases == (
        argument("parts.get.shop_id", "parts.get.key"),
    )
    use = tree / "out" / "use.py"
    use.write_text(USE, "utf-8")
    ran = run(tree, "-W", "always", "use.py")
    assert ran.returncode == 0, ran.stderr
    warned = [line for line in ran.stderr.splitlines() if TOLD in line]
    assert len(warned) == 2 and all("use.py:" in line for line in warned), ran.stderr
    assert ran.stdout.splitlines() == [
        "'key' is given twice: 'shop_id' is its old name",
        "missing required argument: 'key'",
        "missing required argument: 'part'",
    ]
    mypy = ("-m", "mypy", "--strict", "--cache-dir", str(tree / "cache"))
    checked = run(tree, *mypy, "use.py", "shop")
    assert checked.returncode == 0, checked.stdout


def test_old_keywords_are_led_on_and_end_with_the_major_version(tree: Path) -> None:
    follow(tree, shop("key"))
    second = follow(tree, shop("code", "readPart"))

    assert second.report.bump == "minor", second.section
    found = {(a.kind, a.old, a.new) for a in load_config(tree / "clientgen.toml").aliases}
    assert {entry for entry in found if entry[0] == "argument"} == {
        ("argument", "parts.get.key", "parts.get.code"),
        ("argument", "parts.get.shop_id", "parts.get.code"),
    }
    gone = shop("code", "readPart")
    del gone["paths"]["/a"]
    third = follow(tree, gone)
    assert third.after == "2.0.0"
    assert "`parts.get()` takes `code` no more as `shop_id`" in third.section
    text = (tree / "out" / "shop" / "resources" / "parts.py").read_text("utf-8")
    assert "NOT_GIVEN" not in text and "shop_id" not in text
    assert not (tree / "out" / "shop" / "_runtime" / "keywords.py").exists()


def test_a_keyword_keeps_its_old_name(tmp_path: Path) -> None:
    package = made(argument("parts.get.size", "parts.get.page_size"))
    write(tmp_path / "out", "shop", package.files)
    code = (
        "from shop import Client; import httpx2\n"
        "client = Client(auth=httpx2.BasicAuth('a', 'b'), base_url='https://x.example')\n"
        "get = client.parts.get.request\n"
        "assert get('1', '2', size='3').query == get('1', '2', page_size='3').query\n"
        "assert get('1', '2').query == {'pageSize': None}"
    )
    ran = run(tmp_path, "-c", code)

    assert ran.returncode == 0, ran.stderr
    assert "`size` is now `page_size`" in ran.stderr
    text = package.files["shop/resources/parts.py"]
    assert "size: Deprecated: use `page_size`; it stays until 2.0.0." in text
    # Where nothing is demanded, nothing is held against being given.
    assert "needed" not in text


def test_nothing_is_emitted_without_old_names() -> None:
    files = made().files

    assert "shop/_runtime/keywords.py" not in files
    assert "NOT_GIVEN" not in files["shop/resources/parts.py"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("parts.get.part", "parts.get.key"),
        ("parts.get.old", "parts.get.gone"),
        ("parts.gone.old", "parts.gone.key"),
    ],
)
def test_an_old_keyword_without_a_place_is_left_out(old: str, new: str) -> None:
    package = made(argument(old, new))

    assert [item.code for item in package.diagnostics] == ["alias-left-out"]
    assert package.files == made().files
