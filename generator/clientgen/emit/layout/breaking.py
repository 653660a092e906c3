"""Chooses the bracket to split, and splits it."""

from __future__ import annotations

import re

from clientgen.base.prose import LINE
from clientgen.emit.layout.formatter import asked_member
from clientgen.emit.layout.tokens import STRING, Group, Parts, Unsure

_STEP = "    "
# What may stand before the bracket to split: a name, a keyword argument, a member of a mapping,
# an assignment, a return.
_HEAD = re.compile(
    r"(?:return |[\w.]+(?:: [\w.]+(?:\[[\w., ]+\])?(?: \| [\w.]+)*)? = "
    r'|\w+=|"(?:[^"\\]|\\.)*": )?[\w.]*'
)
_HINT = re.compile(r"(\w+: )([\w.]+)")
_CHOICES = re.compile(r"((?: \| \w+)+)( = \w+)?")
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
        return _broken_def(head, item[1], _flat(item[2:]), indent)
    if tail and len(item) == 1 and STRING.fullmatch(head):
        return [line]  # nothing in it can be split
    if len(item) == 3:
        return _broken_choices(item, indent, tail) if tail else _broken_union(item, indent)
    group = item[-1]
    head = _flat(item[:-1])
    if isinstance(group, str) or not group.items or not _HEAD.fullmatch(head):
        raise Unsure
    if len(indent + head) >= LINE:
        raise Unsure
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
        inner = _lone_display(group.items[0], indent + _STEP)
    return [indent + head + group.opens, *inner, indent + group.closes + tail]


def _broken_union(item: Parts, indent: str) -> list[str]:
    """An annotation such as `name: Literal[...] | str | None = None`."""
    head, group, rest = item
    if not (isinstance(head, str) and isinstance(group, Group) and isinstance(rest, str)):
        raise Unsure
    name, choices = _HINT.fullmatch(head), _CHOICES.fullmatch(rest)
    if name is None or choices is None or group.opens != "[" or len(group.items) < 2:
        raise Unsure
    first, default = f"{name[2]}{_flat_group(group)}", choices[2] or ""
    if default and len(f"{indent}{name[1]}{first}{choices[1]} = (") <= LINE:
        raise Unsure
    inside = indent + _STEP
    lines = [f"{inside}{first}{choices[1]}"]
    if len(lines[0]) > LINE:
        lines = [inside + first]
        if len(lines[0]) > LINE:
            if len(inside + _STEP + ", ".join(map(_flat, group.items))) <= LINE:
                raise Unsure
            lines = _exploded(name[2], group, "", inside)
        lines.extend(f"{inside}| {one}" for one in choices[1].removeprefix(" | ").split(" | "))
    return [f"{indent}{name[1]}(", *lines, f"{indent}){default}"]


def _broken_choices(item: Parts, indent: str, tail: str) -> list[str]:
    """An argument such as `Literal[...] | str`."""
    head, group, rest = item
    if not (isinstance(head, str) and isinstance(group, Group) and isinstance(rest, str)):
        raise Unsure
    choices = _CHOICES.fullmatch(rest)
    if choices is None or choices[2] or group.opens != "[" or len(group.items) < 2:
        raise Unsure
    lines = [f"{indent}{head}{_flat_group(group)}"]
    if len(lines[0]) > LINE:
        if len(indent + _STEP + ", ".join(map(_flat, group.items))) <= LINE:
            raise Unsure
        lines = _exploded(head, group, "", indent)
    lines.extend(f"{indent}| {one}" for one in choices[1].removeprefix(" | ").split(" | "))
    return [*lines[:-1], lines[-1] + tail]


def _lone_display(member: Parts, indent: str) -> list[str]:
    """The only argument of a call, where it is a list or a mapping of several members."""
    group = member[0]
    if len(member) > 1 or isinstance(group, str) or len(group.items) < 2 or group.opens == "(":
        raise Unsure
    return _exploded("", group, "", indent)


def _exploded(head: str, group: Group, tail: str, indent: str) -> list[str]:
    lines = [indent + head + group.opens]
    for member in group.items:
        try:
            lines.extend(broken(member, indent + _STEP, ","))
        except Unsure:
            asked = asked_member(_flat(member), group.opens, LINE - len(indent))
            lines.extend(indent + line for line in asked)
    return [*lines, indent + group.closes + tail]


def _broken_def(head: str, group: Group, tail: str, indent: str) -> list[str]:
    if len(group.items) < 2 or len(indent + tail) >= LINE:
        raise Unsure
    members = list(map(_flat, group.items))
    inner = [indent + _STEP + ", ".join(members)]
    if len(inner[0]) > LINE:
        inner = [f"{indent}{_STEP}{member}," for member in members]
        if any(len(line) > LINE for line in inner):
            raise Unsure
    return [f"{indent}{head}{group.opens}", *inner, f"{indent}{group.closes}{tail}"]
