"""The base of all models, and the types of their members that keep what plain values would lose."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError
from pydantic_core import core_schema as cs

from ..errors import RequestError
from .reading import QUICK, Again, built, careful, homonyms, without
from .values import FloatText, WireDateTime, is_array, is_object, rfc3339, tree, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from dataclasses import InitVar

    from pydantic_core import SchemaValidator


def _keeps_texts(value: Any, info: cs.ValidationInfo[Any]) -> Any:
    if info.context is QUICK and _has_float(value):
        raise Again
    return value


def _has_float(value: Any) -> bool:
    if is_object(value):
        return any(map(_has_float, value.values()))
    if is_array(value):
        return any(map(_has_float, value))
    return isinstance(value, float)


# In JSON a float may have had another text. What cannot be one never gets to Python code.
_WHOLE = cs.int_schema(strict=True)
_PLAIN = (cs.str_schema(strict=True), cs.bool_schema(strict=True), cs.none_schema(), _WHOLE)
_NUMBER = (cs.is_instance_schema(FloatText), _WHOLE, cs.float_schema())


def _read(*plain: cs.CoreSchema, rest: cs.CoreSchema) -> cs.CoreSchema:
    looked_at = cs.with_info_after_validator_function(_keeps_texts, rest)
    return cs.union_schema([*plain, looked_at], mode="left_to_right")


class _JsonSchema:
    """Any JSON value."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        return cs.json_or_python_schema(_read(*_PLAIN, rest=cs.any_schema()), cs.any_schema())


def read_number() -> cs.CoreSchema:
    """Describe a number that keeps its text; it is read carefully where it has another one."""
    return cs.json_or_python_schema(
        _read(_WHOLE, rest=cs.float_schema()), cs.union_schema([*_NUMBER], mode="left_to_right")
    )


class _NumberSchema:
    """A number, whole or not; ints stay ints, so that 5 does not come back as 5.0."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> cs.CoreSchema:
        return read_number()


class _TimeSchema:
    """A date or date-time; read at once where the text is the one that is written."""

    def __init__(self, canonical: str, schema: Any, kind: type, again: Any, written: Any) -> None:
        text = cs.str_schema(pattern=canonical, strict=True)
        self._choices = [cs.chain_schema([text, schema]), *again]
        self._kind, self._written = kind, written

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        read = cs.union_schema(self._choices, mode="left_to_right")
        value = cs.is_instance_schema(self._kind)
        return cs.json_or_python_schema(
            read,
            cs.union_schema([value, *self._choices], mode="left_to_right"),
            serialization=cs.plain_serializer_function_ser_schema(self._written, when_used="json"),
        )


class _KnownSchema:
    """Known values, each of its own kind: pydantic alone takes ``true`` and ``1.0`` for 1."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        literal: Any = handler(source)
        values = literal["expected"]
        kinds: dict[type, Any] = {
            bool: cs.bool_schema(strict=True),
            int: cs.int_schema(strict=True),
            str: cs.str_schema(strict=True),
        }
        choices: list[Any] = [
            cs.chain_schema([schema, cs.literal_schema([v for v in values if type(v) is kind])])
            for kind, schema in kinds.items()
            if any(type(value) is kind for value in values)
        ]
        return cs.union_schema(choices, mode="left_to_right")


class _Nullable:
    """Lets null pass where the annotation promises a value: reading never refuses it."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        return cs.nullable_schema(handler(source))


class _Listed:
    """Takes a list for a tuple: JSON has no tuples."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        schema: Any = {**handler(source), "strict": False}
        return cast("cs.CoreSchema", schema)


T = TypeVar("T")
Present = Annotated[T, _Nullable()]
"""Type of members that responses always hold; one without it, or with null, is still read."""
Known = Annotated[T, _KnownSchema()]
"""Type of known values that are not all text."""
First = Annotated[T, Field(union_mode="left_to_right")]
"""Type of members of several types: of those that a value fits it is the first."""
Row = Annotated[T, _Listed()]
"""Type of arrays of fixed length."""
Json = Annotated[Any, _JsonSchema()]
"""Type of members that hold any JSON; kept as it came, number texts included."""
Number = Annotated[float, _NumberSchema()]
"""Type of number members; the text of the wire survives."""
DateTime = Annotated[
    dt.datetime,
    _TimeSchema(
        r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",  # What `rfc3339` writes for a UTC value.
        cs.datetime_schema(strict=False),
        dt.datetime,
        [cs.no_info_after_validator_function(WireDateTime.from_wire, cs.str_schema(strict=True))],
        rfc3339,
    ),
]
"""Type of date-time members; sent back in the form they came."""
TYPES: dict[str, Any] = {
    "DateTime": DateTime,
    "First": First,
    "Json": Json,
    "Known": Known,
    "Literal": Literal,
    "Number": Number,
    "Row": Row,
}
"""What the type of an operation may name besides the models and the builtins."""


