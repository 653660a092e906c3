"""Pages of listings, in the way that an operation's own paging has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from .._runtime.values import is_object
from .page_facts import PageFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SIZES = (
    "pagesize", "limit", "perpage", "size", "maxresults", "pagelimit", "count", "top", "max",
    "itemsperpage", "maxitems", "take", "first",
)  # fmt: skip
_PAGES = ("page", "pagenumber", "currentpage", "pageno", "pagenum", "pageindex")
_OFFSETS = ("offset", "skip", "startat", "startindex", "pageoffset", "start")
_CURSORS = (
    "cursor", "after", "pagetoken", "nextpagetoken", "nexttoken", "continuationtoken", "marker",
    "startingafter", "nextcursor", "continue", "pageafter", "pagecursor", "afterid", "skiptoken",
)  # fmt: skip


class Turn(NamedTuple):
    """A request for a page, and the listing it is cut out of.

    Args:
        paging: how the listing continues, by wire names.
        parameter: wire name of what selects a page.
        found: all items.
        asked: query and, where the cursor is a member of it, body: the values by wire name.
        size: most items of a page.
        path: of the request, for links.
        origin: scheme and host of the request, for links in headers.
        first: number of the first page.
        types: JSON types of the member that leads on.
        is_link: whether the member that leads on holds a link.
        key: member of an item that holds its id.
    """

    paging: Mapping[str, Any]
    parameter: str
    found: list[Any]
    asked: Mapping[str, Any]
    size: int
    path: str
    origin: str
    first: int = 1
    types: tuple[str, ...] = ()
    is_link: bool = False
    key: str = "id"


class Page(NamedTuple):
    """One page: its items, members of the body by path, headers, and where it stands."""

    items: list[Any]
    members: dict[str, Any]
    headers: dict[str, str]
    facts: PageFacts


def page_size(
    paging: Mapping[str, Any],
    parameters: list[dict[str, Any]],
    asked: Mapping[str, Any],
    usual: int,
) -> int:
    """Tell how many items a page may have.

    Args:
        paging: how the listing continues.
        parameters: of the operation.
        asked: values by wire name.
        usual: size where the request says nothing.

    Returns:
        At least 1.
    """
    named = [paging["size"]] if paging.get("size") else []
    named += [p["name"] for p in parameters if _plain(p["name"]) in _SIZES]
    named += [name for name in asked if _plain(name) in _SIZES]
    for name in named:
        text = str(asked.get(name, ""))
        if text.isdecimal() and int(text) > 0:
            return int(text)
    return usual


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isalnum()).lower()


def selector(paging: Mapping[str, Any], named: Iterable[str], asked: Iterable[str]) -> str:
    """Tell what selects a page.

    Args:
        paging: how the listing continues.
        named: query parameters of the operation.
        asked: those of the request.

    Returns:
        Its wire name: that of the paging, else of the parameter that says so by its name, those of
        the request first; ``cursor``, in links alone, where the operation has none.
    """
    if paging.get("parameter"):
        return str(paging["parameter"])
    names, given = list(named), set(asked)
    for known in (*_PAGES, *_OFFSETS, *_CURSORS):
        for name in sorted(names, key=lambda name: name not in given):
            if _plain(name) == known:
                return name
    return "cursor"


def page_of(turn: Turn) -> Page:
    """Cut a page out of a listing.

    Args:
        turn: what is asked for.

    Returns:
        The page, with what leads to the next one.
    """
    paging, total, size = turn.paging, len(turn.found), turn.size
    style, start = str(paging["style"]), _start(turn)
    items = turn.found[start : start + size]
    end = start + len(items)
    ended = end >= total
    members: dict[str, Any] = {}
    headers: dict[str, str] = {}
    links = {
        "self": _link(turn, start),
        "first": _link(turn, 0),
        "last": _link(turn, max(0, total - 1) // size * size),
        "next": None if ended else _link(turn, end),
        "previous": _link(turn, max(0, start - size)) if start else None,
    }
    following = paging.get("next")
    if style == "link":
        if not ended:
            headers["Link"] = f'<{turn.origin}{links["next"]}>; rel="next"'
    elif style == "page" and following:
        members[following] = -(-total // size)
    elif style == "offset" and following:
        members[following] = total
    elif style == "last-id" and following and items and is_object(items[-1]):
        last = items[-1].get(turn.key)
        members[following] = str(last) if "string" in turn.types else last
    elif following and not ended:
        is_number = "integer" in turn.types and "string" not in turn.types
        whole = style == "next-uri" or turn.is_link
        value = _value(turn, end)
        members[following] = links["next"] if whole else value if is_number else str(value)
    elif following:
        members[following] = None
    if paging.get("more"):
        members[paging["more"]] = not ended
    if paging.get("total"):
        members[paging["total"]] = total
    ids = [item.get(turn.key) if is_object(item) else item for item in (*items[:1], *items[-1:])]
    ends = (ids[0], ids[-1]) if ids else (None, None)
    facts = PageFacts(start, len(items), total, size, turn.first, links, ends)
    return Page(items, members, headers, facts)


def _counts_pages(turn: Turn) -> bool:
    return turn.paging["style"] == "page" or _plain(turn.parameter) in _PAGES


def _start(turn: Turn) -> int:
    """How many items come before the page that is asked for."""
    value = turn.asked.get(turn.parameter)
    if turn.paging["style"] == "last-id":
        ids = [str(item.get(turn.key)) if is_object(item) else str(item) for item in turn.found]
        if str(value) in ids:
            return ids.index(str(value)) + 1
        return len(ids) if value else 0
    if _counts_pages(turn):
        return max(0, (_number(value, turn.first) - turn.first) * turn.size)
    return max(0, _number(value, 0))


def _value(turn: Turn, start: int) -> Any:
    """What selects the page that begins after so many items."""
    if turn.paging["style"] == "last-id" and start:
        item = turn.found[start - 1]
        return item.get(turn.key) if is_object(item) else item
    return start // turn.size + turn.first if _counts_pages(turn) else start


def _link(turn: Turn, start: int) -> str:
    kept = {name: text for name, text in turn.asked.items() if name != turn.parameter}
    if start:
        kept[turn.parameter] = _value(turn, start)
    return f"{turn.path}?{urlencode(kept, doseq=True)}" if kept else turn.path


def _number(value: Any, missing: int) -> int:
    text = str(value)
    return int(text) if text.lstrip("-").isdecimal() else missing
