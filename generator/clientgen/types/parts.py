"""The parts of a schema: everything a value has to fit, through references and compositions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from clientgen.api import Schema
from clientgen.base.diagnostics import InputError


@dataclass(frozen=True, slots=True)
class UnionPart:
    """A union among the parts of a schema.

    Args:
        kind: ``oneOf`` or ``anyOf``.
        variants: the schemas it lists.
        owner: the schema it stands in.
    """

    kind: str
    variants: tuple[Schema, ...]
    owner: Schema


@dataclass(slots=True)
class Parts:
    """The parts of a schema.

    Args:
        plain: what is said directly, the owner last.
        unions: the unions, each of which a value has to fit as well.
        conditional: what holds for some values only.
        notes: every schema on the way, for annotations; the owner last.
        refs: components met, in order.
        allows_null: no schema on the way refuses null.
        says_null: some schema on the way names null.
    """

    plain: list[Schema] = field(default_factory=list[Schema])
    unions: list[UnionPart] = field(default_factory=list[UnionPart])
    conditional: list[Schema] = field(default_factory=list[Schema])
    notes: list[Schema] = field(default_factory=list[Schema])
    refs: list[str] = field(default_factory=list[str])
    allows_null: bool = True
    says_null: bool = False

    @property
    def nullable(self) -> bool:
        """Tell whether null is a value of the schema."""
        return self.allows_null and self.says_null


class PartsReader:
    """Finds the parts of schemas.

    Args:
        components: the document's component schemas.
        resolved: follows references to their end and sees through compositions.
    """

    def __init__(
        self, components: Mapping[str, Schema], resolved: Callable[[Schema], Schema]
    ) -> None:
        self._components = components
        self._resolved = resolved
        self._below: dict[str, frozenset[str]] = {}

    def read(self, *schemas: Schema, path: tuple[str, ...] = ()) -> Parts:
        """Collect the parts of schemas that a value has to fit all of.

        Args:
            schemas: the schemas.
            path: the components they are.

        Returns:
            The parts.

        Raises:
            InputError: a composition leads back to itself.
        """
        parts = Parts()
        for schema in schemas:
            self._gather(schema, path, parts)
        return parts

    def _gather(self, schema: Schema, path: tuple[str, ...], parts: Parts) -> None:
        if schema.ref is not None and schema.ref in path:
            chain = " → ".join((*path, schema.ref))
            raise InputError(
                f"the composition leads back to itself: {chain}", pointer=schema.pointer
            )
        if schema.ref is not None and schema.ref not in parts.refs:
            parts.refs.append(schema.ref)
            target = self._components.get(schema.ref)
            if target is not None:
                self._gather(target, (*path, schema.ref), parts)
        for part in schema.all_of:
            self._gather(part, path, parts)
        unions = [
            UnionPart(kind, variants, schema)
            for kind, variants in (("oneOf", schema.one_of), ("anyOf", schema.any_of))
            # A base that lists what is made of it: of its union only one variant is meant here.
            if variants and not self._leads_back(variants, path)
        ]
        parts.unions += unions
        parts.conditional += schema.conditional
        if _restricts(schema):
            parts.plain.append(replace(_bare(schema), nullable=False, discriminator=None))
        parts.notes.append(schema)
        silent = not schema.types and schema.enum is None
        allows = silent and all(any(map(self._takes_null, u.variants)) for u in unions)
        parts.allows_null &= schema.nullable or allows
        parts.says_null |= schema.nullable

    def _takes_null(self, schema: Schema) -> bool:
        found = self._resolved(schema)
        return found.nullable or found.is_any

    def _leads_back(self, variants: Iterable[Schema], path: tuple[str, ...]) -> bool:
        """Whether a variant is made of a component on the way that another component's was met."""
        return len(path) > 1 and any(
            not self._below_of(name).isdisjoint(path[:-1])
            for variant in variants
            for name in _composed_of(variant)
        )

    def _below_of(self, name: str) -> frozenset[str]:
        """The components a component is composed of, itself among them."""
        if name not in self._below:
            seen = {name}
            stack = [name]
            while stack:
                found = self._components.get(stack.pop())
                below = set(_composed_of(found)) - seen if found is not None else ()
                seen.update(below)
                stack.extend(below)
            self._below[name] = frozenset(seen)
        return self._below[name]


def is_composed(schema: Schema) -> bool:
    """Tell whether more than one thing is said that a value has to fit."""
    if schema.all_of or schema.conditional or (schema.one_of and schema.any_of):
        return True
    if schema.one_of or schema.any_of:
        return schema.ref is not None or _restricts(schema)
    if schema.ref is not None:
        return _restricts(schema)
    return bool(schema.properties) and len(schema.types) > 1 and "object" in schema.types


def is_only_all_of(schema: Schema) -> bool:
    """Tell whether a schema says nothing but that a value fits some others."""
    return (
        bool(schema.all_of)
        and not (schema.ref or schema.one_of or schema.any_of or schema.conditional)
        and not (_restricts(schema) or schema.nullable)
    )


def _bare(schema: Schema) -> Schema:
    """What a schema says itself, without its reference and what it is composed of."""
    return replace(schema, ref=None, all_of=(), one_of=(), any_of=(), conditional=())


def _restricts(schema: Schema) -> bool:
    """Whether a schema itself, beside what it is composed of, restricts the type of a value."""
    return bool(
        schema.types
        or schema.enum is not None
        or schema.items
        or schema.properties
        or schema.prefix_items
        or schema.additional is not None
        or schema.pattern_properties
        or schema.required
        or schema.format is not None
    )


def _composed_of(schema: Schema) -> Iterator[str]:
    """The components a schema refers to for itself, not for what is inside its values."""
    stack = [schema]
    while stack:
        node = stack.pop()
        if node.ref is not None:
            yield node.ref
        stack.extend((*node.all_of, *node.one_of, *node.any_of))