def camel(name: str) -> str:
    """Give the usual wire name of a Python name: ``topic_name`` is ``topicName``."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


class _BuiltFirst(property):
    """Fields of a class, asked for by introspection: wire names are known once it is built."""

    def __get__(self, model: Any, kind: Any = None) -> Any:
        for name, wire in wire_names(kind).items():
            # Written as two aliases in the models, or checkers would take it for the keyword.
            kind.__pydantic_fields__[name].alias = wire
        return kind.__pydantic_fields__


class Model(BaseModel):
    """Base of all models.

    Members that were not given read as None and are not sent; members given as None are sent as
    null; members this package does not know are kept and sent back.

    Args:
        extra: members that the class does not declare, by wire name; sent as they are.

    Raises:
        TypeError: a keyword is no member of the class.
        pydantic.ValidationError: a value is not of the type of its member.
    """

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        alias_generator=camel,
        protected_namespaces=(),
    )
    if TYPE_CHECKING:
        extra: InitVar[Any] = {}  # Of any type, so that a class may have such a member.
    else:  # A checker would take it for a parameter of the constructor.
        __pydantic_extra__: dict[str, Json]

        model_fields = _BuiltFirst()

        def __init__(self, /, **members: Any) -> None:
            kind = type(self)
            names = wire_names(kind)
            known = {*names, *names.values()}
            extra = {} if "extra" in known else members.pop("extra", {})
            unknown = [name for name in members if name not in known]
            if unknown:
                raise TypeError(no_member(kind, unknown[0]))
            self.__pydantic_validator__.validate_python(members, self_instance=self)
            self.__pydantic_extra__.update(extra)
            complete(self)

        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            # A decimal is sent as a number or as a text, as its member says.
            parts = value.values() if is_object(value) else value if is_array(value) else (value,)
            if any(isinstance(part, Decimal) for part in parts):
                with suppress(ValidationError):
                    self.__pydantic_validator__.validate_assignment(self, name, value)

        @classmethod
        def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
            # A class is built when it is first used; what is made of it then is not deferred too.
            cls.model_config["defer_build"] = False

        # Pydantic need not come here when it reads: nothing is done that reading does not do.
        __init__.__pydantic_base_init__ = True

    __required__: ClassVar[tuple[str, ...]] = ()
    """Wire names of members that the document calls required although reading goes without."""
    __open__: ClassVar[bool] = False
    """Whether the document itself speaks of members of any name and type."""

    def given_members(self) -> dict[str, Any]:
        """Give the members that were given, by wire name; values as they are, null included."""
        names, given = wire_names(type(self)), self.__pydantic_fields_set__
        found = {names[n]: value for n, value in self.__dict__.items() if n in given}
        found.update(self.__pydantic_extra__ or {})
        return found

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: members that were given, by wire name, in JSON's own types."""
        found: dict[str, Any] = tree(self)
        return found

    def to_json(self) -> bytes:
        """Write the JSON object, numbers and date-times as they came."""
        return write(self)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> cs.CoreSchema:
        schema: Any = handler(source)
        inner = schema
        while "schema" in inner and inner["type"] != "model-fields":
            inner = inner["schema"]
        names = homonyms(inner)
        if names:  # Pydantic would count the member with that Python name as given.
            inner["extras_keys_schema"] = without(names)
        return schema  # type: ignore[no-any-return]


M = TypeVar("M", bound=Model)


def wire_names(model: type[BaseModel]) -> dict[str, str]:
    """Give the wire name of each member by its Python name."""
    found: dict[str, str] | None = model.__dict__.get("__wire_names__")
    if found is None:
        built(model.model_rebuild)  # Until it is built, a class does not know all wire names.
        fields = model.__pydantic_fields__
        found = {n: str(f.serialization_alias) for n, f in fields.items()}
        type.__setattr__(model, "__wire_names__", found)
    return found


def no_member(model: type[BaseModel], name: str) -> str:
    """Tell that a class has no such member, with the name that was probably meant.

    Args:
        model: the class.
        name: what was given.

    Returns:
        The sentence.
    """
    from difflib import get_close_matches

    names = wire_names(model)
    near = get_close_matches(name, [*names, *names.values()], 1)
    meant = f"Did you mean {near[0]!r}?" if near else f"Members: {', '.join(sorted(names))}."
    return f"{model.__name__} has no member {name!r}. {meant} Others go into extra={{...}}."


