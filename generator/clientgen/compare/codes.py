"""From a difference of two schemas to its rule, by the direction the schema travels in."""

from __future__ import annotations

from importlib import resources

from clientgen.compare.graph import MessagePart
from clientgen.compare.rules import RULES, VERDICTS


def _columns(cells: list[str]) -> tuple[str, str, str]:
    return cells[0], cells[len(cells) // 3], cells[-1]


_ROWS = (resources.files("clientgen.compare") / "codes.txt").read_text("utf-8").splitlines()
_RULES = {
    code: _columns([cell.strip() for cell in cells.split("|")])
    for code, _, cells in (row.partition(":") for row in _ROWS if not row.startswith("#"))
}
_COLUMN: dict[MessagePart, int] = {"parameter": 0, "request": 1, "response": 2}
# What a reader of a response header's text could trip over.
_HEADER = frozenset(
    "array-to-object array-to-scalar format-changed format-date int-to-number number-to-int"
    " object-to-array scalar-to-array type-changed type-narrowed type-widened".split()
)
_REQUEST: frozenset[MessagePart] = frozenset({"parameter", "request"})


def rules_for(code: str, message_parts: frozenset[MessagePart], *, recursive: bool) -> list[str]:
    """The rules a difference meets.

    Args:
        code: kind of difference.
        message_parts: where its schema travels; empty for one that nothing reaches.
        recursive: the schema leads back to itself.

    Returns:
        Rule ids, the worst first, each once; none where the difference means nothing there.
    """
    found: set[str] = set()
    for message_part in message_parts:
        if message_part in _COLUMN:
            found.add(_RULES[code][_COLUMN[message_part]])
        else:
            found.add("resp-header-type-changed" if code in _HEADER else "other-changed")
    both = "response" in message_parts and bool(message_parts & _REQUEST)
    if code.startswith("prop-removed") and both:
        found.add("shared-prop-removed")
    if recursive and code == "prop-added":
        found.add("recursive-prop-added")
    if recursive and "type-changed" in code:
        found.add("recursive-type-changed")
    return sorted(found - {"-"}, key=_gravest)


_SPECIAL = ("shared-prop-removed", "recursive-prop-added", "recursive-type-changed")


def _gravest(rule: str) -> tuple[int, int, bool, str]:
    found = RULES[rule]
    return (-VERDICTS.index(found.wire), -VERDICTS.index(found.source), rule not in _SPECIAL, rule)
