"""A rename that changes nothing on the wire keeps its old name until the next major version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clientgen.base.configuration import ALIASES, Alias, Config, load_config
from clientgen.base.diagnostics import InputError
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import write
from clientgen.follow import Update, UpstreamDocument, apply, compare_fragments, prepare
from clientgen.follow.aliases import alias_text
from tests.support.documents import (
    NONE,
    TEXT,
    Json,
    document,
    obj,
    parsed,
    path_parameter,
    ref,
    responses,
)
from tests.support.programs import process
from tests.update.upstream import TODAY

CONFIG = """[extract]
fragment = "shop.yaml"
history = "history"

[package]
name = "shop"
version = "1.0.0"
out = "out"
"""
USE = """
import httpx2

from shop import OPERATIONS, AsyncClient, Client, models
from shop.models import Thing


def read(client: Client) -> models.Item:
    thing: Thing = client.{old}("1")
    client.{old}.request("1")
    return thing


async def wait(client: AsyncClient) -> models.Thing:
    return await client.{old}("1")


OPERATIONS["{id}"]
request = Client(auth=httpx2.BasicAuth("a", "b"), base_url="https://x.example").{old}.request("1")
assert request.operation.id == "{new}", request.operation
"""


SERVER = {"servers": [{"url": "https://x.example"}]}


def shop(operation: str = "fetchThing", schema: str = "Thing", *, paths: Json) -> Json:
    """A document in which a method is named after its operationId, and a class after its schema."""
    read = {
        "operationId": operation,
        "tags": ["shelf"],
        "parameters": [path_parameter()],
        "responses": responses(ref(schema)),
    }
    members = obj(id=TEXT, size={"type": "integer"}, next=ref(schema))
    return document({"/{id}": {"get": read}, **paths}, schemas={schema: members}, **SERVER)


def extra(name: str) -> Json:
    """Another operation."""
    return {f"/{name}": {"post": {"operationId": f"post_{name}", "responses": NONE}}}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout in which the first document is in force."""
    (tmp_path / "clientgen.toml").write_text(CONFIG, "utf-8")
    follow(tmp_path, shop(paths=extra("a")), first=True)
    return tmp_path


