"""The fake service: a service in memory that takes requests from clients of this package."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast
from urllib.parse import urlsplit

import anyio
import httpx2

from .._runtime.codec import Codec
from .._runtime.model import no_member, wire_names
from .._runtime.values import is_object, tree, write
from ..errors import ConfigurationError
from .authorization import Gate
from .contract import Contract
from .examples import ExampleMaker
from .requests import ReceivedRequest, parsed_body, problems, query_of, typed_body
from .responses import Reply, Responder
from .routing import Router
from .scripts import Rule, Script, find_operation
from .simulation import Exchange, RefusedError, Simulation, filled
from .validation import MessageValidator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._runtime.messages import Operation, Service
    from .resources import Resource
    from .routing import Route
    from .serving import ServedService

C = TypeVar("C")
A = TypeVar("A")
T = TypeVar("T")


class FakeServiceBase(httpx2.BaseTransport, httpx2.AsyncBaseTransport, Generic[C, A]):
    """A service in memory, made of the document; it is the transport of its clients.

    Nothing is sent anywhere: ``Client(transport=fake)`` calls it, and so does ``AsyncClient``.

    Args:
        page_size: items of a page where a request says nothing.
        validate: refuse requests that the document refuses, with status 400.
        authorize: refuse requests without the credentials their operation needs, with status 401.
        clients: client id to secret, of those that may have a token; None for any.

    Attributes:
        calls: the requests that arrived, oldest first, without those for tokens.

    Raises:
        ConfigurationError: the library ``jsonschema`` is not installed.
    """

    _service: ClassVar[Service]
    _operations: ClassVar[Mapping[str, Operation]]
    _clients: ClassVar[tuple[Any, Any]]
    _credentials: ClassVar[Mapping[str, Any]]
    _package: ClassVar[str]

    def __init__(
        self,
        *,
        page_size: int = 25,
        validate: bool = True,
        authorize: bool = True,
        clients: Mapping[str, str] | None = None,
    ) -> None:
        text = files(self._package).joinpath("contract.json").read_text("utf-8")
        self._contract = Contract(text)
        self._validator = MessageValidator(self._contract)
        self._examples = ExampleMaker(self._contract, self._validator)
        self._responder = Responder(self._service, self._contract, self._examples, self._validator)
        self._router = Router(self._service, self._operations.values())
        self._codec = Codec(self._service.models)
        self._page_size, self._validates, self._authorizes = page_size, validate, authorize
        self._known_clients = clients
        self._lock = threading.RLock()
        self.calls: list[ReceivedRequest] = []
        self.reset()

    def reset(self) -> None:
        """Forget entities, calls, rules and tokens, as if it were new."""
        with self._lock:
            self.calls.clear()
            self._count = 0
            self._script = Script()
            self._gate = Gate(self._service, self._contract, self._known_clients)
            self._simulation = Simulation(
                self._contract, self._examples, self._responder, self._operations.values()
            )

    def client(self, **options: Any) -> C:
        """Make a client of this service.

        Args:
            options: keywords of the client, over those that lead here.

        Returns:
            The client.
        """
        made: C = self._clients[0](**self._options(options))
        return made

    def async_client(self, **options: Any) -> A:
        """Make an async client of this service.

        Args:
            options: keywords of the client, over those that lead here.

        Returns:
            The client.
        """
        made: A = self._clients[1](**self._options(options))
        return made

    def _options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"transport": self}
        base = self._service.base_url
        if base.startswith("/") or not base:
            found["base_url"] = f"https://fake.invalid{base}"
        if not {"auth", "http_client", "client_id", *self._credentials} & {*given}:
            found |= self._credentials
        return {**found, **given}

    def example(self, model: type[T], /, **members: Any) -> T:
        """Make an example of a model, the same one every time.

        Args:
            model: a class of ``models``.
            members: values of its members, by Python name.

        Returns:
            A value of it: the document's own examples and defaults where they fit, else made of
            types, formats and limits.

        Raises:
            ConfigurationError: the document knows no such class.
            TypeError: the class has no such member.
        """
        value = self._examples.example({"$ref": self._reference(model)})
        found: T = self._codec.decode(json.dumps(value), model.__name__)
        kind: Any = model
        for name, given in members.items():
            if name not in wire_names(kind):
                raise TypeError(no_member(kind, name))
            setattr(found, name, given)
        return found

    def add(self, entity: T, *, to: str = "", **path: object) -> T:
        """Keep an entity as if it had been there from the start.

        Args:
            entity: a model, a mapping of wire names, or another item of a listing.
            to: name of an operation on its resource, such as ``"triggers.list"``, where the class
                does not tell.
            path: path parameters of the collection, by wire name.

        Returns:
            The entity with what the service sets by itself, such as its id.

        Raises:
            ConfigurationError: it is not clear what it is one of, or its id is taken.
        """
        resource = self._resource(type(entity), to)
        texts = {name: str(value) for name, value in path.items()}
        with self._lock:
            kept = self._simulation.add(resource, texts, tree(entity))
        if not hasattr(entity, "to_dict"):
            return cast("T", kept)
        found: T = self._codec.decode(write(kept), type(entity).__name__)
        return found

    def entities(self, model: type[T], *, to: str = "", **path: object) -> list[T]:
        """List the entities that are there now.

        Args:
            model: their class.
            to: name of an operation on their resource, where the class does not tell.
            path: path parameters of the collection, by wire name.

        Returns:
            The entities, oldest first.

        Raises:
            ConfigurationError: it is not clear what they are.
        """
        resource = self._resource(model, to)
        texts = {name: str(value) for name, value in path.items()}
        with self._lock:
            kept = self._simulation.state.collection(filled(resource.collection, texts))
            return [self._codec.decode(write(e), model.__name__) for e in kept.values()]

    def fail(
        self,
        operation: str,
        status: int | Exception,
        *,
        times: int | None = None,
        code: str = "fake.failure",
        message: str = "The fake service was told to fail.",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Let calls of an operation fail.

        Args:
            operation: Python name or operationId; ``"*"`` for every operation.
            status: HTTP status; or what to raise instead of a response, such as an
                ``httpx2.ConnectError``.
            times: how many calls; None for all.
            code: stable key of the error.
            message: text of the error.
            headers: added to the response, such as ``Retry-After``.

        Raises:
            ConfigurationError: there is no such operation, or the status is no error.
        """
        if isinstance(status, int) and not 300 <= status <= 599:
            raise ConfigurationError("status must be one of an error, 300 to 599.")
        number = status if isinstance(status, int) else None
        error = None if isinstance(status, int) else status
        self._rule(operation, "fail", times, number, error, message, code, headers)

    def delay(self, operation: str, seconds: float, *, times: int | None = None) -> None:
        """Let calls of an operation take time; past the client's read timeout they time out.

        Args:
            operation: Python name or operationId; ``"*"`` for every operation.
            seconds: how long.
            times: how many calls; None for all.

        Raises:
            ConfigurationError: there is no such operation.
        """
        self._rule(operation, "delay", times, None, seconds)

    def respond(
        self,
        operation: str,
        value: object | Callable[[ReceivedRequest], object],
        *,
        status: int | None = None,
        times: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Say what calls of an operation are responded to with.

        Args:
            operation: Python name or operationId.
            value: a model or what JSON can hold; bytes are sent as they are; a function is given
                the request and makes the value, or raises `RefusedError`.
            status: HTTP status; the usual one where it is None.
            times: how many calls; None for all.
            headers: added to the response.

        Raises:
            ConfigurationError: there is no such operation.
        """
        self._rule(operation, "respond", times, status, value, headers=headers)

    def _rule(
        self,
        operation: str,
        kind: str,
        times: int | None,
        status: int | None,
        value: Any,
        message: str = "",
        code: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        key = "" if operation == "*" else find_operation(self._operations, operation).id
        with self._lock:
            rule = Rule(key, kind, times, status, value, message, code, dict(headers or {}))
            self._script.add(rule)

    def revoke_tokens(self) -> None:
        """Take back every token that the token endpoint gave so far."""
        with self._lock:
            self._gate.revoke()

    def serve(self) -> ServedService:
        """Serve on a free port of 127.0.0.1; use it as ``with fake.serve() as served:``.

        Returns:
            The running service; ``served.url`` is its address.
        """
        from .serving import ServedService

        return ServedService(self.handle)

    def handle(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """Respond to a request.

        Args:
            method: HTTP method.
            url: absolute, or path and query.
            headers: as sent.
            content: the body.

        Returns:
            The response, not yet delayed.
        """
        lower = {name.lower(): value for name, value in headers.items()}
        parts = urlsplit(url)
        with self._lock:
            self._count += 1
            route = self._router.find(method, parts.path, parts.query)
            if route is None and self._gate.is_token_endpoint(method, parts.path):
                status, body = self._gate.token(lower, content)
                return Reply(status, body, {"Content-Type": "application/json"})
            if route is None:
                text = f"There is no operation {method} {parts.path}."
                return self._responder.error(None, 404, text, "not.found", self._count)
            return self._respond(route, method, url, lower, content)

    def _respond(
        self, route: Route, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Reply:
        operation, parts = route.operation, urlsplit(url)
        parsed: Any = None
        fault = ""
        try:
            parsed = parsed_body(content, headers.get("content-type", ""))
        except ValueError as error:
            fault = f"body: it is no JSON: {error}"
        request = ReceivedRequest(
            operation.name, operation.id, method, url, route.path, query_of(parts.query), headers,
            typed_body(operation, self._codec, content, parsed), content,
        )  # fmt: skip
        origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        exchange = Exchange(route, request, parsed, parts.path, origin, self._page_size)
        delay = self._script.take(operation.id, "delay")
        try:
            failure = self._failure(operation)
            if failure is None:
                self._refuse(exchange, fault)
            reply = failure or self._success(exchange)
        except RefusedError as refused:
            reply = self._responder.error(
                operation, refused.status, refused.message, refused.code, self._count
            )
        reply.delay = delay.value if delay is not None else 0.0
        reply.headers.setdefault(self._service.correlation_header, f"fake-{self._count}")
        self.calls.append(replace(request, status=reply.status, response=reply.content))
        return reply

    def _failure(self, operation: Operation) -> Reply | None:
        rule = self._script.take(operation.id, "fail")
        if rule is None:
            return None
        if rule.status is None:
            return Reply(0, error=rule.value)
        reply = self._responder.error(operation, rule.status, rule.message, rule.code, self._count)
        reply.headers |= rule.headers
        return reply

    def _refuse(self, exchange: Exchange, fault: str) -> None:
        """Refuse a request without credentials, or that the document refuses."""
        operation = exchange.route.operation
        if self._authorizes and not self._gate.allows(operation.id, exchange.request):
            raise RefusedError(401, "unauthorized", "Credentials are missing or not valid.")
        if not self._validates:
            return
        found = (
            [fault]
            if fault
            else list(
                problems(
                    self._contract, self._validator, operation, exchange.request, exchange.body
                )
            )
        )
        if found:
            raise RefusedError(400, "bad.request", "; ".join(found)[:500])

    def _success(self, exchange: Exchange) -> Reply:
        operation = exchange.route.operation
        rule = self._script.take(operation.id, "respond")
        if rule is None:
            return self._simulation.respond(exchange) or self._responder.success(operation)
        value = rule.value(exchange.request) if callable(rule.value) else rule.value
        if isinstance(value, bytes):
            usual = self._responder.success(operation)
            reply = Reply(rule.status or usual.status, value, usual.headers)
        elif value is None:
            reply = Reply(rule.status or self._contract.success(operation.id)[0])
        else:
            reply = self._responder.json(operation, value, rule.status)
        reply.headers |= rule.headers
        return reply

    def _reference(self, model: type[Any]) -> str:
        known = self._contract.models
        if model.__name__ not in known:
            from difflib import get_close_matches

            near = get_close_matches(model.__name__, known, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            text = f"The document knows no {model.__name__}.{meant}"
            raise ConfigurationError(text)
        return known[model.__name__]

    def _resource(self, model: type[Any], to: str) -> Resource:
        if to:
            operation = find_operation(self._operations, to)
            found = self._simulation.resource_of(operation.id)
            if found is None:
                raise ConfigurationError(f"{to} does not work on entities that can be added.")
            return found
        reference = self._contract.models.get(model.__name__)
        known = self._simulation.resources_of(reference) if reference else []
        if len(known) != 1:
            names = [self._operations[id].name for r in known for id in list(r.roles)[:1]]
            such = f": {', '.join(names)}" if names else ""
            text = f"Say which resource {model.__name__} belongs to: to=NAME of an operation{such}."
            raise ConfigurationError(text)
        return known[0]

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of the sync client.

        Args:
            request: of httpx2.

        Returns:
            The response.

        Raises:
            httpx2.ReadTimeout: it was delayed past the read timeout.
        """
        content = request.read()
        reply = self.handle(request.method, str(request.url), _headers(request), content)
        wait, is_late = _wait(request, reply)
        if wait:
            time.sleep(wait)
        return _sent(request, reply, is_late=is_late)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of the async client.

        Args:
            request: of httpx2.

        Returns:
            The response.

        Raises:
            httpx2.ReadTimeout: it was delayed past the read timeout.
        """
        content = await request.aread()
        reply = self.handle(request.method, str(request.url), _headers(request), content)
        wait, is_late = _wait(request, reply)
        if wait:
            await anyio.sleep(wait)
        return _sent(request, reply, is_late=is_late)


def _headers(request: httpx2.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _wait(request: httpx2.Request, reply: Reply) -> tuple[float, bool]:
    """How long to wait, and whether that is longer than the client does."""
    times: Any = request.extensions.get("timeout")
    limit = times.get("read") if is_object(times) else None
    is_late = limit is not None and reply.delay > limit
    return (limit if is_late and limit is not None else reply.delay), is_late


def _sent(request: httpx2.Request, reply: Reply, *, is_late: bool) -> httpx2.Response:
    if is_late:
        raise httpx2.ReadTimeout("the fake service was told to wait", request=request)
    if reply.error is not None:
        raise reply.error
    return httpx2.Response(
        reply.status, headers=reply.headers, content=reply.content, request=request
    )
