"""Results as a table, JSON, JSON Lines or YAML."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, TextIO

from .._runtime.values import FloatText, is_array, is_object, parse, write
from ..errors import one_line
from .commands import UsageError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_WIDEST = 40


class ResultWriter:
    """Writes results to a stream as they come.

    Args:
        form: ``table``, ``json``, ``jsonl`` or ``yaml``.
        stream: standard output.

    Raises:
        UsageError: YAML needs a library that is not installed.
    """

    def __init__(self, form: str, stream: TextIO) -> None:
        self._form, self._stream = form, stream
        self._is_terminal = stream.isatty()
        self._columns: list[tuple[str, int]] | None = None
        if form == "yaml":
            try:
                self._yaml: Any = import_module("yaml")
                dumper: Any = type("_Dumper", (self._yaml.SafeDumper,), {})
                dumper.add_representer(FloatText, _as_it_came)
                self._dumper = dumper
            except ImportError:
                text = "-o yaml needs PyYAML: pip install pyyaml, or the package's extra [cli]"
                raise UsageError(text) from None

    def value(self, value: Any) -> None:
        """Write one result.

        Args:
            value: of a method; bytes go as they are.
        """
        if isinstance(value, (bytes, bytearray)):
            self._bytes(bytes(value))
        elif self._form in ("table", "jsonl") and is_array(value):
            self.pages([value])
        elif self._form == "table":
            self._record(parse(write(value)))
        else:
            self._print(self._written(write(value).decode()))

    def pages(self, pages: Iterable[Sequence[Any]], keep: bool = False) -> None:
        """Write items; a table and JSON Lines as they come, the others when all are there.

        Args:
            pages: the items, page after page.
            keep: whether the others are written, too, where a later page fails.
        """
        items: list[str] = []
        try:
            for page in pages:
                texts = [write(item).decode() for item in page]
                if self._form == "jsonl":
                    for text in texts:
                        self._print(text)
                elif self._form == "table":
                    self._rows([parse(text) for text in texts])
                else:
                    items += texts
                self._stream.flush()
        except BaseException:
            if keep and items:
                self._list(items)
            raise
        self._list(items)

    def _list(self, items: list[str]) -> None:
        if self._form in ("json", "yaml"):
            self._print(self._written(f"[{','.join(items)}]"))

    def _written(self, text: str) -> str:
        if self._form == "yaml":
            dumped = self._yaml.dump(
                parse(text), Dumper=self._dumper, sort_keys=False, allow_unicode=True
            )
            return str(dumped).removesuffix("\n").removesuffix("\n...")
        return text if self._form == "jsonl" else indented(text)

    def _print(self, text: str) -> None:
        if self._is_terminal:
            text = "\n".join(map(_escaped, text.split("\n")))
        self._stream.write(f"{text}\n")

    def _bytes(self, value: bytes) -> None:
        if self._is_terminal:
            raise UsageError(f"the response is {len(value)} bytes: send the output to a file")
        self._stream.flush()
        self._stream.buffer.write(value)

    def _record(self, value: Any) -> None:
        if not is_object(value):
            self._stream.write(f"{'null' if value is None else cell(value)}\n")
            return
        width = max((len(one_line(name)) for name in value), default=0)
        for name, inner in value.items():
            self._stream.write(f"{one_line(name):{width}}  {cell(inner)}\n")

    def _rows(self, rows: list[Any]) -> None:
        if not rows:
            return
        if self._columns is None:
            self._columns = self._layout(rows)
            names = [name for name, _ in self._columns]
            if any(names):
                self._line([one_line(name).upper() for name in names])
        for row in rows:
            cells = [cell(_member(row, name)) for name, _ in self._columns]
            self._line(cells if is_object(row) else [cell(row), *cells[1:]])

    def _layout(self, rows: list[Any]) -> list[tuple[str, int]]:
        """Choose columns and widths by the first page."""
        names = list(dict.fromkeys(name for row in rows if is_object(row) for name in row))
        flat = [
            name
            for name in names
            if not any(is_object(_member(r, name)) or is_array(_member(r, name)) for r in rows)
        ]
        found: list[tuple[str, int]] = []
        room = shutil.get_terminal_size().columns if self._is_terminal else sys.maxsize
        for name in flat or names or [""]:
            cells = [one_line(name), *(cell(_member(row, name)) for row in rows)]
            width = max(map(len, cells))
            width = min(width, _WIDEST) if self._is_terminal else width
            if found and width > room:
                break
            room -= width + 2
            found.append((name, width))
        return found

    def _line(self, cells: Sequence[str]) -> None:
        shown: list[str] = []
        for text, (_, width) in zip(cells, self._columns or (), strict=True):
            cut = self._is_terminal and len(text) > width and len(cells) > 1
            shown.append((text[: width - 1] + "…" if cut else text).ljust(width))
        self._stream.write("  ".join(shown).rstrip() + "\n")


def _member(row: Any, name: str) -> Any:
    """A member of a row; the row itself where it has none."""
    if not is_object(row):
        return row if not name else None
    return row.get(name)


def cell(value: Any) -> str:
    """Write a value into a table: one line, nothing that a terminal would obey."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else write(value).decode()
    return one_line(text, 100_000)


def _as_it_came(dumper: Any, value: FloatText) -> Any:
    kind = "float" if set(value.text) & set(".eE") else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", value.text)


def _escaped(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def indented(text: str) -> str:
    """Indent JSON, each value exactly as it is written.

    Args:
        text: JSON.

    Returns:
        The same JSON, one member or item in a line.
    """
    return "".join(_pieces(_TOKEN.findall(text)))


def _pieces(tokens: list[str]) -> Iterator[str]:
    depth = 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token in "{[":
            depth += 1
            yield token
            if following not in ("}", "]"):
                yield "\n" + "  " * depth
        elif token in "}]":
            depth -= 1
            if tokens[index - 1] not in ("{", "["):
                yield "\n" + "  " * depth
            yield token
        elif token == ",":
            yield ",\n" + "  " * depth
        else:
            yield ": " if token == ":" else token
