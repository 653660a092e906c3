"""Values of enumerations that are gone, where the code gives them: every text type-checks there."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clientgen.api import Schema
from clientgen.base.untyped import items
from clientgen.compare import Finding, Version
from clientgen.compare.your_code import CodeNote, CodePosition
from clientgen.usage.attach import Attachment, meets
from clientgen.usage.calls import CodeFile
from clientgen.usage.uses import FileUses


@dataclass(frozen=True, slots=True)
class GoneValues:
    """The values that one finding takes away, and where they can be given.

    Args:
        index: number of the finding.
        values: the values.
        arguments: methods and their arguments.
        members: classes and their attributes.
        wires: names of those members on the wire.
    """

    index: int
    values: frozenset[str]
    arguments: frozenset[tuple[str, str]]
    members: frozenset[tuple[str, str]]
    wires: frozenset[str]


def find_gone_values(findings: Sequence[Finding], old: Version) -> list[GoneValues]:
    """Find the values that are sent no more.

    Args:
        findings: the findings.
        old: the old version.

    Returns:
        An entry for each finding that takes some away.
    """
    found: list[GoneValues] = []
    for index, finding in enumerate(findings):
        values = _gone(finding)
        if not values or finding.wire == "safe":
            continue
        arguments = {
            (method.path, argument.name)
            for method in (*old.plan.methods, *old.plan.aliases)
            for argument in method.arguments
            if meets(finding, _places(argument.schema, old))
        }
        members = {
            (model.name, item.name, item.wire)
            for model in old.plan.models.models
            for item in model.fields
            if meets(finding, _places(item.schema, old))
        }
        found.append(
            GoneValues(
                index,
                frozenset(values),
                frozenset(arguments),
                frozenset((owner, name) for owner, name, _ in members),
                frozenset(wire for _, _, wire in members),
            )
        )
    return found


def _gone(finding: Finding) -> set[str]:
    if not _is_of_values(finding):
        return set()
    if isinstance(finding.before, str) and finding.after is None:
        return {finding.before}
    before, after = items(finding.before), items(finding.after)
    return {value for value in before if isinstance(value, str) and value not in after}


def _is_of_values(finding: Finding) -> bool:
    return any("values" in rule.about for rule in finding.rules)


def _places(schema: Schema, old: Version) -> set[str]:
    """The positions in the document of a schema, behind references and inside a list too."""
    places: set[str] = set()
    resolved = old.resolver.resolve(schema)
    for part in (schema, resolved.schema, resolved.schema.items):
        if part is not None and part.pointer:
            inner = old.resolver.resolve(part).schema
            # An object is no place of a value: its members are.
            if not inner.properties:
                places |= {old.document.origin(p) for p in (part.pointer, inner.pointer)}
    return places


def attach_gone_values(attachment: Attachment, uses: FileUses, gone: Iterable[GoneValues]) -> None:
    """Tell where a value is given that is gone.

    Args:
        attachment: where notes are collected.
        uses: the uses in one file.
        gone: what is gone.
    """
    for entry in gone:
        for call, names, position in _calls(uses, entry):
            for name, value in _given(call, names):
                for constant in _constants(value, entry.values):
                    text = f"gives `{name}` a value that is gone"
                    at = uses.file.at(constant)
                    attachment.add(entry.index, CodeNote(at, "change", text, "", position))


def attach_compared_values(
    attachment: Attachment, uses: FileUses, gone: Iterable[GoneValues]
) -> None:
    """Tell where a value that is gone stands beside the name that may hold it.

    Args:
        attachment: where notes are collected.
        uses: the uses in one file.
        gone: what is gone.
    """
    entries = list(gone) if uses.imports else []
    # What these are given is judged by what they take.
    judged = {use.call for use in uses.operations} | {
        uses.file.call_of(use.node) for use in uses.names if use.name.kind in ("class", "update")
    }
    for entry in entries:
        names = {name for _, name in (*entry.members, *entry.arguments)}
        told = {note.position for note in attachment.notes.get(entry.index, ())}
        for node in ast.walk(uses.file.source.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            at = uses.file.at(node)
            if node.value not in entry.values or at in told:
                continue
            if _beside(uses.file, node, judged) & names:
                text = "names a value that is gone: no checker sees where it comes from or goes to"
                attachment.add(entry.index, CodeNote(at, "check", text))


def _beside(file: CodeFile, node: ast.Constant, judged: Collection[ast.Call | None]) -> set[str]:
    """The names in the expression around a text; for a pattern, in what is matched."""
    inner: ast.AST = node
    parent = file.parents.get(node)
    while parent is not None and not isinstance(parent, ast.stmt | ast.match_case):
        if isinstance(parent, ast.Call) and parent in judged:
            return set()
        inner, parent = parent, file.parents.get(parent)
    if isinstance(parent, ast.match_case):
        statement = file.parents.get(parent)
        inner = statement.subject if isinstance(statement, ast.Match) else inner
    found = {_name(part) for part in ast.walk(inner)}
    if isinstance(parent, ast.AnnAssign):
        # The alias of an enumeration is called as its members are.
        found |= {_name(part).lower() for part in ast.walk(parent.annotation)}
    return found


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.keyword):
        return node.arg or ""
    return node.id if isinstance(node, ast.Name) else ""


def _calls(
    uses: FileUses, entry: GoneValues
) -> Iterator[tuple[ast.Call, frozenset[str], CodePosition | None]]:
    for use in uses.operations:
        names = {name for method, name in entry.arguments if method == use.method}
        if use.call is not None:
            if names:
                yield use.call, frozenset(names), use.position
            for value in (*use.call.args, *(keyword.value for keyword in use.call.keywords)):
                if isinstance(value, ast.Dict) and entry.wires:
                    keyed = _as_call(value)
                    yield keyed, entry.wires, use.position
    for named in uses.names:
        call = uses.file.call_of(named.node)
        if named.name.kind in ("class", "update") and call is not None:
            names = {name for owner, name in entry.members if owner == named.name.name}
            if names:
                yield call, frozenset(names), None


def _as_call(value: ast.Dict) -> ast.Call:
    """A mapping as the call that gives its members by keyword."""
    keywords = [
        ast.keyword(key.value, item)
        for key, item in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
    return ast.Call(ast.Name("dict"), [], keywords)


def _given(call: ast.Call, names: frozenset[str]) -> Iterator[tuple[str, ast.expr]]:
    for keyword in call.keywords:
        if keyword.arg is not None and keyword.arg in names:
            yield keyword.arg, keyword.value


def _constants(value: ast.expr, values: frozenset[str]) -> Iterator[ast.Constant]:
    for node in (value, *(value.elts if isinstance(value, ast.List | ast.Tuple) else ())):
        if isinstance(node, ast.Constant) and node.value in values:
            yield node
