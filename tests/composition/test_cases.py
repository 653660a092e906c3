"""Documents whose compositions were read in part, and what is right for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.documents import TEXT, obj, ref

from .packages import Package, document, generated

# The schemas come from a collection of inputs that an earlier generator read wrongly.
SCHEMAS: dict[str, Any] = yaml.safe_load("""
Cat:
  type: object
  required: [kind]
  properties: {kind: {const: cat}, name: {type: string}, claws: {type: integer}}
Dog:
  type: object
  required: [kind]
  properties: {kind: {const: dog}, name: {type: string}, bark: {type: boolean}}
Envelope: {type: object, properties: {version: {type: string}}}
Aws: {type: object, properties: {provider: {type: string}, ebs: {type: integer}}}
Gcp: {type: object, properties: {provider: {type: string}, disk: {type: string}}}
Base:
  type: object
  properties:
    when: {type: string, format: date-time}
    kind: {type: string, enum: [a, b]}
    links: {type: object, properties: {self: {type: string}}}
""")
PET = {"oneOf": [ref("Cat"), ref("Dog")]}
CLOUD = {"oneOf": [ref("Aws"), ref("Gcp")]}


def package(folder: Path, result: Any = None, **schemas: Any) -> Package:
    return Package(document({**SCHEMAS, **schemas}, result), folder)


def kinds(found: Any) -> list[str]:
    return [type(item).__name__ for item in found]


def test_a_constant_is_a_tag(tmp_path: Path) -> None:
    found = package(tmp_path, {"type": "array", "items": PET})
    values = [{"kind": "dog"}, {"kind": "cat", "claws": 4}, {"kind": "fox", "tail": 1}]
    read = found.read(values, "list[GetAllResultItem]")
    assert kinds(read) == ["Dog", "Cat", "Model"]
    assert found.written(read) == values


def test_a_constant_is_a_tag_wherever_the_union_stands(tmp_path: Path) -> None:
    nested = {"type": "object", "properties": {"by": {"additionalProperties": PET}, "one": PET}}
    union = {"oneOf": [{"oneOf": [ref("Cat"), ref("Dog")]}, ref("Gcp"), TEXT]}
    found = package(tmp_path, Nested=nested, Any={"type": "array", "items": union})
    read = found.read({"by": {"x": {"kind": "dog"}}, "one": {"kind": "dog"}}, "Nested")
    assert kinds([read.by["x"], read.one]) == ["Dog", "Dog"]
    values = [{"kind": "dog"}, {"disk": "d"}, "text"]
    many = found.read(values, found.fields("GetAllResult")["Any"])
    assert kinds(many) == ["Dog", "Gcp", "str"]


def test_integers_and_booleans_are_tags(tmp_path: Path) -> None:
    def of(values: dict[str, Any]) -> dict[str, Any]:
        return {"required": ["v"], "properties": {"v": values}}

    union = {"anyOf": [ref("One"), ref("Two"), ref("Yes")]}
    schemas = {"One": of({"const": 1}), "Two": of({"enum": [2]}), "Yes": of({"const": True})}
    found = package(tmp_path, Tagged=union, **schemas)
    read = found.read([{"v": True}, {"v": 2}, {"v": 1}], "list[Tagged]")
    assert kinds(read) == ["Yes", "Two", "One"]


def test_ties_are_broken_by_what_is_required_and_known(tmp_path: Path) -> None:
    def of(*required: str, **members: Any) -> dict[str, Any]:
        return {"required": list(required), "properties": members}

    schemas = {
        "A": of("a", a=TEXT, b=TEXT),
        "B": of("b", a=TEXT, b=TEXT),
        "Typed": of("kind", kind={"const": "t"}, x=TEXT),
        "Loose": of("kind", kind=TEXT, x=TEXT, y=TEXT),
        "Same": {"oneOf": [ref("A"), ref("B")]},
        "Part": {"oneOf": [ref("Loose"), ref("Typed"), ref("Also")]},
        "Also": of("kind", kind={"const": "u"}),
    }
    found = package(tmp_path, **schemas)
    assert kinds(found.read([{"b": "1"}, {"a": "1"}], "list[Same]")) == ["B", "A"]
    values = [{"kind": "t"}, {"kind": "u"}, {"kind": "v", "y": "1"}, {"y": "1"}]
    assert kinds(found.read(values, "list[Part]")) == ["Typed", "Also", "Loose", "Loose"]


def test_members_beside_a_union_are_in_each_class(tmp_path: Path) -> None:
    beside = {"type": "object", "properties": {"priority": {"type": "integer"}}, **CLOUD}
    tags = {"AWS": ref("Aws")["$ref"], "GCP": ref("Gcp")["$ref"]}
    found = package(
        tmp_path,
        AllOfPlusOneOf={"allOf": [ref("Envelope")], **CLOUD},
        PropsPlusOneOf={**beside, "discriminator": {"propertyName": "provider", "mapping": tags}},
        AllOfUnion={"allOf": [ref("Envelope"), CLOUD]},
        Sibling={**ref("Aws"), "properties": {"extra": TEXT}},
    )
    for name in ("AllOfPlusOneOf", "AllOfUnion"):
        read = found.read({"version": "1", "disk": "d"}, name)
        assert (type(read).__name__, read.version, read.disk) == (f"{name}Gcp", "1", "d")
        assert not read.__pydantic_extra__
    read = found.read({"provider": "GCP", "priority": 3}, "PropsPlusOneOf")
    assert (type(read).__name__, read.priority) == ("PropsPlusOneOfGcp", 3)
    assert sorted(found.fields("Sibling")) == ["ebs", "extra", "provider"]
    # A variant with nothing beside it stays what it is.
    assert "class Gcp(" in found.generated.files[f"{found.name}/models.py"]


def test_two_unions_are_combined(tmp_path: Path) -> None:
    both = {**CLOUD, "anyOf": [ref("Cat"), ref("Dog")]}
    found = package(tmp_path, Both=both)
    read = found.read({"disk": "d", "kind": "dog", "bark": True}, "Both")
    assert type(read).__name__ == "BothGcpDog"
    assert not read.__pydantic_extra__


def test_too_many_combinations_become_one_class(tmp_path: Path) -> None:
    def many(letter: str) -> list[Any]:
        return [{"properties": {f"{letter}{i}": TEXT}} for i in range(30)]

    found = package(tmp_path, Big={"oneOf": many("a"), "anyOf": many("b")})
    assert len(found.fields("Big")) == 60


def test_the_same_member_twice_is_joined(tmp_path: Path) -> None:
    child = {
        "properties": {
            "when": {"description": "When the child was made."},
            "kind": {"default": "a"},
            "links": {"type": "object", "properties": {"next": TEXT}},
        }
    }
    found = package(tmp_path, Child={"allOf": [ref("Base"), child]})
    fields = found.fields("Child")
    assert fields["when"] == "DateTime | None"
    assert fields["kind"].startswith("Literal['a', 'b']") or '"a", "b"' in fields["kind"]
    assert sorted(found.fields("ChildLinks")) == ["next", "self"]
    assert '"""When the child was made."""' in found.generated.files[f"{found.name}/models.py"]


def test_conditional_members_are_in_the_class(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"a": TEXT},
        "if": {"properties": {"a": {"const": "x"}}},
        "then": {"properties": {"b": TEXT}, "required": ["b"]},
        "else": {"properties": {"c": {"type": "integer"}}},
        "dependentSchemas": {"a": {"properties": {"d": TEXT}}},
    }
    found = package(tmp_path, Conditional=schema)
    fields = found.fields("Conditional")
    assert fields == dict.fromkeys("abd", "str | None") | {"c": "int | None"}


def test_variants_that_only_require_are_one_class(tmp_path: Path) -> None:
    schema = {**obj(a=TEXT, b=TEXT), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    found = package(tmp_path, Either=schema)
    assert sorted(found.fields("Either")) == ["a", "b"]


def test_a_base_that_lists_its_own_children(tmp_path: Path) -> None:
    base = {
        "properties": {"kind": TEXT},
        "discriminator": {"propertyName": "kind"},
        "oneOf": [ref("Kid"), ref("Teen")],
    }
    found = package(
        tmp_path,
        Parent=base,
        Kid={"allOf": [ref("Parent"), {"properties": {"toy": TEXT}}]},
        Teen={"allOf": [ref("Parent"), {"properties": {"band": TEXT}}]},
    )
    read = found.read({"kind": "Teen", "band": "b"}, "Parent")
    assert (type(read).__name__, read.kind, read.band) == ("Teen", "Teen", "b")


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"oneOf": [ref("A")]}},
        {"A": {"anyOf": [ref("B"), {"type": "null"}]}, "B": {"anyOf": [ref("A")]}},
        {"A": {"allOf": [ref("B"), {}]}, "B": {"allOf": [{}, ref("A")]}},
    ],
)
def test_circles_get_one_message(schemas: dict[str, Any]) -> None:
    told = [one for one in generated(document(schemas)).diagnostics if one.severity != "note"]
    assert told and all("itself" in one.message for one in told)
    assert all(str(one.pointer).startswith("/components/schemas/") for one in told)


def test_undeclared_members_are_typed(tmp_path: Path) -> None:
    day = {"type": "string", "format": "date"}
    schema = {"properties": {"a": TEXT}, "additionalProperties": day}
    found = package(tmp_path, Open=schema)
    value = {"a": "x", "on": "2020-01-02", "other": {"k": [1]}}
    read = found.read(value, "Open")
    assert read.on.year == 2020
    assert read.other == {"k": [1]}
    assert found.written(read) == value


def test_a_contradiction_is_said_and_the_reference_stays(tmp_path: Path) -> None:
    schema = {"properties": {"cloud": {**ref("Aws"), "type": "string"}}}
    found = package(tmp_path, Owner=schema)
    assert found.fields("Owner") == {"cloud": "Aws | None"}
    assert [d.code for d in found.generated.diagnostics] == ["schema-impossible"]


def test_a_value_that_may_be_an_object_or_not(tmp_path: Path) -> None:
    schema = {"type": ["object", "string"], "properties": {"m": {"type": "integer"}}}
    found = package(tmp_path, Multi=schema)
    assert found.read({"m": 1}, "Multi").m == 1
    assert found.read("text", "Multi") == "text"
