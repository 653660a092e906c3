"""Operations, requests, responses, and the errors made of them.

The generated tables describe service and operations with the plain values below. A body or a
response that is not plain JSON writes or reads itself: see `BodyWriter` and `BodyReader`.
"""

from __future__ import annotations

import codecs
import json
import re
from base64 import b64decode
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import quote, quote_plus

from ..errors import (
    APIError,
    DecodeError,
    RequestError,
    ResponseError,
    StatusError,
    error_class,
    one_line,
)
from .retry import parse_retry_after
from .values import is_object, members
from .wire import WHOLE, Attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Self

    from .codec import Codec
    from .parameters import ParameterStyle
    from .retry import Budget
    from .wire import Content, Options, WireResponse

T = TypeVar("T")
E = TypeVar("E", bound=APIError)

# A value assigned to such a word, or what looks like a credential behind a scheme. Plain sentences
# of the service ("No bearer token specified") stay readable.
_SECRETS = r"""(?ix) ((?:token|secret|password|authorization) ["']? \s* [:=] \s* ["']?
              (?:(?:bearer|basic) \s+)? | \b(?:bearer|basic) \s+ (?=\S{16}))
        [^\s"'<&,;]+"""


class ErrorFields(NamedTuple):
    """Members of an error body; of several names the first one that is there counts.

    Args:
        message: text for people (RFC 9457 calls it ``detail`` and ``title``).
        code: stable key.
        correlation_id: id of the request.
    """

    message: tuple[str, ...] = ("detail", "title", "message", "error_description", "error")
    code: tuple[str, ...] = ("code", "error_code", "errorCode")
    correlation_id: tuple[str, ...] = ()


class RateLimitHeaders(NamedTuple):
    """Response headers with the rate limit; of several names the first one that is there counts.

    Args:
        allowed: requests allowed in the window.
        used: requests made in the window.
        reset: seconds until the window ends.
        remaining: requests left in the window.
    """

    allowed: tuple[str, ...] = ("ratelimit-limit", "x-ratelimit-limit")
    used: tuple[str, ...] = ("ratelimit-used", "x-ratelimit-used")
    reset: tuple[str, ...] = ("ratelimit-reset", "x-ratelimit-reset")
    remaining: tuple[str, ...] = ("ratelimit-remaining", "x-ratelimit-remaining")


class Service(NamedTuple):
    """The API a package talks to.

    Args:
        version: version of the generated package.
        package: import name of the package; also the name of its logger.
        models: import name of the module that holds the models.
        base_url: API root when there are no regions; its path alone where the host is not known.
        login_url: OAuth root when there are no regions, or empty; it may be relative to the API.
        regions: region name to domain.
        default_region: name of the region used when none is given, or empty.
        api_host: template of the API root, with ``{domain}``.
        login_host: template of the OAuth root, with ``{domain}``.
        token_path: path of the token endpoint below the OAuth root.
        token_urls: ``grant_type`` to token endpoint, where that is another one.
        organization_field: name of the organisation in token requests, or empty.
        environment: keyword of the clients to the variable that ``from_env()`` reads for it; under
            ``log`` the one that holds the level of the log.
        correlation_header: response header with the correlation id.
        error_model: name of the error body's model, or None.
        error_fields: members of an error body.
        rate_limit: headers with the rate limit.
        reason: finds the message of an error body whose members are not configured, or None.
        retry_statuses: statuses worth another attempt of a repeatable operation.
        user_agent: value of User-Agent; made of package and version when empty.
        has_open_operations: whether some operations need no token.
    """

    version: str
    package: str
    models: str
    base_url: str = ""
    login_url: str = ""
    regions: Mapping[str, str] = {}
    default_region: str = ""
    api_host: str = ""
    login_host: str = ""
    token_path: str = "/oauth/token"
    token_urls: Mapping[str, str] = {}
    organization_field: str = ""
    environment: Mapping[str, str] = {}
    correlation_header: str = "X-Request-Id"
    error_model: str | None = None
    error_fields: ErrorFields = ErrorFields()
    reason: Callable[[Any], str] | None = None
    rate_limit: RateLimitHeaders = RateLimitHeaders()
    retry_statuses: tuple[int, ...] = (408, 413, 429, 502, 503, 504)
    user_agent: str = ""
    has_open_operations: bool = False


