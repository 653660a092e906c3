"""From what was typed to values: each is checked by its type before anything is sent."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from .._runtime.values import is_array, is_object, parse, write
from .commands import UsageError
from .kinds import alternatives, as_typed, is_composed, listed, shown

_MOST_DIGITS = 1000
_DAY = r"\d{4}-\d\d-\d\d"
# ISO 8601: a P, then numbers with a unit each, those below a day behind a T.
_DURATION = (
    r"[+-]?P(?=.)(?:N Y)?(?:N M)?(?:N W)?(?:N D)?(?:T(?=.)(?:N H)?(?:N M)?(?:N S)?)?".replace(
        "N ", r"\d+(?:[.,]\d+)?"
    )
)
# RFC 8259, section 6; Python would take other texts, such as 007 or 1_000, for numbers, too.
# A whole -0 is none either: an int would lose its sign.
_INTEGER = r"0|-?[1-9][0-9]*"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?"


def convert(kind: Any, text: str) -> Any:
    """Make a value of a text.

    Args:
        kind: what the value may be, as the table says it.
        text: what was typed.

    Returns:
        The value. Numbers keep the text that was typed; dates and other texts of a format are it.

    Raises:
        ValueError: the text is none of these; the message says what is.
    """
    problems: list[str] = []
    for each in alternatives(kind):
        try:
            return _single(each, text)
        except ValueError as error:
            problems.append(str(error))
    raise ValueError(" or ".join(dict.fromkeys(problems)))


def _single(kind: Any, text: str) -> Any:
    if is_composed(kind):
        if "values" in kind:
            for value in kind["values"]:
                if text == as_typed(value):
                    return value
            raise ValueError(f"expected {listed(kind['values'])}, not {text!r}")
        if "list" in kind:
            return _list(kind["list"], text)
        return from_json(text, dict)
    return _READERS[kind](text)


def _list(item: Any, text: str) -> list[Any]:
    if text.startswith("["):
        return [_checked(item, value) for value in from_json(text, list)]
    return [convert(item, text)]


def _checked(kind: Any, value: Any) -> Any:
    """Check an item of a JSON array: as what would be typed for it, but of its own kind."""
    problems: list[str] = []
    for each in alternatives(kind):
        try:
            return _item(each, value)
        except ValueError as error:
            problems.append(str(error))
    raise ValueError(" or ".join(dict.fromkeys(problems)))


def _item(kind: Any, value: Any) -> Any:
    is_number = kind in ("boolean", "integer", "number", "decimal")
    is_text = not is_number and kind not in ("model", "object")
    if kind in ("any", "event") or (kind in ("bytes", "binary-file") and isinstance(value, str)):
        return value
    if is_composed(kind) and "list" in kind and is_array(value):
        return [_checked(kind["list"], inner) for inner in value]
    if is_object(value) and (not is_text or (is_composed(kind) and "model" in kind)):
        return value
    if isinstance(value, str) and is_text:
        return _single(kind, value)
    if isinstance(value, (bool, int, float)) and (is_number or is_composed(kind)):
        return _single(kind, write(value).decode())
    raise ValueError(f"expected {shown(kind)} in the array, not {write(value).decode()}")


def from_json(text: str, kind: type[Any] | None = None) -> Any:
    """Read JSON, also of the file that ``@`` stands before.

    Args:
        text: the JSON, ``@`` and a file, or ``-`` for standard input.
        kind: what it has to be: ``dict`` or ``list``; None for anything.

    Returns:
        The value.

    Raises:
        ValueError: it is no JSON, or of another kind.
    """
    try:
        value = parse(content(text))
    except RecursionError:
        raise ValueError("expected JSON of fewer levels") from None
    if kind is not None and not isinstance(value, kind):
        raise ValueError(f"expected a JSON {'object' if kind is dict else 'array'}")
    return value


def content(text: str) -> str | bytes:
    """Read what a text stands for.

    Args:
        text: ``@`` and a file, ``-`` for standard input, or the content itself.

    Returns:
        Bytes of a file, or the text.

    Raises:
        UsageError: the file cannot be read.
    """
    if text != "-" and not text.startswith("@"):
        return text
    stream: Any = sys.stdin  # None where the shell closed it.
    if text == "-" and stream is None:
        raise UsageError("standard input is closed")
    try:
        return stream.buffer.read() if text == "-" else Path(text[1:]).read_bytes()
    except (OSError, ValueError) as error:  # A name may hold NUL.
        name = "standard input" if text == "-" else text[1:]
        raise UsageError(f"{name}: {getattr(error, 'strerror', '') or 'cannot be read'}") from None


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"expected true or false, not {text!r}")
    return text == "true"


def _numeric(name: str, pattern: str, read: Callable[[str], Any] = parse) -> Callable[[str], Any]:
    def checked(text: str) -> Any:
        if not re.fullmatch(pattern, text) or len(text) > _MOST_DIGITS:
            raise ValueError(f"expected {name}, not {text!r}")
        return read(text)

    return checked


def _format(name: str, read: Callable[[str], object], pattern: str = ".*") -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            if not re.fullmatch(pattern, text, re.ASCII):
                raise ValueError
            read(text)
        except ValueError:
            raise ValueError(f"expected {name}, not {text!r}") from None
        return text

    return check


def _anything(text: str) -> Any:
    if text == "-" or text.startswith("@"):
        return from_json(text)
    try:
        return parse(text)
    except (ValueError, RecursionError):
        return text


def _bytes(text: str) -> str | bytes:
    """Read bytes of a file; what is typed goes as it is written on the wire."""
    return content(text)


def _object(text: str) -> Any:
    return from_json(text, dict)


def _text(text: str) -> str:
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "any": _anything,
    "boolean": _boolean,
    "integer": _numeric("a whole number", _INTEGER),
    "number": _numeric("a number", _NUMBER),
    "string": _text,
    "date": _format("a date such as 2024-12-31", dt.date.fromisoformat, _DAY),
    "date-time": _format(
        "a date and time such as 2024-12-31T12:00:00Z",
        lambda text: dt.datetime.fromisoformat(text.upper()),
        rf"{_DAY}[Tt ]\d\d:\d\d.*",
    ),
    "time": _format("a time such as 12:00:00Z", dt.time.fromisoformat),
    "duration": _format("a duration such as P1DT12H", str, _DURATION),
    "uuid": _format("a UUID", UUID),
    "decimal": _numeric("a number", _NUMBER, Decimal),
    "decimal-text": _numeric("a number", _NUMBER, str),
    "bytes": _bytes,
    "binary-file": _bytes,
    "event": _anything,
    "json": from_json,
    "model": _object,
    "object": _object,
}
