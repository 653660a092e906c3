"""The comments of a piece of Python that parses."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A string or a comment, whichever begins first. `tokenize` knows the same and takes fifty times as
# long. No template nests the quotes of an f-string in themselves, which Python 3.12 allows.
_LITERAL = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\]*(?:\\.[^"\\]*)*"'
    r"|'[^'\\]*(?:\\.[^'\\]*)*'"
    r"|(?P<comment>\#[^\r\n]*)",
    re.DOTALL,
)


def comments(text: str) -> Iterator[tuple[int, str]]:
    """List the comments of a module.

    Args:
        text: its source, which parses.

    Yields:
        The line of each, and its text from the ``#`` on.
    """
    for found in _LITERAL.finditer(text):
        comment = found["comment"]
        if comment is not None:
            yield text.count("\n", 0, found.start()) + 1, comment
