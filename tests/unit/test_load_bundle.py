"""Files beside the document are brought in; nothing above the root ever is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.document.load import Document, bundle, read
from clientgen.document.screen import screen
from tests.support import files
from tests.support.documents import document, ref


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
    assert parts["schemas"]["S0"] == ref("A")
    assert parts["schemas"]["S1"] == {"items": ref("whole")}
    assert parts["schemas"]["A"]["properties"] == {"again": ref("A"), "back": ref("S1")}
    assert parts["schemas"]["whole"]["allOf"] == [ref("A")]
    get = document.value["paths"]["/a"]["get"]
    assert get == {"parameters": [{"$ref": "#/components/parameters/P"}]}
    assert parts["parameters"]["P"]["schema"] == ref("A")
    # Errors about a part name the reference that brought it in.
    assert document.origin("/components/schemas/whole") == "/components/schemas/S1/items/$ref"


def test_names_that_are_taken(tmp_path: Path) -> None:
    first = main({"$ref": "a.json#/S0"}, {"$ref": "b.json#/S0"})
    write(tmp_path, main_json=first, a_json={"S0": {"title": "a"}}, b_json={"S0": {"title": "b"}})
    schemas = bundled(tmp_path).value["components"]["schemas"]
    titles = [schemas[schemas[name]["$ref"].rpartition("/")[2]]["title"] for name in ("S0", "S1")]
    assert titles == ["a", "b"]


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
    with pytest.raises(InputError, match="lies outside inside/") as caught:
        bundled(inside)
    assert caught.value.pointer == "/components/schemas/S0/$ref"
    # With the wider root the same file may be read.
    found = bundled(inside, tmp_path).value["components"]["schemas"]
    assert {"title": "secret"} in found.values()


@pytest.mark.parametrize(
    "text", ["/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "//h/x"]
)
def test_other_places_are_left_to_the_screen(text: str, tmp_path: Path) -> None:
    write(tmp_path, main_json=main({"$ref": text}, {"$ref": "a.json"}), a_json={"$ref": text})
    with pytest.raises(InputError, match="leaves the document"):
        bundled(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("none.json", "does not exist"),
        ("sub", "does not exist"),
        ("a.json#/nothing", "a.json has nothing at '#/nothing'"),
        ("bad.json", "not valid JSON"),
        ("a%00.json", "cannot be found|does not exist"),
    ],
)
def test_files_that_do_not_serve(text: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, main_json=main({"$ref": text}), a_json={}, sub__x_json={})
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(InputError, match=message):
        bundled(tmp_path)


def test_a_path_item_may_be_reached_through_another(tmp_path: Path) -> None:
    write(
        tmp_path,
        main_json=main(paths={"/a": {"$ref": "index.json#/a"}}),
        index_json={"a": {"$ref": "sub/a.json"}},
        sub__a_json={"get": {"operationId": "a"}},
    )
    assert bundled(tmp_path).value["paths"]["/a"] == {"get": {"operationId": "a"}}


def test_path_items_that_lead_in_a_ring_are_refused(tmp_path: Path) -> None:
    write(
        tmp_path,
        main_json=main(paths={"/a": {"$ref": "a.json"}}),
        a_json={"$ref": "b.json"},
        b_json={"$ref": "a.json"},
    )
    with pytest.raises(InputError, match="no path item of its own"):
        bundled(tmp_path)


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
    assert schemas["Pet"]["discriminator"]["mapping"] == {
        "kitty": "#/components/schemas/Cat",
        "old": "#/components/schemas/Old",
        "Dog": "Dog",
    }
    assert {"Cat", "Dog", "Old"} <= set(schemas)
