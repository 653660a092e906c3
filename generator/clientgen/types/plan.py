"""The model classes to emit, as values: names, documentation and wire names all settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.base.prose import Prose
from clientgen.types.expressions import Ref, Scalar, TypeExpr, union


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
    """

    key: str
    name: str
    schema: Schema
    doc: Prose
    fields: tuple[FieldPlan, ...]
    update: UpdatePlan | None


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """How the classes of a union are told apart.

    Args:
        member: wire name of the deciding member.
        name: its attribute name.
        tags: value of that member → class name, sorted by value.
        classes: every class of the union, in the document's order.
        fallback: the class of a value that names none of them; None for the plain model.
    """

    member: str
    name: str
    tags: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    fallback: str | None = None

    @property
    def type(self) -> TypeExpr:
        """The union of its classes and the fallback."""
        other = Scalar.MODEL if self.fallback is None else Ref(self.fallback)
        return union([*map(Ref, self.classes), other])


@dataclass(frozen=True, slots=True)
class AliasPlan:
    """A named type that is not a class: an enumeration, a union, a list.

    Args:
        type: what it stands for; of a union with a discriminator, its classes and the fallback.
        choice: how its classes are told apart, for a union with a discriminator.
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
