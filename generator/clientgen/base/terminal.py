"""Text of a document on a terminal: escaped, on one line, and cut."""

from __future__ import annotations

_LONGEST = 2_000


def printable(text: str) -> str:
    """Make text from a document safe to show on a terminal.

    Args:
        text: any text.

    Returns:
        The text on one line, with control and direction characters written as escapes, so that it
        can forge no line and no command; cut after 2,000 characters.
    """
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut
    )
