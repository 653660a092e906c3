"""What a reader of documents need not refuse is read, typed as far as known, and told."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config, load_config
from clientgen.base.diagnostics import InputError, Position
from clientgen.base.pointers import pointer_of, resolve
from clientgen.document.load import Document, Limits, parse, read
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from clientgen.emit.pipeline import Generated, generate
from tests.support.documents import NONE, TEXT, content, document, obj, parsed, ref, responses
from tests.support.files import write
from tests.support.programs import clientgen

OK: dict[str, Any] = {"operationId": "a", "responses": NONE}


def screened(**schemas: Any) -> Document:
    return screen(parsed(document(schemas=schemas)))


def schemas_of(**schemas: Any) -> Any:
    return screened(**schemas).value["components"]["schemas"]


def codes(found: Document | Generated) -> list[str]:
    return [item.code for item in found.diagnostics]


def package_of(value: Any) -> Generated:
    return generate(parsed(value), Config(), package="p")


def at(*names: str) -> dict[str, str]:
    return {"$ref": "#/components/schemas/" + "/".join(names)}


# References by identifier


def test_an_anchor_names_its_schema() -> None:
    found = schemas_of(
        A={"$defs": {"name": {"$anchor": "name", **TEXT}}, "properties": {"n": {"$ref": "#name"}}},
        B={"properties": {"n": {"$ref": "#name"}}},
    )
    assert (
        found["A"]["properties"]["n"] == found["B"]["properties"]["n"] == at("A", "$defs", "name")
    )
    assert found["A"]["$defs"]["name"] == TEXT


def test_an_anchor_of_ones_own_schema_comes_first() -> None:
    def own(kind: str) -> dict[str, Any]:
        return {"$defs": {"x": {"$anchor": "x", "type": kind}}, "items": {"$ref": "#x"}}

    found = schemas_of(A=own("string"), B=own("integer"), C={"items": {"$ref": "#x"}})
    assert [found[name].get("items") for name in "AB"] == [
        at("A", "$defs", "x"),
        at("B", "$defs", "x"),
    ]
    assert found["C"]["items"] == {}


@pytest.mark.parametrize(
    "text", ["https://x.test/s/pet.json", "pet.json", "/s/pet.json", "../s/pet.json"]
)
def test_an_id_names_its_schema(text: str) -> None:
    found = screened(
        Pet={
            "$id": "https://x.test/s/pet.json",
            "$defs": {"n": TEXT},
            "items": {"$ref": "#/$defs/n"},
        },
        Owner={"$id": "https://x.test/s/owner.json", "items": {"$ref": text}},
    )
    assert found.diagnostics == ()
    value = found.value["components"]["schemas"]
    assert value["Owner"] == {"items": ref("Pet")}
    assert value["Pet"] == {"$defs": {"n": TEXT}, "items": at("Pet", "$defs", "n")}


def test_below_an_id_the_document_is_still_known() -> None:
    assert schemas_of(A={"$id": "https://x.test/a", "items": ref("B")}, B={})["A"] == {
        "items": ref("B")
    }
    assert schemas_of(A={"$id": "https://x.test/a", "items": {"$ref": "#"}})["A"] == {
        "items": ref("A")
    }


@pytest.mark.parametrize("name", ["$ref", "$recursiveRef", "$dynamicRef"])
def test_the_schema_around_a_reference(name: str) -> None:
    found = screened(A={"properties": {"children": {"items": {name: "#"}}}})
    assert codes(found) == ["reference-assumed"]
    assert found.value["components"]["schemas"]["A"]["properties"]["children"]["items"] == ref("A")
    assert found.diagnostics[0].severity == "note"


def test_a_dynamic_reference_that_means_one_schema_is_that_one() -> None:
    node = {"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}}
    found = screened(Node=node)
    assert codes(found) == ["reference-assumed"]
    assert found.value["components"]["schemas"]["Node"] == {"properties": {"next": ref("Node")}}


def test_a_dynamic_reference_that_means_several_is_any_json() -> None:
    generic: dict[str, Any] = {
        "$defs": {"item": {"$dynamicAnchor": "item", "not": {}}},
        "items": {"$dynamicRef": "#item", "description": "kept"},
    }
    pets = {**ref("List"), "$defs": {"item": {"$dynamicAnchor": "item", **ref("Pet")}}}
    found = screened(List=generic, Pets=pets, Pet={})
    assert codes(found) == ["schema-as-any"]
    assert found.diagnostics[0].pointer == "/components/schemas/List/items/$dynamicRef"
    assert found.value["components"]["schemas"]["List"]["items"] == {"description": "kept"}


def test_a_recursive_reference_is_typed() -> None:
    filters = {"type": "array", "items": {"anyOf": [TEXT, {"$recursiveRef": "#"}]}}
    made = package_of(document({"/a": {"get": {**OK, "responses": responses(ref("F"))}}},
                               schemas={"F": obj(filters=filters)}))  # fmt: skip
    assert codes(made) == ["reference-assumed"]
    assert "filters: list[str | F] | None" in made.files["p/models.py"]


def test_the_validator_sees_no_identifiers() -> None:
    a = {"$id": "https://x.test/a", "$anchor": "a", "items": {"$ref": "#a"}}
    assert violations(screened(A=a)) == []
    with_dialect = screened(A={"$schema": "https://x.test/dialect", **TEXT})
    assert ["Unknown JSON Schema dialect" in item.message for item in violations(with_dialect)] == [
        True
    ]


# Merge keys

MERGE = """\
x-a: &a {responses: {"200": {description: ok}}, summary: a}
x-b: &b {<<: *a, summary: b}
one: {<<: *b, summary: own}
two: {<<: [*b, {summary: c, more: 1}], <<: {last: 2}}
none: {<<: {}}
quoted: {"<<": text}
"""


def test_merge_keys_are_read() -> None:
    found = parse(MERGE.encode(), "x.yaml")
    answers = {"200": {"description": "ok"}}
    assert found.value["one"] == {"responses": answers, "summary": "own"}
    assert found.value["two"] == {"responses": answers, "summary": "b", "more": 1, "last": 2}
    assert found.value["none"] == {}
    assert found.value["quoted"] == {"<<": "text"}
    assert [str(item) for item in found.diagnostics] == [
        "x.yaml:2:10: note merge-key: the merge key << is no part of YAML 1.2; it is read as in"
        " YAML 1.1; so are 4 more"
    ]
    assert found.position("/one/summary") == Position(3, 15)
    assert found.position("/one/responses/200/description") == Position(1, 30)
    assert found.position("/two/more") == Position(4, 29)
    assert found.position("/two/last") == Position(4, 45)
    assert found.position("/two/none") == found.position("/two")


@pytest.mark.parametrize("value", ["1", "text", "[1]", "[[]]", "null"])
def test_what_cannot_be_merged_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="takes a mapping or a list of mappings"):
        parse(f"a: {{<<: {value}}}".encode(), "x.yaml")


def test_merge_bombs_cost_nothing() -> None:
    text = "a0: &a0 {" + ", ".join(f"k{i}: [1, 2, 3]" for i in range(50)) + "}\n"
    text += "".join(
        f"a{i}: &a{i} {{x: [{', '.join(f'{{<<: *a{i - 1}}}' for _ in range(10))}]}}\n"
        for i in range(1, 9)
    )
    with pytest.raises(InputError, match="aliases expand to more than 100,000"):
        parse(text.encode(), "x.yaml")
    with pytest.raises(InputError, match="stands inside what it names"):
        parse(b"a: &a {<<: *a}", "x.yaml")


# Depth and size


def nested(levels: int) -> Any:
    value: Any = {"type": "string"}
    for _ in range(levels):
        value = {"properties": {"x": value}}
    return value


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_what_is_too_deep_is_left_out(suffix: str) -> None:
    value = document({"/a": {"get": OK}}, schemas={"A": nested(100)})
    found = parse(json.dumps(value).encode(), f"x.{suffix}")
    assert codes(found) == ["nested-too-deep"]
    item = found.diagnostics[0]
    assert item.position is not None and (item.pointer or "").count("/") == 128
    made = generate(found, Config(), package="p")
    assert [method.path for method in made.plan.methods] != []


def test_what_is_just_deep_enough_is_whole() -> None:
    found = parse(json.dumps({"a": nested(60)}).encode(), "x.json")
    assert found.diagnostics == () and found.value == {"a": nested(60)}


def test_the_size_can_be_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = json.dumps(document({"/a": {"get": OK}}))
    (tmp_path / "big.json").write_text(text + " " * (1024 * 1024))
    with pytest.raises(InputError, match=r"limit of 1,048,576 bytes; --max-size raises it"):
        read("big.json", limits=Limits.of_size(1))
    for command in (["validate"], ["extract", "--only", "/"], ["generate"]):
        name, *rest = command
        code, _, err = clientgen(name, "big.json", *rest, "--max-size", "1")
        assert code == 2 and "--max-size raises it" in err
        assert clientgen(name, "big.json", *rest, "--max-size", "2")[0] == 0
    assert clientgen("diff", "big.json", "big.json", "--max-size", "1")[0] == 2
    write({"clientgen.toml": '[extract]\nfragment = "big.json"\nmax_size = 1\n'}, tmp_path)
    assert clientgen("generate")[0] == 2
    more = Limits.of_size(640)
    assert more.size == 10 * Limits().size and more.nodes > 10 * Limits().nodes


# Null and broken parts


def test_null_parts_leave_the_operation() -> None:
    value = document(
        {
            "/a": {
                "get": {**OK, "responses": {"200": None, "default": 5}},
                "post": {
                    "operationId": "b",
                    "requestBody": 5,
                    "responses": {"200": {"description": "x", "headers": {"H": None},
                                          "content": {"application/json": None}}},
                },
            }
        }
    )  # fmt: skip
    made = package_of(value)
    assert len(made.plan.methods) == 2
    pointers = {item.pointer for item in made.diagnostics if item.code == "empty-assumed"}
    base = "/paths/~1a/post"
    assert pointers == {
        "/paths/~1a/get/responses/200",
        "/paths/~1a/get/responses/default",
        f"{base}/requestBody",
        f"{base}/responses/200/headers/H",
        f"{base}/responses/200/content/application~1json",
    }


def test_conditions_and_keywords_are_told() -> None:
    schema = {
        "if": obj(kind={"const": "a"}),
        "then": obj(a=TEXT),
        "else": obj(b=TEXT),
        "dependentSchemas": {"a": obj(c=TEXT)},
        "not": obj(d=TEXT),
        "unevaluatedProperties": False,
        "propertyNames": {"maxLength": 3},
    }
    made = package_of(document({"/a": {"get": {**OK, "responses": responses(ref("A"))}}},
                               schemas={"A": schema}))  # fmt: skip
    found = {(item.code, item.severity, item.pointer) for item in made.diagnostics}
    assert found == {
        ("condition-unchecked", "note", "/components/schemas/A/if"),
        ("keyword-ignored", "warning", "/components/schemas/A/not"),
        ("keyword-ignored", "warning", "/components/schemas/A/propertyNames"),
    }
    text = made.files["p/models.py"]
    assert all(f"    {name}: str | None = None" in text for name in "abc")


def test_a_description_beside_a_reference_counts() -> None:
    lent = {"$ref": "#/components/parameters/P", "description": "mine", "required": True}
    value = document({"/a": {"get": {**OK, "parameters": [lent]}}})
    value["components"] = {
        "parameters": {"P": {"name": "p", "in": "query", "description": "theirs", "schema": TEXT}}
    }
    made = package_of(value)
    (parameter,) = made.api.operations[0].parameters
    assert (parameter.description, parameter.required) == ("mine", False)
    assert ("siblings-ignored", "/paths/~1a/get/parameters/0/required") in {
        (item.code, item.pointer) for item in made.diagnostics
    }


def test_validate_tells_what_was_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lost = document({"/a": {"get": OK}}, schemas={"A": {"$ref": "#/components/schemas/B"}})
    around = document({"/a": {"get": OK}}, schemas={"A": {"items": {"$recursiveRef": "#"}}})
    write({"lost.json": json.dumps(lost), "around.json": json.dumps(around)}, tmp_path)
    code, _, err = clientgen("validate", "lost.json")
    assert code == 2 and "warning schema-as-any" in err and "valid OpenAPI" not in err
    code, _, err = clientgen("validate", "around.json")
    assert code == 0 and "note reference-assumed" in err and "valid OpenAPI 3.1.0" in err


# Settings

SETTINGS = """\
[service]
error_model = "Eror"
permissions_extension = "x-none"

