"""Every diagnostic is documented, given by the code, and fires on a document made for it."""

from __future__ import annotations

import ast
import re
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import CODES, Diagnostic, DiagnosticCollector, with_positions
from clientgen.emit.pipeline import generate
from tests.support.documents import NONE, TEXT, content, document, obj, parsed, ref

from .packages import made, path_of

ROOT = Path(__file__).resolve().parents[2]
_OK: dict[str, Any] = {"responses": NONE}
_BODY = {"nonsense": {"schema": {"type": "string"}}, "application/json": {}}
_NEVER = content(obj(a={"allOf": [TEXT, {"type": "array"}]}))
_GET = {"200": {"description": "x", **content({"$recursiveRef": "#"})}}
_LENT = {"get": {"parameters": [{"$ref": "#/components/parameters/P", "required": True}], **_OK}}
_BODILESS = {"post": {**_OK, "requestBody": None}, "get": {"responses": {"200": None}}}
_P = {"components": {"parameters": {"P": {"name": "p", "in": "query", "schema": TEXT}}}}
_DEEP: Any = reduce(lambda value, _: {"x": value}, range(140), dict[str, Any]())
_MIXED = {"multipart/mixed": {"schema": {"type": "array"}, "itemEncoding": {}}}
SMALL: dict[str, dict[str, Any]] = {
    "composition-circular": {"components": {"schemas": {"A": {"allOf": [ref("A"), TEXT]}}}},
    "condition-unchecked": {"components": {"schemas": {"A": {"if": TEXT, "then": TEXT}}}},
    "empty-assumed": {"paths": {"/a": _BODILESS}},
    "keyword-ignored": {"components": {"schemas": {"A": {"not": TEXT}}}},
    "nested-too-deep": {"x-deep": _DEEP},
    "reference-assumed": {"paths": {"/a": {"get": {"responses": _GET}}}},
    "reference-left-out": {"paths": {"/a": {"post": {"responses": {"200": {"$ref": "#/no"}}}}}},
    "siblings-ignored": {"paths": {"/a": _LENT}, **_P},
    "version-assumed": {"openapi": 3.1},
    "callback-left-out": {"webhooks": {"a": 5}},
    "media-type-left-out": {"paths": {"/a": {"post": {**_OK, "requestBody": {"content": _BODY}}}}},
    "parts-unnamed": {"paths": {"/a": {"post": {**_OK, "requestBody": {"content": _MIXED}}}}},
    "path-left-out": {"paths": {"/a": 5}},
    "schema-impossible": {"paths": {"/a": {"post": {**_OK, "requestBody": _NEVER}}}},
    "server-relative": {"servers": [{"url": "/v1"}]},
}
IN_CORPUS = {
    "duplicate-id": "odd",
    "header-ignored": "parameters",
    "links-ignored": "answers",
    "name-reserved": "names",
    "no-operations": "none",
    "operation-left-out": "odd",
    "parameter-as-text": "placing",
    "parameter-left-out": "odd",
    "parameter-nested": "placing",
    "parameter-undeclared": "odd",
    "parameter-unplaced": "odd",
    "schema-as-any": "odd",
    "security-by-verify": "security",
    "security-left-out": "security",
    "security-undeclared": "security",
    "spec-violation": "odd",
    "style-ignored": "odd",
    "type-unknown": "odd",
}
_OVERLAY = {"overlay-no-effect", "overlay-no-match"}  # tests/unit/test_repair.py makes them fire.
_ALIASES = {"alias-left-out"}  # tests/update/test_aliases.py makes it fire.
_ELSEWHERE = {"merge-key", "setting-no-match"}  # tests/unit/test_degrade.py makes them fire.


def test_the_page_has_one_entry_per_code() -> None:
    page = (ROOT / "docs" / "diagnostics.md").read_text("utf-8")
    entries = re.findall(r"^\| `([a-z-]+)` \|", page, re.M)
    assert entries == sorted(CODES)


def test_every_code_is_given_somewhere() -> None:
    told = {
        node.value
        for path in (ROOT / "generator").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(CODES) <= told


def test_every_code_fires_here() -> None:
    assert SMALL.keys() | IN_CORPUS.keys() | _OVERLAY | _ALIASES | _ELSEWHERE == CODES


@pytest.mark.parametrize("code", sorted(IN_CORPUS))
def test_it_fires_in_the_corpus_with_its_place(code: str) -> None:
    found = [item for item in made(IN_CORPUS[code]).diagnostics if item.code == code]
    assert found
    for item in found:
        assert item.source == str(path_of(IN_CORPUS[code]))
        assert item.position is not None and item.pointer is not None
        assert "\n" not in str(item)


@pytest.mark.parametrize("code", sorted(SMALL))
def test_it_fires_on_a_small_document(code: str) -> None:
    small = dict(SMALL[code])
    value = document({"/b": {"get": _OK}, **small.pop("paths", {})}, **small)
    result = generate(parsed(value), Config(), package="p")
    assert code in {item.code for item in result.diagnostics}
    assert any(method.operation.path == "/b" for method in result.plan.methods)


def test_an_unknown_code_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        DiagnosticCollector().warn("no-such-code", "", "")


def test_the_order_does_not_depend_on_the_document() -> None:
    diagnostics = DiagnosticCollector()
    diagnostics.warn("type-unknown", "b", "/b")
    diagnostics.note("links-ignored", "a", "/a")
    diagnostics.warn("type-unknown", "b", "/b")
    assert [item.pointer for item in diagnostics.collected()] == ["/a", "/b"]
    kept = Diagnostic("type-unknown", "m", source="other", pointer="/x")
    assert with_positions([kept], parsed(document())) == (kept,)
