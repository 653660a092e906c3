"""Public docstrings say what a caller gets: first line, ``Args:``, ``Returns:`` and ``Raises:``."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_BUDGETS = _ROOT / "tests" / "budgets" / "budgets.json"
_RUNTIME = "docstrings of the runtime: misses"
# A first line that begins with one of these is a clause, neither an order nor a noun phrase.
_CLAUSES = frozenset("Do Does How If Is What Where Whether Which Who Why".split())
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def misses(source: str, name: str) -> list[str]:
    """List what the public docstrings of a module lack.

    Args:
        source: the module's source.
        name: what to call the module in the result.

    Returns:
        ``name:line owner: what is missing``, in the order of the source.
    """
    tree = ast.parse(source)
    found = [f"{name}:1 module: {miss}" for miss in _first_line(ast.get_docstring(tree))]
    for owner, node in _public(tree, ""):
        for miss in _of(node):
            found.append(f"{name}:{node.lineno} {owner}: {miss}")
    return found


def _public(
    parent: ast.Module | ast.ClassDef, prefix: str
) -> Iterator[tuple[str, _Function | ast.ClassDef]]:
    for node in parent.body:
        if isinstance(node, _Function | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{prefix}{node.name}.")


def _of(node: _Function | ast.ClassDef) -> Iterator[str]:
    text = ast.get_docstring(node)
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    if any(name.endswith(("overload", ".setter")) for name in decorators):
        return
    yield from _first_line(text)
    if isinstance(node, ast.ClassDef) or text is None:
        return
    names = _parameters(node)
    entries = _entries(text, "Args")
    if len(names) > 1:
        yield from (f"Args: lacks {name}" for name in names if name not in entries)
    if _raises(node) and not _is_command(node) and not _entries(text, "Raises"):
        yield "no Raises:"
    returns = ast.unparse(node.returns) if node.returns is not None else "None"
    is_silent = returns in {"None", "NoReturn", "Never"}
    if entries and not is_silent and not re.search(r"(?m)^(Returns|Yields):$", text):
        yield "no Returns:"


def _first_line(text: str | None) -> Iterator[str]:
    if not text:
        yield "no docstring"
        return
    line = text.partition("\n")[0]
    if not line.endswith("."):
        yield "the first line does not end with a full stop"
    if line.split()[0] in _CLAUSES:
        yield f"the first line begins with {line.split()[0]!r}"


def _parameters(node: _Function) -> list[str]:
    """The names to describe under ``Args:``."""
    spec = node.args
    found = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    found += [arg for arg in (spec.vararg, spec.kwarg) if arg is not None]
    if _is_command(node):
        return []
    return [arg.arg for arg in found if arg.arg not in {"self", "cls"}]


def _is_command(node: _Function) -> bool:
    """Whether typer prints the docstring as the help of a command, which lists the options."""
    return any("typer." in ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation)


def _entries(text: str, section: str) -> set[str]:
    body = re.search(rf"(?ms)^{section}:\n((?:[ ]+.*?\n|\n)*)", f"{text}\n")
    return set(re.findall(r"(?m)^ {4}\**([\w.]+):", body[1])) if body else set()


def _raises(node: _Function) -> bool:
    """Whether the body itself raises; a bare ``raise`` passes on what another function raised."""
    stack: list[ast.AST] = list(node.body)
    while stack:
        item = stack.pop()
        if isinstance(item, ast.Raise) and item.exc is not None:
            return True
        if not isinstance(item, _Function | ast.ClassDef | ast.Lambda):
            stack.extend(ast.iter_child_nodes(item))
    return False


def _all(folder: Path, *more: Path) -> list[str]:
    files = [*sorted(folder.rglob("*.py")), *more]
    assert files, f"no modules below {folder}"
    return [
        miss
        for file in files
        for miss in misses(file.read_text("utf-8"), file.relative_to(_ROOT).as_posix())
    ]


def test_the_generator_documents_what_is_public() -> None:
    assert _all(_ROOT / "generator" / "clientgen") == []


def test_the_runtime_comes_nearer_to_the_rule() -> None:
    package = _ROOT / "templates" / "package"
    optional = [*(package / "testing").glob("*.py"), *(package / "cli").glob("*.py")]
    found = _all(package / "_runtime", package / "errors.py", *optional)
    allowed = json.loads(_BUDGETS.read_text("utf-8"))[_RUNTIME]
    assert len(found) <= allowed, "\n".join([f"{len(found)} misses, {allowed} allowed", *found])


_GOOD = '''"""Things."""

def given(one: int, two: int) -> int:
    """Add two numbers.

    Args:
        one: the first.
        two: the second.

    Returns:
        The sum.

    Raises:
        ValueError: one is negative.
    """
    if one < 0:
        raise ValueError
    return one + two
'''


@pytest.mark.parametrize(
    ("old", "new", "miss"),
    [
        ("", "", None),
        ("Add two numbers.", "Add two numbers", "the first line does not end with a full stop"),
        ("Add two numbers.", "What two numbers come to.", "the first line begins with 'What'"),
        ("        two: the second.\n", "", "Args: lacks two"),
        ("Returns:\n", "Note:\n", "no Returns:"),
        ("Raises:\n", "Note:\n", "no Raises:"),
        ("def given", "def _given", None),
        ("        raise ValueError", "        raise", None),
    ],
)
def test_the_check_itself(old: str, new: str, miss: str | None) -> None:
    source = _GOOD.replace(old, new)
    if "        raise\n" in source:
        source = source.replace("Raises:\n        ValueError: one is negative.\n", "")
    assert misses(source, "m") == ([f"m:3 given: {miss}"] if miss else [])
