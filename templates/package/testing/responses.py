"""Responses: bodies that fit what the document says of them, errors as the service writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .._runtime.values import is_array, is_object, write
from .authorization import challenges
from .contract import is_json, json_schemas
from .directions import without

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._runtime.messages import Operation, Service
    from .contract import Contract
    from .examples import ExampleMaker
    from .validation import MessageValidator


@dataclass
class Reply:
    """A response that is about to be sent.

    Args:
        status: HTTP status.
        content: the body.
        headers: by name.
        delay: seconds to wait before it.
        error: what to raise instead of it, as if the network had failed; None to send it.
    """

    status: int
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    error: Exception | None = None


class Responder:
    """Writes responses.

    Args:
        service: the API.
        contract: its messages.
        examples: makes what nobody said.
        validator: tells what fits.
    """

    def __init__(
        self,
        service: Service,
        contract: Contract,
        examples: ExampleMaker,
        validator: MessageValidator,
    ) -> None:
        self._service, self._contract = service, contract
        self._examples, self._validator = examples, validator

    def success(self, operation: Operation) -> Reply:
        """Respond with an example of what the document says.

        Args:
            operation: what was called.

        Returns:
            The response.
        """
        status, content = self._contract.success(operation.id)
        for media, described in content.items():
            if is_json(media):
                schema = described.get("schema", True)
                given = described.get("example")
                if given is None or self._validator.problems(schema, given):
                    given = self._examples.example(schema)
                return self.json(operation, without(self._contract, schema, given, "writeOnly"))
        for media, described in content.items():
            item = described.get("itemSchema") or described.get("schema", True)
            made = self._examples.example(item)
            return Reply(status, _written(media, made), {"Content-Type": _concrete(media)})
        return Reply(status)

    def json(self, operation: Operation, value: Any, status: int | None = None) -> Reply:
        """Respond with JSON.

        Args:
            operation: what was called.
            value: parsed JSON or models.
            status: HTTP status; the one of success where it is None.

        Returns:
            The response; without a body where the document has none.
        """
        usual, content = self._contract.success(operation.id)
        media = next((media for media in content if is_json(media)), None)
        if media is None and content:
            media = next(iter(content))
            items = value if is_array(value) and _is_stream(media) else [value]
            written = b"".join(_written(media, item) for item in items)
            return Reply(status or usual, written, {"Content-Type": _concrete(media)})
        if media is None and status is None:
            return Reply(usual)
        kind = _concrete(media or "application/json")
        if operation.method == "HEAD":
            return Reply(status or usual, b"", {"Content-Type": kind})
        return Reply(status or usual, write(value), {"Content-Type": kind})

    def entity(self, schema: Any, known: Mapping[str, Any]) -> dict[str, Any]:
        """Make a value of a schema out of what is known.

        Args:
            schema: of the response, or of a part of it.
            known: members by wire name.

        Returns:
            An object with the members of these that the schema has and that fit it; what is
            required besides is filled in.
        """
        flat = self._contract.flat(schema)
        made: dict[str, Any] = {}
        only = flat.keywords.get("additionalProperties") is False
        for name, value in without(self._contract, schema, known, "writeOnly").items():
            member = flat.properties.get(name)
            if (member is None and not only) or (
                member is not None and not self._validator.problems(member, value)
            ):
                made[name] = value
        missing = [name for name in flat.keywords.get("required", ()) if name not in made]
        if missing or self._validator.problems(schema, made):
            example = self._examples.example(schema, optional=False)
            if is_object(example):
                made = {**example, **made}
        return made

    def error(
        self, operation: Operation | None, status: int, message: str, code: str, number: int
    ) -> Reply:
        """Respond with an error, its body as the document says.

        Args:
            operation: what was called; None for what the document does not know.
            status: HTTP status.
            message: text for people.
            code: stable key of the error.
            number: of the request, for its correlation id.

        Returns:
            The response.
        """
        correlation = f"fake-{number}"
        headers = {self._service.correlation_header: correlation}
        if status == 401:
            headers["WWW-Authenticate"] = challenges(self._contract, operation)
        described = self._error_content(operation, status)
        media = next((media for media in described if is_json(media)), None)
        if media is None and described:
            media = next(iter(described))
            headers["Content-Type"] = _concrete(media)
            return Reply(status, _written(media, message), headers)
        schema = next(json_schemas(described), None)
        if schema is None and self._service.error_model is not None:
            reference = self._contract.models.get(self._service.error_model)
            schema = {"$ref": reference} if reference else None
        body = self._error_body(schema, status, message, code, correlation)
        headers["Content-Type"] = _concrete(media or "application/json")
        return Reply(status, json.dumps(body).encode(), headers)

    def _error_content(self, operation: Operation | None, status: int) -> Mapping[str, Any]:
        if operation is None:
            return {}
        responses = self._contract.operations[operation.id]["responses"]
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in responses and responses[name].get("content"):
                content: Mapping[str, Any] = responses[name]["content"]
                return content
        return {}

    def _error_body(
        self, schema: Any, status: int, message: str, code: str, correlation: str
    ) -> Any:
        fields = self._service.error_fields
        if schema is None:
            return {fields.message[0]: message, (fields.code or ("code",))[0]: code}
        body: Any = self._examples.example(schema, optional=False)
        if not is_object(body):
            return body
        told = [(name, message) for name in fields.message[::-1]]
        told += [(name, code) for name in fields.code]
        told += [(name, correlation) for name in fields.correlation_id]
        facts: list[tuple[str, str | int]] = [*told, ("status", status), ("statusCode", status)]
        return self._filled(schema, dict(body), facts)

    def _filled(self, schema: Any, body: dict[str, Any], facts: list[tuple[str, str | int]]) -> Any:
        """Say what happened in the members that are there for it, also those of a member."""
        flat = self._contract.flat(schema)
        known = {name.lower(): name for name in flat.properties}
        for fact, value in facts:
            name = known.get(fact.lower())
            if name and not self._validator.problems(flat.properties[name], value):
                body[name] = value
        for name in (known.get("errormessages"), known.get("errors"), known.get("messages")):
            told = [facts[0][1]]
            if name and not self._validator.problems(flat.properties[name], told):
                body[name] = told
        for name, value in body.items():
            if name == "error" and is_object(value):
                body[name] = self._filled(flat.properties.get(name, True), dict(value), facts)
        is_told = facts[0][1] in body.values()
        listed = self._contract.flat(flat.properties.get(known.get("errors", ""), False))
        inner = listed.keywords.get("items", False)
        named = self._contract.flat(inner).properties
        if not is_told and named and "errors" not in named:
            one: Any = self._examples.example(inner, optional=False)
            body[known["errors"]] = [self._filled(inner, dict(one), facts)]
        return body


def _concrete(media: str) -> str:
    """Give a media type to send where the document has a range."""
    kind = media.partition(";")[0].strip()
    usual = {"text/*": "text/plain", "image/*": "image/png", "*/*": "application/json"}
    return usual.get(kind, kind.replace("*", "octet-stream")) if "*" in kind else media


def _is_stream(media: str) -> bool:
    """Tell whether a media type is of items one after the other."""
    return _kind(media).endswith(("event-stream", "jsonl", "ndjson", "json-lines", "json-seq"))


def _kind(media: str) -> str:
    return media.partition(";")[0].strip().lower()


def _written(media: str, value: Any) -> bytes:
    """Write a value that is no plain JSON."""
    kind = _kind(media)
    if kind == "text/event-stream":
        return b"data: " + write(value) + b"\n\n"
    if _is_stream(media):
        return (b"\x1e" if kind.endswith("seq") else b"") + write(value) + b"\n"
    return value.encode() if isinstance(value, str) else b"" if value is None else write(value)