def follow(tree: Path, value: Json, *, first: bool = False) -> Update:
    """Follow upstream to a document and write what comes of it."""
    config = tree / "clientgen.toml"
    if first:
        (tree / "shop.yaml").write_text(json.dumps(value), "utf-8")
        made = generate(tree / "shop.yaml", load_config(config))
        write(tree / "out", "shop", made.files)
        value = {**value, "paths": {**value["paths"], **extra("b")}}
    settings = load_config(config)
    source = UpstreamDocument(json.dumps(value).encode(), "shop.json", {})
    update = prepare(source, config, settings, compare_fragments(settings, config), today=TODAY)
    assert update is not None
    apply(update)
    return update


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python beside the emitted package."""
    out = tree / "out"
    return process(sys.executable, *command, folder=out, more={"PYTHONPATH": str(out)})


def use(tree: Path, old: str, operation: str, new: str) -> Path:
    """Write code of a user who knows the old names only."""
    path = tree / "out" / "use.py"
    path.write_text(USE.format(old=old, id=operation, new=new), "utf-8")
    return path


def test_a_rename_keeps_the_old_names(tree: Path) -> None:
    update = follow(tree, shop("readThing", "Item", paths=extra("a") | extra("b")))

    report = update.report
    assert (report.wire, report.source, report.bump) == ("safe", "safe", "minor"), update.section
    assert (update.before, update.after) == ("1.1.0", "1.2.0")
    told = "`shelf.fetch_thing()` is now `shelf.read_thing()`; the old name stays until 2.0.0"
    assert told in update.section
    assert "`models.Thing` is now `models.Item`; the old name stays until 2.0.0" in update.section
    assert {
        (a.kind, a.old, a.new, a.since) for a in load_config(tree / "clientgen.toml").aliases
    } == {
        ("method", "shelf.fetch_thing", "shelf.read_thing", "1.2.0"),
        ("model", "Thing", "Item", "1.2.0"),
        ("operation", "fetchThing", "readThing", "1.2.0"),
    }
    made = generate(tree / "shop.yaml", load_config(tree / "clientgen.toml"))
    assert {m.operation.id for m in made.plan.methods} == {"post_a", "post_b", "readThing"}
    assert made.files["shop/operations.py"].count('Operation("readThing"') == 1
    path = tree / "out" / "shop" / "resources" / "shelf.py"
    assert path.read_text("utf-8") == made.files["shop/resources/shelf.py"]


def test_old_names_work_and_warn(tree: Path) -> None:
    follow(tree, shop("readThing", "Item", paths=extra("a") | extra("b")))
    use(tree, "shelf.fetch_thing", "fetchThing", "readThing")

    ran = run(tree, "-W", "always", "use.py")
    assert ran.returncode == 0, ran.stderr
    for told in (
        "`shelf.fetch_thing` is now `shelf.read_thing`; the old name stays until 2.0.0",
        "`Thing` is now `Item`; the old name stays until 2.0.0",
        "`fetchThing` is now `readThing`; the old name stays until 2.0.0",
    ):
        warned = [line for line in ran.stderr.splitlines() if told in line]
        assert warned and all("use.py:" in line for line in warned), ran.stderr
    asked = run(
        tree,
        "-W",
        "error",
        "-c",
        "from shop import OPERATIONS as o, models; assert 'fetchThing' in o, 'in';"
        "assert sorted(o) == ['post_a', 'post_b', 'readThing'], sorted(o);"
        "assert o.get('nothing', 5) == 5; assert not hasattr(models, 'Nothing')",
    )
    assert asked.returncode == 0, asked.stderr


def test_type_checkers_know_the_old_names(tree: Path) -> None:
    follow(tree, shop("readThing", "Item", paths=extra("a") | extra("b")))
    use(tree, "shelf.fetch_thing", "fetchThing", "readThing")
    mypy = ("-m", "mypy", "--strict", "--cache-dir", str(tree / "cache"), "use.py", "shop")

    plain = run(tree, *mypy)
    assert plain.returncode == 0, plain.stdout
    told = run(tree, *mypy, "--enable-error-code", "deprecated")
    assert told.stdout.count("fetch_thing is deprecated") == 4, told.stdout


def test_old_names_are_led_on_and_end_with_the_major_version(tree: Path) -> None:
    paths = extra("a") | extra("b")
    follow(tree, shop("readThing", "Item", paths=paths))
    second = follow(tree, shop("getThing", "Item", paths=paths))
    assert second.after == "1.3.0"
    made = {(a.old, a.new, a.since) for a in load_config(tree / "clientgen.toml").aliases}
    assert ("shelf.fetch_thing", "shelf.get_thing", "1.2.0") in made
    assert ("shelf.read_thing", "shelf.get_thing", "1.3.0") in made
    use(tree, "shelf.fetch_thing", "fetchThing", "getThing")
    assert run(tree, "use.py").returncode == 0

    # One operation goes, which is a major version; one more is renamed with it.
    third = follow(tree, shop("takeThing", "Item", paths=extra("b")))
    assert third.after == "2.0.0"
    assert load_config(tree / "clientgen.toml").aliases == (
        Alias(kind="method", old="shelf.get_thing", new="shelf.take_thing", since="2.0.0"),
        Alias(kind="operation", old="getThing", new="takeThing", since="2.0.0"),
    )
    assert "the old name `shelf.fetch_thing()` of `shelf.take_thing()` is gone" in third.section
    assert "the old name `models.Thing` of `models.Item` is gone" in third.section
    assert "ImportError" in run(tree, "use.py").stderr
    assert "fetch_thing" not in (tree / "out" / "shop" / "resources" / "shelf.py").read_text()


def test_it_can_be_turned_off(tree: Path) -> None:
    config = tree / "clientgen.toml"
    config.write_text(config.read_text("utf-8") + "keep_renamed = false\n", "utf-8")
    update = follow(tree, shop("readThing", "Item", paths=extra("a") | extra("b")))

    assert (update.report.wire, update.report.source) == ("safe", "breaks")
    assert update.after == "2.0.0"
    assert not (tree / ALIASES).exists()


def test_a_change_on_the_wire_is_no_rename(tree: Path) -> None:
    value = shop(paths=extra("a") | extra("b"))
    value["paths"]["/moved/{id}"] = value["paths"].pop("/{id}")
    update = follow(tree, value)

    assert update.after == "2.0.0"
    assert not (tree / ALIASES).exists()


def test_what_is_left_of_the_package_is_counted(tree: Path) -> None:
    before = (tree / "out" / "shop" / "resources").rglob("*.py")
    lines = sum(path.read_text("utf-8").count("\n") for path in before)
    update = follow(tree, shop(paths=extra("a") | extra("b") | extra("c")))

    added, removed = update.release.size.added, update.release.size.removed
    after = (tree / "out" / "shop" / "resources").rglob("*.py")
    assert added - removed > sum(p.read_text("utf-8").count("\n") for p in after) - lines > 0
    assert removed > 0, "the version line is another"
    assert update.report.new.endswith("(new)") and update.report.old.endswith("shop.yaml")


@pytest.mark.parametrize(
    "alias",
    [
        {"kind": "method", "old": "shelf.gone", "new": "shelf.nothing"},
        {"kind": "method", "old": "shelf.fetch_thing", "new": "a.create"},
        {"kind": "method", "old": "shelf", "new": "a.create"},
        {"kind": "method", "old": "shelf.fetch_thing.more", "new": "a.create"},
        {"kind": "model", "old": "Old", "new": "Nothing"},
        {"kind": "model", "old": "Thing", "new": "Thing"},
        {"kind": "operation", "old": "fetchThing", "new": "post_a"},
    ],
)
def test_an_alias_without_a_place_is_left_out(alias: dict[str, str]) -> None:
    value = parsed(shop(paths=extra("a")))
    plain = generate(value, Config(), package="shop")
    try:
        kept = Alias.model_validate({**alias, "since": "1.0.0"})
    except ValueError:
        assert alias["old"] == "shelf", "a method's name has a dot"
        return
    made = generate(value, Config(aliases=(kept,)), package="shop")

    assert [item.code for item in made.diagnostics] == ["alias-left-out"]
    assert made.files["shop/resources/shelf.py"] == plain.files["shop/resources/shelf.py"]


def test_the_file_of_old_names_reads_back(tmp_path: Path) -> None:
    (tmp_path / "clientgen.toml").write_text(CONFIG, "utf-8")
    aliases = (
        Alias(kind="method", old="a.b", new="c.d.e", since="1.2.3"),
        Alias(kind="operation", old='q"\\\x7f\n\u2028é\U0001f600', new="x", since="1.2.3"),
    )
    (tmp_path / ALIASES).write_text(alias_text(aliases), "utf-8")
    assert load_config(tmp_path / "clientgen.toml").aliases == aliases
    assert aliases[0].until == "2.0.0"


def entry(kind: str, old: str, new: str, since: str = "1.0.0", more: str = "") -> str:
    names = f'kind = "{kind}"\nold = "{old}"\nnew = "{new}"\n'
    return f'[[alias]]\n{names}{more}since = "{since}"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry("method", "a.b", "a.class"), "no name of a method"),
        (entry("model", "_A", "B"), "no name of a model"),
        (entry("model", "A", "B", "1"), "alias.0.since"),
        (entry("model", "A", "B", more='sinse = ""\n'), "did you mean 'since'"),
        (entry("argument", "parts.get.a", "parts.put.b"), "arguments of two methods"),
        (entry("argument", "get.a", "get.b"), "no name of an argument"),
        (entry("argument", "parts.get.class", "parts.get.b"), "no name of an argument"),
        ("[[alias]", "not valid TOML"),
    ],
)
def test_a_wrong_file_of_old_names_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "clientgen.toml").write_text(CONFIG, "utf-8")
    (tmp_path / ALIASES).write_text(text, "utf-8")
    with pytest.raises(InputError, match=said) as refused:
        load_config(tmp_path / "clientgen.toml")
    assert ALIASES in str(refused.value)
