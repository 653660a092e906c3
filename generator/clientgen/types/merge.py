"""``allOf`` read as what it says: one object with the members of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientgen.api import Schema
from clientgen.base.diagnostics import InputError


def merged(schema: Schema, components: Mapping[str, Schema]) -> Schema:
    """Flatten a schema's ``allOf``.

    The members of every part are joined; of members of one name the later part's wins, and the
    schema's own over all. (A single reference in ``allOf`` is read as that reference before.)

    Args:
        schema: any schema.
        components: the document's component schemas.

    Returns:
        A schema without ``allOf``; itself when it had none.

    Raises:
        InputError: the composition leads back to itself.
    """
    return _Merger(components).merged(schema, ())


class _Merger:
    """One flattening; a component that is met on many ways is flattened once.

    Args:
        components: the document's component schemas.
    """

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self._done: dict[str, Schema] = {}

    def merged(self, schema: Schema, path: tuple[str, ...]) -> Schema:
        """Flatten a schema met on the way through these components."""
        if not schema.all_of:
            return schema
        return _joined(schema, [self._resolved(part, path) for part in schema.all_of])

    def _resolved(self, part: Schema, path: tuple[str, ...]) -> Schema:
        if part.ref is None:
            return self.merged(part, path)
        name = part.ref
        if name in path:
            chain = " → ".join((*path, name))
            raise InputError(f"allOf leads back to itself: {chain}", pointer=part.pointer)
        if name not in self._done:
            found = self._components.get(name, Schema(pointer=part.pointer))
            self._done[name] = self._resolved(found, (*path, name))
        return self._done[name]


def _joined(schema: Schema, parts: list[Schema]) -> Schema:
    members = {member.name: member for part in (*parts, schema) for member in part.properties}
    required = schema.required.union(*(part.required for part in parts))
    if members:
        maps = [part.additional for part in (schema, *parts) if part.additional is not None]
        limits = {name: limit for p in (*parts, schema) for name, limit in p.constraints.items()}
        base = replace(
            schema,
            types=("object",),
            additional=maps[0] if maps else None,
            all_of=(),
            enum=None,
            constraints=limits,
        )
    else:
        says = next((part for part in parts if not part.is_any), parts[0])
        base = _beside(says, schema)
    return replace(
        base,
        pointer=schema.pointer,
        required=required,
        properties=tuple(
            replace(member, required=member.name in required) for member in members.values()
        ),
        description=schema.description or base.description or _first_description(parts),
    )


def _first_description(parts: list[Schema]) -> str | None:
    return next((part.description for part in parts if part.description), None)


def _beside(part: Schema, owner: Schema) -> Schema:
    """A part with what its owner says about the place."""
    return replace(
        part,
        nullable=part.nullable or owner.nullable,
        description=owner.description or part.description,
        read_only=part.read_only or owner.read_only,
        write_only=part.write_only or owner.write_only,
        deprecated=part.deprecated or owner.deprecated,
        extensions={**part.extensions, **owner.extensions},
    )
