"""Lay Python out the way black does, without asking black about what is certain.

Black parses, rebuilds and compares whole modules, which for a whole API takes longer than all the
rest. The templates already write every blank and every empty line as black wants it; what is left
is which brackets fit on a line. Most statements have one bracket that can give: this module decides
those, and asks black about the others, one statement at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LINE = 100
_STEP = "    "
_TOKEN = re.compile(
    r'(?P<doc>""")|(?P<string>"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|(?P<open>[\[({])|(?P<close>[\])}])|(?P<comma>,)|(?P<comment>\#)"
    r"|(?P<space>[ \t\n]+)|(?P<text>[^\[\](){},\"'\#\s]+)"
)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
# A quote is escaped by an odd number of backslashes.
_END = re.compile(r'(?<!\\)(?:\\\\)*"""')
# What may stand before the bracket that gives: a name, a keyword argument, a member of a mapping,
# an assignment, a return.
_HEAD = re.compile(
    r"(?:return |[\w.]+(?:: [\w.]+(?:\[[\w., ]+\])?(?: \| [\w.]+)*)? = "
    r'|\w+=|"(?:[^"\\]|\\.)*": )?[\w.]*'
)
_DEF = re.compile(r"(?:async )?def \w+|class \w+")
_IMPORT = re.compile(r"from [\w.]+ import ")
_IMPORTS = re.compile(r"\s*(?:from|import) ")
# What keeps its own distance from an import.
_AFTER_IMPORTS = re.compile(r"\s*(?:from |import |@|def |async def |class )")
_BLOCK = re.compile(r"(?:async |def |class |if |for |while |with |@)")
# Black has more to say about these than which bracket gives.
WORDS = frozenset("and or not if else for in is lambda await yield assert del with".split())


class _Unsure(Exception):
    """Only black knows."""


@dataclass(slots=True)
class _Group:
    """A bracket and what is in it."""

    opens: str
    items: list[_Item]
    closes: str
    is_display: bool
    has_last_comma: bool


_Item = list["str | _Group"]


def lay_out(text: str) -> str:
    """Write the Python of a template the way black does.

    Args:
        text: a module with black's blanks and empty lines, however its brackets are broken; what
            else black would change (a needless bracket, an operator without blanks) is not looked
            for: the tests hold the templates to it.

    Returns:
        The same module as black leaves it.
    """
    lines: list[str] = []
    blanks = 0
    before = ""
    for statement in _statements(text):
        if not statement:
            blanks += 1
            continue
        indent = statement[: len(statement) - len(statement.lstrip())]
        if _IMPORTS.match(before) and not _AFTER_IMPORTS.match(statement):
            # Exactly one after the last import of a block.
            blanks = 1 if len(before) - len(before.lstrip()) == len(indent) else blanks
        if lines:
            lines.extend([""] * min(blanks, 1 if indent else 2))
        blanks = 0
        before = statement
        lines.extend(_laid(statement, indent))
    return "\n".join(lines) + "\n"


def _statements(text: str) -> Iterator[str]:
    """The logical lines of a module; empty ones are empty strings."""
    lines = iter(text.split("\n"))
    for line in lines:
        bare = line.lstrip()
        if bare.startswith('"""'):
            held = [line]
            while not _END.search(held[-1], 3 + len(line) - len(bare) if len(held) == 1 else 0):
                held.append(next(lines))
            yield "\n".join(held)
            continue
        if bare.rstrip() == "# fmt: off":
            held = [line]
            for line in lines:
                held.append(line)
                if line.strip() == "# fmt: on":
                    break
            yield "\n".join(held).rstrip("\n")
            continue
        depth = _depth(line)
        if not depth:
            yield line.rstrip()
            continue
        held = [line]
        while depth:
            line = next(lines)
            held.append(line)
            depth += _depth(line)
        yield "\n".join(held)


def _depth(line: str) -> int:
    """How many more brackets a line opens than it closes."""
    if '"' in line or "'" in line:
        line = _STRING.sub("", line)
    if "#" in line:
        line = line.split("#", 1)[0]
    return sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))


def _laid(statement: str, indent: str) -> list[str]:
    bare = statement[len(indent) :]
    if bare.startswith(('"""', "#")):
        return statement.split("\n")
    if len(statement) <= LINE and "\n" not in statement and "'" not in statement:
        if ",)" not in statement and ", )" not in statement:
            return [statement]
    try:
        return _broken(_parsed(bare), indent)
    except _Unsure:
        return [indent + line if line else "" for line in asked(bare, LINE - len(indent))]


def _parsed(bare: str) -> _Item:
    """A statement as text and brackets, every blank between its parts as on one line."""
    stack: list[list[_Item]] = [[[]]]
    opens: list[tuple[str, bool]] = []
    at = 0
    while at < len(bare):
        found = _TOKEN.match(bare, at)
        if found is None or found.lastgroup in ("doc", "comment"):
            raise _Unsure
        at = found.end()
        token = found.group()
        items = stack[-1]
        match found.lastgroup:
            case "open":
                before = items[-1][-1] if items[-1] else ""
                # After a name or another bracket it is a call or a subscript.
                is_call = isinstance(before, _Group) or bool(re.search(r"[\w\"']$", before))
                opens.append((token, not is_call))
                stack.append([[]])
            case "close":
                if not opens:
                    raise _Unsure
                inner = stack.pop()
                _trim(inner[-1])
                comma = len(inner) > 1 and not inner[-1]
                if not inner[-1]:
                    inner.pop()
                opened, is_display = opens.pop()
                stack[-1][-1].append(_Group(opened, inner, token, is_display, comma))
            case "comma" if opens:
                _trim(items[-1])
                items.append([])
            case "space":
                if items[-1]:
                    _append(items[-1], " ")
            case "string":
                _append(items[-1], _double_quoted(token))
            case _:
                if opens and token in WORDS:
                    raise _Unsure
                _append(items[-1], token)
    if opens:
        raise _Unsure
    _trim(stack[0][0])
    return stack[0][0]


