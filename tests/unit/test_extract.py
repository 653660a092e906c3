"""A fragment holds what lies under the prefix, with everything that needs, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.base.pointers import resolve
from clientgen.document.extract import extract, known_trims
from clientgen.document.load import Document, read
from clientgen.document.load.references import references
from clientgen.document.screen import screen
from tests.support.documents import content, document, parsed, ref

UPSTREAM = "spec/upstream/processautomation.json.gz"
PREFIX = "/api/v2/processautomation"
TRIMS = {"User": ["id", "name", "selfUri"], "Queue": ["id", "name", "selfUri"]}


def screened(value: Any) -> Document:
    return screen(parsed(value))


def get(name: str, **rest: Any) -> dict[str, Any]:
    return {"get": {"responses": {"200": content(ref(name))}, **rest}}


def test_the_fragment_in_force_and_its_full_closure() -> None:
    upstream = screen(read(UPSTREAM))
    trimmed = extract(upstream, prefix=PREFIX, trims=TRIMS).value
    assert sum(len(item) for item in trimmed["paths"].values()) == 17
    assert len(trimmed["definitions"]) == 40
    assert list(trimmed["definitions"]["User"]["properties"]) == ["id", "name", "selfUri"]
    assert trimmed["definitions"]["User"]["x-clientgen-trimmed"] is True
    assert "required" not in trimmed["definitions"]["User"]
    full = extract(upstream, prefix=PREFIX).value
    assert len(full["definitions"]) == 111
    assert full["definitions"]["User"] == upstream.value["definitions"]["User"]
    # Shared answers that no operation refers to are not part of the closure.
    assert "responses" in upstream.value
    assert "responses" not in full


def test_whole_segments_count() -> None:
    paths: dict[str, Any] = {"/a/b": {}, "/a/b/c": {}, "/a/bc": {}, "/A/b": {}, "/x": {}}
    for prefix in ("/a/b", "/a/b/", "a/b"):
        assert list(extract(screened(document(paths)), prefix=prefix).value["paths"]) == [
            "/a/b",
            "/a/b/c",
        ]
    assert list(extract(screened(document(paths)), prefix="/").value["paths"]) == list(paths)


def test_the_base_path_may_be_part_of_the_prefix() -> None:
    swagger: dict[str, Any] = {
        "swagger": "2.0",
        "basePath": "/api/v2",
        "paths": {"/a": {}, "/b": {}},
    }
    for prefix in ("/a", "/api/v2/a"):
        assert list(extract(screened(swagger), prefix=prefix).value["paths"]) == ["/a"]
    modern = document({"/a": {}, "/b": {}}, servers=[{"url": "https://h.test/api/v2"}])
    assert list(extract(screened(modern), prefix="/api/v2/b").value["paths"]) == ["/b"]


def test_unknown_prefixes_get_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean '/api/triggers'"):
        extract(screened(document({"/api/triggers/{id}": {}})), prefix="/api/trigers")
    with pytest.raises(InputError, match="no path lies under"):
        extract(screened(document({})), prefix="/x")


def test_the_closure_follows_every_kind_of_reference() -> None:
    header = {"$ref": "#/components/headers/H"}
    value = document(
        {
            "/a": {
                "parameters": [{"$ref": "#/components/parameters/P"}],
                "post": {
                    "security": [{"S1": []}],
                    "tags": ["used"],
                    "requestBody": {"$ref": "#/components/requestBodies/B"},
                    "responses": {"200": {"$ref": "#/components/responses/R"}},
                    "callbacks": {"c": {"$ref": "#/components/callbacks/C"}},
                },
            },
            "/b": get("Unused", security=[{"S3": []}], tags=["unused"]),
        },
        security=[{"S2": []}],
        tags=[{"name": "unused"}, {"name": "used", "parent": "above"}, {"name": "above"}],
        webhooks={"w": get("Unused")},
        components={
            "parameters": {"P": {"schema": ref("A")}, "Q": {}},
            "requestBodies": {"B": content(ref("B"))},
            "responses": {"R": {**content(ref("C")), "headers": {"h": header}}},
            "headers": {"H": {"schema": ref("D")}},
            "callbacks": {"C": {"{$u}": get("E")}},
            "securitySchemes": {"S1": {}, "S2": {}, "S3": {}},
            "schemas": {
                "A": {"properties": {"x": ref("F")}},
                "B": {"discriminator": {"propertyName": "t", "mapping": {"g": "G"}}},
                "C": {"items": {"$ref": "#/components/schemas/Deep/properties/x"}},
                "Deep": {"properties": {"x": {}, "y": ref("Y")}},
                "SubOfB": {"allOf": [ref("B")]},
                "Unused": {},
                **{name: {} for name in "DEFGY"},
            },
            "x-kept": 1,
        },
    )
    found = extract(screened(value), prefix="/a").value
    parts = found["components"]
    kept = {"A", "B", "C", "D", "Deep", "E", "F", "G", "SubOfB", "Y"}
    assert set(parts["schemas"]) == kept
    # S2 is asked for by the document, but the one operation has a requirement of its own.
    assert set(parts["securitySchemes"]) == {"S1"}
    assert "security" not in found
    assert [tag["name"] for tag in found["tags"]] == ["used", "above"]
    assert set(parts["parameters"]) == {"P"}
    assert "webhooks" not in found
    assert parts["x-kept"] == 1


def test_a_reference_into_a_path_that_is_cut_away_leads_to_a_component() -> None:
    into = "#/paths/~1b/get/responses/200"
    value = document({"/a": {"get": {"responses": {"200": {"$ref": into}}}}, "/b": get("T")})
    value["components"] = {"schemas": {"T": {}}}
    assert extract(screened(value), prefix="/").value["paths"] == value["paths"]
    found = extract(screened(value), prefix="/a").value
    moved = "#/components/responses/b_get_responses_200"
    assert found["paths"] == {"/a": {"get": {"responses": {"200": {"$ref": moved}}}}}
    assert found["components"]["responses"] == {"b_get_responses_200": {**content(ref("T"))}}
    assert list(found["components"]["schemas"]) == ["T"]


TRIMMABLE = document(
    {"/a": get("A")},
    schemas={
        "A": {
            "required": ["y", "x"],
            "properties": {"x": ref("X"), "y": ref("Y"), "z": {}},
            "allOf": [ref("Base")],
            "example": {"z": 1},
            "x-note": 1,
        },
        **{name: {} for name in ("X", "Y", "Base")},
    },
)


def test_a_trim_leaves_nothing_but_what_it_names() -> None:
    found = extract(screened(TRIMMABLE), prefix="/a", trims={"A": ["z", "x"]}).value
    assert found["components"]["schemas"] == {
        "A": {
            "required": ["x"],
            "properties": {"x": ref("X"), "z": {}},
            "x-note": 1,
            "x-clientgen-trimmed": True,
        },
        "X": {},
    }


def test_trims_that_name_nothing_get_a_suggestion() -> None:
    trigger = document({"/a": {}}, schemas={"User": {"properties": {"name": {}}}})
    with pytest.raises(InputError, match="'Uzer': there is no such schema; did you mean 'User'"):
        extract(screened(trigger), prefix="/a", trims={"Uzer": []})
    with pytest.raises(InputError, match="'nam': no such property; did you mean 'name'") as caught:
        extract(screened(trigger), prefix=None, trims={"User": ["nam"]})
    assert caught.value.pointer == "/components/schemas/User"
    assert known_trims(screened(trigger), {"Uzer": [], "User": ["name", "x"]}) == {"User": ["name"]}


def test_a_trim_may_not_cut_what_others_refer_to() -> None:
    value = copy.deepcopy(TRIMMABLE)
    inner = {"$ref": "#/components/schemas/A/properties/y"}
    value["components"]["schemas"]["Base"] = inner
    value["paths"]["/a"]["get"]["responses"]["400"] = content(ref("Base"))
    with pytest.raises(InputError, match="which a trim cut away"):
        extract(screened(value), prefix="/a", trims={"A": ["x"]})


def test_nothing_asked_nothing_done() -> None:
    document = screened(TRIMMABLE)
    assert extract(document, prefix=None) is document


def test_the_upstream_value_is_never_changed() -> None:
    upstream = screen(read(UPSTREAM))
    before = copy.deepcopy(upstream.value)
    fragment = extract(upstream, prefix=PREFIX, trims=TRIMS)
    assert upstream.value == before
    for reference in references(fragment.value):
        resolve(fragment.value, reference.target or "")
