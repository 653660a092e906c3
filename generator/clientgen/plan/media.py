"""Media types of request bodies and responses, and how each becomes Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from clientgen.api import MediaType, Operation, RequestBody, Response, Schema
from clientgen.base.untyped import items, mapping
from clientgen.types.contents import say_the_same

MediaKind = Literal["json", "form", "multipart", "text", "binary", "lines", "events", "nothing"]
_LINES = frozenset(
    {"application/jsonl", "application/json-lines", "application/jsonlines"}
    | {"application/ndjson", "application/x-jsonlines", "application/x-ndjson"}
    | {"application/json-seq", "application/jsonl+json", "application/stream+json"}
)
_TEXT = frozenset({"application/xml", "application/yaml", "application/javascript"})
_ORDER: tuple[MediaKind, ...] = ("json", "form", "multipart", "text", "lines", "binary")


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The way a member of a form is written: values of the runtime's ``Style`` or ``Part``.

    Args:
        content_type: its media type; empty for the usual one.
        is_file: whether it is a file of a multipart form.
        style: its style; empty where it has none.
        explode: a pair or part for each item.
        allow_reserved: reserved characters stay as they are.
        headers: further headers of a part.
        encoding: ``base64``, or empty.
    """

    content_type: str = ""
    is_file: bool = False
    style: str = ""
    explode: bool = True
    allow_reserved: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a request body or a response.

    Args:
        name: media type; empty where nothing comes.
        kind: how it is written and read.
        schema: what it holds as Python; None where that is text or bytes, or not specified.
        status: of an answer: ``200``, ``2XX``; empty for a body or any success.
        whole: of server-sent events: the schema describes the event, not the data in it.
        order: of a form: its members as the document orders them.
        parts: of a form: member → how it is written, where that is not the usual way.
        stated: of a response: its schema, where it is text or bytes to Python, too.
    """

    name: str
    kind: MediaKind
    schema: Schema | None
    status: str = ""
    whole: bool = False
    order: tuple[str, ...] = ()
    parts: Mapping[str, PartPlan] = field(default_factory=dict[str, PartPlan])
    stated: Schema | None = None

    @property
    def is_stream(self) -> bool:
        """Tell whether it is read item by item."""
        return self.kind in {"lines", "events"}


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON or built on it."""
    plain = media_type in {"application/json", "text/json", "*/*"}
    return plain or (media_type.endswith("+json") and media_type not in _LINES)


def _as_it_is(schema: Schema) -> Schema:
    return schema


def body_media(
    body: RequestBody, target: Callable[[Schema], Schema] = _as_it_is
) -> tuple[Media, ...]:
    """List the media types of a request body, the preferred one first.

    Args:
        body: the body.
        target: follows references, for the members of forms.

    Returns:
        JSON before forms before text before bytes; at least one.
    """
    found = [_from_request_body(media_type, target) for media_type in body.content]
    unique = {media.name: media for media in found}.values()
    ordered = sorted(
        unique, key=lambda media: (_ORDER.index(media.kind), media.name != "application/json")
    )
    return tuple(ordered) or (Media("application/json", "json", None),)


def response_media(operation: Operation) -> tuple[Media, ...]:
    """List the media types of all successful responses, by status."""
    found: list[Media] = []
    for response in successes(operation):
        status = "" if response.status == "default" else response.status
        media = [_from_response(media_type, status) for media_type in response.content]
        found.extend(_without_copies(media) or [Media("", "nothing", None, status)])
    return tuple(found)


def _without_copies(media: list[Media]) -> list[Media]:
    """JSON first, and without what offers the same as the JSON does, such as XML."""
    ordered = sorted(media, key=lambda item: item.kind != "json")
    best = next((item for item in ordered if item.name == "application/json"), ordered[:1])
    if not isinstance(best, Media) or best.schema is None:
        return ordered
    return [
        item
        for item in ordered
        if item is best
        or item.stated is None
        or not say_the_same(item.stated, best.schema)
        or item.stated.types == ("string",)
    ]


def successes(operation: Operation) -> Iterator[Response]:
    """List the successful responses; ``default`` where the document names no other."""
    named = [response for response in operation.responses if response.is_success]
    if named or any(response.status[:1] == "3" for response in operation.responses):
        yield from named
    else:
        yield from (found for found in operation.responses if found.status == "default")


def is_plain_body(media: tuple[Media, ...]) -> bool:
    """Tell whether a body is JSON and nothing else, as most are."""
    return (
        len(media) == 1 and media[0].kind == "json" and media[0].name in {"application/json", "*/*"}
    )


def is_plain_response(media: tuple[Media, ...]) -> bool:
    """Tell whether every success is the same JSON, or every success is nothing."""
    kinds = {found.kind for found in media}
    if kinds <= {"nothing"}:
        return True
    schemas = {
        (found.schema.ref or found.schema.pointer) if found.schema else "" for found in media
    }
    return kinds == {"json"} and len(schemas) == 1


