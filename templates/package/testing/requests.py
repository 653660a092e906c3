"""Requests as they arrived, read by what the document says of them, and what is wrong with them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from .contract import is_json
from .texts import form_value, typed_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .._runtime.codec import Codec
    from .._runtime.messages import Operation
    from .contract import Contract
    from .validation import MessageValidator

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that arrived.

    Attributes:
        operation: Python name of the operation, such as ``"triggers.update"``.
        operation_id: its operationId in the document.
        method: HTTP method.
        url: as sent.
        path: path parameters by wire name, decoded.
        query: query parameters by wire name: a text, or a list where one came several times.
        headers: by name in lower case.
        body: the body as the model of the operation; JSON, form or bytes where there is none, and
            None where nothing came.
        content: the body as sent.
        status: HTTP status it was responded to with; 0 where the network failed.
        response: body it was responded to with.
    """

    operation: str
    operation_id: str
    method: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, str | list[str]]
    headers: Mapping[str, str] = field(repr=False)
    body: Any
    content: bytes = field(repr=False)
    status: int = 0
    response: bytes = field(default=b"", repr=False)


def query_of(text: str) -> dict[str, str | list[str]]:
    """Read a query.

    Args:
        text: as sent, without the question mark.

    Returns:
        Name → value, or values where it came several times.
    """
    found = parse_qs(text, keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def parsed_body(contract: Contract, operation: Operation, content: bytes, media: str) -> Any:
    """Read a body.

    Args:
        contract: what the document says of it.
        operation: what was called.
        content: as sent.
        media: its Content-Type.

    Returns:
        Parsed JSON, the members of a form, or the bytes; None where nothing came.

    Raises:
        ValueError: it should be JSON and is not.
    """
    if not content:
        return None
    if _is_form(media):
        form = query_of(content.decode("utf-8", "replace"))
        return form_value(contract, _described(contract, operation, media) or {}, form)
    if not is_json(media):
        return content
    try:
        return json.loads(content, parse_constant=_no_number, parse_float=_number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{text[:20]} is no number")


def typed_body(operation: Operation, codec: Codec, content: bytes, media: str, parsed: Any) -> Any:
    """Read a body as the model of its operation.

    Args:
        operation: what was called.
        codec: reads JSON.
        content: as sent.
        media: its Content-Type.
        parsed: the body as `parsed_body` reads it.

    Returns:
        The model; what was parsed where the operation has none, or it does not fit.
    """
    if operation.body_type is None or parsed is None or isinstance(parsed, bytes):
        return parsed
    try:
        text = json.dumps(parsed) if _is_form(media) else content
        return codec.decode(text, operation.body_type)
    except (ValueError, NameError):
        return parsed


def problems(
    contract: Contract,
    validator: MessageValidator,
    operation: Operation,
    request: ReceivedRequest,
    parsed: Any,
) -> Iterator[str]:
    """List what the document refuses in a request.

    Args:
        contract: what it says.
        validator: holds values against schemas.
        operation: what was called.
        request: what arrived.
        parsed: its body as parsed JSON or form.

    Yields:
        Sentences.
    """
    described = contract.operations[operation.id]
    for parameter in described["parameters"]:
        yield from _parameter_problems(contract, validator, parameter, request)
    body = described.get("requestBody")
    if body is None:
        return
    if not request.content:
        if body.get("required"):
            yield "the request body is missing"
        return
    if operation.body == "event":
        return  # Sent as the caller gave it.
    media = request.headers.get("content-type", "")
    chosen = _described(contract, operation, media)
    if chosen is None:
        declared = ", ".join(body.get("content", {}))
        yield f"the media type {media.partition(';')[0]!r} is none of {declared}"
    elif (is_json(media) or _is_form(media)) and "schema" in chosen:
        yield from (f"body: {p}" for p in validator.problems(chosen["schema"], parsed, sent=True))


def _described(contract: Contract, operation: Operation, media: str) -> dict[str, Any] | None:
    """Find what the document says of a body of a media type."""
    content: dict[str, Any]
    content = contract.operations[operation.id].get("requestBody", {}).get("content", {})
    return next((content[name] for name in content if _covers(name, media)), None)


def _is_form(media: str) -> bool:
    return media.partition(";")[0].strip().lower() == _FORM


def _covers(declared: str, media: str) -> bool:
    kind = media.partition(";")[0].strip().lower()
    declared = declared.partition(";")[0].strip().lower()
    first, _, second = declared.partition("/")
    return declared in (kind, "*/*") or (second == "*" and kind.startswith(f"{first}/"))


def _parameter_problems(
    contract: Contract,
    validator: MessageValidator,
    parameter: Mapping[str, Any],
    request: ReceivedRequest,
) -> Iterator[str]:
    name, location = parameter["name"], parameter["in"]
    given: Any = None
    if location == "query":
        given = request.query.get(name)
    elif location == "path":
        given = request.path.get(name)
    elif location == "header":
        given = request.headers.get(name.lower())
    flat = contract.flat(parameter.get("schema", True))
    is_plain = "object" not in flat.types and not flat.choices and "content" not in parameter
    if given is None:
        if parameter.get("required") and is_plain and location in ("query", "header"):
            if name.lower() not in ("accept", "authorization", "content-type"):
                yield f"the {location} parameter {name!r} is missing"
        return
    usual = {"query": "form", "header": "simple", "path": "simple"}.get(location)
    if is_plain and "schema" in parameter and parameter.get("style", usual) == usual:
        if isinstance(given, str) and "array" in flat.types and not parameter.get("explode", True):
            given = given.split(",")
        elif isinstance(given, str) and "array" in flat.types and location != "query":
            given = given.split(",")
        value = typed_text(contract, parameter["schema"], given)
        for problem in validator.problems(parameter["schema"], value, sent=True):
            yield f"{location} parameter {name!r}: {problem}"
