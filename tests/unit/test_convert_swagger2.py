"""Swagger 2.0 in the words of OpenAPI 3.1, with nothing lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clientgen.base.pointers import resolve
from clientgen.document.extract import to_openapi31
from clientgen.document.load import Document, read
from clientgen.document.load.references import references
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from tests.support.documents import TEXT, content, obj, parsed


def convert(value: dict[str, Any]) -> Document:
    swagger = {"swagger": "2.0", "info": {"title": "t", "version": "1"}, **value}
    return to_openapi31(screen(parsed(swagger)))


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
    given = {"name": "p", "in": place, "type": "array", "items": TEXT}
    if chosen is not None:
        given["collectionFormat"] = chosen
    schema = {"type": "array", "items": TEXT}
    assert one(given) == {"name": "p", "in": place, "schema": schema, **expected}


def test_parameters_keep_what_is_not_about_their_value() -> None:
    kept = {"name": "p", "in": "query", "description": "d", "required": False}
    kept |= {"allowEmptyValue": True, "x-example": 5, "unknown": 6}
    value = {"type": "integer", "format": "int32", "default": 2, "enum": [2, 3]}
    given = {**kept, **value, "minimum": 1, "exclusiveMinimum": True}
    assert one(given) == {**kept, "schema": {**value, "exclusiveMinimum": 1}}


def test_lists_in_lists_keep_their_format_as_an_extension() -> None:
    items = {"type": "array", "collectionFormat": "pipes", "items": TEXT}
    found = one({"name": "p", "in": "query", "type": "array", "items": items})
    assert found["schema"]["items"]["x-collection-format"] == "pipes"


def test_bodies() -> None:
    kept = {"description": "d", "required": True, "x-y": 1}
    body = {"in": "body", "name": "body", "schema": TEXT, **kept}
    found = operation({"parameters": [body]})
    assert found["requestBody"] == {**kept, **content(TEXT)}
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
    schema = obj(a={**TEXT, "description": "d"}, b={"type": "array", "items": {"type": "integer"}})
    form = {
        "schema": {**schema, "required": ["a"]},
        "encoding": {"b": {"style": "form", "explode": False}},
    }
    assert found == {"required": True, "content": {"application/x-www-form-urlencoded": form}}
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
        "headers": {"H": {"type": "array", "items": TEXT, "description": "h"}},
        "x-inin-error-codes": {"bad": "why"},
    }
    found = operation({"responses": {"400": response}, "produces": ["application/json"]})
    header = {"description": "h", "style": "simple", "explode": False}
    assert found["responses"]["400"] == {
        "description": "d",
        "headers": {"H": {**header, "schema": {"type": "array", "items": TEXT}}},
        "x-inin-error-codes": {"bad": "why"},
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": {"a": 1}},
            "text/x": {"example": "t"},
        },
    }
    file = {"description": "", "schema": {"type": "file"}}
    found = operation({"responses": {"200": file}})["responses"]["200"]["content"]
    binary = {"schema": {"type": "string", "format": "binary"}}
    assert found == {"application/octet-stream": binary}


def test_media_types_that_found_no_place_are_kept() -> None:
    found = operation({"consumes": ["a/b"], "produces": ["c/d"]})
    assert (found["x-consumes"], found["x-produces"]) == (["a/b"], ["c/d"])


def test_shared_answers_are_shared_unless_their_media_types_differ() -> None:
    shared = {"R": {"description": "d", "schema": TEXT}}
    node: dict[str, Any] = {"responses": {"200": {"$ref": "#/responses/R"}}}
    found = operation(node, responses=shared)
    assert found["responses"]["200"] == {"$ref": "#/components/responses/R"}
    found = operation({**node, "produces": ["text/a"]}, responses=shared)
    assert found["responses"]["200"]["content"] == {"text/a": {"schema": TEXT}}


def test_shared_and_path_level_bodies_reach_their_operations() -> None:
    shared = {
        "B": {"in": "body", "name": "b", "schema": TEXT},
        "Q": {"in": "query", "name": "q", "type": "string"},
    }
    both = [{"$ref": "#/parameters/Q"}, {"$ref": "#/parameters/B"}]
    ok = {"responses": {"200": {"description": ""}}}
    found = convert({"parameters": shared, "paths": {"/a": {"parameters": both, "put": ok}}}).value
    assert found["paths"]["/a"]["parameters"] == [{"$ref": "#/components/parameters/Q"}]
    body = {"x-body-name": "b", **content(TEXT)}
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
    scopes = {"a": "b"}
    found = convert(
        {
            "securityDefinitions": {
                "PureCloud OAuth": {
                    "type": "oauth2",
                    "flow": "accessCode",
                    "scopes": scopes,
                    **flow,
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
        "flows": {"authorizationCode": {"scopes": scopes, **flow}},
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
    body = {"in": "body", "name": "body", "schema": {"properties": {"x": TEXT}}}
    ok: dict[str, Any] = {"200": {"description": "", "schema": {}}}
    post: dict[str, Any] = {"parameters": [body], "responses": ok}
    base = "#/paths/~1a/post"
    definitions = {
        "A": {"$ref": f"{base}/parameters/0/schema/properties/x"},
        "B": {"$ref": f"{base}/responses/200/schema"},
    }
    found = convert({"paths": {"/a": {"post": post}}, "definitions": definitions}).value
    for reference in references(found):
        resolve(found, reference.target or "")
    assert resolve(found, found["components"]["schemas"]["A"]["$ref"][1:]) == TEXT


def test_origins_lead_back_to_the_swagger_text() -> None:
    query = {"in": "query", "name": "q", "type": "string"}
    body = {"in": "body", "name": "body", "schema": TEXT}
    ok = {"200": {"description": "", "schema": TEXT}}
    post: dict[str, Any] = {"parameters": [body, query], "responses": ok}
    found = convert({"paths": {"/a": {"post": post}}, "definitions": {"A B": TEXT}})
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
