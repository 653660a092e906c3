"""Fake services of documents that say things another way: unions, lists in queries, streams."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.documents import TEXT, content, document, obj, path_parameter, ref, responses

from .test_other_services import made

_PET = {
    "oneOf": [ref("Cat"), ref("Dog")],
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
    },
}
_PLAIN_HTTP = "http://demo.example/api"


def _pet(kind: str) -> dict[str, Any]:
    members = obj(id=TEXT, kind={"const": kind}, tags={"type": "array", "items": TEXT})
    return {**members, "required": ["kind"]}


def _service(**changes: Any) -> dict[str, Any]:
    tags = {"name": "tags", "in": "query", "schema": {"type": "array", "items": TEXT}}
    error = {
        "description": "no",
        **content(obj(errors={"type": "array", "items": obj(message=TEXT)})),
    }
    create: dict[str, Any] = {
        "operationId": "addPet",
        "requestBody": {"required": True, **content(ref("Pet"))},
        "responses": {"201": {"description": "made", **content(ref("Pet"))}, "4XX": error},
    }
    paths = {
        "/pets": {
            "post": create,
            "get": {
                "operationId": "listPets",
                "parameters": [tags],
                "responses": responses({"type": "array", "items": ref("Pet")}),
            },
        },
        "/pets/{petId}": {
            "parameters": [path_parameter("petId")],
            "get": {"operationId": "getPet", "responses": responses(ref("Pet"))},
        },
        "/ticks": {
            "get": {
                "operationId": "ticks",
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"application/jsonl": {"itemSchema": obj(number=TEXT)}},
                    }
                },
            }
        },
    }
    schemas = {"Pet": _PET, "Cat": _pet("cat"), "Dog": _pet("dog")}
    return {**document(paths, schemas=schemas), **changes}


def test_entities_of_a_union_are_kept_by_the_id_of_each_variant(tmp_path: Path) -> None:
    fake, package = made("fake_union", _service(), tmp_path)
    with fake.client(retry=0) as client:
        one = client.pets.create(package.models.Cat(kind="cat"))
        two = client.pets.create(package.models.Dog(kind="dog", tags=["x", "y"]))
        assert one.id and two.id and one.id != two.id
        assert [type(client.pets.get(pet.id)) for pet in (one, two)] == [
            package.models.Cat,
            package.models.Dog,
        ]
        assert [pet.id for pet in client.pets.list()] == [one.id, two.id]
        # A member that is a list is selected by what it has to hold.
        assert [pet.id for pet in client.pets.list(tags=["x"])] == [two.id]
        assert client.pets.list(tags=["z"]) == []


def test_a_made_entity_is_found_where_the_response_says(tmp_path: Path) -> None:
    fake, _ = made("fake_location", _service(), tmp_path)
    headers = {"Content-Type": "application/json"}
    reply = fake.handle("POST", "https://api.example/pets", headers, b'{"kind": "cat"}')
    assert reply.status == 201
    found = fake.handle("GET", f"https://api.example{reply.headers['Location']}", {}, b"")
    assert json.loads(found.content) == json.loads(reply.content)


def test_a_refusal_is_told_in_a_list_of_errors(tmp_path: Path) -> None:
    fake, _ = made("fake_errors", _service(), tmp_path)
    headers = {"Content-Type": "application/json"}
    reply = fake.handle("POST", "https://api.example/pets", headers, b'{"kind": 1}')
    assert reply.status == 400
    assert "kind" in json.loads(reply.content)["errors"][0]["message"]


def test_what_a_stream_responds_with_is_what_it_was_told(tmp_path: Path) -> None:
    fake, _ = made("fake_stream", _service(), tmp_path)
    fake.respond("ticks.get", [{"number": "1"}, {"number": "2"}])
    with fake.client(retry=0) as client, client.ticks.get() as stream:
        assert [tick.number for tick in stream] == ["1", "2"]


def test_a_document_whose_server_is_plain_http(tmp_path: Path) -> None:
    fake, _ = made("fake_http", _service(servers=[{"url": _PLAIN_HTTP}]), tmp_path)
    with fake.client(retry=0) as client:
        assert client.pets.list() == []
