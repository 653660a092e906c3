"""Operations on entities: what create, get, list, update and delete do to the state."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from .._runtime.values import is_object
from ..errors import ConfigurationError
from .directions import without
from .exchange import RefusedError, filled
from .listings import Listings
from .resources import Resource, find_resources
from .state import State, is_time_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .._runtime.messages import Operation
    from .contract import Contract
    from .examples import ExampleMaker
    from .exchange import Exchange
    from .responses import Reply, Responder

_SELF = ("selfuri", "selfurl", "selflink", "self")


class Simulation:
    """Simulates the operations that work on entities.

    Args:
        contract: the messages of the API.
        examples: makes what nobody said.
        responder: writes responses.
        operations: all operations.
    """

    def __init__(
        self,
        contract: Contract,
        examples: ExampleMaker,
        responder: Responder,
        operations: Iterable[Operation],
    ) -> None:
        self._contract, self._examples, self._responder = contract, examples, responder
        self.state = State()
        self._listings = Listings(contract, examples, responder)
        listed = list(operations)
        self.resources = find_resources(listed, contract)
        known = {id for resource in self.resources for id in resource.roles}
        for operation in listed:
            if operation.id not in known and operation.paging is not None:
                resource = Resource(operation.path, "", {operation.id: "list"})
                resource.schema = self._listings.items(operation.id, resource)[1]
                resource.key = "id"
                self.resources.append(resource)
        self._roles = {id: (r, role) for r in self.resources for id, role in r.roles.items()}

    def respond(self, exchange: Exchange) -> Reply | None:
        """Respond to a request.

        Args:
            exchange: the request.

        Returns:
            The response; None where the operation does not work on entities.

        Raises:
            RefusedError: there is no such entity, or it is not as the request says.
        """
        operation, path = exchange.route.operation, exchange.route.path
        for resource in self.resources:
            below = resource.parameter and operation.path.startswith(f"{resource.item}/")
            if below and "create" in resource.roles.values():
                self._found(resource, path)
        if operation.id not in self._roles:
            return None
        resource, role = self._roles[operation.id]
        kept = self.state.collection(filled(resource.collection, path))
        if role == "list":
            return self._listings.respond(resource, exchange, kept)
        if not resource.is_kept and not kept:
            return None
        act = {"create": self._create, "get": self._get, "delete": self._delete}
        return act.get(role, self._update)(resource, exchange)

    def resources_of(self, reference: str | None) -> list[Resource]:
        """Find the resources whose entities are of a schema.

        Args:
            reference: to the schema.

        Returns:
            Those whose entities have operations of their own; where there are none, listings.
        """
        found = [
            resource
            for resource in self.resources
            if reference in self._contract.flat(resource.schema).references
        ]
        return [resource for resource in found if resource.parameter] or found

    def resource_of(self, operation: str) -> Resource | None:
        """Find the resource that an operation works on.

        Args:
            operation: its operationId.

        Returns:
            The resource, or None.
        """
        return self._roles[operation][0] if operation in self._roles else None

    def add(
        self,
        resource: Resource,
        path: Mapping[str, str],
        entity: Any,
        judge: Callable[[Any, Any], list[str]] | None = None,
    ) -> Any:
        """Keep an entity as if it had been there from the start.

        Args:
            resource: what it is one of.
            path: path parameters of the collection.
            entity: parsed JSON.
            judge: lists what is wrong with a value of a schema; None where that is known.

        Returns:
            The entity with its id.

        Raises:
            ConfigurationError: there is one with that id, or it does not fit.
        """
        where = filled(resource.collection, path)
        kept = self.state.collection(where)
        if not is_object(entity):
            self._judge(resource, entity, judge)
            kept[str(len(kept))] = entity
            return entity
        given = dict(entity)
        key = given.get(resource.key) or self._new_id(resource, kept)
        if str(key) in kept:
            raise ConfigurationError(f"There is an entity with the id {key!r} already.")
        if resource.key and (resource.parameter or resource.key in given):
            given[resource.key] = key
        self._stamp(resource, given, f"{where}/{key}", is_new=True)
        judged = given
        if resource.key and resource.key not in entity:  # Made here, whatever limits it has.
            member = self._key_schema(resource)
            judged = given | {resource.key: self._examples.example(member)}
        self._judge(resource, judged, judge)
        kept[str(key)] = given
        return given

    def _judge(
        self, resource: Resource, entity: Any, judge: Callable[[Any, Any], list[str]] | None
    ) -> None:
        found = judge(resource.schema, entity) if judge is not None else []
        if found:
            text = "; ".join(found)[:500]
            raise ConfigurationError(f"The document refuses the entity: {text}.")

    def _found(self, resource: Resource, path: Mapping[str, str]) -> dict[str, Any]:
        key = path[resource.parameter]
        kept = self.state.collection(filled(resource.collection, path))
        if key not in kept:
            raise RefusedError(404, "not.found", f"There is nothing with the id {key}.")
        return kept[key]

    def _new_id(self, resource: Resource, kept: dict[str, Any]) -> int | str:
        return self.state.new_id(self._contract.flat(self._key_schema(resource)).types, kept)

    def _key_schema(self, resource: Resource) -> Any:
        return self._contract.member(self._contract.flat(resource.schema), resource.key)

    def _given(self, resource: Resource, exchange: Exchange) -> dict[str, Any]:
        """The members of a body, out of what they are wrapped in, but those that are read-only."""
        body: Mapping[str, Any] = exchange.body if is_object(exchange.body) else {}
        wrapper = resource.wrappers.get(exchange.route.operation.id, "")
        inner: Any = body.get(wrapper)
        given: Any = inner if wrapper and is_object(inner) else body
        schema = self._sent_schema(resource, exchange.route.operation)
        return deepcopy(dict(without(self._contract, schema, given, "readOnly")))

    def _sent_schema(self, resource: Resource, operation: Operation) -> Any:
        """The schema of an entity as an operation takes it, out of what it is wrapped in."""
        schema = self._contract.body_of(operation.id)
        properties = self._contract.flat(schema).properties
        wrapper = resource.wrappers.get(operation.id, "")
        return properties[wrapper] if wrapper in properties else schema

    def _create(self, resource: Resource, exchange: Exchange) -> Reply:
        where = filled(resource.collection, exchange.route.path)
        kept, given = self.state.collection(where), self._given(resource, exchange)
        key = given.get(resource.key) if resource.key else None
        if key is not None and str(key) in kept:
            raise RefusedError(409, "conflict", f"The id {key} is taken.")
        entity = self.add(resource, exchange.route.path, given)
        if "/" in exchange.path:
            base = exchange.route.base
            self._link(resource, entity, f"{base}{where}/{entity.get(resource.key, '')}")
        reply = self._shown(resource, exchange, entity)
        if reply.status == 201:
            key = next(reversed(kept))
            reply.headers["Location"] = f"{exchange.route.base}{where}/{key}"
        return reply

    def _get(self, resource: Resource, exchange: Exchange) -> Reply:
        return self._shown(resource, exchange, self._found(resource, exchange.route.path))

    def _update(self, resource: Resource, exchange: Exchange) -> Reply:
        operation, path = exchange.route.operation, exchange.route.path
        given = self._given(resource, exchange)
        key, where = path[resource.parameter], filled(resource.collection, path)
        kept = self.state.collection(where)
        if (
            key not in kept
            and "create" not in resource.roles.values()
            and operation.method == "PUT"
        ):
            if resource.key and resource.key not in given:
                types = self._contract.flat(self._key_schema(resource)).types
                given[resource.key] = int(key) if "integer" in types and key.isdecimal() else key
            self._stamp(resource, given, f"{where}/{key}", is_new=True)
            kept[key] = given
            return self._shown(resource, exchange, given)
        old = self._found(resource, path)
        if exchange.body is not None and not is_object(exchange.body):
            return self._shown(resource, exchange, old)  # A JSON Patch, which is not applied.
        version = old.get("version")
        if "version" in given and version is not None and given["version"] != version:
            raise RefusedError(409, "version.conflict", f"The current version is {version}.")
        if resource.roles[operation.id] == "merge":
            new = _merged(old, given)
        else:
            sent = self._contract.flat(self._sent_schema(resource, operation))
            own = {
                name: value
                for name, value in old.items()
                if name not in sent.properties
                or self._contract.flat(sent.properties[name]).keywords.get("readOnly")
            }
            new = own | given
        if resource.key in old:
            new[resource.key] = old[resource.key]
        if isinstance(version, int):
            new["version"] = version + 1
        self._stamp(resource, new, "", is_new=False)
        kept[key] = new
        return self._shown(resource, exchange, new)

    def _delete(self, resource: Resource, exchange: Exchange) -> Reply | None:
        path = exchange.route.path
        entity = self._found(resource, path)
        del self.state.collection(filled(resource.collection, path))[path[resource.parameter]]
        schema = self._contract.schema_of(exchange.route.operation.id)
        known = self._contract.members(self._contract.flat(schema))
        if schema is None or resource.key not in known:
            return None
        return self._shown(resource, exchange, entity)

    def _stamp(
        self, resource: Resource, entity: dict[str, Any], link: str, *, is_new: bool
    ) -> None:
        """Set what a service sets by itself: version, dates, links, read-only members."""
        now, flat = self.state.tick(), self._contract.flat(resource.schema)
        needed = flat.keywords.get("required", ())
        for name, schema in flat.properties.items():
            keywords = self._contract.flat(schema).keywords
            is_date = keywords.get("format") == "date-time"
            is_own = bool(keywords.get("readOnly")) or name in needed
            if not is_new:
                if is_date and is_time_of(name, change=True):
                    entity[name] = now
            elif name in entity:
                continue
            elif is_date and (is_own or any(is_time_of(name, change=c) for c in (True, False))):
                entity[name] = now
            elif name == "version" and "integer" in self._contract.flat(schema).types:
                entity[name] = 1
            elif is_own and not _is_self(name):
                entity[name] = self._examples.example(schema)
        if link:
            self._link(resource, entity, link)

    def _link(self, resource: Resource, entity: dict[str, Any], link: str) -> None:
        for name, schema in self._contract.flat(resource.schema).properties.items():
            if _is_self(name) and "string" in self._contract.flat(schema).types:
                entity[name] = link

    def _shown(self, resource: Resource, exchange: Exchange, entity: Mapping[str, Any]) -> Reply:
        """Respond with an entity, wrapped as the operation has it."""
        operation = exchange.route.operation
        schema = self._contract.schema_of(operation.id)
        if schema is None or not self._contract.flat(schema).may_be_object:
            return self._responder.success(operation)  # It responds with something else.
        wrapper = resource.wrappers.get(operation.id, "")
        if wrapper:
            inner = self._contract.flat(schema).properties[wrapper]
            entity = {wrapper: self._responder.entity(inner, entity)}
        return self._responder.json(operation, self._responder.entity(schema, entity))


def _is_self(name: str) -> bool:
    return re.sub(r"[\W_]", "", name).lower() in _SELF


def _merged(old: Any, change: Mapping[str, Any]) -> dict[str, Any]:
    """Apply a merge patch (RFC 7396)."""
    new = dict(old) if is_object(old) else {}
    for name, value in change.items():
        if value is None:
            new.pop(name, None)
        else:
            new[name] = _merged(new.get(name), value) if is_object(value) else value
    return new
