"""From a screened, repaired OpenAPI 3.1 document to the intermediate representation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from generator.ir.api import (
    Api,
    Location,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SecurityScheme,
    Server,
)
from generator.ir.raw import is_mapping, items, mapping, text
from generator.ir.schema import ANY, Schema, build_schema, escape, extensions_of
from generator.load import Document
from generator.problems import InputError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DEFAULT_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


def build_api(document: Document) -> Api:
    """Read a whole document.

    Args:
        document: an OpenAPI 3.1 document that passed screening.

    Returns:
        The API.

    Raises:
        InputError: a part of the document has a shape no client could be made for; the error
            carries the position in the file the part came from.
    """
    try:
        return _Builder(document.value).api()
    except InputError as error:
        if error.pointer is None or error.source is not None:
            raise
        raise InputError(
            error.message,
            source=document.source,
            position=document.position(error.pointer),
            pointer=document.origin(error.pointer),
        ) from error


class _Builder:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def api(self) -> Api:
        info = mapping(self._root.get("info"))
        components = mapping(self._root.get("components"))
        return Api(
            title=str(info.get("title", "API")),
            version=str(info.get("version", "0")),
            description=text(info.get("description")),
            servers=_servers(self._root.get("servers")),
            operations=tuple(sorted(self._operations(), key=lambda op: (op.path, op.method))),
            schemas={
                name: build_schema(node, f"/components/schemas/{escape(name)}")
                for name, node in sorted(mapping(components.get("schemas")).items())
            },
            security_schemes={
                name: SecurityScheme(name, str(raw.get("type", "")), raw, pointer)
                for name, raw, pointer in self._security_schemes(components)
            },
            security=_security(self._root.get("security")),
            tags={
                str(tag.get("name")): text(tag.get("description"))
                for tag in items(self._root.get("tags"))
                if is_mapping(tag)
            },
            extensions=extensions_of(self._root),
            info=info,
        )

    def _security_schemes(
        self, components: Mapping[str, Any]
    ) -> list[tuple[str, Mapping[str, Any], str]]:
        schemes = mapping(components.get("securitySchemes"))
        return [
            (name, *self._resolve(schemes[name], f"/components/securitySchemes/{escape(name)}"))
            for name in sorted(schemes)
        ]

    def _operations(self) -> list[Operation]:
        operations: list[Operation] = []
        for path, raw in mapping(self._root.get("paths")).items():
            if path.startswith("x-"):
                continue
            item, pointer = self._resolve(raw, f"/paths/{escape(path)}")
            operations.extend(
                self._operation(path, method, item, pointer)
                for method in METHODS
                if is_mapping(item.get(method))
            )
        return operations

    def _operation(
        self, path: str, method: str, item: Mapping[str, Any], item_pointer: str
    ) -> Operation:
        raw = mapping(item[method])
        pointer = f"{item_pointer}/{method}"
        given = text(raw.get("operationId"))
        security = raw.get("security", self._root.get("security"))
        return Operation(
            id=given or f"{method} {path}",
            has_id=given is not None,
            method=method.upper(),
            path=path,
            tags=tuple(tag for tag in items(raw.get("tags")) if isinstance(tag, str)),
            summary=text(raw.get("summary")),
            description=text(raw.get("description")),
            deprecated=raw.get("deprecated") is True,
            parameters=self._parameters(item, item_pointer, raw, pointer),
            body=self._body(raw, pointer),
            responses=self._responses(raw, pointer),
            security=_security(security),
            servers=_servers(raw.get("servers", item.get("servers"))),
            pointer=pointer,
            extensions=extensions_of(raw),
        )

    def _parameters(
        self, item: Mapping[str, Any], item_pointer: str, raw: Mapping[str, Any], pointer: str
    ) -> tuple[Parameter, ...]:
        """Path-level parameters, overridden by the operation's own of the same name and place."""
        merged: dict[tuple[str, str], Parameter] = {}
        for owner, base in ((item, item_pointer), (raw, pointer)):
            for index, node in enumerate(items(owner.get("parameters"))):
                parameter = self._parameter(node, f"{base}/parameters/{index}")
                merged[parameter.location, parameter.name] = parameter
        return tuple(merged.values())

    def _parameter(self, node: Any, pointer: str) -> Parameter:
        raw, pointer = self._resolve(node, pointer)
        location, name = raw.get("in"), raw.get("name")
        if location not in _DEFAULT_STYLE or not isinstance(name, str):
            raise InputError("a parameter needs `name` and a known `in`", pointer=pointer)
        style = text(raw.get("style")) or _DEFAULT_STYLE[location]
        content = self._content(raw, pointer)
        if content:
            schema = content[0].schema or ANY
        else:
            schema = build_schema(raw.get("schema", True), f"{pointer}/schema")
        return Parameter(
            name=name,
            location=cast(Location, location),
            required=raw.get("required") is True or location == "path",
            schema=schema,
            style=style,
            explode=raw["explode"] if isinstance(raw.get("explode"), bool) else style == "form",
            allow_reserved=raw.get("allowReserved") is True,
            content=content[0].name if content else None,
            description=text(raw.get("description")) or schema.description,
            deprecated=raw.get("deprecated") is True,
            pointer=pointer,
            extensions=extensions_of(raw),
        )

    def _body(self, raw: Mapping[str, Any], pointer: str) -> RequestBody | None:
        if raw.get("requestBody") is None:
            return None
        body, pointer = self._resolve(raw["requestBody"], f"{pointer}/requestBody")
        return RequestBody(
            required=body.get("required") is True,
            description=text(body.get("description")),
            content=self._content(body, pointer),
            pointer=pointer,
        )

    def _responses(self, raw: Mapping[str, Any], pointer: str) -> tuple[Response, ...]:
        responses: list[Response] = []
        for status, node in sorted(
            mapping(raw.get("responses")).items(), key=lambda pair: str(pair[0])
        ):
            if str(status).startswith("x-"):
                continue
            answer, at = self._resolve(node, f"{pointer}/responses/{escape(str(status))}")
            responses.append(
                Response(
                    status=str(status),
                    description=text(answer.get("description")),
                    content=self._content(answer, at),
                    headers=self._headers(answer, at),
                    pointer=at,
                    extensions=extensions_of(answer),
                )
            )
        return tuple(responses)

    def _headers(self, answer: Mapping[str, Any], pointer: str) -> dict[str, Schema]:
        headers: dict[str, Schema] = {}
        for name, node in sorted(mapping(answer.get("headers")).items()):
            raw, at = self._resolve(node, f"{pointer}/headers/{escape(name)}")
            headers[name] = build_schema(raw.get("schema", True), f"{at}/schema")
        return headers

    def _content(self, owner: Mapping[str, Any], pointer: str) -> tuple[MediaType, ...]:
        found: list[MediaType] = []
        for name, node in mapping(owner.get("content")).items():
            raw, at = self._resolve(node, f"{pointer}/content/{escape(name)}")
            schema = build_schema(raw["schema"], f"{at}/schema") if "schema" in raw else None
            media_type = name.partition(";")[0].strip().lower()
            found.append(MediaType(media_type, schema, mapping(raw.get("encoding"))))
        return tuple(found)

    def _resolve(self, node: Any, pointer: str) -> tuple[Mapping[str, Any], str]:
        """Follow a reference to a parameter, body, answer or path item, to its end."""
        seen: set[str] = set()
        while is_mapping(node) and isinstance(node.get("$ref"), str):
            target = node["$ref"]
            if target in seen or not target.startswith("#/"):
                raise InputError(f"the reference {target!r} leads nowhere", pointer=pointer)
            seen.add(target)
            pointer = target[1:]
            node = self._at(pointer)
        if not is_mapping(node):
            raise InputError("an object was expected here", pointer=pointer)
        return node, pointer

    def _at(self, pointer: str) -> Any:
        node: Any = self._root
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            listed = items(node)
            if key.isdigit() and int(key) < len(listed):
                node = listed[int(key)]
            elif is_mapping(node) and key in node:
                node = node[key]
            else:
                raise InputError(f"the reference '#{pointer}' leads nowhere", pointer=pointer)
        return node


def _servers(raw: Any) -> tuple[Server, ...]:
    return tuple(
        Server(
            str(node.get("url", "")), text(node.get("description")), mapping(node.get("variables"))
        )
        for node in items(raw)
        if is_mapping(node)
    )


def _security(raw: Any) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    return tuple(
        {name: tuple(sorted(str(scope) for scope in items(node[name]))) for name in sorted(node)}
        for node in items(raw)
        if is_mapping(node)
    )
