"""Rewrites certain renames in the user's code, and nothing else: layout and comments stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from clientgen.usage.calls import CodeFile, Point, chain_of, end_of, imported_classes, same_spelling
from clientgen.usage.renames import Renames
from clientgen.usage.uses import FileUses, NameUse

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edits:
    """The names to rewrite in one file; columns are counted in characters, from 0.

    Args:
        names: where a name begins → old and new name.
        chains: where a chain of attributes ends → its last names, old and new.
    """

    names: dict[Point, tuple[str, str]] = field(default_factory=dict[Point, tuple[str, str]])
    chains: dict[Point, tuple[tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=dict[Point, tuple[tuple[str, ...], tuple[str, ...]]]
    )

    def __bool__(self) -> bool:
        return bool(self.names or self.chains)


def find_edits(uses: FileUses, renames: Renames, packages: Collection[str]) -> Edits:
    """Find what certain renames change in one file, at positions that a checker resolved.

    Args:
        uses: the uses in the file.
        renames: the renames.
        packages: import names of the package.

    Returns:
        The edits. A name that the file already uses for something else is left alone.
    """
    edits = Edits()
    file = uses.file
    bare = _classes_by_name(uses, renames, packages)
    resources = {use.node for use in uses.names if use.name.kind == "resource"}
    for use in uses.operations:
        _edit_method(file, edits, use.node, use.method, renames, resources)
        if use.call is not None:
            _edit_keywords(file, edits, use.call, renames.arguments.get(use.method, {}))
    for named in uses.names:
        if named.name.kind == "class":
            _edit_class(file, edits, named, renames, bare)
        if named.name.kind in ("class", "update"):
            call = file.call_of(named.node)
            if call is not None:
                _edit_keywords(file, edits, call, renames.attributes.get(named.name.name, {}))
        elif named.name.kind == "attribute" and isinstance(named.node, ast.Attribute):
            new = renames.attributes.get(named.name.owner, {}).get(named.name.name)
            if new is not None and named.node.attr == named.name.name:
                edits.names[_name_start(file, named.node)] = (named.name.name, new)
    return edits


def _classes_by_name(
    uses: FileUses, renames: Renames, packages: Collection[str]
) -> Mapping[str, str]:
    """The renamed classes that a file imports by name and may be called otherwise in it."""
    tree = uses.file.source.tree
    imported = imported_classes(tree, packages, renames.classes)
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    taken |= {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return {
        name: kind
        for name, kind in imported.items()
        if name != kind or renames.classes[kind] not in taken
    }


def _edit_method(
    file: CodeFile,
    edits: Edits,
    node: ast.expr,
    method: str,
    renames: Renames,
    resources: Collection[ast.AST],
) -> None:
    new = renames.methods.get(method)
    if new is None or not isinstance(node, ast.Attribute):
        return
    old_parts, new_parts = tuple(method.split(".")), tuple(new.split("."))
    whole = _is_of_client(node, old_parts, resources)
    if not whole and old_parts[:-1] != new_parts[:-1]:
        # The resource is held in a name of the user's: what that should be is not for us to say.
        return
    if not whole:
        old_parts, new_parts = old_parts[-1:], new_parts[-1:]
    line, offset = end_of(node)
    edits.chains[_point(file, line, offset)] = old_parts, new_parts


def _is_of_client(
    node: ast.Attribute, parts: Sequence[str], resources: Collection[ast.AST]
) -> bool:
    """Tell whether a chain spells a method from the client on, as the checker resolved it."""
    names = chain_of(node)[1]
    if names[-len(parts) :] != tuple(parts):
        return False
    top: ast.expr = node
    for _ in parts[1:]:
        assert isinstance(top, ast.Attribute)
        top = top.value
    # A method at the root of the client has no resource to rename.
    owners = [owner for owner in resources if isinstance(owner, ast.expr)]
    return len(parts) == 1 or same_spelling(top, owners)


def _edit_keywords(
    file: CodeFile, edits: Edits, call: ast.Call, renames: Mapping[str, str]
) -> None:
    given = {keyword.arg for keyword in call.keywords}
    for keyword in call.keywords:
        new = renames.get(keyword.arg or "")
        if keyword.arg is not None and new is not None and new not in given:
            start = _point(file, keyword.lineno, keyword.col_offset)
            edits.names[start] = (keyword.arg, new)


def _edit_class(
    file: CodeFile, edits: Edits, use: NameUse, renames: Renames, bare: Mapping[str, str]
) -> None:
    old = use.name.name
    new = renames.classes.get(old)
    if new is None:
        return
    if isinstance(use.node, ast.Attribute) and use.node.attr == old:
        edits.names[_name_start(file, use.node)] = (old, new)
    elif isinstance(use.node, ast.Name) and use.node.id == old and bare.get(old) == old:
        edits.names[_point(file, use.node.lineno, use.node.col_offset)] = (old, new)
    elif isinstance(use.node, ast.ImportFrom):
        for alias in use.node.names:
            if alias.name == old and (alias.asname or old) in bare:
                edits.names[_point(file, alias.lineno, alias.col_offset)] = (old, new)


def _name_start(file: CodeFile, node: ast.Attribute) -> Point:
    line, end = end_of(node)
    return _point(file, line, end - len(node.attr.encode()))


def _point(file: CodeFile, line: int, offset: int) -> Point:
    return line, file.position(line, offset).column - 1


def rewritten(text: str, edits: Edits) -> str:
    """Apply edits to a file.

    Args:
        text: the file.
        edits: the edits.

    Returns:
        The file with its names changed; an edit that does not meet the name it is for is left out.
    """
    finder = _Finder(edits)
    MetadataWrapper(cst.parse_module(text)).visit(finder)
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    spans: list[tuple[int, int, str]] = []
    for (first, last), name in finder.found.items():
        if max(first[0], last[0]) <= len(starts):
            spans.append((starts[first[0] - 1] + first[1], starts[last[0] - 1] + last[1], name))
    # From the end on, so that no edit moves another one.
    for start, end, name in sorted(spans, reverse=True):
        text = f"{text[:start]}{name}{text[end:]}"
    return text


class _Finder(cst.CSTVisitor):
    """Finds the spans of text that edits replace.

    The text itself is edited, not the tree written out: the tree keeps no form feed, and not every
    last line as it is.
    """

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, edits: Edits) -> None:
        super().__init__()
        self._edits = edits
        self.found: dict[tuple[Point, Point], str] = {}

    def _span(self, node: cst.CSTNode) -> tuple[Point, Point]:
        found = self.get_metadata(PositionProvider, node)
        assert isinstance(found, CodeRange)
        return (found.start.line, found.start.column), (found.end.line, found.end.column)

    def visit_Name(self, node: cst.Name) -> None:
        span = self._span(node)
        edit = self._edits.names.get(span[0])
        if edit is not None and edit[0] == node.value:
            self.found[span] = edit[1]

    def visit_Attribute(self, node: cst.Attribute) -> None:
        edit = self._edits.chains.get(self._span(node.attr)[1])
        if edit is None:
            return
        old, new = edit
        names = list(reversed(list(_names(node, len(old)))))
        if tuple(name.value for name in names) != old:
            return
        if len(old) == len(new):
            changes = zip(names, new, strict=True)
            self.found |= {self._span(name): word for name, word in changes if name.value != word}
        else:
            self.found[self._span(names[0])[0], self._span(names[-1])[1]] = ".".join(new)


def _names(node: cst.BaseExpression, count: int) -> Iterator[cst.Name]:
    while count and isinstance(node, cst.Attribute):
        yield node.attr
        node, count = node.value, count - 1
