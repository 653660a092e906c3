"""Values of the typed dictionaries of a package, made of their plan, and the JSON that is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clientgen.plan import PackagePlan
from clientgen.types.expressions import (
    MAPS,
    DictOf,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    given,
    parts,
)

_DEEPEST = 4
_DAY = dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)
_ID = "2b5a4a4e-3f0c-4c29-9f0e-0a1b2c3d4e5f"
Sent = tuple[Any, Any]
"""A value as a caller writes it, and the JSON of it."""

_SCALARS: dict[Scalar, Sent] = {
    Scalar.ANY: ({"any": [1, None, "x"]}, {"any": [1, None, "x"]}),
    Scalar.BOOLEAN: (True, True),
    Scalar.BYTES: (b"PK", "UEs="),
    Scalar.DATE: (_DAY.date(), "2026-03-01"),
    Scalar.DATE_TIME: (_DAY, "2026-03-01T12:30:00.000Z"),
    Scalar.DECIMAL: (Decimal("1.5"), 1.5),
    Scalar.DECIMAL_TEXT: (Decimal("1.5"), "1.5"),
    Scalar.DURATION: (dt.timedelta(days=1, hours=12), "P1DT12H"),
    Scalar.INTEGER: (7, 7),
    Scalar.NULL: (None, None),
    Scalar.NUMBER: (2.5, 2.5),
    Scalar.STRING: ("text", "text"),
    Scalar.TIME: (_DAY.time(), "12:30:00"),
    Scalar.UUID: (uuid.UUID(_ID), _ID),
}


class DictValues:
    """Makes values of the types that the arguments of a package have.

    Args:
        plan: the package, planned with its typed dictionaries.
        turn: which of the types of each union is taken, and whether optional entries are there.
    """

    def __init__(self, plan: PackagePlan, turn: int) -> None:
        self._dictionaries = {found.model: found for found in plan.typed_dicts.dictionaries}
        self._aliases = {alias.name: alias.type for alias in plan.models.aliases}
        self._aliases_of_dicts = {alias.model: alias.type for alias in plan.typed_dicts.aliases}
        self._turn = turn
        self.entries: set[tuple[str, str]] = set()

    def of(self, expr: TypeExpr, depth: int = 0) -> Sent | None:
        """Make a value that holds mappings in place of models.

        Args:
            expr: the type.
            depth: how many dictionaries it stands in.

        Returns:
            The value; None where only a model will do.
        """
        found = [sent for part in parts(given(expr)) if (sent := self._single(part, depth))]
        return found[self._turn % len(found)] if found else None

    def _single(self, expr: TypeExpr, depth: int) -> Sent | None:
        if isinstance(expr, Scalar):
            return _SCALARS.get(expr)
        if isinstance(expr, LiteralOf):
            value = expr.values[self._turn % len(expr.values)]
            return value, value
        if isinstance(expr, DictOf):
            if expr.name in self._aliases_of_dicts:
                alias = self._aliases_of_dicts[expr.name]
                return self.of(alias, depth + 1) if depth < _DEEPEST else None
            return self._dictionary(expr.name, depth)
        if isinstance(expr, Ref):
            # An alias without classes is the same to both: an enumeration, most of all.
            plain = self._aliases.get(expr.name)
            return self.of(plain, depth) if plain is not None and depth < _DEEPEST else None
        if isinstance(expr, TupleOf):
            items = [self.of(item, depth + 1) for item in expr.items]
            made = [item for item in items if item is not None]
            if len(made) < len(items):
                return None
            return tuple(v for v, _ in made), [sent for _, sent in made]
        assert isinstance(expr, Of)
        inner = self.of(expr.item, depth + 1) if depth < _DEEPEST else None
        if expr.container in MAPS:
            return ({"key": inner[0]}, {"key": inner[1]}) if inner else ({}, {})
        return ([inner[0]], [inner[1]]) if inner else ([], [])

    def _dictionary(self, name: str, depth: int) -> Sent | None:
        written: dict[str, Any] = {}
        sent: dict[str, Any] = {}
        for entry in self._dictionaries[name].entries:
            is_wanted = depth < _DEEPEST and self._turn % 2 == 0
            if not entry.required and not is_wanted:
                continue
            value = self.of(entry.type, depth + 1)
            if value is None and entry.required:
                return None
            if value is not None:
                self.entries.add((name, entry.key))
                written[entry.key], sent[entry.key] = value
        return written, sent


def bodies(plan: PackagePlan) -> Iterator[tuple[str, TypeExpr, TypeExpr]]:
    """List the JSON bodies that may be typed dictionaries.

    Yields:
        The method, the type of its argument, and what the runtime reads it as.
    """
    for method in plan.methods:
        if method.body_kind in ("json", "nullable") and method.body_type is not None:
            for argument in method.sent("body"):
                yield method.path, argument.type, method.body_type
