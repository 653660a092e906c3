"""Every type of every document can be built, in a fresh process, without a warning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from clientgen.types.expressions import TypeExpr
from clientgen.types.writing import MEMBER, written
from tests.support.documents import ref
from tests.support.files import write
from tests.support.programs import python

from .packages import Package, document

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
DOCUMENTS = sorted(
    [
        *HERE.glob("*.yaml"),
        *(ROOT / "tests/corpus/documents").glob("*.yaml"),
        *(ROOT / "tests/golden").glob("*/spec.yaml"),
    ]
)
# Each type first in its process would take an hour; each is built by an adapter of its own.
BUILD = """
import importlib, json, sys
from pydantic import TypeAdapter
for name, types, members in json.load(sys.stdin):
    models = importlib.import_module(name + ".models")
    codec = importlib.import_module(name + "._runtime.codec").Codec(name + ".models")
    for kind in types:
        codec.adapter(kind)
    for kind, wires in members.items():
        found = getattr(models, kind)
        TypeAdapter(found)
        if wires is not None:
            found.model_rebuild()
            fields = found.model_fields.values()
            names = [(field.serialization_alias, field.alias) for field in fields]
            assert sorted(b if a is None else a for a, b in names) == wires, (kind, names)
"""


def build(folder: Path, packages: list[Any]) -> None:
    python("-W", "error", "-c", BUILD, folder=folder, text=json.dumps(packages))


def test_every_type_of_every_document_can_be_built(tmp_path: Path) -> None:
    packages: list[Any] = []
    for number, path in enumerate(DOCUMENTS):
        name = f"built_{number}"
        made = generate(path, Config(), package=name)
        write(made.files, tmp_path)
        exprs: list[TypeExpr | None] = []
        for method in made.plan.methods:
            exprs += [method.result, method.body_type]
            exprs += [media.type for media in (*method.sends, *method.responses)]
        models = made.plan.models
        members: dict[str, list[str] | None] = {alias.name: None for alias in models.aliases}
        members |= {model.name: sorted(f.wire for f in model.fields) for model in models.models}
        types = sorted({written(expr, MEMBER) for expr in exprs if expr is not None})
        packages.append((name, types, members))
    assert sum(len(types) for _, types, _ in packages) > 40
    build(tmp_path, packages)


def test_values_that_hold_values_like_themselves(tmp_path: Path) -> None:

    found = Package(yaml.safe_load((HERE / "recursion.yaml").read_text("utf-8")), tmp_path)
    value: dict[str, Any] = {
        "json": {"a": [1, None, {"b": "c"}], "d": 1.5},
        "lists": [[], [[]]],
        "maps": {"a": None, "b": {"c": {}}},
        "patterns": {"ab": {"ac": {}}},
        "pairs": ["a", [1, ["b", [2, None]]]],
        "left": [1, ["b", [2]]],
        "both": {"a": "1", "b": "2", "next": {"a": "3", "b": "4", "next": {"b": "5"}}},
        "joinedLists": [[[]]],
        "chain": {"end": "e"},
        "text": "t",
        "anything": [1],
        "yes": {"x": 1},
        "tree": {"name": "t", "children": [{"value": [1]}, {"children": []}]},
        "open": {"a": "x", "more": {"a": "y"}},
    }
    read = found.read(value, "All")
    assert found.written(read) == value
    assert read.both.next.next.b == "5"
    assert type(read.chain).__name__ == "Chain3"
    assert [type(child).__name__ for child in read.tree.children] == ["TreeLeaf", "TreeBranch"]
    assert read.open.more.a == "y"
    assert read.pairs[1][1][0] == "b"


@pytest.mark.parametrize("has_tag", [True, False])
def test_a_union_of_four_hundred(tmp_path: Path, has_tag: bool) -> None:
    def variant(number: int) -> dict[str, Any]:
        kind = {"kind": {"const": f"k{number}"}} if has_tag else {}
        return {"required": list(kind), "properties": {**kind, f"m{number}": {"type": "string"}}}

    schemas = {f"V{number}": variant(number) for number in range(400)}
    union: dict[str, Any] = {"oneOf": [ref(name) for name in schemas], "properties": {"shared": {}}}
    found = Package(document({**schemas, "Wide": union}, ref("Wide")), tmp_path)
    read = found.read({"kind": "k399", "m399": "x", "shared": 1}, "Wide")
    assert (type(read).__name__, read.m399, read.shared) == ("WideV399", "x", 1)
