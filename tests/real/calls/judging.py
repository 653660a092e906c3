"""Compares a request with what was meant by it; a schema validator judges what is JSON."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

import httpx2

from .package import BASE
from .raw import Media, Node, Parameter, RawDocument, RawOperation
from .sampling import Sampler
from .wire import as_texts, read_multipart, read_parameter, texts


@dataclass(frozen=True)
class Sent:
    """A request on the wire, and what was meant by it.

    Args:
        made: the request of the package.
        request: what was sent; None where nothing was.
        content: its body.
        meant: the parameters given, with their values as JSON.
        media: the media type of the body; None without one.
        value: the body as JSON, or its bytes or text.
    """

    made: Any
    request: httpx2.Request | None
    content: bytes
    meant: list[tuple[Parameter, Any]]
    media: Media | None
    value: Any


def faults_of(
    operation: RawOperation, sent: Sent, raw: RawDocument, keys: Set[str]
) -> Iterator[str]:
    """Find where a request is not what was meant, or not what its document allows.

    Args:
        operation: the operation.
        sent: the request.
        raw: the document.
        keys: names that credentials travel under, in lower case.

    Returns:
        One line for each fault.
    """
    request = sent.request
    if request is None:
        yield "nothing was sent"
        return
    if request.method != operation.method:
        yield f"sent with {request.method}"
    # A key in the query is kept out of the URL, and sent as httpx2's own extension allows.
    target = request.extensions.get("target", request.url.raw_path).decode()
    path, _, query_text = target.partition("?")
    path = path.removeprefix(BASE)
    wire: dict[str, Any] = {
        "path": _path_values(operation.path, path),
        "query": _pairs(query_text, "&"),
        "headers": {key.lower(): value for key, value in request.headers.items()},
        "cookies": _pairs(request.headers.get("cookie", ""), ";"),
    }
    if wire["path"] is None:
        yield f"the path {path} is not of the template"
        return
    for parameter, value in sent.meant:
        yield from _parameter_faults(parameter, wire, value)
    given = {parameter.name.lower() for parameter, _ in sent.meant} | _OF_THE_CLIENT | keys
    query = {unquote(name) for name, _ in wire["query"]}
    for parameter in operation.parameters:
        name = parameter.name
        is_sent = {"query": name in query, "header": name.lower() in wire["headers"]}
        if is_sent.get(parameter.location) and name.lower() not in given:
            yield f"{name} was sent, though not given"
    if sent.media is not None:
        yield from _body_faults(sent, request, sent.media, raw)


_OF_THE_CLIENT = {"accept", "authorization", "content-length", "content-type", "user-agent"}


def _parameter_faults(parameter: Parameter, wire: Mapping[str, Any], value: Any) -> Iterator[str]:
    # An object that no style is given for is JSON.
    kind: type = str if isinstance(value, dict) and parameter.style == "json" else type(value)
    try:
        found = read_parameter(parameter, wire, kind)
    except ValueError as error:
        found = f"not readable: {error}"
    wanted = texts(_as_pairs(value) if parameter.style == "deepObject" else value)
    if _lost(wanted, as_texts(found, wanted)):
        yield f"{parameter.location} {parameter.name}: meant {value!r}, read {found!r}"


def _as_pairs(value: Any) -> Any:
    """What pairs of a name and a text can say: nothing of what is empty; indices of objects."""
    if isinstance(value, dict):
        found = {key: _as_pairs(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item not in ({}, [])}
    if not isinstance(value, list):
        return value
    if any(isinstance(item, dict | list) for item in value):
        return _as_pairs({str(index): item for index, item in enumerate(value)})
    return value[0] if len(value) == 1 else value


def _body_faults(
    sent: Sent, request: httpx2.Request, media: Media, raw: RawDocument
) -> Iterator[str]:
    given = request.headers.get("content-type", "")
    if not fnmatchcase(given.partition(";")[0].strip(), media.name.replace("*+json", "*json")):
        yield f"the body of {media.name} was sent as {given or 'nothing'}"
        return
    kind, content = kind_of(media), sent.content
    try:
        if kind in ("binary", "text"):
            wanted = sent.value if isinstance(sent.value, bytes) else sent.value.encode()
            if content != wanted:
                yield f"meant {wanted!r}, sent {content[:200]!r}"
        elif kind == "json":
            yield from _json_faults(sent.value, media, json.loads(content), raw)
        elif kind == "lines":
            found = [json.loads(line) for line in content.splitlines()]
            if found != sent.value:
                yield f"meant {sent.value!r}, sent {found!r}"
        elif kind == "form":
            pairs = _pairs(content.decode().replace("+", "%20"), "&")
            for name, value in _members(sent.value):
                yield from _parameter_faults(_as_parameter(media, name), {"query": pairs}, value)
        else:
            yield from _multipart_faults(sent.value, media, read_multipart(given, content))
    except ValueError as error:
        yield f"the body cannot be read: {error}: {content[:200]!r}"


def _json_faults(meant: Any, media: Media, found: Any, raw: RawDocument) -> Iterator[str]:
    problem = media.schema and Sampler(raw, "request", 0).problem(media.schema, found)
    if problem is not None:
        yield f"the body is not valid: {problem}"
    if lost := _lost(meant, found):
        yield f"the body has lost or changed {lost}"


def _members(form: Any) -> Iterator[tuple[str, Any]]:
    """The members of a form that are there: null and an empty list have no form."""
    if isinstance(form, dict):
        yield from ((name, value) for name, value in form.items() if value not in (None, [], {}))


def _as_parameter(media: Media, name: str) -> Parameter:
    """A member of a form, which is written as a query parameter is (OpenAPI, Encoding Object)."""
    encoding = media.encoding.get(name) or {}
    style, explode = encoding.get("style"), encoding.get("explode")
    is_styled = style is not None or explode is not None or encoding.get("allowReserved")
    if not is_styled:
        separator = media.separators.get(name)
        return Parameter(name, "query", True, _ANY, "json", separator is None, separator or ",")
    style = style or "form"
    explode = style in ("form", "deepObject") if explode is None else explode
    separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
    return Parameter(name, "query", True, _ANY, style, explode, separator)


_ANY = Node({}, "", None)


def _multipart_faults(meant: Any, media: Media, found: Mapping[str, list[Any]]) -> Iterator[str]:
    for name, value in _members(meant):
        encoding = media.encoding.get(name) or {}
        if encoding.get("style") == "deepObject":
            if not any(key == name or key.startswith(f"{name}[") for key in found):
                yield f"form member {name} is not sent as {name}[…]"
            continue
        parts = found.get(name)
        if parts is None:
            yield f"form member {name}={value!r} is not sent"
            continue
        is_list = isinstance(value, list)
        separator = (
            media.separators.get(name) if is_list and bytes not in map(type, value) else None
        )
        if encoding.get("explode") is False:
            separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(
                encoding.get("style") or "", ","
            )
        read: Any = parts if is_list else parts[0]
        read = parts[0].split(separator) if is_list and separator else read
        if _lost(texts(value), as_texts(_content(read, value), texts(value))):
            yield f"form member {name}: meant {value!r}, read {read!r}"


_LINES = {
    "application/jsonl", "application/json-lines", "application/jsonlines", "application/ndjson",
    "application/x-jsonlines", "application/x-ndjson", "application/json-seq",
    "application/stream+json", "application/jsonl+json",
}  # fmt: skip


def kind_of(media: Media) -> str:
    """How a body of a media type is written and read, as the standard has it."""
    name, schema = media.name, media.schema
    if name in _LINES:
        return "lines"
    if name == "text/event-stream":
        return "events"
    is_file = schema is not None and (
        schema.get("format") == "binary" or schema.get("type") == "file"
    )
    if is_file and not name.startswith("multipart/"):
        return "binary"
    if name in ("application/json", "text/json", "*/*", "application/*") or name.endswith("+json"):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.startswith("multipart/"):
        return "multipart"
    is_text = name.startswith("text/") or name.endswith(("+xml", "/xml", "/yaml", "/javascript"))
    return "text" if is_text else "binary"


def _pairs(text: str, glue: str) -> list[tuple[str, str]]:
    found = (part.strip(" ").partition("=") for part in text.split(glue) if part.strip(" "))
    return [(key, value) for key, _, value in found]


def _path_values(template: str, path: str) -> dict[str, str] | None:
    """The escaped values of a path's variables; None where the path is not of the template."""
    names: list[str] = []
    pattern = ""
    plain = template.partition("?")[0].partition("#")[0]
    for part in re.split(r"(\{[^{}]+\})", plain):
        if part.startswith("{"):
            again = part[1:-1] in names
            pattern += f"(?P=v{names.index(part[1:-1])})" if again else f"(?P<v{len(names)}>.+?)"
            names += [] if again else [part[1:-1]]
        else:
            pattern += re.escape(part)
    found = re.fullmatch(pattern, path) or re.fullmatch(pattern, unquote(path))
    if found is None:
        return None
    return {name: found[f"v{index}"] for index, name in enumerate(names)}


