"""Example values of arguments: what the document says where it fits, else made of the type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from clientgen.base.prose import literal
from clientgen.base.untyped import Json, items, mapping
from clientgen.plan.documented_values import DocumentedValues, Node
from clientgen.plan.example_scalars import fresh_scalar
from clientgen.plan.example_source import Source, construction, dictionary, json_source, sequence
from clientgen.plan.package import Argument, Method, PackagePlan
from clientgen.plan.stated_values import LISTS, SECRET, StatedValues
from clientgen.types import AliasPlan, FieldPlan, ModelPlan
from clientgen.types.expressions import (
    MAPS,
    LiteralOf,
    LiteralValue,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    is_nullable,
    parts,
    union,
)

_MOST_ITEMS = 2
_MOST_CERTAIN = 3
_DEEPEST = 12
# Values that are made for one argument; classes that need more are not written out.
_MOST_MADE = 400


class _TooLargeError(Exception):
    """An example that would fill pages."""


@dataclass(slots=True)
class _Walk:
    """One example under way.

    Args:
        left: how many values may still be made.
    """

    left: int = _MOST_MADE

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooLargeError


class ExampleMaker:
    """Makes the arguments of example calls.

    Args:
        plan: the package.
    """

    def __init__(self, plan: PackagePlan) -> None:
        self._values = DocumentedValues(plan.document)
        self._stated = StatedValues(self._values, plan.models)
        self._models = {model.name: model for model in plan.models.models}
        self._aliases = {alias.name: alias for alias in plan.models.aliases}

    def arguments(self, method: Method) -> list[tuple[str, Source]]:
        """Make what a call has to be given, and a body of a class, without which it says little.

        Args:
            method: what is called.

        Returns:
            Keyword, empty for what is given by position, and value.
        """
        return [
            ("" if argument.positional else argument.name, self.argument(method, argument))
            for argument in method.arguments
            if not argument.default or (argument.location == "body" and self._is_class(argument))
        ]

    def _is_class(self, argument: Argument) -> bool:
        return any(isinstance(p, Ref) and p.name in self._models for p in parts(argument.type))

    def argument(self, method: Method, argument: Argument) -> Source:
        """Make a value of one argument.

        Args:
            method: the method.
            argument: one of its arguments.

        Returns:
            The value.
        """
        node = self._values.node(argument.schema)
        is_body = argument.location == "body"
        stated: Iterator[Json] = (
            self._values.of_body(method.operation, argument.schema)
            if is_body
            else self._values.of_parameter(method.operation, argument.wire, argument.location)
        )
        name = "" if is_body else argument.name
        expr = _classes_only(argument.type) if is_body else argument.type
        for value in stated:
            if (found := self._stated.written(expr, node, value)) is not None:
                return found
        try:
            made = self._made(expr, node, name, frozenset(), _Walk())
        except _TooLargeError:
            made = None
        return made or dictionary({})

    def member(self, model: str, field: FieldPlan) -> Source | None:
        """Make a value of a member of a class.

        Args:
            model: name of the class.
            field: the member.

        Returns:
            The value; None where there is none of bounded size.
        """
        try:
            node = self._values.node(field.schema)
            return self._made(field.type, node, field.name, frozenset({model}), _Walk())
        except _TooLargeError:
            return None

    def _made(
        self, expr: TypeExpr, node: Node, name: str, above: frozenset[str], walk: _Walk
    ) -> Source | None:
        """Make a value of a type; None where there is none of bounded size."""
        walk.step()
        if node.get("format") == "password" and Scalar.STRING in parts(expr):
            return SECRET
        for value in self._values.of_schema(node):
            if value is not None and (found := self._stated.written(expr, node, value)) is not None:
                return found
        if len(above) <= _DEEPEST:
            for part in parts(expr):
                if (found := self._made_as(part, node, name, above, walk)) is not None:
                    return found
        return Source("None") if is_nullable(expr) else None

    def _made_as(
        self, expr: TypeExpr, node: Node, name: str, above: frozenset[str], walk: _Walk
    ) -> Source | None:
        if isinstance(expr, Scalar):
            return fresh_scalar(expr, node, name, self._values.holds)
        if isinstance(expr, LiteralOf):
            return json_source(expr.values[0])
        if isinstance(expr, TupleOf):
            rows = [*map(self._values.whole, items(node.get("prefixItems")))]
            nodes = rows or [{}] * len(expr.items)
            made = [
                self._made(item, inner, name, above, walk)
                for item, inner in zip(expr.items, nodes, strict=False)
            ]
            found = [source for source in made if source is not None]
            return sequence(found, is_tuple=True) if len(found) == len(expr.items) else None
        if isinstance(expr, Ref):
            return self._made_reference(expr.name, name, above, walk)
        if isinstance(expr, Of) and expr.container in MAPS:
            return dictionary({})
        if isinstance(expr, Of) and expr.container in LISTS:
            inner = self._values.whole(node.get("items"))
            item = self._made(expr.item, inner, name, above, walk)
            least = node.get("minItems")
            count = min(least, _MOST_ITEMS) if isinstance(least, int) and least > 1 else 1
            return sequence([] if item is None else [item] * count)
        return None

    def _made_reference(
        self, reference: str, name: str, above: frozenset[str], walk: _Walk
    ) -> Source | None:
        if reference in above:
            return None
        if (model := self._models.get(reference)) is not None:
            return self._made_model(model, {}, above | {reference}, walk)
        if (alias := self._aliases.get(reference)) is None:
            return None
        inner = above | {reference}
        return self._made_choice(alias, inner, walk) or self._made(
            alias.type, self._values.node(alias.schema), name, inner, walk
        )

    def _made_choice(self, alias: AliasPlan, above: frozenset[str], walk: _Walk) -> Source | None:
        """Make a value of the first class that a tag leads to, its tag given."""
        choice, discriminator = alias.choice, alias.schema.discriminator
        if choice is None:
            return None
        # What the document maps to a class is said better than the name of the class.
        mapped = frozenset(discriminator.mapping if discriminator is not None else ())
        ranks = {name: rank for rank, name in enumerate(choice.classes)}
        tags = sorted(choice.tags, key=lambda t: (t[0] not in mapped, ranks.get(t[1], len(ranks))))
        for tag, owner in tags:
            model = self._models.get(owner)
            if model is not None and owner not in above:
                made = self._made_model(model, {choice.member: tag}, above | {owner}, walk)
                if made is not None:
                    return made
        return None

    def _made_model(
        self,
        model: ModelPlan,
        fixed: Mapping[str, LiteralValue],
        above: frozenset[str],
        walk: _Walk,
    ) -> Source | None:
        for value in self._values.of_schema(self._values.node(model.schema)):
            tagged = mapping(value)
            if all(tagged.get(wire) == tag for wire, tag in fixed.items()):
                if (found := self._stated.construction(model, value)) is not None:
                    return found
        shown: list[tuple[str, Source]] = []
        for field in self._shown(model, fixed):
            if field.wire in fixed:
                tag = fixed[field.wire]
                shown.append(
                    (field.name, Source(literal(tag) if isinstance(tag, str) else repr(tag)))
                )
                continue
            node = self._values.node(field.schema)
            made = self._made(field.type, node, field.name, above, walk)
            if made is not None:
                shown.append((field.name, made))
            elif field.required:
                return None
        return construction(model.name, shown)

    def _shown(self, model: ModelPlan, fixed: Iterable[str]) -> list[FieldPlan]:
        """The members to give: those required, else some of which the document gives a value."""
        wires = {*self._stated.needed(model), *fixed}
        needed = [field for field in model.fields if field.wire in wires]
        certain = (field for field in model.fields if not needed and self._is_certain(field))
        return needed or [*islice(certain, _MOST_CERTAIN)]

    def _is_certain(self, field: FieldPlan) -> bool:
        node = self._values.node(field.schema)
        return not field.schema.read_only and any(
            value is not None and self._stated.written(field.type, node, value) is not None
            for value in self._values.of_schema(node)
        )


def _classes_only(expr: TypeExpr) -> TypeExpr:
    """A type without the mappings that stand for its classes."""
    kept = [part for part in parts(expr) if not isinstance(part, Of) or part.container not in MAPS]
    return union(kept) if any(isinstance(part, Ref) for part in kept) else expr
