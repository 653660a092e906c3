"""Every style of the standard, read back by a decoder that shares nothing with the encoder."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.package._runtime import parameters
from templates.package._runtime.parameters import ParameterStyle
from templates.package._runtime.styles import Style
from templates.package.errors import RequestError


def query(values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    return parameters.pairs("query", "&", values, styles)


def cookies(values: Mapping[str, Any], styles: Mapping[str, ParameterStyle]) -> str:
    return parameters.pairs("cookie", "; ", values, styles)


def header(name: str, value: Any, style: ParameterStyle | None = None) -> str:
    return parameters.header(name, value, style)


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
lists = st.lists(words, min_size=1, max_size=4)
objects = st.dictionaries(words, words, min_size=1, max_size=4)


def split(text: str, by: str) -> list[str]:
    return [unquote(part) for part in text.split(by)]


def pairs(flat: list[str]) -> dict[str, str]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def named(text: str, by: str) -> dict[str, str]:
    return {unquote(k): unquote(v) for k, _, v in (p.partition("=") for p in text.split(by))}


def fill(value: Any, style: str, explode: bool) -> str:
    return parameters.path("/a/{p}/b", {"p": value}, {"p": Style(style, explode)})[3:-2]


@given(words, lists, objects)
def test_path_styles(word: str, array: list[str], fields: dict[str, str]) -> None:
    if word not in (".", ".."):
        assert unquote(fill(word, "simple", False)) == word
    for explode in (False, True):
        assert split(fill(array + ["x"], "simple", explode), ",") == array + ["x"]
    assert pairs(split(fill(fields, "simple", False), ",")) == fields
    assert named(fill(fields, "simple", True), ",") == fields
    assert fill(array, "label", False)[1:] == fill(array + [""], "simple", False)[:-1]
    assert named(fill(fields, "matrix", True)[1:], ";") == fields
    assert pairs(split(fill(fields, "matrix", False)[3:], ",")) == fields
    assert split(fill(array, "matrix", False)[3:], ",") == array
    assert [unquote(p[2:]) for p in fill(array, "matrix", True)[1:].split(";")] == array


def test_label_style() -> None:
    assert fill("a.b", "label", False) == ".a.b"
    assert fill(["a", "b"], "label", True) == ".a.b" and fill(["a", "b"], "label", False) == ".a,b"
    assert fill({"k": "v"}, "label", True) == ".k=v" and fill({"k": "v"}, "label", False) == ".k,v"
    assert fill("a", "matrix", False) == ";p=a"


@given(words, words, lists, objects)
def test_query_styles(name: str, word: str, array: list[str], fields: dict[str, str]) -> None:
    def read(value: Any, style: Style | None = None) -> list[tuple[str, str]]:
        text = query({name: value}, {name: style} if style else {})
        assert text.isascii() and " " not in text
        return parse_qsl(text, keep_blank_values=True, strict_parsing=True)

    assert read(word) == [(name, word)]
    assert read(array) == [(name, item) for item in array]
    assert read(fields, Style()) == list(fields.items())
    assert read(fields, Style("deepObject")) == [(f"{name}[{k}]", v) for k, v in fields.items()]
    for style, glue in (("form", ","), ("spaceDelimited", "%20"), ("pipeDelimited", "%7C")):
        text = query({name: array}, {name: Style(style, False)}).partition("=")[2]
        assert glue.join(query({"": [a]}, {})[1:] for a in array) == text
    if "%" not in word:
        assert read(word, Style("form", True, True)) == [(name, word)]


def test_query_leaves_out_what_is_not_given() -> None:
    assert parameters.pairs(
        "query", "&", {"a": None, "b": [], "c": False, "d": 1.5, "e": ""}, {}
    ) == ("c=false&d=1.5&e=")
    deep = {"a": {"b": None, "c": [1, 2], "d": {"e": True}}}
    assert query(deep, {"a": Style("deepObject")}) == ("a%5Bc%5D=1&a%5Bc%5D=2&a%5Bd%5D%5Be%5D=true")
    assert parameters.pairs(
        "query", "&", {"a": {"b": [1]}}, {"a": Style(content="application/json")}
    ) == ("a=%7B%22b%22%3A%5B1%5D%7D")


class Colour(enum.Enum):
    RED = "red"


class Level(enum.StrEnum):
    HIGH = "high"


def test_scalars() -> None:
    moment = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    values = [True, 1, Colour.RED, Level.HIGH, moment, dt.date(2024, 1, 2)]
    assert [parameters.text(value) for value in values] == [
        "true", "1", "red", "high", "2024-01-02T00:00:00.000Z", "2024-01-02",
    ]  # fmt: skip
    unfit: tuple[Any, ...] = ({}, [], b"", None, dt.datetime(2024, 1, 2))
    for bad in unfit:
        with pytest.raises(RequestError):
            parameters.text(bad)


@pytest.mark.parametrize("value", ["", ".", "..", None, [], {}])
def test_path_parameters_that_change_the_path_are_refused(value: Any) -> None:
    with pytest.raises(RequestError, match="'p'"):
        parameters.path("/a/{p}", {"p": value}, {"p": Style("simple", False)})


def test_a_value_never_fills_another_placeholder() -> None:
    assert parameters.path("/{a}/{b}", {"a": "{b}", "b": "x"}, {}) == "/%7Bb%7D/x"


def test_headers_and_cookies() -> None:
    assert header("X-A", ["a", "b"]) == "a,b"
    assert header("X-A", {"k": "v"}, Style("simple", True)) == "k=v"
    assert header("X-A", {"k": 1}, Style(content="application/json")) == '{"k":1}'
    assert cookies({"a": "x; y", "b": None, "c": [1, 2]}, {}) == "a=x%3B%20y; c=1; c=2"
    for name, value in (("X-A", "a\nb"), ("X-A", "a\0"), ("X-A", "€"), ("X A", "a"), ("X:", "a")):
        with pytest.raises(RequestError):
            header(name, value)
