"""Responses read item by item: JSON lines, server-sent events, pieces of bytes."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ..errors import APIError, DecodeError
from .media import ResponseBody
from .values import parse
from .wire import bare

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Self

    import httpx2

    from .codec import Codec
    from .media import ResponseMedia
    from .messages import Request
    from .wire import WireResponse

T = TypeVar("T")
_LIVE = ("lines", "events", "chunks")
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


def _as_it_is(error: APIError) -> APIError:
    return error


class Live:
    """A body that is still on its way.

    Args:
        response: the response it is of.

    Attributes:
        finish: fills in what an error says of its call.
    """

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.finish: Callable[[APIError], APIError] = _as_it_is

    def pieces(self) -> Iterator[bytes]:
        """Iterate over the body piece by piece, as it comes.

        Raises:
            TransportError: the connection broke.
        """
        from .transport import FAULTS, failure, pieces

        try:
            yield from pieces(self._response)
        except FAULTS as error:
            raise failure(error) from bare(error)
        finally:
            self._response.close()

    async def apieces(self) -> AsyncIterator[bytes]:
        """Iterate as `pieces` does.

        Raises:
            TransportError: the connection broke.
        """
        from .transport import FAULTS, apieces, failure

        try:
            async for piece in apieces(self._response):
                yield piece
        except FAULTS as error:
            raise failure(error) from bare(error)
        finally:
            await self._response.aclose()

    def close(self) -> None:
        """Close the connection."""
        self._response.close()

    async def aclose(self) -> None:
        """Close as `close` does."""
        await self._response.aclose()


class Stream(Generic[T]):
    """Items of a response as they come; iterate once, with ``for`` or ``async for``.

    A stream that is not read to its end is closed by ``close()``, or by using it in a ``with``.

    Attributes:
        last: the server-sent event that the item given last was in; of other streams it is empty.
    """

    def __init__(self, live: Live, split: Callable[[bytes | None], Iterator[T]]) -> None:
        self._live = live
        self._split = split
        self.last = Event("")

    @property
    def event(self) -> str:
        """The type of the last event; empty where none was sent."""
        return self.last.event

    @property
    def id(self) -> str:
        """The last id sent so far, for the header ``Last-Event-ID``."""
        return self.last.id

    @property
    def retry(self) -> int | None:
        """Milliseconds to wait before connecting again, or None."""
        return self.last.retry

    def __iter__(self) -> Iterator[T]:
        try:
            for piece in self._live.pieces():
                yield from self._split(piece)
            yield from self._split(None)
        except APIError as error:
            raise self._live.finish(error) from error.__cause__

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            async for piece in self._live.apieces():
                for item in self._split(piece):
                    yield item
            for item in self._split(None):
                yield item
        except APIError as error:
            raise self._live.finish(error) from error.__cause__

    def close(self) -> None:
        """Close the connection before the end."""
        self._live.close()

    async def aclose(self) -> None:
        """Close as `close` does, for the async client."""
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


def _is_json(text: str) -> bool:
    """Whether a text can be read as JSON; what cannot stays text, as all that does not fit."""
    try:
        parse(text)
    except (ValueError, RecursionError):
        return False
    return True


def _stream(response: WireResponse, media: ResponseMedia, codec: Codec) -> Stream[Any]:
    """Make the stream of a response; one that is complete already is cut up as it is."""
    type, whole = media.type, media.whole

    def read(text: str) -> Any:
        try:
            return codec.decode(text, type or "Json")
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
            stream.last = event
            if type is None:
                yield event
            elif type == "str" and not whole:
                yield event.data
            elif whole:
                given = {name: value for name, value in event._asdict().items() if value}
                yield read(json.dumps({"data": "", **given}))
            elif event.data != "[DONE]":
                yield read(event.data) if codec.is_strict or _is_json(event.data) else event.data

    def split_chunks(piece: bytes | None) -> Iterator[bytes]:
        if piece:
            yield piece

    lines, events = _Lines(), _Events()
    split = {"lines": split_lines, "events": split_events, "chunks": split_chunks}[media.kind]
    live = response.live
    if live is None:
        import httpx2

        live = Live(httpx2.Response(200, content=response.content))
    stream: Stream[Any] = Stream(live, split)
    return stream


class StreamBody(ResponseBody):
    """A `ResponseBody` that may also be read item by item."""

    @property
    def live(self) -> Callable[[Any], Any]:
        """The taker of a body that may be read item by item."""
        return Live

    def is_live(self, response: WireResponse) -> bool:
        """Tell whether the response is one to be read item by item."""
        return self.choose(response).kind in _LIVE

    def read(self, response: WireResponse, codec: Codec) -> Any:
        """Read a response as its status and media type say.

        Args:
            response: the response.
            codec: reads JSON.

        Returns:
            Its data, or a `Stream`.

        Raises:
            ValueError: it is not what it should be.
        """
        chosen = self.choose(response)
        if chosen.kind in _LIVE:
            return _stream(response, chosen, codec)
        return super().read(response, codec)


def chunks(request: Request[bytes]) -> Request[Stream[bytes]]:
    """Have the bytes of a response piece by piece instead of all at once.

    Args:
        request: of an operation that responds with bytes; send what this returns.

    Returns:
        The request.

    Raises:
        TypeError: the operation does not respond with bytes.
    """
    reader: Any = request.operation.response_body
    if not isinstance(reader, ResponseBody) or not any(m.kind == "binary" for m in reader.media):
        raise TypeError(f"{request.operation.name} does not respond with bytes.")
    media = tuple(m._replace(kind="chunks") if m.kind == "binary" else m for m in reader.media)
    operation = request.operation._replace(response_body=StreamBody(media))
    changed: Request[Any] = request.changed(operation=operation)
    return changed
