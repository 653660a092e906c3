"""The screen lets through what can be resolved, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.document.screen import screen
from tests.support.documents import document, parsed, ref


def check(value: Any) -> None:
    assert screen(parsed(value)).diagnostics == ()


def with_schemas(**schemas: Any) -> dict[str, Any]:
    return document(schemas=schemas)


def refused(value: Any, message: str, pointer: str | None = None) -> None:
    with pytest.raises(InputError, match=message) as caught:
        check(value)
    assert caught.value.position is not None
    if pointer is not None:
        assert caught.value.pointer == pointer


def told(value: Any, message: str, pointer: str | None = None) -> Any:
    """Screen a document that is read with a warning; return what is left of it."""
    document = screen(parsed(value))
    matching = [item for item in document.diagnostics if re.search(message, item.message)]
    assert matching, document.diagnostics
    assert all(item.position is not None for item in matching)
    assert pointer is None or matching[0].pointer == pointer
    again = screen(document)
    assert again is document
    return document.value


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.1", "3.2.0"])
def test_versions_that_are_read(version: str) -> None:
    check({"openapi": version, "paths": {}})
    check({"swagger": "2.0", "paths": {}})


@pytest.mark.parametrize("version", ["2.0", "4.0.0", "3", 3, True, None, "", ["3.1.0"]])
def test_other_versions_are_refused_by_name(version: object) -> None:
    refused({"openapi": version}, "openapi version .* not supported", "/openapi")
    if version != "2.0":
        refused({"swagger": version}, "swagger version .* not supported", "/swagger")


@pytest.mark.parametrize(
    ("version", "read_as"),
    [("3.3.0", "3.2.0"), ("3.1", "3.1.1"), (3.1, "3.1.1"), ("3.0", "3.0.4"), (3.0, "3.0.4")],
)
def test_versions_that_are_nearly_right(version: object, read_as: str) -> None:
    value = told({"openapi": version, "paths": {}}, f"it is read as {read_as}", "/openapi")
    assert value["openapi"] == read_as
    assert told({"swagger": 2.0}, "it is read as 2.0", "/swagger") == {"swagger": "2.0"}


def test_no_version_at_all() -> None:
    refused({"info": {}}, "not an OpenAPI document", "")
    assert "paths" not in told(
        {"openapi": "3.1.0", "paths": []}, "'paths' is not a mapping", "/paths"
    )


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:1/x.json",
        "https://example.test/x#/a",
        "file:///etc/passwd",
        "other.yaml#/A",
        "../up.yaml",
        "%2e%2e/up.yaml",
        "/etc/passwd",
        "//host/share",
        "A",
    ],
)
def test_references_that_leave_the_document(text: str) -> None:
    told(with_schemas(A={"$ref": text}), "leaves", "/components/schemas/A/$ref")


def test_an_anchor_that_is_nowhere() -> None:
    told(with_schemas(A={"properties": {"b": {"$ref": "#anchor"}}}), "not a '#/...' pointer")


def test_references_to_nothing_suggest_the_nearest_name() -> None:
    value = with_schemas(Trigger={}, A={"items": {"$ref": "#/components/schemas/Triger"}})
    told(value, "points at nothing; did you mean '#/components/schemas/Trigger'", None)
    told(with_schemas(A={"$ref": "#/components/schemas/%2e%2e/A"}), "points at nothing")
    told(with_schemas(A={"$ref": "#/components/schemas/A/allOf/-1"}), "points at nothing")


def test_percent_encoded_references_are_followed() -> None:
    value = with_schemas(A={"$ref": "#/paths/~1a%7Bb%7D/x-b"})
    value["paths"]["/a{b}"] = {"x-b": {}}
    check(value)


def test_references_of_every_kind_are_looked_at() -> None:
    gone = {"$ref": "#/components/nothing/x"}
    for part in ("parameters", "responses", "headers", "examples", "links", "requestBodies"):
        value = with_schemas()
        value["components"][part] = {"x": gone}
        told(value, "points at nothing", f"/components/{part}/x/$ref")
    for member in ("webhooks", "paths"):
        told({"openapi": "3.1.0", member: {"/x": gone}}, "points at nothing")
    callback = {"post": {"callbacks": {"c": {"{$url}": {"get": {"parameters": [gone]}}}}}}
    told({"openapi": "3.1.0", "paths": {"/x": callback}}, "points at nothing")


def test_data_that_looks_like_a_reference_is_data() -> None:
    bad = {"$ref": "http://127.0.0.1:1/x"}
    check(
        with_schemas(
            A={"default": bad, "example": bad, "examples": [bad], "enum": [bad], "x-a": bad},
            B={"properties": {"$ref": {"type": "string"}}, "const": bad},
        )
    )


def test_a_property_called_like_a_keyword_is_a_property() -> None:
    bad = {"$ref": "#/nothing"}
    told(with_schemas(A={"properties": {"default": bad, "example": {}}}), "points at nothing")


def test_a_reference_that_is_no_string() -> None:
    told(with_schemas(A={"$ref": 5}), "is not a string", "/components/schemas/A/$ref")


def test_circles_of_references() -> None:
    told(with_schemas(A=ref("A")), "in a circle")
    told(with_schemas(A=ref("B"), B=ref("C"), C=ref("B")), "in a circle: .*B -> .*C -> .*B")


def test_long_chains_of_references() -> None:
    schemas: dict[str, Any] = {f"S{i}": ref(f"S{i + 1}") for i in range(64)}
    check(with_schemas(**schemas, S64={}))
    schemas = {f"S{i}": ref(f"S{i + 1}") for i in range(65)}
    told(with_schemas(**schemas, S65={}), "chain of more than 64")
    backwards: dict[str, Any] = {f"S{i}": ref(f"S{i + 1}") for i in reversed(range(65))}
    told(with_schemas(**backwards, S65={}), "chain of more than 64")


def test_circular_all_of() -> None:
    told(with_schemas(A={"allOf": [ref("A")]}), "allOf includes itself")
    told(
        with_schemas(A={"allOf": [{}, {"allOf": [ref("B")]}]}, B={"allOf": [ref("C")]}, C=ref("A")),
        "allOf includes itself",
    )


def test_unions_that_consist_of_themselves() -> None:
    told(with_schemas(A={"oneOf": [ref("A")]}), "oneOf includes itself: #/.*A")
    pair: dict[str, Any] = {"A": {"anyOf": [ref("B"), {}]}, "B": {"anyOf": [ref("A"), {}]}}
    told(with_schemas(**pair), "anyOf includes itself")
    first: dict[str, Any] = {"oneOf": [{"allOf": [ref("B")]}, {}]}
    told(with_schemas(A=first, B={"anyOf": [{}, ref("A")]}), "oneOf includes itself")


def test_a_base_may_list_what_is_made_of_it() -> None:
    lives: dict[str, Any] = {"properties": {"lives": {}}}
    cat: dict[str, Any] = {"allOf": [ref("Pet"), lives]}
    check(with_schemas(Pet={"properties": {"kind": {}}, "oneOf": [ref("Cat")]}, Cat=cat))


def test_recursion_that_values_can_have_is_fine() -> None:
    check(
        with_schemas(
            Tree={"properties": {"children": {"items": ref("Tree")}, "parent": ref("Tree")}},
            Pet={"oneOf": [ref("Cat")]},
            Cat={"allOf": [ref("Base"), {}]},
            Dog={"allOf": [ref("Base")]},
            Base={},
        )
    )


def test_a_circle_leaves_the_other_parts() -> None:
    rest: dict[str, Any] = {"properties": {"x": {}}}
    value = told(with_schemas(A={"allOf": [ref("A"), rest]}), "allOf includes itself")
    assert value["components"]["schemas"] == {"A": {"allOf": [rest]}}
    value = told(with_schemas(A={"oneOf": [rest, ref("A")]}), "oneOf includes itself")
    assert value["components"]["schemas"] == {"A": {"oneOf": [rest]}}
    # Several rings through one schema.
    twice = with_schemas(
        A={"anyOf": [ref("B"), ref("C"), rest]}, B=ref("A"), C={"oneOf": [ref("A")]}
    )
    assert told(twice, "anyOf includes itself")["components"]["schemas"]["A"]["anyOf"][-1] == rest


def test_what_is_dropped_moves_no_position() -> None:
    value = with_schemas(A={"anyOf": [ref("A"), {"items": {"$ref": "#/no"}}]})
    document = screen(parsed(value))
    circular = next(item for item in document.diagnostics if item.code == "composition-circular")
    assert circular.pointer == "/components/schemas/A/anyOf/0"
    assert document.origin("/components/schemas/A/anyOf/0") == "/components/schemas/A/anyOf/1"


def test_operations_and_path_items_behind_references() -> None:
    get = {"operationId": "a", "responses": {"204": {"description": "x"}}}
    value = document(
        {
            "/a": {"get": {"$ref": "#/x-operations/a", "summary": "mine"}},
            "/b": {"$ref": "#/components/pathItems/b", "post": {**get, "operationId": "b"}},
        },
        components={"pathItems": {"b": {"get": {**get, "operationId": "c"}, "summary": "s"}}},
    )
    value["x-operations"] = {"a": {**get, "summary": "theirs"}}
    read = screen(parsed(value))
    assert read.diagnostics == ()
    assert read.value["paths"]["/a"]["get"] == {**get, "summary": "mine"}
    assert sorted(read.value["paths"]["/b"]) == ["get", "post", "summary"]
    assert read.origin("/paths/~1a/get/responses") == "/x-operations/a/responses"
    assert read.origin("/paths/~1b/get") == "/components/pathItems/b/get"
    assert read.origin("/paths/~1b/post") == "/paths/~1b/post"
    loop = document({"/a": {"get": {"$ref": "#/paths/~1a/get"}}})
    told(loop, "cannot be put in its place", "/paths/~1a/get/$ref")


def test_many_operations_behind_one_reference_stay_small() -> None:
    callbacks = {f"c{i}": {"u": {"get": {"$ref": "#/x-a"}}} for i in range(300)}
    value = document({f"/{i}": {"get": {"$ref": "#/x-a"}} for i in range(300)})
    value["x-a"] = {"responses": {}, "callbacks": callbacks}
    screen(parsed(value))
