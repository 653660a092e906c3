"""The class of a union's value, and the values that constructors fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from .packages import Package, document

SCHEMAS: dict[str, Any] = yaml.safe_load("""
Pet:
  oneOf:
  - {$ref: "#/components/schemas/Cat"}
  - {$ref: "#/components/schemas/Dog"}
  - {$ref: "#/components/schemas/Other"}
  discriminator:
    propertyName: petType
    mapping: {kitty: "#/components/schemas/Cat", doggo: Dog}
    defaultMapping: "#/components/schemas/Other"
Cat:
  {type: object, required: [petType], properties: {petType: {type: string}, lives: {type: integer}}}
Dog:
  {type: object, required: [petType], properties: {petType: {type: string}, bark: {type: boolean}}}
Other: {type: object, properties: {petType: {type: string}, x: {type: string}}}
Numbered:
  oneOf:
  - {title: One, type: object, required: [v], properties: {v: {const: 1}, a: {type: string}}}
  - {title: Two, type: object, required: [v], properties: {v: {enum: [2]}, b: {type: string}}}
Either:
  anyOf:
  - {type: object, required: [a], properties: {a: {type: string}}}
  - {type: object, required: [b], properties: {b: {type: string}}}
Level: {type: object, properties: {level: {enum: [1, 2, true, one]}, on: {enum: [true]}}}
Switch:
  type: object
  properties:
    dryRun: {type: boolean, enum: [true]}
    object: {const: list}
""")  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder: Path = tmp_path_factory.mktemp("choosing")
    return Package(document(SCHEMAS, version="3.2.0"), folder)


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ({"petType": "kitty", "lives": 3}, "Pet", "Cat"),
        ({"petType": "Dog"}, "Pet", "Dog"),
        ({"petType": "zebra", "x": "q"}, "Pet", "Other"),
        ({}, "Pet", "Other"),
        ({"v": 1}, "Numbered", "One"),
        ({"v": 1.0}, "Numbered", "One"),
        ({"v": 2, "a": "x"}, "Numbered", "Two"),
        ({"v": 3}, "Numbered", "Model"),
        ({"v": True}, "Numbered", "Model"),
        ({"b": "1"}, "Either", "EitherVariant2"),
        ({"c": 1}, "Either", "Model"),
        ("text", "Either", "str"),
    ],
)
def test_the_class_a_value_is_read_as(
    package: Package, value: Any, type_: str, expected: str
) -> None:
    read = package.read(value, type_)
    assert type(read).__name__.endswith(expected)
    assert package.written(read) == value


@pytest.mark.parametrize("level", [1, 2, True, "one", 1.0, False, "two", 7])
def test_known_values_stay_of_their_kind(package: Package, level: Any) -> None:
    read = package.read({"level": level, "on": level}, "Level")
    assert repr(package.written(read)["level"]) == repr(level)
    assert repr(package.written(read)["on"]) == repr(level)


def test_tags_and_constants_are_filled_in(package: Package) -> None:
    models = package.models
    assert models.Cat(lives=3).to_dict() == {"lives": 3, "petType": "kitty"}
    assert models.Dog().to_dict() == {"petType": "doggo"}
    assert models.Other().to_dict() == {}
    assert models.Dog(pet_type="hound").to_dict() == {"petType": "hound"}


def test_what_turns_something_on_is_left_to_the_caller(package: Package) -> None:
    assert package.models.Switch().to_dict() == {"object": "list"}
