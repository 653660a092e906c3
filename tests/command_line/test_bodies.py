"""Bodies typed member by member: null, members of a union's classes, forms with files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.small_service import SmallService, members, operation

_NULLABLE: dict[str, Any] = {
    "note": {"type": ["string", "null"]},
    "tags": {"type": ["array", "null"], "items": {"type": "string"}},
    "count": {"type": ["integer", "null"]},
    "day": {"type": ["string", "null"], "format": "date"},
    "part": {"oneOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}]},
    "by_ref": {"$ref": "#/components/schemas/NullablePart"},
    "plain": {"type": "integer"},
    "a.b": {"type": "integer"},
}
_SQUARE = {**members(type={"type": "string"}, side={"type": "number"}), "required": ["type"]}
_CIRCLE = {**members(type={"type": "string"}, r={"type": "number"}), "required": ["type"]}
_SCHEMAS = {
    "Part": members(sku={"type": "string"}, inner=members(**_NULLABLE)),
    "NullablePart": {"type": ["object", "null"], "properties": {"sku": {"type": "string"}}},
    "Square": _SQUARE,
    "Circle": _CIRCLE,
    "Shape": {
        "oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Square"}],
        "discriminator": {
            "propertyName": "type",
            "mapping": {
                "circle": "#/components/schemas/Circle",
                "square": "#/components/schemas/Square",
            },
        },
    },
    "Pet": {
        "oneOf": [
            members(kind={"const": "cat"}, lives={"type": "integer"}),
            members(kind={"const": "dog"}, bark={"type": "string"}),
        ]
    },
}
_SHAPE = {"$ref": "#/components/schemas/Shape"}
_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_BASE64 = {"type": "string", "contentMediaType": "application/pdf", "contentEncoding": "base64"}
_FORM = members(
    doc=_BASE64,
    file=_FILE,
    files={"type": "array", "items": _FILE},
    note={"type": ["string", "null"]},
)
_PATHS = {
    "/patch": {
        "patch": operation(
            "patchIt", body=members(**_NULLABLE), media="application/merge-patch+json"
        )
    },
    "/shape": {"post": operation("createShape", body=_SHAPE)},
    "/pet": {"post": operation("createPet", body={"$ref": "#/components/schemas/Pet"})},
    "/drawing": {"post": operation("createDrawing", body=members(shape=_SHAPE))},
    "/form": {"post": operation("createForm", body=_FORM, media="multipart/form-data")},
    "/lines": {
        "post": operation(
            "createLines", body=members(a={"type": "integer"}), media="application/x-ndjson"
        )
    },
    "/text": {"post": operation("createText", body={"type": "string"}, media="text/plain")},
    "/numbers": {"post": operation("createNumbers", body={"type": "integer"})},
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SmallService:
    return SmallService(tmp_path_factory.mktemp("bodies"), "bodied", _PATHS, {"schemas": _SCHEMAS})


@pytest.mark.parametrize("name", ["tags", "count", "day", "part", "by_ref"])
def test_null_is_null_where_it_is_no_text(service: SmallService, name: str) -> None:
    flag = f"--{name.replace('_', '-')}"
    body = service.sent("api", "patch", flag, "null")[1]
    assert json.loads(body) == {name: None}
    body = service.sent("api", "patch", f"--part.inner.{name}=null")[1]
    assert json.loads(body) == {"part": {"inner": {name: None}}}


def test_null_beside_text_is_written_as_json(service: SmallService) -> None:
    assert service.sent("api", "patch", "--note", "null")[1] == '{"note":"null"}'
    assert service.sent("api", "patch", "--note:=null")[1] == '{"note":null}'
    assert service.sent("api", "patch", '--note:="x"')[1] == '{"note":"x"}'
    assert service.sent("api", "patch", "--tags", '["null"]')[1] == '{"tags":["null"]}'
    assert "--note: Invalid JSON" in service.refused("api", "patch", "--note:=x")
    assert "expected a whole number" in service.refused("api", "patch", "--plain", "null")
    assert "cannot hold null" in service.refused("form", "create", "--note:=null")


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (("shape", "--type=square", "--side=3"), {"type": "square", "side": 3}),
        (("shape", "--type=circle", "--r=3"), {"type": "circle", "r": 3}),
        (("pet", "--kind=dog", "--bark=wow"), {"kind": "dog", "bark": "wow"}),
        (
            ("drawing", "--shape.type=square", "--shape.side=3"),
            {"shape": {"type": "square", "side": 3}},
        ),
        (
            ("drawing", '--shape={"type":"square"}', "--shape.side=3"),
            {"shape": {"type": "square", "side": 3}},
        ),
    ],
)
def test_members_of_every_class_of_a_union(
    service: SmallService, words: tuple[str, ...], body: object
) -> None:
    assert json.loads(service.sent(words[0], "create", *words[1:])[1]) == body


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("shape", "--type=square", "--r=3"), "--r: Square has no member r"),
        (("shape", '--body={"type":"circle"}', "--side=3"), "--side: Circle has no member side"),
        (("shape", "--r=3", "--side=3"), "no class of Circle, Square has the members r and side"),
        (("pet", "--kind=dog", "--lives=9"), "has no member lives"),
        (("drawing", "--shape.type=square", "--shape.r=3"), "--shape.r: Square has no member r"),
    ],
)
def test_a_member_that_the_class_does_not_have(
    service: SmallService, words: tuple[str, ...], message: str
) -> None:
    assert message in service.refused(words[0], "create", *words[1:])


def test_a_tag_says_which_members_are_known(service: SmallService) -> None:
    body = '{"type":"square","side":1,"other":2}'
    words = ("shape", "create", "--body", body, "--drop-unknown")
    assert json.loads(service.sent(*words)[1]) == {"type": "square", "side": 1}


def test_files_in_a_form(service: SmallService, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("content", "utf-8")
    body = service.sent("form", "create", f"--doc=@{path}")[1]
    assert "Y29udGVudA==" in body
    body = service.sent("form", "create", f"--files=@{path}", "--files", "text")[1]
    assert body.count('name="files"') == 2
    assert "content" in body
    assert "text" in body
    assert 'filename="file"' in service.sent("form", "create", f"--file=@{path}")[1]


@pytest.mark.parametrize("command", ["lines", "text"])
def test_only_what_works_is_offered(service: SmallService, command: str) -> None:
    shown = service.run(command, "create", "--help").out
    for flag in ("--a", "--each", "--drop-unknown"):
        assert f"{flag} " not in shown
        assert "there is no option" in service.refused(command, "create", flag, "1")
    body = service.sent("lines", "create", "--body", '{"a":1}\n{"a":2}')[1]
    assert body == '{"a":1}\n{"a":2}\n'


def test_each_line_is_any_json(service: SmallService, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text("1\n2\n", "utf-8")
    out = service.run("numbers", "create", f"--each={path}", "--dry-run").out
    assert [line for line in out.splitlines() if line in "12" and line] == ["1", "2"]


def test_a_name_may_hold_a_dot(service: SmallService) -> None:
    assert service.sent("api", "patch", "--a.b=1")[1] == '{"a.b":1}'
    body = service.sent("api", "patch", "--part.inner.a.b=1")[1]
    assert json.loads(body) == {"part": {"inner": {"a.b": 1}}}
