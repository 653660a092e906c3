"""Hostile documents are refused with one message, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientgen.base.diagnostics import InputError
from clientgen.base.untyped import as_map
from clientgen.document.extract import extract, to_openapi31
from clientgen.document.extract.canonical import dump
from clientgen.document.load import parse, read
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from tests.support.documents import TEXT, obj, places
from tests.support.programs import process

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)
DEEP = 10_000
NESTED = {
    "json-objects.json": '{"a":' * DEEP + "1" + "}" * DEEP,
    "json-lists.json": '{"a":' + "[" * DEEP + "]" * DEEP + "}",
    "json-open.json": '{"a":' * DEEP,
    "json-strings.json": '{"]]]]": "[[", "a":' * DEEP,
    "yaml-flow.yaml": "a: " + "[" * DEEP + "]" * DEEP,
    "yaml-flow-maps.yaml": "a: " + "{a: " * DEEP + "}" * DEEP,
    "yaml-block.yaml": "\n".join(" " * i + "a:" for i in range(2_000)),
    "yaml-dashes.yaml": "a:\n" + "- " * DEEP + "x",
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting(name: str) -> None:
    with pytest.raises(InputError, match="nested deeper than 512 levels") as caught:
        parse(NESTED[name].encode(), name)
    assert caught.value.position is not None
    assert caught.value.source == name


def test_alias_bombs_cost_nothing() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="aliases expand to more than 100,000"):
            parse(BOMB.encode(), "bomb.yaml")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_gzip_bombs_cost_no_more_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(200):
            file.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match=r"limit of 67,108,864 bytes.*--max-size"):
        read(path)


def test_200_mb_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match=r"limit of 67,108,864 bytes.*--max-size"):
        read(path)


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(50),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04" + bytes(30),
        b"\x1f\x8b",
        b"\x1f\x8b\x08\x00garbage",
        b"\xff\xfe\x00\x00",
        b"\xc3",
        b"",
        b"<html><body>503</body></html>",
        b'{"openapi": "3.1.0", "paths": {"/a": {"get"',
        b"openapi: 3.1.0\npaths:\n  /a: [1, 2",
        b'{"openapi": "3.1.0"} trailing',
        b"null",
        b"[]",
        b'"text"',
        b"%YAML 1.1\n%YAML 1.1\n---\na: 1",
        b"a: !!binary aGk=",
        b"!!python/object/apply:os.system ['true']",
    ],
)
def test_what_is_no_document(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        screen(read(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_truncation_of_a_document_is_one_message() -> None:
    text = json.dumps(
        {"openapi": "3.1.0", "info": {"title": "ä\\", "version": "1"}, "paths": {"/a": [1.5, None]}}
    ).encode()
    for end in range(len(text)):
        with pytest.raises(InputError):
            parse(text[:end], "x.json")


def test_many_references_and_near_misses_stay_fast() -> None:
    schemas: dict[str, Any] = {f"S{i}": {"allOf": [{"$ref": f"#/components/schemas/S{i + 1}"}]}
                               for i in range(20_000)}  # fmt: skip
    schemas["S20000"] = {}
    value = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}
    screen(parse(json.dumps(value).encode(), "x.json"))
    schemas["S20000"] = {"allOf": [{"$ref": "#/components/schemas/S0"}]}
    found = screen(parse(json.dumps(value).encode(), "x.json")).diagnostics
    assert [item.code for item in found] == ["composition-circular"]


HOSTILE: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "x", "#/", "#/paths", "http://127.0.0.1:1/", "\u202e", "\n", [],
     [[]], [None], {}, {"": {}}, {"$ref": "#/definitions/A"}, {"$ref": 1}, {"$ref": "#/x"}]
)  # fmt: skip
_A = {"$ref": "#/definitions/A"}
SEED: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "t", "version": "1"},
    "host": "h.test",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "tags": [{"name": "t"}],
    "security": [{"k y": []}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
            "post": {
                "tags": ["t"],
                "parameters": [
                    {"in": "body", "name": "b", "schema": _A},
                    {"in": "query", "name": "q", "type": "array", "items": {"type": "string"}},
                    {"$ref": "#/parameters/P"},
                ],
                "responses": {
                    "200": {
                        "description": "d",
                        "schema": _A,
                        "headers": {"H": TEXT},
                        "examples": {"application/json": {}},
                    },
                    "400": {"$ref": "#/responses/R"},
                },
            },
        }
    },
    "definitions": {
        "A": {**obj(k={**TEXT, "enum": ["x"]}, a=_A), "discriminator": "k", "required": ["k"]},
        "B c": {"allOf": [_A], "x-nullable": True},
    },
    "parameters": {"P": {"in": "formData", "name": "f", "type": "file"}},
    "responses": {"R": {"description": "r", "schema": {"type": "string"}}},
    "securityDefinitions": {"k y": {"type": "oauth2", "flow": "implicit", "scopes": {}}},
}


def mutated(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    members = as_map(value)
    copied: Any = list(value) if members is None else dict(members)
    copied[path[0]] = mutated(value[path[0]], path[1:], new)
    return copied


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(places(SEED)), HOSTILE), min_size=1, max_size=2))
def test_any_mutation_is_read_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    value: Any = SEED
    for path, new in changes:
        try:
            value = mutated(value, path, new)
        except (KeyError, IndexError, TypeError):
            continue
    data = json.dumps(value).encode()
    try:
        document = screen(parse(data, "x.json"))
        converted = screen(to_openapi31(extract(document, prefix="/a", trims={"A": ["k"]})))
        again = parse(dump(converted.value).encode(), "x.yaml")
    except InputError:
        return
    assert again.value == converted.value


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(places(SEED)), HOSTILE)
def test_any_mutation_is_judged_by_the_validator(path: tuple[Any, ...], new: Any) -> None:
    try:
        document = screen(parse(json.dumps(mutated(SEED, path, new)).encode(), "x.json"))
        violations(screen(to_openapi31(document)))
    except InputError:
        return


@pytest.mark.parametrize("name", ["json-objects.json", "yaml-flow.yaml"])
def test_the_program_says_it_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(NESTED[name])
    done = process(sys.executable, "-m", "clientgen", "validate", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {path}:1:") and done.stderr.count("\n") == 1
