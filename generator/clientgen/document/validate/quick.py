"""Fast check that only ever confirms a valid 3.1 document; the rest goes to openapi-spec-validator.

jsonschema-rs uses the very schemas of the standard that the slow validator ships, in a thousandth
of its time; the rules that no schema states are read off the document here, in the
validator's order and as strictly or more. A doubt is no verdict: then the validator is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from string import Formatter
from typing import Any

from clientgen.base.pointers import resolve
from clientgen.base.untyped import Json, as_list, as_map

_OPERATIONS = frozenset("get put post delete options head patch trace".split())
_COMPONENT = re.compile(r"[a-zA-Z0-9._-]+")
# What the validator would let change the meaning of a schema, or look up elsewhere.
_UNCERTAIN = frozenset({"$schema", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor"})
# The keywords of a schema that a default can be held to here, and those that say nothing of it.
_ASSERTS = frozenset({"type", "enum", "minimum", "maximum", "minLength", "maxLength"})
_TELLS = frozenset({
    "default", "deprecated", "description", "example", "examples", "readOnly", "title", "writeOnly",
})  # fmt: skip
_NUMBERS = {"int32": 31, "int64": 63}


class _Doubt(Exception):
    """Only openapi-spec-validator can decide."""


def certainly_valid(document: Json) -> bool:
    """Tell whether a document is valid for certain.

    Args:
        document: a screened document.

    Returns:
        True for an OpenAPI 3.1 document in which the validator would find nothing. False means
        nothing.
    """
    root = as_map(document)
    if root is None or not _is_31(root):
        return False
    try:
        if not _judge("frame").is_valid(root):
            return False
        _Rules(root).check()
    except (_Doubt, LookupError, ValueError, TypeError, OverflowError, RecursionError):
        return False
    return True


def is_schema(schema: Json) -> bool:
    """Tell whether a value is a schema of OpenAPI 3.1 for certain.

    Args:
        schema: any value; the schemas in it are judged too.

    Returns:
        True when it is one; False means nothing.
    """
    try:
        return bool(_judge("schema").is_valid(schema))
    except (ValueError, TypeError, OverflowError):
        return False


def without_valid_parts(document: Json) -> Json | None:
    """Leave out what the standard's schema of a document would find nothing in.

    Args:
        document: a screened document.

    Returns:
        None when the schema confirms the whole document. Otherwise the same document without
        the paths and the schemas that are; any other version than 3.1 as it is.
    """
    root = as_map(document)
    if root is None or not _is_31(root):
        return document
    try:
        if _judge("frame").is_valid(root):
            return None
        left = dict(root)
        if (paths := as_map(root.get("paths"))) is not None:
            judge = _judge("path")
            left["paths"] = {
                path: item
                for path, item in paths.items()
                if not path.startswith("/") or not judge.is_valid(item)
            }
    except (ValueError, TypeError, OverflowError):
        return document
    components = as_map(root.get("components"))
    schemas = as_map(components.get("schemas")) if components is not None else None
    if components is not None and schemas is not None:
        kept = {
            name: schema
            for name, schema in schemas.items()
            if not (_COMPONENT.fullmatch(name) and isinstance(schema, dict | bool))
        }
        left["components"] = {**components, "schemas": kept}
    return left


def _is_31(root: dict[str, Json]) -> bool:
    return str(root.get("openapi", "")).startswith("3.1.") and "jsonSchemaDialect" not in root


@cache
def _judge(of: str) -> Any:
    """The standard's schema of a document, of one of its paths, or of a schema, compiled."""
    import jsonschema_rs

    if of == "schema":
        base, dialect = _resource("vocabularies/base"), _resource("metaschema.json")
        return jsonschema_rs.Draft202012Validator(
            dialect,
            registry=jsonschema_rs.Registry([(base["$id"], base)]),
            # What is not in the registry is not fetched.
            offline=True,
            validate_formats=True,
            formats={"regex": _is_pattern},
        )
    frame = json.loads(_home("openapi_spec_validator", "resources/schemas/v3.1/schema.json"))
    if of == "path":
        frame = {"$ref": "#/$defs/path-item-or-reference", "$defs": frame["$defs"]}
    return jsonschema_rs.Draft202012Validator(frame, offline=True)


