"""The fake service: a service in memory that takes requests from clients of this package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from .._runtime.model import no_member, wire_names
from .._runtime.values import tree, write
from .._runtime.wire import is_private
from ..errors import ConfigurationError
from .contract import Contract
from .exchange import filled, path_texts
from .handler import RequestHandler
from .scripts import Rule, find_operation
from .transport import FakeTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._runtime.messages import Operation, Service
    from .requests import ReceivedRequest
    from .resources import Resource
    from .responses import Reply
    from .serving import ServedService

C = TypeVar("C")
A = TypeVar("A")
T = TypeVar("T")


class FakeServiceBase(FakeTransport, Generic[C, A]):
    """A service in memory, made of the document; it is the transport of its clients.

    Nothing is sent anywhere: ``Client(transport=fake)`` calls it, and so does ``AsyncClient``.

    Args:
        page_size: items of a page where a request says nothing.
        validate: refuse requests that the document refuses, with status 400.
        authorize: refuse requests without the credentials their operation needs, with status 401.
        clients: client id to secret, of those that may have a token; None for any. Where it is
            given, no tokens pass but those given out, and that of ``client()``.

    Attributes:
        calls: the requests that arrived, oldest first, without those for tokens.

    Raises:
        ConfigurationError: the library ``jsonschema`` is not installed, or the size of a page is
            less than 1.
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
        if page_size < 1:
            raise ConfigurationError(f"page_size must be 1 or more, not {page_size}.")
        text = files(self._package).joinpath("contract.json").read_text("utf-8")
        self._handler = RequestHandler(
            self._service,
            self._operations,
            Contract(text),
            page_size=page_size,
            validate=validate,
            authorize=authorize,
            clients=clients,
            tokens=frozenset(t for t in self._credentials.values() if isinstance(t, str)),
        )
        self.calls = self._handler.calls

    def reset(self) -> None:
        """Forget entities, calls, rules and tokens, as if it were new."""
        self._handler.reset()

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
        elif not is_private(base):  # No client talks to such an address; nothing leaves this one.
            found["base_url"] = f"https{base.removeprefix('http')}"
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
        value = self._handler.examples.example({"$ref": self._reference(model)})
        found: T = self._handler.codec.decode(json.dumps(value), model.__name__)
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
            path: path parameters of the collection, by wire name or Python name.

        Returns:
            The entity with what the service sets by itself, such as its id.

        Raises:
            ConfigurationError: it is not clear what it is one of, its id is taken, the document
                refuses it, or the path parameters are not those of the collection.
        """
        resource = self._resource(type(entity), to)
        texts = path_texts(resource.collection, path)
        judge = self._handler.problems if self._handler.validates else None
        with self._handler.lock:
            kept = self._handler.simulation.add(resource, texts, tree(entity), judge)
        if not hasattr(entity, "to_dict"):
            return cast("T", kept)
        found: T = self._handler.codec.decode(write(kept), type(entity).__name__)
        return found

    def entities(self, model: type[T], *, to: str = "", **path: object) -> list[T]:
        """List the entities that are there now.

        Args:
            model: their class.
            to: name of an operation on their resource, where the class does not tell.
            path: path parameters of the collection, by wire name or Python name.

        Returns:
            The entities, oldest first.

        Raises:
            ConfigurationError: it is not clear what they are, or the path parameters are not those
                of the collection.
        """
        resource = self._resource(model, to)
        texts = path_texts(resource.collection, path)
        with self._handler.lock:
            kept = self._handler.simulation.state.collection(filled(resource.collection, texts))
            return [self._handler.codec.decode(write(e), model.__name__) for e in kept.values()]

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
        given: Any = status
        if not isinstance(given, Exception) and not (
            isinstance(given, int) and 300 <= given <= 599
        ):
            text = "status must be one of an error, 300 to 599, or an exception that was made"
            raise ConfigurationError(f"{text}, not {given!r}.")
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
        with self._handler.lock:
            rule = Rule(key, kind, times, status, value, message, code, dict(headers or {}))
            self._handler.script.add(rule)

    def revoke_tokens(self) -> None:
        """Take back every token that the token endpoint gave so far."""
        with self._handler.lock:
            self._handler.gate.revoke()

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
            url: absolute.
            headers: as sent.
            content: the body.

        Returns:
            The response, not yet delayed.
        """
        return self._handler.handle(method, url, headers, content)

    def _reference(self, model: type[Any]) -> str:
        known = self._handler.contract.models
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
            found = self._handler.simulation.resource_of(operation.id)
            if found is None:
                raise ConfigurationError(f"{to} does not work on entities that can be added.")
            return found
        reference = self._handler.contract.models.get(model.__name__)
        known = self._handler.simulation.resources_of(reference) if reference else []
        if len(known) != 1:
            names = [self._operations[id].name for r in known for id in list(r.roles)[:1]]
            such = f": {', '.join(names)}" if names else ""
            text = f"Say which resource {model.__name__} belongs to: to=NAME of an operation{such}."
            raise ConfigurationError(text)
        return known[0]
