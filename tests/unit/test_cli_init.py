"""`clientgen init`: a configuration for a document, what it holds, and its package."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from clientgen.base.configuration import load_config
from tests.support.documents import NONE, Json, document, path_parameter
from tests.support.programs import clientgen as run

KEY: Json = {"type": "apiKey", "in": "header", "name": "X-Key"}


def shop() -> Json:
    """A document with a key, and a name that reads badly."""
    item = {"operationId": "getOrder", "parameters": [path_parameter("id")], "responses": NONE}
    act = {"operationId": "cancel", "parameters": [path_parameter("id")], "responses": NONE}
    paths: Json = {"/orders/{id}": {"get": item}, "/orders/{id}/orders": {"post": act}}
    made = document(paths)
    made["components"] = {**made.get("components", {}), "securitySchemes": {"key": KEY}}
    made["security"] = [{"key": []}]
    return made


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_document_becomes_a_project(here: Path) -> None:
    (here / "api.json").write_text(json.dumps(shop()), "utf-8")

    code, out, err = run("init", "api.json", "--package", "shop", "--out", "src")
    assert code == 0, err
    config = load_config(here / "clientgen.toml")
    assert (config.extract.fragment, config.package.name, config.package.out) == (
        "api.json",
        "shop",
        "src",
    )
    assert "  credentials: Client(key=...) or SHOP_KEY" in out
    assert (here / "src" / "shop" / "__init__.py").is_file()
    first = (here / "clientgen.toml").read_text("utf-8").splitlines()[0]
    assert first == "#:schema clientgen.schema.json"
    assert json.loads((here / "clientgen.schema.json").read_text("utf-8"))["title"]

    code, out, _ = run("generate", "--check")
    assert (code, "files are current" in out) == (0, True), "generate finds ./clientgen.toml"


def test_proposals_for_names_are_lines_to_take(here: Path) -> None:
    (here / "api.json").write_text(json.dumps(shop()), "utf-8")
    assert run("init", "api.json")[0] == 0

    text = (here / "clientgen.toml").read_text("utf-8")
    _, _, lines = text.partition("to use them.\n")
    taken = tomllib.loads("\n".join(line.removeprefix("# ") for line in lines.splitlines()))
    assert "name" in taken["operations"]["cancel"]


def test_what_is_there_is_never_replaced(here: Path) -> None:
    (here / "api.json").write_text(json.dumps(shop()), "utf-8")
    (here / "clientgen.toml").write_text("# mine\n", "utf-8")

    code, _, err = run("init", "api.json")
    assert code == 2 and "clientgen.toml: is there already" in err
    assert (here / "clientgen.toml").read_text("utf-8") == "# mine\n"


@pytest.mark.parametrize("text", ['{"openapi": "3.1.0"', "openapi: x\n", '{"a": 1}'])
def test_what_cannot_be_generated_leaves_nothing(here: Path, text: str) -> None:
    (here / "api.txt").write_text(text, "utf-8")

    code, _, err = run("init", "api.txt")
    assert code == 2 and err.startswith("error: api.txt")
    assert [path.name for path in here.iterdir()] == ["api.txt"]
