"""Schemas with references, wrappers and compositions resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from clientgen.api import Api, Schema
from clientgen.base.pointers import follow, resolve
from clientgen.base.untyped import is_mapping, items
from clientgen.compare.raw_limits import expanded
from clientgen.types import is_class
from clientgen.types.compose import Composer

_KIND: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
}
_ALIKE = 0.5
NOTES = frozenset({"$comment", "externalDocs", "xml"})
"""Keywords that say how a value is written or where to read of it, and refuse none."""
_REST = NOTES | frozenset(
    "contains contentSchema dependentRequired dependentSchemas else if maxContains minContains not"
    " propertyNames then unevaluatedItems unevaluatedProperties".split()
)


@dataclass(frozen=True, slots=True)
class ResolvedSchema:
    """A schema with its references and compositions resolved.

    Args:
        schema: the schema meant, compositions flattened.
        name: the component it is, None for an inline one.
        site: the unresolved schema, with the annotations of what it refers to.
        parts: every schema that a value of the schema meant has to fit, the nearest last.
        site_parts: the same of the unresolved schema.
    """

    schema: Schema
    name: str | None
    site: Schema
    parts: tuple[Schema, ...]
    site_parts: tuple[Schema, ...]

    @property
    def pointer(self) -> str:
        """JSON pointer to the resolved schema."""
        return self.schema.pointer

    @property
    def nullable(self) -> bool:
        """Tell whether null is allowed."""
        return self.site.nullable or self.schema.nullable

    @property
    def kinds(self) -> tuple[str, ...]:
        """The JSON types, stated or implied; empty for any value."""
        return kinds_of(self.schema)

    @property
    def shown_kinds(self) -> str:
        """The JSON types in words."""
        return " or ".join(self.kinds) or "any value"

    @property
    def is_class(self) -> bool:
        """Tell whether it becomes a Python class."""
        return is_class(self.schema)


def kinds_of(schema: Schema) -> tuple[str, ...]:
    """The JSON types a schema says or implies, sorted; empty for any value."""
    if schema.types:
        return tuple(sorted(schema.types))
    if schema.enum:
        return tuple(sorted(set(map(_kind_of, schema.enum))))
    if schema.properties or schema.additional is not None or schema.pattern_properties:
        return ("object",)
    if schema.items is not None or schema.prefix_items:
        return ("array",)
    return ()


def _kind_of(value: object) -> str:
    return _KIND.get(type(value), "object")


class SchemaResolver:
    """Resolves the schemas of one document.

    Args:
        api: the API.
        value: the raw document, for what the intermediate representation leaves out.
    """

    def __init__(self, api: Api, value: Any) -> None:
        self.api = api
        self._value = value
        self._composer = Composer(api.schemas)
        self._nodes: dict[str, Any] = {}
        self._components: dict[str, ResolvedSchema] = {}

    def resolve(self, site: Schema) -> ResolvedSchema:
        """Resolve references, single-variant unions and compositions.

        Args:
            site: the unresolved schema.

        Returns:
            The view. A reference that says nothing beside is its component, wherever it stands.
        """
        component = self.api.schemas.get(site.ref) if site.ref is not None else None
        if site.ref is None or component is None or not self._is_bare(site):
            return self._resolved(site)
        known = self._components.get(site.ref)
        if known is None:
            known = self._resolved(replace(site, pointer=component.pointer))
            self._components[site.ref] = known
        return known

    def _is_bare(self, site: Schema) -> bool:
        node = self.raw(site.pointer)
        return is_mapping(node) and len(node) == 1 and "$ref" in node

    def _resolved(self, site: Schema) -> ResolvedSchema:
        schema, name, annotations, written = site, None, site, site
        seen: set[str] = set()
        while True:
            flat = self._composer.flat(schema)
            if flat.ref is not None and flat.ref not in seen:
                seen.add(flat.ref)
                name = flat.ref
                annotations = _with_annotations_of(annotations, flat)
                schema = self._composer.component(flat.ref)
                written = self.api.schemas.get(flat.ref, schema)
            elif flat is not schema:
                schema = flat
            elif (plain := _plain_union(schema)) is not None:
                schema = plain
                break
            elif (only := _only_variant(schema)) is not None:
                name = None if only.ref is None else name
                schema = written = only
            else:
                break
            annotations = _with_annotations_of(annotations, schema)
        parts = self._composer.parts(written)
        around = () if written is site else self._composer.parts(site)
        inside = {part.pointer for part in around}
        site_parts = (*(part for part in parts if part.pointer not in inside), *around)
        return ResolvedSchema(schema, name, annotations, parts, site_parts)

    def parts(self, schema: Schema) -> tuple[Schema, ...]:
        """List every schema that a value of a schema has to fit."""
        return self._composer.parts(schema)

    def raw(self, pointer: str) -> Any:
        """Return the node of the document at a pointer, None where there is none."""
        if pointer not in self._nodes:
            try:
                self._nodes[pointer] = resolve(self._value, pointer)
            except KeyError:
                self._nodes[pointer] = None
        return self._nodes[pointer]

    def follow(self, node: Any) -> Any:
        """Follow the references of a node; None where they lead nowhere."""
        try:
            return follow(self._value, node, "")[0]
        except KeyError:
            return None

    def examples(self, schema: Schema) -> Any:
        """The examples written beside a schema, None without any."""
        return examples_of(self.raw(schema.pointer))

    def rest(self, parts: Sequence[Schema]) -> dict[str, list[Any]]:
        """List the keywords that the intermediate representation leaves out.

        Args:
            parts: every schema that a value has to fit.

        Returns:
            Keyword → what each of the schemas that have it says.
        """
        found: dict[str, list[Any]] = {}
        for part in parts:
            node = self.raw(part.pointer)
            for name in _REST & node.keys() if is_mapping(node) else ():
                value = node[name]
                value = value if name in NOTES else expanded(value, self.follow)
                found.setdefault(name, []).append(value)
        return found


def examples_of(node: Any) -> Any:
    """The examples a raw node carries, None without any."""
    if not is_mapping(node):
        return None
    listed = items(node.get("examples"))
    if len(listed) == 1:
        return listed[0]
    return node.get("examples", node.get("example"))


def replaced(old: ResolvedSchema, new: ResolvedSchema) -> bool:
    """Tell whether one component gave way to another that is no new name for it.

    Args:
        old: the old schema.
        new: the new one.

    Returns:
        True when both are components of different names that are not `alike`.
    """
    named = bool(old.name and new.name)
    return named and old.name != new.name and not alike(old, new)


def alike(old: ResolvedSchema, new: ResolvedSchema) -> bool:
    """Tell whether two schemas of different names may be one schema under two names.

    They are when they have the same kind, and at least half of their members or values in common.

    Args:
        old: the old schema.
        new: the new one.

    Returns:
        True when they are.
    """
    if old.kinds != new.kinds:
        return False
    old_members = {member.name for member in old.schema.properties}
    new_members = {member.name for member in new.schema.properties}
    if not (old_members or new_members):
        old_members = set(map(repr, old.schema.enum or ()))
        new_members = set(map(repr, new.schema.enum or ()))
    if not (old_members or new_members):
        return True
    return len(old_members & new_members) >= _ALIKE * len(old_members | new_members)


def has_same_members(old: ResolvedSchema, new: ResolvedSchema) -> bool:
    """Tell whether two schemas are alike and have members of the same names.

    Args:
        old: the old schema.
        new: the new one.

    Returns:
        True when they are.
    """
    members = ({member.name for member in s.schema.properties} for s in (old, new))
    return alike(old, new) and next(members) == next(members)


def _plain_union(schema: Schema) -> Schema | None:
    """Turn a union of plain types into a list of types."""
    variants = (*schema.one_of, *schema.any_of)
    if len(variants) < 2 or schema.types or schema.properties:
        return None
    for variant in variants:
        rest = replace(variant, pointer="", types=(), nullable=False)
        if rest != Schema(pointer="") or not variant.types or "object" in variant.types:
            return None
    types = dict.fromkeys(kind for variant in variants for kind in variant.types)
    nullable = schema.nullable or any(variant.nullable for variant in variants)
    return replace(schema, types=tuple(types), one_of=(), any_of=(), nullable=nullable)


def _only_variant(schema: Schema) -> Schema | None:
    variants = (*schema.one_of, *schema.any_of)
    bare = not (schema.properties or schema.types or schema.enum or schema.additional is not None)
    return variants[0] if len(variants) == 1 and bare and schema.discriminator is None else None


def _with_annotations_of(site: Schema, target: Schema) -> Schema:
    """Merge the annotations beside a reference with those of its target."""
    has_default = site.has_default or target.has_default
    return replace(
        site,
        nullable=site.nullable or target.nullable,
        description=site.description or target.description,
        read_only=site.read_only or target.read_only,
        write_only=site.write_only or target.write_only,
        deprecated=site.deprecated or target.deprecated,
        has_default=has_default,
        default=site.default if site.has_default else target.default,
        extensions={**target.extensions, **site.extensions},
    )
