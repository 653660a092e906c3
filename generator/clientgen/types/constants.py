"""Members that have but one value, which constructors fill in and requests carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from clientgen.api import Schema
from clientgen.types.choices import Variant, choice_of, is_class
from clientgen.types.collect import Catalog
from clientgen.types.expressions import LiteralValue

Constants = Mapping[str, Mapping[str, LiteralValue]]
"""Catalog key → wire name of a member → its value."""


def find_constants(catalog: Catalog) -> Constants:
    """Find the members whose only value the constructor fills in.

    They are the constants and enumerations of one value that a class has to have, that are text,
    or that tell it apart in a union; and the tags that discriminators name a class by. A member
    that turns something on when it is sent (an optional ``true``) is left to the caller, and one
    that is read only to the service, unless a class is told by it.

    Args:
        catalog: the named schemas.

    Returns:
        The values by class and member.
    """
    tags = _tags(catalog)
    found: dict[str, dict[str, LiteralValue]] = {}
    for key, schema in catalog.schemas.items():
        if not is_class(schema):
            continue
        values = {name: next(iter(told)) for name, told in tags[key].items() if len(told) == 1}
        for member in schema.properties:
            target = catalog.target(member.schema)
            is_for_responses = member.schema.read_only or target.read_only
            fixed = None if is_for_responses else _fixed(target)
            is_needed = member.required or member.name in tags[key]
            if fixed is not None and (is_needed or isinstance(fixed, str)):
                values[member.name] = fixed
        known = {member.name for member in schema.properties}
        found[key] = {name: value for name, value in values.items() if name in known}
    return found


def _fixed(schema: Schema) -> LiteralValue | None:
    values = schema.enum or ()
    found = values[0] if len(values) == 1 and not schema.nullable else None
    return found if isinstance(found, str | int) else None


def _tags(catalog: Catalog) -> defaultdict[str, defaultdict[str, set[LiteralValue]]]:
    """Class → the member that tells it apart in unions → the values that do."""
    found: defaultdict[str, defaultdict[str, set[LiteralValue]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for schema in catalog.schemas.values():
        choice = choice_of(schema, catalog.composer)
        if choice is None or choice.member is None:
            continue
        for variant in choice.variants:
            key = catalog.class_key_of(variant.site)
            tag = _tag(schema, choice.member, variant)
            if key is not None and tag is not None:
                found[key][choice.member].add(tag)
    return found


def _tag(schema: Schema, member: str, variant: Variant) -> LiteralValue | None:
    """The value that leads to a class: its constant, what is mapped to it, else its name."""
    if member in variant.fixed:
        return variant.fixed[member]
    component = variant.component
    if schema.discriminator is None or component is None:
        return None
    mapped = [tag for tag, target in schema.discriminator.mapping.items() if target == component]
    if not mapped and component == schema.discriminator.default:
        return None  # It stands for every value that is not mapped.
    return component if not mapped else mapped[0] if len(mapped) == 1 else None
