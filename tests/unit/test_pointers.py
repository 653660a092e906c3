"""One resolver: a reference means the same however its pointer is percent-encoded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.base.configuration import Config
from clientgen.base.pointers import follow, local_target, pointer_of, resolve, tokens_of
from clientgen.compare import compare_versions, prepare_version
from clientgen.document.load import read
from clientgen.emit.pipeline import generate
from clientgen.types.expressions import Ref
from tests.corpus.packages import FOLDERS, NAMES, path_of
from tests.support.documents import TEXT, document, obj, path_parameter, responses

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
DOCUMENTS = {
    **{name: path_of(name) for name in NAMES if name not in FOLDERS},
    **{folder.name: folder / "spec.yaml" for folder in GOLDEN.iterdir() if folder.is_dir()},
}


def encoded(value: Any) -> Any:
    """Write every local reference with each character but ``/`` percent-encoded."""
    if isinstance(value, list):
        return [encoded(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, item in value.items():  # pyright: ignore[reportUnknownVariableType]
        if name == "$ref" and isinstance(item, str) and item.startswith("#/"):
            data = item[2:].encode()
            item = "#/" + "".join(chr(b) if b == 0x2F else f"%{b:02x}" for b in data)
        found[name] = encoded(item)
    return found


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_means_the_same_with_encoded_references(name: str, tmp_path: Path) -> None:
    plain = read(DOCUMENTS[name]).value
    files: list[dict[str, str]] = []
    for value in (plain, encoded(plain)):
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps(value, default=str), "utf-8")
        made = generate(path, Config(), package="p")
        files.append({p: t for p, t in made.files.items() if not p.endswith("clientgen.json")})
    assert files[0] == files[1]


def test_a_parameter_and_a_response_inside_a_path_are_found(tmp_path: Path) -> None:
    shared = {"responses": {"200": {"$ref": "#/components/responses/a%20b~1c"}}}
    pointer = {"$ref": "#/paths/~1things~1%7Bid%7D/get/parameters/0"}
    paths = {
        "/things/{id}": {"get": {**shared, "parameters": [path_parameter()]}},
        "/others/{id}": {"get": {**shared, "parameters": [pointer]}},
    }
    components = {"responses": {"a b/c": responses(obj(n=TEXT))["200"]}}
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document(paths, components=components)), "utf-8")

    made = generate(path, Config(), package="p")

    assert not [item for item in made.diagnostics if item.code != "spec-violation"]
    for method in made.plan.methods:
        assert [argument.name for argument in method.arguments] == ["id_"]
        assert isinstance(method.returns, Ref)
    side = prepare_version(read(path), None)
    assert compare_versions(side, side).findings == ()


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_what_a_pointer_names_is_found_by_its_reference(names: list[str]) -> None:
    root: dict[str, Any] = {}
    node = root
    for name in names:
        node[name] = {}
        node = node[name]
    node["here"] = 1
    pointer = pointer_of(*names)

    assert tokens_of(pointer) == names
    assert resolve(root, pointer)["here"] == 1
    hexed = "".join(f"%{b:02X}" if b != 0x2F else "/" for b in pointer.encode("utf-8", "replace"))
    if not any(0xD800 <= ord(char) <= 0xDFFF for char in pointer):
        assert local_target(f"#{hexed}") == pointer
        assert follow(root, {"$ref": f"#{hexed}"}, "")[1] == pointer


@pytest.mark.parametrize("text", ["#/a", "#/b", "#/missing", "other.yaml#/a", "#anchor"])
def test_a_reference_that_leads_nowhere_is_named(text: str) -> None:
    root = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    with pytest.raises(KeyError) as raised:
        follow(root, {"$ref": text}, "")
    assert str(raised.value.args[0]).startswith(text[0])
