"""JSON values whose text a plain Python value would change, and JSON in both directions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring as quoted
from typing import Any, TypeGuard

_TEXTS = (str, bytes, bytearray, memoryview)


def is_array(value: object) -> TypeGuard[Sequence[Any]]:
    """Tell whether a value is written as an array: a sequence or set of any kind."""
    return isinstance(value, (Sequence, Set)) and not isinstance(value, _TEXTS)


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a value is written as an object: a mapping of any kind."""
    return isinstance(value, dict) or isinstance(value, Mapping)


def members(value: object) -> Mapping[str, Any]:
    """Give the members of an object; of anything else there are none."""
    return value if is_object(value) else {}


class FloatText(float):
    """A number that has another text than Python would give it: ``1.10``, ``1e400``, ``-0``."""

    text: str

    def __new__(cls, text: str) -> FloatText:
        self = super().__new__(cls, text)
        self.text = text
        return self

    def __reduce__(self) -> tuple[type[FloatText], tuple[str]]:
        return FloatText, (self.text,)


class IntText(int):
    """A whole number written as ``5.0`` or ``1e3``, where an integer is expected."""

    text: str

    def __new__(cls, text: str) -> IntText:
        self = super().__new__(cls, Decimal(text))
        self.text = text
        return self

    def __reduce__(self) -> tuple[type[IntText], tuple[str]]:
        return IntText, (self.text,)


def as_integer(value: Any) -> IntText:
    """Take a whole number that was written with a point or an exponent as an integer.

    Raises:
        ValueError: it is no such number.
    """
    if isinstance(value, float) and value.is_integer():
        return IntText(value.text if isinstance(value, FloatText) else repr(value))
    raise ValueError("Input should be a valid integer")


def parse(content: bytes | str, has_minus_zero: bool = True) -> Any:
    """Parse JSON so that every number whose text a plain value would change keeps it.

    Args:
        content: JSON; a byte order mark is passed over (RFC 8259, section 8.1).
        has_minus_zero: whether an integer ``-0`` may be in it.

    Returns:
        Plain values, `FloatText` among them.

    Raises:
        ValueError: not JSON.
    """

    def keep_float(text: str) -> float:
        value = float(text)
        return value if "e" not in text and repr(value) == text else FloatText(text)

    def keep_int(text: str) -> float:
        return FloatText(text) if text == "-0" else int(text)

    def refuse(text: str) -> Any:
        raise ValueError(f"{text} is no number of JSON")

    if isinstance(content, str):
        content = content.removeprefix("\ufeff")
    integers = keep_int if has_minus_zero else None
    try:
        return json.loads(
            content, parse_float=keep_float, parse_int=integers, parse_constant=refuse
        )
    except ValueError as error:
        raise ValueError(f"Invalid JSON: {error}") from None


def tree(value: Any) -> Any:
    """Give a value as JSON has it: objects, arrays and scalars; numbers keep their text.

    Args:
        value: as for `write`.

    Returns:
        Parsed JSON.

    Raises:
        ValueError: JSON cannot hold it.
    """
    return parse(write(value))


def write(value: Any) -> bytes:
    """Write a value as JSON, numbers as they came.

    Args:
        value: a model, or anything made of mappings, sequences, scalars and models.

    Returns:
        The JSON, in UTF-8.

    Raises:
        ValueError: JSON cannot hold it.
    """
    # Half of a surrogate pair is no UTF-8; the handler writes it as JSON escapes it: \udc00.
    return _text(value).encode("utf-8", "backslashreplace")


def _text(value: Any) -> str:
    kind = value.__class__
    if kind is str:
        return quoted(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return repr(value)
    if kind is float:
        return repr(_finite(value))
    if is_object(value):
        members = [f"{quoted(_key(key))}:{_text(item)}" for key, item in value.items()]
        return "{" + ",".join(members) + "}"
    if is_array(value):
        return "[" + ",".join(map(_text, value)) + "]"
    return value.text if isinstance(value, FloatText | IntText) else _text(_plain(value))


def _plain(value: Any) -> Any:
    """What is none of JSON's own types, one step nearer to them."""
    members = getattr(value, "given_members", None)
    if members is not None:
        return members()
    if hasattr(value, "model_dump"):  # A model of the user's own.
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, Enum):
        return value.value
    for kind in type(value).__mro__:
        if kind in WRITERS:
            return WRITERS[kind](value)
    raise ValueError(f"JSON cannot hold a value of the type {type(value).__name__}.")


def _finite(value: Any) -> Any:
    if value - value == 0:
        return value
    raise ValueError(f"JSON cannot hold {value}.")


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key.value if isinstance(key, Enum) else key
    if key is None or isinstance(key, bool | int | float):
        return json.dumps(key)  # As Python's own JSON writes such keys.
    raise ValueError(f"The name of a member must be text, not {type(key).__name__}.")


class WireDateTime(dt.datetime):
    """A date-time that is sent back as it came. Anything computed from it is a fresh value."""

    __slots__ = ("_wire",)
    _wire: str

    @classmethod
    def from_wire(cls, text: str) -> WireDateTime:
        """Read RFC 3339 or ISO 8601.

        Raises:
            ValueError: it is neither.
        """
        self = cls.fromisoformat(text.upper())  # RFC 3339 allows lower-case t and z.
        self._wire = text
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        wire = getattr(self, "_wire", None)
        made = super().__reduce_ex__(protocol)
        return made if wire is None else (WireDateTime.from_wire, (wire,))


def rfc3339(value: dt.datetime) -> str:
    """Write a date-time: as it came, else with milliseconds and ``Z`` or an offset.

    Raises:
        ValueError: it has no time zone, so nobody knows which moment is meant.
    """
    wire = getattr(value, "_wire", None)
    if isinstance(wire, str):
        return wire
    if value.utcoffset() is None:
        raise ValueError(
            f"{value.isoformat()} has no time zone: add one, as in datetime.now(timezone.utc)."
        )
    precision = "microseconds" if value.microsecond % 1000 else "milliseconds"
    return value.isoformat(timespec=precision).replace("+00:00", "Z")


WRITERS: dict[type, Callable[[Any], Any]] = {
    dt.datetime: rfc3339,
    dt.date: dt.date.isoformat,
    Decimal: lambda value: FloatText(str(_finite(value))),
    **{kind: kind for kind in (str, bool, int, float)},
}
"""Type → what JSON has for a value of it; a value is written as the nearest of its classes."""
