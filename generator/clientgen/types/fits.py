"""Tell whether one type takes what another holds, as a type checker and a caller see it."""

from __future__ import annotations

from functools import partial
from typing import Literal

from clientgen.types.expressions import (
    Container,
    DictOf,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    parts,
)

Fit = Literal["same", "wider", "narrower", "other"]

_OF_VALUE = {bool: Scalar.BOOLEAN, int: Scalar.INTEGER, str: Scalar.STRING}
_SEQUENCES = frozenset({Container.LIST, Container.SEQUENCE, Container.ITERABLE})
_MAPPINGS = frozenset({Container.MAP, Container.MAPPING})


def compare(old: TypeExpr, new: TypeExpr) -> Fit:
    """Say how a type changed.

    Args:
        old: the old type, its classes named as they are now.
        new: the new one.

    Returns:
        ``wider`` when it takes all it took and more, ``narrower`` when it takes less, ``same`` when
        checkers see no difference, ``other`` for anything else.
    """
    if old == new:
        return "same"
    forth, back = fits(old, new), fits(new, old)
    if forth and back:
        # Checkers take Any for everything, but what was given where it stood may fit no more.
        return "same" if fits(old, new, any_fits=False) else "narrower"
    return "wider" if forth else "narrower" if back else "other"


def fits(given: TypeExpr, wanted: TypeExpr, *, any_fits: bool = True) -> bool:
    """Tell whether every value of one type is a value of another.

    Args:
        given: the type of the value.
        wanted: the type of the place.
        any_fits: whether a value of which nothing is known is taken for any type, as by checkers.

    Returns:
        Whether a checker takes the one for the other.
    """
    one, two = _members(given), _members(wanted)
    # Most members are on both sides; only what is not is held against every one.
    alike = set(two)
    return all(
        member in alike or any(_fits(member, other, any_fits) for other in two) for member in one
    )


def _members(expr: TypeExpr) -> list[TypeExpr]:
    """The members of a union; known values count as one member each."""
    return [
        single
        for part in parts(expr)
        for single in (
            [LiteralOf((value,)) for value in part.values]
            if isinstance(part, LiteralOf)
            else [part]
        )
    ]


def _fits(given: TypeExpr, wanted: TypeExpr, any_fits: bool) -> bool:
    if given is Scalar.ANY or wanted is Scalar.ANY:
        return any_fits or wanted is Scalar.ANY
    if isinstance(given, LiteralOf):
        return all(_OF_VALUE[type(value)] is wanted for value in given.values)
    if given is Scalar.INTEGER and wanted is Scalar.NUMBER:
        return True
    if wanted is Scalar.MODEL:
        # Every class is one: a union told apart by a tag holds it for what is not known.
        return isinstance(given, Ref)
    if isinstance(given, DictOf) and isinstance(wanted, Of):
        return wanted.container in _MAPPINGS and wanted.item is Scalar.ANY
    if isinstance(given, TupleOf) and isinstance(wanted, TupleOf):
        inner = partial(fits, any_fits=any_fits)
        return len(given.items) == len(wanted.items) and all(map(inner, given.items, wanted.items))
    if not isinstance(given, Of) or not isinstance(wanted, Of):
        return False
    both = {given.container, wanted.container}
    alike = len(both) == 1 or both <= _SEQUENCES or both <= _MAPPINGS
    return alike and fits(given.item, wanted.item, any_fits=any_fits)
