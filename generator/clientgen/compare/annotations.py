"""Python annotations compared: does what fitted before still fit?"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Fit = Literal["same", "wider", "narrower", "other"]

_SEQUENCES = {"Sequence", "list", "Iterable"}
_MAPPINGS = {"Mapping", "dict"}
_ANY = {"Any", "Json", "object"}
# Every int is good where a float is wanted; the runtime's own names are what they stand for.
_NUMBERS = {"float", "Number"}


def renamed(annotation: str, names: Mapping[str, str]) -> str:
    """An annotation after classes were renamed.

    Args:
        annotation: source text.
        names: old class name → new one.
    """
    if not names:
        return annotation
    return re.sub(r"[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), annotation)


def compare(old: str, new: str) -> Fit:
    """How an annotation changed.

    Args:
        old: source text of the old annotation, class names already brought up to date.
        new: source text of the new one.

    Returns:
        ``wider`` when it takes all it took and more, ``narrower`` when it takes less, ``same``
        when checkers see no difference, ``other`` for anything else.
    """
    if old == new:
        return "same"
    one, two = _members(ast.parse(old, mode="eval").body), _members(
        ast.parse(new, mode="eval").body
    )
    forth, back = _all_fit(one, two), _all_fit(two, one)
    if forth and back:
        return "same"
    return "wider" if forth else "narrower" if back else "other"


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in the annotations of two packages stand for.

    Args:
        heirs: old class name → the one it lives on under.
        old: alias that only the old package has → source text of its type.
        new: alias that only the new package has → source text of its type.
    """

    heirs: Mapping[str, str] = field(default_factory=dict[str, str])
    old: Mapping[str, str] = field(default_factory=dict[str, str])
    new: Mapping[str, str] = field(default_factory=dict[str, str])

    def compare(self, before: str, after: str) -> Fit:
        """How an annotation changed, with both spelt out as far as they differ in names.

        Args:
            before: source text in the old package.
            after: source text in the new one.

        Returns:
            What :func:`compare` gives.
        """
        return compare(spelt_out(renamed(before, self.heirs), self.old), spelt_out(after, self.new))


def spelt_out(annotation: str, hints: Mapping[str, str]) -> str:
    """An annotation with aliases replaced by what they stand for.

    Args:
        annotation: source text.
        hints: alias → source text; one that leads to itself stays where it is met again.
    """
    if not hints:
        return annotation

    class Aliases(ast.NodeTransformer):
        def __init__(self, left: Mapping[str, str]) -> None:
            self.left = left

        def visit_Name(self, node: ast.Name) -> ast.expr:
            return self._meant(node, node.id)

        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            return self._meant(node, node.attr)

        def _meant(self, node: ast.expr, name: str) -> ast.expr:
            if name not in self.left:
                return node
            rest = {other: hint for other, hint in self.left.items() if other != name}
            inner = ast.parse(self.left[name], mode="eval").body
            found: ast.expr = Aliases(rest).visit(inner)
            return found

    return ast.unparse(Aliases(hints).visit(ast.parse(annotation, mode="eval").body))


def shown_members(annotation: str) -> list[str]:
    """The members of a union as text, without run-time notes.

    Args:
        annotation: source text.
    """
    return [ast.unparse(member) for member in _members(ast.parse(annotation, mode="eval").body)]


def _members(node: ast.expr) -> list[ast.expr]:
    """The members of a union; a Literal counts as one member for each value."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _members(node.left) + _members(node.right)
    if isinstance(node, ast.Subscript) and _name(node.value) == "Literal":
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return list(values)
    if isinstance(node, ast.Subscript) and _name(node.value) == "Annotated":
        inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
        return _members(inner)
    return [node]


def _all_fit(given: list[ast.expr], wanted: list[ast.expr]) -> bool:
    # Most members are on both sides; only what is not is held against every one.
    alike = {ast.dump(other) for other in wanted}
    return all(
        ast.dump(one) in alike or any(_fits(one, other) for other in wanted) for one in given
    )


def _fits(given: ast.expr, wanted: ast.expr) -> bool:
    target = _name(wanted)
    if target in _ANY:
        return True
    if isinstance(given, ast.Constant):
        return given.value is not None and type(given.value).__name__ == target
    source = _name(given)
    if source in _ANY:
        # Checkers take Any for everything.
        return True
    if source in {"int", *_NUMBERS} and target in _NUMBERS:
        return True
    if target == "Model" and source[:1].isupper():
        # Every class is one: a union told apart by a tag holds it for what is not known.
        return isinstance(given, ast.Name | ast.Attribute)
    if not isinstance(given, ast.Subscript) or not isinstance(wanted, ast.Subscript):
        return False
    alike = (source in _SEQUENCES and target in _SEQUENCES) or (
        source in _MAPPINGS and target in _MAPPINGS
    )
    if not alike and source != target:
        return False
    one, two = _arguments(given), _arguments(wanted)
    return len(one) == len(two) and all(
        _all_fit(_members(a), _members(b)) for a, b in zip(one, two, strict=True)
    )


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    if isinstance(node, ast.Attribute):
        # `models.Trigger` in a signature is `Trigger` among the models.
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
