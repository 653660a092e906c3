"""The contract of the fake service: what the document says of messages, as little JSON as will do.

Schemas stay as the document has them, so that a library can judge by them; what only people read
is left out. References lead to ``contract#/schemas/…``: a component by its name, anything else by
its pointer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from clientgen.api import Api, Operation
from clientgen.base.configuration import PagingSettings
from clientgen.base.pointers import escape, follow, local_target, resolve, tokens_of
from clientgen.base.untyped import is_mapping, items, mapping, text
from clientgen.document.load.grammar import GRAMMAR, ObjectKind
from clientgen.types import ModelsPlan

_COMPONENTS = ("components", "schemas")
# What a schema, parameter, body, response or media type says besides the objects inside it.
_KEPT: Mapping[str, frozenset[str]] = {
    "schema": frozenset("""
        type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength
        minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties
        minProperties required dependentRequired format default example examples readOnly writeOnly
        contentMediaType contentEncoding
        """.split()),
    "parameter": frozenset({"name", "in", "required", "style", "explode", "example"}),
    "header": frozenset({"required", "example"}),
    "request body": frozenset({"required"}),
    "media type": frozenset({"example"}),
    "encoding": frozenset({"style", "explode"}),
}
_FIELDS: Mapping[str, frozenset[str]] = {
    "parameter": frozenset({"schema", "content"}),
    "header": frozenset({"schema", "content"}),
    "request body": frozenset({"content"}),
    "response": frozenset({"content", "headers"}),
    "media type": frozenset({"schema", "itemSchema", "encoding"}),
    "encoding": frozenset[str](),
}


def contract_text(api: Api, models: ModelsPlan, paging: Mapping[str, PagingSettings | None]) -> str:
    """Write the contract of an API.

    Args:
        api: the API, with its document.
        models: the planned classes.
        paging: operationId → how a listing continues, by wire names.

    Returns:
        JSON, one line for each operation and schema, so that a change of one changes one line.
    """
    contract = _Contract(api.document)
    operations = {
        operation.id: contract.operation(operation, paging.get(operation.id))
        for operation in api.operations
    }
    pointers = {model.name: model.schema.pointer for model in models.models}
    pointers |= {alias.name: alias.schema.pointer for alias in models.aliases}
    classes = {
        name: reference
        for name, pointer in pointers.items()
        if (reference := contract.reference(pointer)) is not None
    }
    schemes = {
        name: {
            key: scheme.raw[key] for key in ("type", "in", "name", "scheme") if key in scheme.raw
        }
        for name, scheme in api.security_schemes.items()
    }
    bases = sorted({_base(mapping(server)) for server in items(api.document.get("servers"))})
    parts: dict[str, Mapping[str, Any]] = {
        "operations": operations,
        "models": classes,
        "schemes": schemes,
        "schemas": contract.schemas(),
    }
    rows = [f'"bases": {_dumped(bases)}']
    rows += [f'"{name}": {_lines(part)}' for name, part in parts.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _base(server: Mapping[str, Any]) -> str:
    """Give the path of a server, its variables at their defaults."""
    address = text(server.get("url")) or ""
    for name, variable in mapping(server.get("variables")).items():
        address = address.replace(f"{{{name}}}", str(mapping(variable).get("default", "")))
    return urlsplit(address).path.rstrip("/")


def _lines(part: Mapping[str, Any]) -> str:
    rows = (f"  {_dumped(name)}: {_dumped(part[name])}" for name in sorted(part))
    return "{\n" + ",\n".join(rows) + "\n}" if part else "{}"


def _dumped(value: Any) -> str:
    return json.dumps(_ordered(value), separators=(",", ":"), default=str)


def _ordered(value: Any) -> Any:
    """Sort members by name, so that the order of the document never shows."""
    if is_mapping(value):
        return {name: _ordered(value[name]) for name in sorted(value, key=str)}
    return [_ordered(item) for item in items(value)] if isinstance(value, list) else value


class _Contract:
    """Copies parts of a document, and collects the schemas that they refer to."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._pending: dict[str, str] = {}

    def operation(self, operation: Operation, paging: PagingSettings | None) -> dict[str, Any]:
        """Describe the messages of an operation."""
        found: dict[str, Any] = {
            "parameters": [
                {
                    **self._copied(resolve(self._document, parameter.pointer), "parameter"),
                    "name": parameter.name,
                    "in": parameter.location,
                }
                for parameter in operation.parameters
            ],
            "responses": {
                response.status: self._copied(resolve(self._document, response.pointer), "response")
                for response in operation.responses
            },
            "security": [sorted(alternative) for alternative in operation.security],
        }
        if operation.body is not None:
            body = resolve(self._document, operation.body.pointer)
            found["requestBody"] = self._copied(body, "request body")
        if paging is not None:
            found["paging"] = {
                name: value for name, value in paging.model_dump().items() if value is not None
            }
        return found

    def reference(self, pointer: str) -> str | None:
        """Give the reference to a schema of the document; None where there is no such place."""
        try:
            resolve(self._document, pointer)
        except (KeyError, IndexError, ValueError):
            return None
        return self._placed(pointer)

    def schemas(self) -> dict[str, Any]:
        """Copy what was referred to, and what that refers to."""
        found: dict[str, Any] = {}
        while self._pending:
            name, pointer = self._pending.popitem()
            if name not in found:
                found[name] = True  # It may refer to itself.
                found[name] = self._copied(resolve(self._document, pointer), "schema")
        return found

    def _placed(self, pointer: str) -> str:
        """Tell where the contract has a schema, and remember to copy it."""
        tokens = tokens_of(pointer)
        if tuple(tokens[:2]) == _COMPONENTS and len(tokens) > 2:
            name, below = tokens[2], tokens[3:]
            pointer = "".join(f"/{escape(token)}" for token in tokens[:3])
        else:
            name, below = pointer, []
        self._pending[name] = pointer
        return "contract#/schemas/" + "/".join(map(_in_fragment, [name, *below]))

    def _copied(self, node: Any, kind: ObjectKind) -> Any:
        """Copy a node without what only people read."""
        if not is_mapping(node):
            return node
        raw = text(node.get("$ref"))
        target = local_target(raw) if raw is not None else None
        if target is not None and kind != "schema":
            node, _ = follow(self._document, node, "")
            node = mapping(node)
        kept, fields = _KEPT.get(kind, frozenset[str]()), GRAMMAR[kind]
        wanted = _FIELDS.get(kind)
        found: dict[str, Any] = {name: node[name] for name in node if name in kept}
        if target is not None and kind == "schema":
            found["$ref"] = self.reference(target) or "contract#/schemas"
        if kind == "schema" and is_mapping(node.get("discriminator")):
            found["discriminator"] = self._discriminator(mapping(node["discriminator"]))
        for name in node:
            if name not in fields or (wanted is not None and name not in wanted):
                continue
            cardinality, inner = fields[name]
            found[name] = self._field(node[name], cardinality, inner)
        if kind in ("media type", "parameter") and "example" not in found:
            for _, example in sorted(mapping(node.get("examples")).items()):
                given, _ = follow(self._document, example, "")
                if is_mapping(given) and "value" in given:
                    found["example"] = given["value"]
                    break
        return found

    def _field(self, value: Any, cardinality: str, kind: ObjectKind) -> Any:
        if cardinality == "map":
            return {name: self._copied(inner, kind) for name, inner in mapping(value).items()}
        if isinstance(value, list):
            return [self._copied(inner, kind) for inner in items(value)]
        return self._copied(value, kind)

    def _discriminator(self, node: Mapping[str, Any]) -> dict[str, Any]:
        targets = {
            str(value): local_target(str(name))
            for value, name in mapping(node.get("mapping")).items()
        }
        return {
            "propertyName": node.get("propertyName"),
            "mapping": {
                value: reference
                for value, target in targets.items()
                if target is not None and (reference := self.reference(target)) is not None
            },
        }


def _in_fragment(token: str) -> str:
    """Write a token of a pointer for the fragment of a URI (RFC 6901, section 6)."""
    return escape(token).replace("%", "%25").replace(" ", "%20").replace('"', "%22")
