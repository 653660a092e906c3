"""The names of one module: what it defines, what it imports, what it uses.

Scopes come from the standard library's ``symtable``, so functions, classes, comprehensions,
``global``, ``:=``, ``except … as`` and ``match`` bind as Python itself binds them. Two views are
kept apart: *static*, as a type checker reads the module, and *runtime*, without what stands under
``if TYPE_CHECKING``. Annotations are strings (``from __future__ import annotations``), which
``symtable`` passes over: they are read from the tree and held against the static view.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator, Sequence

from clientgen.emit.code_names import (
    RelativeImport,
    Scopes,
    Use,
    last_name,
    plain_names,
    type_names,
)

BUILTINS = frozenset(dir(builtins))
"""Names that every module knows."""
_MODULE = frozenset({"__name__", "__file__", "__package__", "__doc__", "__path__", "__spec__"})
_TYPE_MAKERS = frozenset({"TypeAliasType", "TypedDict"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = _Function | ast.ClassDef


def read_scopes(text: str, tree: ast.Module) -> Scopes:
    """Find the names of a module.

    Args:
        text: its source.
        tree: the same, parsed.

    Returns:
        What it defines, imports and uses.

    Raises:
        SyntaxError: the source cannot be compiled.
    """
    found = Scopes()
    reader = _Reader(found)
    reader.block(tree.body, (), is_static=False)
    reader.repeated(tree.body)
    table = symtable.symtable(_without(text, reader.hidden), "module", "exec")
    found.runtime = {*_defined(table, by_global="global " in text), *_MODULE}
    found.static = {*found.runtime, *_bound(tree.body)}
    found.importable = found.static | set(found.exported) if found.is_lazy else found.runtime
    found.used = set(_used(table))
    return found


class _Reader:
    """Reads statements; expressions are left to ``symtable``, annotations excepted.

    Args:
        scopes: receives what is found.
    """

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self._local: dict[_Definition, frozenset[str]] = {}
        self.hidden: list[Sequence[ast.stmt]] = []

    def block(
        self, body: Iterable[ast.stmt], owners: tuple[_Definition, ...], *, is_static: bool
    ) -> None:
        """Read statements that stand in one scope."""
        for node in body:
            if isinstance(node, _Definition):
                self._definition(node, owners, is_static=is_static)
            elif isinstance(node, ast.AnnAssign):
                in_class = bool(owners) and isinstance(owners[-1], ast.ClassDef)
                members = (
                    self._scopes.members if in_class and not is_static else self._scopes.annotated
                )
                members.extend(self._outer(node.annotation, owners))
                self._static_value(node, is_static)
                if not owners:
                    self._table(node.target, node.value)
            elif isinstance(node, ast.ImportFrom):
                self._import(node, is_static)
            elif isinstance(node, ast.If):
                self._branches(node, owners, is_static=is_static)
            else:
                self._static_value(node, is_static)
                if isinstance(node, ast.Assign):
                    self._exports(node)
                    self._alias(node, is_static)
                    if not owners:
                        self._table(node.targets[0], node.value)
                for inner in _inner_blocks(node):
                    self.block(inner, owners, is_static=is_static)

    def repeated(self, body: Iterable[ast.stmt]) -> None:
        """Find names of the module that an import and something else both define."""
        seen: dict[str, object] = {}
        for node in _top_level(body):
            for name, origin in _origins(node):
                known = seen.setdefault(name, origin)
                if known != origin and (isinstance(known, tuple) or isinstance(origin, tuple)):
                    self._scopes.repeated.append(Use(name, node.lineno))

    def _definition(
        self, node: _Definition, owners: tuple[_Definition, ...], *, is_static: bool
    ) -> None:
        if is_static:
            for decorator in node.decorator_list:
                self._scopes.annotated.extend(plain_names(decorator))
        if owners and isinstance(owners[-1], ast.ClassDef):
            for decorator in node.decorator_list:
                hidden = last_name(decorator) if isinstance(decorator, ast.Name) else ""
                if hidden in set(_members(owners[-1])):
                    self._scopes.captured.append(Use(hidden, decorator.lineno))
        if isinstance(node, ast.ClassDef):
            if not owners:
                self._scopes.methods[node.name] = tuple(
                    found.name for found in node.body if isinstance(found, _Function)
                )
            if is_static:
                for base in (*node.bases, *(keyword.value for keyword in node.keywords)):
                    self._scopes.annotated.extend(plain_names(base))
        else:
            arguments = node.args
            listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            listed += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
            found = [argument.annotation for argument in listed] + [node.returns]
            for annotation in found:
                if annotation is not None:
                    self._scopes.annotated.extend(self._outer(annotation, owners))
        self.block(node.body, (*owners, node), is_static=is_static)

    def _branches(self, node: ast.If, owners: tuple[_Definition, ...], *, is_static: bool) -> None:
        only = _checking(node.test)
        hidden = node.body if only is True else node.orelse if only is False else None
        for body in (node.body, node.orelse):
            if body and body is hidden and not is_static:
                self.hidden.append(body)
            self.block(body, owners, is_static=is_static or body is hidden)

    def _outer(self, annotation: ast.expr, owners: tuple[_Definition, ...]) -> Iterator[Use]:
        """The names of an annotation that no class or function around it defines."""
        for use in type_names(annotation):
            owner = next((found for found in owners if use.name in self._names_of(found)), None)
            if owner is None:
                yield use
            elif isinstance(owner, ast.ClassDef) and use.name in set(_members(owner)):
                self._scopes.captured.append(use)

    def _names_of(self, owner: _Definition) -> frozenset[str]:
        """What a class or function defines in its own scope."""
        if owner not in self._local:
            self._local[owner] = frozenset(_local_names(owner))
        return self._local[owner]

    def _static_value(self, node: ast.stmt, is_static: bool) -> None:
        """Code under ``if TYPE_CHECKING`` is hidden from ``symtable``."""
        if is_static and not isinstance(node, ast.Import):
            value = getattr(node, "value", None)
            if isinstance(value, ast.expr):
                self._scopes.annotated.extend(plain_names(value))

    def _import(self, node: ast.ImportFrom, is_static: bool) -> None:
        if node.level:
            self._scopes.imports.extend(
                RelativeImport(
                    node.level,
                    node.module or "",
                    alias.name,
                    alias.asname or alias.name,
                    node.lineno,
                    is_static,
                )
                for alias in node.names
            )

    def _table(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name) and isinstance(value, ast.Dict):
            self._scopes.tables[target.id] = frozenset(
                key.value
                for key in value.keys
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            )

    def _alias(self, node: ast.Assign, is_static: bool) -> None:
        """The value of a type alias is an annotation, strings in it included.

        So are the values of a typed dictionary that is made by a call.
        """
        value = node.value
        if isinstance(value, ast.Call) and last_name(value.func) in _TYPE_MAKERS:
            for argument in value.args[1:2]:
                types = argument.values if isinstance(argument, ast.Dict) else [argument]
                found = self._scopes.annotated if is_static else self._scopes.members
                found.extend(use for made_of in types for use in type_names(made_of))

    def _exports(self, node: ast.Assign) -> None:
        named = any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        )
        if named and isinstance(node.value, ast.List | ast.Tuple):
            self._scopes.exported = tuple(
                item.value
                for item in node.value.elts
                if isinstance(item, ast.Constant) and isinstance(item.value, str)
            )


def _checking(test: ast.expr) -> bool | None:
    """True for ``TYPE_CHECKING``, False for ``not TYPE_CHECKING``, None for anything else."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _checking(test.operand)
        return None if inner is None else not inner
    return True if last_name(test) == "TYPE_CHECKING" else None


