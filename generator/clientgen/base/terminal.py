"""Text of a document made safe for a terminal."""

from __future__ import annotations

_LONGEST = 2_000


def printable(text: str) -> str:
    """Make text from a document safe to show on a terminal.

    Args:
        text: any text.

    Returns:
        The text on one line, cut after 2,000 characters. Control and direction characters are
        written as escapes: they could forge lines of output or terminal commands.
    """
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut
    )
