"""A pair of schemas in comparison: what its differences are made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from clientgen.api import Schema
from clientgen.compare.graph import Node, SchemaChange
from clientgen.compare.resolved_schemas import ResolvedSchema, SchemaResolver
from clientgen.compare.subjects import parameter_name, place_name

Child = Callable[[Schema, Schema, str, str | None], object]
"""Takes schemas inside the pair to compare, their role, and the wire name of a member."""


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """Two schemas that are compared.

    Args:
        node: where they stand.
        old: the old schema.
        new: the new one.
        role: what they are to their owner.
        old_schemas: the schemas of the old document.
        new_schemas: those of the new one.
        child: called with the schemas inside that belong together.
    """

    node: Node
    old: ResolvedSchema
    new: ResolvedSchema
    role: str
    old_schemas: SchemaResolver
    new_schemas: SchemaResolver
    child: Child

    @property
    def subject(self) -> str:
        """The name of the schemas; what stands beside a reference is the parameter's own."""
        return (
            parameter_name(self.node.old, self.old_schemas)
            or parameter_name(self.node.new, self.new_schemas)
            or self.old.name
            or self.new.name
            or place_name(self.old.site.pointer, self.old_schemas)
        )

    def change(self, code: str, before: Any, after: Any, part: str = "") -> SchemaChange:
        """Make a change of the schemas.

        Args:
            code: kind of difference.
            before: the old value.
            after: the new value.
            part: what of the schemas changed.

        Returns:
            The change.
        """
        subject = f"{self.subject} {part}" if part else self.subject
        return SchemaChange(code, subject, *self.node, before, after)

    def replacement(
        self, change: SchemaChange, old: Schema | None, new: Schema | None
    ) -> SchemaChange:
        """Note what goes out of reach by a change, and what comes into it.

        Args:
            change: the change.
            old: the schema that is no more, None without one.
            new: the schema that takes its place.

        Returns:
            The change with both.
        """
        return replace(
            change,
            removed_schemas=() if old is None else (old,),
            added_schemas=() if new is None else (new,),
        )
