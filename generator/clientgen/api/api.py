"""The API as a client sees it: operations with their parameters, bodies and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from clientgen.api.schema import Schema
from clientgen.base.diagnostics import Diagnostic

Location = Literal["path", "query", "header", "cookie"]


@dataclass(frozen=True, slots=True)
class MediaType:
    """A representation of a body.

    Args:
        name: media type such as ``application/json``, lower case, without parameters.
        schema: what it holds, None where the document does not say.
        encoding: the OpenAPI encoding object of form and multipart bodies.
        item: what one item of a sequence holds (OpenAPI 3.2 ``itemSchema``), if said.
    """

    name: str
    schema: Schema | None
    encoding: Mapping[str, Any]
    item: Schema | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter outside the body.

    Args:
        name: wire name.
        location: where it travels.
        required: must be given.
        schema: what it holds.
        style: OpenAPI style, defaults filled in.
        explode: OpenAPI explode, defaults filled in.
        allow_reserved: reserved characters stay unescaped in a query.
        content: media type when the value is serialised as a document.
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
    """A request body with its representations, in document order."""

    required: bool
    description: str | None
    content: tuple[MediaType, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of one status.

    Args:
        status: ``200``, a range such as ``2XX``, or ``default``.
        headers: header name → schema.
    """

    status: str
    description: str | None
    content: tuple[MediaType, ...]
    headers: Mapping[str, Schema]
    pointer: str
    extensions: Mapping[str, Any]

    @property
    def is_success(self) -> bool:
        """Tell whether the answer is one of the 2xx family."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path.

    Args:
        id: the operationId, or one derived from method and path where the document has none.
        security: alternatives; each maps a scheme's name to the scopes it must have.
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
    """A way to authenticate, as written."""

    name: str
    type: str
    raw: Mapping[str, Any]
    pointer: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request the service sends: a webhook, or a callback of an operation.

    Args:
        name: name of the webhook, or operationId and name of the callback.
        kind: ``webhook`` or ``callback``.
        body: what it carries, None where nothing is said.
    """

    name: str
    kind: Literal["webhook", "callback"]
    body: RequestBody | None
    description: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL; variables are kept as written."""

    url: str
    description: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    """A whole document.

    Args:
        operations: sorted by path and method, so that document order never shows.
        schemas: component schemas by name, sorted; a schema that is referred to where it stands
            inside another has a name made of its place.
        incoming: what the service sends by itself, sorted by name.
        diagnostics: problems found while reading.
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
    incoming: tuple[Incoming, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = field(default=(), compare=False)
