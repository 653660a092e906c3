"""Types as values: what a schema, an argument or a result is in Python, before any text is written.

A `TypeExpr` says what a value may be, in the terms of JSON and of the emitted package. How it is
spelled depends on where it stands (`clientgen.types.writing`); whether one type takes what another
holds does not (`fits`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias

LiteralValue: TypeAlias = str | int | bool


class Scalar(Enum):
    """A type without parts."""

    ANY = "any JSON value"
    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    DATE = "date"
    DATE_TIME = "date-time"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    DECIMAL = "decimal number"
    DECIMAL_TEXT = "decimal number as text"
    BYTES = "bytes"
    # What only methods take and give.
    BINARY_FILE = "binary file"
    EVENT = "event"
    # The class of a value whose tag no class of its union has.
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Ref:
    """A class or alias of the models module.

    Args:
        name: its name there.
    """

    name: str


@dataclass(frozen=True, slots=True)
class DictOf:
    """The typed dictionary of a class, or an alias that has typed dictionaries beside its classes.

    Args:
        name: name of the class or alias in the models module.
        dictionary: its own name in the module of typed dictionaries.
    """

    name: str
    dictionary: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class LiteralOf:
    """Some known values.

    Args:
        values: strings, integers and booleans, in the document's order, each once.
    """

    values: tuple[LiteralValue, ...]

    def __eq__(self, other: object) -> bool:
        # 1 and True are equal in Python and two values on the wire.
        return isinstance(other, LiteralOf) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[tuple[str, LiteralValue], ...]:
        return tuple((type(value).__name__, value) for value in self.values)


def distinct(values: Iterable[LiteralValue]) -> tuple[LiteralValue, ...]:
    """Drop repeated values; 1 and True are two.

    Args:
        values: known values, in the document's order.

    Returns:
        Each once.
    """
    found: dict[tuple[str, LiteralValue], LiteralValue] = {}
    for value in values:
        found.setdefault((type(value).__name__, value), value)
    return tuple(found.values())


class Container(Enum):
    """A type that holds values of other types."""

    LIST = "list"
    MAP = "map"
    ITERABLE = "iterable"
    ASYNC_ITERABLE = "async iterable"
    STREAM = "stream"
    # What a method takes whatever place it stands in.
    MAPPING = "mapping"
    SEQUENCE = "sequence"


MAPS = frozenset({Container.MAP, Container.MAPPING})


@dataclass(frozen=True, slots=True)
class Of:
    """A container and what it holds.

    Args:
        container: the container; a map has text as its keys.
        item: type of its items or values.
    """

    container: Container
    item: TypeExpr


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list of fixed length.

    Args:
        items: type of each item.
    """

    items: tuple[TypeExpr, ...]


@dataclass(frozen=True, slots=True)
class UnionOf:
    """One of several types; made by `union`, so it has no member twice and none that is a union.

    Args:
        members: at least two.
    """

    members: tuple[TypeExpr, ...]


TypeExpr: TypeAlias = Scalar | Ref | DictOf | LiteralOf | Of | TupleOf | UnionOf


def union(members: Iterable[TypeExpr]) -> TypeExpr:
    """Join types to the one that takes what any of them takes.

    Any JSON value stays beside what is known better: a value is read as the best that fits.

    Args:
        members: the types, in the order to write them.

    Returns:
        A type without repetition, any JSON value after the others, null last.
    """
    flat = dict.fromkeys(part for member in members for part in parts(member))
    is_nullable = flat.pop(Scalar.NULL, True) is None
    if not flat.keys() - {Scalar.ANY}:
        return Scalar.NULL if is_nullable and not flat else Scalar.ANY
    last = [Scalar.ANY] if flat.pop(Scalar.ANY, True) is None else []
    found = (*flat, *last, *([Scalar.NULL] if is_nullable else []))
    return found[0] if len(found) == 1 else UnionOf(found)


def optional(expr: TypeExpr) -> TypeExpr:
    """A type, or null."""
    return union((expr, Scalar.NULL))


def parts(expr: TypeExpr) -> tuple[TypeExpr, ...]:
    """The members of a union; a type that is none stands for itself."""
    return expr.members if isinstance(expr, UnionOf) else (expr,)


def given(expr: TypeExpr) -> TypeExpr:
    """A type without null: what it is when it is there."""
    return union(part for part in parts(expr) if part is not Scalar.NULL)


def is_nullable(expr: TypeExpr) -> bool:
    """Tell whether null is among the values."""
    return any(part in (Scalar.NULL, Scalar.ANY) for part in parts(expr))


def inside(expr: TypeExpr) -> Iterator[TypeExpr]:
    """Every type a type is made of, itself first."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, UnionOf):
            stack.extend(reversed(node.members))
        elif isinstance(node, TupleOf):
            stack.extend(reversed(node.items))
        elif isinstance(node, Of):
            stack.append(node.item)


def references(expr: TypeExpr) -> frozenset[str]:
    """The names of the classes and aliases a type speaks of."""
    return frozenset(node.name for node in inside(expr) if isinstance(node, Ref))


def replaced(expr: TypeExpr, replacement: Callable[[Ref], TypeExpr]) -> TypeExpr:
    """A type with each reference replaced.

    Args:
        expr: the type.
        replacement: gives what stands for a reference.

    Returns:
        The type made of the rest.
    """
    return rebuilt(expr, lambda leaf: replacement(leaf) if isinstance(leaf, Ref) else leaf)


def renamed(expr: TypeExpr, names: Mapping[str, str]) -> TypeExpr:
    """Rename the classes in a type.

    Args:
        expr: the type.
        names: old name → new one; other names stay.

    Returns:
        The same type with the new names.
    """

    def rename(leaf: TypeExpr) -> TypeExpr:
        if isinstance(leaf, Ref | DictOf):
            return replace(leaf, name=names.get(leaf.name, leaf.name))
        return leaf

    return rebuilt(expr, rename)


def rebuilt(expr: TypeExpr, replacement: Callable[[TypeExpr], TypeExpr]) -> TypeExpr:
    """A type with each of those replaced that hold no other.

    Args:
        expr: the type.
        replacement: gives what stands for one.

    Returns:
        The type made of them.
    """
    if isinstance(expr, UnionOf):
        return union(rebuilt(member, replacement) for member in expr.members)
    if isinstance(expr, TupleOf):
        return TupleOf(tuple(rebuilt(item, replacement) for item in expr.items))
    if isinstance(expr, Of):
        return Of(expr.container, rebuilt(expr.item, replacement))
    return replacement(expr)
