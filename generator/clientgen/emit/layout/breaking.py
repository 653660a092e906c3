"""Chooses the bracket to split, and splits it."""

from __future__ import annotations

import re

from clientgen.base.prose import LINE
from clientgen.emit.layout.formatter import asked_member
from clientgen.emit.layout.tokens import STRING, Group, Parts, Unsure

_STEP = "    "
# What may stand before the bracket to split: a name, a keyword argument, a member of a mapping,
# an assignment, a return.
_TYPE = r'[\w.]+(?:\[(?:[\w., ]|"(?:[^"\\]|\\.)*")+\])?'
_HEAD = re.compile(
    rf"(?:return |@|[\w.]+(?:: {_TYPE}(?: \| {_TYPE})*)? = " r'|\w+=|"(?:[^"\\]|\\.)*": )?[\w.]*'
)
_HINT = re.compile(r"(\*{0,2}\w+: )(?=\w)")
_DEFAULT = re.compile(r" = (\w+)")
_NAME = re.compile(r"[\w.]+")
# What no line can be broken in: a name, an import, a text, perhaps as the value of a key.
_ATOM = re.compile(rf"[\w.]+(?: as \w+)?|(?:(?:{STRING.pattern}): )?(?:{STRING.pattern})")
_DEF = re.compile(r"(?:async )?def \w+|class \w+")
_IMPORT = re.compile(r"from [\w.]+ import ")


def _flat(item: Parts) -> str:
    return "".join(part if isinstance(part, str) else _flat_group(part) for part in item)


def _flat_group(group: Group) -> str:
    inner = ", ".join(map(_flat, group.items))
    if group.has_last_comma and len(group.items) == 1:
        if group.opens == "[" and not group.is_display:
            raise Unsure
        if group.opens == "(" and group.is_display:
            inner += ","
    return f"{group.opens}{inner}{group.closes}"


def broken(item: Parts, indent: str, tail: str = "") -> list[str]:
    """Lay out a statement, or one member of a bracket.

    Args:
        item: the statement or member.
        indent: blanks before its first line.
        tail: text that has to follow it on its last line.

    Returns:
        The lines, without line ends.

    Raises:
        Unsure: only black can decide.
    """
    head = item[0] if item and isinstance(item[0], str) else ""
    imports = _IMPORT.fullmatch(head)
    if imports and len(item) == 2 and isinstance(item[1], Group):
        line = indent + head + ", ".join(map(_flat, item[1].items))
        if len(line) <= LINE:
            return [line]
        return _exploded(head, item[1], "", indent)
    line = indent + _flat(item) + tail
    if len(line) <= LINE:
        return [line]
    if len(item) > 1 and isinstance(item[1], Group) and _DEF.fullmatch(head):
        return _broken_def(head, item[1], item[2:], indent)
    if tail and len(item) == 1 and _ATOM.fullmatch(head):
        return [line]
    if not (isinstance(item[-1], Group) and item[-1].opens != "["):
        name = _HINT.match(head)
        if name is not None:
            return _broken_hint(name[0], [head[name.end() :], *item[1:]], indent, tail)
        if tail and len(operands := _operands(item)) > 1:
            return _broken_union(operands, indent, tail)
    group = item[-1]
    head = _flat(item[:-1])
    if isinstance(group, str) or not group.items or not _HEAD.fullmatch(head):
        raise Unsure
    if len(indent + head) >= LINE:
        target, equals, function = head.rpartition(" = ")
        if tail or not equals or group.opens != "(" or len(indent + target) + 4 > LINE:
            raise Unsure
        value = broken([function, group], indent + _STEP)
        return [f"{indent}{target} = (", *value, f"{indent})"]
    if group.is_display:
        # Black opens a display one member to a line, and has other rules for a bracket
        # without a comma.
        if len(group.items) == 1 or not (head or tail):
            raise Unsure
        return _exploded(head, group, tail, indent)
    inner = [indent + _STEP + ", ".join(map(_flat, group.items))]
    if len(inner[0]) > LINE:
        if len(group.items) > 1:
            return _exploded(head, group, tail, indent)
        inner = _lone_member(group.items[0], group.opens, indent + _STEP)
    return [indent + head + group.opens, *inner, indent + group.closes + tail]


def _operands(item: Parts) -> list[Parts]:
    """The types of a union, each a name with or without a subscript; one where it is none."""
    found: list[Parts] = [[]]
    for part in item:
        if isinstance(part, Group):
            found[-1].append(part)
            continue
        first, *others = part.split(" | ")
        if first:
            found[-1].append(first)
        found.extend([other] if other else [] for other in others)
    for operand in found:
        name, *subscript = operand or [""]
        if not isinstance(name, str) or not _NAME.fullmatch(name) or len(subscript) > 1:
            raise Unsure
        if subscript and (isinstance(subscript[0], str) or subscript[0].opens != "["):
            raise Unsure
    return found


