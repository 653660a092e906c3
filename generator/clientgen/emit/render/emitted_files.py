"""The files of a package: some that are there anyway, and whatever they import.

Nobody decides by hand which part of the runtime a package needs. What the templates print names
what it uses, and every import statement of a module is followed, lazy ones and those for type
checkers too, for a type checker reads the emitted package.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from clientgen.plan import PackagePlan

_ROOTS = ("__init__.py", "py.typed")


def roots(plan: PackagePlan) -> tuple[str, ...]:
    """List the files that no other one imports.

    Args:
        plan: the package.

    Returns:
        Paths below the package.
    """
    optional = (root for part in plan.optional_parts for root in part.roots)
    return (*_ROOTS, *(("webhooks.py",) if plan.incoming else ()), *optional)


def follow(roots: Iterable[str], text_of: Callable[[str], str | None]) -> dict[str, str]:
    """Collect some files and all that they import.

    Args:
        roots: paths below the package.
        text_of: gives the text of a path; None where there is no such file.

    Returns:
        Path below the package → text.
    """
    found: dict[str, str] = {}
    asked: set[str] = set()
    pending = list(roots)
    while pending:
        path = pending.pop()
        if path in asked:
            continue
        asked.add(path)
        text = text_of(path)
        if text is None:
            continue
        found[path] = text
        if path.endswith(".py"):
            folder = path.split("/")[:-1]
            pending += ["/".join([*folder[:depth], "__init__.py"]) for depth in range(len(folder))]
            pending += [f"{'/'.join(folder)}/__init__.py"] if folder else []
            pending += _imported(text, tuple(folder))
    return found


def _imported(text: str, folder: tuple[str, ...]) -> Iterator[str]:
    """The files that the relative imports of a module may mean."""
    for node in _statements(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        inside = folder[: len(folder) - node.level + 1]
        base = (*inside, *(node.module.split(".") if node.module else ()))
        # `from .a import b` may mean a thing in `a`, or the module `a.b`.
        for parts in (base, *((*base, alias.name) for alias in node.names)):
            if parts:
                yield "/".join(parts) + ".py"
                yield "/".join((*parts, "__init__.py"))


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Every statement of a module; no import stands in an expression."""
    for name in ("body", "orelse", "handlers", "finalbody", "cases"):
        for child in getattr(node, name, ()):
            if isinstance(child, ast.stmt):
                yield child
            yield from _statements(child)
