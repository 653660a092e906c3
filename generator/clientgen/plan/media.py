"""Media types of request bodies and responses, and how each becomes Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from clientgen.api import MediaType, Operation, RequestBody, Response, Schema

MediaKind = Literal["json", "form", "multipart", "text", "binary", "lines", "events", "nothing"]
_LINES = frozenset(
    {"application/jsonl", "application/json-lines", "application/jsonlines"}
    | {"application/ndjson", "application/x-jsonlines", "application/x-ndjson"}
    | {"application/json-seq", "application/jsonl+json", "application/stream+json"}
)
_TEXT = frozenset({"application/xml", "application/yaml", "application/javascript"})
_ORDER: tuple[MediaKind, ...] = ("json", "form", "multipart", "text", "lines", "binary")


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a request body or a response.

    Args:
        name: media type; empty where nothing comes.
        kind: how it is written and read.
        schema: what it holds as Python; None where that is text or bytes, or not specified.
        status: of an answer: ``200``, ``2XX``; empty for a body or any success.
        whole: of server-sent events: the schema describes the event, not the data in it.
        parts: of a form: member → what joins its items; of multipart: member → its media type.
    """

    name: str
    kind: MediaKind
    schema: Schema | None
    status: str = ""
    whole: bool = False
    parts: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_stream(self) -> bool:
        """Tell whether it is read item by item."""
        return self.kind in {"lines", "events"}


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON or built on it."""
    plain = media_type in {"application/json", "text/json", "*/*"}
    return plain or (media_type.endswith("+json") and media_type not in _LINES)


def body_media(body: RequestBody) -> tuple[Media, ...]:
    """List the media types of a request body, the preferred one first.

    Args:
        body: the body.

    Returns:
        JSON before forms before text before bytes; at least one.
    """
    found = [_from_request_body(media_type) for media_type in body.content]
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
        found.extend(media or [Media("", "nothing", None, status)])
    return tuple(found)


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
    if schema is not None and schema.format == "binary" and not name.startswith("multipart/"):
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


def _from_request_body(media_type: MediaType) -> Media:
    kind = _kind(media_type.name, media_type.schema)
    kind = "text" if kind == "events" else kind
    schema = media_type.item or media_type.schema if kind == "lines" else media_type.schema
    keeps = schema if kind in {"json", "form", "multipart", "lines"} else None
    name = "application/json" if media_type.name == "*/*" and kind == "json" else media_type.name
    return Media(name, kind, keeps, parts=dict(_parts(media_type, kind)))


def _from_response(media_type: MediaType, status: str) -> Media:
    kind = _kind(media_type.name, media_type.schema)
    kind = "binary" if kind in {"form", "multipart"} else kind
    schema = media_type.item or media_type.schema
    keeps = schema if kind in {"json", "lines", "events"} else None
    return Media(media_type.name, kind, keeps, status, whole=media_type.item is not None)


_JOINED = {"spaceDelimited": " ", "pipeDelimited": "|"}


def _parts(media_type: MediaType, kind: MediaKind) -> Iterator[tuple[str, str]]:
    for name, raw in sorted(media_type.encoding.items()):
        if kind == "multipart" and isinstance(raw.get("contentType"), str):
            # Several types may be allowed; the first is as good as any.
            yield name, raw["contentType"].partition(",")[0].strip()
        elif kind == "form":
            style, explode = raw.get("style", "form"), raw.get("explode")
            if style == "deepObject":
                yield name, "deep"
            elif explode is False or style in tuple(_JOINED):
                yield name, _JOINED.get(str(style), ",")
