"""Values of a document, written as the types of the package where they fit them."""

from __future__ import annotations

from clientgen.base.untyped import Json, as_list, as_map, items, mapping
from clientgen.plan.documented_values import DocumentedValues, Node
from clientgen.plan.example_scalars import stated_scalar
from clientgen.plan.example_source import Source, construction, dictionary, json_source, sequence
from clientgen.types import ModelPlan, ModelsPlan
from clientgen.types.expressions import (
    MAPS,
    Container,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    is_nullable,
    parts,
)

LISTS = frozenset({Container.LIST, Container.SEQUENCE, Container.ITERABLE})
"""The containers that a list may be given for."""
SECRET = Source('"..."')
"""What stands for a password."""
_MOST_ITEMS = 2
_MOST_MEMBERS = 6


class StatedValues:
    """Writes values of a document as types; one that does not fit is not written.

    Args:
        values: finds schemas, and tells whether scalars keep to them.
        models: the classes.
    """

    def __init__(self, values: DocumentedValues, models: ModelsPlan) -> None:
        self._values = values
        self._models = {model.name: model for model in models.models}
        self._aliases = {alias.name: alias for alias in models.aliases}

    def written(self, expr: TypeExpr, node: Node, value: Json) -> Source | None:
        """Write a value as a type.

        Args:
            expr: the type.
            node: its schema.
            value: the value.

        Returns:
            The expression; None where the value does not fit.
        """
        if value is None:
            return Source("None") if is_nullable(expr) else None
        if not self._values.holds(node, value):
            return None
        for part in parts(expr):
            if (found := self._as(part, node, value)) is not None:
                return found
        return None

    def _as(self, expr: TypeExpr, node: Node, value: Json) -> Source | None:
        if isinstance(expr, Scalar):
            if node.get("format") == "password":
                return SECRET if isinstance(value, str) else None
            return json_source(value) if expr is Scalar.ANY else stated_scalar(expr, value)
        if isinstance(expr, LiteralOf):
            is_known = any(value == v and type(value) is type(v) for v in expr.values)
            return json_source(value) if is_known else None
        if isinstance(expr, Of):
            return self._container(expr, node, value)
        if isinstance(expr, TupleOf):
            return self._tuple(expr, node, value)
        if isinstance(expr, Ref):
            return self._reference(expr.name, value)
        return None

    def _container(self, expr: Of, node: Node, value: Json) -> Source | None:
        if expr.container in MAPS:
            more, members = node.get("additionalProperties"), as_map(value)
            if members is None:
                return None
            inner = self._values.whole(mapping(more))
            found = {name: self.written(expr.item, inner, v) for name, v in sorted(members.items())}
            kept = {name: source for name, source in found.items() if source is not None}
            shown = dict(list(kept.items())[:_MOST_MEMBERS])
            return dictionary(shown) if len(kept) == len(found) else None
        values = as_list(value)
        if values is None or expr.container not in LISTS:
            return None
        inner = self._values.whole(node.get("items"))
        listed = [self.written(expr.item, inner, item) for item in values]
        sources = [source for source in listed if source is not None]
        least = node.get("minItems")
        most = max(_MOST_ITEMS, least if isinstance(least, int) else 0)
        return sequence(sources[:most]) if len(sources) == len(listed) else None

    def _tuple(self, expr: TupleOf, node: Node, value: Json) -> Source | None:
        values, rows = as_list(value), items(node.get("prefixItems"))
        if values is None or len(values) != len(expr.items):
            return None
        nodes = [self._values.whole(row) for row in rows] or [{}] * len(values)
        found = [self.written(*one) for one in zip(expr.items, nodes, values, strict=False)]
        sources = [source for source in found if source is not None]
        return sequence(sources, is_tuple=True) if len(sources) == len(values) else None

    def _reference(self, name: str, value: Json) -> Source | None:
        if (model := self._models.get(name)) is not None:
            return self.construction(model, value)
        if (alias := self._aliases.get(name)) is None:
            return None
        choice, members = alias.choice, as_map(value)
        if choice is not None and choice.member and members is not None:
            tag = members.get(choice.member)
            for known, owner in choice.tags:
                if tag == known and type(tag) is type(known):
                    return self._reference(owner, value)
        return self.written(alias.type, self._values.node(alias.schema), value)

    def construction(self, model: ModelPlan, value: Json) -> Source | None:
        """Write an object as the construction of a class.

        Args:
            model: the class.
            value: the object.

        Returns:
            The expression, the first members in it; None where the object does not fit.
        """
        members = as_map(value)
        if members is None:
            return None
        fields = {field.wire: field for field in model.fields}
        if model.schema.additional is False and not members.keys() <= fields.keys():
            return None
        shown: list[tuple[str, Source]] = []
        needed = self.needed(model)
        for field in model.fields:
            if field.wire not in members:
                if field.wire in needed:
                    return None
                continue
            given = members[field.wire]
            if field.constant is not None:
                if given != field.constant:
                    return None
                continue
            node = self._values.node(field.schema)
            found = self.written(field.type, node, given)
            if found is None:
                return None
            if field.wire in needed or not (field.schema.read_only or len(shown) >= _MOST_MEMBERS):
                shown.append((field.name, found))
        return construction(model.name, shown)

    def needed(self, model: ModelPlan) -> frozenset[str]:
        """The members that a request has to have, by wire name.

        A class that responses use, too, may do without some of them.

        Args:
            model: the class.

        Returns:
            Those that the constructor needs, and those that the document requires, but for members
            that only the service sets and those that the constructor fills in.
        """
        required = self._values.required(self._values.node(model.schema))
        return frozenset(
            field.wire
            for field in model.fields
            if field.required
            or (field.wire in required and not field.schema.read_only and field.constant is None)
        )
