"""Schemas of older dialects in JSON Schema 2020-12; OpenAPI 3.0 documents as 3.1."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clientgen.document.extract import to_openapi31
from clientgen.document.extract.dialect import to_2020
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from tests.support.documents import parsed

NULL = {"type": "null"}
REF = {"$ref": "#/x"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True, "description": "any"}, {"description": "any"}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({**REF, "nullable": True, "title": "t"}, {"anyOf": [REF, NULL], "title": "t"}),
        ({"allOf": [REF], "nullable": True}, {"anyOf": [{"allOf": [REF]}, NULL]}),
        ({"oneOf": [REF], "nullable": True}, {"oneOf": [REF, NULL]}),
        ({"anyOf": [REF, NULL], "nullable": True}, {"anyOf": [REF, NULL]}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"], "x-nullable": True}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMinimum": True}, {}),
        ({"exclusiveMinimum": 3}, {"exclusiveMinimum": 3}),
        ({"example": None, "type": "string"}, {"examples": [None], "type": "string"}),
        ({"example": 1, "examples": [2]}, {"example": 1, "examples": [2]}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
        (
            {**REF, "description": "d", "readOnly": True},
            {**REF, "description": "d", "readOnly": True},
        ),
        ({"x-any": {"nullable": True}, "odd": 1}, {"x-any": {"nullable": True}, "odd": 1}),
        ({"default": {"example": 1}, "enum": [{"nullable": True}]},) * 2,
        (True, True),
    ],
)
def test_keywords(old: Any, new: Any) -> None:
    before = copy.deepcopy(old)
    assert to_2020(old, lambda text: text) == new
    assert old == before


def test_every_schema_below_is_reached() -> None:
    inner, outer = {"type": "string", "nullable": True}, {"type": ["string", "null"]}
    for name in ("properties", "patternProperties"):
        old: dict[str, Any] = {name: {"nullable": inner, "example": inner}}
        assert to_2020(old, str) == {name: {"nullable": outer, "example": outer}}
    for name in ("allOf", "anyOf", "oneOf"):
        assert to_2020({name: [inner]}, str) == {name: [outer]}
    for name in ("items", "additionalProperties", "not"):
        assert to_2020({name: inner}, str) == {name: outer}
    assert to_2020({"items": [inner]}, str) == {"items": [outer]}
    assert to_2020({"additionalProperties": False}, str) == {"additionalProperties": False}


def test_an_openapi_3_0_document() -> None:
    nullable = {"type": "string", "nullable": True}
    ref = {"$ref": "#/components/schemas/A B"}
    old: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "x-root": {"nullable": True},
        "security": [{"O Auth": []}],
        "paths": {
            "/a": {
                "parameters": [{"name": "p", "in": "query", "schema": nullable, "example": 1}],
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": ref}}},
                    "responses": {
                        "200": {
                            "description": "",
                            "headers": {"H": {"schema": nullable}},
                            "content": {"a/b": {"schema": {"items": ref}, "example": nullable}},
                        }
                    },
                    "callbacks": {"c": {"{$u}": {"get": {"responses": {"200": {
                        "description": "", "content": {"a/b": {"schema": nullable}}}}}}}},
                },
            }
        },
        "components": {
            "schemas": {"A B": nullable, "D": {"discriminator": {"propertyName": "k", "mapping": {
                "a": "#/components/schemas/A B", "b": "A B"}}}},
            "securitySchemes": {"O Auth": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip
    document = screen(parsed(old))
    found = screen(to_openapi31(document))
    assert document.value == old
    new = found.value
    assert new["openapi"] == "3.1.1"
    assert new["x-root"] == {"nullable": True}
    item = new["paths"]["/a"]
    modern = {"type": ["string", "null"]}
    assert item["parameters"][0] == {"name": "p", "in": "query", "schema": modern, "example": 1}
    renamed = {"$ref": "#/components/schemas/A_B"}
    assert item["post"]["requestBody"]["content"]["application/json"]["schema"] == renamed
    answer = item["post"]["responses"]["200"]
    assert answer["headers"]["H"]["schema"] == modern
    assert answer["content"]["a/b"] == {"schema": {"items": renamed}, "example": nullable}
    inner = item["post"]["callbacks"]["c"]["{$u}"]["get"]["responses"]["200"]["content"]
    assert inner["a/b"]["schema"] == modern
    schemas = new["components"]["schemas"]
    assert schemas["A_B"] == {**modern, "x-upstream-name": "A B"}
    mapping = schemas["D"]["discriminator"]["mapping"]
    assert mapping == {"a": "#/components/schemas/A_B", "b": "A_B"}
    assert new["security"] == [{"O_Auth": []}]
    assert found.origin("/components/schemas/A_B/type") == "/components/schemas/A B/type"
    assert violations(found) == []


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_modern_documents_pass_as_they_are(version: str) -> None:
    document = parsed({"openapi": version, "paths": {}})
    assert to_openapi31(document) is document
