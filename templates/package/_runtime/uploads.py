"""Request bodies of text, bytes and files; what is large is sent piece by piece."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any, TypeGuard

from ..errors import RequestError
from .bodies import RequestBody, RequestMedia, is_json, members
from .parameters import text
from .values import is_array

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

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


class UploadBody(RequestBody):
    """A `RequestBody` that may also be multipart, text or bytes."""

    def _write(
        self, body: Any, media: RequestMedia, headers: dict[str, str], codec: Codec
    ) -> Content:
        content: bytes | Upload
        if media.kind == "multipart":
            kind, given = headers["Content-Type"], members(body, media, codec)
            headers["Content-Type"], content = _multipart(kind, given, media.parts, codec)
        elif media.kind in ("text", "binary"):
            content = _raw(body)
        else:
            return super()._write(body, media, headers, codec)
        if isinstance(content, Upload) and content.length is not None:
            headers["Content-Length"] = str(content.length)
        return content


def _multipart(
    kind: str, members: dict[str, Any], parts: Mapping[str, str], codec: Codec
) -> tuple[str, bytes | Upload]:
    import httpx2

    files: list[tuple[str, Any]] = []
    for name, value in members.items():
        # A tuple is one file: (name, content) or (name, content, media type).
        for item in value if is_array(value) and not isinstance(value, tuple) else [value]:
            files.append((name, _part(item, parts.get(name), codec)))
    request = httpx2.Request("POST", "http://localhost", files=files or [("", (None, b""))])
    written = request.headers["content-type"].replace("multipart/form-data", kind, 1)
    opened = [part[1] for _, part in files if hasattr(part[1], "read")]
    if not opened:
        return written, request.read()
    length = request.headers.get("content-length")
    again = all(position(file) is not None for file in opened)
    return written, Upload(request.stream, length=int(length) if length else None, replayable=again)


def _part(value: Any, kind: str | None, codec: Codec) -> tuple[Any, ...]:
    if _is_file(value):
        name, content, *rest = value
        return (name, _content(content), *(rest or ([kind] if kind else [])))
    if isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        name = os.path.basename(str(getattr(value, "name", "") or "file"))
        return (name, _content(value), kind or "application/octet-stream")
    if is_json(value):
        return (None, codec.encode(value), kind or "application/json")
    return (None, text(value).encode(), kind or "text/plain; charset=utf-8")


def _is_file(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


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