def _lost(meant: Any, found: Any, at: str = "") -> str:
    """The place where something that was meant is missing or another; empty where nothing is."""
    if isinstance(meant, dict) and isinstance(found, dict):
        for key, value in meant.items():
            if key not in found:
                return f"{at}/{key}"
            if lost := _lost(value, found[key], f"{at}/{key}"):
                return lost
        return ""
    if isinstance(meant, list) and isinstance(found, list) and len(meant) == len(found):
        pairs = enumerate(zip(meant, found, strict=True))
        return next(filter(None, (_lost(a, b, f"{at}/{i}") for i, (a, b) in pairs)), "")
    return "" if is_same(meant, found) else f"{at or '/'}: {meant!r} → {found!r}"[:200]


def is_same(one: Any, two: Any) -> bool:
    """Compare two values of JSON: true is not 1."""
    return isinstance(one, bool) == isinstance(two, bool) and one == two


def _content(read: Any, value: Any) -> Any:
    """Contents of parts, bytes where bytes were meant."""
    if isinstance(value, bytes) and isinstance(read, str):
        return read.encode("latin-1")
    if isinstance(value, list) and isinstance(read, list):
        return [_content(r, v) for r, v in zip(read, value, strict=False)]
    if isinstance(value, str) and isinstance(read, bytes):
        return read.decode()
    return read
