"""Members of responses, also those of members, as the configuration of paging names them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.types import Catalog, property_of


@dataclass(frozen=True, slots=True)
class MemberStep:
    """One member on the way to another.

    Args:
        owner: the object that has it, as written.
        name: its wire name.
        schema: its schema, as written.
    """

    owner: Schema
    name: str
    schema: Schema


def unwrapped(schema: Schema, catalog: Catalog) -> Schema:
    """Find the schema meant: references followed, compositions and nullable unions seen through.

    Args:
        schema: any schema.
        catalog: the named schemas.

    Returns:
        The schema, with neither a reference nor a union of one variant.
    """
    return catalog.target(_variant(schema, catalog))


def _variant(schema: Schema, catalog: Catalog) -> Schema:
    """The one variant of a nullable union, as written; any other schema as it is."""
    seen: set[str] = set()
    found = catalog.target(schema)
    while len(variants := found.one_of or found.any_of) == 1 and found.pointer not in seen:
        seen.add(found.pointer)
        schema = variants[0]
        found = catalog.target(schema)
    return schema


def member_at(schema: Schema, path: str, catalog: Catalog) -> Schema | None:
    """Find a member of a response, as the configuration names it.

    Args:
        schema: the response.
        path: wire name, or wire names joined by dots where it is a member of a member.
        catalog: the named schemas.

    Returns:
        Its schema, unwrapped; None where there is no such member.
    """
    found = steps_to(schema, path, catalog)
    return unwrapped(found[-1].schema, catalog) if found else None


def steps_to(schema: Schema, path: str, catalog: Catalog) -> tuple[MemberStep, ...]:
    """List the members on the way to one.

    Args:
        schema: the response.
        path: wire name, or wire names joined by dots; a name may hold dots itself.
        catalog: the named schemas.

    Returns:
        One step for each name; nothing where there is no such member.
    """
    owner = _variant(schema, catalog)
    target = catalog.target(owner)
    whole = property_of(target, path)
    if whole is not None:
        return (MemberStep(owner, path, whole.schema),)
    for dot in (found.start() for found in re.finditer(r"\.", path)):
        first = property_of(target, path[:dot])
        rest = steps_to(first.schema, path[dot + 1 :], catalog) if first is not None else ()
        if first is not None and rest:
            return (MemberStep(owner, path[:dot], first.schema), *rest)
    return ()
