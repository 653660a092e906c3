"""Example calls: what the document says where it fits, valid for every document."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import Generated, generate
from clientgen.plan.example_calls import ExampleCalls
from tests.corpus.packages import NAMES, path_of
from tests.support.documents import parsed
from tests.support.files import imported, write

from .emitted_pages import check_types, evaluated, examples, published

_TESTS = Path(__file__).resolve().parents[1]
_SMALL = {
    f"{path.parent.parent.name}_{path.stem if path.stem != 'spec' else path.parent.name}": path
    for path in sorted(
        [
            *_TESTS.glob("golden/*/spec.yaml"),
            *_TESTS.glob("cases/documents/*"),
            *map(path_of, NAMES),
        ]
    )
}
_PUBLISHED = ("asana", "docker-engine", "netbox", "notion", "spotify", "xero-accounting")


def construct(made: Generated, folder: Path) -> int:
    """Evaluate the arguments of every example call; return how many there are."""
    write(made.files, folder)
    imported(made.plan.name, folder)
    count = 0
    for method, sources in examples(made.plan):
        for source in sources:
            try:
                evaluated(source, made.plan.name)
            except Exception as error:
                pytest.fail(f"{method.path}: {source.flat}: {error!r}")
            count += 1
    return count


def all_programs(made: Generated) -> list[str]:
    """Every program of the reference as one module, each in a function of its own."""
    calls = ExampleCalls(made.plan)
    texts: list[str] = []
    for number, method in enumerate(made.plan.methods):
        for is_async in (False, True):
            lines = calls.program(method, is_async=is_async)
            inner = "\n".join(f"    {line}" for line in lines)
            texts.append(f"def program_{number}_{is_async}() -> None:\n{inner}\n")
    return ["\n".join(texts[start : start + 200]) for start in range(0, len(texts), 200)]


def test_examples_of_the_golden_cases_can_be_made(tmp_path: Path) -> None:
    names = [name for name in _SMALL if name.startswith("golden_")]
    made = (generate(_SMALL[name], Config(), package=f"made_{name}") for name in names)

    assert sum(construct(one, tmp_path) for one in made) > 10


@pytest.mark.slow
def test_examples_of_small_documents_are_valid(tmp_path: Path) -> None:
    folder, workplace = tmp_path / "packages", tmp_path / "work"
    workplace.mkdir()
    texts: list[str] = []
    count = 0
    for name, path in _SMALL.items():
        made = generate(path, Config(), package=f"examples_{name}")
        count += construct(made, folder)
        texts += all_programs(made)

    assert count > 100
    check_types(texts, folder, workplace)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", _PUBLISHED)
def test_examples_of_a_published_document_are_valid(name: str, tmp_path: Path) -> None:
    folder, workplace = tmp_path / "packages", tmp_path / "work"
    workplace.mkdir()
    made = published(name, "examples", Config())

    assert construct(made, folder) > 0
    check_types(all_programs(made), folder, workplace)


def call_of(operation: dict[str, Any], **schemas: Any) -> str:
    """The example call of the only operation of a document."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things/{id}": {"post": {"responses": {"204": {"description": ""}}, **operation}}
        },
        "components": {"schemas": schemas},
    }
    plan = generate(parsed(document), Config(), package="p").plan
    (method,) = plan.methods
    return ExampleCalls(plan).call(method).flat.partition("(")[2].removesuffix(")")


def with_body(schema: dict[str, Any], media: dict[str, Any] | None = None, **schemas: Any) -> str:
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}, **(media or {})}
    }
    body = {"required": True, "content": content}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"const": "i"}}
    thing = {"type": "object", **schema}
    found = call_of({"parameters": [parameter], "requestBody": body}, Thing=thing, **schemas)
    return found.removeprefix('"i", ')


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"type": "string", "example": "e"}, '"e"'),
        ({"type": "string", "examples": ["first", "second"]}, '"first"'),
        ({"type": "string", "default": "d"}, '"d"'),
        ({"type": "string", "enum": ["a", "b"]}, '"a"'),
        ({"const": "c"}, '"c"'),
        ({"type": "integer", "example": "no number", "default": 7}, "7"),
        ({"type": "integer", "example": 3, "minimum": 5}, "5"),
        ({"type": "string", "example": "abc", "pattern": "^[0-9]+$", "default": "12"}, '"12"'),
        ({"type": "string", "pattern": "^VL[0-9a-f]{4}$"}, '"VL0000"'),
        ({"type": "string", "pattern": r"^\d{3}-\w+\.[A-Z]?$"}, '"000-a."'),
        ({"type": "string", "pattern": "^(a|b)$"}, '"id_"'),
        ({"type": "string", "example": "x" * 9, "maxLength": 3}, '"id_"'),
        ({"type": "string", "format": "password", "example": "geheim"}, '"..."'),
        (
            {"type": "string", "format": "uuid", "example": "7F9C24E5-0F8A-4B4F-9D5E-3F7F2D2F9A11"},
            'UUID("7f9c24e5-0f8a-4b4f-9d5e-3f7f2d2f9a11")',
        ),
        ({"type": "string", "format": "date", "example": "2024-02-30"}, "date(2026, 1, 1)"),
        ({"type": "array", "items": {"type": "integer"}, "example": [1, 2, 3, 4]}, "[1, 2]"),
        ({"type": "array", "items": {"type": "integer"}, "example": [1, "2"]}, "[1]"),
    ],
)
def test_a_parameter_shows_what_the_document_says(schema: dict[str, Any], shown: str) -> None:
    parameter = {"name": "id", "in": "path", "required": True, "schema": schema}

    assert call_of({"parameters": [parameter]}) == shown


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"example": "own"}, '"own"'),
        ({"examples": {"a": {"value": "named"}}}, '"named"'),
        ({"examples": {"b": {"value": "last"}, "a": {"value": "first"}}}, '"first"'),
        ({"examples": {"a": {"externalValue": "https://x.example"}}}, '"of the schema"'),
        ({"example": 5}, '"of the schema"'),
    ],
)
def test_the_examples_of_a_parameter_come_first(more: dict[str, Any], shown: str) -> None:
    schema = {"type": "string", "example": "of the schema"}
    parameter = {"name": "id", "in": "path", "required": True, "schema": schema, **more}

    assert call_of({"parameters": [parameter]}) == shown


