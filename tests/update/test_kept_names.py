"""What is added to an API renames nothing: `update` and `diff` keep the names in force."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from clientgen.base.configuration import Config, load_config
from clientgen.base.diagnostics import InputError
from clientgen.compare import compare_versions, prepare_version
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import write
from clientgen.follow.kept_names import with_names
from tests.support.documents import NONE, Json, document, parsed, path_parameter
from tests.update.test_aliases import CONFIG, SERVER, follow

CANCEL = "POST /orders/{id}/cancel cancelOrder"
REASON = "GET /orders/{id}/cancel/{reason} getReason"
ORDERS = ("GET /orders listOrders", CANCEL)


def api(*lines: str) -> Json:
    """A document with an operation for each line: ``METHOD path operationId``."""
    paths: Json = {}
    for line in lines:
        method, path, name = line.split(" ")
        given = [path_parameter(part[1:-1]) for part in path.split("/") if part.startswith("{")]
        operation = {"operationId": name, "parameters": given, "responses": NONE}
        paths.setdefault(path, {})[method.lower()] = operation
    return document(paths, servers=SERVER["servers"])


def by_rule(*lines: str) -> dict[str, str]:
    """The names that the rules alone give."""
    plan = generate(parsed(api(*lines)), Config()).plan
    return {method.operation.id: method.path for method in plan.methods}


def named(tree: Path) -> dict[str, str]:
    """The names of the package that is in force."""
    plan = generate(tree / "shop.yaml", load_config(tree / "clientgen.toml")).plan
    return {method.operation.id: method.path for method in plan.methods}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout in which an API with two operations is in force."""
    (tmp_path / "clientgen.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "shop.yaml").write_text(json.dumps(api(*ORDERS)), "utf-8")
    write(tmp_path / "out", "shop", generate(tmp_path / "shop.yaml", Config()).files)
    return tmp_path


def test_an_update_keeps_the_names_in_force(tree: Path) -> None:
    assert by_rule(*ORDERS)["cancelOrder"] == "orders.cancel"
    assert by_rule(*ORDERS, REASON)["cancelOrder"] == "orders.cancel.create"
    before = (tree / "clientgen.toml").read_text("utf-8")

    update = follow(tree, api(*ORDERS, REASON))

    assert (update.report.source, update.report.bump) == ("safe", "minor"), update.section
    assert named(tree) == {
        "listOrders": "orders.list",
        "cancelOrder": "orders.cancel",
        "getReason": "orders.get_cancel",
    }
    after = (tree / "clientgen.toml").read_text("utf-8")
    assert after.startswith(before.replace("1.0.0", "1.1.0"))
    assert tomllib.loads(after)["operations"] == {"cancelOrder": {"name": "orders.cancel"}}
    assert load_config(tree / "clientgen.toml").aliases == ()


def test_a_further_update_keeps_what_was_kept(tree: Path) -> None:
    follow(tree, api(*ORDERS, REASON))
    kept = (tree / "clientgen.toml").read_text("utf-8")
    follow(tree, api(*ORDERS, REASON, "POST /orders createOrder"))
    assert (tree / "clientgen.toml").read_text("utf-8") == kept.replace("1.1.0", "1.2.0")
    assert named(tree)["cancelOrder"] == "orders.cancel"


def test_comments_and_layout_of_the_configuration_stay() -> None:
    text = """# Mine.
[operations.a]   # one
idempotent = true

[ operations . "get /b" ]
body = "b"  # two
"""
    found = with_names(text, {"a": "x.a", "get /b": "x.b", "c\x7f": "x.c"}, "clientgen.toml")
    assert found == """# Mine.
[operations.a]   # one
name = "x.a"
idempotent = true

[ operations . "get /b" ]
name = "x.b"
body = "b"  # two

# Kept by `clientgen update`: the rules would rename these methods now.
[operations."c\\u007f"]
name = "x.c"
"""
    assert with_names(text, {}, "clientgen.toml") == text


@pytest.mark.parametrize(
    "text",
    [
        "operations.a.idempotent = true\n",
        "[operations]\na = {idempotent = true}\n",
        'x = """\n[operations.a]\n"""\n',
    ],
)
def test_what_cannot_be_changed_in_place_says_what_to_write(text: str) -> None:
    with pytest.raises(InputError, match=r"\[operations.a\] with the line name = \"x.a\""):
        with_names(text, {"a": "x.a"}, "clientgen.toml")


PLANETS = "GET /planets/{planetId} getPlanet"
ADDED = {
    "a listing": ([PLANETS], "GET /planets getAllPlanets"),
    "a path below an action": (list(ORDERS), REASON),
    "a second method of a leaf": (
        ["GET /users listUsers", "GET /users/{id}/avatar getAvatar"],
        "DELETE /users/{id}/avatar deleteAvatar",
    ),
    "a second child of a level": (
        ["GET /billing/invoices listInvoices", "GET /users listUsers"],
        "GET /billing/refunds listRefunds",
    ),
    "a path without the prefix": (
        ["GET /api/v1/invoices listInvoices", "GET /api/v1/users listUsers"],
        "GET /health getHealth",
    ),
    "a PUT beside a PATCH": (["PATCH /users/{id} changeUser"], "PUT /users/{id} replaceUser"),
    "a shorter path of the same name": (
        ["GET /a/{x}/b/{y} first", "GET /a/c second"],
        "GET /a/b/{y} third",
    ),
}


@pytest.mark.parametrize("case", ADDED)
def test_diff_judges_with_the_names_in_force(case: str) -> None:
    lines, added = ADDED[case]
    old = prepare_version(parsed(api(*lines)))
    new = prepare_version(parsed(api(*lines, added)), after=old)
    assert {key: new.methods[key] for key in old.methods} == dict(old.methods)
    assert len(set(new.methods.values())) == len(lines) + 1
    report = compare_versions(old, new)
    assert (report.wire, report.source, report.bump) == ("safe", "safe", "minor")
