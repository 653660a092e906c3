"""Parameters as callers give them: models, mappings and lists of any kind, and what servers see."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import datetime as dt
import importlib
import json
from collections import deque
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest

from .packages import made
from .serving import Opener, Recorder, call_of

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def call(opened: Opener, server: Recorder) -> Iterator[Call]:
    server.answer = (204, "", b"")
    with opened("placing") as client:

        def call(operation: str, *arguments: Any, **keywords: Any) -> dict[str, Any]:
            call_of(client, "placing", operation)(*arguments, **keywords)
            return server.seen[-1]

        yield call


def query_of(seen: dict[str, Any]) -> list[tuple[str, str]]:
    return parse_qsl(seen["target"].partition("?")[2], keep_blank_values=True)


@pytest.fixture
def models() -> Any:
    return importlib.import_module("corpus_placing.models")


def test_a_model_is_written_by_its_wire_members(call: Call, models: Any) -> None:
    page = models.Page(page_number=1, at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    at = "2026-01-02T00:00:00.000Z"
    assert query_of(call("q", page=page)) == [("page[at]", at), ("page[pageNumber]", "1")]
    assert query_of(call("q", flat=page)) == [("at", at), ("pageNumber", "1")]
    assert query_of(call("q", packed=page)) == [("packed", f"at,{at},pageNumber,1")]
    (named,) = query_of(call("q", js=page))
    assert json.loads(named[1]) == {"pageNumber": 1, "at": at}
    assert call("q", x_page=models.Page(size=2))["headers"]["x-page"] == "size,2"
    filters = [models.Page(size=1), models.Page(size=2)]
    assert query_of(call("q", filters=filters)) == [
        ("filters", '{"size":1}'), ("filters", '{"size":2}'),
    ]  # fmt: skip


@pytest.mark.parametrize("tags", [range(1, 3), deque([1, 2]), (1, 2), {1: 0, 2: 0}.keys()])
def test_any_sequence_or_mapping_will_do(tags: Any, call: Call) -> None:
    assert query_of(call("q", tags=tags)) == [("tags", "1"), ("tags", "2")]
    mapping = MappingProxyType({"size": 2, "pageNumber": None})
    assert query_of(call("q", page=mapping)) == [("page[size]", "2")]
    assert query_of(call("q", free={"a": 1})) == [("a", "1")]
    assert query_of(call("q", free="x")) == [("free", "x")]


class Odd:
    def __str__(self) -> str:
        return "odd"


@pytest.mark.parametrize("value", [Odd(), [Odd()], {"a": Odd()}, object, b"x", float("nan")])
@pytest.mark.parametrize("name", ["tags", "page", "flat", "js", "x_page", "free"])
def test_what_is_no_scalar_is_refused(
    name: str, value: Any, call: Call, server: Recorder, errors: Any
) -> None:
    with pytest.raises(errors.RequestError):
        call("q", **{name: value})
    assert not server.seen


@pytest.fixture
def errors(call: Call) -> Any:
    return importlib.import_module("corpus_placing.errors")


def test_headers_beyond_ascii(call: Call, errors: Any) -> None:
    seen = call("h", x_name="Zoë", x_json={"k": "Köln 日本"})
    assert seen["headers"]["x-name"] == "Zoë"
    assert json.loads(seen["headers"]["x-json"]) == {"k": "Köln 日本"}
    with pytest.raises(errors.RequestError, match="Latin-1"):
        call("h", x_name="日本")


def test_a_user_agent_parameter_is_one_header(call: Call, server: Recorder) -> None:
    assert call("h", user_agent="mine/1")["headers"]["user-agent"] == "mine/1"
    assert server.names.count("user-agent") == 1
    assert call("h")["headers"]["user-agent"].startswith("corpus_placing/")


def test_cookies(call: Call, errors: Any) -> None:
    assert "cookie" not in call("h")["headers"]
    text = "a=b/c+d;é %41"
    cookie = call("h", sid=text)["headers"]["cookie"]
    assert cookie == "sid=a=b/c+d%3B%C3%A9%20%2541"
    assert unquote(SimpleCookie(cookie)["sid"].value) == text
    assert call("h", ids=["a%20b", "c"])["headers"]["cookie"] == "ids=a%20b; ids=c"
    with pytest.raises(errors.RequestError, match="cookie"):
        call("h", ids=["a b"])


def test_reserved_characters_stay_but_for_those_that_end_the_value(call: Call) -> None:
    target = call("r", "a/b?c%2Fd%zz:e", then="https://x.example/?a=b&c=%41#d e")["target"]
    assert target == "/r/a%2Fb%3Fc%2Fd%25zz:e?then=https://x.example/?a=b%26c=%41%23d%20e"


def test_a_variable_may_stand_twice(call: Call) -> None:
    assert call("twice", "{id}")["target"] == "/twice/%7Bid%7D/of/%7Bid%7D"


def test_a_whole_query(call: Call, models: Any) -> None:
    query = models.Query(word="a&b", tags=["x", "y z"])
    assert query_of(call("whole", anything=query)) == [
        ("tags", "x"), ("tags", "y z"), ("word", "a&b"),
    ]  # fmt: skip
    seen = call("wholeJson", anything={"word": "é"})
    assert json.loads(unquote(seen["target"].partition("?")[2])) == {"word": "é"}


def test_what_is_not_written_is_told() -> None:
    told = {(found.code, found.pointer) for found in made("placing").diagnostics}
    assert ("parameter-as-text", "/paths/~1xml/get/parameters/0") in told
    assert ("parameter-nested", "/paths/~1q/get/parameters/3") in told
    assert not [code for code, pointer in told if pointer == "/paths/~1q/get/parameters/0"]


def test_swagger_2_joins_lists_as_it_says(opened: Opener, server: Recorder) -> None:
    server.answer = (204, "", b"")
    with opened("swagger2") as client:
        call = call_of(client, "swagger2", "joined")
        call({"tags": ["a b", "c"]}, x_ids=["1", "2"], ids=["3", "4"])
    seen = server.seen[-1]
    assert seen["headers"]["x-ids"] == "1|2"
    assert query_of(seen) == [("ids", "3\t4")]
    assert parse_qsl(seen["body"].decode()) == [("tags", "a b\tc")]
