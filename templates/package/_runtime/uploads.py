"""Request bodies of text, bytes and files; what is large is sent piece by piece."""

from __future__ import annotations

import io
import os
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError
from .bodies import RequestBody, RequestMedia, is_json, is_named, members
from .parameters import text
from .values import is_array, is_object, tree

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from .codec import Codec
    from .wire import Content

PIECE = 65_536
"""Bytes read from a file at a time."""


class Upload:
    """A body on its way out.

    What can be wound back may be sent again. An iterator is spent once its first piece has been
    asked for: that call is not repeated after that.

    Args:
        source: an open binary file, or an iterable or async iterable of bytes.
        length: in bytes, where it is known beforehand; that of a file is found out.
        replayable: whether an iterable gives the same pieces each time.

    Raises:
        RequestError: it is none of them.
    """

    def __init__(self, source: Any, *, length: int | None = None, replayable: bool = False) -> None:
        if not any(hasattr(source, name) for name in ("read", "__iter__", "__aiter__")):
            raise RequestError(_WANTED)
        self._source = source
        self._at = position(source)
        self._started = False
        self._replayable = replayable or self._at is not None
        self.length = length
        if self._at is not None:
            self.length = source.seek(0, io.SEEK_END) - self._at
            source.seek(self._at)

    @property
    def spent(self) -> bool:
        """True where it cannot be sent again."""
        return self._started and not self._replayable

    def __iter__(self) -> Iterator[bytes]:
        source = self._begin()
        if not hasattr(source, "read") and not hasattr(source, "__iter__"):
            raise RequestError("An async iterator of bytes needs the async client.")
        yield from map(_checked, iter(_reader(source), None))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        source = self._begin()
        if hasattr(source, "__aiter__") and not hasattr(source, "read"):
            async for piece in source:
                yield _checked(piece)
        else:
            from anyio.to_thread import run_sync

            read = _reader(source)
            # Reading may block; the event loop must not.
            while (piece := await run_sync(read)) is not None:
                yield _checked(piece)

    def _begin(self) -> Any:
        if self._started and self._at is not None:
            self._source.seek(self._at)
        self._started = True
        return self._source


_WANTED = "The body must be text, bytes, an open binary file or pieces of bytes."


def position(source: Any) -> int | None:
    """Find out where an open file stands, None for what cannot be wound back."""
    try:
        at: int = source.tell()
        source.seek(at)
    except (AttributeError, OSError, ValueError):
        return None
    return at


def _reader(source: Any) -> Callable[[], Any]:
    """A function that gives the next piece, None at the end."""
    if hasattr(source, "read"):
        return lambda: source.read(PIECE) or None
    pieces = iter(source)
    return lambda: next(pieces, None)


def _checked(piece: Any) -> bytes:
    if not isinstance(piece, (bytes, bytearray)):
        raise RequestError(_WANTED)
    return bytes(piece)


class Part(NamedTuple):
    """The way a member of a multipart form is written (OpenAPI, Encoding Object).

    Args:
        content_type: media type of the part; empty for the usual one of its value.
        is_file: whether it is a file, which has a name: bytes, an open file, or a tuple of name,
            content, perhaps media type and headers.
        style: empty, or how an array or object becomes text; see `Style`.
        explode: a part for each item.
        headers: further headers of the part.
        encoding: ``base64`` where the part holds its bytes as such text.
    """

    content_type: str = ""
    is_file: bool = False
    style: str = ""
    explode: bool = True
    headers: Mapping[str, str] = {}
    encoding: str = ""


class UploadBody(RequestBody):
    """A `RequestBody` that may also be multipart, text or bytes."""

    def _write(
        self, body: Any, media: RequestMedia, headers: dict[str, str], codec: Codec
    ) -> Content:
        content: bytes | Upload
        if media.kind == "multipart":
            headers["Content-Type"], content = _multipart(
                headers["Content-Type"], members(body, media, codec), media, codec
            )
        elif media.kind in ("text", "binary"):
            content = _raw(body)
        else:
            return super()._write(body, media, headers, codec)
        if isinstance(content, Upload) and content.length is not None:
            headers["Content-Length"] = str(content.length)
        return content


_GLUE = {"spaceDelimited": " ", "pipeDelimited": "|", "ssv": " ", "tsv": "\t", "pipes": "|"}


def _multipart(
    kind: str, members: dict[str, Any], media: RequestMedia, codec: Codec
) -> tuple[str, bytes | Upload]:
    import httpx2

    files: list[tuple[str, Any]] = []
    for name, value in members.items():
        part = media.parts.get(name)
        is_known = name in media.order
        for key, item in _pieces(name, value, part or Part(is_file=not is_known)):
            files.append((key, _part(item, part or Part(), codec)))
    request = httpx2.Request("POST", "http://localhost", files=files or [("", (None, b""))])
    written = request.headers["content-type"].replace("multipart/form-data", kind, 1)
    opened = [part[1] for _, part in files if hasattr(part[1], "read")]
    if not opened:
        return written, request.read()
    length = request.headers.get("content-length")
    again = all(position(file) is not None for file in opened)
    return written, Upload(request.stream, length=int(length) if length else None, replayable=again)


def _pieces(name: str, value: Any, part: Part) -> Iterator[tuple[str, Any]]:
    """The parts that a member becomes, by name."""
    if part.style == "deepObject" and is_json(value):
        plain = tree(value)
        for key, item in plain.items() if is_object(plain) else ():
            yield from _pieces(f"{name}[{key}]", item, part)
    elif part.style and is_json(value):
        plain = tree(value)
        if part.explode:
            pairs = plain.items() if is_object(plain) else ((name, item) for item in plain)
            yield from pairs
        else:
            flat = [x for pair in plain.items() for x in pair] if is_object(plain) else plain
            yield name, _GLUE.get(part.style, ",").join(map(text, flat))
    elif is_array(value) and not (part.is_file and is_named(value)):
        for item in value:
            yield name, item
    else:
        yield name, value


def _part(value: Any, part: Part, codec: Codec) -> tuple[Any, ...]:
    kind, headers = part.content_type, dict(part.headers)
    if is_named(value):
        # (name, content), then perhaps the media type, then perhaps headers.
        told: Any = (*value, None, None)
        name, content, given, more = told[:4]
        headers.update(more or {})
        return (name, _content(content), given or kind or None, headers)
    if part.encoding and isinstance(value, (bytes, bytearray)):
        headers["Content-Transfer-Encoding"] = part.encoding
        return (None, b64encode(value), kind or "application/octet-stream", headers)
    if part.is_file or isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        name = os.path.basename(str(getattr(value, "name", "") or "file"))
        return (name, _content(value), kind or "application/octet-stream", headers)
    if is_json(value) or kind == "application/json" or kind.endswith("+json"):
        return (None, codec.encode(value), kind or "application/json", headers)
    return (None, text(value).encode(), kind or "text/plain; charset=utf-8", headers)


def _content(body: Any) -> Any:
    """A file in a form: bytes, or the open file, which is read when the form is sent."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, io.TextIOBase):
        raise RequestError("Files of a form must be opened in binary mode.")
    return body if hasattr(body, "read") else _joined(body)


def _joined(body: Any) -> bytes:
    try:
        return bytes(body) if isinstance(body, (bytes, bytearray)) else b"".join(body)
    except TypeError:
        raise RequestError("A file of a form must be text, bytes or an open binary file.") from None


def _raw(body: Any) -> bytes | Upload:
    """Text and bytes as they are, an open file or pieces of bytes on their way."""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, (bytes, bytearray)) else Upload(body)
