"""Paging conventions in common use, recognised by the members that they are made of.

Names are compared folded (`_folded`): ``nextPageToken`` and ``next_page_token`` are one. Each table
lists the most telling name first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from clientgen.api import Operation, Schema
from clientgen.base.configuration import PagingSettings
from clientgen.plan.media import successes
from clientgen.plan.response_members import unwrapped
from clientgen.types import Catalog, property_of

_Style = Literal["next-uri", "cursor", "last-id", "page", "offset", "link"]
_ITEMS = tuple("""
    entities items results data values records entries content value embedded
    """.split())
_SIZES = tuple("""
    pagesize limit size perpage maxresults count top pagelimit resultsperpage itemsperpage take
    """.split())
_PAGES = ("pagenumber", "page", "currentpage", "pageno", "pagenum", "pageindex")
_OFFSETS = ("offset", "skip", "startat", "startindex", "pageoffset", "start")
_VAGUE_OFFSETS = frozenset({"start"})
"""Parameters that select a page only where something else speaks of pages: else it is a period."""
_CURSORS = tuple("""
    cursor after pagetoken nextpagetoken nexttoken continuationtoken startingafter startcursor
    nextcursor marker continue pageafter pagecursor afterid startafter skiptoken
    """.split())
_LINKS = tuple("""
    nexturi nextlink nexturl nextpageuri nextpageurl nextpagelink nexthref nextpagehref
    """.split())
_NEXT = ("next", "nextpage")
"""Members whose value fits any parameter: a link, the number of a page, a cursor."""
_NEXT_CURSORS = tuple("""
    nextcursor nextpagetoken nexttoken continuationtoken nextmarker nextpagecursor cursor after
    continue endcursor
    """.split())
_NEXT_OFFSETS = ("nextoffset", "nextstart", "nextskip", "nextpageoffset")
_LAST_PAGES = ("pagecount", "totalpages", "pages", "lastpage", "numpages", "totalpagecount")
_TOTALS = tuple("""
    total totalcount totalresults totalitems totalelements totalentries totalsize totalrecords
    """.split())
_MORE = ("hasmore", "hasnext", "hasnextpage", "hasmoreitems", "istruncated", "more")
_LAST_IDS = ("lastid", "lastitemid")
_CONTAINERS = frozenset("""
    data result response meta metadata pagination paging page pageinfo paginginfo paginationinfo
    responsemetadata links pages cursors next nextpage embedded
    """.split())
"""Members that may hold the items, or what leads to the next page, in the place of the response."""
_NO_ITEMS = frozenset({"links", "errors", "warnings", "included"})
_NUMBERS = frozenset({"integer", "number"})
_SCALARS = _NUMBERS | {"string"}
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class NotPaged:
    """A listing whose next page cannot be asked for.

    Args:
        reason: what is missing, as a clause without a full stop.
    """

    reason: str


def usual_paging(
    operation: Operation, schema: Schema, query: Mapping[str, Schema], catalog: Catalog
) -> PagingSettings | NotPaged | None:
    """Recognise the convention of a GET operation.

    Args:
        operation: the operation.
        schema: its response, unwrapped.
        query: its query parameters, unwrapped.
        catalog: the named schemas.

    Returns:
        The convention; why a listing has none; None for what lists nothing.
    """
    return _Recognition(operation, schema, query, catalog).convention()


class _Recognition:
    """What an operation offers for paging, by folded name."""

    def __init__(
        self, operation: Operation, schema: Schema, query: Mapping[str, Schema], catalog: Catalog
    ) -> None:
        self._catalog = catalog
        self._schema = schema
        self._members = dict(_members(schema, catalog))
        self._headers = {name.lower() for found in successes(operation) for name in found.headers}
        scalars = {
            name: found
            for name, found in query.items()
            if _is_scalar(found) and not _is_time(found)
        }
        self._query = scalars
        self._size = _first(_SIZES, query)
        self._cursor = _first(_CURSORS, scalars)
        self._page = _first(_PAGES, scalars)
        self._offset = _first(_OFFSETS, scalars)

    def convention(self) -> PagingSettings | NotPaged | None:
        items = self._items()
        if items is None:
            return None
        found = (
            self._by_page(items, only_to_last=True)
            or self._by_next(items)
            or self._by_last_id(items)
            or self._by_link(items)
            or self._by_page(items)
            or self._by_offset(items)
        )
        return found or NotPaged(self._missing(items))

    def _items(self) -> str | None:
        """The member that holds the items; empty where the response is the list itself."""
        if self._schema.items is not None:
            return ""
        lists = [
            path
            for path, member in self._members.items()
            if member.items is not None and _folded(path) not in _NO_ITEMS
        ]
        outer = [path for path in lists if "." not in path]
        return _first(_ITEMS, lists) or next((p[0] for p in (outer, lists) if len(p) == 1), None)

    def _by_next(self, items: str) -> PagingSettings | None:
        """By a member that is a link or a cursor."""
        texts = [path for path, member in self._members.items() if _is_scalar(member)]
        selector = self._cursor or self._page or self._offset
        link = _first(_LINKS, texts)
        if link is not None:
            # Links of OData hold a token of their own, whatever parameters the operation has.
            is_odata = link.endswith("@odata.nextLink")
            return self._found("next-uri", items, "" if is_odata else selector or "", link)
        offset, cursor = _first(_NEXT_OFFSETS, texts), _first(_NEXT_CURSORS, texts)
        if self._offset is not None and offset is not None:
            return self._found("cursor", items, self._offset, offset)
        # Where both are there, a cursor may be given only to who begins with one.
        if self._cursor is not None and cursor is not None and self._offset is None:
            return self._found("cursor", items, self._cursor, cursor)
        following = _first(_NEXT, texts)
        if following is not None and selector is not None:
            return self._found("cursor", items, selector, following)
        if following is not None and self._members[following].format in {"uri", "url"}:
            return self._found("next-uri", items, "", following)
        return None

    def _by_last_id(self, items: str) -> PagingSettings | None:
        """By the id of the last item, while the response says that there are more."""
        last = _first(_LAST_IDS, self._members)
        if self._cursor is None or self._more() is None:
            return None
        listed = self._schema.items if not items else self._members[items].items
        item = unwrapped(listed, self._catalog) if listed is not None else None
        variants = [item, *map(self._target, (*item.any_of, *item.one_of))] if item else []
        has_id = any(property_of(variant, "id") is not None for variant in variants)
        return self._found("last-id", items, self._cursor, last) if last or has_id else None

    def _by_link(self, items: str) -> PagingSettings | None:
        """By the header ``Link``."""
        selectors = [name for name in (self._cursor, self._page, self._offset) if name]
        if not selectors or "link" not in self._headers:
            return None
        # Which of several the server goes on by, only its link tells.
        return self._found("link", items, selectors[0] if len(selectors) == 1 else "", None)

    def _by_page(self, items: str, *, only_to_last: bool = False) -> PagingSettings | None:
        """By the number of a page."""
        if self._page is None or not items or self._cursor or not _counts(self._query[self._page]):
            return None
        last = _first(_LAST_PAGES, self._numbers())
        if last is None and only_to_last:
            return None
        return self._found("page", items, self._page, last)

    def _by_offset(self, items: str) -> PagingSettings | None:
        """By the number of items to skip."""
        if self._offset is None or not items or not _counts(self._query[self._offset]):
            return None
        total = _first(_TOTALS, self._numbers())
        is_vague = _folded(self._offset) in _VAGUE_OFFSETS
        if is_vague and not (total or self._size or self._more()):
            return None
        return self._found("offset", items, self._offset, total)

    def _found(
        self, style: _Style, items: str, parameter: str, following: str | None
    ) -> PagingSettings:
        counted = style in {"page", "offset"}
        total = _first(_TOTALS, self._numbers()) if style == "page" else None
        return PagingSettings(
            style=style,
            items=items,
            parameter=parameter,
            next=following,
            size=self._size,
            more=self._more() if style in {"last-id", "cursor"} or counted else None,
            total=total,
        )

    def _missing(self, items: str) -> str:
        """What would have to be there for the listing to be paged."""
        texts = [path for path, member in self._members.items() if _is_scalar(member)]
        leads = _first((*_LINKS, *_NEXT, *_NEXT_CURSORS, *_NEXT_OFFSETS), texts) or self._more()
        selector = self._cursor or self._page or self._offset
        if selector is not None and not items:
            return (
                f"the query has {selector!r}, but the response is a bare list without Link header"
            )
        if selector is not None:
            return f"the query has {selector!r}, but no member of the response leads on"
        if leads is not None:
            return f"the response has {leads!r}, but no query parameter takes it"
        if self._size is not None:
            return f"the query has {self._size!r}, but nothing that selects the next page"
        return "nothing selects a page"

    def _more(self) -> str | None:
        flags = [path for path, member in self._members.items() if member.types == ("boolean",)]
        return _first(_MORE, flags)

    def _numbers(self) -> list[str]:
        return [path for path, member in self._members.items() if _counts(member)]

    def _target(self, schema: Schema) -> Schema:
        return unwrapped(schema, self._catalog)


def _members(schema: Schema, catalog: Catalog) -> Iterator[tuple[str, Schema]]:
    """The members of a response by path, those of its containers after its own."""
    level = [("", schema)]
    for _ in range(_DEEPEST):
        inner: list[tuple[str, Schema]] = []
        for prefix, owner in level:
            for member in owner.properties:
                found = unwrapped(member.schema, catalog)
                yield prefix + member.name, found
                if _fold(member.name) in _CONTAINERS:
                    inner.append((f"{prefix}{member.name}.", found))
        level = inner


def _first(known: Iterable[str], paths: Iterable[str]) -> str | None:
    """The path whose name comes first among the known ones; of equals the one that comes first."""
    folded: dict[str, str] = {}
    for path in paths:
        folded.setdefault(_folded(path), path)
    return next((folded[name] for name in known if name in folded), None)


def _folded(path: str) -> str:
    """The name that a member is known by: its own, or that of all that is ``next`` with it."""
    *owners, name = path.split(".")
    has_owner = bool(owners) and _fold(owners[-1]) in _NEXT
    return _fold(owners[-1] + name if has_owner else name)


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _is_scalar(schema: Schema) -> bool:
    return schema.is_any or (bool(schema.types) and set(schema.types) <= _SCALARS)


def _is_time(schema: Schema) -> bool:
    return schema.format in {"date", "date-time", "unix-time"}


def _counts(schema: Schema) -> bool:
    return not _NUMBERS.isdisjoint(schema.types)
