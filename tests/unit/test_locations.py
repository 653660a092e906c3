"""Schemas outside the components are known by where they stand, in words."""

from __future__ import annotations

import pytest

from clientgen.api.locations import location_key, longer_keys
from clientgen.base.configuration import Config
from clientgen.base.pointers import tokens_of
from clientgen.emit.pipeline import load_api
from clientgen.plan import plan_package
from tests.support.documents import TEXT, Json, document, obj, parsed

GET: Json = {"operationId": "getPet", "parameters": [{"name": "since", "in": "query"}]}
ROOT = document({"/pets/{id}": {"get": GET, "post": {}}})
PETS = "/paths/~1pets~1{id}"
JSON = "content/application~1json/schema"


@pytest.mark.parametrize(
    ("pointer", "key"),
    [
        (f"{PETS}/get/responses/200/{JSON}", "getPet result"),
        (f"{PETS}/get/responses/404/{JSON}/items", "getPet error 404 item"),
        (f"{PETS}/get/responses/default/{JSON}", "getPet error default"),
        (f"{PETS}/post/requestBody/{JSON}/properties/items", "post /pets/{id} body items"),
        (
            f"{PETS}/post/requestBody/{JSON}/allOf/1/additionalProperties",
            "post /pets/{id} body value",
        ),
        (f"{PETS}/get/parameters/0/schema", "getPet since"),
        (f"{PETS}/get/parameters/9/schema/oneOf/1", "getPet 9 variant 2"),
        (
            "/components/schemas/Pet/$defs/Tag/patternProperties/^a/prefixItems/0",
            "Pet Tag value item 1",
        ),
        (f"/components/responses/Gone/{JSON}", "Gone response"),
        (f"/components/requestBodies/New/{JSON}/properties/properties", "New body properties"),
        ("/x-shared/Pet", "x-shared Pet"),
        ("", "document"),
    ],
)
def test_keys(pointer: str, key: str) -> None:
    assert location_key(tokens_of(pointer), ROOT) == key


def test_what_is_added_to_a_key_that_is_taken() -> None:
    tokens = tokens_of(f"{PETS}/get/responses/207/content/text~1*/schema")
    found = list(longer_keys("getPet result", tokens))
    assert found[:4] == [
        "getPet result",
        "getPet result 207",
        "getPet result text any",
        "getPet result 207 text any",
    ]
    assert len(found) == 6 and "/" not in found[4]
    assert list(longer_keys("getPet error 404", ["responses", "404"]))[1] == (
        "getPet error 404 responses 404"
    )


def test_status_and_media_type_tell_classes_apart() -> None:
    def body(**members: Json) -> Json:
        return {"schema": obj(**members)}

    operation: Json = {
        "operationId": "getPet",
        "responses": {
            "200": {"description": "", "content": {"application/json": body(a=TEXT)}},
            "207": {"description": "", "content": {"application/json": body(b=TEXT)}},
            "404": {
                "description": "",
                "content": {
                    "application/json": body(c=TEXT),
                    "application/problem+json": body(d=TEXT),
                },
            },
        },
    }
    plan = plan_package(load_api(parsed(document({"/pets": {"get": operation}})))[0], Config())
    assert sorted(plan.models.classes.values()) == [
        "GetPetError404",
        "GetPetError404ProblemJson",
        "GetPetResult",
        "GetPetResult207",
    ]


def test_a_schema_that_is_referred_to_where_it_stands_has_one_class() -> None:
    inner = f"#{PETS}/get/responses/200/{JSON}/properties/tag"
    pet = obj(tag=obj(name=TEXT), others={"type": "array", "items": {"$ref": inner}})
    read: Json = {
        **GET,
        "parameters": [],
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": pet}}}},
    }
    value = document({"/pets/{id}": {"get": read}})
    plan = plan_package(load_api(parsed(value))[0], Config())
    assert sorted(plan.models.classes.values()) == ["GetPetResult", "GetPetResultTag"]
