"""Uses that lead past the methods: operations by id, modules by name, and methods as values."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from clientgen.compare import Finding, Version
from clientgen.compare.your_code import CodeNote, UnseenCode
from clientgen.usage.attach import Attachment, reaches
from clientgen.usage.calls import CodeFile, imports_package
from clientgen.usage.uses import FileUses

_TABLE = "OPERATIONS"


def with_indirect(uses: FileUses, packages: Collection[str]) -> FileUses:
    """Add the places that no checker follows to the uses of a file.

    Args:
        uses: the uses in one file.
        packages: import names of the package.

    Returns:
        The same with modules that are imported by a text, and operations whose id is made when the
        program runs.
    """
    found = {*uses.unseen, *_modules(uses.file, packages), *_unknown_ids(uses)}
    return replace(uses, unseen=tuple(sorted(found)))


def _modules(file: CodeFile, packages: Collection[str]) -> Iterator[UnseenCode]:
    for node in ast.walk(file.source.tree):
        if isinstance(node, ast.Call) and imports_package(
            ast.Module([ast.Expr(node)], []), packages
        ):
            reason = "the package is imported by its name as text: no checker sees its type"
            yield UnseenCode(file.at(node), reason)


def _unknown_ids(uses: FileUses) -> Iterator[UnseenCode]:
    for node in _tables(uses):
        parent = uses.file.parents.get(node)
        key = _key(uses.file, node)
        is_value = isinstance(parent, ast.Assign | ast.AnnAssign | ast.keyword) or (
            # A function of Python itself takes no id out of it.
            isinstance(parent, ast.Call)
            and node in parent.args
            and not (isinstance(parent.func, ast.Name) and hasattr(builtins, parent.func.id))
        )
        if is_value or (key is not None and not isinstance(key, ast.Constant)):
            reason = f"`{_TABLE}` with an id that is made at run time"
            yield UnseenCode(uses.file.at(node), reason)


def _tables(uses: FileUses) -> Iterator[ast.expr]:
    """Yield where a file names the table of operations."""
    tree = uses.file.source.tree
    bound = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if uses.imports and isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == _TABLE
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in bound:
            yield node
        elif uses.imports and isinstance(node, ast.Attribute) and node.attr == _TABLE:
            yield node


def _key(file: CodeFile, table: ast.expr) -> ast.expr | None:
    """What the table is asked for, by brackets or by ``get``."""
    parent = file.parents.get(table)
    if isinstance(parent, ast.Subscript):
        return parent.slice
    if isinstance(parent, ast.Attribute) and parent.attr == "get":
        call = file.call_of(parent)
        return call.args[0] if call is not None and call.args else None
    return None


def attach_indirect(attachment: Attachment, uses: FileUses, old: Version, new: Version) -> None:
    """Tell of ids of operations that are gone, and of what is sent or called past a method.

    Args:
        attachment: where notes are collected.
        uses: the uses in one file.
        old: the old version.
        new: the new one.
    """
    _attach_values(attachment, uses)
    tables = list(_tables(uses))
    if not tables:
        return
    methods = {method.operation.id: method.path for method in old.plan.methods}
    lost = methods.keys() - {method.operation.id for method in new.plan.methods}
    for node in ast.walk(uses.file.source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in lost:
            text = f"names the operation `{node.value}`, whose id is gone"
            note = CodeNote(uses.file.at(node), "change", text)
            attachment.add_explained(_explaining(attachment, methods[node.value]), note)
    kept = {name: method for name, method in methods.items() if name not in lost}
    for table in tables:
        _attach_sent(attachment, uses, table, kept)


def _explaining(attachment: Attachment, method: str) -> list[int]:
    """The findings that take the id of an operation away."""
    reached = [(i, f) for i, f in enumerate(attachment.findings) if reaches(f, method)]
    exact = [i for i, finding in reached if _takes_id(finding)]
    return exact or [i for i, finding in reached if finding.source == "breaks"]


def _takes_id(finding: Finding) -> bool:
    return any("id" in rule.about for rule in finding.rules)


def _attach_values(attachment: Attachment, uses: FileUses) -> None:
    for use in uses.operations:
        if use.call is not None or not _is_handed_on(uses.file, use.node):
            continue
        for index, finding in enumerate(attachment.findings):
            if reaches(finding, use.method) and not _is_safe(finding):
                text = f"hands on `{use.method}` as a value: no checker sees its call"
                attachment.add(index, CodeNote(use.position, "check", text))


def _is_handed_on(file: CodeFile, node: ast.expr) -> bool:
    parent = file.parents.get(node)
    if isinstance(parent, ast.Attribute):
        node, parent = parent, file.parents.get(parent)
    if isinstance(parent, ast.Call):
        return parent.func is not node
    return not isinstance(parent, ast.Expr)


def _attach_sent(
    attachment: Attachment, uses: FileUses, table: ast.expr, methods: Mapping[str, str]
) -> None:
    """Tell what is sent for an operation without its method."""
    key = _key(uses.file, table)
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
        return
    method = methods.get(key.value)
    for index, finding in enumerate(attachment.findings):
        if method is not None and reaches(finding, method) and not _is_safe(finding):
            text = f"takes `{key.value}` past its method: no checker sees what is sent or received"
            attachment.add(index, CodeNote(uses.file.at(key), "check", text))


def _is_safe(finding: Finding) -> bool:
    return (finding.wire, finding.source) == ("safe", "safe")