class BodyWriter(Protocol):
    """Writes bodies that are not plain JSON."""

    def __call__(self, body: Any, headers: dict[str, str], codec: Codec) -> Content:
        """Write a body, and its media type into the headers.

        Args:
            body: what the caller gave.
            headers: of the request.
            codec: writes JSON.

        Returns:
            The body as it is sent.

        Raises:
            ValueError: it does not fit its type, or its media type.
        """
        ...


class BodyReader(Protocol):
    """Reads responses that are not plain JSON."""

    @property
    def accept(self) -> str:
        """The media types to ask for."""
        ...

    @property
    def live(self) -> Callable[[Any], Any] | None:
        """The taker of a body that may be read item by item, or None."""
        ...

    def read(self, response: WireResponse, codec: Codec) -> Any:
        """Read a response.

        Args:
            response: complete, or with a live body.
            codec: reads the JSON in it.

        Returns:
            Its data.

        Raises:
            ValueError: it is not what it should be.
        """
        ...

    def is_live(self, response: WireResponse) -> bool:
        """Tell whether the response is one to be read item by item."""
        ...


class Paging(NamedTuple):
    """The way a listing continues. A member of a member is written with a dot.

    Args:
        style: ``next_uri`` (a link in the body), ``cursor`` (a cursor or a link in the body),
            ``last_id`` (the id of the last item), ``page`` (page numbers), ``offset`` (items to
            skip) or ``link`` (the header ``Link``).
        items: attribute of the listing model that holds the items; empty where the response is
            the list itself.
        next: attribute of the listing model that holds the link, the cursor or the last id; for
            ``page`` the number of pages, for ``offset`` the number of items, or empty.
        cursor: name of our own parameter, then the other names it may have in a link; empty to
            take the whole query of a link.
        step: finds the parameters of the next page; None for ``next_uri``.
        more: attribute of the listing model that is False on the last page, or empty.
        total: for ``page``, attribute with the number of items of all pages, or empty.
        first: for ``page``, the number of the first page.
        in_body: whether the parameter is a member of the request body.
    """

    style: str = "next_uri"
    items: str = "items"
    next: str = "next"
    cursor: tuple[str, ...] = ("cursor",)
    step: Callable[[Any], Mapping[str, Any] | None] | None = None
    more: str = ""
    total: str = ""
    first: int = 1
    in_body: bool = False


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
        result: type of the response as an expression over the models module (``"Trigger"``,
            ``"list[str]"``), or None when the response carries nothing.
        body: kind of the body: ``"json"``, ``"nullable"`` (JSON, null included),
            ``"event"`` (JSON once, text and bytes verbatim), None.
        body_type: type of the body as an expression over the models module, or None.
        needs_body: whether a call without a body is a mistake.
        paging: how the listing continues, or None.
        request_body: the bodies it takes, where they are not plain JSON, or None.
        response_body: the bodies it responds with, where they are not plain JSON, or None.
        security: alternatives, each the names of the schemes it takes, none in one that needs no
            credentials; empty where none is needed or the client's one way serves all operations.
        server: address of this operation's own server, or empty.
        styles: styles of the parameters that do not have the default one (path ``simple``, query
            ``form`` exploded), by wire name.
        errors: status (``404``, ``4XX``, ``default``) to the type of its body, where that is not
            the service's ``error_model``.
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
    needs_body: bool = False
    paging: Paging | None = None
    request_body: BodyWriter | None = None
    response_body: BodyReader | None = None
    security: tuple[tuple[str, ...], ...] = ()
    server: str = ""
    styles: Mapping[str, ParameterStyle] = {}
    errors: Mapping[str, str] = {}


