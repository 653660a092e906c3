"""The names of a rendered package that user code can depend on, read from its text alone.

Independent of the generator: `ast` on what was rendered, nothing of the plan.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "method",
    "argument",
    "model",
    "member",
    "export",
    "constructor",
    "error",
    "operation",
    "changes",
]
KINDS: tuple[Kind, ...] = (
    "method",
    "argument",
    "model",
    "member",
    "export",
    "constructor",
    "error",
    "operation",
    "changes",
)
_VERSION = re.compile(r"^Made from version .*$", re.MULTILINE)
_CODE = re.compile(r"`([^`]*)`")
_ROOT = "package"
# Typed dictionaries of what `to_update()` takes; no name but a checker's.
_CHANGES = "Changes"
_CLASS = "class"
_GONE = re.compile(r"`([^`]*)` is gone")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name that user code can depend on.

    Args:
        kind: what it names.
        owner: the method, class or client it belongs to; empty for a name of its own.
        name: the name itself.
    """

    kind: Kind
    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}{'.' if self.owner else ''}{self.name}"


def without_version(files: Mapping[str, str]) -> dict[str, str]:
    """Return a package without the lines that name the version of its document."""
    return {path: _VERSION.sub("", text) for path, text in files.items()}


def public_names(files: Mapping[str, str]) -> dict[Name, str]:
    """Read the public names of a package.

    Args:
        files: path → text, as it was rendered under the import name `package`.

    Returns:
        Each name with its declaration: annotation, parameters and result, or members' bases.
    """
    modules = {
        path.removeprefix(f"{_ROOT}/").removesuffix(".py"): ast.parse(text)
        for path, text in files.items()
        if path.endswith(".py") and "/_runtime/" not in path
    }
    found: dict[Name, str] = {}
    for name in _listed(modules["__init__"]):
        found[Name("export", "", name)] = ""
    for path, tree in modules.items():
        if path == "models" or path.startswith("models/"):
            found |= _models(tree)
    for name in _classes(modules.get("errors")):
        found[Name("error", "", name)] = ""
    for name, method in _operations(modules.get("operations")):
        found[Name("operation", method, name)] = ""
    if "client" in modules:
        resources = [tree for path, tree in modules.items() if path.startswith("resources/")]
        found |= _clients(modules["client"], resources)
    return found