[[paging]]
style = "cursor"
parameter = "cursr"

[names.words]
petstore = "pet_store"
nowhere = "no_where"

[names.schemas]
Errr = "Problem"

[names.properties]
"Error.mesage" = "text"

[operations.listPet]
name = "pets.all"

[operations.listPets]
body = "pet"

[operations.listPets.parameters.curso]
name = "after"

[operations.listPets.parameters.cursor]
encode_model = "None"
"""


def test_a_setting_that_matches_nothing_is_told(tmp_path: Path) -> None:
    write({"clientgen.toml": SETTINGS}, tmp_path)
    path = tmp_path / "clientgen.toml"
    cursor = {"name": "cursor", "in": "query", "schema": TEXT}
    operation = {**OK, "operationId": "listPets", "parameters": [cursor],
                 "responses": responses(ref("Error"))}  # fmt: skip
    value = document({"/petstore": {"get": operation}}, schemas={"Error": obj(message=TEXT)})
    found = generate(parsed(value), load_config(path), package="p").diagnostics
    assert {item.code for item in found} == {"setting-no-match"}
    assert all(item.source == str(path) for item in found)
    assert {(item.pointer, item.position and item.position.line) for item in found} == {
        ("/service/error_model", 2),
        ("/service/permissions_extension", 3),
        ("/paging/0/parameter", 7),
        ("/names/words/nowhere", 11),
        ("/names/schemas/Errr", 14),
        ("/names/properties/Error.mesage", 17),
        ("/operations/listPet", 19),
        ("/operations/listPets/body", 23),
        ("/operations/listPets/parameters/curso", 25),
        ("/operations/listPets/parameters/cursor/encode_model", 29),
    }
    told = next(item for item in found if item.pointer == "/operations/listPet")
    assert told.message == (
        "there is no operation 'listPet'; did you mean 'listPets'?; the setting does nothing"
    )


def test_strict_refuses_what_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        {
            "clientgen.toml": '[extract]\nfragment = "a.json"\n[operations.b]\nbody = "x"\n',
            "a.json": json.dumps(document({"/a": {"get": OK}})),
            "empty.json": json.dumps(document()),
        },
        tmp_path,
    )
    code, _, err = clientgen("generate", "--strict", "--package", "p")
    assert code == 1 and "clientgen.toml:3:13 (at #/operations/b): warning setting-no-match" in err
    assert clientgen("generate", "--package", "p")[0] == 0
    code, _, err = clientgen("generate", "empty.json", "--strict", "--package", "e")
    assert code == 1 and "no-operations" in err
    # A slice that one command asked for has no use for most settings.
    code, _, err = clientgen(
        "generate", "a.json", "--config", "clientgen.toml", "--only", "/a", "--package", "q"
    )
    assert (code, err) == (0, "")


# Violations


def changed(pointer: tuple[str, ...], **members: Any) -> Any:
    value = document(
        {
            "/a/{id}": {
                "get": {
                    **OK,
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                    "responses": responses(ref("F")),
                }
            }
        },
        schemas={"F": obj(x={"type": "integer"})},
    )
    value = copy.deepcopy(value)  # parts of it are shared by all tests
    resolve(value, pointer_of(*pointer)).update(members)
    return value


GET = ("paths", "/a/{id}", "get")
X = ("components", "schemas", "F", "properties", "x")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("place", "members", "pointer"),
    [
        (X, {"default": "s"}, "/components/schemas/F/properties/x/default"),
        (X, {"pattern": "(["}, "/components/schemas/F/properties/x/pattern"),
        (X, {"type": 5}, "/components/schemas/F/properties/x/type"),
        (GET, {"parameters": []}, "/paths/~1a~1{id}/get"),
        ((*GET, "parameters", "0", "schema"), {"default": 5},
         "/paths/~1a~1{id}/get/parameters/0/schema/default"),
        (GET, {"parameters": [{"in": "query", "schema": TEXT}]},
         "/paths/~1a~1{id}/get/parameters/0"),
        (GET, {"responses": {"200": content(TEXT)}}, "/paths/~1a~1{id}/get/responses/200"),
        (("paths",), {"/b": {"get": OK}}, "/paths/~1b/get"),
    ],
)  # fmt: skip
def test_every_violation_has_its_place(
    version: str, place: tuple[str, ...], members: Any, pointer: str
) -> None:
    value = {**changed(place, **members), "openapi": version}
    source = parsed(value)
    found = violations(screen(source))
    assert pointer in {item.pointer for item in found}
    for item in found:
        assert item.pointer and item.position == source.position(item.pointer)
        assert "Error(" not in item.message
