"""Columns of mypy on lines that are not ASCII, brought back to the code.

Which unit mypy counts in depends on its version and on how it parses: bytes, characters, or
characters that it took for bytes and converted once more. What a column means there is told by the
node of the syntax tree that it fits.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from clientgen.usage.sources import SourceFile


class Columns:
    """The columns of one file.

    Args:
        source: the file.
    """

    def __init__(self, source: SourceFile) -> None:
        self._lines = source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._spans: Mapping[tuple[int, int], set[tuple[int, int]]] | None = None
        self._tree = source.tree

    def span(
        self, start: tuple[int, int], end: tuple[int, int]
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        """Convert a span as mypy tells it.

        Args:
            start: line and column.
            end: the same of the end.

        Returns:
            Both with their columns as offsets in bytes.
        """
        if self._line(start).isascii() and self._line(end).isascii():
            return start, end
        starts, ends = list(self._meanings(start)), list(self._meanings(end))
        spans = self._known()
        for first in starts:
            for last in ends:
                if last in spans.get(first, ()):
                    return first, last
        return next((s for s in starts if s in spans), starts[0]), ends[0]

    def _line(self, point: tuple[int, int]) -> str:
        return self._lines[point[0] - 1] if point[0] <= len(self._lines) else ""

    def _meanings(self, point: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Yield the offsets in bytes that a column may mean."""
        line, column = point
        text = self._line(point)
        data = text.encode()
        # Characters taken for bytes: every number of characters that comes to this column.
        for characters in range(column, len(text) + 1):
            if len(data[:characters].decode("utf-8", "ignore")) == column:
                yield line, len(text[:characters].encode())
        yield line, len(text[:column].encode())
        yield line, column

    def _known(self) -> Mapping[tuple[int, int], set[tuple[int, int]]]:
        if self._spans is None:
            spans: dict[tuple[int, int], set[tuple[int, int]]] = {}
            for node in ast.walk(self._tree):
                if isinstance(node, ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg):
                    end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
                    spans.setdefault((node.lineno, node.col_offset), set()).add(end)
            self._spans = spans
        return self._spans
