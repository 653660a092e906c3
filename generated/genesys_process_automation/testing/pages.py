"""Pages of listings, in the way that an operation's own paging has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from .._runtime.values import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIZES = (
    "pagesize", "limit", "perpage", "size", "maxresults", "pagelimit", "count", "top", "max",
    "itemsperpage", "maxitems", "take", "first",
)  # fmt: skip


class Turn(NamedTuple):
    """A request for a page, and the listing it is cut out of.

    Args:
        paging: how the listing continues, by wire names.
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
    """One page: its items, members of the body by path, and headers."""

    items: list[Any]
    members: dict[str, Any]
    headers: dict[str, str]


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


def page_of(turn: Turn) -> Page:
    """Cut a page out of a listing.

    Args:
        turn: what is asked for.

    Returns:
        The page, with what leads to the next one.
    """
    paging, total, size = turn.paging, len(turn.found), turn.size
    style, parameter = str(paging["style"]), str(paging.get("parameter") or "cursor")
    value = turn.asked.get(parameter)
    start = 0
    if style == "page":
        start = (_number(value, turn.first) - turn.first) * size
    elif style == "last-id":
        ids = [str(item.get(turn.key)) if is_object(item) else str(item) for item in turn.found]
        start = ids.index(str(value)) + 1 if str(value) in ids else (total if value else 0)
    else:
        start = _number(value, 0)
    start = max(0, start)
    items = turn.found[start : start + size]
    end = start + len(items)
    ended = end >= total
    members: dict[str, Any] = {}
    headers: dict[str, str] = {}
    kept = {name: text for name, text in turn.asked.items() if name != parameter}
    link = f"{turn.path}?{urlencode({**kept, parameter: end}, doseq=True)}"
    following = paging.get("next")
    if style == "link":
        if not ended:
            headers["Link"] = f'<{turn.origin}{link}>; rel="next"'
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
        members[following] = link if whole else end if is_number else str(end)
    elif following:
        members[following] = None
    if paging.get("more"):
        members[paging["more"]] = not ended
    if paging.get("total"):
        members[paging["total"]] = total
    return Page(items, members, headers)


def _number(value: Any, missing: int) -> int:
    text = str(value)
    return int(text) if text.lstrip("-").isdecimal() else missing
