"""Answers read item by item: JSON lines, server-sent events, pieces of bytes."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import httpx2

from ..errors import DecodeError
from .calls import Request
from .media import Answer, Answers
from .transport import failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Self

    from .codec import Codec
    from .wire import WireResponse

T = TypeVar("T")
_MOST = 16 * 1024 * 1024


class Event(NamedTuple):
    """A server-sent event.

    Args:
        data: its lines, joined by newlines.
        event: its type; empty where none was sent.
        id: the last id sent so far.
        retry: milliseconds to wait before connecting again, or None.
    """

    data: str
    event: str = ""
    id: str = ""
    retry: int | None = None


class Live:
    """A body that is still on the line."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    def read(self) -> Any:
        """Read the rest: bytes, or a coroutine of them for the async client."""
        is_async = isinstance(self._response.stream, httpx2.AsyncByteStream)
        if is_async and not isinstance(self._response.stream, httpx2.SyncByteStream):
            return self._aread()
        try:
            return self._response.read()
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise failure(error) from error
        finally:
            self._response.close()

    async def _aread(self) -> bytes:
        try:
            return await self._response.aread()
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise failure(error) from error
        finally:
            await self._response.aclose()

    def pieces(self) -> Iterator[bytes]:
        """Give the body piece by piece, as it comes."""
        try:
            yield from self._response.iter_bytes()
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise failure(error) from error
        finally:
            self._response.close()

    async def apieces(self) -> AsyncIterator[bytes]:
        """As `pieces`."""
        try:
            async for piece in self._response.aiter_bytes():
                yield piece
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise failure(error) from error
        finally:
            await self._response.aclose()

    def close(self) -> None:
        """Give the connection up."""
        self._response.close()

    async def aclose(self) -> None:
        """As `close`."""
        await self._response.aclose()


class Stream(Generic[T]):
    """Items of an answer as they come; iterate once, with ``for`` or ``async for``.

    A stream that is not read to its end is closed by ``close()``, or by using it in a ``with``.
    """

    def __init__(self, live: Live, split: Callable[[bytes | None], Iterator[T]]) -> None:
        self._live = live
        self._split = split

    def __iter__(self) -> Iterator[T]:
        for piece in self._live.pieces():
            yield from self._split(piece)
        yield from self._split(None)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for piece in self._live.apieces():
            for item in self._split(piece):
                yield item
        for item in self._split(None):
            yield item

    def close(self) -> None:
        """Give the connection up before the end."""
        self._live.close()

    async def aclose(self) -> None:
        """As `close`, for the async client."""
        await self._live.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


class _Lines:
    """Cuts pieces of bytes into lines of text; CR, LF and CRLF end a line."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = ""

    def feed(self, piece: bytes | None) -> Iterator[str]:
        text = self._rest + self._decoder.decode(piece or b"", piece is None)
        # A CR at the end may be the first half of a CRLF.
        held = "\r" if text.endswith("\r") and piece is not None else ""
        text = text[: len(text) - len(held)].replace("\r\n", "\n").replace("\r", "\n")
        *lines, rest = text.split("\n")
        self._rest = rest + held
        if len(self._rest) > _MOST:
            raise DecodeError("A line of the stream is longer than 16 MiB.")
        yield from lines
        if piece is None and self._rest:
            yield self._rest


class _Events:
    """Reads server-sent events as the HTML standard says."""

    def __init__(self) -> None:
        self._lines = _Lines()
        self._data: list[str] = []
        self._event, self._id = "", ""
        self._retry: int | None = None

    def feed(self, piece: bytes | None) -> Iterator[Event]:
        for line in self._lines.feed(piece):
            if not line:
                if self._data:
                    yield Event("\n".join(self._data), self._event, self._id, self._retry)
                self._data, self._event = [], ""
                continue
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                self._data.append(value)
            elif name == "event":
                self._event = value
            elif name == "id" and "\0" not in value:
                self._id = value
            elif name == "retry" and value.isascii() and value.isdigit():
                self._retry = int(value)


def stream(answer: WireResponse, kind: str, type: str | None, whole: bool, codec: Codec) -> Any:
    """Make the stream of an answer.

    Args:
        answer: with a live body; a complete one is given out as it is.
        kind: ``lines``, ``events`` or ``chunks``.
        type: what an item holds, as an expression over the models module, or None.
        whole: the type is an event's, not that of its data.
        codec: decodes the items.
    """

    def read(text: str) -> Any:
        try:
            return codec.decode(text, type or "Any")
        except (ValueError, RecursionError) as error:
            raise DecodeError(f"An item of the stream cannot be read: {error}") from None

    def split_lines(piece: bytes | None) -> Iterator[Any]:
        for line in lines.feed(piece):
            # JSON text sequences put a record separator before each text.
            text = line.strip().strip("\x1e").strip()
            if text:
                yield read(text)

    def split_events(piece: bytes | None) -> Iterator[Any]:
        for event in events.feed(piece):
            if type is None:
                yield event
            elif whole:
                given = {name: value for name, value in event._asdict().items() if value}
                yield read(json.dumps(given))
            elif event.data != "[DONE]":
                yield read(event.data)

    def split_chunks(piece: bytes | None) -> Iterator[bytes]:
        if piece:
            yield piece

    lines, events = _Lines(), _Events()
    live = answer.live or Live(httpx2.Response(200, content=answer.content))
    split = {"lines": split_lines, "events": split_events, "chunks": split_chunks}[kind]
    return Stream(live, split)


def chunks(request: Request[bytes]) -> Request[Stream[bytes]]:
    """Have the bytes of an answer piece by piece instead of all at once.

    Args:
        request: of an operation that answers bytes; send what this returns.
    """
    reader: Any = request.operation.answers
    if not isinstance(reader, Answers) or not any(a.kind == "binary" for a in reader.media):
        raise TypeError(f"{request.operation.name} does not answer bytes.")
    media = tuple(
        Answer(a.status, a.name, "chunks") if a.kind == "binary" else a for a in reader.media
    )
    return Request(
        request.operation._replace(answers=Answers(media)),
        path=request.path,
        query=request.query,
        headers=request.headers,
        cookies=request.cookies,
        body=request.body,
    )
