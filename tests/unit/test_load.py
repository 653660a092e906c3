"""JSON and YAML are read as one clear value or refused with one clear place."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError, Position
from clientgen.document.load import Document, Limits, parse, read


def doc(text: str, name: str = "doc.yaml", **limits: int) -> Document:
    return parse(text.encode(), name, limits=Limits(**limits))


def test_json_and_yaml_give_the_same_tree() -> None:
    tree: dict[str, Any] = {"a": [1, 2.5, None, True, "x"], "b": {"c": {}, "d": []}}
    as_yaml = "a: [1, 2.5, null, true, x]\nb:\n  c: {}\n  d: []\n"
    assert doc(json.dumps(tree)).value == tree
    assert doc(as_yaml).value == tree


def test_flow_yaml_that_is_no_json_is_read_by_its_name() -> None:
    assert doc("{a: 1}").value == {"a": 1}
    with pytest.raises(InputError, match="not valid JSON"):
        doc("{a: 1}", "doc.json")


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("y", "y"),
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2026-11-24", "2026-11-24"),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("=", "="),
        ("~", None),
        ("True", True),
        ("+1", 1),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("'1'", "1"),
        ('"null"', "null"),
    ],
)
def test_plain_scalars_follow_yaml_1_2(plain: str, value: object) -> None:
    found = doc(f"a: {plain}").value["a"]
    assert (type(found), found) == (type(value), value)


def test_status_codes_may_stand_without_quotes() -> None:
    assert doc("200: a\n'404': b").value == {"200": "a", "404": "b"}


def test_huge_integers_of_json_are_exact() -> None:
    assert doc('{"a": 123456789012345678901234567890}').value["a"] == 123456789012345678901234567890


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', "'c' stands twice", (2, 16)),
        ('{"a": [{"x": "\\"}"}, {"a": 1, "\\u0061": 2}]}', "'a' stands twice", (1, 31)),
        ('{"a": NaN}', "NaN is not a finite", (1, 7)),
        ('{"a": -Infinity}', "-Infinity is not a finite", (1, 7)),
        ('{"a": 1e999}', "1e999 is not a finite", (1, 7)),
        ('{"a": 1,}', "not valid JSON", None),
        ('{"a": "\\ud800"}', "surrogate", (1, 2)),
        ('{"\\udc00": 1}', "surrogate", None),
        ('{"a": "b"', "not valid JSON", (1, 10)),
        ("[1]", "not a mapping but a list", (1, 1)),
        ("a: 1\nb: 2\na: 3", "'a' stands twice", (3, 1)),
        ("a: !!python/object:os.system x", "tag", (1, 4)),
        ("a: !local x", "tag", (1, 4)),
        ("a: .nan", "not a finite", (1, 4)),
        ("a: 1e999", "not a finite", (1, 4)),
        ("a: .inf", "not a finite", (1, 4)),
        ("true: 1", "key true is not a string", (1, 1)),
        ("1.5: 1", "key 1.5 is not a string", (1, 1)),
        ("null: 1", "key null is not a string", (1, 1)),
        ("? [a, b]\n: 1", "key must be a string", (1, 3)),
        ("? {a: b}\n: 1", "key must be a string", (1, 3)),
        ("a: &x 1\n? *x\n: 2", "key must be a string", (2, 3)),
        ("a: &x [*x]", "inside what it names", (1, 8)),
        ("a: *x", "names nothing|undefined alias", (1, 4)),
        ("a: 1\n---\nb: 2", "second YAML document", (2, 1)),
        ("just words", "a single str", (1, 1)),
        ("a: [1, 2", "not valid YAML", None),
        ("a: 'open", "not valid YAML", None),
        ("a:\n\t- b", "not valid YAML", (2, 1)),
        ("", "is empty", (1, 1)),
        ("  \n", "is empty", (1, 1)),
        ("a\0b", "NUL", (1, 2)),
        ("a: \x07", "not valid YAML", (1, 4)),
    ],
)
def test_refusals_name_the_place(text: str, message: str, position: tuple[int, int] | None) -> None:
    name = "doc.json" if text.startswith("{") else "doc.yaml"
    with pytest.raises(InputError, match=message) as caught:
        doc(text, name)
    assert caught.value.source == name
    if position is not None:
        assert caught.value.position == Position(*position)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "latin-1"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(InputError, match="UTF-8") as caught:
        parse('{"ä": 1}'.encode(encoding), "x.json")
    assert caught.value.position is not None


def test_a_utf8_byte_order_mark_is_dropped() -> None:
    found = parse(b'\xef\xbb\xbf{"a": 1}', "x.json")
    assert found.value == {"a": 1}
    assert found.position("/a") == Position(1, 2)


TREE = """{
 "paths": {"/a/{b}": {"get": [
   {"name": "x}\\"]"},
   7
 ]}},
 "a~b": {"": 1}
}"""
YAML = """paths:
  /a/{b}:
    get:
    - name: 'x}"]'
    - 7
