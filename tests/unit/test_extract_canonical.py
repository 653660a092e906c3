"""Canonical YAML: one text for one value, readable by any YAML reader, small in a diff."""

from __future__ import annotations

import copy
import difflib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clientgen.base.untyped import as_list, as_map
from clientgen.document.extract.canonical import dump
from clientgen.document.load import parse, read

FRAGMENT = "spec/processautomation.yaml"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TRICKY = st.sampled_from(
    ["on", "no", "012", "0o17", "1e5", "1_000", "12:30", "2026-01-01", "~", "", "null", ".nan",
     "<<", "=", "- a", "a: b", "#x", "a #b", "'", '"', "\n", "a\nb", " a", "a ", "\x85", "\u2028",
     "\ufeff", "\x7f", "{}", "[x", "*a", "&a", "!t", "%x", "@", "`", "---", "...", "0x1F", "+1",
     "x" * 200, "1e999", "😀", "\r\n", "a\tb"]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | TRICKY
)
TREES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXT | TRICKY, below, max_size=4),
    max_leaves=25,
)
NAMES = st.sampled_from(["paths", "openapi", "info", "components", "schemas", "get", "properties"])
OBJECTS = st.dictionaries(NAMES | TEXT | TRICKY, TREES, max_size=6)


def shape(value: Any) -> Any:
    """Tell 1 from 1.0 and from true, which equality does not."""
    if (members := as_map(value)) is not None:
        return {key: shape(item) for key, item in members.items()}
    if (items := as_list(value)) is not None:
        return [shape(item) for item in items]
    return type(value).__name__, repr(value)


@settings(deadline=None)
@given(OBJECTS)
def test_reading_gives_back_what_was_written(value: dict[str, Any]) -> None:
    assert shape(parse(dump(value).encode(), "x.yaml").value) == shape(value)


@settings(deadline=None)
@given(OBJECTS)
def test_a_yaml_1_1_reader_agrees(value: dict[str, Any]) -> None:
    assert shape(yaml.safe_load(dump(value))) == shape(value)


def turned(value: Any) -> Any:
    if (members := as_map(value)) is not None:
        return {key: turned(members[key]) for key in reversed(list(members))}
    items = as_list(value)
    return value if items is None else [turned(item) for item in items]


@settings(deadline=None)
@given(OBJECTS)
def test_the_order_of_members_leaves_no_trace(value: dict[str, Any]) -> None:
    assert dump(turned(value)) == dump(value)


def test_the_real_fragment_is_canonical_in_any_order() -> None:
    text = Path(FRAGMENT).read_text(encoding="utf-8")
    value = read(FRAGMENT).value
    assert dump(value) == dump(turned(value)) == text


def changed(old: Any, new: Any) -> int:
    pair = dump(old).splitlines(), dump(new).splitlines()
    lines = list(difflib.unified_diff(*pair, n=0))[2:]
    return sum(line[0] in "+-" for line in lines)


def test_a_small_change_is_a_small_diff() -> None:
    old = read(FRAGMENT).value
    new = copy.deepcopy(old)
    trigger = new["components"]["schemas"]["Trigger"]
    trigger["properties"]["note"] = {"type": "string"}
    assert changed(old, new) == 2
    trigger["properties"]["name"]["description"] += " and a long tail of words" * 20
    assert changed(old, new) == 4


def test_the_standards_order() -> None:
    value: dict[str, Any] = {
        "x-a": 1,
        "paths": {"/b": {}, "/a": {"get": {"x-z": 1, "responses": {}, "operationId": "o"}}},
        "info": {"version": "1", "title": "t"},
        "components": {"schemas": {"S": {"properties": {"type": {}, "enum": {}, "$ref": {}}}}},
        "openapi": "3.1.1",
    }
    found = parse(dump(value).encode(), "x.yaml").value
    assert list(found) == ["openapi", "info", "paths", "components", "x-a"]
    assert list(found["info"]) == ["title", "version"]
    assert list(found["paths"]) == ["/a", "/b"]
    assert list(found["paths"]["/a"]["get"]) == ["operationId", "responses", "x-z"]
    # Property names are names, not keywords: they stand in the alphabet.
    properties = found["components"]["schemas"]["S"]["properties"]
    assert list(properties) == ["$ref", "enum", "type"]


@pytest.mark.parametrize("text", ["on", "0o17", "1e5", "012", "1e999", "<<"])
def test_texts_that_look_like_something_else_are_quoted(text: str) -> None:
    assert dump({"a": text}) == f"a: '{text}'\n"


def test_shared_parts_are_written_out() -> None:
    part = {"x": [1]}
    assert "&" not in dump({"a": part, "b": part})
