"""The comparison of unions: their variants and their discriminators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientgen.api import Schema
from clientgen.compare.compared_pair import ComparedPair
from clientgen.compare.graph import SchemaChange
from clientgen.compare.matching import match
from clientgen.compare.resolved_schemas import (
    ResolvedSchema,
    SchemaResolver,
    alike,
    has_same_members,
)


def union_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    """Compare the variants and discriminators of two schemas.

    Args:
        pair: the schemas; variants that belong together are its children.

    Yields:
        One change for each variant added or removed, and for each change of the discriminator.
    """
    is_either = is_union(pair.old) or is_union(pair.new)
    found = match(
        _variants(pair.old_schemas, pair.old) if is_either else {},
        _variants(pair.new_schemas, pair.new) if is_either else {},
    )
    names = {name: name for name in found.both}
    together = list(found.both.values())
    for fits in (has_same_members, alike):
        for name, old in list(found.removed.items()):
            target = next((n for n, new in found.added.items() if fits(old, new)), None)
            # Only what is written in place may change its name here; two components are two things.
            if target is not None and _may_match(pair, old, found.added[target]):
                names[name] = target
                together.append((found.removed.pop(name), found.added.pop(target)))
    for old, new in together:
        pair.child(old.site, new.site, "variant", None)
    for name, variant in found.removed.items():
        at = variant.site.pointer, pair.node.new
        change = SchemaChange("variant-removed", name, *at, name, None)
        yield pair.replacement(change, variant.site, None)
    for name, variant in found.added.items():
        at = pair.node.old, variant.site.pointer
        change = SchemaChange("variant-added", name, *at, None, name)
        yield pair.replacement(change, None, variant.site)
    yield from _discriminator_changes(pair, names)


def is_union(schema: ResolvedSchema) -> bool:
    """Tell whether a schema is one of several others."""
    return bool(schema.schema.one_of or schema.schema.any_of)


def is_variant(single: ResolvedSchema, union: ResolvedSchema, resolver: SchemaResolver) -> bool:
    """Tell whether a schema is no union and stands among the variants of another.

    Args:
        single: the schema.
        union: the other.
        resolver: the document of the union.

    Returns:
        True where a union of one grew, or shrank to one.
    """
    if is_union(single) or not is_union(union):
        return False
    sites = _sites(union.schema)
    if single.name not in (None, union.name):
        return any(site.ref == single.name for site in sites)
    # What stands beside the variants is compared with what a single schema says, as a whole.
    if union.schema.properties or union.schema.constraints:
        return False
    variants = map(resolver.resolve, sites)
    # A class and a union of classes written in place are two ways to model: no variant is left.
    return any(has_same_members(v, single) for v in variants if v.name or not v.is_class)


def _sites(schema: Schema) -> tuple[Schema, ...]:
    return (*schema.one_of, *schema.any_of)


def _variants(resolver: SchemaResolver, union: ResolvedSchema) -> dict[str, ResolvedSchema]:
    found: dict[str, ResolvedSchema] = {}
    for index, site in enumerate(_sites(union.schema) or (union.site,)):
        resolved = resolver.resolve(site)
        name = (
            resolved.name
            or resolved.schema.title
            or " or ".join(resolved.kinds)
            or f"variant {index + 1}"
        )
        found[name if name not in found else f"{name} {index + 1}"] = resolved
    return found


def _may_match(pair: ComparedPair, old: ResolvedSchema, new: ResolvedSchema) -> bool:
    if old.name is None or new.name is None or is_union(pair.old) != is_union(pair.new):
        return True
    components = pair.old_schemas.api.schemas, pair.new_schemas.api.schemas
    return old.name not in components[1] and new.name not in components[0]


def _discriminator_changes(pair: ComparedPair, names: Mapping[str, str]) -> Iterator[SchemaChange]:
    def change(code: str, subject: str, before: object, after: object) -> SchemaChange:
        return SchemaChange(code, subject, *pair.node, before, after)

    if is_union(pair.old) != is_union(pair.new):
        return  # What tells variants apart comes and goes with them.
    old, new = pair.old.schema.discriminator, pair.new.schema.discriminator
    members = old and old.property_name, new and new.property_name
    if old is None or new is None:
        if old is not new:
            code = "discriminator-added" if old is None else "discriminator-removed"
            yield change(code, "discriminator", *members)
        return
    if members[0] != members[1]:
        yield change("discriminator-property", "discriminator", *members)
    renamed = _renamed_tags(old.mapping, new.mapping, names)
    for old_tag, new_tag in renamed.items():
        tags = _tag(old_tag, old.mapping[old_tag]), _tag(new_tag, new.mapping[new_tag])
        yield change("discriminator-mapping", f"tag {old_tag}", *tags)
    for value in sorted((old.mapping.keys() | new.mapping.keys()) - {*renamed, *renamed.values()}):
        before, after = old.mapping.get(value), new.mapping.get(value)
        if before == after or (before is not None and names.get(before, before) == after):
            continue
        # A tag that is added or removed with its variant is part of that change.
        if (before is None and after not in names.values()) or (
            after is None and before not in names
        ):
            continue
        code = "discriminator-mapping-added" if before is None else "discriminator-mapping"
        yield change(code, f"tag {value}", _tag(value, before), _tag(value, after))


def _renamed_tags(
    old: Mapping[str, str], new: Mapping[str, str], pairs: Mapping[str, str]
) -> dict[str, str]:
    """Match tags replaced by another tag of the same variant, when there is only one candidate."""
    removed: dict[str, list[str]] = {}
    added: dict[str, list[str]] = {}
    for value, name in sorted(old.items()):
        if value not in new:
            removed.setdefault(pairs.get(name, name), []).append(value)
    for value, name in sorted(new.items()):
        if value not in old:
            added.setdefault(name, []).append(value)
    return {
        values[0]: added[name][0]
        for name, values in removed.items()
        if len(values) == len(added.get(name, ())) == 1
    }


def _tag(value: str, name: str | None) -> dict[str, str] | None:
    return {value: name} if name else None
