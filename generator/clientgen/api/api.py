"""The API of a document: operations with their parameters, request bodies and responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from clientgen.api.schema import Schema
from clientgen.base.diagnostics import Diagnostic

Location = Literal["path", "query", "header", "cookie"]


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type of a request body or response (OpenAPI 3.1, Media Type Object).

    Args:
        name: media type such as ``application/json``, lower case, without parameters.
        schema: schema of the content; None where the document has none.
        encoding: property name → Encoding Object of form and multipart bodies.
        item: schema of one item of a sequence (OpenAPI 3.2 ``itemSchema``); None without one.
        unnamed: of a multipart body: its parts go by their order.
    """

    name: str
    schema: Schema | None
    encoding: Mapping[str, Any]
    item: Schema | None = None
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the path, query, headers or cookies (OpenAPI 3.1, Parameter Object).

    Args:
        name: wire name.
        location: its ``in``; OpenAPI 3.2's ``querystring`` counts as ``query``.
        required: must be given; always true in a path.
        schema: schema of the value.
        style: ``style``, the default of the location filled in.
        explode: ``explode``, the default of the style filled in.
        allow_reserved: reserved characters stay unescaped in a query.
        content: media type the value is serialised as; None where ``style`` serialises it.
        description: the parameter's description, else its schema's.
        deprecated: marked ``deprecated``.
        pointer: JSON pointer of the Parameter Object, references followed.
        extensions: ``x-`` members by name.
    """

    name: str
    location: Location
    required: bool
    schema: Schema
    style: str
    explode: bool
    allow_reserved: bool
    content: str | None
    description: str | None
    deprecated: bool
    pointer: str
    extensions: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A request body with its media types, in document order."""

    required: bool
    description: str | None
    content: tuple[MediaType, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class Response:
    """The response of one status.

    Args:
        status: ``200``, a range such as ``2XX``, or ``default``.
        description: text of the document.
        content: its media types, in document order.
        headers: header name → schema, sorted by name.
        pointer: JSON pointer of the Response Object, references followed.
        extensions: ``x-`` members by name.
    """

    status: str
    description: str | None
    content: tuple[MediaType, ...]
    headers: Mapping[str, Schema]
    pointer: str
    extensions: Mapping[str, Any]

    @property
    def is_success(self) -> bool:
        """Tell whether the status is in the 2xx range."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path.

    Args:
        id: the operationId; method and path where there is none, or another operation has it.
        method: HTTP method in upper case.
        path: path template.
        parameters: the operation's own and the path's, one for each location and name.
        security: alternatives; each maps the name of a scheme to the scopes it needs.
        servers: the operation's, else the path's; empty where the document's apply.
        pointer: JSON pointer of the Operation Object.
        has_id: the document has an operationId.
    """

    id: str
    method: str
    path: str
    tags: tuple[str, ...]
    summary: str | None
    description: str | None
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[Mapping[str, tuple[str, ...]], ...]
    servers: tuple[Server, ...]
    pointer: str
    extensions: Mapping[str, Any]
    has_id: bool = True


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A Security Scheme Object, unchanged in ``raw``."""

    name: str
    type: str
    raw: Mapping[str, Any]
    pointer: str


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """A request the service sends: a webhook, or a callback of an operation.

    Args:
        name: name of the webhook, or operationId and name of the callback; the method is added
            where the path item has several.
        kind: ``webhook`` or ``callback``.
        method: its HTTP method, as the path item has it.
        expression: where a callback is sent, a runtime expression; None for a webhook.
        body: its request body; None where the document has none.
    """

    name: str
    kind: Literal["webhook", "callback"]
    method: str
    expression: str | None
    body: RequestBody | None
    description: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL, its template variables not filled in."""

    url: str
    description: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    """The API of a whole document.

    Args:
        operations: sorted by path and method, so that document order never shows.
        schemas: component schemas by name, and under a name made of its location each schema
            elsewhere that a reference leads to; sorted by name.
        tags: tag name → description.
        info: the Info Object.
        incoming: webhooks and callbacks, sorted by kind and name.
        diagnostics: problems found while reading.
        document: the document it was read from, unchanged.
    """

    title: str
    version: str
    description: str | None
    servers: tuple[Server, ...]
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    security_schemes: Mapping[str, SecurityScheme]
    security: tuple[Mapping[str, tuple[str, ...]], ...]
    tags: Mapping[str, str | None]
    extensions: Mapping[str, Any]
    info: Mapping[str, Any]
    incoming: tuple[IncomingRequest, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = field(default=(), compare=False)
    document: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)
