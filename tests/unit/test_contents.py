"""Schemas that say the same have one number, wherever they stand."""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import Any

import pytest

from clientgen.api import Property, Schema
from clientgen.api.schema import Discriminator
from clientgen.types.contents import Contents, say_the_same

TEXT = Schema("/text", types=("string",))
NUMBER = Schema("/number", types=("number",))
# Per keyword two values that differ; each also differs from its absence.
OTHERS: dict[str, tuple[Any, Any]] = {
    "ref": ("A", "B"),
    "types": (("string",), ("number",)),
    "nullable": (True, True),
    "format": ("date", ""),
    "enum": (("a",), ("1",)),
    "items": (TEXT, NUMBER),
    "prefix_items": ((TEXT,), (TEXT, TEXT)),
    "properties": ((Property("a", TEXT, False),), (Property("a", TEXT, True),)),
    "required": (frozenset({"a"}), frozenset({"b"})),
    "additional": (TEXT, True),
    "pattern_properties": ({"a": TEXT}, {"a": NUMBER}),
    "all_of": ((TEXT,), (NUMBER,)),
    "any_of": ((TEXT,), (NUMBER,)),
    "one_of": ((TEXT,), (NUMBER,)),
    "conditional": ((TEXT,), (NUMBER,)),
    "joined_from": ("A", "B"),
    "discriminator": (Discriminator("a", {}), Discriminator("a", {"x": "A"})),
    "title": ("a", ""),
    "description": ("a", "b"),
    "read_only": (True, True),
    "write_only": (True, True),
    "deprecated": (True, True),
    "has_default": (True, True),
    "default": (1, "1"),
    "content": ("a/b", ""),
    "encoding": ("base64", ""),
    "constraints": ({"minimum": 1}, {"minimum": 2}),
    "extensions": ({"x-a": {"b": 1}}, {"x-a": {"b": [1]}}),
}


def test_every_keyword_counts() -> None:
    assert {item.name for item in fields(Schema)} == {*OTHERS, "pointer"}


@pytest.mark.parametrize("keyword", OTHERS)
def test_a_keyword_makes_a_difference(keyword: str) -> None:
    first, second = OTHERS[keyword]
    contents = Contents()
    with_first = contents.number(Schema("/one", **{keyword: first}))
    assert with_first == contents.number(Schema("/two", **{keyword: first}))
    assert with_first != contents.number(Schema("/three"))
    if first != second:
        assert with_first != contents.number(Schema("/four", **{keyword: second}))


def test_the_order_of_members_of_a_value_does_not_count() -> None:
    one = Schema("/one", extensions=MappingProxyType({"x-a": {"b": 1, "c": 2}, "x-d": 3}))
    other = Schema("/two", extensions={"x-d": 3, "x-a": {"c": 2, "b": 1}})
    assert say_the_same(one, other)


def test_what_is_inside_counts_wherever_it_stands() -> None:
    outer = [Schema(f"/{text.pointer}", items=Schema("", items=text)) for text in (TEXT, NUMBER)]
    assert not say_the_same(*outer)
    assert say_the_same(
        outer[0], Schema("", items=Schema("/x", items=Schema("", types=("string",))))
    )
