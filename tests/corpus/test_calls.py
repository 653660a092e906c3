"""Every operation of the corpus is called, and what arrives is what its document says."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from clientgen.api import Api, Operation, Schema
from clientgen.plan import Method
from tests.support.files import imported

from .packages import NAMES, made
from .serving import Opener, Recorder, call_of


def warnings_off(kind: type[Warning]) -> AbstractContextManager[None]:
    return nullcontext()


def value_of(schema: Schema | None, api: Api, depth: int = 0) -> Any:
    """A value the schema allows, made without our planner."""
    if schema is None:
        return {}
    if schema.ref is not None:
        target = api.schemas[schema.ref]
        is_object = bool(target.properties or target.all_of or target.one_of)
        return {} if is_object and depth > 2 else value_of(target, api, depth + 1)
    if schema.enum:
        return schema.enum[0]
    for parts in (schema.one_of, schema.any_of):
        if parts:
            return value_of(parts[0], api, depth)
    if schema.all_of or schema.properties:
        members = [m for m in schema.properties if not m.name.startswith("next")]
        value = {m.name: value_of(m.schema, api, depth) for m in members}
        for part in schema.all_of:
            found = value_of(part, api, depth)
            value.update(found if isinstance(found, dict) else {})
        return value
    kind = schema.types[0] if schema.types else "object"
    if kind == "array":
        return [value_of(item, api, depth) for item in schema.prefix_items or [schema.items]]
    if isinstance(schema.additional, Schema):
        return {"k": value_of(schema.additional, api, depth)}
    if schema.pattern_properties:
        return {"x-k": value_of(next(iter(schema.pattern_properties.values())), api, depth)}
    texts = {
        "byte": "aGk=",
        "date": "2026-01-02",
        "date-time": "2026-01-02T03:04:05.000Z",
        "decimal": "1.10",
        "duration": "PT1H",
        "time": "10:20:30",
        "uuid": "b008976c-e085-43b7-b27d-9c0efd5fbfb5",
    }
    text = "aGk=" if schema.encoding else texts.get(schema.format or "", "a b&c")
    return {"string": text, "integer": 7, "number": 1.5, "boolean": True}.get(kind, {"k": "v"})


def answer_of(operation: Operation, api: Api) -> tuple[int, str, bytes]:
    """What a server of this document would answer."""
    named = [r for r in operation.responses if r.status.startswith("2")] or operation.responses
    if not named or named[0].status.startswith("3"):
        return 204, "", b""
    status = named[0].status.replace("XX", "00").replace("DEFAULT", "200").replace("default", "200")
    if not named[0].content:
        return int(status), "", b""
    is_json = [media for media in named[0].content if media.name == "application/json"]
    media = (is_json or named[0].content)[0]
    value = value_of(media.item or media.schema, api)
    if media.name.endswith("json"):
        return int(status), media.name, json.dumps(value).encode()
    if "json" in media.name:
        return int(status), media.name, json.dumps(value).encode() + b"\n"
    if media.name == "text/event-stream":
        return int(status), media.name, b"data: " + json.dumps(value).encode() + b"\n\n"
    return int(status), media.name, b"bytes"


def arguments_of(method: Method, api: Api) -> dict[str, Any]:
    """Values for all required arguments."""
    found: dict[str, Any] = {}
    for argument in method.arguments:
        if argument.default or (argument.location == "body" and not argument.required):
            continue
        if argument.location != "body":
            found[argument.name] = value_of(argument.schema, api)
            continue
        assert method.operation.body is not None
        media = method.operation.body.content[0]
        value = value_of(media.schema, api)
        if isinstance(value, dict) and media.name.startswith("multipart"):
            value = {name: b"x" if name == "file" else item for name, item in value.items()}
        is_bytes = "octet-stream" in media.name or "image" in media.name
        kind = method.sends[0].kind if method.sends else ""
        value = b"x" if is_bytes else "x" if kind == "text" else value
        found[argument.name] = [value] if kind == "lines" else value
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_can_be_called(name: str, opened: Opener, server: Recorder) -> None:
    generated = made(name)
    with opened(name) as client:
        for method in generated.plan.methods:
            server.answer = answer_of(method.operation, generated.api)
            given = arguments_of(method, generated.api)
            call: Any = client
            for part in method.path.split("."):
                call = getattr(call, part)
            positional = [a.name for a in method.positional if a.name in given]
            ordered = [given.pop(a) for a in positional]
            warned = pytest.warns if method.operation.deprecated else warnings_off
            with warned(DeprecationWarning):
                result = call(*ordered, **given)
            if hasattr(result, "__iter__") and not isinstance(result, (str, bytes, list, dict)):
                result = list(result)
            seen = server.seen[-1]
            assert seen["method"] == method.operation.method
            # A "#" in a path begins no fragment: what follows is sent as a query.
            prefix = method.operation.path.partition("{")[0].replace("#", "?", 1)
            assert unquote(seen["target"]).startswith(prefix)
            assert "{" not in seen["target"]
    assert len(server.seen) >= len(generated.plan.methods)


@pytest.fixture
def bodies(opened: Opener, server: Recorder) -> Iterator[Any]:
    server.answer = (204, "", b"")
    with opened("bodies") as client:
        yield client


def test_forms_are_written_as_their_encoding_says(bodies: Any, server: Recorder) -> None:
    call_of(bodies, "bodies", "postForm")(
        {"name": "a b&c", "tags": ["x", "y"], "joined": ["1", "2"], "where": {"city": "Köln"}}
    )
    seen = server.seen[-1]
    assert seen["headers"]["content-type"] == "application/x-www-form-urlencoded"
    told = "name=a+b%26c&tags=x&tags=y&joined=1,2&where=%7B%22city%22%3A%22K%C3%B6ln%22%7D"
    assert sorted(seen["body"].decode().split("&")) == sorted(told.split("&"))


def test_multipart_carries_files_fields_and_json(
    bodies: Any, server: Recorder, tmp_path: Path
) -> None:
    path = tmp_path / "é.bin"
    path.write_bytes(b"\x00\xff")
    with path.open("rb") as file:
        call_of(bodies, "bodies", "postMultipart")(
            {
                "file": file,
                "files": [("a.txt", "text"), b"raw"],
                "meta": {"name": "Rex", "age": 3},
                "note": "n",
            }
        )
    seen = server.seen[-1]
    kind = seen["headers"]["content-type"]
    from email.parser import BytesParser

    head = f"Content-Type: {kind}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + seen["body"]).get_payload()
    found = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in parts
        if not isinstance(part, str)
    ]
    assert ("file", "image/png", b"\x00\xff") in found
    assert [item[2] for item in found if item[0] == "files"] == [b"text", b"raw"]
    assert ("note", "text/plain", b"n") in found
    assert ("meta", "application/json", b'{"name":"Rex","age":3}') in found


def test_bytes_files_and_pieces_are_sent_as_they_are(
    bodies: Any, server: Recorder, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        for body in (b"abc", file, iter([b"a", b"bc"])):
            call_of(bodies, "bodies", "putBinary")(body)
            assert server.seen[-1]["body"] == b"abc"
            assert server.seen[-1]["headers"]["content-type"] == "application/octet-stream"


def test_one_of_several_media_types_is_chosen(bodies: Any, server: Recorder) -> None:
    call_of(bodies, "bodies", "postSeveral")({"name": "Rex"})
    assert server.seen[-1]["headers"]["content-type"] == "application/json"
    assert server.seen[-1]["body"] == b'{"name":"Rex"}'
    (method,) = [m for m in made("bodies").plan.methods if m.operation.id == "postSeveral"]
    (chosen,) = [a.name for a in method.arguments if a.wire == "Content-Type"]
    call_of(bodies, "bodies", "postSeveral")("a,b", **{chosen: "text/csv"})
    assert server.seen[-1]["headers"]["content-type"] == "text/csv"
    assert server.seen[-1]["body"] == b"a,b"
    call_of(bodies, "bodies", "postSeveral")(
        {"name": "Rex"}, **{chosen: "application/x-www-form-urlencoded"}
    )
    assert server.seen[-1]["body"] == b"name=Rex"


def test_json_lines_are_sent_line_by_line(bodies: Any, server: Recorder) -> None:
    call_of(bodies, "bodies", "postLines")([{"name": "a"}, {"name": "b"}])
    assert server.seen[-1]["body"] == b'{"name":"a"}\n{"name":"b"}\n'
    assert server.seen[-1]["headers"]["content-type"] == "application/x-ndjson"


@pytest.fixture
def answers(opened: Opener, server: Recorder) -> Iterator[Any]:
    with opened("answers") as client:
        yield client


def test_each_status_and_media_type_is_read_as_what_it_is(answers: Any, server: Recorder) -> None:
    server.queue += [
        (200, {"Content-Type": "application/json"}, b'{"name":"Rex"}'),
        (201, {"Content-Type": "application/json"}, b'{"id":"7"}'),
        (204, {}, b""),
        (200, {"Content-Type": "text/csv; charset=latin-1"}, b"\xe9,b"),
        (200, {"Content-Type": "application/pdf"}, b"%PDF\xff"),
        (200, {"Content-Type": "application/json"}, b'{"name":"Rex"}'),
    ]
    assert type(call_of(answers, "answers", "putPet")("1")).__name__ == "Pet"
    assert type(call_of(answers, "answers", "putPet")("1")).__name__ == "Made"
    assert call_of(answers, "answers", "putPet")("1") is None
    assert answers.several.get() == "é,b"
    assert answers.several.get() == b"%PDF\xff"
    assert answers.several.get().name == "Rex"
    assert server.seen[-1]["headers"]["accept"] == (
        "application/json, text/csv;q=0.9, application/pdf;q=0.9"
    )


def test_streams_give_items_as_they_come(answers: Any, server: Recorder) -> None:
    events = b': hi\r\ndata: {"name":\r\ndata: "a"}\r\n\r\ndata: {"name":"b"}\n\ndata: [DONE]\n\n'
    server.queue += [
        (200, {"Content-Type": "text/event-stream"}, events),
        (200, {"Content-Type": "application/x-ndjson"}, b'{"name":"a"}\n\n{"name":"b"}'),
        (200, {"Content-Type": "application/octet-stream"}, b"x" * 100_000),
    ]
    assert [pet.name for pet in answers.events.get()] == ["a", "b"]
    with answers.lines.get() as stream:
        assert [pet.name for pet in stream] == ["a", "b"]
    chunks = importlib.import_module("corpus_answers").chunks
    pieces = answers.send(chunks(answers.binary.get.request())).data
    assert b"".join(pieces) == b"x" * 100_000


def test_the_async_client_streams_too(opened: Opener, server: Recorder) -> None:
    import asyncio

    with opened("answers"):
        package = importlib.import_module("corpus_answers")
    server.queue += [
        (200, {"Content-Type": "text/event-stream"}, b'data: {"name":"a"}\n\n'),
        (404, {"Content-Type": "text/event-stream"}, b"nothing here"),
    ]

    async def run() -> list[str]:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        async with package.AsyncClient(base_url=url) as client:
            found = [pet.name async for pet in await client.events.get()]
            with pytest.raises(package.NotFoundError):
                await client.events.get()
            return found

    assert asyncio.run(run()) == ["a"]


def test_each_operation_gets_the_credentials_it_asks_for(opened: Opener, server: Recorder) -> None:
    server.answer = (204, "", b"")
    with opened("security", basic=("u", "p"), query_key="q k") as client:
        package = importlib.import_module("corpus_security")
        client.default.get()
        assert server.seen[-1]["headers"]["authorization"] == "Bearer secret"
        client.open.get()
        assert "authorization" not in server.seen[-1]["headers"]
        client.both.get()
        assert server.seen[-1]["headers"]["x-api-key"] == "secret"
        assert server.seen[-1]["headers"]["cookie"] == "sid=secret"
        assert "authorization" not in server.seen[-1]["headers"]
        client.basic.get()
        assert server.seen[-1]["headers"]["authorization"] == "Basic dTpw"
        client.optional.get()
        assert server.seen[-1]["headers"]["authorization"] == "Basic dTpw"
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with package.Client(base_url=url, query_key="q k") as client:
        client.either.get()
        assert server.seen[-1]["target"] == "/either?api%20key=q%20k"
        client.optional.get()
        assert "authorization" not in server.seen[-1]["headers"]
        count = len(server.seen)
        with pytest.raises(package.ConfigurationError, match="give cookie_key \\+ header_key"):
            client.both.get()
        assert len(server.seen) == count


# The member with the items, and what leads on from the first and the second page.
PAGES: dict[str, tuple[str, Any, Any]] = {
    "next_uri": ("entities", {"nextUri": "/next-uri?after=x"}, {}),
    "cursor": ("items", {"nextCursor": "x"}, {"nextCursor": None}),
    "token": ("results", {"nextPageToken": "x"}, {}),
    "page": ("entities", {"pageCount": 2}, {"pageCount": 2}),
    "offset": ("data", {"total": 2}, {"total": 2}),
    "link": ("", {"Link": '</link?page=2>; rel="next"'}, {}),
}


@pytest.mark.parametrize("style", PAGES)
def test_listings_are_walked_without_configuration(
    style: str, opened: Opener, server: Recorder
) -> None:
    with opened("paging") as client:
        member, *following = PAGES[style]
        for number, more in enumerate(following, 1):
            items = [{"id": str(number)}]
            headers = {"Content-Type": "application/json", **({} if member else more)}
            body = {member: items, **more} if member else items
            server.queue.append((200, headers, json.dumps(body).encode()))
        assert [item.id for item in getattr(client, style).list()] == ["1", "2"]
        assert len(server.seen) == 2


def test_webhooks_and_callbacks_are_read_as_models(corpus: Callable[[str], Path]) -> None:
    root = corpus("webhooks")
    hooks = imported("corpus_webhooks.webhooks", root)
    errors = imported("corpus_webhooks.errors", root)
    order = hooks.WEBHOOK_ORDER_PLACED.read(b'{"id":"1","lines":[{"sku":"a"}]}')
    assert (type(order).__name__, order.lines[0].sku) == ("Order", "a")
    assert hooks.CALLBACK_SUBSCRIBE_SHIPPED.read(b'{"carrier":"x"}').carrier == "x"
    with pytest.raises(errors.DecodeError, match="orderPlaced"):
        hooks.WEBHOOK_ORDER_PLACED.read(b"{")
    assert hooks.WEBHOOK_ORDER_PLACED.read(b"[]") == []
    with pytest.raises(errors.DecodeError, match="orderPlaced"):
        hooks.WEBHOOK_ORDER_PLACED.read(b"[]", strict=True)


def test_servers_are_put_together(corpus: Callable[[str], Path]) -> None:
    package = imported("corpus_servers", corpus("servers"))
    first, second = package.SERVERS
    assert first.url() == package.Client().base_url == "https://eu.example.com:443/v1"
    assert first.url(region="us", base="v2") == "https://us.example.com:443/v2"
    assert second.url() == "https://test.example.com/v1"
    for wrong in ({"region": "mars"}, {"planet": "mars"}):
        with pytest.raises(package.ConfigurationError):
            first.url(**wrong)
    request = package.Client().api.upload.request(b"x")
    url, *_ = package.Client()._engine.prepare(request, package.Client()._options)
    assert url == "https://upload.example.com/upload"
    own = package.Client(base_url="https://proxy.example.com")
    assert own._engine.prepare(request, own._options)[0] == "https://proxy.example.com/upload"