def complete(value: Model) -> None:
    """Count members with a single possible value as given, so that they are sent."""
    for name, field in type(value).__pydantic_fields__.items():
        if field.default is not None and not field.is_required():
            value.__pydantic_fields_set__.add(name)


def project(
    source: Model, target: type[M], changes: Mapping[str, Any], drop: Iterable[str] = ()
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
        RequestError: a member the request requires is missing, or a change does not fit.

    Returns:
        The request.
    """
    names, wires = wire_names(target), wire_names(type(source))
    target_names = {wire: name for name, wire in names.items()}
    extras = source.__pydantic_extra__ or {}
    dropped = {wires.get(name, name) for name in drop}
    values = {
        wire: tree(value)
        for wire, value in source.given_members().items()
        if wire not in dropped and (wire in extras or wire in target_names)
    }
    made: M = lenient(target).validate_python(values, by_alias=True, by_name=False)
    others, made.__pydantic_extra__ = made.__pydantic_extra__, {}  # Apart, as in reading.
    for name, value in changes.items():
        member = target_names.get(name, name)
        if member not in names:
            raise TypeError(no_member(target, name))
        try:
            target.__pydantic_validator__.validate_assignment(made, member, value)
        except ValidationError as error:
            raise RequestError(f"{target.__name__}: {explain(error)}") from None
    made.__pydantic_extra__ = others
    complete(made)
    absent = [
        name
        for name, field in target.__pydantic_fields__.items()
        if field.is_required() and name not in made.__pydantic_fields_set__
    ]
    if absent:
        told = ", ".join(f"{name}=..." for name in absent)
        raise RequestError(f"{target.__name__} requires what was not read: give {told}")
    return made


def lenient(model: type[BaseModel]) -> SchemaValidator:
    """Give the careful reading of a class, made once."""
    found: SchemaValidator | None = model.__dict__.get("__lenient__")
    if found is None:
        built(model.model_rebuild)
        found = careful(model.__pydantic_core_schema__)
        type.__setattr__(model, "__lenient__", found)
    return found


def explain(error: ValidationError) -> str:
    """Tell what is wrong and where, never the values."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or '(root)'}: {e['msg']}" for e in found[:5])


def given(validator: Any, value: Any) -> Any:
    """Read a body that a caller wrote as a mapping or list, with wire or Python names.

    Args:
        validator: pydantic's validator of its type.
        value: the body.

    Returns:
        Models and plain values.

    Raises:
        ValueError: it does not fit, or a member is misspelled.
    """
    plain = _plain(value)
    made = validator.validate_python(plain, by_alias=True, by_name=True)
    check_names(plain, made)
    return made


def _plain(value: Any) -> Any:
    """Make mappings dicts and sequences lists, as the strict reading wants them."""
    if is_object(value):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if is_array(value) else value


def check_names(written: Any, made: Any) -> None:
    """Refuse misspelled members wherever the caller wrote a mapping.

    Args:
        written: what the caller wrote.
        made: what it was read as.

    Raises:
        ValueError: a member is misspelled.
    """
    if is_array(made):
        for before, after in zip(written, made, strict=False):
            check_names(before, after)
    elif isinstance(made, Model) and is_object(written):
        names = wire_names(type(made))
        for key in made.__pydantic_extra__ or {}:
            _refuse_misspelled(key, made, names)
        for name, wire in names.items():
            check_names(written.get(wire, written.get(name)), made.__dict__.get(name))
    elif is_object(made) and is_object(written):
        for key, item in made.items():
            check_names(written.get(key), item)


def _refuse_misspelled(key: str, made: Model, names: Mapping[str, str]) -> None:
    absent = [(n, w) for n, w in names.items() if n not in made.__pydantic_fields_set__]
    near = [wire for name, wire in absent if _alike(key, wire) or _alike(key, name)]
    if len(near) == 1:
        raise ValueError(
            f"{type(made).__name__} has no member {key!r}, but {near[0]!r}: write that, or give "
            "members that are not declared as extra={...} of the class."
        )


def _alike(one: str, other: str) -> bool:
    """Whether two names are equal but for case, separators, or one letter."""
    one, other = ("".join(filter(str.isalnum, name)).lower() for name in (one, other))
    return one == other or (min(len(one), len(other)) > 3 and bool(_shorter(one) & _shorter(other)))


def _shorter(name: str) -> set[str]:
    """A name, and what is left without each of its letters."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}
