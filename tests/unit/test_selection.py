"""A selection holds exactly the operations it names, with what they need, from any document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import parse_config
from clientgen.base.diagnostics import InputError
from clientgen.document.extract import extract, to_openapi31
from clientgen.document.extract.selection import parse_selector, selects_all
from clientgen.document.load import Document
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from tests.support.documents import NONE, TEXT, content, document, obj, parsed, path_parameter, ref
from tests.support.files import write
from tests.support.programs import clientgen


def operation(operation_id: str | None, schema: str, *tags: str, **rest: Any) -> dict[str, Any]:
    named = {} if operation_id is None else {"operationId": operation_id}
    answer = {"200": {"description": "ok", **content(ref(schema))}}
    return {**named, "tags": list(tags), "responses": answer, **rest}


def zoo() -> dict[str, Any]:
    return document(
        {
            "/pets": {
                "parameters": [{"$ref": "#/components/parameters/Trace"}],
                "get": operation("listPets", "Pets", "pets"),
                "post": operation("addPet", "NewPet", "pets", "admin", security=[{"key": []}]),
            },
            "/pets/{id}": {"parameters": [path_parameter()], "get": operation("getPet", "Pet")},
            "/pets/{id}/photos": {
                "parameters": [path_parameter()],
                "get": operation(None, "Photo", "photos"),
            },
            "/petshops": {"get": operation("listShops", "Shop", "shops")},
        },
        servers=[{"url": "https://api.test/v1"}],
        security=[{"login": []}],
        tags=[{"name": name} for name in ("pets", "admin", "photos", "shops")],
        webhooks={"born": {"post": {"responses": NONE}}},
        components={
            "parameters": {
                "Trace": {"name": "trace", "in": "query", "schema": ref("Id")},
                "Unused": {"name": "unused", "in": "query", "schema": ref("Id")},
            },
            "securitySchemes": {
                "login": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "unused": {"type": "http", "scheme": "basic"},
            },
            "schemas": {
                "Pets": {"type": "array", "items": ref("Pet")},
                "Pet": {"type": "object", "properties": {"photo": ref("Photo")}},
                **{name: obj(name=TEXT) for name in ("NewPet", "Photo", "Shop")},
                "Id": {"type": "string"},
            },
        },
    )


def chosen(*include: str, value: dict[str, Any] | None = None) -> Document:
    part = extract(screen(parsed(zoo() if value is None else value)), include=include)
    assert violations(screen(to_openapi31(part))) == []
    return part


def operations(part: Document) -> set[str]:
    return {
        f"{method} {path}"
        for path, item in part.value["paths"].items()
        for method in item
        if method != "parameters"
    }


LIST, ADD, GET = "get /pets", "post /pets", "get /pets/{id}"
PHOTOS, SHOPS = "get /pets/{id}/photos", "get /petshops"


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ("/pets", {LIST, ADD, GET, PHOTOS}),
        ("/pets/", {LIST, ADD, GET, PHOTOS}),
        ("/v1/pets", {LIST, ADD, GET, PHOTOS}),
        ("/pets/{id}/photos", {PHOTOS}),
        ("/", {LIST, ADD, GET, PHOTOS, SHOPS}),
        ("GET /pets", {LIST, GET, PHOTOS}),
        ("post /pets", {ADD}),
        ("/pets/*", {GET}),
        ("/pets/*/photos", {PHOTOS}),
        ("/pets/**", {LIST, ADD, GET, PHOTOS}),
        ("/**/photos", {PHOTOS}),
        ("/pet*", {LIST, ADD, SHOPS}),
        ("/v1/pet*", {LIST, ADD, SHOPS}),
        ("GET /pet*", {LIST, SHOPS}),
        ("tag:pets", {LIST, ADD}),
        ("tag:admin", {ADD}),
        ("tag:p*s", {LIST, ADD, PHOTOS}),
        ("id:getPet", {GET}),
        ("id:list*", {LIST, SHOPS}),
        ("id:get /pets/{id}/photos", {PHOTOS}),
    ],
)
def test_entries(entry: str, wanted: set[str]) -> None:
    assert operations(chosen(entry)) == wanted


def test_entries_add_up() -> None:
    assert operations(chosen("id:getPet", "tag:shops", "id:get*")) == {GET, PHOTOS, SHOPS}


def test_nothing_is_kept_that_no_operation_reaches() -> None:
    part = chosen("id:addPet").value
    assert list(part["components"]["schemas"]) == ["NewPet", "Id"]
    assert list(part["components"]["securitySchemes"]) == ["key"]
    assert list(part["components"]["parameters"]) == ["Trace"]
    assert [tag["name"] for tag in part["tags"]] == ["pets", "admin"]
    # The one operation has a requirement of its own, and webhooks are no operations.
    assert "security" not in part and "webhooks" not in part
    assert chosen("id:getPet").value["security"] == [{"login": []}]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("/pet", "no path lies under '/pet'; did you mean '/pets'?"),
        ("/pets/*/fotos", "no path matches '/pets/*/fotos'; did you mean '/pets/{id}/photos'?"),
        ("DELETE /pets", "no operation matches 'DELETE /pets': the methods there are GET, POST"),
        ("tag:pet", "no operation has the tag 'pet'; did you mean 'pets'?"),
        ("tag:Pets", "no operation has the tag 'Pets'; did you mean 'pets'?"),
        ("id:getPets", "no operation has the operationId 'getPets'; did you mean 'getPet'?"),
        ("id:GETPET", "no operation has the operationId 'GETPET'"),
    ],
)
def test_an_entry_that_matches_nothing_is_refused(entry: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen("/pets", entry)
    assert caught.value.message == message


def test_every_entry_that_matches_nothing_is_named() -> None:
    with pytest.raises(InputError, match=r"'tag:x'|'x'.*; no path lies under '/y'"):
        chosen("tag:x", "/y")


@pytest.mark.parametrize("entry", ["", "pets", "tag:", "id: ", "tags:x", "GET pets", "!/pets"])
def test_what_is_no_entry(entry: str) -> None:
    with pytest.raises(InputError, match="selects no operations: an entry is a path such as"):
        parse_selector(entry)


def test_a_part_of_a_path_that_is_cut_away_comes_along() -> None:
    value = zoo()
    inner = {"type": "object", "properties": {"size": ref("Id")}}
    value["paths"]["/petshops"]["get"]["responses"]["200"] = {"description": "x", **content(inner)}
    at = "#/paths/~1petshops/get/responses/200"
    schema = f"{at}/content/application~1json/schema"
    value["paths"]["/pets/{id}"]["get"]["responses"] = {
        "200": {"$ref": at},
        "201": {"description": "ok", **content({"$ref": schema})},
    }
    part = chosen("id:getPet", value=value)
    assert set(part.value["components"]["schemas"]) == {
        "petshops_get_responses_200_content_application_json_schema",
        "Id",
    }
    assert operations(part) == {GET}
    moved = "/components/responses/petshops_get_responses_200"
    assert part.origin(moved) == at[1:]
    assert part.position(moved) == parsed(value).position(at[1:])


def test_a_path_lent_by_another_keeps_only_what_is_chosen() -> None:
    value = zoo()
    value["paths"]["/animals"] = {"$ref": "#/paths/~1pets"}
    part = chosen("POST /animals", value=value)
    assert operations(part) == {"post /animals"}
    assert operations(chosen("/animals", value=value)) == {"get /animals", "post /animals"}
    value["components"]["pathItems"] = {"P": {"get": operation("p", "Shop")}}
    value["paths"]["/lent"] = {"$ref": "#/components/pathItems/P"}
    part = chosen("/lent", value=value)
    assert part.value["paths"] == {"/lent": {"$ref": "#/components/pathItems/P"}}
    assert list(part.value["components"]["schemas"]) == ["Shop"]


def test_swagger_2_and_methods_of_openapi_32() -> None:
    named = {"a": {"type": "object"}, "b": {"type": "object"}}
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "responses": {
                    "200": {"description": "x", "schema": {"$ref": f"#/definitions/{name}"}}
                },
            }
        }
        for name in named
    }
    swagger = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "basePath": "/v1"}
    part = chosen("/v1/a", value={**swagger, "paths": paths, "definitions": named})
    assert list(part.value["definitions"]) == ["a"]
    more = {"COPY": {"operationId": "copy", "responses": NONE}}
    item = {"additionalOperations": more, "get": {"operationId": "g", "responses": NONE}}
    newest = document({"/a": item}, openapi="3.2.0")
    kept = extract(screen(parsed(newest)), include=["id:copy"]).value["paths"]["/a"]
    assert kept == {"additionalOperations": more}


def test_what_is_selected_is_selected_again() -> None:
    part = chosen("tag:pets", "id:getPet")
    assert selects_all(part, ["tag:pets", "id:getPet"])
    assert not selects_all(parsed(zoo()), ["tag:pets", "id:getPet"])
    again = extract(part, include=["tag:pets", "id:getPet"])
    assert again.value == part.value


def test_prefix_and_include_contradict_each_other() -> None:
    with pytest.raises(InputError, match="both `prefix` and `include`"):
        parse_config({"extract": {"prefix": "/a", "include": ["/b"]}}, "clientgen.toml")


def test_only_what_is_kept_is_told() -> None:
    value = zoo()
    value["components"]["schemas"]["Shop"]["properties"]["x"] = {"$ref": "#/nowhere"}
    value["paths"]["/pets"]["post"]["responses"]["400"] = {"$ref": "#/nowhere"}
    assert len(screen(parsed(value)).diagnostics) == 2
    screened = screen(parsed(value))
    told = {entry: extract(screened, include=[entry]).diagnostics for entry in ("/petshops", ADD)}
    assert [item.pointer for item in told["/petshops"]] == [
        "/components/schemas/Shop/properties/x/$ref"
    ]
    assert [item.pointer for item in told[ADD]] == ["/paths/~1pets/post/responses/400/$ref"]
    assert extract(screened, include=[LIST]).diagnostics == ()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write({"zoo.json": json.dumps(zoo())}, tmp_path)
    return tmp_path


def test_generate_only(folder: Path) -> None:
    code, out, err = clientgen("generate", "zoo.json", "--package", "zoo", "--only", "id:getPet",
                               "--only", "tag:shops")  # fmt: skip
    assert (code, err) == (0, "")
    assert "2 operations (0 paged)" in out and ", 3 models" in out
    text = (folder / "zoo" / "models.py").read_text("utf-8")
    assert "class Shop" in text and "class NewPet" not in text
    # Another selection is another run.
    code, out, _ = clientgen("generate", "zoo.json", "--package", "zoo", "--only", "tag:shops")
    assert "1 operations" in out


def test_the_configuration_chooses_alike_for_extract_and_generate(folder: Path) -> None:
    settings = '[extract]\nupstream = "zoo.json"\nfragment = "part.yaml"\ninclude = ["tag:shops"]\n'
    write({"clientgen.toml": f'{settings}[package]\nname = "zoo"\nout = "."\n'}, folder)
    code, _, err = clientgen("extract")
    assert (code, err) == (0, "part.yaml: 1 operations, 1 schemas, OpenAPI 3.1.0\n")
    assert clientgen("extract", "--check")[0] == 0
    assert "1 operations" in clientgen("generate").out
    # Of another document the same operations are taken, unless others are named.
    assert "1 operations" in clientgen("generate", "zoo.json", "--config", "clientgen.toml").out
    whole = clientgen("generate", "zoo.json", "--config", "clientgen.toml", "--only", "/")
    assert "5 operations" in whole.out
    code, _, err = clientgen("extract", "zoo.json", "--only", "id:getPet", "-o", "one.yaml")
    assert (code, err) == (0, "one.yaml: 1 operations, 2 schemas, OpenAPI 3.1.0\n")
    assert clientgen("diff", "part.yaml", "part.yaml", "--fail-on", "any").code == 0


def test_a_wrong_entry_ends_the_run(folder: Path) -> None:
    code, out, err = clientgen("generate", "zoo.json", "--only", "tag:pet")
    assert (code, out) == (2, "")
    assert err == "error: zoo.json: no operation has the tag 'pet'; did you mean 'pets'?\n"
    code, _, err = clientgen("extract", "zoo.json", "--only", "/pets", "--prefix", "/pets")
    assert code == 2 and "--only" in err
