"""The uses of the package in the user's code: resolved by a checker, or only spelled as such."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientgen.compare.your_code import UnseenCode
from clientgen.plan import PackagePlan
from clientgen.usage.calls import (
    CodeFile,
    OperationUse,
    chain_of,
    end_of,
    imported_classes,
    imports_package,
    is_client_like,
    same_spelling,
    spelled_uses,
)
from clientgen.usage.checkers import CheckerMessage
from clientgen.usage.marks import MarkedName, MarkedPackage


@dataclass(frozen=True, slots=True)
class NameUse:
    """A place where a name of the package is used.

    Args:
        name: the name.
        node: the expression, or the statement that imports it.
    """

    name: MarkedName
    node: ast.expr | ast.stmt


@dataclass(frozen=True, slots=True)
class FileUses:
    """The uses in one file.

    Args:
        file: the file.
        imports: it imports the package.
        names: uses of marked names that a checker resolved.
        operations: those of them that name an operation.
        unresolved: what is spelled as the use of an operation and was not resolved.
        unseen: further places where an operation may be called.
    """

    file: CodeFile
    imports: bool
    names: tuple[NameUse, ...]
    operations: tuple[OperationUse, ...]
    unresolved: tuple[OperationUse, ...]
    unseen: tuple[UnseenCode, ...]


def find_uses(
    file: CodeFile,
    messages: Sequence[CheckerMessage],
    marked: MarkedPackage,
    plan: PackagePlan,
    packages: Collection[str],
) -> FileUses:
    """Find the uses in one file.

    Args:
        file: the file.
        messages: what the checker said of it against the marked package.
        marked: that package.
        plan: the plan of the old package.
        packages: its import names.

    Returns:
        The uses.
    """
    names = list(_resolved(file, messages, marked))
    classes = {name.name for name in marked.names if name.kind == "class"}
    imported = imported_classes(file.source.tree, packages, classes)
    if imported:
        names += _bare(file, imported, names)
    resolved: dict[ast.expr, OperationUse] = {}
    for use in names:
        if use.name.kind == "method" and isinstance(use.node, ast.Attribute):
            resolved[use.node] = file.use(use.name.name, use.node)
    imports = imports_package(file.source.tree, packages)
    methods = {method.path for method in (*plan.methods, *plan.aliases)}
    unresolved: list[OperationUse] = []
    for spelled in spelled_uses(file, methods, imports=imports):
        if spelled.node in resolved:
            continue
        if same_spelling(spelled.node, resolved):
            resolved[spelled.node] = spelled
        else:
            unresolved.append(spelled)
    return FileUses(
        file,
        imports,
        tuple(names),
        tuple(sorted(resolved.values(), key=lambda use: use.position)),
        tuple(sorted(unresolved, key=lambda use: use.position)),
        tuple(sorted(_unseen(file, names, plan, imports=imports))),
    )


def _resolved(
    file: CodeFile, messages: Sequence[CheckerMessage], marked: MarkedPackage
) -> Iterator[NameUse]:
    seen: set[tuple[MarkedName, ast.AST]] = set()
    for message in messages:
        name = marked.name_of(message)
        if name is None:
            continue
        node: ast.expr | ast.stmt | None = file.named_at((message.end_line, message.end_column))
        if isinstance(node, ast.Attribute) and node.attr == "request" and name.kind == "method":
            inner = node.value
            if isinstance(inner, ast.Attribute) and inner.attr == name.name.split(".")[-1]:
                node = inner
        node = node or _import_at(file, message)
        if node is not None and (name, node) not in seen:
            seen.add((name, node))
            yield NameUse(name, node)


def _import_at(file: CodeFile, message: CheckerMessage) -> ast.stmt | None:
    point = message.line, message.column
    for node in ast.walk(file.source.tree):
        if isinstance(node, ast.ImportFrom):
            if (node.lineno, node.col_offset) <= point < end_of(node):
                return node
    return None


def _bare(
    file: CodeFile, imported: Mapping[str, str], known: Sequence[NameUse]
) -> Iterator[NameUse]:
    """Yield the uses of classes imported by name, which mypy tells at some imports only."""
    told = {(use.name, use.node) for use in known}
    for node in ast.walk(file.source.tree):
        names: list[str] = []
        if isinstance(node, ast.Name) and node.id in imported:
            names = [imported[node.id]]
        elif isinstance(node, ast.ImportFrom):
            bound = {alias.asname or alias.name: alias.name for alias in node.names}
            names = [kind for name, kind in imported.items() if bound.get(name) == kind]
        for name in names:
            mark = MarkedName("class", name)
            if isinstance(node, ast.Name | ast.ImportFrom) and (mark, node) not in told:
                yield NameUse(mark, node)


def _unseen(
    file: CodeFile, names: Sequence[NameUse], plan: PackagePlan, *, imports: bool
) -> Iterator[UnseenCode]:
    """Yield what may lead to an operation in a way that no checker follows."""
    tops = {child.name for child in plan.root.children}
    last = {method.name for method in (*plan.methods, *plan.aliases)}
    nodes = {use.node for use in names}
    spans = {node.name for node in plan.root.walk() if node.path}
    for node in ast.walk(file.source.tree):
        if isinstance(node, ast.Call) and _is_getattr(node):
            first, second = node.args[0], node.args[1]
            _, chain = chain_of(first)
            leads = first in nodes or is_client_like(first) or (imports and set(chain) & spans)
            if isinstance(second, ast.Constant) and isinstance(second.value, str):
                if (imports or leads) and second.value in tops | last:
                    yield UnseenCode(file.at(node), f"getattr names `{second.value}` as text")
            elif leads:
                yield UnseenCode(file.at(node), "getattr with a name that is made at run time")
        elif isinstance(node, ast.Attribute) and node.attr in tops and node not in nodes:
            parent = file.parents.get(node)
            is_told = isinstance(parent, ast.Call) and _is_getattr(parent)
            if is_told or isinstance(parent, ast.Attribute):
                continue
            if is_client_like(node.value):
                if not same_spelling(node, [n for n in nodes if isinstance(n, ast.expr)]):
                    reason = f"`{node.attr}` of a client of unknown type is handed on"
                    yield UnseenCode(file.at(node), reason)


def _is_getattr(node: ast.Call) -> bool:
    is_named = isinstance(node.func, ast.Name) and node.func.id == "getattr"
    return is_named and len(node.args) >= 2
