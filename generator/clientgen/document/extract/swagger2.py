"""Swagger 2.0 to OpenAPI 3.1: the document and its shared parts."""

from __future__ import annotations

from clientgen.base.pointers import escape, local_target, pointer_of, prefixes, tokens_of
from clientgen.base.untyped import Json, as_map
from clientgen.document.extract.keys import UPSTREAM_NAME, VERSION, renamed, requirements_renamed
from clientgen.document.extract.operations import OperationConverter
from clientgen.document.load import Document
from clientgen.document.load.grammar import walk

# Container of Swagger 2.0 to part of the components of OpenAPI 3.
_PARTS = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_ROOT = frozenset(("swagger", "host", "basePath", "schemes", "consumes", "produces", *_PARTS))


class Swagger2:
    """One conversion.

    Args:
        document: a screened Swagger 2.0 document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = as_map(document.value) or {}
        self._keys = {name: renamed(as_map(self._root.get(name)) or {}) for name in _PARTS}
        self._origins: dict[str, str] = {}

    def convert(self) -> Document:
        """Convert.

        Returns:
            The document as OpenAPI 3.1; it knows where each part came from.
        """
        keys = self._keys["securityDefinitions"]
        operations = OperationConverter(self._root, self._rewrite, keys, self._origins)
        result: dict[str, Json] = {"openapi": VERSION}
        for name, value in self._root.items():
            if name == "paths":
                result[name] = operations.paths(value)
            elif name == "security":
                result[name] = requirements_renamed(value, keys)
            elif name not in _ROOT:
                result[name] = value
        self._origins["/openapi"] = "/swagger"
        if servers := operations.servers(self._root.get("schemes")):
            result["servers"] = servers
            self._origins["/servers"] = "/host" if "host" in self._root else ""
        if components := self._components(operations):
            result["components"] = components
        _move_inner_references(result, self._origins)
        return self._document.with_value(result, self._origins)

    def _rewrite(self, text: str) -> str:
        target = local_target(text)
        if target is None:
            # A discriminator may name a schema by its bare name.
            return self._keys["definitions"].get(text, text)
        container, name, *rest = [*tokens_of(target), "", ""][:2] + tokens_of(target)[2:]
        if container not in _PARTS or name not in self._keys[container]:
            return text
        key = self._keys[container][name]
        return "#" + pointer_of("components", _PARTS[container], key, *rest)

    def _components(self, operations: OperationConverter) -> dict[str, Json]:
        result: dict[str, Json] = {}
        for container, part in _PARTS.items():
            converted: dict[str, Json] = {}
            bodies: dict[str, Json] = {}
            for name, value in (as_map(self._root.get(container)) or {}).items():
                key = self._keys[container][name]
                at, old = f"/components/{part}/{key}", f"/{container}/{escape(name)}"
                target = converted
                if container == "parameters" and operations.is_body(value):
                    at, target = f"/components/requestBodies/{key}", bodies
                self._origins[at] = old
                new = self._component(operations, container, value, at, old)
                if key != name and as_map(new) is not None:
                    new = {**new, UPSTREAM_NAME: name}
                target[key] = new
            if converted:
                result[part] = converted
            if bodies:
                result["requestBodies"] = bodies
        return result

    def _component(
        self, operations: OperationConverter, container: str, value: Json, at: str, old: str
    ) -> Json:
        if container == "definitions":
            return operations.schema(value)
        if container == "parameters":
            return operations.shared_parameter(value, at, old)
        if container == "responses":
            return operations.response(value, operations.produces, at, old)
        return _security_scheme(value)


def _security_scheme(value: Json) -> Json:
    node = as_map(value)
    if node is None:
        return value
    if node.get("type") == "basic":
        return {**node, "type": "http", "scheme": "basic"}
    if node.get("type") != "oauth2":
        return dict(node)
    inside = ("authorizationUrl", "tokenUrl", "scopes")
    flow: dict[str, Json] = {"scopes": {}, **{name: node[name] for name in inside if name in node}}
    kept = {name: item for name, item in node.items() if name not in (*inside, "flow")}
    name = str(node.get("flow"))
    return {**kept, "flows": {_FLOWS.get(name, name): flow}}


def _move_inner_references(root: dict[str, Json], origins: dict[str, str]) -> None:
    """References into paths: follow what stood there to where it stands now."""
    moved: dict[str, str] = {}
    for found in walk(root):
        text = found.node.get("$ref")
        target = local_target(text) if isinstance(text, str) else None
        if target is None or not target.startswith("/paths/"):
            continue
        if not moved:
            moved = {old: new for new, old in reversed(origins.items())}
        for prefix in prefixes(target):
            if prefix in moved:
                found.node["$ref"] = f"#{moved[prefix]}{target[len(prefix) :]}"
                break
