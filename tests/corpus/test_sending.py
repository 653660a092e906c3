"""Request bodies as a server sees them: read back by parsers that share nothing with the writer."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import importlib
import io
import json
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Iterator
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.support.programs import python

from .serving import Opener, Recorder, call_of

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def call(opened: Opener, server: Recorder) -> Iterator[Call]:
    server.answer = (204, "", b"")
    with opened("sending") as client:

        def call(operation: str, *arguments: Any, **keywords: Any) -> dict[str, Any]:
            call_of(client, "sending", operation)(*arguments, **keywords)
            return server.seen[-1]

        yield call


@pytest.fixture
def models(call: Call) -> Any:
    return importlib.import_module("corpus_sending.models")


def parts_of(seen: dict[str, Any]) -> list[tuple[str, Any]]:
    head = f"Content-Type: {seen['headers']['content-type']}\r\n\r\n".encode()
    message: Any = BytesParser(policy=HTTP).parsebytes(head + seen["body"])
    found = message.iter_parts()
    return [(part.get_param("name", header="content-disposition"), part) for part in found]


def content(part: Any) -> bytes:
    found: bytes = part.get_payload(decode=True)
    return found


def test_fields_come_in_the_order_of_the_document(call: Call) -> None:
    given = {"file": b"PK", "acl": "a", "signature": "s", "policy": "p", "key": "k", "more": "m"}
    names = [name for name, _ in parts_of(call("upload", given))]
    assert names == ["key", "policy", "signature", "acl", "file", "more"]


def test_the_order_does_not_depend_on_hashes(corpus: Callable[[str], Path]) -> None:
    code = (
        "from corpus_sending import models; from corpus_sending._runtime import bodies, codec\n"
        "from corpus_sending.operations import OPERATIONS\n"
        "form = models.Form(mid=['m'], alpha='a', zeta='z')\n"
        "c = codec.Codec('corpus_sending.models')\n"
        "print(OPERATIONS['form'].request_body(form, {}, c).decode())"
    )
    for seed in ("1", "2", "3"):
        written = python("-c", code, folder=corpus("sending"), more={"PYTHONHASHSEED": seed})
        assert written.strip() == "zeta=z&alpha=a&mid=m"


BODIES: list[tuple[Callable[[Any], Any], str]] = [
    (lambda m: m.ByUrl(url="u"), "application/json"),
    (lambda m: {"url": "u"}, "application/json"),
    (lambda m: m.ByFile(file=b"PK"), "multipart/form-data"),
    (lambda m: {"file": b"PK", "note": "n"}, "multipart/form-data"),
    (lambda m: {"file": io.BytesIO(b"PK")}, "multipart/form-data"),
    (lambda m: {"file": ("name.zip", b"PK")}, "multipart/form-data"),
    (lambda m: {"file": (b"PK", b"KP")}, "multipart/form-data"),
    (lambda m: "text", "text/plain"),
    (lambda m: b"PK", "application/octet-stream"),
    (lambda m: io.BytesIO(b"PK"), "application/octet-stream"),
    (lambda m: iter([b"P", b"K"]), "application/octet-stream"),
]


@pytest.mark.parametrize(("make", "kind"), BODIES)
def test_the_media_type_is_the_one_whose_type_the_body_is(
    make: Callable[[Any], Any], kind: str, call: Call, models: Any
) -> None:
    seen = call("files", make(models))
    assert seen["headers"]["content-type"].partition(";")[0] == kind
    if kind == "multipart/form-data":
        (name, part), *_ = parts_of(seen)
        assert (name, content(part)) == ("file", b"PK") and part.get_filename()


def test_a_media_type_that_is_given_decides(call: Call, models: Any) -> None:
    seen = call("files", "text", content_type="application/octet-stream")
    assert (seen["headers"]["content-type"], seen["body"]) == ("application/octet-stream", b"text")
    seen = call("image", b"PNG", content_type="image/png")
    assert (seen["headers"]["content-type"], seen["body"]) == ("image/png", b"PNG")


def test_forms_follow_their_encoding(call: Call) -> None:
    seen = call(
        "accounts",
        {"metadata": {"order_id": "6735"}, "ids": ["a", "b,c"], "piped": deque("xy"),
         "as_json": (1, 2)},
    )  # fmt: skip
    assert seen["body"].decode().split("&")[1] == "ids=a,b%2Cc"
    assert parse_qsl(seen["body"].decode()) == [
        ("metadata[order_id]", "6735"), ("ids", "a,b,c"), ("piped", "x|y"), ("as_json", "[1,2]"),
    ]  # fmt: skip


def test_multipart_follows_its_encoding(call: Call, models: Any) -> None:
    seen = call(
        "mp",
        {
            "csv": ("a", "b"),
            "deep": {"k": "v"},
            "notes": ["x", "y"],
            "pages": [models.ByUrl(url="u"), {"url": "w"}],
            "image": b"\x89PNG",
            "raw": b"GIF",
            "many": [b"1", ("two.bin", b"2")],
            "marked": "m",
        },
    )
    parts = parts_of(seen)
    assert [(name, content(part)) for name, part in parts if name not in ("pages", "raw")] == [
        ("csv", b"a,b"), ("deep[k]", b"v"), ("notes", b"x"), ("notes", b"y"),
        ("image", b"\x89PNG"), ("many", b"1"), ("many", b"2"), ("marked", b"m"),
    ]  # fmt: skip
    by_name = dict(parts)
    assert by_name["notes"].get_content_type() == "text/markdown"
    assert (by_name["image"].get_content_type(), bool(by_name["image"].get_filename())) == (
        "image/png", True,
    )  # fmt: skip
    assert by_name["many"].get_filename() == "two.bin"
    assert by_name["marked"]["x-mark"] == "yes"
    pages = [part for name, part in parts if name == "pages"]
    assert {part.get_content_type() for part in pages} == {"application/json"}
    assert [json.loads(content(part)) for part in pages] == [{"url": "u"}, {"url": "w"}]
    assert by_name["raw"]["content-transfer-encoding"] == "base64"
    assert b64decode(by_name["raw"].get_payload(decode=False)) == b"GIF"


def test_null_is_sent_where_the_body_has_to_be_there(call: Call, models: Any) -> None:
    seen = call("nullable", None)
    assert (seen["body"], seen["headers"]["content-type"]) == (b"null", "application/json")
    assert call("nullable", models.ByUrl(url="u"))["body"] == b'{"url":"u"}'


def test_read_only_members_are_not_demanded_of_requests(
    call: Call, models: Any, server: Recorder
) -> None:
    server.answer = (200, "application/json", b'{"id":"1"}')
    assert json.loads(call("make", models.New(name="n", secret="s"))["body"]) == {
        "name": "n", "secret": "s",
    }  # fmt: skip
    with pytest.raises(ValueError, match="secret"):
        models.New(name="n")
    assert models.Account.__required__ == ("id",)
