"""Pairs entities with the requests that replace them, and plans what makes such a request."""

from __future__ import annotations

from collections.abc import Mapping

from clientgen.api import Api
from clientgen.types.choices import is_class
from clientgen.types.collect import Catalog
from clientgen.types.plan import FieldPlan, UpdatePlan


def pair_updates(api: Api, catalog: Catalog) -> dict[str, str]:
    """Find which request replaces which entity.

    Args:
        api: the API.
        catalog: every class.

    Returns:
        Key of the entity → key of the request that the same path takes when it is replaced.
    """
    read: dict[str, str] = {}
    written: dict[str, str] = {}
    for operation in api.operations:
        if operation.method == "GET":
            schemas = [
                media_type.schema
                for response in operation.responses
                if response.is_success
                for media_type in response.content
            ]
            found = read
        elif operation.method in {"PUT", "PATCH"} and operation.body is not None:
            schemas = [media_type.schema for media_type in operation.body.content]
            # PUT replaces the whole entity, so it wins over PATCH on the same path.
            found = {} if operation.method == "PATCH" and operation.path in written else written
        else:
            continue
        keys = [catalog.class_key_of(schema) for schema in schemas if schema is not None]
        if keys and keys[0] is not None and is_class(catalog.schemas[keys[0]]):
            found[operation.path] = keys[0]
    pairs: dict[str, str] = {}
    for path in sorted(read.keys() & written.keys()):
        entity = _entity(read[path], written[path], catalog)
        if entity is None:
            continue
        pairs.setdefault(entity, written[path])
        family = catalog.families.get(entity)
        # What is made of the entity is replaced by its own kind, or its own members would be lost.
        alike = family is not None and written[path] == entity
        for member in family.members if family is not None else ():
            pairs.setdefault(member, member if alike else written[path])
    return pairs


def _entity(read: str, written: str, catalog: Catalog) -> str | None:
    """Find what a request replaces: what its path answers, or the one member that it is wrapped in.

    Args:
        read: key of the answer's class.
        written: key of the request's class.
        catalog: every class.

    Returns:
        The key of the class that has the members of the request; None where the path answers
        something else, such as a page or a part, of which an update would lose all the rest.
    """
    wanted = {member.name for member in catalog.schemas[written].properties}

    def common(key: str) -> int:
        return len(wanted & {member.name for member in catalog.schemas[key].properties})

    inside = {catalog.class_key_of(member.schema) for member in catalog.schemas[read].properties}
    keys = sorted(key for key in inside if key is not None and is_class(catalog.schemas[key]))
    wrapped = max(keys, key=common, default=read)
    if common(read) and common(read) >= common(wrapped):
        return read
    # A part that has few of the members is a part, not the entity.
    return wrapped if 2 * common(wrapped) >= len(wanted) > 0 and wrapped != read else None


def update_plan(
    target: str | None, fields: tuple[FieldPlan, ...], classes: Mapping[str, str], catalog: Catalog
) -> UpdatePlan | None:
    """Plan the method that makes the request of an entity.

    Args:
        target: key of the class of the request, or None.
        fields: of the entity.
        classes: key → name of the class.
        catalog: every class.

    Returns:
        The method, or None.
    """
    if target is None:
        return None
    accepted = {member.name for member in catalog.schemas[target].properties}
    read_only = tuple(
        field.name for field in fields if field.schema.read_only and field.wire not in accepted
    )
    changes = f"{classes[target]}Changes"
    while changes in classes.values():
        changes += "_"
    return UpdatePlan(classes[target], changes, read_only)