class Request(Generic[T]):
    """A request that has not been sent; ``T`` is what its response is read as.

    Args:
        operation: what it is a request of.
        path: path parameters by wire name.
        query: query parameters by wire name; None is not sent.
        headers: header parameters by wire name; None is not sent.
        cookies: cookie parameters by wire name; None is not sent.
        body: the body, or None for no body.
    """

    __slots__ = ("body", "cookies", "headers", "operation", "path", "query")

    def __init__(
        self,
        operation: Operation,
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        cookies: Mapping[str, Any] | None = None,
        body: Any = None,
    ) -> None:
        self.operation, self.body = operation, body
        self.path, self.query = path or {}, query or {}
        self.headers, self.cookies = headers or {}, cookies or {}

    def changed(self, **members: Any) -> Self:
        """Copy the request with other members.

        Args:
            members: the members that differ.

        Returns:
            The copy.
        """
        twin = copy(self)
        for name, value in members.items():
            setattr(twin, name, value)
        return twin

    def __repr__(self) -> str:
        return f"<Request {self.operation.name}: {self.operation.method} {self.operation.path}>"


class UntypedBody:
    """Reads a response of which no document says anything: JSON as Python has it, else bytes."""

    accept = "application/json, */*;q=0.5"
    live = None

    def read(self, response: WireResponse, codec: Codec) -> Any:
        """Read a response.

        Args:
            response: the response.
            codec: reads JSON.

        Returns:
            Its data; None where nothing came.

        Raises:
            ValueError: it is no JSON though it says so.
        """
        media = response.headers.get("content-type", "")
        kind = media.partition(";")[0].strip().lower()
        if not response.content:
            return None
        if kind.partition("/")[2] != "json" and not kind.endswith("+json"):
            return response.content
        return codec.decode(plain(media, response.content), "Json")

    def is_live(self, response: WireResponse) -> bool:
        """Return False: it is read whole."""
        return False


def undeclared(method: str, path: str, body: Any) -> Request[Any]:
    """Make a request that the document does not know.

    Args:
        method: HTTP method.
        path: below the API root, percent-encoded.
        body: the body, or None.

    Returns:
        The request.

    Raises:
        RequestError: the method is no word, or the path no path.
    """
    verb = method.upper()
    if not verb.isascii() or not verb.isalpha():
        raise RequestError("method must be the name of an HTTP method.")
    strange = set(path) & set("?#\\") or {".", ".."} & set(path.split("/"))
    if strange or not re.fullmatch("/[!-~]*", path):
        raise RequestError("path must begin with '/', be percent-encoded and have no query.")
    safe = verb in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")
    kind = None if body is None else "event"
    reader = UntypedBody()
    operation = Operation(
        "", verb, path, "request", idempotent=safe, body=kind, response_body=reader
    )
    return Request(operation, body=body)


class RateLimit(NamedTuple):
    """The rate limit as the headers state it; None where they say nothing."""

    allowed: int | None
    used: int | None
    reset: int | None
    remaining: int | None = None


