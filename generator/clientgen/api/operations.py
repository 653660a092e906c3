"""Read operations: parameters, request body, responses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from clientgen.api.api import (
    Location,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Server,
)
from clientgen.api.nodes import NodeReader
from clientgen.api.schema import ANY, Schema, extensions_of
from clientgen.base.diagnostics import DiagnosticCollector, InputError
from clientgen.base.markup import described
from clientgen.base.pointers import escape
from clientgen.base.untyped import is_mapping, items, mapping, text

_STYLES: Mapping[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
# OpenAPI 3.1, Parameter Object: parameters of these names "shall be ignored".
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
_COLLECTION_FORMATS = {"ssv": "ssv", "tsv": "tsv", "pipes": "pipes"}
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+/[!#$%&'*+.^_`|~0-9a-z-]+")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class OperationReader:
    """Reads operations.

    Args:
        root: the document.
        nodes: follows references.
        diagnostics: collects the problems found.
    """

    def __init__(
        self, root: Mapping[str, Any], nodes: NodeReader, diagnostics: DiagnosticCollector
    ) -> None:
        self._root = root
        self._nodes = nodes
        self._diagnostics = diagnostics

    def read(
        self,
        path: str,
        method: str,
        item: Mapping[str, Any],
        item_pointer: str,
        raw: Mapping[str, Any],
        pointer: str,
    ) -> Operation:
        """Read one operation.

        Args:
            path: path template.
            method: HTTP method.
            item: the path item, with the parameters and servers of all its operations.
            item_pointer: its JSON pointer.
            raw: the Operation Object.
            pointer: its JSON pointer.

        Returns:
            The operation.

        Raises:
            InputError: the request body, a response or a media type cannot be read.
        """
        given = text(raw.get("operationId"))
        return Operation(
            id=given or f"{method} {path}",
            has_id=given is not None,
            method=method.upper(),
            path=path,
            tags=tuple(tag for tag in items(raw.get("tags")) if isinstance(tag, str)),
            summary=described(raw.get("summary")),
            description=described(raw.get("description")),
            deprecated=raw.get("deprecated") is True,
            parameters=self._parameters(path, item, item_pointer, raw, pointer),
            body=self.body(raw, pointer),
            responses=self._responses(raw, pointer),
            security=security(raw.get("security", self._root.get("security"))),
            servers=servers(raw.get("servers", item.get("servers"))),
            pointer=pointer,
            extensions=extensions_of(raw),
        )

    def body(self, raw: Mapping[str, Any], pointer: str) -> RequestBody | None:
        """Read the request body of an operation.

        Args:
            raw: the Operation Object.
            pointer: its JSON pointer.

        Returns:
            The request body; None where there is none.

        Raises:
            InputError: it is no object, or its reference leads nowhere.
        """
        if raw.get("requestBody") is None:
            return None
        body, pointer = self._nodes.resolve_or_empty(
            raw["requestBody"], f"{pointer}/requestBody", "request body"
        )
        return RequestBody(
            required=body.get("required") is True,
            description=described(body.get("description")),
            content=self._content(body, pointer),
            pointer=pointer,
        )

    def _parameters(
        self,
        path: str,
        item: Mapping[str, Any],
        item_pointer: str,
        raw: Mapping[str, Any],
        pointer: str,
    ) -> tuple[Parameter, ...]:
        """The path item's parameters, each overridden by its namesake of the operation."""
        merged: dict[tuple[str, str], Parameter] = {}
        for owner, base in ((item, item_pointer), (raw, pointer)):
            for index, node in enumerate(items(owner.get("parameters"))):
                at = f"{base}/parameters/{index}"
                try:
                    parameter = self._parameter(node, at)
                except InputError as error:
                    self._diagnostics.warn(
                        "parameter-left-out", f"{error.message}; the parameter is left out", at
                    )
                    continue
                if parameter is not None:
                    merged[parameter.location, parameter.name] = parameter
        variables = list(dict.fromkeys(_VARIABLE.findall(path)))
        for key in [key for key in merged if key[0] == "path" and key[1] not in variables]:
            self._diagnostics.warn(
                "parameter-unplaced",
                f"the path has no variable for the parameter {key[1]!r}; it is left out",
                merged.pop(key).pointer,
            )
        for name in variables:
            if ("path", name) not in merged:
                self._diagnostics.warn(
                    "parameter-undeclared",
                    f"the path names {name!r}, which no parameter declares; a string is taken",
                    pointer,
                )
                merged["path", name] = _undeclared_parameter(name, pointer)
        return tuple(merged.values())

    def _parameter(self, node: Any, pointer: str) -> Parameter | None:
        raw, pointer = self._nodes.resolve(node, pointer)
        location, name = raw.get("in"), raw.get("name")
        if not isinstance(name, str) or not name:
            raise InputError("a parameter needs a `name`", pointer=pointer)
        if location == "header" and name.lower() in _IGNORED_HEADERS:
            self._diagnostics.note(
                "header-ignored", f"the client itself sets the header {name!r}", pointer
            )
            return None
        content = self._content(raw, pointer)
        media = content[0] if content else None
        is_whole = location == "querystring"
        if media is not None:
            schema = media.schema or ANY
        else:
            schema = self._nodes.schema(raw.get("schema", True), f"{pointer}/schema")
        location = "query" if is_whole else location
        if not isinstance(location, str) or location not in _STYLES:
            raise InputError("a parameter needs a known `in`", pointer=pointer)
        if media is not None and not _is_written(media.name):
            self._diagnostics.warn(
                "parameter-as-text",
                f"a parameter is not written as {media.name!r}: the method takes its text",
                pointer,
            )
            schema = replace(ANY, pointer=pointer, types=("string",))
        style = text(raw.get("style")) or _STYLES[location][0]
        if style not in _STYLES[location]:
            self._diagnostics.warn(
                "style-ignored",
                f"the style {style!r} does not go with {location!r};"
                f" {_STYLES[location][0]!r} is used",
                pointer,
            )
            style = _STYLES[location][0]
        style = "querystring" if is_whole else style
        # What Swagger 2.0 can say and OpenAPI cannot.
        style = _COLLECTION_FORMATS.get(str(raw.get("x-collection-format")), style)
        return Parameter(
            name=name,
            location=cast(Location, location),
            required=raw.get("required") is True or location == "path",
            schema=schema,
            style=style,
            explode=(
                raw["explode"]
                if isinstance(raw.get("explode"), bool)
                else style in ("form", "cookie")
            ),
            allow_reserved=raw.get("allowReserved") is True,
            content=media.name if media is not None else None,
            description=described(raw.get("description")) or schema.description,
            deprecated=raw.get("deprecated") is True,
            pointer=pointer,
            extensions=extensions_of(raw),
        )

    def _responses(self, raw: Mapping[str, Any], pointer: str) -> tuple[Response, ...]:
        responses: list[Response] = []
        for status, node in sorted(
            mapping(raw.get("responses")).items(), key=lambda pair: str(pair[0])
        ):
            if str(status).startswith("x-"):
                continue
            at = f"{pointer}/responses/{escape(str(status))}"
            response, at = self._nodes.resolve_or_empty(node, at, "response")
            if response.get("links"):
                self._diagnostics.note(
                    "links-ignored", "links between operations are not followed", at
                )
            responses.append(
                Response(
                    status=str(status).upper() if str(status) != "default" else "default",
                    description=described(response.get("description")),
                    content=self._content(response, at),
                    headers=self._headers(response, at),
                    pointer=at,
                    extensions=extensions_of(response),
                )
            )
        return tuple(responses)

    def _headers(self, response: Mapping[str, Any], pointer: str) -> dict[str, Schema]:
        headers: dict[str, Schema] = {}
        for name, node in sorted(mapping(response.get("headers")).items()):
            raw, at = self._nodes.resolve_or_empty(
                node, f"{pointer}/headers/{escape(name)}", "header"
            )
            headers[name] = self._nodes.schema(raw.get("schema", True), f"{at}/schema")
        return headers

    def _event_data(self, node: Any, pointer: str) -> Schema | None:
        """The schema of the JSON that the events of a stream hold, where the document has one."""
        try:
            event, pointer = self._nodes.resolve(node, pointer)
            data, pointer = self._nodes.resolve(
                mapping(event.get("properties")).get("data"), f"{pointer}/properties/data"
            )
        except InputError:
            return None
        if not is_mapping(data.get("contentSchema")) or not _is_json(data.get("contentMediaType")):
            return None
        return self._nodes.schema(data["contentSchema"], f"{pointer}/contentSchema")

    def _content(self, owner: Mapping[str, Any], pointer: str) -> tuple[MediaType, ...]:
        found: list[MediaType] = []
        for name, node in mapping(owner.get("content")).items():
            at = f"{pointer}/content/{escape(name)}"
            media_type = name.partition(";")[0].strip().lower()
            if not _MEDIA_TYPE.fullmatch(media_type):
                self._diagnostics.warn(
                    "media-type-left-out", f"{name[:100]!r} is no media type; it is left out", at
                )
                continue
            raw, at = self._nodes.resolve_or_empty(node, at, "media type")
            schema = self._nodes.schema(raw["schema"], f"{at}/schema") if "schema" in raw else None
            item = (
                self._nodes.schema(raw["itemSchema"], f"{at}/itemSchema")
                if "itemSchema" in raw
                else None
            )
            if media_type == "text/event-stream" and item is not None:
                schema = self._event_data(raw["itemSchema"], f"{at}/itemSchema") or schema
                item = None if schema is not None else item
            encoding = {
                part: node
                for part, node in mapping(raw.get("encoding")).items()
                if is_mapping(node)
            }
            unnamed = media_type.startswith("multipart/") and _has_unnamed_parts(raw, schema)
            if unnamed:
                self._diagnostics.warn(
                    "parts-unnamed",
                    "parts without names are neither written nor read: the body is taken as bytes",
                    at,
                )
            found.append(MediaType(media_type, schema, encoding, item, unnamed))
        return tuple(found)


