"""A statement as text and brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r'(?P<doc>""")|(?P<string>"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|(?P<open>[\[({])|(?P<close>[\])}])|(?P<comma>,)|(?P<comment>\#)"
    r"|(?P<space>[ \t\n]+)|(?P<text>[^\[\](){},\"'\#\s]+)"
)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
# Black does more with these than split a bracket: it removes brackets after them, or
# breaks a line at them. `and` and `or` it only ever breaks at, when their member is too long.
_WORDS = frozenset("not if else for in is lambda await yield assert del with".split())


class Unsure(Exception):
    """Raised where only black can decide the layout."""


@dataclass(slots=True)
class Group:
    """A bracket and what is in it."""

    opens: str
    items: list[Parts]
    closes: str
    is_display: bool
    has_last_comma: bool


Parts = list["str | Group"]


def parsed(bare: str) -> Parts:
    """Parse a statement into text and brackets, as if it stood on one line.

    Raises:
        Unsure: the statement holds something that only black can lay out.
    """
    stack: list[list[Parts]] = [[[]]]
    opens: list[tuple[str, bool]] = []
    at = 0
    while at < len(bare):
        found = _TOKEN.match(bare, at)
        if found is None or found.lastgroup in ("doc", "comment"):
            raise Unsure
        at = found.end()
        token = found.group()
        items = stack[-1]
        match found.lastgroup:
            case "open":
                before = items[-1][-1] if items[-1] else ""
                # After a name or another bracket it is a call or a subscript.
                is_call = isinstance(before, Group) or bool(re.search(r"[\w\"']$", before))
                opens.append((token, not is_call))
                stack.append([[]])
            case "close":
                if not opens:
                    raise Unsure
                inner = stack.pop()
                _trim(inner[-1])
                comma = len(inner) > 1 and not inner[-1]
                if not inner[-1]:
                    inner.pop()
                opened, is_display = opens.pop()
                stack[-1][-1].append(Group(opened, inner, token, is_display, comma))
            case "comma" if opens:
                _trim(items[-1])
                items.append([])
            case "space":
                if items[-1]:
                    _append(items[-1], " ")
            case "string":
                _append(items[-1], _double_quoted(token))
            case _:
                if opens and token in _WORDS:
                    raise Unsure
                _append(items[-1], token)
    if opens:
        raise Unsure
    _trim(stack[0][0])
    return stack[0][0]


def _append(item: Parts, text: str) -> None:
    if item and isinstance(item[-1], str):
        item[-1] += text
    else:
        item.append(text)


def _trim(item: Parts) -> None:
    if item and isinstance(item[-1], str):
        item[-1] = item[-1].rstrip()
        if not item[-1]:
            item.pop()


def _double_quoted(token: str) -> str:
    if token.startswith('"'):
        return token
    if '"' not in token and "\\" not in token:
        return f'"{token[1:-1]}"'
    if "\\" in token or "'" in token[1:-1]:
        raise Unsure
    return token