NAMED: dict[str, Any] = {
    "required": ["name", "size"],
    "properties": {
        "name": {"type": "string", "example": "a name"},
        "size": {"type": "integer"},
        "password": {"type": "string", "format": "password"},
        "set": {"type": "string", "readOnly": True},
    },
}


@pytest.mark.parametrize(
    ("media", "shown"),
    [
        ({}, 'models.Thing(name="a name", size=1)'),
        ({"example": {"name": "n", "size": 2}}, 'models.Thing(name="n", size=2)'),
        ({"example": {"name": "n"}}, 'models.Thing(name="a name", size=1)'),
        ({"example": {"name": "n", "size": "2"}}, 'models.Thing(name="a name", size=1)'),
        (
            {
                "examples": {
                    "a": {"value": {"name": "n", "size": 2, "password": "geheim", "set": "s"}}
                }
            },
            'models.Thing(name="n", password="...", size=2)',
        ),
    ],
)
def test_a_body_shows_an_example_that_fits(media: dict[str, Any], shown: str) -> None:
    assert with_body(NAMED, media) == shown


def test_an_object_that_refuses_others_refuses_their_example() -> None:
    closed = {**NAMED, "additionalProperties": False, "example": {"name": "n", "size": 2, "x": 1}}

    assert with_body(closed) == 'models.Thing(name="a name", size=1)'


def test_what_the_document_requires_is_given_though_the_class_does_without() -> None:
    reference = {"$ref": "#/components/schemas/Thing"}
    ok = {"description": "", "content": {"application/json": {"schema": reference}}}
    body = {"required": True, "content": {"application/json": {"schema": reference}}}
    operation = {"requestBody": body, "responses": {"200": ok}}

    assert call_of(operation, Thing=NAMED) == '"id_", models.Thing(name="a name", size=1)'


def test_a_body_of_a_class_is_shown_where_it_may_be_left_out() -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    found = call_of({"requestBody": {"content": content}}, Thing={"type": "object", **NAMED})

    assert found == '"id_", models.Thing(name="a name", size=1)'


def test_a_class_of_which_nothing_is_needed_shows_what_is_certain() -> None:
    members = {"a": {"type": "string"}, "b": {"type": "string", "enum": ["only"]}}

    assert with_body({"properties": members}) == 'models.Thing(b="only")'


def test_a_large_example_is_not_written_out() -> None:
    wide = {"example": {"name": "n" * 5000, "size": 2, **{f"m{i}": i for i in range(1000)}}}
    properties = {**NAMED["properties"], **{f"m{i}": {"type": "integer"} for i in range(1000)}}
    shown = with_body({**NAMED, **wide, "properties": properties})

    assert shown.startswith('models.Thing(name="nnn')
    assert len(shown) < 300


def test_classes_inside_each_other_end() -> None:
    def level(number: int) -> dict[str, Any]:
        inner = {"$ref": f"#/components/schemas/L{number + 1}"}
        members = {f"m{i}": inner if number < 9 else {"type": "string"} for i in range(8)}
        return {"type": "object", "required": [*members], "properties": members}

    levels = {f"L{number}": level(number) for number in range(10)}
    thing = {"required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/L0"}}}

    assert len(with_body(thing, **levels)) < 200


def test_texts_of_examples_are_literals() -> None:
    text = '"); import os # """ \\ \n```\n<b>\u202e'
    shown = with_body({**NAMED, "example": {"name": text, "size": 1}})

    tree = ast.parse(shown, mode="eval").body
    assert isinstance(tree, ast.Call)
    assert ast.literal_eval(tree.keywords[0].value) == text
    assert "\n" not in shown
    assert "\u202e" not in shown
