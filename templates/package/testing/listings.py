"""Listings: entities selected, cut into pages, and written as the operation responds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._runtime.values import is_array, is_object
from .page_facts import page_members
from .pages import Turn, page_of, page_size, selector
from .resources import item_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .contract import Contract
    from .examples import ExampleMaker
    from .exchange import Exchange
    from .resources import Resource
    from .responses import Reply, Responder

_DROPPED = object()


class Listings:
    """Responds to requests for listings.

    Args:
        contract: the messages of the API.
        examples: makes what nobody said.
        responder: writes responses.
    """

    def __init__(self, contract: Contract, examples: ExampleMaker, responder: Responder) -> None:
        self._contract, self._examples, self._responder = contract, examples, responder

    def items(self, operation: str, resource: Resource) -> tuple[str, Any]:
        """Find the items of a listing.

        Args:
            operation: operationId of the listing.
            resource: what it lists.

        Returns:
            The path of the member that holds them, empty where the response is the list itself, and
            the schema of one; None where the response lists nothing.
        """
        paging = self._contract.operations[operation].get("paging")
        if paging is None:
            return item_schema(self._contract, operation, resource) or ("", None)
        schema, path = self._contract.schema_of(operation), str(paging["items"])
        for name in self._steps(schema, path):
            schema = self._contract.flat(schema).properties.get(name, True)
        return path, self._contract.flat(schema).keywords.get("items", True)

    def _steps(self, schema: Any, path: str) -> list[str]:
        """The names on the way to a member; a name may hold dots itself."""
        if not path or path in self._contract.flat(schema).properties:
            return [path] if path else []
        return path.split(".")

    def respond(
        self, resource: Resource, exchange: Exchange, kept: Mapping[str, Any]
    ) -> Reply | None:
        """Respond to a request for a listing.

        Args:
            resource: what it lists.
            exchange: the request.
            kept: the entities, by id.

        Returns:
            A page, or all of it; None where the response lists nothing.
        """
        operation = exchange.route.operation
        schema = self._contract.schema_of(operation.id)
        path, inner = self.items(operation.id, resource)
        if schema is None or inner is None:
            return None
        found = self._selected(resource, exchange, list(kept.values()))
        if not kept and not resource.is_kept:
            found = [self._examples.example(inner)]
        else:
            found = [self._responder.entity(inner, e) if is_object(e) else e for e in found]
        paging = self._contract.operations[operation.id].get("paging")
        if paging is None:
            return self._responder.json(operation, self._body(schema, {path: found}))
        page = page_of(self._turn(resource, exchange, found, paging))
        members = {**page_members(self._contract, schema, page.facts), **page.members}
        for name in [name for name, value in members.items() if value is None]:
            members[name] = self._nothing(schema, name)
        reply = self._responder.json(operation, self._body(schema, {path: page.items, **members}))
        reply.headers |= page.headers
        return reply

    def _turn(
        self, resource: Resource, exchange: Exchange, found: list[Any], paging: Mapping[str, Any]
    ) -> Turn:
        operation = exchange.route.operation
        parameters = self._contract.operations[operation.id]["parameters"]
        named = {p["name"]: p for p in parameters}
        asked: dict[str, Any] = dict(exchange.request.query)
        if paging["parameter"] and paging["parameter"] not in named and is_object(exchange.body):
            asked = {**exchange.body}
        member: Any = self._contract.schema_of(operation.id)
        for name in self._steps(member, paging.get("next") or ""):
            member = self._contract.flat(member).properties.get(name, True)
        flat = self._contract.flat(member)
        leads = (paging.get("next") or "").lower()
        is_link = str(flat.keywords.get("format")) in ("uri", "url") or "links." in leads
        query = [name for name, one in named.items() if one["in"] == "query"]
        selects = selector(paging, query, asked)
        parameter = named.get(selects, {}).get("schema", True)
        zero = self._contract.flat(parameter).keywords.get("default") == 0
        size = page_size(paging, parameters, asked, exchange.page_size)
        path = f"{exchange.origin}{exchange.path}" if is_link else exchange.path
        first, key = 0 if zero else 1, resource.key or "id"
        return Turn(
            paging, selects, found, asked, size, path, "" if is_link else exchange.origin, first,
            flat.types, is_link, key,
        )  # fmt: skip

    def _selected(self, resource: Resource, exchange: Exchange, found: list[Any]) -> list[Any]:
        """Keep the entities whose members are as query parameters of the same name say."""
        known = self._contract.members(self._contract.flat(resource.schema))
        for name, value in exchange.request.query.items():
            if name not in known or self._contract.flat(known[name]).may_be_object:
                continue
            texts = value if isinstance(value, list) else value.split(",")
            found = [e for e in found if is_object(e) and _is_meant(e.get(name), texts)]
        return found

    def _body(self, schema: Any, members: Mapping[str, Any]) -> Any:
        """Write the body of a listing: members by path, what is required besides filled in."""
        if "" in members and len(members) == 1:
            return members[""]
        made: dict[str, Any] = {}
        for path, value in members.items():
            steps = self._steps(schema, path)
            into = made
            for name in steps[:-1]:
                into = into.setdefault(name, {})
            if steps and value is not _DROPPED:
                into[steps[-1]] = value
        properties = self._contract.flat(schema).properties
        for name, value in made.items():
            if is_object(value) and name in properties:
                made[name] = self._responder.entity(properties[name], value)
        return self._responder.entity(schema, made)

    def _nothing(self, schema: Any, path: str) -> Any:
        """What the member that leads on holds on the last page: nothing, as its schema allows."""
        owner, steps = schema, self._steps(schema, path)
        for name in steps[:-1]:
            owner = self._contract.flat(owner).properties.get(name, True)
        flat = self._contract.flat(owner)
        if steps[-1] not in flat.keywords.get("required", ()):
            return _DROPPED
        types = self._contract.flat(flat.properties.get(steps[-1], True)).types
        return None if "null" in types or not types else "" if "string" in types else 0


def _is_meant(value: Any, texts: list[str]) -> bool:
    """Tell whether a member is one of the texts of a query; a list, whether it has all of them."""
    if is_array(value):
        return set(texts) <= set(map(_text, value))
    return _text(value) in texts


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
