"""Where the quick word is "valid for certain", the validator finds nothing."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import FormatChecker
from openapi_schema_validator import oas31_format_checker

from clientgen.document.extract import to_openapi31
from clientgen.document.load import Document, read
from clientgen.document.load.bundle import bundle
from clientgen.document.screen import screen
from clientgen.document.validate import defaults
from clientgen.document.validate.library import verdicts
from clientgen.document.validate.quick import Confirmed, confirmed, without_valid_parts
from clientgen.document.validate.standard import is_schema
from tests.support.documents import obj, parsed, places, ref, responses

from ..budgets.test_validator import library, told

TESTS = Path(__file__).resolve().parents[1]
CORPUS = sorted((TESTS / "corpus" / "documents").rglob("*.yaml"))
FRAGMENTS = sorted((TESTS.parent / "spec" / "history").glob("*.yaml"))[::8]


def converted(path: Path) -> Document:
    return to_openapi31(screen(bundle(read(path))))


def found(value: Any) -> list[Any]:
    return list(verdicts(parsed(value), Confirmed()))


@pytest.mark.parametrize(
    "path",
    [path for path in (*CORPUS, *FRAGMENTS) if "parts" not in path.parts],
    ids=lambda path: path.stem,
)
def test_real_documents(path: Path) -> None:
    document = converted(path)
    problems = list(verdicts(document, Confirmed()))
    if confirmed(document.value).is_everything:
        assert problems == []
    elif path in FRAGMENTS:
        pytest.fail("a fragment is not known for valid: every run on it asks the slow validator")


OK: dict[str, Any] = {"200": {"description": "d"}}
_SIZE = {"type": "integer", "format": "int32", "default": 5, "minimum": 1}
GOOD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "tags": [{"name": "one"}, {"name": "two"}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "get": {
                "operationId": "getA",
                "parameters": [
                    {"$ref": "#/components/parameters/Size"},
                    {"name": "q", "in": "query", "schema": {"type": "string", "default": "x"}},
                ],
                "responses": responses(ref("A")),
            },
            "put": {"operationId": "putA", "responses": OK},
        }
    },
    "components": {
        "parameters": {"Size": {"name": "size", "in": "query", "schema": _SIZE}},
        "schemas": {
            "A": {
                "allOf": [ref("B")],
                "required": ["b", "c"],
                "properties": {"c": {"enum": ["x"], "pattern": "^x$"}},
            },
            "B": obj(b={"type": "string"}, next=ref("B")),
        },
    },
}


def changed(pointer: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(GOOD)
    *way, last = pointer.split("/")
    node: Any = document
    for step in way:
        node = node[int(step) if isinstance(node, list) else step.replace("|", "/")]
    node[int(last) if isinstance(node, list) else last.replace("|", "/")] = value
    return document


def test_a_good_document_is_known() -> None:
    assert confirmed(GOOD).is_everything
    assert found(GOOD) == []
    assert without_valid_parts(GOOD) is None


A = "paths/|a|{id}"
SIZE = "components/parameters/Size/schema"


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("info", {"title": 5, "version": "1"}),
        ("tags/1/name", "one"),
        (f"{A}/put/operationId", "getA"),
        (f"{A}/parameters", []),
        (f"{A}/parameters/0/name", "other"),
        ("paths/|b|{x}", {"get": {"responses": OK}}),
        (f"{A}/get/parameters/1/name", "size"),
        (f"{A}/get/parameters/1/schema/default", 5),
        (f"{A}/get/parameters/1/schema", {"type": "strin"}),
        (f"{A}/get/responses/200/content/application|json/schema", {"type": 5}),
        (f"{A}/get/parameters/0", {"name": "x", "in": "query", "schema": {"items": {"type": 5}}}),
        (f"{SIZE}/default", 0),
        (f"{SIZE}/default", 1 << 31),
        (f"{SIZE}/default", "5"),
        ("components/schemas/A/required", ["b", "c", "d"]),
        ("components/schemas/A/properties/c/pattern", "("),
        ("components/schemas/B/properties/b/type", "strin"),
        ("components/schemas/B/properties/b/minLength", -1),
        ("components/schemas/B/discriminator", {"mapping": {}}),
        ("components/schemas/B", {"$schema": "urn:unknown"}),
    ],
)
def test_every_rule_is_kept(pointer: str, value: Any) -> None:
    broken = changed(pointer, value)
    assert found(broken) != []
    assert not confirmed(broken).is_everything


@pytest.mark.parametrize(
    "value",
    [
        {"openapi": "3.0.3", **{key: GOOD[key] for key in GOOD if key != "openapi"}},
        {**GOOD, "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema"},
        changed("components/schemas/B/properties/b", {"type": "string", "$id": "urn:b"}),
        changed("components/schemas/B/properties/b", {"type": "string", "$ref": "other.json"}),
        changed("components/schemas/B/default", {"b": "x"}),
        [],
        None,
    ],
)
def test_what_it_does_not_know_it_does_not_judge(value: Any) -> None:
    assert not confirmed(value).is_everything


def test_the_word_does_not_hang_on_another_dialect_of_patterns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert is_schema({"pattern": "^x$"})
    monkeypatch.setattr("clientgen.document.validate.standard._has_other_patterns", lambda: True)
    assert not is_schema({"pattern": "^x$"})


@pytest.mark.parametrize(
    ("pointer", "value", "paths", "schemas"),
    [
        # A schema that does not hold its default is read with the first path that leads to it.
        ("components/schemas/B/properties/b/default", 5, {"/b"}, {"A", "B", "C"}),
        ("components/schemas/C/properties/c/default", 5, {"/a/{id}", "/b"}, {"A", "B"}),
        # One that is no schema is in doubt with everything that leads to it directly.
        ("components/schemas/A/properties/c/type", "strin", {"/b"}, {"B", "C"}),
        ("components/schemas/B/properties/b/type", "strin", {"/a/{id}"}, {"A", "C"}),
        ("paths/|b/get/operationId", "getA", set[str](), {"A", "B", "C"}),
        ("components/parameters/Size/in", "nowhere", {"/b"}, {"A", "B", "C"}),
        ("info/title", 5, {"/a/{id}", "/b"}, {"A", "B", "C"}),
        ("tags/1/name", "one", {"/a/{id}", "/b"}, {"A", "B", "C"}),
    ],
)
def test_the_library_reads_what_is_in_doubt(
    pointer: str, value: Any, paths: set[str], schemas: set[str]
) -> None:
    document = copy.deepcopy(GOOD)
    document["paths"]["/b"] = {"get": {"operationId": "b", "responses": responses(ref("B"))}}
    document["components"]["schemas"]["C"] = obj(c={"type": "string"})
    *way, last = pointer.split("/")
    node: Any = document
    for step in way:
        node = node[int(step) if step.isdigit() else step.replace("|", "/")]
    node[last] = value
    spared = confirmed(document)
    assert spared.paths == paths
    assert spared.schemas == schemas
    verdict = told(verdicts(parsed(document), spared))
    assert verdict == library("3.1.0", parsed(document))
    assert verdict


@pytest.mark.parametrize(
    ("name", "default", "is_sure"),
    [
        ("decimal", 5, True), ("float", 5.5, True), ("password", "", True), ("made-up", "x", True),
        ("uri", "", True), ("date-time", "x", False), ("uuid", "x", False), ("ipv4", "x", False),
    ],
)  # fmt: skip
def test_defaults_with_a_format(name: str, default: Any, is_sure: bool) -> None:
    document = changed(SIZE, {"format": name, "default": default})
    assert confirmed(document).is_everything is is_sure
    assert bool(found(document)) is not is_sure


def test_a_format_is_in_doubt_where_something_that_checks_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def installed(name: str) -> str | None:
        return name if name == "rfc3986_validator" else None

    monkeypatch.setattr(defaults, "find_spec", installed)
    defaults.may_be_checked.cache_clear()
    assert not confirmed(changed(SIZE, {"format": "uri", "default": ""})).is_everything
    defaults.may_be_checked.cache_clear()


def test_every_format_that_the_validator_checks_is_known() -> None:
    always_kept = {"double", "float", "int32", "int64", "password"}
    assert set(oas31_format_checker.checkers) - always_kept <= set(defaults.CHECKED)
    assert set(FormatChecker.checkers) <= set(defaults.CHECKED)


def test_a_property_may_be_named_like_a_reference() -> None:
    document = changed("components/schemas/B/properties/$ref", {"type": "string"})
    assert confirmed(document).is_everything
    assert found(document) == []


@cache
def bases() -> list[tuple[Any, list[tuple[Any, ...]]]]:
    found = [GOOD, *(converted(path).value for path in (*CORPUS[2:4], FRAGMENTS[0]))]
    return [(value, places(value)[1:]) for value in found]


VALUES: list[Any] = [
    None, True, 5, -1, "", "string", "path", "#/components/schemas/A", [], {}, ["x", "x"],
    {"$ref": "#/components/schemas/B"}, {"$ref": "#/nothing"}, {"type": "strin"},
    {"type": "string", "default": 5}, {"allOf": [{"properties": {"a": {}}}], "required": ["z"]},
]  # fmt: skip
KEYS = [
    "type", "required", "default", "enum", "allOf", "items", "properties", "$ref", "format", "in",
    "name", "parameters", "responses", "content", "schema", "operationId", "minLength", "x-any",
    "nullable", "pattern", "const", "discriminator", "unevaluatedProperties", "not",
]  # fmt: skip


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_documents_changed_at_random(data: st.DataObject) -> None:
    base, ways = data.draw(st.sampled_from(bases()))
    document = copy.deepcopy(base)
    node = document
    way = data.draw(st.sampled_from(ways))
    for step in way[:-1]:
        node = node[step]
    match data.draw(st.sampled_from(["replace", "remove", "add", "copy"])):
        case "remove":
            del node[way[-1]]
        case "add" if isinstance(node[way[-1]], dict):
            node[way[-1]][data.draw(st.sampled_from(KEYS))] = data.draw(st.sampled_from(VALUES))
        case "copy":
            source = base
            for step in data.draw(st.sampled_from(ways)):
                source = source[step]
            node[way[-1]] = copy.deepcopy(source)
        case _:
            node[way[-1]] = data.draw(st.sampled_from(VALUES))
    read_back = parsed(document)
    spared = confirmed(document)
    verdict = told(verdicts(read_back, spared))
    if spared.is_everything:
        assert verdict == []
    # What is left out of the frame, and judged by the quick word, changes nothing that is said.
    assert verdict == library("3.1.0", read_back)
