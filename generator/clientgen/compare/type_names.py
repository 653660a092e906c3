"""Types of two packages compared, whose classes and aliases may have other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clientgen.types.expressions import Ref, TypeExpr, renamed, replaced
from clientgen.types.fits import Fit, compare


@dataclass(frozen=True, slots=True)
class TypeNames:
    """The meaning of the names in the types of two packages.

    Args:
        renames: old class name → its name in the new package.
        old: alias that only the old package has → its type.
        new: alias that only the new package has → its type.
    """

    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    old: Mapping[str, TypeExpr] = field(default_factory=dict[str, TypeExpr])
    new: Mapping[str, TypeExpr] = field(default_factory=dict[str, TypeExpr])

    def compare(self, before: TypeExpr, after: TypeExpr) -> Fit:
        """Say how a type changed, with both spelled out as far as they differ in names.

        Args:
            before: the type in the old package.
            after: the type in the new one.

        Returns:
            The result of `clientgen.types.fits.compare`.
        """
        old = renamed(spelled_out(before, self.old), self.renames)
        return compare(old, spelled_out(after, self.new))


def spelled_out(expr: TypeExpr, aliases: Mapping[str, TypeExpr]) -> TypeExpr:
    """Replace the aliases in a type by their types.

    Args:
        expr: the type.
        aliases: alias → its type; one that leads to itself stays where it is met again.

    Returns:
        The type without those aliases.
    """
    if not aliases:
        return expr

    def meant(ref: Ref) -> TypeExpr:
        if ref.name not in aliases:
            return ref
        rest = {name: other for name, other in aliases.items() if name != ref.name}
        return spelled_out(aliases[ref.name], rest)

    return replaced(expr, meant)
