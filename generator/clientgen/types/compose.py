"""Compositions seen through: a schema with ``allOf`` and the like as one without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from clientgen.api import Schema
from clientgen.types.distribution import UnionDistributor, object_apart
from clientgen.types.merge import annotated, intersection
from clientgen.types.parts import Parts, PartsReader, is_composed, is_only_all_of
from clientgen.types.signatures import type_signature


class Composer:
    """Reads compositions as intersections.

    A value of a schema fits everything the schema says: its parts in ``allOf``, one variant of each
    union, what a reference leads to and what stands beside it. `flat` gives one schema that says
    the same without ``allOf``, and with a union only where nothing stands beside it.

    Args:
        components: the document's component schemas.
    """

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self.impossible: set[str] = set()
        """Pointers of the schemas met that no value fits; read without what they say last."""
        # By identity: schemas hold mappings, and the first member keeps the key alive.
        self._flat: dict[int, tuple[Schema, Schema]] = {}
        self._named: dict[str, Schema] = {}
        self._joined: dict[tuple[str, frozenset[str]], str] = {}
        # Pointers of what is being flattened: a value of it may hold one like itself.
        self._busy: set[str] = set()
        self._signature = partial(type_signature, flat=self.flat, unfinished=self._busy)
        self._reader = PartsReader(components, self.resolved)
        self._distributor = UnionDistributor(
            self._reader, self.resolved, self._signature, self._child
        )

    def flat(self, schema: Schema) -> Schema:
        """See through the compositions of a schema written in place.

        Args:
            schema: any schema.

        Returns:
            A reference without anything beside it that matters for the type, where the schema says
            no more than a component does; else a schema without ``allOf`` and without a reference.
            Itself where nothing is composed.

        Raises:
            InputError: the composition leads back to itself.
        """
        known = self._flat.get(id(schema))
        if known is None:
            found = schema
            if is_composed(schema):
                self._busy.add(schema.pointer)
                found = self._flattened(schema, None)
                self._busy.discard(schema.pointer)
            known = self._flat[id(schema)] = (schema, found)
            self._flat.setdefault(id(found), (found, found))
        return known[1]

    def parts(self, schema: Schema) -> tuple[Schema, ...]:
        """Every schema a value has to fit, through references and ``allOf``; itself the last.

        Raises:
            InputError: the composition leads back to itself.
        """
        if schema.ref is None and not schema.all_of:
            return (schema,)
        return tuple(self._reader.read(schema).notes)

    def component(self, name: str) -> Schema:
        """A component's own schema without compositions; any JSON where there is no component.

        Args:
            name: the component.

        Returns:
            The schema; a reference only where the component is nothing but that.

        Raises:
            InputError: the composition leads back to itself.
        """
        if name not in self._named:
            found = self._components.get(name, Schema(pointer=""))
            if is_composed(found):
                found = self._flattened(found, name)
            self._named[name] = found
            self._flat.setdefault(id(found), (found, found))
        return self._named[name]

    def resolved(self, schema: Schema) -> Schema:
        """A schema with references followed to their end, without compositions."""
        seen: set[str] = set()
        schema = self.flat(schema)
        while schema.ref is not None and schema.ref not in seen:
            seen.add(schema.ref)
            schema = self.component(schema.ref)
        return schema

    def _flattened(self, schema: Schema, name: str | None) -> Schema:
        parts = self._reader.read(schema, path=() if name is None else (name,))
        found = self._composed(schema, parts)
        found = replace(annotated(found, parts.notes), nullable=parts.nullable)
        if schema.discriminator is not None and found.discriminator is None:
            found = replace(found, discriminator=schema.discriminator)
        return found if name is not None else self._as_reference(found, parts.refs)

    def _composed(self, schema: Schema, parts: Parts) -> Schema:
        """One schema for all parts."""
        if len(parts.plain) == 1 and not parts.unions and not parts.conditional:
            # Where it stands it has its name, unless that is another component.
            pointer = schema.pointer if parts.refs else parts.plain[0].pointer
            return object_apart(replace(parts.plain[0], pointer=pointer))
        if len(parts.unions) == 1 and not parts.plain and not parts.conditional:
            union = parts.unions[0]
            return Schema(
                pointer=union.owner.pointer,
                one_of=union.variants,
                discriminator=union.owner.discriminator,
            )
        base = None
        plain = self._distributor.with_conditional(schema.pointer, parts)
        while plain and (base := intersection(schema.pointer, plain, self._child)) is None:
            # References come first: beside one, before OpenAPI 3.1, nothing counts.
            self.impossible.add(schema.pointer)
            plain = plain[:-1]
        if parts.unions:
            return self._distributor.distributed(schema, base, parts.unions)
        return object_apart(base) if base is not None else Schema(pointer=schema.pointer)

    def _child(self, pointer: str, found: Sequence[Schema]) -> Schema:
        """The schema of a value that several schemas speak of; composed when it is looked at."""
        leaves: dict[str, Schema] = {}
        for schema in found:
            # One that was joined before counts as what it was joined of.
            for part in schema.all_of if is_only_all_of(schema) else (schema,):
                is_reference = part.ref is not None and not is_composed(part)
                key = part.pointer
                if is_reference and not (part.description or part.read_only or part.write_only):
                    key = f"#{part.ref}"
                leaves.setdefault(key, part)
        if len(leaves) == 1:
            return next(iter(leaves.values()))
        root = "/".join(pointer.split("/")[:4])
        pointer = self._joined.setdefault((root, frozenset(leaves)), pointer)
        parts = tuple(leaves.values())
        return annotated(Schema(pointer=pointer, all_of=parts), parts)

    def _as_reference(self, found: Schema, refs: Iterable[str]) -> Schema:
        """The component that says all a schema says, as a reference; the schema where none does."""
        for name in refs:
            target = self.component(name)
            alike = found.nullable or not target.nullable
            if alike and self._signature(target) == self._signature(found):
                bare = Schema(
                    pointer=found.pointer,
                    ref=name,
                    nullable=found.nullable,
                    constraints=found.constraints,
                )
                return annotated(bare, [found])
        return found
