"""The rules of OpenAPI 3.1 that no schema states, read off a document.

They are checked in the validator's order and as strictly or more; a breach is a doubt, and only
the validator turns doubts into verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from string import Formatter
from typing import Any

from clientgen.base.pointers import local_target, resolve
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.validate.defaults import holds_default
from clientgen.document.validate.standard import Part, is_part, is_schema

_OPERATIONS = frozenset("get put post delete options head patch trace".split())
# What the validator would let change the meaning of a schema, or look up elsewhere.
_UNCERTAIN = frozenset({"$schema", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor"})


class _Doubt(Exception):
    """Only openapi-spec-validator can decide."""


class Rules:
    """Check of which parts of a document certainly keep every rule.

    Each path and each component schema is read on its own. A schema that several of them lead to
    is read with the first, as the validator does, so a doubt is raised once, where the validator
    complains.

    Args:
        root: a screened document of OpenAPI 3.1.
        is_whole: whether the standard's schema confirms the whole of it. Otherwise each path, and
            what its references lead to, is held to that schema here.
    """

    def __init__(self, root: dict[str, Json], *, is_whole: bool) -> None:
        self._root = root
        self._is_whole = is_whole
        self._is_part: dict[tuple[Part, int], bool] = {}
        self._is_schema: dict[int, bool] = {}
        self._visited: set[int] = set()
        self._members: dict[int, frozenset[str] | None] = {}
        self._ids: Counter[Json] = Counter()

    def confirmed_tags(self) -> bool:
        """Tell whether the tags keep the rules; unlike the rest they are one."""
        return self._holds(self._tags)

    def confirmed_paths(self) -> frozenset[str]:
        """List the paths that keep the rules; to be called first."""
        paths = as_map(self._root.get("paths", {}))
        if paths is None or not self._holds(self._count_ids, paths.values()):
            return frozenset()
        return frozenset(url for url, item in paths.items() if self._holds(self._path, url, item))

    def confirmed_schemas(self) -> frozenset[str]:
        """List the component schemas that keep the rules; to be called last."""
        components = as_map(self._root.get("components", {})) or {}
        schemas = as_map(components.get("schemas", {})) or {}
        return frozenset(
            name for name, schema in schemas.items() if self._holds(self._schema, schema)
        )

    @staticmethod
    def _holds(check: Callable[..., None], *arguments: Any) -> bool:
        try:
            check(*arguments)
        except (_Doubt, LookupError, ValueError, TypeError, OverflowError, RecursionError):
            return False
        return True

    def _at(self, node: Json) -> dict[str, Json]:
        """A node with the references that lead to it followed."""
        for _ in range(32):
            found = as_map(node)
            if found is None:
                raise _Doubt
            if "$ref" not in found:
                return found
            text = found["$ref"]
            target = local_target(text) if isinstance(text, str) else None
            if target is None:
                raise _Doubt
            node = resolve(self._root, target)
        raise _Doubt

    def _part(self, part: Part, node: Json) -> dict[str, Any]:
        """The same, where the standard's schema confirms what is there."""
        found = self._at(node)
        if not self._is_whole:
            key = part, id(found)
            if key not in self._is_part:
                self._is_part[key] = is_part(part, found)
            if not self._is_part[key]:
                raise _Doubt
        return found

    def _tags(self) -> None:
        self._unique(self._part("tag", tag)["name"] for tag in self._root.get("tags", ()))

    def _unique(self, names: Iterable[Json]) -> None:
        seen: set[Json] = set()
        for name in names:
            if name in seen:
                raise _Doubt
            seen.add(name)

    def _count_ids(self, items: Iterable[Json]) -> None:
        """Count the operationIds: of those that are not unique, the validator names the later."""
        for item in items:
            for method, operation in self._at(item).items():
                if method in _OPERATIONS:
                    self._ids[self._at(operation).get("operationId")] += 1
        del self._ids[None]

    def _path(self, url: str, item: Json) -> None:
        if not url.startswith("/") or "$ref" in item:
            raise _Doubt
        path = self._part("path-item", item)
        shared = self._parameters(path)
        wanted = {name for _, name, _, _ in Formatter().parse(url) if name}
        for method, operation in path.items():
            if method not in _OPERATIONS:
                continue
            if self._ids[operation.get("operationId")] > 1:
                raise _Doubt
            for response in operation.get("responses", {}).values():
                for media in self._part("response", response).get("content", {}).values():
                    self._held(self._part("media-type", media))
            if self._parameters(operation) | shared != wanted:
                raise _Doubt

    def _parameters(self, owner: dict[str, Any]) -> set[str]:
        """The path parameters of a path or an operation."""
        found = [self._part("parameter", parameter) for parameter in owner.get("parameters", ())]
        for parameter in found:
            self._held(parameter)
        self._unique((parameter["name"], parameter["in"]) for parameter in found)
        return {parameter["name"] for parameter in found if parameter["in"] == "path"}

    def _held(self, owner: dict[str, Json]) -> None:
        if "schema" in owner:
            self._schema(owner["schema"])

    def _schema(self, node: Json) -> None:
        schema = self._at(node)
        if id(schema) not in self._is_schema:
            self._is_schema[id(schema)] = is_schema(schema)
        if not self._is_schema[id(schema)]:
            raise _Doubt
        self._visit(schema)

    def _visit(self, node: Json) -> None:
        schema = self._at(node)
        if id(schema) in self._visited:
            return
        self._visited.add(id(schema))
        if not _UNCERTAIN.isdisjoint(schema):
            raise _Doubt
        for inner in self._inner(schema):
            self._visit(inner)
        properties = as_map(schema.get("properties", {}))
        # A property may have the name of a reference; a text there is one to the validator.
        if properties is None or isinstance(properties.get("$ref"), str):
            raise _Doubt
        for inner in properties.values():
            self._visit(inner)
        if "allOf" in schema and not self._named(schema) >= set(schema.get("required", ())):
            raise _Doubt
        if "default" in schema and not holds_default(schema):
            raise _Doubt

    def _inner(self, schema: dict[str, Json]) -> Iterator[Json]:
        for keyword in ("allOf", "anyOf", "oneOf"):
            parts = as_list(schema.get(keyword, []))
            if parts is None:
                raise _Doubt
            yield from parts
        for keyword in ("not", "items"):
            if keyword in schema:
                yield schema[keyword]

    def _named(self, schema: dict[str, Json]) -> frozenset[str]:
        """Every property a schema or one that it is made of names."""
        if id(schema) not in self._members:
            self._members[id(schema)] = None
            parts = [self._named(self._at(inner)) for inner in self._inner(schema)]
            own = frozenset(schema.get("properties", ()))
            self._members[id(schema)] = own.union(*parts)
        found = self._members[id(schema)]
        if found is None:
            raise _Doubt  # it is made of itself
        return found
