"""The base of all models, and the types that keep what plain Python values would lose."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import core_schema as cs

from ..errors import RequestError
from .parameters import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Container, Mapping


class FloatText(float):
    """A float that remembers how the wire wrote it."""

    text: str

    def __new__(cls, text: str) -> FloatText:
        self = super().__new__(cls, text)
        self.text = text
        return self

    def __reduce__(self) -> tuple[type[FloatText], tuple[str]]:
        return FloatText, (self.text,)


class Fragile(Exception):
    """Signal to the codec that asked for it: a number was met whose text may be lost."""


class Unknown(str):
    """Key of a member that is unknown yet spelled like the Python name of a known one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is Unknown and str.__eq__(self, other)

    def __hash__(self) -> int:
        return ~str.__hash__(self)


KEEP = {"numbers": "keep"}
"""Serialization context that asks for marked numbers; nobody but the codec gives it."""
SIGNAL = {"numbers": "signal"}
"""Validation context that asks for `Fragile`; nobody but the codec gives it."""
_MARK = f"\x00{secrets.token_hex(8)}:"
_MARKED = re.compile(rb'"' + re.escape(json.dumps(_MARK)[1:-1].encode()) + rb'([-+.0-9eE]+)"')
_HINT = _MARK[1:].encode()


def parse(content: bytes | str) -> Any:
    """Parse JSON so that every number whose text a plain value would change keeps it.

    Raises:
        ValueError: not JSON.
    """

    def keep_float(text: str) -> float:
        value = float(text)
        return value if "e" not in text and repr(value) == text else FloatText(text)

    def keep_int(text: str) -> float:
        return FloatText(text) if text == "-0" else int(text)

    def refuse(text: str) -> Any:
        raise ValueError(f"{text} is not JSON.")

    return json.loads(content, parse_float=keep_float, parse_int=keep_int, parse_constant=refuse)


def wrap(value: Any) -> Any:
    """Replace numbers that remember their text by marked strings, which `restore` undoes."""
    if isinstance(value, FloatText):
        return _MARK + value.text
    if isinstance(value, Decimal):
        return _MARK + str(value) if value.is_finite() else value
    if isinstance(value, dt.datetime):
        return rfc3339(value)
    if is_object(value):
        return {key: wrap(item) for key, item in value.items()}
    if is_array(value):
        return [wrap(item) for item in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, context=KEEP)
    return value


def _written(value: Any, info: cs.SerializationInfo[Any]) -> Any:
    """Mark numbers for the codec; users who dump a model themselves get plain ones."""
    return wrap(value) if info.context is KEEP else value


def restore(content: bytes) -> bytes:
    """Put the remembered numbers into encoded JSON."""
    return _MARKED.sub(rb"\1", content) if _HINT in content else content


def _check(value: Any, info: cs.ValidationInfo[Any]) -> Any:
    if info.context is SIGNAL and _has_number(value):
        raise Fragile
    return value


def _has_number(value: Any) -> bool:
    if is_object(value):
        return any(map(_has_number, value.values()))
    if is_array(value):
        return any(map(_has_number, value))
    return isinstance(value, float) or (type(value) is int and value == 0)


def _keep(value: Any, handler: Any) -> Any:
    checked = handler(value)
    return value if isinstance(value, FloatText) else checked


def _reported(*harmless: cs.CoreSchema, rest: cs.CoreSchema) -> cs.CoreSchema:
    """Read JSON; what is none of the harmless kinds is looked at by `_check`, in Python."""
    whole = [cs.int_schema(strict=True, gt=0), cs.int_schema(strict=True, lt=0)]  # Not -0.
    checked = cs.with_info_after_validator_function(_check, rest)
    return cs.union_schema([*harmless, *whole, checked], mode="left_to_right")


_SIMPLE = (cs.str_schema(strict=True), cs.bool_schema(strict=True), cs.none_schema())
_NUMBER = cs.union_schema([cs.int_schema(strict=True), cs.float_schema()])
_WRAPPED = cs.plain_serializer_function_ser_schema(_written, info_arg=True, when_used="json")


class _JsonSchema:
    """Any JSON value; in JSON mode it reports numbers that may lose their text."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        read = _reported(*_SIMPLE, rest=cs.any_schema())
        return cs.json_or_python_schema(read, cs.any_schema(), serialization=_WRAPPED)


class _NumberSchema:
    """A number, whole or not; ints stay ints, so that 5 does not come back as 5.0."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        kept = cs.no_info_wrap_validator_function(_keep, _NUMBER)
        return cs.json_or_python_schema(_reported(rest=_NUMBER), kept, serialization=_WRAPPED)


class WireDateTime(dt.datetime):
    """A date-time that is sent back as it came. Anything computed from it is a fresh value."""

    __slots__ = ("_wire",)
    _wire: str

    @classmethod
    def read(cls, text: str) -> WireDateTime:
        """Read RFC 3339 or ISO 8601.

        Raises:
            ValueError: it is neither.
        """
        self = cls.fromisoformat(text.upper())  # RFC 3339 allows lower-case t and z.
        self._wire = text
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        wire = getattr(self, "_wire", None)
        return super().__reduce_ex__(protocol) if wire is None else (WireDateTime.read, (wire,))


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


