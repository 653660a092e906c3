"""The classes of a plan against the second reader: what they miss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clientgen.api import Api
from clientgen.base.configuration import Config
from clientgen.emit.pipeline import load_api
from clientgen.plan import plan_package
from clientgen.types import ModelsPlan, SchemaTyper, collect
from clientgen.types.collect import places
from clientgen.types.expressions import Container, Of, Ref, TupleOf, TypeExpr, parts, union

from . import reader


class Comparison:
    """Holds every value that travels against the type it is read as.

    Args:
        api: the API.
        root: its document, raw.
    """

    def __init__(self, api: Api, root: Any) -> None:
        self._root = root
        catalog = collect(api)
        self._models: ModelsPlan = plan_package(api, Config()).models
        self._typer = SchemaTyper(catalog, self._models.classes)
        self._classes = {model.name: model for model in self._models.models}
        self._aliases = {alias.name: alias.type for alias in self._models.aliases}
        self._api = api
        self.objects = 0

    def missing(self) -> list[str]:
        """Every member that a valid value may have and its class has not."""
        found: set[str] = set()
        seen: set[tuple[frozenset[int], TypeExpr]] = set()
        stack = list(self._starts())
        while stack:
            nodes, expr, name = stack.pop()
            key = (frozenset(map(id, nodes)), expr)
            if key in seen or not nodes:
                continue
            seen.add(key)
            members = reader.members(self._root, nodes)
            exprs = list(self._inside(expr))
            classes = [self._classes[e.name] for e in exprs if isinstance(e, Ref)]
            self.objects += bool(members)
            for member, schemas in members.items():
                types = [f.type for c in classes for f in c.fields if f.wire == member]
                if types:
                    stack.append((schemas, union(types), f"{name}.{member}"))
                else:
                    shown = " | ".join(sorted(c.name for c in classes)) or "no class"
                    found.add(f"{name}: {shown} has no member {member!r}")
            items = [i for e in exprs for i in _items(e)]
            if items:
                elements = reader.elements(self._root, nodes)
                stack.append((elements, union(items), f"{name}[]"))
            held = [e.item for e in exprs if isinstance(e, Of) and e.container is Container.MAP]
            held += [c.extra for c in classes if c.extra is not None]
            if held:
                stack.append((reader.values(self._root, nodes), union(held), f"{name}{{}}"))
        return sorted(found)

    def _starts(self) -> Iterator[tuple[list[Any], TypeExpr, str]]:
        for operation in self._api.operations:
            for name, schema, _ in places(operation):
                try:
                    node = reader.at(self._root, schema.pointer)
                except KeyError:
                    continue  # A parameter of the path that the document does not declare.
                yield [node], self._typer.type_of(schema), name

    def _inside(self, expr: TypeExpr) -> Iterator[TypeExpr]:
        """What a value of a type may be: aliases seen through, of named types only classes left."""
        stack, seen = [expr], set[str]()
        while stack:
            for part in parts(stack.pop()):
                if not isinstance(part, Ref) or part.name in self._classes:
                    yield part
                elif part.name not in seen:
                    seen.add(part.name)
                    stack.append(self._aliases[part.name])


def _items(expr: TypeExpr) -> tuple[TypeExpr, ...]:
    if isinstance(expr, TupleOf):
        return expr.items
    return (expr.item,) if isinstance(expr, Of) and expr.container is Container.LIST else ()


def compared(path: Path) -> Comparison:
    """Read a document in both ways."""
    api, document, _ = load_api(path)
    return Comparison(api, document.value)
