"""Bytes to text, and offsets in a text to lines and columns."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from functools import cached_property

from clientgen.base.diagnostics import InputError, Position

# UTF-32 first: its little-endian mark starts with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class LineIndex:
    """Turns offsets into positions.

    Args:
        text: the text the offsets count characters of.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self._text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self._text.find("\n", at + 1)
        return starts

    def position(self, offset: int) -> Position:
        """Find the line and column of an offset.

        Args:
            offset: number of characters before the position.

        Returns:
            The position, counted from 1.
        """
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


def decode(data: bytes, source: str) -> str:
    """Read bytes as UTF-8. A UTF-8 byte order mark is dropped.

    Args:
        data: the bytes.
        source: display name for errors.

    Returns:
        The text.

    Raises:
        InputError: another encoding, or not text at all.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            raise InputError(
                f"is {name} text; save it as UTF-8", source=source, position=Position(1, 1)
            )
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8")
        position = LineIndex(before).position(len(before))
        raise InputError("is not UTF-8 text", source=source, position=position) from None
    if (at := text.find("\0")) >= 0:
        message = "contains a NUL character: a binary file, or text that is not UTF-8"
        raise InputError(message, source=source, position=LineIndex(text).position(at))
    if not text.strip():
        raise InputError("is empty", source=source, position=Position(1, 1))
    return text
