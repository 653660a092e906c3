"""Files beside the document are brought in; nothing above the root ever is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.document.load import Document, bundle, read
from clientgen.document.screen import screen
from tests.support import files
from tests.support.documents import document, ref
from tests.support.programs import clientgen


def write(folder: Path, **values: Any) -> None:
    names = {name: name.replace("__", "/").replace("_json", ".json") for name in values}
    files.write({names[name]: json.dumps(value) for name, value in values.items()}, folder)


def main(*schemas: Any, **rest: Any) -> dict[str, Any]:
    named = {f"S{index}": schema for index, schema in enumerate(schemas)}
    return document(schemas=named, **rest)


def bundled(folder: Path, root: Path | None = None) -> Document:
    return screen(bundle(read(folder / "main.json"), root))


def test_parts_of_files_become_components(tmp_path: Path) -> None:
    item = {"get": {"parameters": [{"$ref": "../parts.json#/P"}]}}
    back = {"$ref": "main.json#/components/schemas/S1"}
    write(
        tmp_path,
        main_json=main(
            {"$ref": "parts.json#/A"},
            {"items": {"$ref": "./sub/whole%2ejson"}},
            paths={"/a": {"$ref": "sub/paths.json#/~1a"}},
        ),
        parts_json={
            "A": {"properties": {"again": {"$ref": "#/A"}, "back": back}},
            "P": {"name": "p", "in": "query", "schema": {"$ref": "#/A"}},
        },
        sub__whole_json={"title": "W", "allOf": [{"$ref": "../parts.json#/A"}]},
        sub__paths_json={"/a": item},
    )
    document = bundled(tmp_path)
    parts = document.value["components"]
    # A component that is only a reference lends its name to what it leads to.
    assert parts["schemas"]["S0"]["properties"] == {"again": ref("S0"), "back": ref("S1")}
    assert parts["schemas"]["S1"] == {"items": ref("whole")}
    assert parts["schemas"]["whole"]["allOf"] == [ref("S0")]
    get = document.value["paths"]["/a"]["get"]
    assert get == {"parameters": [{"$ref": "#/components/parameters/P"}]}
    assert parts["parameters"]["P"]["schema"] == ref("S0")
    # Errors about a part name the reference that brought it in.
    assert document.origin("/components/schemas/whole") == "/components/schemas/S1/items/$ref"


def test_names_that_are_taken(tmp_path: Path) -> None:
    first = main({"items": {"$ref": "a.json#/S0"}}, {"items": {"$ref": "b.json#/S0"}})
    write(tmp_path, main_json=first, a_json={"S0": {"title": "a"}}, b_json={"S0": {"title": "b"}})
    schemas = bundled(tmp_path).value["components"]["schemas"]
    names = [schemas[name]["items"]["$ref"].rpartition("/")[2] for name in ("S0", "S1")]
    assert names == ["S0_2", "S0_3"]
    assert [schemas[name]["title"] for name in names] == ["a", "b"]


def test_documents_without_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, main_json=main(ref("S1"), {}))
    document = read(tmp_path / "main.json")
    assert bundle(document) is document


@pytest.mark.parametrize(
    "text",
    ["../secret.json", "sub/../../secret.json", "%2e%2e/secret.json", "..%2fsecret.json",
     "link.json", "away/secret.json"],
)  # fmt: skip
def test_nothing_outside_the_root_is_read(text: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    write(tmp_path, secret_json={"title": "secret"}, inside__main_json=main({"$ref": text}))
    (inside / "sub").mkdir()
    (inside / "link.json").symlink_to(tmp_path / "secret.json")
    (inside / "away").symlink_to(tmp_path)
    with pytest.raises(InputError, match=r"lies outside inside/; name a .* --root") as caught:
        bundled(inside)
    assert caught.value.pointer == "/components/schemas/S0/$ref"
    # With the wider root the same file may be read.
    found = bundled(inside, tmp_path).value["components"]["schemas"]
    assert {"title": "secret"} in found.values()


@pytest.mark.parametrize(
    "text", ["/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "//h/x"]
)
def test_other_places_are_left_out_by_the_screen(text: str, tmp_path: Path) -> None:
    write(tmp_path, main_json=main({"$ref": text}, {"$ref": "a.json"}), a_json={"$ref": text})
    found = bundled(tmp_path).diagnostics
    assert [item.code for item in found] == ["schema-as-any"] * 2
    assert all("leaves the document, and is not followed" in item.message for item in found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("none.json", "does not exist"),
        ("sub", "does not exist"),
        ("a.json#/nothing", "a.json has nothing at '#/nothing'"),
        ("a%00.json", "does not exist"),
    ],
)
def test_files_that_do_not_serve(text: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, main_json=main({"$ref": text}), a_json={}, sub__x_json={})
    (tmp_path / "bad.json").write_text("{")
    found = bundled(tmp_path).diagnostics
    assert [(item.code, item.pointer) for item in found] == [
        ("schema-as-any", "/components/schemas/S0/$ref")
    ]
    assert re.search(message, found[0].message)


def test_a_file_that_is_broken_is_refused(tmp_path: Path) -> None:
    write(tmp_path, main_json=main({"$ref": "bad.json"}))
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(InputError, match=r"bad\.json.*not valid JSON"):
        bundled(tmp_path)


def test_a_path_item_may_be_reached_through_another(tmp_path: Path) -> None:
    write(
        tmp_path,
        main_json=main(paths={"/a": {"$ref": "index.json#/a"}}),
        index_json={"a": {"$ref": "sub/a.json"}},
        sub__a_json={"get": {"operationId": "a"}},
    )
    assert bundled(tmp_path).value["paths"]["/a"] == {"get": {"operationId": "a"}}


def test_path_items_that_lead_in_a_ring_are_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        main_json=main(paths={"/a": {"$ref": "a.json"}}),
        a_json={"$ref": "b.json"},
        b_json={"$ref": "a.json"},
    )
    found = bundled(tmp_path)
    assert found.value["paths"] == {"/a": {}}
    assert [item.code for item in found.diagnostics] == ["reference-left-out"]


def test_files_named_by_a_discriminator_are_brought_in(tmp_path: Path) -> None:
    pet = {
        "oneOf": [{"$ref": "kinds.json#/Cat"}, {"$ref": "kinds.json#/Dog"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"kitty": "kinds.json#/Cat", "old": "#/Old", "Dog": "Dog"},
        },
    }
    write(
        tmp_path,
        main_json=main({"$ref": "sub/pets.json#/Pet"}),
        sub__pets_json={"Pet": pet, "Old": {"type": "object"}},
        sub__kinds_json={"Cat": {"type": "object"}, "Dog": {"type": "object"}},
    )
    schemas = bundled(tmp_path).value["components"]["schemas"]
    assert schemas["S0"]["discriminator"]["mapping"] == {
        "kitty": "#/components/schemas/Cat",
        "old": "#/components/schemas/Old",
        "Dog": "Dog",
    }
    assert {"Cat", "Dog", "Old"} <= set(schemas)


GET = {"operationId": "a", "responses": {"204": {"description": "x"}}}


def test_a_layout_of_many_files_keeps_its_names(tmp_path: Path) -> None:
    """What redocly and swagger-cli call a split document."""
    write(
        tmp_path,
        main_json={
            "openapi": "3.1.0",
            "info": {"$ref": "info.json"},
            "paths": {"$ref": "paths/index.json"},
            "components": {"schemas": {"$ref": "schemas/index.json"}},
        },
        info_json={"title": "Split", "version": "1"},
        paths__index_json={"/pets": {"$ref": "pets.json"}, "/owners": {"$ref": "owners.json#/"}},
        paths__pets_json={"get": {"$ref": "../operations/list.json"}},
        paths__owners_json={"get": {**GET, "operationId": "owners"}},
        operations__list_json={
            **GET,
            "parameters": [{"$ref": "../parameters/Limit.json"}],
            "responses": {"200": {"description": "x", "content": {
                "application/json": {"schema": {"$ref": "../schemas/Pet.json"}}}}},
        },
        parameters__Limit_json={"name": "limit", "in": "query", "schema": {"type": "integer"}},
        schemas__index_json={"Pet": {"$ref": "Pet.json"}, "Animal": {"$ref": "./Pet.json#/"}},
        schemas__Pet_json={
            "type": "object",
            "properties": {
                "owner": {"$ref": "Owner.json"},
                "self": {"$ref": "#"},
                "tag": {"$ref": "#tag"},
            },
            "$defs": {"tag": {"$anchor": "tag", "type": "string"}},
        },
        schemas__Owner_json={"type": "object", "properties": {"pets": {"items": ref("Pet")}}},
    )  # fmt: skip
    document = bundled(tmp_path)
    assert [str(item) for item in document.diagnostics if "Pet" not in str(item)] == []
    value = document.value
    assert value["info"] == {"title": "Split", "version": "1"}
    assert list(value["paths"]) == ["/pets", "/owners"]
    assert set(value["components"]["schemas"]) == {"Pet", "Animal", "Owner", "tag"}
    assert value["components"]["schemas"]["Animal"] == ref("Pet")
    properties = value["components"]["schemas"]["Pet"]["properties"]
    assert properties == {"owner": ref("Owner"), "self": ref("Pet"), "tag": ref("tag")}
    listed = value["paths"]["/pets"]["get"]
    assert listed["parameters"] == [{"$ref": "#/components/parameters/Limit"}]
    content = listed["responses"]["200"]["content"]["application/json"]
    assert content == {"schema": ref("Pet")}


def test_operations_that_bring_themselves_in_come_to_an_end(tmp_path: Path) -> None:
    callback = {"c": {"u": {"get": {"$ref": "op.json"}}}}
    write(
        tmp_path,
        main_json=main(paths={"/a": {"get": {"$ref": "op.json"}}}),
        op_json={**GET, "callbacks": callback},
    )
    found = bundled(tmp_path)
    assert found.value["paths"]["/a"]["get"]["operationId"] == "a"
    assert "reference-left-out" in {item.code for item in found.diagnostics}


def test_members_beside_a_reference_stay(tmp_path: Path) -> None:
    write(
        tmp_path,
        main_json=main({"$ref": "a.json", "description": "mine", "required": ["x"]}),
        a_json={"type": "object", "properties": {"x": {"type": "string"}}},
    )
    schemas = bundled(tmp_path).value["components"]["schemas"]
    assert schemas["S0"] == {**ref("a"), "description": "mine", "required": ["x"]}


def test_the_command_line_names_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = {"type": "object", "properties": {"x": {"type": "string"}}}
    api = main(
        paths={"/a": {"get": {**GET, "responses": {"200": {"description": "x", "content": {
            "application/json": {"schema": {"$ref": "../common/Shared.json"}}}}}}}},
    )  # fmt: skip
    write(tmp_path, api__main_json=api, common__Shared_json=shared)
    monkeypatch.chdir(tmp_path)
    spec = "api/main.json"
    for arguments in (
        ["generate", spec, "--package", "p"],
        ["extract", spec, "--prefix", "/"],
        ["validate", spec],
        ["diff", spec, spec],
    ):
        code, _, err = clientgen(*arguments)
        assert code == 2
        assert "lies outside api/; name a directory that holds all files with --root" in err
        assert clientgen(*arguments, "--root", ".")[0] == 0
    assert "class Shared" in (tmp_path / "p" / "models.py").read_text("utf-8")
    files.write({"clientgen.toml": '[extract]\nroot = "."\nfragment = "api/main.json"\n'}, tmp_path)
    assert clientgen("generate", "--package", "p", "--out", ".")[0] == 0
