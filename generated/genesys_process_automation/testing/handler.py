"""Handling of requests: they are routed, let fail, refused, responded to, and recorded."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .._runtime.codec import Codec
from .authorization import Gate
from .examples import ExampleMaker
from .exchange import Exchange, RefusedError
from .requests import ReceivedRequest, parsed_body, problems, query_of, typed_body
from .responses import Reply, Responder
from .routing import Router
from .scripts import Script
from .simulation import Simulation
from .validation import MessageValidator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._runtime.messages import Operation, Service
    from .contract import Contract
    from .routing import Route


class RequestHandler:
    """Responds to requests, one at a time.

    Args:
        service: the API.
        operations: its operations, by operationId.
        contract: their messages.
        page_size: items of a page where a request says nothing.
        validate: whether to refuse what the document refuses.
        authorize: whether to refuse requests without credentials.
        clients: client id to secret, of those that may have a token; None for any.
        tokens: those of the fake service's own clients.

    Attributes:
        lock: held while a request is handled.
        calls: the requests that arrived.
        validates: whether what the document refuses is refused.
        examples: makes values.
        codec: reads models.
        script: what the test said beforehand.
        gate: who may call.
        simulation: the entities.
    """

    script: Script
    gate: Gate
    simulation: Simulation

    def __init__(
        self,
        service: Service,
        operations: Mapping[str, Operation],
        contract: Contract,
        *,
        page_size: int,
        validate: bool,
        authorize: bool,
        clients: Mapping[str, str] | None,
        tokens: frozenset[str],
    ) -> None:
        self._service, self._operations, self.contract = service, operations, contract
        self._validator = MessageValidator(contract)
        self.examples = ExampleMaker(contract, self._validator)
        self._responder = Responder(service, contract, self.examples, self._validator)
        self._router = Router(service, operations.values(), contract.bases)
        self.codec = Codec(service.models)
        self._page_size, self.validates, self._authorizes = page_size, validate, authorize
        self._clients, self._tokens = clients, tokens
        self.lock = threading.RLock()
        self.calls: list[ReceivedRequest] = []
        self.reset()

    def reset(self) -> None:
        """Forget entities, calls, rules and tokens."""
        with self.lock:
            self.calls.clear()
            self._count = 0
            self.script = Script()
            self.gate = Gate(self._service, self.contract, self._clients, self._tokens)
            self.simulation = Simulation(
                self.contract, self.examples, self._responder, self._operations.values()
            )

    def problems(self, schema: Any, value: Any) -> list[str]:
        """List the ways in which a value that a test gives does not fit a schema.

        Args:
            schema: a schema of the contract.
            value: parsed JSON.

        Returns:
            Sentences.
        """
        return self._validator.problems(schema, value, sent=True)

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
        with self.lock:
            self._count += 1
            route = self._router.find(method, parts.path, parts.query)
            if route is None and self.gate.is_token_endpoint(method, parts.path):
                status, body = self.gate.token(lower, content)
                return Reply(status, body, {"Content-Type": "application/json"})
            if route is None:
                text = f"There is no operation {method} {parts.path}."
                return self._responder.error(None, 404, text, "not.found", self._count)
            return self._respond(route, method, url, lower, content)

    def _respond(
        self, route: Route, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Reply:
        operation, parts = route.operation, urlsplit(url)
        media = headers.get("content-type", "")
        parsed: Any = None
        typed: Any = content
        fault = ""
        try:
            parsed = parsed_body(self.contract, operation, content, media)
            typed = typed_body(operation, self.codec, content, media, parsed)
        except ValueError as error:
            fault = f"body: it is no JSON: {error}"
        request = ReceivedRequest(
            operation.name, operation.id, method, url, route.path, query_of(parts.query), headers,
            typed, content,
        )  # fmt: skip
        origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        exchange = Exchange(route, request, parsed, parts.path, origin, self._page_size)
        delay = self.script.take(operation.id, "delay")
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
        rule = self.script.take(operation.id, "fail")
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
        if self._authorizes and not self.gate.allows(operation.id, exchange.request):
            raise RefusedError(401, "unauthorized", "Credentials are missing or not valid.")
        if not self.validates:
            return
        found = (
            [fault]
            if fault
            else list(
                problems(self.contract, self._validator, operation, exchange.request, exchange.body)
            )
        )
        if found:
            raise RefusedError(400, "bad.request", "; ".join(found)[:500])

    def _success(self, exchange: Exchange) -> Reply:
        operation = exchange.route.operation
        rule = self.script.take(operation.id, "respond")
        if rule is None:
            return self.simulation.respond(exchange) or self._responder.success(operation)
        value = rule.value(exchange.request) if callable(rule.value) else rule.value
        if isinstance(value, bytes):
            usual = self._responder.success(operation)
            reply = Reply(rule.status or usual.status, value, usual.headers)
        elif value is None:
            reply = Reply(rule.status or self.contract.success(operation.id)[0])
        else:
            reply = self._responder.json(operation, value, rule.status)
        reply.headers |= rule.headers
        return reply
