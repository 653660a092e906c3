"""One file of the user's, with the look-ups that positions need, and what it spells as calls."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from clientgen.compare.your_code import CodePosition
from clientgen.usage.sources import SourceFile

Point: TypeAlias = tuple[int, int]
"""Line from 1, and offset in bytes from 0."""

_IMPORTERS = frozenset({"import_module", "importorskip", "__import__"})


@dataclass(frozen=True, slots=True)
class OperationUse:
    """A place where an operation is named.

    Args:
        method: dotted name from the client.
        node: the expression that names it.
        call: the call of it, None where it is only named.
        position: where.
    """

    method: str
    node: ast.expr
    call: ast.Call | None
    position: CodePosition


@dataclass(slots=True)
class CodeFile:
    """A file with the look-ups that positions need.

    Args:
        source: the file.
    """

    source: SourceFile
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict[ast.AST, ast.AST], init=False)
    _ends: dict[Point, list[ast.expr]] = field(
        default_factory=dict[Point, list[ast.expr]], init=False
    )
    _lines: list[str] = field(default_factory=list[str], init=False)

    def __post_init__(self) -> None:
        # As Python counts lines: form feeds and other separators of Unicode end none.
        self._lines = self.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for node in ast.walk(self.source.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if isinstance(node, ast.Attribute | ast.Name):
                self._ends.setdefault(end_of(node), []).append(node)

    def position(self, line: int, offset: int) -> CodePosition:
        """Make a position.

        Args:
            line: line number, from 1.
            offset: offset in bytes, from 0.

        Returns:
            The position as users count.
        """
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        column = len(text.encode()[:offset].decode("utf-8", "ignore")) + 1
        return CodePosition(self.source.shown, line, column)

    def at(self, node: ast.expr | ast.stmt) -> CodePosition:
        """Return where a node begins; a chain of attributes is told by its last name."""
        if isinstance(node, ast.Attribute):
            line, end = end_of(node)
            return self.position(line, end - len(node.attr.encode()))
        return self.position(node.lineno, node.col_offset)

    def named_at(self, end: Point) -> ast.Attribute | ast.Name | None:
        """Find the name or attribute that ends at a point."""
        found = self._ends.get(end, [])
        return next((n for n in found if isinstance(n, ast.Attribute | ast.Name)), None)

    def statement(self, node: ast.AST) -> ast.AST:
        """Find the statement that a node belongs to."""
        while not isinstance(node, ast.stmt) and node in self.parents:
            node = self.parents[node]
        return node

    def call_of(self, node: ast.AST) -> ast.Call | None:
        """Find the call of a name, through ``.request`` too; None where it is not called."""
        parent = self.parents.get(node)
        if isinstance(parent, ast.Attribute) and parent.attr == "request":
            node, parent = parent, self.parents.get(parent)
        return parent if isinstance(parent, ast.Call) and parent.func is node else None

    def use(self, method: str, node: ast.expr) -> OperationUse:
        """Describe a place where an operation is named.

        Args:
            method: dotted name from the client.
            node: the expression.

        Returns:
            The use.
        """
        return OperationUse(method, node, self.call_of(node), self.at(node))


def end_of(node: ast.expr | ast.stmt) -> Point:
    """Return where a node ends."""
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def chain_of(node: ast.expr) -> tuple[ast.expr, tuple[str, ...]]:
    """Take a chain of attributes apart: what it begins with, and the names that follow."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node, tuple(reversed(names))


