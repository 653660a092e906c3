"""What the generated tables say of an operation, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .wire import Body


class ParameterStyle(Protocol):
    """Writes one parameter in a style that is not the default one of its place."""

    def write(self, place: str, name: str, value: Any) -> str:
        """Write a value for ``"path"``, ``"query"`` (all pairs), ``"header"`` or ``"cookie"``.

        Raises:
            RequestError: the value cannot be written.
        """
        ...


class BodyWriter(Protocol):
    """Writes bodies that are not plain JSON."""

    def write(self, body: Any, headers: dict[str, str], codec: Any) -> Body:
        """Write a body, and its media type into the headers.

        Raises:
            RequestError: it does not fit the media type.
            ValueError: it does not fit its type.
        """
        ...


class AnswerReader(Protocol):
    """Reads answers that are not plain JSON."""

    @property
    def accept(self) -> str:
        """The media types to ask for."""
        ...

    @property
    def live(self) -> Callable[[Any], Any] | None:
        """What takes over the body of an answer that may be read item by item, or None."""
        ...

    def read(self, answer: Any, codec: Any, plain: Callable[[str, bytes], bytes | str]) -> Any:
        """Read an answer; ``plain`` undoes the charset of a body.

        Raises:
            ValueError: it is not what it should be.
        """
        ...

    def is_live(self, answer: Any) -> bool:
        """Say whether the answer is one to be read item by item."""
        ...


class Paging(NamedTuple):
    """How a listing continues.

    Args:
        style: ``next_uri`` (a link in the body), ``cursor`` (a value in the body), ``page`` (page
            numbers), ``offset`` (items to skip) or ``link`` (the header ``Link``).
        items: attribute of the listing model that holds the items; empty where the answer is
            the list itself.
        next: attribute of the listing model that holds the link or the cursor; for ``page`` the
            number of pages, for ``offset`` the number of items, or empty.
        cursor: name of our own query parameter, then the other names it may have in a link.
    """

    style: str = "next_uri"
    items: str = "entities"
    next: str = "next_uri"
    cursor: tuple[str, ...] = ("after", "cursor")


class Operation(NamedTuple):
    """One operation of the API.

    Args:
        id: operationId of the document.
        method: HTTP method, upper case.
        path: path template with ``{name}`` parts, below the base URL.
        name: Python name such as ``"triggers.get"``.
        summary: one line of the document.
        permissions: permissions the caller needs.
        permissions_mode: ``"ANY"`` or ``"ALL"`` of them.
        scopes: OAuth scopes, any of which is enough.
        idempotent: True when sending it twice does no harm (GET, PUT, DELETE, reading POSTs).
        audience: ``"public"``, ``"preview"`` or ``"internal"``.
        deprecated: True when the document says so.
        result: type of the answer as an expression over the models module (``"Trigger"``,
            ``"list[str]"``), or None when the answer carries nothing.
        body: kind of the body: ``"json"``, ``"event"`` (JSON once, text and bytes verbatim), None.
        body_type: type of the body as an expression over the models module, or None.
        paging: how the listing continues, or None.
        sends: the bodies it takes, where they are not plain JSON, or None.
        answers: what it answers, where that is not plain JSON, or None.
        security: alternatives, each the names of the schemes it takes; empty where none is
            needed or the client's one way serves all operations.
        server: address of this operation's own server, or empty.
        styles: styles of the parameters that do not have the default one (path ``simple``, query
            ``form`` exploded), by wire name.
    """

    id: str
    method: str
    path: str
    name: str
    summary: str = ""
    permissions: tuple[str, ...] = ()
    permissions_mode: str = "ANY"
    scopes: tuple[str, ...] = ()
    idempotent: bool = False
    audience: str = "public"
    deprecated: bool = False
    result: str | None = None
    body: str | None = None
    body_type: str | None = None
    paging: Paging | None = None
    sends: BodyWriter | None = None
    answers: AnswerReader | None = None
    security: tuple[tuple[str, ...], ...] = ()
    server: str = ""
    styles: Mapping[str, ParameterStyle] = {}
