"""The model classes to emit, as values: names, documentation and wire names all settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.base.prose import Prose
from clientgen.types.expressions import LiteralValue, Ref, Scalar, TypeExpr, union


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One attribute of a model.

    Args:
        name: attribute name.
        wire: member name on the wire.
        schema: what it holds.
        type: the same in Python, null included where it may be absent.
        required: the constructor needs it.
        present: answers always hold it, so readers need not think of None.
        doc: what the document says of it.
        facts: short facts in our words: limits, read-only.
        constant: the only value it may have, which the constructor fills in; None without one.
    """

    name: str
    wire: str
    schema: Schema
    type: TypeExpr
    required: bool
    present: bool
    doc: Prose
    facts: tuple[str, ...]
    deprecated: bool
    constant: LiteralValue | None = None


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """The update request an entity can be turned into.

    Args:
        target: class of the request.
        changes: name of the typed dictionary of its members.
        drop: attributes of the entity that are never carried over.
    """

    target: str
    changes: str
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """One class.

    Args:
        key: catalog key of the schema.
        name: class name.
        update: the update request it can be turned into, if any.
        extra: type of the members it does not declare, None where it is any JSON.
        expected: wire names of members that the document calls required, or responses always hold,
            although the class can do without; sorted.
    """

    key: str
    name: str
    schema: Schema
    doc: Prose
    fields: tuple[FieldPlan, ...]
    update: UpdatePlan | None
    extra: TypeExpr | None = None
    expected: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the document itself speaks of members of any name and type."""
        schema = self.schema
        says = schema.additional not in (None, False) or bool(schema.pattern_properties)
        return says and self.extra is None


@dataclass(frozen=True, slots=True)
class VariantPlan:
    """Description of what the best class of a value is found by, where no tag names it.

    Args:
        name: class name.
        required: wire names of the members it has to have, sorted.
        known: wire names of the others, sorted.
        fixed: wire name → value, of members that have but one; sorted by name.
    """

    name: str
    required: tuple[str, ...]
    known: tuple[str, ...]
    fixed: tuple[tuple[str, LiteralValue], ...]


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """Description of how the classes of a union are told apart.

    Args:
        member: wire name of the deciding member; empty where no member decides alone.
        name: its attribute name.
        tags: value of that member → class name, sorted by value.
        classes: every class of the union, in the document's order.
        fallback: the class of a value that names none of them; None for the plain model.
        variants: what each class is recognized by, where a value whose tag says nothing is of the
            class that fits best; none where it is of the fallback at once.
        other: what a value may be besides, None where it is always an object.
    """

    member: str
    name: str
    tags: tuple[tuple[LiteralValue, str], ...]
    classes: tuple[str, ...]
    fallback: str | None = None
    variants: tuple[VariantPlan, ...] = ()
    other: TypeExpr | None = None

    @property
    def type(self) -> TypeExpr:
        """The union of its classes, the fallback and what else a value may be."""
        rest: list[TypeExpr] = [Scalar.MODEL if self.fallback is None else Ref(self.fallback)]
        if self.other is not None:
            rest.append(self.other)
        return union([*map(Ref, self.classes), *rest])


@dataclass(frozen=True, slots=True)
class AliasPlan:
    """A named type that is not a class: an enumeration, a union, a list.

    Args:
        type: what it stands for; of a union whose classes are told apart, those and the fallback.
        choice: how its classes are told apart, for a union of several.
    """

    key: str
    name: str
    schema: Schema
    type: TypeExpr
    doc: Prose
    choice: ChoicePlan | None = None


@dataclass(frozen=True, slots=True)
class ModelsPlan:
    """Everything the models module holds, sorted by class name."""

    models: tuple[ModelPlan, ...]
    aliases: tuple[AliasPlan, ...]
    classes: Mapping[str, str]