def _append(item: _Item, text: str) -> None:
    if item and isinstance(item[-1], str):
        item[-1] += text
    else:
        item.append(text)


def _trim(item: _Item) -> None:
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
        raise _Unsure
    return token


def _flat(item: _Item) -> str:
    return "".join(part if isinstance(part, str) else _flat_group(part) for part in item)


def _flat_group(group: _Group) -> str:
    inner = ", ".join(map(_flat, group.items))
    if group.has_last_comma and len(group.items) == 1:
        if group.opens == "[" and not group.is_display:
            raise _Unsure
        if group.opens == "(" and group.is_display:
            inner += ","
    return f"{group.opens}{inner}{group.closes}"


def _broken(item: _Item, indent: str, tail: str = "") -> list[str]:
    """The lines of a statement, or of one member of a bracket."""
    head = item[0] if item and isinstance(item[0], str) else ""
    imports = _IMPORT.fullmatch(head)
    if imports and len(item) == 2 and isinstance(item[1], _Group):
        line = indent + head + ", ".join(map(_flat, item[1].items))
        if len(line) <= LINE:
            return [line]
        return _exploded(head, item[1], "", indent)
    line = indent + _flat(item) + tail
    if len(line) <= LINE:
        return [line]
    if len(item) > 1 and isinstance(item[1], _Group) and _DEF.fullmatch(head):
        return _broken_def(head, item[1], _flat(item[2:]), indent)
    if tail and len(item) == 1 and _STRING.fullmatch(head):
        return [line]  # nothing in it can give
    group = item[-1]
    head = _flat(item[:-1])
    if isinstance(group, str) or not group.items or not _HEAD.fullmatch(head):
        raise _Unsure
    if len(indent + head) >= LINE:
        raise _Unsure
    if group.is_display:
        # Black opens a display one member to a line, and has its own mind about a bracket
        # without a comma.
        if len(group.items) == 1 or not (head or tail):
            raise _Unsure
        return _exploded(head, group, tail, indent)
    inner = [indent + _STEP + ", ".join(map(_flat, group.items))]
    if len(inner[0]) > LINE:
        if len(group.items) > 1:
            return _exploded(head, group, tail, indent)
        inner = _lone_display(group.items[0], indent + _STEP)
    return [indent + head + group.opens, *inner, indent + group.closes + tail]


def _lone_display(member: _Item, indent: str) -> list[str]:
    """The only argument of a call, where it is a list or a mapping of several members."""
    group = member[0]
    if len(member) > 1 or isinstance(group, str) or len(group.items) < 2 or group.opens == "(":
        raise _Unsure
    return _exploded("", group, "", indent)


def _exploded(head: str, group: _Group, tail: str, indent: str) -> list[str]:
    lines = [indent + head + group.opens]
    for member in group.items:
        try:
            lines.extend(_broken(member, indent + _STEP, ","))
        except _Unsure:
            asked = asked_member(_flat(member), group.opens, LINE - len(indent))
            lines.extend(indent + line for line in asked)
    return [*lines, indent + group.closes + tail]


def _broken_def(head: str, group: _Group, tail: str, indent: str) -> list[str]:
    if len(group.items) < 2 or len(indent + tail) >= LINE:
        raise _Unsure
    members = list(map(_flat, group.items))
    inner = [indent + _STEP + ", ".join(members)]
    if len(inner[0]) > LINE:
        inner = [f"{indent}{_STEP}{member}," for member in members]
        if any(len(line) > LINE for line in inner):
            raise _Unsure
    return [f"{indent}{head}{group.opens}", *inner, f"{indent}{group.closes}{tail}"]


@lru_cache(4096)
def asked(bare: str, width: int) -> list[str]:
    """What black makes of one statement."""
    body = ""
    if bare.startswith("@"):
        body = "\ndef x():\n    pass"
    elif _BLOCK.match(bare):
        body = "\n    pass"
    lines = blacken(bare + body + "\n", width).rstrip("\n").split("\n")
    return lines[: len(lines) - body.count("\n")]


@lru_cache(4096)
def asked_member(member: str, opens: str, width: int) -> list[str]:
    """What black makes of one member of a bracket that is open; indented by one step."""
    # A neighbour no line can hold keeps the bracket open.
    neighbour = f'"{"_" * width}"'
    frame = ("{", f"{neighbour}: 0", "}") if opens == "{" else ("f(", neighbour, ")")
    text = f"{frame[0]}\n{member},\n{frame[1]},\n{frame[2]}\n"
    return blacken(text, width).rstrip("\n").split("\n")[1:-2]


def blacken(text: str, width: int = LINE) -> str:
    """Write Python the way black does, by asking it.

    Args:
        text: one or more whole statements.
        width: columns a line may have.

    Returns:
        What black makes of it.

    Raises:
        black.InvalidInput: the text is not Python.
    """
    import black
    from black.mode import TargetVersion

    mode = black.Mode(
        line_length=width, magic_trailing_comma=False, target_versions={TargetVersion.PY311}
    )
    return black.format_str(text, mode=mode)
