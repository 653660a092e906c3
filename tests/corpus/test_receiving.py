"""Responses as services send them: other media types, none at all, streams, errors with reasons."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .serving import Opener, Recorder, call_of

JSON = {"Content-Type": "application/json"}
EVENTS = {"Content-Type": "text/event-stream"}
Ask = Callable[..., Any]


@pytest.fixture
def client(opened: Opener) -> Iterator[Any]:
    with opened("receiving") as client:
        yield client


@pytest.fixture
def ask(client: Any, server: Recorder) -> Ask:
    """Return a function that calls an operation, which is answered as told."""

    def ask(operation: str, body: bytes, headers: dict[str, str] = JSON, status: int = 200) -> Any:
        server.queue.append((status, headers, body))
        return client.send(call_of(client, "receiving", operation).request())

    return ask


@pytest.fixture
def errors(client: Any) -> Any:
    return importlib.import_module("corpus_receiving.errors")


def test_json_is_asked_for_alone_where_others_are_the_same(ask: Ask, server: Recorder) -> None:
    assert type(ask("both", b'{"name":"Rex"}').data).__name__ == "Pet"
    assert server.seen[-1]["headers"]["accept"] == "application/json"
    assert ask("either", b"%PDF", {"Content-Type": "application/pdf"}).data == b"%PDF"
    assert server.seen[-1]["headers"]["accept"] == "application/json, application/pdf;q=0.9"


def test_any_media_type_is_read_as_what_arrives(ask: Ask, server: Recorder) -> None:
    assert ask("any", b'{"name":"Rex"}').data.name == "Rex"
    assert server.seen[-1]["headers"]["accept"] == "application/json, */*;q=0.8"
    assert ask("any", b"<pet/>", {"Content-Type": "application/xml"}).data == "<pet/>"
    assert ask("any", b"a\xff", {"Content-Type": "image/png"}).data == b"a\xff"
    assert ask("any", b'{"name":"Rex"}', {}).data.name == "Rex"
    assert ask("application", b'{"name":"Rex"}').data.name == "Rex"
    assert ask("application", b"%PDF", {"Content-Type": "application/pdf"}).data == b"%PDF"
    assert ask("untyped", b"[1]").data == [1]
    assert ask("untyped", b"hi", {"Content-Type": "text/plain"}).data == "hi"


@pytest.mark.parametrize("status", [200, 204, 205])
def test_a_response_without_content_is_none(status: int, ask: Ask) -> None:
    for operation in ("pet", "both", "any", "untyped", "either", "headPet"):
        response = ask(operation, b"", JSON, status)
        assert (response.data or None, response.content) == (None, b"")
        assert response.status == status


def test_a_strict_call_wants_what_was_promised(client: Any, server: Recorder, errors: Any) -> None:
    server.queue.append((200, JSON, b""))
    with pytest.raises(errors.DecodeError, match="empty"):
        client.send(call_of(client, "receiving", "pet").request(), strict=True)


def test_undeclared_content_is_reachable(ask: Ask, errors: Any) -> None:
    response = ask("deletePet", b"gone", {"Content-Type": "text/plain"})
    assert (response.data, response.content) == (None, b"gone")
    with pytest.raises(errors.DecodeError) as caught:
        ask("pet", b"<html>", {"Content-Type": "text/html"})
    assert caught.value.content == b"<html>"


def test_events_of_text_are_their_text(ask: Ask) -> None:
    sent = b"retry: 10\nid: 7\nevent: delta\ndata: Hello\ndata: you\n\ndata: [1\n\n"
    stream = ask("chat", sent, EVENTS).data
    told = [(text, stream.event, stream.id, stream.retry) for text in stream]
    assert told == [("Hello\nyou", "delta", "7", 10), ("[1", "", "7", 10)]


def test_events_of_json_are_typed_and_tell_their_type(ask: Ask) -> None:
    stream = ask("pets", b'event: a\ndata: {"name":"Rex"}\nid: 1\n\ndata: [DONE]\n\n', EVENTS).data
    told = [(pet.name, stream.event, stream.id, stream.last.data) for pet in stream]
    assert told == [("Rex", "a", "1", '{"name":"Rex"}')]


def test_events_that_are_no_json_stay_text(ask: Ask, client: Any, server: Recorder) -> None:
    sent = b'data: hi there\n\ndata: {"name":"Rex"}\n\n'
    text, pet = ask("mixed", sent, EVENTS).data
    assert (text, pet.name) == ("hi there", "Rex")
    errors = importlib.import_module("corpus_receiving.errors")
    server.queue.append((200, EVENTS, sent))
    response = client.send(call_of(client, "receiving", "mixed").request(), strict=True)
    with pytest.raises(errors.DecodeError):
        list(response.data)


def test_events_as_a_whole(ask: Ask) -> None:
    sent = b"event: a\ndata: x\nid: 1\nretry: 5\n\ndata:\n\n"
    first, second = ask("events", sent, EVENTS).data
    assert (first.event, first.data, first.id, first.retry) == ("a", "x", "1", 5)
    assert second.data == ""


REASONS: list[tuple[object, str]] = [
    ({"detail": "no such pet"}, "no such pet"),
    ({"title": "Wrong", "detail": "too many"}, "Wrong: too many"),
    ({"error": {"message": "bad", "code": "x"}}, "bad"),
    ({"message": "bad", "errors": [{"field": "name", "message": "is short"}]},
     "bad: name: is short"),
    ({"detail": [{"loc": ["body", "name"], "msg": "Field required", "type": "missing"}]},
     "body.name: Field required"),
    ({"name": ["This field is required."]}, "name: This field is required."),
    ({"errors": {"name": ["is short", "is odd"]}}, "name: is short; is odd"),
    (["one", "two"], "one; two"),
    ("plain", "plain"),
    ({"detail": "a\n::error::b\x1b[31m"}, "a\\n::error::b\\x1b[31m"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), REASONS)
def test_the_reason_is_in_the_text(body: object, text: str, ask: Ask, errors: Any) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        ask("pet", json.dumps(body).encode(), JSON, 404)
    assert text in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_reason_is_cut(ask: Ask, errors: Any) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        ask("pet", json.dumps({"detail": "x" * 10_000}).encode(), JSON, 404)
    assert len(str(caught.value)) < 700


def test_an_error_body_is_of_the_class_that_is_declared(ask: Ask, errors: Any) -> None:
    body, problem = b'{"detail":"none","more":1}', {"Content-Type": "application/problem+json"}
    for status, kind in ((404, "Missing"), (422, "Problem"), (500, "dict")):
        with pytest.raises(errors.StatusError) as caught:
            ask("pet", body, problem, status)
        assert type(caught.value.body).__name__ == kind
    with pytest.raises(errors.StatusError) as caught:
        ask("pet", b"<html>", {"Content-Type": "text/html"}, 404)
    assert (caught.value.body, caught.value.content) == (None, b"<html>")