# What `rfc3339` writes for a plain UTC value; such a text needs no memory and no Python code.
_CANONICAL = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"


class _DateTimeSchema:
    """A datetime that remembers its text where it is not the one `rfc3339` writes."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        text = cs.str_schema(strict=True)
        read = cs.union_schema(
            [
                cs.chain_schema([cs.str_schema(pattern=_CANONICAL), cs.datetime_schema()]),
                cs.no_info_after_validator_function(WireDateTime.read, text),
            ],
            mode="left_to_right",
        )
        return cs.json_or_python_schema(
            read,
            cs.union_schema([cs.is_instance_schema(dt.datetime), read], mode="left_to_right"),
            serialization=cs.plain_serializer_function_ser_schema(rfc3339, when_used="json"),
        )


class _Nullable:
    """Lets null pass where the annotation promises a value: an answer is never refused for it."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        return cs.nullable_schema(handler(source))


T = TypeVar("T")
Present = Annotated[T, _Nullable()]
"""Type of members that answers always hold; one without it, or with null, is still read."""
Json = Annotated[Any, _JsonSchema()]
"""Type of members that hold any JSON; kept as it came, number texts included."""
Number = Annotated[float, _NumberSchema()]
"""Type of number members; the text of the wire survives."""
DateTime = Annotated[dt.datetime, _DateTimeSchema()]
"""Type of date-time members; sent back in the form they came."""
TYPES = {"DateTime": DateTime, "Json": Json, "Literal": Literal, "Number": Number, "date": dt.date}
"""What the type of an operation may name besides the models and the builtins."""


def camel(name: str) -> str:
    """Give the usual wire name of a Python name: ``topic_name`` is ``topicName``."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


class Model(BaseModel):
    """Base of all models.

    Members that were not given read as None and are not sent; members given as None are sent as
    null; members this package does not know are kept and sent back.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        alias_generator=camel,
        protected_namespaces=(),
    )
    if not TYPE_CHECKING:  # A checker would take it for a parameter of the constructor.
        __pydantic_extra__: dict[str, Json]

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        schema: Any = handler(source)
        inner = schema
        while "schema" in inner and inner["type"] != "model-fields":
            inner = inner["schema"]
        names = [n for n, f in inner.get("fields", {}).items() if f.get("validation_alias") != n]
        if names:  # Or the member with that Python name would count as given.
            text = cs.str_schema()
            alike = cs.no_info_after_validator_function(Unknown, cs.literal_schema(names))
            known = cs.union_schema([alike, text], mode="left_to_right")
            again = cs.union_schema([cs.is_instance_schema(Unknown), known], mode="left_to_right")
            inner["extras_keys_schema"] = cs.json_or_python_schema(known, again)
        return schema  # type: ignore[no-any-return]


M = TypeVar("M", bound=Model)


def wire_names(model: type[BaseModel]) -> dict[str, str]:
    """Give the wire name of each member by its Python name."""
    model.model_rebuild()  # Until it is built, a class does not know all wire names.
    return {n: f.serialization_alias or f.alias or n for n, f in model.model_fields.items()}


def project(
    source: Model, target: type[M], changes: Mapping[str, Any], drop: Container[str] = ()
) -> M:
    """Make the update request of an entity: what the entity gave and the request can hold.

    Members the package does not know are carried over too, so that nothing the server sent is
    lost.

    Args:
        source: the entity.
        target: class of the update request.
        changes: new values, by Python or wire name of the request.
        drop: Python or wire names never carried over.

    Raises:
        TypeError: a change names no member of the request.
        RequestError: a member the request requires is missing, or a value does not fit.
    """
    names, wires = wire_names(target), wire_names(type(source))
    dumped = source.__pydantic_serializer__.to_python(source, by_alias=True, exclude_unset=True)
    extras = source.__pydantic_extra__ or {}
    known = {wires[n] for n in source.model_fields_set if n in wires and n not in drop}
    targets = set(names.values())
    values = {
        wire: value
        for wire, value in dumped.items()
        if wire not in drop and (wire in extras or (wire in known and wire in targets))
    }
    for name, value in changes.items():
        wire = names.get(name, name)
        if wire not in targets:
            known_names = ", ".join(sorted(names))
            raise TypeError(f"{target.__name__} has no member {name!r}. Members: {known_names}.")
        values[wire] = value
    try:
        return target.model_validate(values, by_alias=True, by_name=True)
    except ValidationError as error:
        raise RequestError(f"{target.__name__}: {explain(error)}") from None


def explain(error: ValidationError) -> str:
    """Tell what is wrong and where, never the values."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or '(root)'}: {e['msg']}" for e in found[:5])