a~b:
  "": 1
"""


@pytest.mark.parametrize(
    ("text", "pointer", "place"),
    [
        (TREE, "", (1, 1)),
        (TREE, "/paths", (2, 2)),
        (TREE, "/paths/~1a~1{b}/get", (2, 23)),
        (TREE, "/paths/~1a~1{b}/get/0", (3, 4)),
        (TREE, "/paths/~1a~1{b}/get/0/name", (3, 5)),
        (TREE, "/paths/~1a~1{b}/get/1", (4, 4)),
        (TREE, "/a~0b/", (6, 10)),
        (TREE, "/paths/~1a~1{b}/get/9/name", (2, 23)),
        (YAML, "", (1, 1)),
        (YAML, "/paths/~1a~1{b}/get", (3, 5)),
        (YAML, "/paths/~1a~1{b}/get/0", (4, 7)),
        (YAML, "/paths/~1a~1{b}/get/0/name", (4, 7)),
        (YAML, "/paths/~1a~1{b}/get/1", (5, 7)),
        (YAML, "/a~0b/", (7, 3)),
        (YAML, "/nothing/at/all", (1, 1)),
    ],
)
def test_positions(text: str, pointer: str, place: tuple[int, int]) -> None:
    assert doc(text).position(pointer) == Position(*place)


def test_what_stands_behind_an_alias_is_found_at_its_anchor() -> None:
    found = doc("a: &x\n  b: 1\nc: *x\n")
    assert found.value == {"a": {"b": 1}, "c": {"b": 1}}
    assert found.position("/c/b") == Position(2, 3)
    assert found.position("/c") == Position(3, 1)
    assert doc("&k a: *k").position("/a") == Position(1, 1)


def test_derived_documents_remember_where_their_parts_came_from() -> None:
    first = doc('{"definitions":\n {"A": {"type": "x"}}, "other": 1}')
    second = first.with_value(
        {"components": {"schemas": {"B": {"type": "x"}}}},
        {"/components/schemas/B": "/definitions/A"},
    )
    third = second.with_value(second.value)
    assert third.origin("/components/schemas/B/type") == "/definitions/A/type"
    assert third.position("/components/schemas/B/type") == Position(2, 9)
    # A prefix of a name is not an ancestor.
    assert third.origin("/components/schemas/BB") == "/components/schemas/BB"
    error = third.error("is odd", "/components/schemas/B")
    assert str(error) == "doc.yaml:2:3 (at #/definitions/A): is odd"


def test_the_hash_is_that_of_the_text_however_it_is_packed(tmp_path: Path) -> None:
    text = b'{"a": 1}'
    plain, packed = tmp_path / "a.json", tmp_path / "packed"
    plain.write_bytes(text)
    packed.write_bytes(gzip.compress(text[:3]) + gzip.compress(text[3:]))
    assert read(plain).sha256 == read(str(packed)).sha256 == hashlib.sha256(text).hexdigest()
    assert read(packed).value == {"a": 1}


def test_depth_is_counted_alike_in_both_languages() -> None:
    def nested(levels: int) -> Any:
        return '{"a":' * levels + "1" + "}" * levels

    for name in ("x.json", "x.yaml"):
        assert doc(nested(20), name, depth=20).value
        with pytest.raises(InputError, match="deeper than 20"):
            doc(nested(21), name, depth=20)
    block = "".join("  " * i + "a:\n" for i in range(21)) + "  " * 21 + "1"
    assert doc(block, depth=21).value
    with pytest.raises(InputError, match="deeper than 20"):
        doc(block, depth=20)