def _kind(name: str, schema: Schema | None) -> MediaKind:
    if name in _LINES:
        return "lines"
    if name == "text/event-stream":
        return "events"
    if schema is not None and schema.is_file and not name.startswith("multipart/"):
        return "binary"
    if is_json(name):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.startswith("multipart/"):
        return "multipart"
    return (
        "text" if name.startswith("text/") or name in _TEXT or name.endswith("+xml") else "binary"
    )


def _from_request_body(media_type: MediaType, target: Callable[[Schema], Schema]) -> Media:
    kind = _kind(media_type.name, media_type.schema)
    kind = "text" if kind == "events" else "binary" if media_type.unnamed else kind
    schema = media_type.item or media_type.schema if kind == "lines" else media_type.schema
    keeps = schema if kind in {"json", "form", "multipart", "lines"} else None
    name = "application/json" if media_type.name == "*/*" and kind == "json" else media_type.name
    order, parts = parts_of(media_type, kind, target)
    return Media(name, kind, keeps, order=order, parts=parts)


def _from_response(media_type: MediaType, status: str) -> Media:
    kind = _kind(media_type.name, media_type.schema)
    if media_type.name == "application/*" and media_type.schema is not None:
        kind = "binary" if media_type.schema.is_file else "json"
    kind = "binary" if kind in {"form", "multipart"} else kind
    schema = media_type.item or media_type.schema
    keeps = schema if kind in {"json", "lines", "events"} else None
    whole = media_type.item is not None
    stated = None if media_type.item is not None else media_type.schema
    return Media(media_type.name, kind, keeps, status, whole=whole, stated=stated)


def _form_parts(media_type: MediaType) -> dict[str, PartPlan]:
    """How the members of a form are written, where that is not the usual way."""
    found: dict[str, PartPlan] = {}
    for name, raw in media_type.encoding.items():
        kind, style = raw.get("contentType"), raw.get("style")
        explode = raw.get("explode")
        if style is not None or isinstance(explode, bool) or raw.get("allowReserved") is True:
            chosen = style if isinstance(style, str) else "form"
            found[name] = PartPlan(
                style=chosen,
                explode=explode if isinstance(explode, bool) else chosen == "form",
                allow_reserved=raw.get("allowReserved") is True,
            )
        elif isinstance(kind, str):
            found[name] = PartPlan(content_type=_first(kind))
    return found


def _first(kinds: str) -> str:
    """Several types may be allowed; the first is as good as any, if it is one."""
    first = kinds.partition(",")[0].strip()
    return "" if "*" in first else first


_COLLECTION = "x-collection-format"


def parts_of(
    media_type: MediaType, kind: MediaKind, target: Callable[[Schema], Schema]
) -> tuple[tuple[str, ...], dict[str, PartPlan]]:
    """Find how the members of a form are written.

    Args:
        media_type: the form.
        kind: ``form`` or ``multipart``; any other has no members.
        target: follows references.

    Returns:
        The members in the document's order, and those that are not written in the usual way.
    """
    if kind not in ("form", "multipart") or media_type.schema is None:
        return (), {}
    parts = _form_parts(media_type)
    members = target(media_type.schema).properties
    for member in members:
        schema = target(member.schema)
        separator = member.schema.extensions.get(_COLLECTION)
        if separator in ("ssv", "tsv", "pipes"):
            parts[member.name] = PartPlan(style=str(separator), explode=False)
        if kind != "multipart":
            continue
        item = target(schema.items) if schema.items is not None else schema
        options = [item, *map(target, (*item.any_of, *item.one_of))]
        file = next((found for found in options if found.is_file), None)
        raw = media_type.encoding.get(member.name, {})
        headers = _fixed_headers(raw)
        base64 = next((f for f in options if f.encoding == "base64" or f.format == "byte"), None)
        if file is not None or headers or base64 is not None:
            known = parts.get(member.name, PartPlan())
            content = (file or base64 or item).content or ""
            parts[member.name] = replace(
                known,
                content_type=known.content_type or _first(content),
                # A file is a part of its own: no style joins several.
                style=known.style if file is None else "",
                is_file=file is not None,
                headers=headers,
                encoding="base64" if base64 is not None else "",
            )
    return tuple(member.name for member in members), parts


def _fixed_headers(encoding: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a part that have but one value; callers give others with a file."""
    found: dict[str, str] = {}
    for name, raw in mapping(encoding.get("headers")).items():
        schema = mapping(mapping(raw).get("schema"))
        values = [schema["const"]] if "const" in schema else items(schema.get("enum"))
        value = values[0] if len(values) == 1 else schema.get("default")
        if isinstance(value, str | int) and name.lower() != "content-type":
            found[name] = str(value)
    return found
