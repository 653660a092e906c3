"""Bodies that are sent piece by piece and never held whole: open files, iterators, forms."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ..errors import RequestError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

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
        """Whether it cannot be sent again."""
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
    """Where an open file stands, None for what cannot be wound back."""
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
