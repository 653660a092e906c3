"""What does not fit is refused with the way out, and what a member says decides how it is sent."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support.documents import NONE, document, parsed
from tests.support.files import imported, write

from .serving import Opener, Recorder, call_of


def refusal(opened: Opener, name: str, operation: str, *args: Any, **kwargs: Any) -> str:
    with opened(name) as client:
        package = imported(f"corpus_{name}", Path())
        with pytest.raises(package.RequestError) as caught:
            call_of(client, name, operation)(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("operation", "body", "told"),
    [
        ("postForm", {"name": "n", "tagz": ["x"]}, "has no member 'tagz', but 'tags'"),
        ("postForm", {"name": "n", "Joined": []}, "has no member 'Joined', but 'joined'"),
        ("postMultipart", {"notee": "t", "file": b"PK"}, "has no member 'notee', but 'note'"),
    ],
)
def test_misspelled_members_of_forms_are_refused(
    operation: str, body: Any, told: str, opened: Opener, server: Recorder
) -> None:
    assert told in refusal(opened, "bodies", operation, body)
    assert not server.seen


def test_further_members_of_forms_are_sent(opened: Opener, server: Recorder) -> None:
    server.answer = (204, "", b"")
    with opened("bodies") as client:
        call_of(client, "bodies", "postForm")({"name": "n", "another": "x"})
    assert server.seen[-1]["body"] == b"name=n&another=x"


def test_what_is_no_text_is_refused_by_the_name_of_its_parameter(
    opened: Opener, server: Recorder
) -> None:
    told = refusal(opened, "published", "getAcl", prefix=PurePath("a"))
    assert "Parameter 'prefix' cannot be written" in told
    assert "the type PurePosixPath. Give what the signature says." in told
    assert "Parameter 'prefix'" in refusal(opened, "published", "getAcl", prefix=[object()])
    assert not server.seen


def test_a_decimal_is_sent_as_its_member_says(opened: Opener, server: Recorder) -> None:
    with opened("scalars"):
        models = imported("corpus_scalars.models", Path())
    item = models.Thing()
    item.price, item.rate = Decimal("1.10"), Decimal("2.50")
    assert item.to_json() == b'{"price":"1.10","rate":2.50}'
    item.prices = {"a": Decimal("3.0")}
    assert json.loads(item.to_json())["prices"] == {"a": "3.0"}
    # What does not fit stays as it is given, as before.
    item.price = 5
    assert json.loads(item.to_json())["price"] == 5


def test_events_where_json_is_declared_are_kept(opened: Opener, server: Recorder) -> None:
    server.answer = (200, "text/event-stream", b"data: one\n\n")
    with opened("published") as client:
        package = imported("corpus_published", Path())
        make = call_of(client, "published", "makeGoal")
        with pytest.raises(package.DecodeError, match="'text/event-stream' instead of") as caught:
            make({"name": "n"})
        assert caught.value.content == b"data: one\n\n"
        assert "send(..., decode=False)" in str(caught.value)
        raw = client.send(make.request({"name": "n"}), decode=False)
        assert raw.content == b"data: one\n\n"


@pytest.mark.parametrize(
    "media",
    [
        {"schema": {"type": "array"}, "prefixEncoding": [{"contentType": "application/json"}]},
        {"itemSchema": {"type": "object"}, "itemEncoding": {"contentType": "application/json"}},
        {"schema": {"type": "array", "items": {"type": "string"}}},
    ],
)
def test_parts_without_names_are_bytes(media: Any, tmp_path: Path, server: Recorder) -> None:
    operation = {"requestBody": {"required": True, "content": {"multipart/mixed": media}}}
    value = document({"/m": {"post": {**operation, "responses": NONE}}}, openapi="3.2.0")
    name = f"unnamed_{len(media)}_{'itemSchema' in media}".lower()
    made = generate(parsed(value), Config(), package=name)
    assert [found.code for found in made.diagnostics] == ["parts-unnamed"]
    write(made.files, tmp_path)
    package = imported(name, tmp_path)
    server.answer = (204, "", b"")
    url = f"http://127.0.0.1:{server.server_address[1]}"
    body = b"--x\r\n\r\n{}\r\n--x--\r\n"
    kind = "multipart/mixed; boundary=x"
    with package.Client(base_url=url) as client:
        client.send(client.m.create.request(body), headers={"Content-Type": kind})
    assert server.seen[-1]["body"] == body
    assert server.seen[-1]["headers"]["content-type"] == kind