def imports_package(tree: ast.Module, names: Collection[str]) -> bool:
    """Tell whether a module imports the package, by any of its import names or such a text.

    Args:
        tree: the module.
        names: names that a vendored copy may have further packages in front of.

    Returns:
        True where it does.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            parts = {part for alias in node.names for part in alias.name.split(".")}
        elif isinstance(node, ast.ImportFrom):
            parts = {*(node.module or "").split("."), *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Call):
            parts = set(_imported_text(node).split("."))
        else:
            continue
        if parts & set(names):
            return True
    return False


def _imported_text(call: ast.Call) -> str:
    """The module that a call imports by a text; empty for any other call."""
    name = chain_of(call.func)[1][-1:] or (getattr(call.func, "id", ""),)
    first = call.args[0] if call.args else None
    if name[0] not in _IMPORTERS or not isinstance(first, ast.Constant):
        return ""
    return first.value if isinstance(first.value, str) else ""


def imported_classes(
    tree: ast.Module, names: Collection[str], classes: Collection[str]
) -> Mapping[str, str]:
    """Find the classes of the package that a module imports by name.

    Args:
        tree: the module.
        names: import names of the package.
        classes: the classes to look for.

    Returns:
        Name in the module → class; without names that the module binds a second time.
    """
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not _is_models(node, names):
            continue
        for alias in node.names:
            if alias.name in classes:
                found[alias.asname or alias.name] = alias.name
    return {name: kind for name, kind in found.items() if name not in set(_bound(tree))}


def _is_models(node: ast.ImportFrom, names: Collection[str]) -> bool:
    parts = (node.module or "").split(".")
    return "models" in parts and bool(set(parts) & set(names))


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module binds otherwise than by importing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def spelled_uses(
    file: CodeFile, methods: Collection[str], *, imports: bool
) -> Iterator[OperationUse]:
    """Find what is spelled as the use of an operation.

    Args:
        file: the file.
        methods: dotted names of the operations.
        imports: the file imports the package; otherwise only what hangs on a parameter without
            annotation or on a name with ``client`` or ``api`` in it counts.

    Yields:
        A use for each chain of attributes that ends in the whole name of an operation.
    """
    by_name: dict[str, list[tuple[str, ...]]] = {}
    for method in methods:
        parts = tuple(method.split("."))
        by_name.setdefault(parts[-1], []).append(parts)
    for node in ast.walk(file.source.tree):
        if not isinstance(node, ast.Attribute) or node.attr not in by_name:
            continue
        first, names = chain_of(node)
        whole = (first.id, *names) if isinstance(first, ast.Name) else names
        fitting = [
            parts for parts in by_name[node.attr] if names[-len(parts) :] == parts or whole == parts
        ]
        if fitting and (imports or is_handed(file, first, clients=True)):
            longest = max(len(parts) for parts in fitting)
            spelled = next(parts for parts in fitting if len(parts) == longest)
            yield file.use(".".join(spelled), node)


def is_handed(file: CodeFile, first: ast.expr, *, clients: bool = False) -> bool:
    """Tell whether an expression is a parameter without annotation.

    Args:
        file: its file.
        first: the expression.
        clients: so is what is called as clients are.

    Returns:
        True where no checker can know its type, or it may be a client.
    """
    if not isinstance(first, ast.Name):
        return False
    if clients and is_client_like(first):
        return True
    node: ast.AST | None = first
    while node is not None:
        node = file.parents.get(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            if isinstance(file.parents.get(node), ast.ClassDef):
                # The object itself, or its class.
                every = every[1:]
            if any(a.arg == first.id and a.annotation is None for a in every):
                return True
    return False


def is_client_like(node: ast.expr) -> bool:
    """Tell whether an expression is called as clients are."""
    first, names = chain_of(node)
    words = [*names, first.id] if isinstance(first, ast.Name) else list(names)
    return any("client" in word.lower() or word.lower() == "api" for word in words)


def same_spelling(node: ast.expr, others: Iterable[ast.expr]) -> bool:
    """Tell whether one of several expressions on the same line is spelled the same.

    mypy tells a message once for each line, however often it holds.

    Args:
        node: the expression.
        others: the others.

    Returns:
        True where one is.
    """
    text = ast.dump(node)
    return any(end_of(o)[0] == end_of(node)[0] and ast.dump(o) == text for o in others)
