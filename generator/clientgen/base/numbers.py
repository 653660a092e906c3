"""Telling whole numbers from other text."""

from __future__ import annotations


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number that `int` reads at once.

    Args:
        text: a member name, an index, a status.

    Returns:
        Whether it is one to nine of the digits 0 to 9. ``str.isdigit`` takes ``²`` too, which `int`
        refuses, and numbers of any length.
    """
    return 0 < len(text) < 10 and text.isascii() and text.isdigit()
