"""Recognise whole numbers in text."""

from __future__ import annotations


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number that `int` reads at once.

    Args:
        text: a member name, an index, a status.

    Returns:
        Whether it is one to nine of the digits 0 to 9. ``str.isdigit`` alone accepts ``²``, which
        `int` refuses, and numbers too long for `int`.
    """
    return 0 < len(text) < 10 and text.isascii() and text.isdigit()
