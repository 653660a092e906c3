"""The comparison of unions: which variant is which, and how they are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from clientgen.api import Schema
from clientgen.compare.graph import Edit, Node
from clientgen.compare.views import View, Views, alike

Child = Callable[[Schema, Schema], object]
"""Takes two variants that belong together, to be compared."""


def compare_unions(
    views: tuple[Views, Views], child: Child, node: Node, old: View, new: View
) -> Iterator[Edit]:
    """Compare the variants and discriminators of two schemas.

    Args:
        views: the schemas of both documents.
        child: called with the variants that belong together.
        node: the pair the unions stand in.
        old: the old schema.
        new: the new one.

    Yields:
        One edit for each variant added or removed, and for each change of the discriminator.
    """
    mine = _variants(views[0], old.schema)
    other = _variants(views[1], new.schema)
    pairs = [(name, name) for name in mine if name in other]
    left = [name for name in mine if name not in other]
    right = [name for name in other if name not in mine]
    for name in list(left):
        match = next((o for o in right if alike(mine[name], other[o])), None)
        # Only what is written in place may change its name here; two components are two things.
        if match is not None and _may_match(mine[name], other[match], views):
            pairs.append((name, match))
            left.remove(name)
            right.remove(match)
    for one, two in pairs:
        child(mine[one].site, other[two].site)
    for name in left:
        site = mine[name].site
        yield Edit("variant-removed", name, site.pointer, node[1], name, None, lost=(site,))
    for name in right:
        site = other[name].site
        yield Edit("variant-added", name, node[0], site.pointer, None, name, gained=(site,))
    yield from _discriminator(node, old.schema, new.schema, dict(pairs))


def is_union(view: View) -> bool:
    """Whether a schema is one of several others."""
    return bool(view.schema.one_of or view.schema.any_of)


def _variants(views: Views, schema: Schema) -> dict[str, View]:
    found: dict[str, View] = {}
    for index, site in enumerate((*schema.one_of, *schema.any_of)):
        view = views.at(site)
        name = view.name or view.schema.title or " or ".join(view.kinds) or f"variant {index + 1}"
        found[name if name not in found else f"{name} {index + 1}"] = view
    return found


def _may_match(old: View, new: View, views: tuple[Views, Views]) -> bool:
    if old.name is None or new.name is None:
        return True
    return old.name not in views[1].api.schemas and new.name not in views[0].api.schemas


def _discriminator(node: Node, old: Schema, new: Schema, pairs: dict[str, str]) -> Iterator[Edit]:
    mine, other = old.discriminator, new.discriminator
    if mine is None or other is None:
        if mine is not other:
            code = "discriminator-added" if mine is None else "discriminator-removed"
            told = mine.property_name if mine else None, other.property_name if other else None
            yield Edit(code, "discriminator", *node, *told)
        return
    if mine.property_name != other.property_name:
        names = mine.property_name, other.property_name
        yield Edit("discriminator-property", "discriminator", *node, *names)
    renamed = _renamed_tags(mine.mapping, other.mapping, pairs)
    for one, two in renamed.items():
        tags = _tag(one, mine.mapping[one]), _tag(two, other.mapping[two])
        yield Edit("discriminator-mapping", f"tag {one}", *node, *tags)
    done = {*renamed, *renamed.values()}
    for value in sorted((mine.mapping.keys() | other.mapping.keys()) - done):
        before, after = mine.mapping.get(value), other.mapping.get(value)
        if before == after or (before is not None and pairs.get(before, before) == after):
            continue
        code = "discriminator-mapping-added" if before is None else "discriminator-mapping"
        # A tag that comes or goes with its variant is part of that change.
        if (before is None and after not in pairs.values()) or (
            after is None and before not in pairs
        ):
            continue
        yield Edit(code, f"tag {value}", *node, _tag(value, before), _tag(value, after))


def _renamed_tags(
    old: Mapping[str, str], new: Mapping[str, str], pairs: Mapping[str, str]
) -> dict[str, str]:
    """Tags that gave way to another one of the same variant, when there is no second candidate."""
    gone: dict[str, list[str]] = {}
    come: dict[str, list[str]] = {}
    for value, name in sorted(old.items()):
        if value not in new:
            gone.setdefault(pairs.get(name, name), []).append(value)
    for value, name in sorted(new.items()):
        if value not in old:
            come.setdefault(name, []).append(value)
    return {
        values[0]: come[name][0]
        for name, values in gone.items()
        if len(values) == len(come.get(name, ())) == 1
    }


def _tag(value: str, name: str | None) -> dict[str, str] | None:
    return {value: name} if name else None