def _resource(name: str) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(_home("openapi_schema_validator", f"schemas/oas3.1/{name}"))
    return found


def _home(package: str, path: str) -> bytes:
    """A file of a package that is not imported for it: that would take most of a second."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return (Path(spec.origin).parent / path).read_bytes()


@cache
def _has_other_patterns() -> bool:
    return find_spec("regress") is not None


def _is_pattern(text: str) -> bool:
    """What the validator holds for a regular expression, where its dialect is Python's."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return not _has_other_patterns()


class _Rules:
    """The rules that the standard's schemas do not state; a breach is a doubt like any other."""

    def __init__(self, root: dict[str, Json]) -> None:
        self._root = root
        self._ids: set[Json] = set()
        self._judged: set[int] = set()
        self._visited: set[int] = set()
        self._members: dict[int, frozenset[str] | None] = {}

    def check(self) -> None:
        """Check everything the validator checks."""
        self._unique(tag["name"] for tag in map(self._at, self._root.get("tags", ())))
        for url, item in self._root.get("paths", {}).items():
            self._path(url, item)
        for schema in self._root.get("components", {}).get("schemas", {}).values():
            self._schema(schema)

    def _at(self, node: Json) -> dict[str, Json]:
        """A node with the references that lead to it followed."""
        for _ in range(32):
            found = as_map(node)
            if found is None:
                raise _Doubt
            if "$ref" not in found:
                return found
            target = found["$ref"]
            if not isinstance(target, str) or not target.startswith("#/") or "%" in target:
                raise _Doubt
            node = resolve(self._root, target[1:])
        raise _Doubt

    def _unique(self, names: Iterator[Json]) -> None:
        seen: set[Json] = set()
        for name in names:
            if name in seen:
                raise _Doubt
            seen.add(name)

    def _path(self, url: str, item: Json) -> None:
        if "$ref" in item:
            raise _Doubt
        shared = self._parameters(item)
        wanted = {name for _, name, _, _ in Formatter().parse(url) if name}
        for method, operation in item.items():
            if method not in _OPERATIONS:
                continue
            if "operationId" in operation:
                if operation["operationId"] in self._ids:
                    raise _Doubt
                self._ids.add(operation["operationId"])
            for response in operation.get("responses", {}).values():
                for media in self._at(response).get("content", {}).values():
                    self._held(self._at(media))
            if self._parameters(operation) | shared != wanted:
                raise _Doubt

    def _parameters(self, owner: dict[str, Json]) -> set[str]:
        """The path parameters of a path or an operation."""
        found = [self._at(parameter) for parameter in owner.get("parameters", ())]
        for parameter in found:
            self._held(parameter)
        self._unique((parameter["name"], parameter["in"]) for parameter in found)
        return {parameter["name"] for parameter in found if parameter["in"] == "path"}

    def _held(self, owner: dict[str, Json]) -> None:
        if "schema" in owner:
            self._schema(owner["schema"])

    def _schema(self, node: Json) -> None:
        schema = self._at(node)
        if id(schema) not in self._judged:
            self._judged.add(id(schema))
            if not is_schema(schema):
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
        if properties is None or "$ref" in properties:
            raise _Doubt
        for inner in properties.values():
            self._visit(inner)
        if "allOf" in schema and not self._named(schema) >= set(schema.get("required", ())):
            raise _Doubt
        if "default" in schema:
            _hold_default(schema)

    def _inner(self, schema: dict[str, Json]) -> Iterator[Json]:
        for keyword in ("allOf", "anyOf", "oneOf"):
            yield from as_list(schema.get(keyword, [])) or ()
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


def _hold_default(schema: dict[str, Json]) -> None:
    """Hold a default to its schema, where that takes no more than a few simple keywords."""
    import jsonschema_rs

    value = schema["default"]
    others = {key for key in schema if not key.startswith("x-")} - _ASSERTS - _TELLS
    if "format" in others and schema["format"] in _NUMBERS:
        limit = 1 << _NUMBERS[schema["format"]]
        others.remove("format")
        if not isinstance(value, int) or not -limit <= value < limit:
            raise _Doubt
    asserts = {key: schema[key] for key in _ASSERTS if key in schema}
    if others or not jsonschema_rs.Draft202012Validator(asserts, offline=True).is_valid(value):
        raise _Doubt
