"""The old package with marks on the names of interest, so that a checker tells who uses them.

Type checkers report every use of what is marked as deprecated, with its position. A marked name
therefore shows where the code uses it, as the checker itself resolves it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from clientgen.plan import PackagePlan
from clientgen.usage.checkers import CheckerMessage

_MARK = "_clientgen_mark"
_TEXT = re.compile(r"clientgen mark (\d+);")


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A name of the old package.

    Args:
        kind: ``resource`` for what holds methods, ``update`` for the ``to_update()`` of a class.
        name: dotted from the client for a method and a resource, the class that ``to_update()``
            returns.
        owner: the class of an attribute.
    """

    kind: Literal["method", "resource", "class", "update", "attribute"]
    name: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class MarkedPackage:
    """The package with its marks.

    Args:
        files: path below the package → text.
        names: what each mark stands for, by its number.
    """

    files: Mapping[str, str]
    names: tuple[MarkedName, ...]

    def name_of(self, message: CheckerMessage) -> MarkedName | None:
        """Tell which marked name a message is about; None when it is about none."""
        found = _TEXT.search(message.text)
        return self.names[int(found.group(1))] if found else None


def mark_package(
    files: Mapping[str, str],
    plan: PackagePlan,
    classes: Iterable[str],
    attributes: Iterable[tuple[str, str]],
    *,
    mappings: bool,
) -> MarkedPackage:
    """Mark every method and resource, and some classes and attributes.

    Args:
        files: the package as it is rendered: path below the package → text.
        plan: its plan.
        classes: names of the classes to mark.
        attributes: classes and attributes to mark.
        mappings: methods take a mapping where a class is meant, as they do; without it a checker
            refuses those that are passed.

    Returns:
        The marked package. It is for a type checker only.
    """
    marker = _Marker(plan, frozenset(classes), frozenset(attributes), mappings)
    marked = {
        path: marker.marked(path, text) if path.endswith(".py") else text
        for path, text in files.items()
    }
    return MarkedPackage(marked, tuple(marker.names))


class _Marker:
    def __init__(
        self,
        plan: PackagePlan,
        classes: frozenset[str],
        attributes: frozenset[tuple[str, str]],
        mappings: bool,
    ) -> None:
        self._mappings = mappings
        self.names: list[MarkedName] = []
        self._classes = classes
        self._attributes = attributes
        self._resources = {node.class_name: node.path for node in plan.root.walk()}
        self._tops = {child.name for child in plan.root.children}

    def marked(self, path: str, text: str) -> str:
        """Mark one module of the package."""
        tree = ast.parse(text)
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        count = len(self.names)
        for node in classes:
            if path.startswith("resources/"):
                self._mark_methods(node)
            elif path == "client.py":
                self._mark_resources(node)
            elif path == "models.py" or path.startswith("models/"):
                tree.body += self._mark_model(node)
        if len(self.names) == count and path != "client.py":
            return text
        after = next((i + 1 for i, node in enumerate(tree.body) if _is_future(node)), 0)
        tree.body[after:after] = ast.parse(
            f"from typing_extensions import deprecated as {_MARK}"
        ).body
        return ast.unparse(ast.fix_missing_locations(tree))

    def _mark(self, name: MarkedName) -> ast.expr:
        if name not in self.names:
            self.names.append(name)
        text = f'{_MARK}("clientgen mark {self.names.index(name)};")'
        return ast.parse(text, mode="eval").body

    def _mark_methods(self, node: ast.ClassDef) -> None:
        resource = self._resources.get(node.name.removesuffix("Operations"))
        if resource is None or not node.name.endswith("Operations"):
            return
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and method.decorator_list:
                name = MarkedName("method", f"{resource}.{method.name}".lstrip("."))
                # The first one makes the method; a deprecation below it gives way to the mark.
                method.decorator_list[1:] = [self._mark(name)]
                arguments = [*method.args.args, *method.args.kwonlyargs]
                for argument in arguments if not self._mappings else []:
                    argument.annotation = _without_mappings(argument.annotation)

    def _mark_resources(self, node: ast.ClassDef) -> None:
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and method.name in self._tops:
                mark = self._mark(MarkedName("resource", method.name))
                method.decorator_list = [ast.Name("property"), mark]

    def _mark_model(self, node: ast.ClassDef) -> Iterator[ast.stmt]:
        """Mark a class and its attributes, and yield the descriptors that these become."""
        for index, item in enumerate(node.body):
            if isinstance(item, ast.FunctionDef):
                # It takes the members of what it returns.
                if (
                    item.name == "to_update"
                    and (kind := _class_name(item.returns)) in self._classes
                ):
                    item.decorator_list.append(self._mark(MarkedName("update", kind)))
            elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                name = item.target.id
                if (node.name, name) in self._attributes:
                    kind = f"_Marked_{node.name}_{name}"
                    yield self._descriptor(kind, MarkedName("attribute", name, node.name), item)
                    node.body[index] = ast.parse(f"{name}: {kind} = {kind}()").body[0]
        if node.name in self._classes:
            node.decorator_list.append(self._mark(MarkedName("class", node.name)))

    def _descriptor(self, kind: str, name: MarkedName, item: ast.AnnAssign) -> ast.stmt:
        annotation = ast.unparse(item.annotation)
        made = ast.parse(
            f"class {kind}:\n"
            f"    def __get__(self, it: object, kind: object = None) -> {annotation}: raise\n"
            f"    def __set__(self, it: object, value: {annotation}) -> None: ...\n"
        ).body[0]
        for function in ast.walk(made):
            if isinstance(function, ast.FunctionDef):
                function.decorator_list.append(self._mark(name))
        return made


def _class_name(annotation: ast.expr | None) -> str:
    """The last name of an annotation that names a class; empty for any other."""
    if isinstance(annotation, ast.Attribute):
        return annotation.attr
    return annotation.id if isinstance(annotation, ast.Name) else ""


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _without_mappings(annotation: ast.expr | None) -> ast.expr | None:
    """Take mappings out of what a body may be, where a class is left."""
    kept = [part for part in _members(annotation) if not _is_mapping(part)]
    if not any(isinstance(part, ast.Attribute) for part in kept):
        return annotation
    return ast.parse(" | ".join(ast.unparse(part) for part in kept), mode="eval").body


def _members(node: ast.expr | None) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _members(node.left)
        yield from _members(node.right)
    elif node is not None:
        yield node


def _is_mapping(node: ast.expr) -> bool:
    named = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
    wanted = "Mapping" if isinstance(node, ast.Subscript) else "typed_dicts"
    return isinstance(named, ast.Name) and named.id == wanted
