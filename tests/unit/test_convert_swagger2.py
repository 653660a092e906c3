"""Swagger 2.0 in the words of OpenAPI 3.1, with nothing lost."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from clientgen.base.pointers import resolve
from clientgen.document.extract import to_openapi31
from clientgen.document.load import Document, parse, read
from clientgen.document.load.references import references
from clientgen.document.screen import screen
from clientgen.document.validate import violations


def convert(value: dict[str, Any]) -> Document:
    text = json.dumps({"swagger": "2.0", "info": {"title": "t", "version": "1"}, **value}, indent=1)
    return to_openapi31(screen(parse(text.encode(), "x.json")))


def operation(node: dict[str, Any], **root: Any) -> dict[str, Any]:
    node = {"responses": {"200": {"description": "ok"}}, **node}
    found: dict[str, Any] = convert({"paths": {"/a": {"post": node}}, **root}).value
    result: dict[str, Any] = found["paths"]["/a"]["post"]
    return result


def one(parameter: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = operation({"parameters": [parameter]})["parameters"][0]
    return result


@pytest.mark.parametrize(
    ("place", "chosen", "expected"),
    [
        ("query", None, {"style": "form", "explode": False}),
        ("query", "csv", {"style": "form", "explode": False}),
        ("query", "multi", {"style": "form", "explode": True}),
        ("query", "ssv", {"style": "spaceDelimited", "explode": False}),
        ("query", "pipes", {"style": "pipeDelimited", "explode": False}),
        ("query", "tsv", {"style": "form", "explode": False, "x-collection-format": "tsv"}),
        ("path", None, {"style": "simple", "explode": False}),
        ("header", "pipes", {"style": "simple", "explode": False, "x-collection-format": "pipes"}),
    ],
)
def test_collection_formats(place: str, chosen: str | None, expected: dict[str, Any]) -> None:
    given = {"name": "p", "in": place, "type": "array", "items": {"type": "string"}}
    if chosen is not None:
        given["collectionFormat"] = chosen
    schema = {"type": "array", "items": {"type": "string"}}
    assert one(given) == {"name": "p", "in": place, "schema": schema, **expected}


def test_parameters_keep_what_is_not_about_their_value() -> None:
    given = {
        "name": "p",
        "in": "query",
        "description": "d",
        "required": False,
        "type": "integer",
        "format": "int32",
        "minimum": 1,
        "exclusiveMinimum": True,
        "default": 2,
        "enum": [2, 3],
        "allowEmptyValue": True,
        "x-example": 5,
        "unknown": 6,
    }
    assert one(given) == {
        "name": "p",
        "in": "query",
        "description": "d",
        "required": False,
        "allowEmptyValue": True,
        "x-example": 5,
        "unknown": 6,
        "schema": {
            "type": "integer",
            "format": "int32",
            "exclusiveMinimum": 1,
            "default": 2,
            "enum": [2, 3],
        },
    }


def test_lists_in_lists_keep_their_format_as_an_extension() -> None:
    items = {"type": "array", "collectionFormat": "pipes", "items": {"type": "string"}}
    found = one({"name": "p", "in": "query", "type": "array", "items": items})
    assert found["schema"]["items"]["x-collection-format"] == "pipes"


def test_bodies() -> None:
    body = {
        "in": "body",
        "name": "body",
        "description": "d",
        "required": True,
        "schema": {"type": "string"},
        "x-y": 1,
    }
    content = {"application/json": {"schema": {"type": "string"}}}
    expected = {"description": "d", "required": True, "content": content, "x-y": 1}
    found = operation({"parameters": [body]})
    assert found["requestBody"] == expected
    assert "parameters" not in found
    found = operation({"parameters": [{**body, "name": "event"}], "consumes": ["text/a", "text/b"]})
    assert found["requestBody"]["x-body-name"] == "event"
    assert list(found["requestBody"]["content"]) == ["text/a", "text/b"]
    found = operation({"parameters": [body]}, consumes=["text/c"])
    assert list(found["requestBody"]["content"]) == ["text/c"]


def test_forms() -> None:
    fields = [
        {"in": "formData", "name": "a", "type": "string", "required": True, "description": "d"},
        {"in": "formData", "name": "b", "type": "array", "items": {"type": "integer"}},
    ]
    found = operation({"parameters": fields})["requestBody"]
    assert found == {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["a"],
                    "properties": {
                        "a": {"type": "string", "description": "d"},
                        "b": {"type": "array", "items": {"type": "integer"}},
                    },
                },
                "encoding": {"b": {"style": "form", "explode": False}},
            }
        },
    }
    both = ["application/x-www-form-urlencoded", "multipart/form-data"]
    found = operation({"parameters": fields, "consumes": both})["requestBody"]
    assert list(found["content"]) == both
    upload = {"in": "formData", "name": "f", "type": "file"}
    found = operation({"parameters": [upload], "consumes": both})["requestBody"]
    assert list(found["content"]) == ["multipart/form-data"]
    schema = found["content"]["multipart/form-data"]["schema"]
    assert schema["properties"]["f"] == {"type": "string", "format": "binary"}


def test_answers() -> None:
    response = {
        "description": "d",
        "schema": {"type": "object"},
        "examples": {"application/json": {"a": 1}, "text/x": "t"},
        "headers": {"H": {"type": "array", "items": {"type": "string"}, "description": "h"}},
        "x-inin-error-codes": {"bad": "why"},
    }
    found = operation({"responses": {"400": response}, "produces": ["application/json"]})
    assert found["responses"]["400"] == {
        "description": "d",
        "headers": {
            "H": {
                "description": "h",
                "style": "simple",
                "explode": False,
                "schema": {"type": "array", "items": {"type": "string"}},
            }
        },
        "x-inin-error-codes": {"bad": "why"},
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": {"a": 1}},
            "text/x": {"example": "t"},
        },
    }
    file = {"description": "", "schema": {"type": "file"}}
    content = operation({"responses": {"200": file}})["responses"]["200"]["content"]
    assert content == {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
    }


def test_media_types_that_found_no_place_are_kept() -> None:
    found = operation({"consumes": ["a/b"], "produces": ["c/d"]})
    assert (found["x-consumes"], found["x-produces"]) == (["a/b"], ["c/d"])


def test_shared_answers_are_shared_unless_their_media_types_differ() -> None:
    shared = {"R": {"description": "d", "schema": {"type": "string"}}}
    node: dict[str, Any] = {"responses": {"200": {"$ref": "#/responses/R"}}}
    found = operation(node, responses=shared)
    assert found["responses"]["200"] == {"$ref": "#/components/responses/R"}
    found = operation({**node, "produces": ["text/a"]}, responses=shared)
    assert found["responses"]["200"]["content"] == {"text/a": {"schema": {"type": "string"}}}


def test_shared_and_path_level_bodies_reach_their_operations() -> None:
    shared = {
        "B": {"in": "body", "name": "b", "schema": {"type": "string"}},
        "Q": {"in": "query", "name": "q", "type": "string"},
    }
    both = [{"$ref": "#/parameters/Q"}, {"$ref": "#/parameters/B"}]
    ok = {"responses": {"200": {"description": ""}}}
    found = convert({"parameters": shared, "paths": {"/a": {"parameters": both, "put": ok}}}).value
    assert found["paths"]["/a"]["parameters"] == [{"$ref": "#/components/parameters/Q"}]
    body = {"x-body-name": "b", "content": {"application/json": {"schema": {"type": "string"}}}}
    assert found["paths"]["/a"]["put"]["requestBody"] == body
    assert found["components"]["requestBodies"] == {"B": body}
    assert list(found["components"]["parameters"]) == ["Q"]


@pytest.mark.parametrize(
    ("root", "urls"),
    [
        ({"host": "h.test"}, ["https://h.test"]),
        ({"host": "h.test:8", "basePath": "/v1/", "schemes": ["http", "wss"]},
         ["http://h.test:8/v1", "wss://h.test:8/v1"]),
        ({"basePath": "/v1"}, ["/v1"]),
        ({"basePath": "/"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_servers(root: dict[str, Any], urls: list[str] | None) -> None:
    servers = convert({"paths": {}, **root}).value.get("servers")
    assert (servers and [server["url"] for server in servers]) == urls


def test_operation_schemes_become_its_servers() -> None:
    assert operation({"schemes": ["http"]}, host="h.test")["servers"] == [{"url": "http://h.test"}]


def test_security_schemes_get_keys_the_standard_allows() -> None:
    flow = {"authorizationUrl": "https://l.test/a", "tokenUrl": "https://l.test/t"}
    found = convert(
        {
            "securityDefinitions": {
                "PureCloud OAuth": {
                    "type": "oauth2",
                    "flow": "accessCode",
                    **flow,
                    "scopes": {"a": "b"},
                },
                "Basic": {"type": "basic", "x-a": 1},
                "Key": {"type": "apiKey", "in": "header", "name": "X"},
                "App": {"type": "oauth2", "flow": "application", "tokenUrl": "https://l.test/t"},
            },
            "security": [{"PureCloud OAuth": ["a"]}, {}],
            "paths": {"/a": {"get": {"security": [{"PureCloud OAuth": []}], "responses": {}}}},
        }
    ).value
    schemes = found["components"]["securitySchemes"]
    assert schemes["PureCloud_OAuth"] == {
        "type": "oauth2",
        "flows": {"authorizationCode": {"scopes": {"a": "b"}, **flow}},
        "x-upstream-name": "PureCloud OAuth",
    }
    assert schemes["Basic"] == {"type": "http", "scheme": "basic", "x-a": 1}
    assert schemes["Key"] == {"type": "apiKey", "in": "header", "name": "X"}
    assert list(schemes["App"]["flows"]) == ["clientCredentials"]
    assert found["security"] == [{"PureCloud_OAuth": ["a"]}, {}]
    assert found["paths"]["/a"]["get"]["security"] == [{"PureCloud_OAuth": []}]


def test_renamed_schemas_are_followed_everywhere_and_never_meet() -> None:
    names = ["Map«A»", "Map A", "Map_A", "A"]
    refs = {name: {"$ref": f"#/definitions/{name}"} for name in names}
    holder = {"properties": refs, "discriminator": "kind"}
    first = convert({"paths": {}, "definitions": {**{n: {"title": n} for n in names}, "H": holder}})
    schemas = first.value["components"]["schemas"]
    assert len(schemas) == 5
    assert {"A", "Map_A", "H"} < set(schemas)
    for name, property_ in schemas["H"]["properties"].items():
        target = resolve(first.value, property_["$ref"][1:])
        assert target["title"] == name
        assert target.get("x-upstream-name", name) == name
    assert schemas["H"]["discriminator"] == {"propertyName": "kind"}
    turned = {"H": holder, **{n: {"title": n} for n in reversed(names)}}
    assert convert({"paths": {}, "definitions": turned}).value == first.value


def test_references_into_paths_follow_what_moved() -> None:
    body = {"in": "body", "name": "body", "schema": {"properties": {"x": {"type": "string"}}}}
    post: dict[str, Any] = {
        "parameters": [body],
        "responses": {"200": {"description": "", "schema": {}}},
    }
    base = "#/paths/~1a/post"
    definitions = {
        "A": {"$ref": f"{base}/parameters/0/schema/properties/x"},
        "B": {"$ref": f"{base}/responses/200/schema"},
    }
    found = convert({"paths": {"/a": {"post": post}}, "definitions": definitions}).value
    for reference in references(found):
        resolve(found, reference.target or "")
    assert resolve(found, found["components"]["schemas"]["A"]["$ref"][1:]) == {"type": "string"}


def test_origins_lead_back_to_the_swagger_text() -> None:
    query = {"in": "query", "name": "q", "type": "string"}
    body = {"in": "body", "name": "body", "schema": {"type": "string"}}
    post: dict[str, Any] = {
        "parameters": [body, query],
        "responses": {"200": {"description": "", "schema": {"type": "string"}}},
    }
    found = convert({"paths": {"/a": {"post": post}}, "definitions": {"A B": {"type": "string"}}})
    at, old = "/paths/~1a/post", "/paths/~1a/post"
    json_ = "content/application~1json/schema"
    assert found.origin(f"{at}/requestBody/{json_}/type") == f"{old}/parameters/0/schema/type"
    assert found.origin(f"{at}/parameters/0/schema/type") == f"{old}/parameters/1/type"
    assert found.origin(f"{at}/responses/200/{json_}/type") == f"{old}/responses/200/schema/type"
    assert found.origin("/components/schemas/A_B/type") == "/definitions/A B/type"


@pytest.mark.parametrize("version", ["153.0.0", "215.0.0", "269.0.0", "178.2.0-internal"])
def test_real_versions_convert_to_valid_documents_untouched(version: str) -> None:
    upstream = screen(read(f"spec/history/upstream/{version}.json.gz"))
    before = copy.deepcopy(upstream.value)
    found = screen(to_openapi31(upstream))
    assert violations(found) == []
    assert upstream.value == before
    for path, item in before["paths"].items():
        for method, node in item.items():
            new = found.value["paths"][path][method]
            extensions = {k: v for k, v in node.items() if k.startswith("x-")}
            assert extensions == {k: v for k, v in new.items() if k.startswith("x-")}
            assert set(node["responses"]) == set(new["responses"])
            for status, response in node["responses"].items():
                codes = response.get("x-inin-error-codes")
                assert new["responses"][status].get("x-inin-error-codes") == codes
            scopes = [list(item.values()) for item in node["security"]]
            assert scopes == [list(item.values()) for item in new["security"]]
