"""Read a screened, repaired OpenAPI 3.1 document as an `Api`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientgen.api.api import Api, IncomingRequest, Operation, RequestBody, SecurityScheme
from clientgen.api.nodes import NodeReader
from clientgen.api.operations import OperationReader, security, servers
from clientgen.api.schema import Schema, extensions_of
from clientgen.base.diagnostics import DiagnosticCollector, InputError, with_positions
from clientgen.base.markup import described
from clientgen.base.pointers import escape
from clientgen.base.untyped import is_mapping, items, mapping, text
from clientgen.document.load import Document
from clientgen.document.load.grammar import METHODS


def build_api(document: Document) -> Api:
    """Read a whole document.

    What cannot be read is left out, or widened to any JSON, with a diagnostic; the rest is read.

    Args:
        document: an OpenAPI 3.1 document that passed screening.

    Returns:
        The API, with the diagnostics of what was left out or widened.
    """
    return _Builder(document).api()


class _Builder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = mapping(document.value)
        self._diagnostics = DiagnosticCollector()
        self._nodes = NodeReader(self._root, self._diagnostics)
        self._operation_reader = OperationReader(self._root, self._nodes, self._diagnostics)
        self._ids: dict[str, str] = {}

    def api(self) -> Api:
        info = mapping(self._root.get("info"))
        components = mapping(self._root.get("components"))
        found = sorted(self._operations(), key=lambda op: (op.path, op.method))
        operations = tuple(map(self._with_unique_id, found))
        incoming = tuple(sorted(self._incoming(), key=lambda item: (item.kind, item.name)))
        schemas: dict[str, Schema] = {
            name: self._nodes.schema(node, f"/components/schemas/{escape(name)}")
            for name, node in mapping(components.get("schemas")).items()
        }
        schemas.update(self._nodes.nested_schemas())
        return Api(
            title=str(info.get("title", "API")),
            version=str(info.get("version", "0")),
            description=described(info.get("description")),
            servers=servers(self._root.get("servers")),
            operations=operations,
            schemas=dict(sorted(schemas.items())),
            security_schemes=self._security_schemes(components),
            security=security(self._root.get("security")),
            tags={
                str(tag.get("name")): described(tag.get("description"))
                for tag in items(self._root.get("tags"))
                if is_mapping(tag)
            },
            extensions=extensions_of(self._root),
            info=info,
            incoming=incoming,
            diagnostics=with_positions(self._diagnostics.collected(), self._document),
            document=self._root,
        )

    def _security_schemes(self, components: Mapping[str, Any]) -> dict[str, SecurityScheme]:
        schemes: dict[str, SecurityScheme] = {}
        for name, node in sorted(mapping(components.get("securitySchemes")).items()):
            pointer = f"/components/securitySchemes/{escape(name)}"
            try:
                raw, pointer = self._nodes.resolve(node, pointer)
            except InputError as error:
                self._diagnostics.warn("security-left-out", f"{error.message}; left out", pointer)
                continue
            schemes[name] = SecurityScheme(name, str(raw.get("type", "")), raw, pointer)
        return schemes

    def _operations(self) -> Iterator[Operation]:
        for path, raw in mapping(self._root.get("paths")).items():
            if not path.startswith("x-"):
                yield from self._path_operations(path, raw)

    def _path_operations(self, path: str, raw: Any) -> Iterator[Operation]:
        pointer = f"/paths/{escape(path)}"
        try:
            item, pointer = self._nodes.resolve(raw, pointer)
        except InputError as error:
            self._diagnostics.warn(
                "path-left-out", f"{error.message}; the path is left out", pointer
            )
            return
        for method, node, at in _methods(item, pointer):
            if not is_mapping(node) or not _METHOD_TOKEN.fullmatch(method):
                wrong = "its method is no token of HTTP" if is_mapping(node) else "it is no object"
                self._diagnostics.warn(
                    "operation-left-out", f"{wrong}; the operation is left out", at
                )
                continue
            try:
                found = self._operation_reader.read(path, method, item, pointer, node, at)
            except InputError as error:
                self._diagnostics.warn(
                    "operation-left-out",
                    f"{error.message}; the operation is left out",
                    error.pointer or at,
                )
                continue
            yield found

    def _with_unique_id(self, operation: Operation) -> Operation:
        """Replace an operationId that another operation has by method and path."""
        wanted = operation.id
        if wanted in self._ids:
            operation = replace(operation, id=f"{operation.method.lower()} {operation.path}")
            self._diagnostics.warn(
                "duplicate-id",
                f"the operationId {wanted!r} is taken by {self._ids[wanted]};"
                f" this one is known as {operation.id!r}",
                operation.pointer,
            )
        self._ids[operation.id] = f"{operation.method} {operation.path}"
        return operation

    def _incoming(self) -> Iterator[IncomingRequest]:
        for name, node in mapping(self._root.get("webhooks")).items():
            yield from self._incoming_requests(name, None, node, f"/webhooks/{escape(name)}")
        for path, raw in mapping(self._root.get("paths")).items():
            for method in METHODS:
                operation = mapping(mapping(raw).get(method))
                owner = text(operation.get("operationId")) or f"{method} {path}"
                base = f"/paths/{escape(path)}/{method}/callbacks"
                for name, callback in mapping(operation.get("callbacks")).items():
                    yield from self._callback(f"{owner} {name}", callback, f"{base}/{escape(name)}")

    def _callback(self, name: str, node: Any, pointer: str) -> Iterator[IncomingRequest]:
        try:
            callback, pointer = self._nodes.resolve(node, pointer)
        except InputError as error:
            self._diagnostics.warn("callback-left-out", f"{error.message}; left out", pointer)
            return
        for expression, item in callback.items():
            if not expression.startswith("x-"):
                yield from self._incoming_requests(
                    name, expression, item, f"{pointer}/{escape(expression)}"
                )

    def _incoming_requests(
        self, name: str, expression: str | None, node: Any, pointer: str
    ) -> Iterator[IncomingRequest]:
        try:
            item, pointer = self._nodes.resolve(node, pointer)
        except InputError as error:
            self._diagnostics.warn("callback-left-out", f"{error.message}; left out", pointer)
            return
        found = [(m, n, at) for m, n, at in _methods(item, pointer) if is_mapping(n)]
        for method, raw, at in found:
            body: RequestBody | None = None
            try:
                body = self._operation_reader.body(raw, at)
            except InputError as error:
                self._diagnostics.warn("callback-left-out", f"{error.message}; left out", at)
            yield IncomingRequest(
                name=name if len(found) == 1 else f"{name} {method}",
                kind="webhook" if expression is None else "callback",
                method=method,
                expression=expression,
                body=body,
                description=described(raw.get("summary")) or described(raw.get("description")),
                pointer=at,
            )


# RFC 9110, section 5.6.2: a method is a token.
_METHOD_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def _methods(item: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any, str]]:
    for method in METHODS:
        if item.get(method) is not None:
            yield method, item[method], f"{pointer}/{method}"
    # OpenAPI 3.2: methods that have no fixed field.
    for method, node in mapping(item.get("additionalOperations")).items():
        yield method, node, f"{pointer}/additionalOperations/{escape(method)}"
