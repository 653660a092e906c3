"""Tells what no checker sees in calls that it resolved: mappings, untyped values, text."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from clientgen.compare import Finding, Version
from clientgen.compare.your_code import CodeNote
from clientgen.plan.package import Method
from clientgen.types.expressions import Ref, inside
from clientgen.usage.attach import Attachment, reaches
from clientgen.usage.calls import OperationUse, Point, end_of, is_handed
from clientgen.usage.checkers import CheckerMessage
from clientgen.usage.uses import FileUses

Span: TypeAlias = tuple[Point, Point]


def attach_unchecked(
    attachment: Attachment, uses: FileUses, opaque: Sequence[CheckerMessage], old: Version
) -> None:
    """Tell of each finding what has to be looked at by hand.

    Args:
        attachment: where notes are collected.
        uses: the uses in one file.
        opaque: expressions that are of no known type, or a mapping where a class is meant.
        old: the old version.
    """
    spans = {((m.line, m.column), (m.end_line, m.end_column)) for m in opaque}
    methods = {method.path: method for method in (*old.plan.methods, *old.plan.aliases)}
    for index, finding in enumerate(attachment.findings):
        if (finding.wire, finding.source) == ("safe", "safe"):
            continue
        for use in uses.operations:
            if use.call is not None and reaches(finding, use.method):
                for note in _of_call(uses, use, use.call, methods[use.method], finding, spans):
                    attachment.add(index, note)
        for note in _of_members(uses, finding, spans):
            attachment.add(index, note)
        changed = {n.position.line for n in attachment.notes.get(index, ()) if n.effect == "change"}
        for note in _of_patterns(uses, finding):
            # mypy refuses such a name, pyright does not.
            if note.position.line not in changed:
                attachment.add(index, note)


def _of_call(
    uses: FileUses,
    use: OperationUse,
    call: ast.Call,
    method: Method,
    finding: Finding,
    spans: set[Span],
) -> Iterator[CodeNote]:
    if not _is_of_arguments(finding):
        return

    def check(node: ast.expr, text: str) -> CodeNote:
        return CodeNote(uses.file.at(node), "check", text, "", use.position)

    for node, name in _given(call, method):
        if not name:
            yield check(node, "arguments given by `*` or `**`: no checker sees which")
            continue
        argument = next((a for a in method.arguments if a.name == name), None)
        if argument is None:
            continue
        is_body = argument.location == "body"
        if isinstance(node, ast.Dict) and is_body:
            classes = {part.name for part in inside(argument.type) if isinstance(part, Ref)}
            yield from _of_mapping(uses, use, node, classes, finding)
        elif _span(node) in spans and (is_body or _is_about(finding, method.path, name)):
            yield check(node, f"`{name}` is a mapping or of no known type: no checker sees inside")


def _given(call: ast.Call, method: Method) -> Iterator[tuple[ast.expr, str]]:
    """Yield what a call gives, and the argument it is given for; no name for several."""
    names = [argument.name for argument in method.positional]
    for number, value in enumerate(call.args):
        if isinstance(value, ast.Starred):
            yield value, ""
        elif number < len(names):
            yield value, names[number]
    for keyword in call.keywords:
        yield keyword.value, keyword.arg or ""


def _is_of_arguments(finding: Finding) -> bool:
    """Tell whether a finding is about what is sent."""
    return "request" in finding.directions or any(n.kind == "argument" for n in finding.names)


def _is_about(finding: Finding, method: str, argument: str) -> bool:
    about = ("argument", method, argument)
    return any((name.kind, name.owner, name.old) == about for name in finding.names)


def _of_mapping(
    uses: FileUses, use: OperationUse, value: ast.Dict, classes: set[str], finding: Finding
) -> Iterator[CodeNote]:
    """Look into a body that is written as a mapping."""
    keys = {
        key.value: key
        for key in value.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    is_open = len(keys) < len(value.keys)
    for name in finding.names:
        if name.kind != "attribute":
            continue
        old, new = name.wires
        if name.owner not in classes:
            if _nested(value, old):
                text = f"names the member `{old}` in a mapping: no checker looks into it"
                yield CodeNote(uses.file.at(value), "check", text, "", use.position)
        elif old and old != new and old in keys:
            now = new or _name_now(finding, name.owner)
            text = f"names the member `{old}`, which is {f'`{now}` now' if now else 'gone'}"
            yield CodeNote(uses.file.at(keys[old]), "change", text, "", use.position)
        elif not old and finding.is_about("required") and new not in keys:
            text = f"lacks the member `{new}`, which is required now"
            effect: Literal["change", "check"] = "check" if is_open else "change"
            yield CodeNote(uses.file.at(value), effect, text, "", use.position)
        elif old and old == new and old in keys:
            text = f"gives the member `{old}` in a mapping: no checker looks at its value"
            yield CodeNote(uses.file.at(keys[old]), "check", text, "", use.position)


def _name_now(finding: Finding, owner: str) -> str:
    """The wire name that a renamed member has now; empty where it is gone."""
    if not finding.evidence:
        return ""
    new = [n.wires[1] for n in finding.names if n.owner == owner and not n.old and n.new]
    return new[0] if len(new) == 1 else ""


def _nested(value: ast.Dict, wire: str) -> bool:
    return bool(wire) and any(
        isinstance(node, ast.Dict)
        and any(isinstance(key, ast.Constant) and key.value == wire for key in node.keys)
        for node in ast.walk(value)
        if node is not value
    )


def _of_members(uses: FileUses, finding: Finding, spans: set[Span]) -> Iterator[CodeNote]:
    """Yield what no checker tells of members that a finding takes away, renames or adds."""
    names = [name for name in finding.names if name.kind == "attribute"]
    gone = {name.old for name in names if name.old and name.old != name.new}
    texts = gone | {name.wires[0] for name in names if name.old in gone}
    owners = {name.owner for name in names}
    resolved = {use.node for use in uses.names}
    for use in uses.names:
        call = uses.file.call_of(use.node)
        takes_members = use.name.kind in ("class", "update") and use.name.name in owners
        if takes_members and call is not None:
            for value in (keyword.value for keyword in call.keywords if keyword.arg is None):
                text = "members given by `**`: no checker sees which"
                yield CodeNote(uses.file.at(value), "check", text)
    for node in ast.walk(uses.file.source.tree) if gone and uses.imports else ():
        if isinstance(node, ast.Attribute) and node.attr in gone and node not in resolved:
            if _span(node.value) in spans or is_handed(uses.file, node.value):
                text = f"names `{node.attr}` of a value of no known type"
                yield CodeNote(uses.file.at(node), "check", text)
        elif isinstance(node, ast.Constant) and node.value in texts:
            if _is_name(uses.file.parents.get(node), node):
                text = f"names `{node.value}` as text: no checker sees what of"
                yield CodeNote(uses.file.at(node), "check", text)


def _of_patterns(uses: FileUses, finding: Finding) -> Iterator[CodeNote]:
    """Yield the class patterns that name a member which a finding takes away or renames."""
    gone = {
        (name.owner, name.old)
        for name in finding.names
        if name.kind == "attribute" and name.old and name.old != name.new
    }
    classes = {use.node: use.name.name for use in uses.names if use.name.kind == "class"}
    for node in ast.walk(uses.file.source.tree) if gone else ():
        if not isinstance(node, ast.MatchClass):
            continue
        spelled = node.cls.attr if isinstance(node.cls, ast.Attribute) else ""
        owner = classes.get(node.cls, spelled)
        for name, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
            if (owner, name) in gone:
                at = uses.file.position(pattern.lineno, pattern.col_offset)
                yield CodeNote(at, "check", f"matches `{owner}` by `{name}`, which is gone")


def _is_name(parent: ast.AST | None, node: ast.Constant) -> bool:
    """Tell whether a text stands where the name of a member does."""
    if isinstance(parent, ast.Subscript):
        return parent.slice is node
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name | ast.Attribute):
        func = parent.func
        name = func.id if isinstance(func, ast.Name) else func.attr
        return name in {"getattr", "setattr", "hasattr", "delattr", "attrgetter"}
    return False


def _span(node: ast.expr) -> Span:
    return (node.lineno, node.col_offset), end_of(node)
