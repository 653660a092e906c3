"""Bodies that are sent piece by piece: never held whole, and repeated only where that can be."""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support.documents import NONE, document, obj, parsed
from tests.support.files import imported, write

from .serving import Opener, Recorder, call_of

SIZE = 3_000_000
BUSY = (503, {"Retry-After": "0"}, b"")
DONE: tuple[int, dict[str, str], bytes] = (204, {}, b"")


class Counted(io.RawIOBase):
    """A file that tells how much of it was asked for at a time."""

    def __init__(self) -> None:
        self.left = SIZE
        self.most = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        self.most = max(self.most, SIZE if size < 0 else size)
        piece = b"x" * min(self.left, SIZE if size < 0 else size)
        self.left -= len(piece)
        return piece


@pytest.fixture
def file() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as made:
        made.write(b"skipped" + b"x" * SIZE)
        made.seek(7)
        yield made


@pytest.fixture(params=["sync", "async"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Send = Callable[..., None]


@pytest.fixture
def send(way: str, opened: Opener, server: Recorder) -> Send:
    """Return a function that sends the body of an operation, with either client."""

    def send(body: Any, operation: str, queue: Sequence[Any] = (DONE,), **settings: Any) -> None:
        with opened("bodies"):
            server.queue += queue
            url = f"http://127.0.0.1:{server.server_address[1]}"
            package = importlib.import_module("corpus_bodies")
            if way == "sync":
                with package.Client(base_url=url, **settings) as client:
                    call_of(client, "bodies", operation)(body)
                return

            async def run() -> None:
                async with package.AsyncClient(base_url=url, **settings) as client:
                    await call_of(client, "bodies", operation)(body)

            asyncio.run(run())

    return send


def test_a_stream_is_read_in_small_pieces(send: Send, server: Recorder) -> None:
    source = Counted()
    send(source, "putBinary")
    assert server.seen[-1]["body"] == b"x" * SIZE
    assert server.seen[-1]["headers"]["transfer-encoding"] == "chunked"
    assert source.most <= 65_536


def test_a_file_is_sent_from_where_it_stands_and_again_after_a_refusal(
    send: Send, file: BinaryIO, server: Recorder
) -> None:
    send(file, "putBinary", queue=[BUSY, DONE], retry=1)
    assert [len(seen["body"]) for seen in server.seen] == [SIZE, SIZE]
    assert {seen["headers"]["content-length"] for seen in server.seen} == {str(SIZE)}


def test_an_iterator_is_sent_once(send: Send, server: Recorder) -> None:
    with pytest.raises(Exception, match="503") as caught:
        send(iter([b"a", b"", b"b"]), "putBinary", queue=[BUSY], retry=3)
    assert type(caught.value).__name__ == "ServiceUnavailableError"
    assert [seen["body"] for seen in server.seen] == [b"ab"]


def test_an_async_iterator_needs_the_async_client(way: str, send: Send, server: Recorder) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    if way == "async":
        send(pieces(), "putBinary")
        assert server.seen[-1]["body"] == b"ab"
    else:
        with pytest.raises(Exception, match="needs the async client") as caught:
            send(pieces(), "putBinary")
        assert type(caught.value).__name__ == "RequestError"


def test_pieces_that_are_no_bytes_are_refused(send: Send, server: Recorder) -> None:
    for body in (io.StringIO("text"), iter([1]), 5):
        with pytest.raises(Exception, match="must be text, bytes") as caught:
            send(body, "putBinary")
        assert type(caught.value).__name__ == "RequestError"


def test_files_of_a_form_are_read_as_they_are_sent(
    send: Send, file: BinaryIO, server: Recorder
) -> None:
    file.seek(0)
    form = {"file": file, "note": "n"}
    busy = (429, {"Retry-After": "0"}, b"")
    send(form, "postMultipart", queue=[busy, DONE], retry=1)
    body = server.seen[-1]["body"]
    assert b"skipped" + b"x" * SIZE in body and b'name="note"' in body
    assert server.seen[-1]["headers"]["content-length"] == str(len(body))


def test_a_form_with_a_stream_goes_in_pieces(send: Send, server: Recorder) -> None:
    source = Counted()
    send({"file": ("big.bin", source)}, "postMultipart")
    assert b'filename="big.bin"' in server.seen[-1]["body"]
    assert server.seen[-1]["body"].count(b"x") >= SIZE
    assert source.most <= 65_536


def test_what_was_read_is_no_file(opened: Opener, server: Recorder, tmp_path: Path) -> None:
    # A date-time that keeps its text is a value, whatever its class offers.
    members = {"at": "date-time", "id": "uuid", "within": "duration", "price": "decimal"}
    form = obj(file={"type": "string", "format": "binary"}, **{
        name: {"type": "string", "format": kind} for name, kind in members.items()
    })  # fmt: skip
    body = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    value = document({"/m": {"post": {"requestBody": body, "responses": NONE}}})
    write(generate(parsed(value), Config(), package="read_values").files, tmp_path)
    package = imported("read_values", tmp_path)
    models = imported("read_values.models", tmp_path)
    given = {"at": "2026-01-02t03:04:05z", "id": "B008976C-E085-43B7-B27D-9C0EFD5FBFB5",
             "within": "PT90M", "price": "1.10"}  # fmt: skip
    read = next(getattr(models, name) for name in models.__all__).model_validate_json(
        json.dumps(given)
    )
    server.answer = (204, "", b"")
    with package.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
        client.m.create(read)
    sent = server.seen[-1]["body"].decode()
    assert "filename" not in sent
    assert all(
        f'name="{name}"' in sent and f"\r\n\r\n{text}\r\n" in sent for name, text in given.items()
    )


@pytest.mark.parametrize(
    "named", [("n.dat", b"x"), ("n.dat", b"x", None), ("n.dat", b"x", None, {"X-A": "1"})]
)
def test_a_named_file_without_a_type_has_the_documents(
    named: Any, send: Send, server: Recorder
) -> None:
    send({"file": named}, "postMultipart")
    part = server.seen[-1]["body"].split(b"\r\n\r\n")[0].lower()
    assert b"content-type: image/png" in part and b'filename="n.dat"' in part
    assert (b"x-a: 1" in part) == (len(named) == 4)