def _broken_hint(name: str, item: Parts, indent: str, tail: str) -> list[str]:
    """A member of a class or a parameter, such as `name: list[...] | str | None = None`."""
    default = ""
    if isinstance(item[-1], str) and (found := _DEFAULT.search(item[-1])):
        if found.end() < len(item[-1]):
            raise Unsure
        default = found[0]
        item = [*item[:-1], item[-1][: found.start()]] if found.start() else item[:-1]
    operands = _operands(item)
    inside = indent + _STEP
    if len(operands) == 1 and (tail or default or len(operands[0]) > 1):
        group = operands[0][-1]
        if not tail or isinstance(group, str):
            raise Unsure
        opening = f"{indent}{name}{_flat(operands[0][:-1])}["
        return [opening, *_subscript(group, inside), f"{indent}]{default}{tail}"]
    union = " | ".join(map(_flat, operands))
    if default and not tail and len(f"{indent}{name}{union} = (") <= LINE:
        value = default.removeprefix(" = ")
        return [f"{indent}{name}{union} = (", inside + value, f"{indent})"]
    lines = [inside + union]
    if len(lines[0]) > LINE:
        if len(operands) == 1:
            raise Unsure
        lines = _broken_union(operands, inside, "")
    return [f"{indent}{name}(", *lines, f"{indent}){default}{tail}"]


def _broken_union(operands: list[Parts], indent: str, tail: str) -> list[str]:
    """A union, one of its types to a line."""
    lines: list[str] = []
    for number, operand in enumerate(operands):
        start = f"{indent}| " if number else indent
        end = tail if operand is operands[-1] else ""
        line = start + _flat(operand) + end
        group = operand[-1]
        if len(line) <= LINE or isinstance(group, str):
            lines.append(line)
            continue
        head = start + _flat(operand[:-1])
        lines.extend([head + group.opens, *_subscript(group, indent + _STEP), f"{indent}]{end}"])
    return lines


def _subscript(group: Group, indent: str) -> list[str]:
    """What is in a subscript, where it does not fit on the line of the name before it."""
    line = indent + ", ".join(map(_flat, group.items))
    if len(line) <= LINE:
        return [line]
    if len(group.items) > 1:
        return _members(group, indent)
    operands = _operands(group.items[0])
    if len(operands) == 1 and len(operands[0]) > 1:
        raise Unsure
    return _broken_union(operands, indent, "")


def _lone_member(member: Parts, opens: str, indent: str) -> list[str]:
    """What is alone in a bracket, where it is too long for a line.

    A text in a subscript, a subscript of a name, or a list or a mapping of several members.
    """
    first, *others = member
    if not others and isinstance(first, str):
        if opens != "[" or not STRING.fullmatch(first):
            raise Unsure
        return [indent + first]
    if isinstance(first, str) and _NAME.fullmatch(first):
        group = others[0]
        if len(others) > 1 or isinstance(group, str) or group.opens != "[":
            raise Unsure
        return broken(member, indent)
    if others or isinstance(first, str) or len(first.items) < 2 or first.opens == "(":
        raise Unsure
    return _exploded("", first, "", indent)


def _exploded(head: str, group: Group, tail: str, indent: str) -> list[str]:
    lines = _members(group, indent + _STEP)
    return [indent + head + group.opens, *lines, indent + group.closes + tail]


def _members(group: Group, indent: str) -> list[str]:
    """What is in a bracket, one member to a line."""
    lines: list[str] = []
    for member in group.items:
        try:
            lines.extend(broken(member, indent, ","))
        except Unsure:
            outer = len(indent) - len(_STEP)
            asked = asked_member(_flat(member), group.opens, LINE - outer)
            lines.extend(indent[:outer] + line for line in asked)
    return lines


def _broken_def(head: str, group: Group, tail: Parts, indent: str) -> list[str]:
    inside = indent + _STEP
    inner = [inside + ", ".join(map(_flat, group.items))]
    if len(group.items) < 2:
        # A lone parameter gets a comma, a lone base does not.
        inner[0] += "" if head.startswith("class ") else ","
        if not group.items or len(group.items[0]) > 1 or len(inner[0]) > LINE:
            raise Unsure
    elif len(inner[0]) > LINE:
        inner = [line for member in group.items for line in _parameter(member, inside)]
    ending = [indent + group.closes + _flat(tail)]
    if len(ending[0]) > LINE:
        returns = tail[1] if len(tail) == 3 else ""
        if isinstance(returns, str) or returns.opens != "[" or not returns.items or tail[2] != ":":
            raise Unsure
        lines = _subscript(returns, inside)
        ending = [f"{indent}{group.closes}{tail[0]}{returns.opens}", *lines, f"{indent}]:"]
    return [f"{indent}{head}{group.opens}", *inner, *ending]


def _parameter(member: Parts, indent: str) -> list[str]:
    line = f"{indent}{_flat(member)},"
    if len(line) <= LINE:
        return [line]
    head = member[0]
    if not isinstance(head, str) or (name := _HINT.match(head)) is None:
        raise Unsure
    return _broken_hint(name[0], [head[name.end() :], *member[1:]], indent, ",")
