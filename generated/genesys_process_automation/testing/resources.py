"""Resources: the operations that work on the same entities, as their paths and methods tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .contract import json_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .._runtime.messages import Operation
    from .contract import Contract

_ITEM = re.compile(r"(.*)/\{([^{}]+)\}")
_ON_ITEM = {"GET": "get", "PUT": "replace", "PATCH": "merge", "POST": "merge", "DELETE": "delete"}
_ON_COLLECTION = {"GET": "list", "POST": "create"}


@dataclass
class Resource:
    """The operations on one kind of entity.

    Args:
        collection: path template of all entities, such as ``/triggers``.
        parameter: path parameter that names one of them.
        roles: operationId to ``create``, ``list``, ``get``, ``replace``, ``merge`` or ``delete``.
        key: wire name of the member that holds the id; empty where entities do not tell it.
        schema: of an entity.
        wrappers: operationId to the member that holds the entity in its responses and bodies, where
            that is not the whole of them.
    """

    collection: str
    parameter: str
    roles: dict[str, str] = field(default_factory=dict[str, str])
    key: str = ""
    schema: Any = True
    wrappers: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_kept(self) -> bool:
        """True where entities come into being by operations."""
        return bool({"create", "replace"} & {*self.roles.values()})

    @property
    def item(self) -> str:
        """Path template of one entity."""
        return f"{self.collection}/{{{self.parameter}}}"


def find_resources(operations: Iterable[Operation], contract: Contract) -> list[Resource]:
    """Find the resources of an API.

    Args:
        operations: all operations.
        contract: their messages.

    Returns:
        The resources, those of longer paths first.
    """
    listed = list(operations)
    found: dict[str, Resource] = {}
    for operation in listed:
        match = _ITEM.fullmatch(operation.path)
        if match and operation.method in _ON_ITEM:
            resource = found.setdefault(operation.path, Resource(match[1], match[2]))
            resource.roles[operation.id] = _ON_ITEM[operation.method]
    collections: dict[str, list[Resource]] = {}
    for resource in found.values():
        if "get" in resource.roles.values() or "delete" in resource.roles.values():
            collections.setdefault(resource.collection, []).append(resource)
    for operation in listed:
        role = _ON_COLLECTION.get(operation.method)
        for resource in collections.get(operation.path, [])[:1] if role else ():
            resource.roles[operation.id] = str(role)
    usable = [resource for group in collections.values() for resource in group[:1]]
    for resource in usable:
        _describe(resource, contract)
    usable = [one for one in usable if contract.flat(one.schema).may_be_object]
    return sorted(usable, key=lambda resource: -len(resource.collection))


def _describe(resource: Resource, contract: Contract) -> None:
    """Find the schema of an entity, its id, and what it is wrapped in."""
    ranks = ("get", "replace", "merge", "create")
    by_role = {role: id for id, role in reversed(list(resource.roles.items()))}
    sources = [by_role[role] for role in ranks if role in by_role]
    for operation in sources:
        schema = contract.schema_of(operation)
        if schema is None:
            continue
        member = _wrapper(schema, resource.parameter, contract)
        resource.schema = contract.flat(schema).properties[member] if member else schema
        break
    resource.key = _key(contract.members(contract.flat(resource.schema)), resource.parameter)
    for operation in sources:
        response = contract.schema_of(operation)
        member = _wrapper(response, resource.parameter, contract) if response is not None else ""
        if member:
            resource.wrappers[operation] = member
    for operation, role in list(resource.roles.items()):
        if role == "create" and not _creates(resource, operation, contract):
            del resource.roles[operation]


def _creates(resource: Resource, operation: str, contract: Contract) -> bool:
    """Tell whether a POST makes an entity: it responds with one, with its id, or with nothing."""
    schema = contract.schema_of(operation)
    if schema is None:
        return contract.body_of(operation) is not None
    known = contract.flat(schema)
    return (
        operation in resource.wrappers
        or bool(known.references & contract.flat(resource.schema).references)
        or (bool(resource.key) and resource.key in contract.members(known))
    )


def _wrapper(schema: Any, parameter: str, contract: Contract) -> str:
    """Find the member that holds the entity; empty where the whole of it is the entity."""
    flat = contract.flat(schema)
    properties = flat.properties
    if not properties or _key(contract.members(flat), parameter):
        return ""
    inside = {
        name: _key(contract.members(contract.flat(member)), parameter)
        for name, member in properties.items()
    }
    with_key = [name for name, key in inside.items() if key]
    return with_key[0] if len(with_key) == 1 else ""


def _key(properties: Mapping[str, Any], parameter: str) -> str:
    """Find the member with the id that a path parameter names: ``petId`` is ``petId`` or ``id``."""
    plain = {_folded(name): name for name in properties}
    folded = _folded(parameter)
    if folded in plain:
        return plain[folded]
    ends = [name for name in plain if folded.endswith(name) and name in ("id", "uuid", "key")]
    if ends:
        return plain[max(ends, key=len)]
    for name in ("id", "uuid", "sid", "gid"):
        if name in plain:
            return plain[name]
    return next((plain[name] for name in plain if len(name) > 3 and folded.endswith(name)), "")


def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def item_schema(contract: Contract, operation: str, resource: Resource) -> tuple[str, Any] | None:
    """Find the member of a listing's response that holds the entities.

    Args:
        contract: the messages.
        operation: operationId of the listing.
        resource: what it lists.

    Returns:
        The member's wire name, empty where the response is the list itself, and the schema of an
        item; None where there is no such member.
    """
    for schema in json_schemas(contract.success(operation)[1]):
        flat = contract.flat(schema)
        if "items" in flat.keywords:
            return "", flat.keywords["items"]
        lists = {
            name: inner["items"]
            for name, member in flat.properties.items()
            if "items" in (inner := contract.flat(member).keywords)
        }
        own = contract.flat(resource.schema).references
        for name, items in lists.items():
            if contract.flat(items).references & own:
                return name, items
        for name, items in lists.items():
            if resource.key and resource.key in contract.members(contract.flat(items)):
                return name, items
    return None