class Response(Generic[T]):
    """A successful response.

    Attributes:
        status: HTTP status.
        headers: looked up without regard to case.
        content: the raw body.
        data: the decoded body; None for operations whose responses carry nothing.
        attempts: how many requests it took.
        elapsed: seconds for the whole call, waits included.
    """

    __slots__ = ("_service", "attempts", "content", "data", "elapsed", "headers", "status")

    def __init__(
        self, response: WireResponse, data: T, attempts: int, elapsed: float, service: Service
    ) -> None:
        self.status, self.headers, self.content = response[:3]
        self.data, self.attempts, self.elapsed, self._service = data, attempts, elapsed, service

    @property
    def request_id(self) -> str | None:
        """The service's id of this request, to give to its support."""
        return self.headers.get(self._service.correlation_header)

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit as the headers state it."""

        def number(names: tuple[str, ...]) -> int | None:
            value = next((v for name in names if (v := self.headers.get(name))), "")
            return int(value) if value.isascii() and value.isdigit() else None

        return RateLimit(*map(number, self._service.rate_limit))

    def __repr__(self) -> str:
        return f"<Response {self.status}>"


@dataclass(repr=False, eq=False)
class Call:
    """One call under way.

    Args:
        service: the API.
        operation: what is called.
        options: of this call.
        started: when, on the engine's clock.
        end: when its deadline passes, or None.
        attempts: requests begun so far.
        maybe: whether the service may have acted on one of them.
        content: the body.
        secrets: the credentials in use, which no text may show.
        budget: of the client's retries, or None where it is not charged.
        path: what is given for the parts of the path.
    """

    service: Service
    operation: Operation
    options: Options
    started: float
    end: float | None
    attempts: int = 0
    maybe: bool = False
    content: Content = None
    secrets: tuple[str, ...] = ()
    budget: Budget | None = None
    path: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __repr__(self) -> str:
        return f"<Call {self.operation.name}: {self.attempts} attempts>"

    def described(self, url: str) -> Attempt:
        """Describe its latest attempt for hooks and log.

        Args:
            url: where it goes, without keys.

        Returns:
            The attempt, without headers.
        """
        known = self.operation
        return Attempt(known.name, known.method, known.path, url, self.attempts, {})

    @property
    def spent(self) -> bool:
        """True where its body cannot be sent again."""
        return not isinstance(self.content, WHOLE) and self.content.spent

    @property
    def reads(self) -> bool:
        """True where the service changes nothing for it."""
        return self.operation.method in ("GET", "HEAD")

    def finish(self, error: E, response: WireResponse | None = None) -> E:
        """Fill in what an error says of its call, and hide the credentials in use.

        Args:
            error: the error.
            response: the one it comes with, or None.

        Returns:
            The same error.
        """
        error.message = self._shown(error.message, 2000)
        error.args = (error.message,)
        error.path_arguments = {
            name: self._shown(str(value), 100) for name, value in self.path.items()
        }
        error.operation, error.method = self.operation.name, self.operation.method
        error.path, error.attempts = self.operation.path, self.attempts
        error.may_have_been_processed = error.may_have_been_processed or self.maybe
        if response is not None and isinstance(error, ResponseError):
            error.status = response.status
            error.headers = {name.lower(): value for name, value in response.headers.items()}
            found = response.headers.get(self.service.correlation_header)
            error.correlation_id = found or error.correlation_id
        if isinstance(error, StatusError) and error.code is not None:
            error.code = self._shown(error.code, 200)
        return error

    def _shown(self, text: str, most: int) -> str:
        return one_line(mask(text, self.secrets), most)


def decode(call: Call, codec: Codec, response: WireResponse) -> Any:
    """Read the data of a successful response.

    Args:
        call: what it is the response to.
        codec: reads JSON.
        response: the response.

    Returns:
        The data; None where the operation's responses carry nothing.

    Raises:
        DecodeError: it is not what the contract says.
    """
    operation = call.operation
    try:
        if operation.response_body is not None:
            return operation.response_body.read(response, codec)
        if operation.result is None or not (response.content or call.options.strict):
            return None
        media = response.headers.get("content-type", "application/json")
        content: bytes | str = response.content
        if media != "application/json":
            content = _as_json(media, response.content)
        if not content:
            raise ValueError("the body is empty")
        return codec.decode(content, operation.result)
    except (ValueError, RecursionError) as error:
        raise _undecodable(call, response, error) from None


def _as_json(media: str, content: bytes) -> bytes | str:
    kind = media.partition(";")[0].strip().lower()
    if kind not in ("application/json", "text/json", "") and not kind.endswith("+json"):
        raise ValueError(
            f"the media type is {kind[:60]!r} instead of JSON, which the document declares;"
            " send(..., decode=False) gives it as it came"
        )
    return plain(media, content)


def plain(media: str, content: bytes) -> bytes | str:
    """Undo the charset a media type names; UTF-8 stays bytes.

    Args:
        media: the header Content-Type.
        content: the body.

    Returns:
        Text, or the same bytes.

    Raises:
        ValueError: the charset is not known or does not fit the body.
    """
    charset = "utf-8"
    for parameter in media.partition(";")[2].split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    if charset in ("utf-8", "utf8"):
        return content
    try:
        return content.decode(codecs.lookup(charset).name)
    except (LookupError, UnicodeError):
        raise ValueError(f"the charset {charset[:40]!r} does not fit the body") from None


def _undecodable(call: Call, response: WireResponse, error: Exception) -> DecodeError:
    from pydantic import ValidationError

    from .model import explain
    from .transport import content_codings

    text = explain(error) if isinstance(error, ValidationError) else str(error)
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding and coding not in re.split(r"[\s,]+", f"identity,{content_codings()}"):
        text = f"its content coding {coding[:40]!r} is not one this program can undo"
        if coding in ("br", "zstd"):
            text += f"; install httpx2[{'brotli' if coding == 'br' else coding}]"
    failure = DecodeError(f"The response ({response.status}) cannot be read: {text}")
    failure.content = response.content
    if not isinstance(error, ValidationError) or "Invalid JSON" in text:
        text = response.content[:400].decode("utf-8", "replace")
        failure.snippet = mask(text, call.secrets)[:200]
    call.maybe = call.maybe or not call.reads
    return call.finish(failure, response)


def _words(secret: str) -> Iterator[str]:
    """List what of a header's value is secret: a token, a password, the values of cookies."""
    for part in secret.split("; "):
        word = part.rpartition(" ")[2]
        yield from (word, word.partition("=")[2])
    if secret.startswith("Basic "):
        with suppress(ValueError):
            yield b64decode(secret[6:]).decode().partition(":")[2]