def _inner_blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement that opens no scope."""
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(node, name, None)
        if inner:
            yield inner
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body


def _top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements at module level and under ``if TYPE_CHECKING``, but not in other branches."""
    for node in body:
        if isinstance(node, ast.If) and _checking(node.test) is True and not node.orelse:
            yield from _top_level(node.body)
        else:
            yield node


def _origins(node: ast.stmt) -> Iterator[tuple[str, object]]:
    """What a statement defines, and where that comes from: a tuple for an import."""
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, (node.level, node.module, alias.name)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            yield name, (0, alias.name if alias.asname else name, "")
    elif isinstance(node, _Definition):
        yield node.name, "definition"
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, "definition"


def _bound(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Names that statements of one scope bind, whatever branch they stand in."""
    for node in body:
        yield from (name for name, _ in _origins(node))
        if isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        if isinstance(node, _Definition):
            continue
        for inner in _inner_blocks(node):
            yield from _bound(inner)


def _members(owner: ast.ClassDef) -> Iterator[str]:
    """Functions and annotated attributes of a class: none of them is a type."""
    for node in owner.body:
        if isinstance(node, _Function):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if last_name(node.annotation) != "TypeAlias":
                yield node.target.id


def _local_names(owner: _Definition) -> Iterator[str]:
    """Names that a class or function defines in its own scope."""
    # Type parameters (PEP 695) are there from Python 3.12 on.
    yield from (parameter.name for parameter in getattr(owner, "type_params", ()))
    yield from _bound(owner.body)
    if isinstance(owner, _Function):
        yield from (found.arg for found in ast.walk(owner.args) if isinstance(found, ast.arg))


def _without(text: str, hidden: Iterable[Sequence[ast.stmt]]) -> str:
    """The source with some blocks replaced by ``pass``, every other line where it was."""
    lines: list[str] | None = None
    for body in hidden:
        if lines is None:
            lines = text.split("\n")
        first = min(
            [body[0].lineno, *(node.lineno for node in getattr(body[0], "decorator_list", ()))]
        )
        last = body[-1].end_lineno or first
        before = lines[first - 1].encode()[: body[0].col_offset].decode()
        lines[first - 1 : last] = [f"{before}pass", *[""] * (last - first)]
    return text if lines is None else "\n".join(lines)


def _defined(table: symtable.SymbolTable, *, by_global: bool) -> Iterator[str]:
    """Names that code of a module defines at module level, in functions with ``global`` too."""
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            yield symbol.get_name()
    stack = list(table.get_children()) if by_global else []
    while stack:
        inner = stack.pop()
        stack.extend(inner.get_children())
        for symbol in inner.get_symbols():
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported()):
                yield symbol.get_name()


def _used(table: symtable.SymbolTable) -> Iterator[str]:
    """Every name that code looks up in the module or among the builtins."""
    stack = [table]
    while stack:
        inner = stack.pop()
        # Annotations that are strings are read from the tree; Python 3.14 gives them a table.
        stack.extend(child for child in inner.get_children() if child.get_type() != "annotation")
        if isinstance(inner, symtable.Function):
            yield from inner.get_globals()
            continue
        for symbol in inner.get_symbols():
            if symbol.is_referenced() and (inner is table or symbol.is_global()):
                yield symbol.get_name()
