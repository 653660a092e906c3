"""Types of members that formats stand for: UUIDs, times, durations, bytes and decimals.

A value that was read is sent back as it came. A text that is not of its format stays text.
"""

from __future__ import annotations

import datetime as dt
import re
from base64 import b64decode, b64encode
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from pydantic_core import core_schema as cs

from .model import TYPES, read_number
from .values import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from pydantic import GetCoreSchemaHandler


class _AsWritten:
    """A value that knows its text of the wire. What is computed from it is a fresh value."""

    wire: str

    @classmethod
    def from_wire(cls, text: str) -> Self:
        """Read a text.

        Raises:
            ValueError: it is not of the format.
        """
        self = cls._parsed(text)
        # A UUID lets nobody set attributes.
        object.__setattr__(self, "wire", text)
        return self

    @classmethod
    def _parsed(cls, text: str) -> Self:
        raise NotImplementedError

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self).from_wire, (self.wire,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class WireUuid(_AsWritten, UUID):
    """A UUID in another spelling than lower case with hyphens."""

    @classmethod
    def _parsed(cls, text: str) -> Self:
        return cls(text)


class WireTime(_AsWritten, dt.time):
    """A time of day, with or without an offset."""

    @classmethod
    def _parsed(cls, text: str) -> Self:
        return cls.fromisoformat(text.upper())


_DURATION = re.compile(
    r"([+-])?P(?=.)(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6}))?S)?)?",
    re.ASCII,
)


class WireDuration(_AsWritten, dt.timedelta):
    """A duration of ISO 8601; one of years or months has no length and stays text."""

    @classmethod
    def _parsed(cls, text: str) -> Self:
        found = _DURATION.fullmatch(text.upper())
        if found is None:
            raise ValueError("Input should be a duration such as P1DT12H30M")
        sign, *parts, fraction = found.groups()
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts)
        micro = int((fraction or "").ljust(6, "0"))
        try:
            whole = dt.timedelta(days, seconds, micro, 0, minutes, hours, weeks)
            whole = -whole if sign == "-" else whole
            return cls(whole.days, whole.seconds, whole.microseconds)
        except OverflowError:
            raise ValueError("Input should be a duration of less than a billion days") from None


class WireDecimal(_AsWritten, Decimal):
    """A decimal number that travels as text."""

    @classmethod
    def _parsed(cls, text: str) -> Self:
        if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?", text, re.ASCII) is None:
            raise ValueError("Input should be a decimal number")
        return cls(text)


def iso_duration(value: dt.timedelta) -> str:
    """Write a duration: as it came, else in days, hours, minutes and seconds of ISO 8601."""
    if isinstance(value, WireDuration):
        return value.wire
    sign, value = ("-", -value) if value.days < 0 else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    second = f"{seconds}.{value.microseconds:06}".rstrip("0") if value.microseconds else seconds
    days = f"{value.days}D" if value.days else ""
    parts = [(hours, "H"), (minutes, "M"), (second, "S")]
    time = "".join(f"{part}{unit}" for part, unit in parts if part)
    time = time or ("" if days else "0S")
    return f"{sign}P{days}" + (f"T{time}" if time else "")


def read_bytes(text: str) -> bytes:
    """Read base64.

    Raises:
        ValueError: it is none, or would be written differently.
    """
    value = b64decode(text, validate=True)
    if b64encode(value).decode() != text:
        raise ValueError("Input should be base64")
    return value


def _read_decimal(value: Any) -> Decimal:
    text = getattr(value, "text", None) or repr(value)
    try:
        found = Decimal(text)
    except ArithmeticError:
        found = None
    if found is None or str(found) != text:
        raise ValueError("Input should be a decimal number as Python writes it")
    return found


def _as_text(value: Decimal) -> Decimal:
    return value if isinstance(value, WireDecimal) else WireDecimal.from_wire(str(value))


def _text(value: Any) -> str:
    return value.wire if isinstance(value, _AsWritten) else str(value)


def _time(value: Any) -> str:
    return value.wire if isinstance(value, WireTime) else str(value.isoformat())


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


class _TextSchema:
    """A text of a format."""

    def __init__(
        self,
        kind: type,
        read: Callable[[str], Any],
        *quick: cs.CoreSchema,
        given: Any = None,
        only: str | None = None,
    ) -> None:
        text = cs.str_schema(pattern=only, strict=True)
        self._choices = [*quick, cs.no_info_after_validator_function(read, text)]
        value: cs.CoreSchema = cs.is_instance_schema(kind)
        self._value = value if given is None else cs.no_info_after_validator_function(given, value)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        choices: Any = self._choices
        return cs.json_or_python_schema(
            cs.union_schema(choices, mode="left_to_right"),
            cs.union_schema([self._value, *choices], mode="left_to_right"),
            serialization=cs.plain_serializer_function_ser_schema(_written, when_used="json"),
        )


class _DecimalSchema:
    """A JSON number, as a decimal."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        number: Any = read_number()
        read = cs.no_info_after_validator_function(_read_decimal, number)
        value = cs.is_instance_schema(Decimal)
        return cs.json_or_python_schema(read, cs.union_schema([value, read], mode="left_to_right"))


def _written(value: Any) -> Any:
    return WRITERS[next(kind for kind in type(value).__mro__ if kind in WRITERS)](value)


def _quick(pattern: str, schema: Any) -> cs.CoreSchema:
    """Read at once what is written as Python writes it."""
    return cs.chain_schema([cs.str_schema(pattern=pattern, strict=True), schema])


UuidText = Annotated[
    UUID,
    _TextSchema(
        UUID,
        WireUuid.from_wire,
        _quick(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", cs.uuid_schema(strict=False)),
    ),
]
"""Type of members of the format ``uuid``."""
Date = Annotated[dt.date, _TextSchema(dt.date, dt.date.fromisoformat, only=r"^\d{4}-\d\d-\d\d$")]
"""Type of members of the format ``date``."""
TimeText = Annotated[dt.time, _TextSchema(dt.time, WireTime.from_wire)]
"""Type of members of the format ``time``."""
DurationText = Annotated[dt.timedelta, _TextSchema(dt.timedelta, WireDuration.from_wire)]
"""Type of members of the format ``duration``."""
BytesText = Annotated[bytes, _TextSchema(bytes, read_bytes)]
"""Type of members of bytes in base64."""
DecimalText = Annotated[Decimal, _TextSchema(Decimal, WireDecimal.from_wire, given=_as_text)]
"""Type of decimal numbers that travel as text."""
DecimalNumber = Annotated[Decimal, _DecimalSchema()]
"""Type of decimal numbers that travel as numbers."""
SCALARS: dict[str, Any] = {
    "BytesText": BytesText,
    "Date": Date,
    "DecimalNumber": DecimalNumber,
    "DecimalText": DecimalText,
    "DurationText": DurationText,
    "TimeText": TimeText,
    "UuidText": UuidText,
}
"""What the type of an operation may name; whoever imports this module adds it to `TYPES`."""
TYPES.update(SCALARS)
WRITERS.update({UUID: _text, dt.time: _time, dt.timedelta: iso_duration, bytes: _base64})
WRITERS[WireDecimal] = _text