def mask(text: str, secrets: tuple[str, ...]) -> str:
    """Hide credentials in a text that is shown.

    Args:
        text: the text.
        secrets: the credentials in use; those of less than four characters are no secrets.

    Returns:
        The text without them, and without what follows a word like "password".
    """
    words = {word for secret in secrets for word in _words(secret) if len(word) > 3}
    for word in sorted(words, key=len, reverse=True):
        for form in (word, quote(word, safe=""), quote_plus(word)):
            text = text.replace(form, "***")
    return re.sub(_SECRETS, r"\1***", text[:10_000])


def status_error(call: Call, codec: Codec, response: WireResponse) -> StatusError:
    """Make the typed error of an error status, whatever its body is.

    Args:
        call: what it is the response to.
        codec: reads JSON.
        response: the response.

    Returns:
        The error, complete.
    """
    service, status = call.service, response.status
    try:
        body: Any = json.loads(response.content)
    except (ValueError, RecursionError):
        body = None
    known = members(body)
    inner = known.get("error")  # Many services put all of it into one member.

    def field(names: tuple[str, ...]) -> str | None:
        places = (known, inner) if is_object(inner) else (known,)
        found = (place.get(name) for place in places for name in names)
        return next(
            (one_line(value, 500) for value in found if isinstance(value, str) and value), None
        )

    text = field(service.error_fields.message) if service.reason is None else None
    if service.reason is not None:
        text = one_line(service.reason(body), 500) or None
    if text is None:
        text = f"The service responded with {status}"
        if 300 <= status < 400:
            text += ", a redirect that is not followed"
        elif response.content and not known:
            text += f" and {response.headers.get('content-type', 'a body of no type')[:60]}"
    error = error_class(status)(text)
    error.content, error.body = response.content, body
    error.permissions = call.operation.permissions
    error.retry_after = parse_retry_after(response.headers.get("retry-after"))
    error.code = field(service.error_fields.code)
    error.correlation_id = field(service.error_fields.correlation_id)
    declared = (
        call.operation.errors.get(s) for s in (str(status), f"{status // 100}XX", "default")
    )
    kind = next(filter(None, declared), service.error_model)
    if body is not None and kind is not None:
        try:
            error.body = codec.decode(response.content, kind)
        except (ValueError, NameError):
            pass  # What was parsed is already there.
    return call.finish(error, response)
