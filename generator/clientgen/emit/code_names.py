"""The names in a piece of code, as values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a module uses.

    Args:
        name: the name.
        line: where.
        attribute: what is read of it, empty where it stands alone.
    """

    name: str
    line: int
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class RelativeImport:
    """One name of a relative import.

    Args:
        level: number of leading dots.
        module: dotted name after the dots, possibly empty.
        name: what is imported; ``*`` for everything.
        bound: the name it gets.
        line: where.
        is_static: True under ``if TYPE_CHECKING``, where only type checkers see it.
    """

    level: int
    module: str
    name: str
    bound: str
    line: int
    is_static: bool


@dataclass(slots=True)
class Scopes:
    """The names of a module.

    Args:
        static: everything defined at module level, as a type checker sees it.
        runtime: the same without what stands under ``if TYPE_CHECKING``.
        importable: the names that running code can import from the module.
        used: names used in code that runs.
        annotated: names used in annotations and under ``if TYPE_CHECKING``.
        members: names used in annotations of class members and in type aliases, which pydantic
            evaluates when the package is used; those under ``TYPE_CHECKING`` left out.
        imports: relative imports, at any depth.
        exported: content of ``__all__``.
        repeated: names that an import and something else both define.
        captured: names in annotations that a function or attribute of the class hides.
        methods: class at module level → names of its functions.
        tables: dictionary at module level → its keys, where those are texts.
    """

    static: set[str] = field(default_factory=set[str])
    runtime: set[str] = field(default_factory=set[str])
    importable: set[str] = field(default_factory=set[str])
    used: set[str] = field(default_factory=set[str])
    annotated: list[Use] = field(default_factory=list[Use])
    members: list[Use] = field(default_factory=list[Use])
    imports: list[RelativeImport] = field(default_factory=list[RelativeImport])
    exported: tuple[str, ...] = ()
    repeated: list[Use] = field(default_factory=list[Use])
    captured: list[Use] = field(default_factory=list[Use])
    methods: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    tables: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @property
    def is_lazy(self) -> bool:
        """Tell whether a ``__getattr__`` of the module makes names when first asked for."""
        return "__getattr__" in self.static


def type_names(expression: ast.expr) -> Iterator[Use]:
    """List the names in a type expression.

    Args:
        expression: an annotation; strings in it are read as annotations too, but not the values of
            a ``Literal`` nor what accompanies a type in ``Annotated``.

    Yields:
        Every use, with the attribute that is read of it.

    Raises:
        SyntaxError: a string in it is no expression.
    """
    stack: list[ast.AST] = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            yield Use(node.id, node.lineno)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield Use(node.value.id, node.lineno, node.attr)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                inner = ast.parse(node.value.strip(), mode="eval").body
                yield from (Use(u.name, node.lineno, u.attribute) for u in type_names(inner))
        elif isinstance(node, ast.Subscript):
            stack.append(node.value)
            kind = last_name(node.value)
            if kind == "Annotated" and isinstance(node.slice, ast.Tuple):
                stack.append(node.slice.elts[0])
                for extra in node.slice.elts[1:]:
                    yield from plain_names(extra)
            elif kind != "Literal":
                stack.append(node.slice)
        else:
            stack.extend(ast.iter_child_nodes(node))


def plain_names(node: ast.AST) -> Iterator[Use]:
    """The names a piece of code uses; the arguments of a lambda count as used."""
    for found in ast.walk(node):
        if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Load):
            yield Use(found.id, found.lineno)


def last_name(node: ast.expr) -> str:
    """The last word of a dotted name; empty for any other expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
