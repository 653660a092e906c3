"""Documents that once ended in a crash, a hang, or a package that is not whole."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.serving import Recorder
from tests.support.documents import document, obj, ref, responses
from tests.support.programs import clientgen, mypy

from .cases import DOCUMENTS, Case, value_of

Make = Callable[[Any], Case]
JSON = "application/json"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_has_a_method(name: str, case: Make) -> None:
    found = case(name)
    known = {method.operation.id for method in found.generated.plan.methods}
    assert known == {operation.id for operation in found.generated.api.operations} != set()
    given: dict[str, Any] = {s.argument: "u:p" for s in found.generated.plan.service.arguments}
    given |= {"access_token": "t"} if found.generated.plan.service.schemes is None else {}
    with found.package.Client(base_url="http://127.0.0.1:1", **given) as client:
        assert all(callable(found.method(client, operation)) for operation in known)


def test_unions_are_told_apart_by_constants(case: Make) -> None:
    found = case("constants.yaml")
    models = found.models
    kinds = [
        type(each)
        for each in found.read([{"kind": "dog"}, {"kind": "cat"}], "list[PetsResultItem]")
    ]
    assert kinds == [models.Dog, models.Cat]
    # Neighbours: an enumeration of one value, and no constant but required members.
    value = value_of("constants.yaml")
    schemas = value["components"]["schemas"]
    for name in ("Cat", "Dog"):
        schemas[name]["properties"]["kind"] = {"enum": [name.lower()]}
    other = case(value)
    assert type(other.read({"kind": "dog"}, "PetsResultItem")) is other.models.Dog
    for name, needed in (("Cat", "claws"), ("Dog", "bark")):
        schemas[name]["properties"]["kind"] = {"type": "string"}
        schemas[name]["required"] = [needed]
    third = case(value)
    assert type(third.read({"kind": "x", "bark": True}, "PetsResultItem")) is third.models.Dog


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("a", {"version": "1", "provider": "AWS", "ebs": 3}),
        ("b", {"priority": 1, "provider": "GCP", "disk": "d"}),
        ("c", {"version": "1", "ebs": 3}),
        ("d", {"provider": "AWS", "ebs": 3, "extra": "x"}),
    ],
)
def test_composition_is_intersection(member: str, value: dict[str, Any], case: Make) -> None:
    found = case("beside.yaml")
    read = found.read({member: value}, "All")
    fields = type(getattr(read, member)).model_fields
    assert set(value) <= {field.alias for field in fields.values()}
    assert found.written(read) == {member: value}


def test_the_parts_of_a_member_are_joined(case: Make) -> None:
    found = case("same_member.yaml")
    links = {"self": "s", "next": "n"}
    read = found.read({"when": "2026-01-02T03:04:05Z", "kind": "b", "links": links}, "Child")
    assert read.when.year == 2026 and read.kind == "b"
    assert {field.alias for field in type(read.links).model_fields.values()} == {"self", "next"}


def test_a_type_may_be_made_of_itself(case: Make) -> None:
    found = case("recursive.yaml")
    value = {"v": {"a": [1, None, {"b": ["c"]}]}}
    assert found.written(found.read(value, "XResult")) == value
    # Neighbours: lists and maps of themselves, and of what they are the pattern of.
    schemas = {
        "L": {"type": "array", "items": ref("L")},
        "M": {"type": "object", "additionalProperties": ref("M")},
        "P": {"type": "object", "patternProperties": {"^x": ref("P")}},
    }
    paths = {"/a": {"get": {"responses": responses(obj(l=ref("L"), m=ref("M"), p=ref("P")))}}}
    other = case(document(paths, schemas=schemas))
    (method,) = other.generated.plan.methods
    whole = {"l": [[], [[]]], "m": {"a": {"b": {}}}, "p": {"x1": {"x2": {}}}}
    assert other.written(other.read(whole, str(method.result.name))) == whole  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name", ["register", "mro", "__mro__", "copy", "__init__", "model_fields", "self"]
)
def test_any_member_name_makes_the_round_trip(name: str, case: Make) -> None:
    value = value_of("member_names.yaml")
    value["components"]["schemas"]["Till"]["properties"] |= {name: {"type": "string"}}
    found = case(value)
    read = found.read({name: "x"}, "Till")
    assert found.written(read) == {name: "x"}
    assert not read.model_extra


@pytest.mark.parametrize("count", [151, 400])
def test_many_models_that_share_nothing(count: int, case: Make) -> None:
    schemas: dict[str, Any] = {
        f"M{index}": obj(
            v={"type": "integer"}, **({"next": ref(f"M{index + 1}")} if index < count - 1 else {})
        )
        for index in range(count)
    }
    found = case(document({"/a": {"get": {"responses": responses(ref("M0"))}}}, schemas=schemas))
    value: dict[str, Any] = {"v": 1, "next": {"v": 2, "next": {"v": 3}}}
    assert found.written(found.read(value, "M0")) == value


@pytest.mark.parametrize("name", ["variant", "heir", "Model", "Features", "ClassVar", "q64"])
def test_no_word_of_ours_is_looked_for_in_a_document(name: str, case: Make) -> None:
    value = value_of("word_variant.json")
    value["components"]["schemas"]["A"]["properties"] = {name: {"type": "string"}}
    found = case(value)
    assert found.written(found.read({name: "x"}, "A")) == {name: "x"}


def test_a_pattern_is_never_run_without_a_bound(tmp_path: Path) -> None:
    for command in ("validate", "generate"):
        more = ("--out", tmp_path) if command == "generate" else ()
        # In a process of its own: a hang has to end.
        done = subprocess.run(
            [sys.executable, "-m", "clientgen", command, DOCUMENTS / "slow_pattern.json", *more],
            capture_output=True, timeout=60,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr


def test_references_are_percent_encoded(case: Make, server: Recorder) -> None:
    found = case("escaped_reference.json")
    server.answer = (200, JSON, b'{"n":"x"}')
    assert found.call(server, "getD", 5).n == "x"
    assert server.seen[-1]["target"] == "/d/5"


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf", "allOf"])
def test_a_schema_that_is_only_itself(keyword: str, case: Make, tmp_path: Path) -> None:
    value = value_of("self_union.json")
    value["components"]["schemas"]["A"] = {keyword: [ref("A")]}
    found = case(value)
    assert [d.code for d in found.generated.diagnostics] == ["composition-circular"]
    # A neighbour: two that are each other.
    value["components"]["schemas"] |= {"A": {keyword: [ref("B")]}, "B": {keyword: [ref("A")]}}
    codes = {d.code for d in case(value).generated.diagnostics}
    assert codes <= {"composition-circular", "schema-as-any"} and codes


@pytest.mark.parametrize("keyword", ["$recursiveRef", "$dynamicRef"])
def test_what_refers_to_the_root_is_read(keyword: str, case: Make) -> None:
    value = value_of("recursive_ref.json")
    members = value["components"]["schemas"]["F"]["properties"]
    members["filters"]["items"]["anyOf"][1] = {keyword: "#"}
    found = case(value)
    assert {d.code for d in found.generated.diagnostics} == {"reference-assumed"}
    read = {"filters": ["a", {"filters": ["b"]}]}
    assert found.written(found.read(read, "F")) == read


def test_merge_keys_are_read(case: Make, server: Recorder) -> None:
    found = case("merge_key.yaml")
    server.answer = (200, "", b"")
    assert found.call(server, "getA") is None
    assert [d.code for d in found.generated.diagnostics] == ["merge-key"]


def test_no_key_forges_a_line(tmp_path: Path) -> None:
    for place in ("media type", "path"):
        value = value_of("forged_lines.json")
        if place == "path":
            value["paths"]["/b\n::error file=x::forged\x1b[31m"] = {"get": {"parameters": [{}]}}
        spec = tmp_path / "spec.json"
        spec.write_text(json.dumps(value), "utf-8")
        done = clientgen("generate", str(spec), "--out", str(tmp_path / place))
        told = done.out + done.err
        assert "forged" in told and "\x1b[31m" not in told
        assert not any(line.startswith("::error file") for line in told.splitlines())


@pytest.mark.parametrize("document_name", ["auth_resource.json", "auth_words.json"])
@pytest.mark.slow
def test_resources_do_not_meet_our_names(document_name: str, tmp_path: Path) -> None:
    value = value_of(document_name)
    operation = {"responses": {"200": {"description": "ok"}}}
    for word in ("service", "any", "callable", "settings", "unpack", "self"):
        value["paths"][f"/{word}/x"] = {"get": operation}
    found = Case(value, tmp_path)
    mypy(tmp_path, found.name)


def test_a_root_action_has_a_method(case: Make, server: Recorder) -> None:
    found = case("root_action.json")
    server.answer = (200, "", b"")
    found.call(server, "changeTags", "image", "7")
    assert server.seen[-1]["target"] == "/image/7/change_tags"


def test_names_say_what_operations_do(case: Make) -> None:
    found = case("names.json")
    paths = {method.operation.id: method.path for method in found.generated.plan.methods}
    assert paths["Sets_List"] == "sets.list" and paths["Sets_Get"] == "sets.get"
    assert not {"orders.cancel.create", "transfer.create.create"} & set(paths.values())
    assert not any("json" in path for path in paths.values())


def test_nullable_members_page(case: Make) -> None:
    found = case("nullable_cursor.json")
    pages = [method.operation.id for method in found.generated.plan.methods if method.paging]
    assert len(pages) == len(found.generated.plan.methods)


def test_an_update_loses_no_member_in_a_fresh_process(case: Make) -> None:
    found = case("to_update.yaml")
    content = '{"id":"1","name":"n","vaccineList":[{"kind":"k"}],"new":1}'
    code = (
        f"from {found.name}.models import Pet\n"
        f"pet = Pet.model_validate_json({content!r})\n"
        "print(pet.to_update(name='m').to_json().decode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=found.folder, capture_output=True, text=True
    )
    assert done.stdout.strip() == '{"name":"m","vaccineList":[{"kind":"k"}],"new":1}', done.stderr
