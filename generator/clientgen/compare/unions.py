"""The comparison of unions: their variants and their discriminators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from clientgen.api import Schema
from clientgen.compare.graph import Node, SchemaChange
from clientgen.compare.resolved_schemas import ResolvedSchema, SchemaResolver, alike

Child = Callable[[Schema, Schema], object]
"""Takes two variants that belong together, to be compared."""


def compare_unions(
    resolvers: tuple[SchemaResolver, SchemaResolver],
    child: Child,
    node: Node,
    old: ResolvedSchema,
    new: ResolvedSchema,
) -> Iterator[SchemaChange]:
    """Compare the variants and discriminators of two schemas.

    Args:
        resolvers: the schemas of both documents.
        child: called with the variants that belong together.
        node: the pair the unions stand in.
        old: the old schema.
        new: the new one.

    Yields:
        One change for each variant added or removed, and for each change of the discriminator.
    """
    old_variants = _variants(resolvers[0], old.schema)
    new_variants = _variants(resolvers[1], new.schema)
    pairs = [(name, name) for name in old_variants if name in new_variants]
    removed = [name for name in old_variants if name not in new_variants]
    added = [name for name in new_variants if name not in old_variants]
    for name in list(removed):
        match = next((o for o in added if alike(old_variants[name], new_variants[o])), None)
        # Only what is written in place may change its name here; two components are two things.
        if match is not None and _may_match(old_variants[name], new_variants[match], resolvers):
            pairs.append((name, match))
            removed.remove(name)
            added.remove(match)
    for old_name, new_name in pairs:
        child(old_variants[old_name].site, new_variants[new_name].site)
    for name in removed:
        site = old_variants[name].site
        yield SchemaChange(
            "variant-removed", name, site.pointer, node[1], name, None, removed_schemas=(site,)
        )
    for name in added:
        site = new_variants[name].site
        yield SchemaChange(
            "variant-added", name, node[0], site.pointer, None, name, added_schemas=(site,)
        )
    yield from _discriminator(node, old.schema, new.schema, dict(pairs))


def is_union(schema: ResolvedSchema) -> bool:
    """Tell whether a schema is one of several others."""
    return bool(schema.schema.one_of or schema.schema.any_of)


def _variants(resolver: SchemaResolver, schema: Schema) -> dict[str, ResolvedSchema]:
    found: dict[str, ResolvedSchema] = {}
    for index, site in enumerate((*schema.one_of, *schema.any_of)):
        resolved = resolver.resolve(site)
        name = (
            resolved.name
            or resolved.schema.title
            or " or ".join(resolved.kinds)
            or f"variant {index + 1}"
        )
        found[name if name not in found else f"{name} {index + 1}"] = resolved
    return found


def _may_match(
    old: ResolvedSchema, new: ResolvedSchema, resolvers: tuple[SchemaResolver, SchemaResolver]
) -> bool:
    if old.name is None or new.name is None:
        return True
    return old.name not in resolvers[1].api.schemas and new.name not in resolvers[0].api.schemas


def _discriminator(
    node: Node, old: Schema, new: Schema, pairs: dict[str, str]
) -> Iterator[SchemaChange]:
    old_discriminator, new_discriminator = old.discriminator, new.discriminator
    if old_discriminator is None or new_discriminator is None:
        if old_discriminator is not new_discriminator:
            code = "discriminator-added" if old_discriminator is None else "discriminator-removed"
            property_names = old_discriminator.property_name if old_discriminator else None, (
                new_discriminator.property_name if new_discriminator else None
            )
            yield SchemaChange(code, "discriminator", *node, *property_names)
        return
    if old_discriminator.property_name != new_discriminator.property_name:
        names = old_discriminator.property_name, new_discriminator.property_name
        yield SchemaChange("discriminator-property", "discriminator", *node, *names)
    renamed = _renamed_tags(old_discriminator.mapping, new_discriminator.mapping, pairs)
    for old_tag, new_tag in renamed.items():
        tags = _tag(old_tag, old_discriminator.mapping[old_tag]), _tag(
            new_tag, new_discriminator.mapping[new_tag]
        )
        yield SchemaChange("discriminator-mapping", f"tag {old_tag}", *node, *tags)
    done = {*renamed, *renamed.values()}
    for value in sorted(
        (old_discriminator.mapping.keys() | new_discriminator.mapping.keys()) - done
    ):
        before, after = old_discriminator.mapping.get(value), new_discriminator.mapping.get(value)
        if before == after or (before is not None and pairs.get(before, before) == after):
            continue
        code = "discriminator-mapping-added" if before is None else "discriminator-mapping"
        # A tag that is added or removed with its variant is part of that change.
        if (before is None and after not in pairs.values()) or (
            after is None and before not in pairs
        ):
            continue
        yield SchemaChange(code, f"tag {value}", *node, _tag(value, before), _tag(value, after))


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
