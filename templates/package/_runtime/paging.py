"""Ways in which listings continue that give no link in their body; see ``Paging.step``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..errors import PaginationError
from .pager import cursor_of, member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .pager import Turn

_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s\";,]+))?)*)")
_NEXT = re.compile(r";\s*rel\s*=\s*(?:\"(?:[^\"]*\s)?next(?:\s[^\"]*)?\"|next(?![^\s;,]))", re.I)


def by_cursor(turn: Turn) -> Mapping[str, Any] | None:
    """Take the cursor as the body gives it; the listing ends where there is none."""
    value = member(turn.data, turn.paging.next)
    return {turn.paging.cursor[0]: value} if value not in (None, "") else None


def by_page(turn: Turn) -> Mapping[str, Any] | None:
    """Count pages, from the one that was asked for, or 1, to an empty one or the last.

    Raises:
        PaginationError: a page number is no number.
    """
    number = _number(turn, turn.query.get(turn.paging.cursor[0]), 1)
    last = _number(turn, member(turn.data, turn.paging.next), None)
    ended = not turn.length or (last is not None and number >= last)
    return None if ended else {turn.paging.cursor[0]: number + 1}


def by_offset(turn: Turn) -> Mapping[str, Any] | None:
    """Skip the items seen so far, up to an empty page or the number of items.

    Raises:
        PaginationError: an offset is no number.
    """
    seen = _number(turn, turn.query.get(turn.paging.cursor[0]), 0) + turn.length
    total = _number(turn, member(turn.data, turn.paging.next), None)
    ended = not turn.length or (total is not None and seen >= total)
    return None if ended else {turn.paging.cursor[0]: seen}


def by_link(turn: Turn) -> Mapping[str, Any] | None:
    """Take the cursor out of the ``Link`` header with the relation ``next`` (RFC 8288).

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    for found in _LINK.finditer(turn.headers.get("link", "")):
        if _NEXT.search(found[2]):
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
