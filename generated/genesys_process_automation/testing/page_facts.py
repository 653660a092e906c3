"""Facts of a page that the response of a listing tells: counts, flags, links, by usual names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .contract import Contract

_CONTAINERS = frozenset("""
    data result response meta metadata pagination paging page pageinfo paginginfo paginationinfo
    responsemetadata links pages cursors
    """.split())
_TOTALS = frozenset("""
    total totalcount totalresults totalitems totalelements totalentries totalsize totalrecords
    odatacount
    """.split())
_PAGES = frozenset("""
    pagecount totalpages pages lastpage numpages totalpagecount numberofpages
    """.split())
_NUMBERS = frozenset("page pagenumber currentpage pageno pagenum pageindex number".split())
_SIZES = frozenset("pagesize perpage size limit maxresults itemsperpage resultsperpage".split())
_STARTS = frozenset("offset skip startat startindex start".split())
_LINKS = {name: name for name in ("next", "previous", "first", "last", "self")} | {
    "prev": "previous"
}
_KINDS = ("uri", "url", "link", "href", "page", "pageurl", "pageuri", "pagelink")


class PageFacts(NamedTuple):
    """The position of a page in its listing.

    Args:
        start: how many items come before it.
        length: how many it has.
        total: how many there are.
        size: how many it may have.
        first: number of the first page.
        links: ``next``, ``previous``, ``first``, ``last`` and ``self``; None where there is none.
        ids: of its first and its last item; None where it has none.
    """

    start: int
    length: int
    total: int
    size: int
    first: int
    links: Mapping[str, str | None]
    ids: tuple[Any, Any]

    def number(self, name: str, siblings: frozenset[str]) -> int | None:
        """Give the number that a member is.

        Args:
            name: of the member, folded.
            siblings: names of all members beside it, folded.

        Returns:
            The number; None where its name does not tell, or none is there.
        """
        page = self.start // self.size + self.first
        ended = self.start + self.length >= self.total
        if name == "count":
            return self.length if siblings & _TOTALS else self.total
        tables = (
            (_TOTALS, self.total),
            (_PAGES, -(-self.total // self.size)),
            (_NUMBERS, page),
            (_SIZES, self.size),
            (_STARTS, self.start),
            (("numberofelements",), self.length),
            (("remainingitemcount", "remaining"), max(0, self.total - self.start - self.length)),
            (("nextpage", "next"), None if ended else page + 1),
            (("previouspage", "prevpage", "previous", "prev"), page - 1 if self.start else None),
            (("from",), self.start + 1 if self.length else None),
            (("to",), self.start + self.length if self.length else None),
        )
        return next((value for names, value in tables if name in names), None)

    def flag(self, name: str) -> bool | None:
        """Give the truth that a member is.

        Args:
            name: of the member, folded.

        Returns:
            The truth; None where its name does not tell.
        """
        ended = self.start + self.length >= self.total
        tables = (
            (
                ("hasmore", "hasnext", "hasnextpage", "hasmoreitems", "istruncated", "more"),
                not ended,
            ),
            (("hasprev", "hasprevious", "haspreviouspage", "hasprevpage"), self.start > 0),
            (("last", "islast", "islastpage"), ended),
            (("first", "isfirst", "isfirstpage"), not self.start),
            (("empty", "isempty"), not self.length),
        )
        return next((value for names, value in tables if name in names), None)


def page_members(contract: Contract, schema: Any, facts: PageFacts) -> dict[str, Any]:
    """Find the members of a response that tell of its page.

    Args:
        contract: the schemas.
        schema: of the response.
        facts: what is to be told.

    Returns:
        Path of the member → its value; None for one that has nothing to tell, such as a link to the
        page after the last.
    """
    return dict(_members(contract, schema, facts, "", 2))


def _members(
    contract: Contract, schema: Any, facts: PageFacts, prefix: str, deep: int
) -> Iterator[tuple[str, Any]]:
    properties = contract.flat(schema).properties
    siblings = frozenset(map(_folded, properties))
    for name, member in properties.items():
        folded, flat = _folded(name), contract.flat(member)
        if "object" in flat.types or (flat.properties and not flat.types):
            link = _link(folded)
            inner = next((n for n in ("href", "url", "uri") if n in flat.properties), None)
            if link and inner:
                target = facts.links[link]
                yield f"{prefix}{name}", None if target is None else {inner: target}
            elif folded in _CONTAINERS and deep > 1:
                yield from _members(contract, member, facts, f"{prefix}{name}.", deep - 1)
        elif "boolean" in flat.types:
            if (flag := facts.flag(folded)) is not None:
                yield f"{prefix}{name}", flag
        elif {"integer", "number"} & {*flat.types}:
            if _is_number(folded):
                yield f"{prefix}{name}", facts.number(folded, siblings)
        elif "string" in flat.types:
            if folded in ("firstid", "lastid"):
                yield f"{prefix}{name}", facts.ids[folded == "lastid"]
            elif link := _link(folded):
                yield f"{prefix}{name}", facts.links[link]


def _is_number(name: str) -> bool:
    others = "count numberofelements remainingitemcount remaining nextpage next previouspage"
    others += " prevpage previous prev from to"
    return name in others.split() or name in _TOTALS | _PAGES | _NUMBERS | _SIZES | _STARTS


def _link(name: str) -> str | None:
    """Tell which link a member is, by its name: ``nextUri`` is ``next``."""
    for kind in sorted(_KINDS, key=len, reverse=True):
        if name.endswith(kind) and name.removesuffix(kind) in _LINKS:
            return _LINKS[name.removesuffix(kind)]
    return _LINKS.get(name)


def _folded(name: str) -> str:
    return "".join(c for c in name if c.isalnum()).lower()