def _listed(tree: ast.Module) -> Iterator[str]:
    """The entries of `__all__`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            yield from ast.literal_eval(node.value)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those for type checkers too."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _statements([*node.body, *node.orelse])
        else:
            yield node


def _models(tree: ast.Module) -> dict[Name, str]:
    found: dict[Name, str] = {}
    for node in _statements(tree.body):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            bases = ", ".join(map(ast.unparse, node.bases))
            typed_dict = bases == "TypedDict" and node.name.endswith(_CHANGES)
            found[Name("changes" if typed_dict else "model", "", node.name)] = f"{_CLASS} ({bases})"
            if not typed_dict:
                found |= _members(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = ast.unparse(target)
            if name.isidentifier() and not name.startswith("_"):
                found[Name("model", "", name)] = ast.unparse(node.value)
    return found


def _members(model: ast.ClassDef) -> dict[Name, str]:
    found: dict[Name, str] = {}
    for node in model.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if node.target.id.startswith("_"):
                continue
            needed = " needed" if node.value is None else ""
            text = f"{ast.unparse(node.annotation)}{needed}"
            found[Name("member", model.name, node.target.id)] = text
    return found


def _classes(tree: ast.Module | None) -> Iterator[str]:
    for node in tree.body if tree else ():
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def _operations(tree: ast.Module | None) -> Iterator[tuple[str, str]]:
    """Key and method of every entry of `OPERATIONS`."""
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Operation":
            texts = [arg.value if isinstance(arg, ast.Constant) else "" for arg in node.args[:4]]
            if len(texts) == 4:
                yield str(texts[0]), str(texts[3])


def _clients(client: ast.Module, resources: list[ast.Module]) -> dict[Name, str]:
    """Walk from the client through its attributes to every method."""
    classes = {
        node.name: node
        for tree in (client, *resources)
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    found: dict[Name, str] = {}
    for function in _functions(classes["Client"], classes):
        if function.name == "__init__":
            for argument, text in _parameters(function):
                found[Name("constructor", "Client", argument)] = text
    stack = [("", classes["Client"])]
    while stack:
        path, owner = stack.pop()
        for function in _functions(owner, classes):
            if function.name.startswith("_"):
                continue
            here = f"{path}.{function.name}" if path else function.name
            decorators = list(map(ast.unparse, function.decorator_list))
            if "cached_property" in decorators or "property" in decorators:
                target = classes.get(ast.unparse(function.returns)) if function.returns else None
                if target is not None:
                    stack.append((here, target))
                continue
            found[Name("method", "", here)] = _signature(function, decorators)
            for argument, text in _parameters(function):
                found[Name("argument", here, argument)] = text
    return found


def _functions(
    owner: ast.ClassDef, classes: Mapping[str, ast.ClassDef]
) -> Iterator[ast.FunctionDef]:
    """The functions of a class and of its bases among the generated classes."""
    for node in owner.body:
        if isinstance(node, ast.FunctionDef):
            yield node
    for base in owner.bases:
        parent = classes.get(ast.unparse(base))
        if parent is not None:
            yield from _functions(parent, classes)


def _parameters(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    args = function.args
    positional = [*args.posonlyargs, *args.args][1:]
    needed = len(positional) - len(args.defaults)
    for number, argument in enumerate(positional):
        yield argument.arg, f"{number} {_annotation(argument)}{' needed' * (number < needed)}"
    for argument, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield argument.arg, f"{_annotation(argument)}{' needed' * (default is None)}"


def _annotation(argument: ast.arg) -> str:
    return ast.unparse(argument.annotation) if argument.annotation else ""


def _signature(function: ast.FunctionDef, decorators: list[str]) -> str:
    result = ast.unparse(function.returns) if function.returns else ""
    return f"{' '.join(decorators)} ({ast.unparse(function.args)}) -> {result}"


class Sentences:
    """The sentences of the findings of a report, to look names up in.

    Args:
        sentences: all of them.
    """

    def __init__(self, sentences: list[str]) -> None:
        self._codes = [frozenset(_CODE.findall(sentence)) for sentence in sentences]
        self._all: frozenset[str] = frozenset().union(*self._codes)
        self._gone = {name for sentence in sentences for name in _GONE.findall(sentence)}

    def tell(self, name: Name) -> bool:
        """Tell whether some sentence names what was lost."""
        if name.kind == "method":
            return f"{name.name}()" in self._all
        if name.kind == "argument":
            # Another operation may have taken the name of a method.
            told = any(_names_argument(codes, name) for codes in self._codes)
            return told or f"{name.owner}()" in self._gone
        if name.kind in ("model", "changes"):
            return f"models.{name.name}" in self._all
        if name.kind == "member":
            return f"{name.owner}.{name.name}" in self._all
        if name.kind == "operation":
            known = {f'OPERATIONS["{name.name}"]', f"{name.owner}()"}
            return not known.isdisjoint(self._all)
        if name.kind == "constructor":
            return any({name.name, "Client()"} <= codes for codes in self._codes)
        return name.name in self._all


def _names_argument(codes: frozenset[str], name: Name) -> bool:
    """Tell whether a sentence about the method, or what it is called now, names the argument."""
    return name.name in codes and (f"{name.owner}()" in codes or any("()" in c for c in codes))


def lost_names(old: Mapping[Name, str], new: Mapping[Name, str]) -> list[Name]:
    """Return the names that the new package no longer has, and the classes that are none any more.

    What belongs to a method or class that is lost itself is lost with it and not listed.
    """
    gone = old.keys() - new.keys()
    gone |= {
        name
        for name, declared in old.items()
        if name.kind == "model" and declared.startswith(_CLASS)
        if not new.get(name, _CLASS).startswith(_CLASS)
    }
    owners = {(name.kind, name.name) for name in gone}
    above = {"argument": "method", "member": "model"}
    return sorted(
        name
        for name in gone
        if name.kind not in above or (above[name.kind], name.owner) not in owners
    )
