"""Ways in which listings continue other than by a link in their body; see ``Paging.step``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..errors import PaginationError
from .pager import cursor_of, member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .pager import Turn

_VALUE = r"\"((?:[^\"\\]|\\.)*)\"|([^\s\";,]+)"
_LINK = re.compile(rf"<([^>]*)>((?:\s*;\s*[\w*]+(?:\s*=\s*(?:{_VALUE}))?)*)")
_PARAMETER = re.compile(rf";\s*([\w*]+)\s*=\s*(?:{_VALUE})")
# A cursor may be base64, which has slashes but neither a colon nor a question mark.
_URL = re.compile(r"https?://|[^?]*\?[^=]+=", re.I)


def by_cursor(turn: Turn) -> Mapping[str, Any] | None:
    """Take the cursor as the body gives it, or out of the link that the body gives instead.

    Returns:
        None where there is none: the member is absent, null, empty or 0.

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    value = member(turn.data, turn.paging.next)
    if isinstance(value, str) and _URL.match(value):
        return cursor_of(value, turn)
    return {turn.paging.cursor[0]: value} if value else None


def by_last_id(turn: Turn) -> Mapping[str, Any] | None:
    """Go on after the last item, up to an empty page.

    Raises:
        PaginationError: the last item has no id.
    """
    if not turn.items:
        return None
    path = turn.paging.next
    value = member(turn.data, path) if path else member(turn.items[-1], "id")
    if not value:
        raise PaginationError("The last item of the page has no id to go on after.")
    return {turn.paging.cursor[0]: value}


def by_page(turn: Turn) -> Mapping[str, Any] | None:
    """Count pages, from the one that was asked for, or the first, to the last, or an empty one.

    Raises:
        PaginationError: a page number is no number.
    """
    paging = turn.paging
    number = _number(turn, turn.asked.get(paging.cursor[0]), paging.first)
    last = _number(turn, member(turn.data, paging.next), None)
    total = _number(turn, member(turn.data, paging.total), None)
    page = number - paging.first + 1
    ended = total is not None and turn.seen >= total
    ended = ended or (not turn.items if last is None else page >= last)
    return None if ended else {paging.cursor[0]: number + 1}


def by_offset(turn: Turn) -> Mapping[str, Any] | None:
    """Skip the items seen so far, up to an empty page or the number of items.

    A server that ignores the offset gives the same page again: the walk leaves it out, and ends.

    Raises:
        PaginationError: an offset is no number.
    """
    name = turn.paging.cursor[0]
    start = _number(turn, turn.asked.get(name), 0)
    total = _number(turn, member(turn.data, turn.paging.next), None)
    seen = start + len(turn.items)
    if _is_repeated(turn):
        return {name: start}  # This cursor is known to the walk.
    # More than there are is a wrong number, and no end.
    return None if not turn.items or seen == total else {name: seen}


def _is_repeated(turn: Turn) -> bool:
    """Tell whether a page is the one before it; one scalar over and over may be what is listed."""
    items = turn.items
    if not items or items != turn.before:
        return False
    return not isinstance(items[0], (str, int, float)) or any(item != items[0] for item in items)


def by_link(turn: Turn) -> Mapping[str, Any] | None:
    """Take the cursor out of the ``Link`` header with the relation ``next`` (RFC 8288).

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    for found in _LINK.finditer(turn.headers.get("link", "")):
        told = (p[2] or p[3] for p in _PARAMETER.finditer(found[2]) if p[1].lower() == "rel")
        # Only the first relation of a link counts.
        if "next" in next(told, "").lower().split():
            return cursor_of(found[1], turn)
    return None


def _number(turn: Turn, value: Any, missing: Any) -> Any:
    if value is None or value == "":
        return missing
    try:
        return int(value)
    except (TypeError, ValueError):
        name = turn.paging.cursor[0]
        raise PaginationError(f"The place in the listing ({name}) is no whole number.") from None