def _has_unnamed_parts(raw: Mapping[str, Any], schema: Schema | None) -> bool:
    """Tell whether the parts of a multipart body go by their order (OpenAPI 3.2, 4.14.3)."""
    told = {"itemSchema", "itemEncoding", "prefixEncoding"} & raw.keys()
    return bool(told) or (schema is not None and schema.types == ("array",))


def _is_json(media_type: Any) -> bool:
    return isinstance(media_type, str) and media_type.endswith("json")


def _is_written(media_type: str) -> bool:
    """Tell whether the package writes values of a media type into a parameter."""
    return media_type in (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
    ) or media_type.endswith("+json")


def _undeclared_parameter(name: str, pointer: str) -> Parameter:
    text_schema = replace(ANY, pointer=f"{pointer}/parameters", types=("string",))
    return Parameter(
        name=name,
        location="path",
        required=True,
        schema=text_schema,
        style="simple",
        explode=False,
        allow_reserved=False,
        content=None,
        description=None,
        deprecated=False,
        pointer=pointer,
        extensions={},
    )


def servers(raw: Any) -> tuple[Server, ...]:
    """Read a list of Server Objects; items that are no objects are passed over."""
    return tuple(
        Server(
            str(node.get("url", "")),
            described(node.get("description")),
            mapping(node.get("variables")),
        )
        for node in items(raw)
        if is_mapping(node)
    )


def security(raw: Any) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Read a list of Security Requirement Objects, the alternatives of a request."""
    return tuple(
        {name: tuple(sorted(str(scope) for scope in items(node[name]))) for name in sorted(node)}
        for node in items(raw)
        if is_mapping(node)
    )
