"""Paging conventions: those of the configuration, else common ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from clientgen.api import Operation, Schema
from clientgen.base.configuration import Config, PagingSettings
from clientgen.plan.media import successes
from clientgen.plan.package import PagingPlan
from clientgen.plan.responses import response_schema
from clientgen.types import Catalog, ModelsPlan, SchemaTyper, property_of
from clientgen.types.expressions import Scalar

_Style = Literal["next-uri", "cursor", "page", "offset", "link"]
_ITEMS = ("entities", "items", "results", "data", "values", "records", "content", "value")
_SIZES = ("pageSize", "page_size", "limit", "size", "per_page", "perPage", "maxResults", "count")
_PAGES = ("pageNumber", "page_number", "page")
_OFFSETS = ("offset", "skip", "start", "startAt", "startIndex")
_CURSORS = tuple("""
    cursor after pageToken page_token nextToken next_token continuationToken starting_after
    startingAfter marker nextPageToken
    """.split())
_LINKS = ("nextUri", "next_uri", "nextLink", "next_link", "nextUrl", "next_url", "@odata.nextLink")
_NEXT_CURSORS = tuple("""
    nextCursor next_cursor nextPageToken next_page_token nextToken next_token continuationToken
    nextMarker cursor next after
    """.split())
_LAST_PAGES = ("pageCount", "page_count", "totalPages", "total_pages", "pages", "lastPage")
_TOTALS = ("total", "totalCount", "total_count", "totalResults", "totalItems")


def paging_of(operation: Operation, config: Config, catalog: Catalog) -> PagingSettings | None:
    """Find how a listing continues.

    Args:
        operation: any operation.
        config: its conventions, where it has any, stand for those of the field.
        catalog: the named schemas.

    Returns:
        The first convention whose every member the operation has; None for what is no listing.
    """
    found = config.operations.get(operation.id)
    response = response_schema(operation)
    if operation.method != "GET" or response is None or (found and found.paging is False):
        return None
    query = {
        parameter.name: catalog.target(parameter.schema)
        for parameter in operation.parameters
        if parameter.location == "query"
    }
    schema = catalog.target(response)
    if config.paging:
        return next(
            (paging for paging in config.paging if _follows(schema, query, paging, catalog)), None
        )
    return _usual(operation, schema, query, catalog)


def paging_plan(
    operation: Operation,
    paging: PagingSettings,
    catalog: Catalog,
    models: ModelsPlan,
    typer: SchemaTyper,
) -> PagingPlan:
    """Express a paging convention in the names of the response's model.

    Args:
        operation: a listing.
        paging: what `paging_of` found for it.
        catalog: the named schemas.
        models: the planned classes.
        typer: gives types.

    Returns:
        Values of the runtime's ``PagingSettings``.
    """
    response = response_schema(operation)
    key = catalog.key_of(response) if response is not None else None
    element = item_of(response, paging, catalog) if response is not None else None
    names = {
        field.wire: field.name
        for model in models.models
        if model.key == key
        for field in model.fields
    }
    return PagingPlan(
        style=paging.style.replace("-", "_"),
        items=names.get(paging.items, ""),
        next=names.get(paging.next or "", ""),
        cursor=tuple(dict.fromkeys((paging.parameter, "cursor"))),
        item=typer.type_of(element) if element is not None else Scalar.ANY,
    )


def item_of(response: Schema, paging: PagingSettings, catalog: Catalog) -> Schema | None:
    """The schema of one item of a listing.

    Args:
        response: schema of the response.
        paging: the convention.
        catalog: the named schemas.

    Returns:
        The item's schema, or None where the response lists nothing.
    """
    schema = catalog.target(response)
    if not paging.items:
        return schema.items
    listed = property_of(schema, paging.items)
    return catalog.target(listed.schema).items if listed is not None else None


def _follows(
    schema: Schema, query: Mapping[str, Schema], paging: PagingSettings, catalog: Catalog
) -> bool:
    if item_of(schema, paging, catalog) is None or paging.parameter not in query:
        return False
    return paging.next is None or property_of(schema, paging.next) is not None


def _usual(
    operation: Operation, schema: Schema, query: Mapping[str, Schema], catalog: Catalog
) -> PagingSettings | None:
    def listing(style: _Style, items: str, parameter: str, following: str | None) -> PagingSettings:
        size = _first(_SIZES, query)
        return PagingSettings(
            style=style, items=items, parameter=parameter, next=following, size=size
        )

    if schema.items is not None:
        parameter = _first((*_CURSORS, *_PAGES, *_OFFSETS), query)
        headers = (name.lower() for found in successes(operation) for name in found.headers)
        if parameter is None or "link" not in headers:
            return None
        return listing("link", "", parameter, None)
    members = {member.name: catalog.target(member.schema) for member in schema.properties}
    lists = [name for name, member in members.items() if member.items is not None]
    items = _first(_ITEMS, lists) or (lists[0] if len(lists) == 1 else None)
    texts = [name for name, member in members.items() if "string" in member.types]
    if items is None:
        return None
    page, cursor, offset = (_first(known, query) for known in (_PAGES, _CURSORS, _OFFSETS))
    link, following = _first(_LINKS, texts), _first(_NEXT_CURSORS, texts)
    if page is not None and cursor is None and _counts(query[page]):
        return listing("page", items, page, _first(_LAST_PAGES, members))
    if link is not None and (selected := cursor or page or offset) is not None:
        return listing("next-uri", items, selected, link)
    if cursor is not None and following is not None:
        return listing("cursor", items, cursor, following)
    if offset is not None and _counts(query[offset]):
        return listing("offset", items, offset, _first(_TOTALS, members))
    return None


def _counts(schema: Schema) -> bool:
    return "integer" in schema.types or "number" in schema.types


def _first(known: Iterable[str], names: Iterable[str]) -> str | None:
    present = set(names)
    return next((name for name in known if name in present), None)
