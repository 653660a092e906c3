"""Parameters, bodies and responses that were once got wrong, and a neighbour of each."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import datetime as dt
import json
from collections import UserDict, deque
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from tests.corpus.serving import Recorder

from .cases import Case, value_of

Make = Callable[[Any], Case]
JSON = "application/json"


@pytest.mark.parametrize(
    ("operation", "content", "value"),
    [
        ("free", b'{"a":1}', {"a": 1}),
        ("noschema", b"[1]", [1]),
        ("status", b'"down"', "down"),
        ("price", b"1.10", 1.10),
        ("since", b'"2026-01-02T03:04:05Z"', dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
    ],
)
def test_results_without_a_model(
    operation: str, content: bytes, value: Any, case: Make, server: Recorder
) -> None:
    found = case("results.yaml")
    server.answer = (200, JSON, content)
    assert found.call(server, operation) == value


def test_bodies_without_a_model(case: Make, server: Recorder) -> None:
    found = case("results.yaml")
    server.answer = (204, "", b"")
    found.call(server, "days", (dt.date(2026, 1, 2),))
    assert server.seen[-1]["body"] == b'["2026-01-02"]'
    # A neighbour: a union of scalars, in a list.
    value = value_of("results.yaml")
    schema = value["paths"]["/days"]["post"]["requestBody"]["content"][JSON]["schema"]
    schema["items"] = {"oneOf": [{"type": "string", "format": "date"}, {"type": "integer"}]}
    case(value).call(server, "days", [dt.date(2026, 1, 2), 5])
    assert server.seen[-1]["body"] == b'["2026-01-02",5]'


def test_objects_as_parameters(case: Make, server: Recorder) -> None:
    found = case("object_parameters.yaml")
    page, server.answer = found.models.Page(number=1, size=20), (204, "", b"")
    found.call(server, "q", page=page, flat=page, x_page=page, js=page, tags=range(1, 3))
    seen = server.seen[-1]
    wanted = "page%5Bnumber%5D=1&page%5Bsize%5D=20&number=1&size=20"
    js = "%7B%22number%22%3A1%2C%22size%22%3A20%7D"
    assert seen["target"] == f"/q?{wanted}&js={js}&tags=1&tags=2"
    assert seen["headers"]["x-page"] == "number,1,size,20"
    found.call(server, "q", page=MappingProxyType({"number": 1}), tags=deque([3]))
    assert server.seen[-1]["target"] == "/q?page%5Bnumber%5D=1&tags=3"
    found.call(server, "q", flat=UserDict(number=1), filters=[page])
    filters = "filters=%7B%22number%22%3A1%2C%22size%22%3A20%7D"
    assert server.seen[-1]["target"] == f"/q?number=1&{filters}"


@pytest.mark.parametrize("value", [object(), [object()], {"number": object()}, 1j, lambda: 1])
def test_what_is_no_scalar_is_refused(value: Any, case: Make, server: Recorder) -> None:
    found = case("object_parameters.yaml")
    for name in ("page", "flat", "js", "tags"):
        with pytest.raises(found.package.RequestError):
            found.call(server, "q", **{name: value})
    assert not server.seen


def test_forms_keep_the_order_of_the_schema(case: Make, server: Recorder) -> None:
    found = case("form_order.yaml")
    server.answer = (204, "", b"")
    found.call(server, "upload", {"file": b"PK", "signature": "s", "key": "k", "policy": "p"})
    names = [part.split(b'"')[1] for part in server.seen[-1]["body"].split(b"form-data; name=")[1:]]
    assert names == [b"key", b"policy", b"signature", b"file"]
    # A neighbour: the same of a form that is no multipart, from the class.
    value = value_of("form_order.yaml")
    content = value["paths"]["/upload"]["post"]["requestBody"]["content"]
    schema = content.pop("multipart/form-data")["schema"]
    del schema["properties"]["file"]
    content["application/x-www-form-urlencoded"] = {"schema": schema}
    other = case(value)
    other.call(server, "upload", other.models.UploadBody(signature="s", policy="p", key="k"))
    assert server.seen[-1]["body"] == b"key=k&policy=p&signature=s"


def test_the_media_type_is_the_one_whose_class_the_body_is(case: Make, server: Recorder) -> None:
    found = case("body_class.yaml")
    server.answer = (204, "", b"")
    found.call(server, "files", found.models.ByFile(file=b"PK"))
    assert server.seen[-1]["headers"]["content-type"].startswith("multipart/form-data")
    assert b"PK" in server.seen[-1]["body"]
    found.call(server, "files", found.models.ByUrl(url="u"))
    assert server.seen[-1]["body"] == b'{"url":"u"}'
    # Neighbours: mappings, by what is in them.
    found.call(server, "files", {"file": b"PK"})
    assert server.seen[-1]["headers"]["content-type"].startswith("multipart/form-data")
    found.call(server, "files", {"url": "u"})
    assert server.seen[-1]["headers"]["content-type"] == JSON


def test_forms_are_written_in_their_styles(case: Make, server: Recorder) -> None:
    found = case("form_styles.yaml")
    server.answer = (204, "", b"")
    found.call(server, "accounts", {"metadata": {"order_id": "6735"}, "ids": ["a", "b,c"]})
    body = server.seen[-1]["body"].decode()
    assert body in (
        "metadata%5Border_id%5D=6735&ids=a,b%2Cc",
        "metadata[order_id]=6735&ids=a,b%2Cc",
    )
    found.call(server, "mp", {"csv": ["a", "b"]})
    assert server.seen[-1]["body"].count(b'name="csv"') == 1
    assert b"\r\n\r\na,b\r\n" in server.seen[-1]["body"]
    # A neighbour: other separators.
    value = value_of("form_styles.yaml")
    form = value["paths"]["/accounts"]["post"]["requestBody"]["content"]
    form["application/x-www-form-urlencoded"]["encoding"]["ids"]["style"] = "pipeDelimited"
    case(value).call(server, "accounts", {"ids": ["a", "b"]})
    assert server.seen[-1]["body"] in (b"ids=a%7Cb", b"ids=a|b")


@pytest.mark.parametrize("document", ["event_text.yaml", "events_text.json"])
def test_events_of_text(document: str, case: Make, server: Recorder) -> None:
    found = case(document)
    (method,) = found.generated.plan.methods
    content = b"event: word\nid: 7\ndata: {not json\n\ndata: two\ndata: lines\n\n"
    server.answer = (200, "text/event-stream", content)
    with found.client(server) as client:
        stream = found.method(client, method.operation.id)()
        seen = [(item, stream.event, stream.id) for item in stream]
    assert seen == [("{not json", "word", "7"), ("two\nlines", "", "7")]


def test_members_filled_in_on_construction(case: Make, server: Recorder) -> None:
    found = case("filled_in.json")
    server.answer = (200, JSON, b"null")
    found.call(server, "s", found.models.Cat(n=3))
    assert json.loads(server.seen[-1]["body"]) == {"kind": "cat", "n": 3}
    found.call(server, "s", found.models.Dog(n=3))
    assert json.loads(server.seen[-1]["body"]) == {"kind": "dog", "n": 3}
    # A neighbour: the discriminator's value where the member is any text.
    value = value_of("filled_in.json")
    for schema in value["components"]["schemas"].values():
        schema["properties"]["kind"] = {"type": "string"}
    other = case(value)
    other.call(server, "s", other.models.Dog(n=3))
    assert json.loads(server.seen[-1]["body"]) == {"kind": "dog", "n": 3}


@pytest.mark.parametrize("member", ["detail", "title", "error", "message"])
def test_the_reason_is_in_the_error(member: str, case: Make, server: Recorder) -> None:
    value = value_of("reason.json")
    schema = value["components"]["schemas"]["Err"]
    schema |= {"required": [member], "properties": {member: {"type": "string"}}}
    found = case(value)
    server.answer = (404, JSON, json.dumps({member: "no such thing"}).encode())
    with pytest.raises(found.package.NotFoundError, match="no such thing") as caught:
        found.call(server, "s")
    assert type(caught.value.body) is found.models.Err


def test_a_response_that_does_not_fit_is_not_lost(case: Make, server: Recorder) -> None:
    found = case("misfit.json")
    server.answer = (200, JSON, b'{"name":5}')
    assert found.written(found.call(server, "s")) == {"name": 5}
    server.answer = (200, JSON, b"{broken")
    with pytest.raises(found.package.DecodeError) as caught:
        found.call(server, "s")
    assert caught.value.content == b"{broken"
    server.answer = (200, JSON, b"[]")
    with found.client(server, strict=True) as client:
        with pytest.raises(found.package.DecodeError) as refused:
            found.method(client, "s")()
        assert refused.value.content == b"[]"
        raw = client.send(found.method(client, "s").request(), decode=False)
        assert (raw.status, raw.content) == (200, b"[]")
    # A neighbour: text where another type is declared.
    server.answer = (200, JSON, b"[1]")
    assert found.call(server, "e") == [1]


def test_declared_security_can_be_left_out(case: Make, server: Recorder) -> None:
    found = case("no_credentials.json")
    server.answer = (200, JSON, b"1")
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with pytest.raises(found.package.ConfigurationError, match="auth=None"):
        with found.package.Client(base_url=url) as client:
            found.method(client, "s")()
    with found.package.Client(base_url=url, auth=None) as client:
        assert found.method(client, "s")() == 1
    assert "authorization" not in server.seen[-1]["headers"]
    # A neighbour: an operation that says it is open needs none.
    value = value_of("no_credentials.json")
    value["paths"]["/s"]["get"]["security"] = [{"a": []}, {}]
    other = case(value)
    with other.package.Client(base_url=url) as client:
        assert other.method(client, "s")() == 1
    assert "authorization" not in server.seen[-1]["headers"]


def test_null_ends_a_walk(case: Make, server: Recorder) -> None:
    found = case("page_next_null.json")
    with found.client(server) as client:
        url = client.base_url
        pages = [
            {"count": 2, "next": f"{url}/books?page=2", "previous": None, "results": [{"id": 1}]},
            {"count": 2, "next": None, "previous": None, "results": [{"id": 2}]},
        ]
        for page in pages:
            server.queue.append((200, {"Content-Type": JSON}, json.dumps(page).encode()))
        server.answer = (404, JSON, b'{"detail":"Invalid page."}')
        books = [found.written(book) for book in found.method(client, "books_list")()]
    assert books == [{"id": 1}, {"id": 2}]
    assert len(server.seen) == 2
