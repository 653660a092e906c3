"""What an operation takes and answers, as annotations and as tables for the runtime."""

from __future__ import annotations

from clientgen.api import Operation, Schema
from clientgen.plan.annotations import Annotator
from clientgen.plan.media import Media, answer_media, body_media, is_plain_answer, is_plain_body
from clientgen.plan.package import MediaPlan
from clientgen.types import Shaper
from clientgen.types.shapes import Shape

_PYTHON = {"text": "str", "binary": "bytes", "nothing": "None"}
_BODY = {
    "form": "Mapping[str, Any]",
    "multipart": "Mapping[str, Any]",
    "text": "str | bytes",
    "binary": "bytes | BinaryIO | Iterable[bytes] | AsyncIterable[bytes]",
}


def answer_schema(operation: Operation) -> Schema | None:
    """What a plain operation answers when all goes well, None where nothing or something else."""
    media = answer_media(operation)
    if not is_plain_answer(media):
        return None
    found = next((item for item in media if item.kind == "json"), None)
    if found is None:
        return None
    return found.schema or Schema(pointer=operation.pointer)


def media_shapes(operation: Operation, shaper: Shaper) -> dict[str, tuple[Shape, bool]]:
    """The places of bodies and answers beside the plain ones whose annotation is wanted."""
    shapes: dict[str, tuple[Shape, bool]] = {}
    media = answer_media(operation)
    if not is_plain_answer(media):
        for index, item in enumerate(media):
            if item.schema is not None:
                shapes[f"answer {index}"] = (shaper.member(item.schema), True)
    if operation.body is not None:
        sent = body_media(operation.body)
        for index, item in enumerate(sent if not is_plain_body(sent) else ()):
            if item.schema is not None:
                shapes[f"body {index}"] = (shaper.argument(item.schema), True)
    return shapes


def plan_answers(operation: Operation, annotator: Annotator) -> tuple[str, tuple[MediaPlan, ...]]:
    """Plan the answers of an operation that are not plain.

    Returns:
        The annotation of all of them, and the runtime's table.
    """
    media = answer_media(operation)
    hints = [_answer_hint(operation, index, item, annotator) for index, item in enumerate(media)]
    return union(hints), tuple(
        _media_plan(operation, f"answer {index}", item, annotator)
        for index, item in enumerate(media)
    )


def plan_sends(operation: Operation, annotator: Annotator) -> tuple[str, tuple[MediaPlan, ...]]:
    """Plan the bodies of an operation that are not plain; nothing where they are.

    Returns:
        The annotation of the body argument, and the runtime's table.
    """
    if operation.body is None:
        return "", ()
    media = body_media(operation.body)
    if is_plain_body(media):
        return "", ()
    hints = [_body_hint(operation, index, item, annotator) for index, item in enumerate(media)]
    return union(hints), tuple(
        _media_plan(operation, f"body {index}", item, annotator) for index, item in enumerate(media)
    )


def union(hints: list[str]) -> str:
    """One annotation of several: each once, None last, Any alone."""
    parts = list(dict.fromkeys(part for hint in hints for part in split_union(hint)))
    if "Any" in parts:
        return "Any"
    return " | ".join(sorted(parts, key=lambda part: part == "None")) or "None"


def split_union(hint: str) -> list[str]:
    """The members of a union, as written; bars inside brackets do not count."""
    parts: list[str] = []
    depth, current = 0, ""
    for word in hint.split(" | "):
        current = f"{current} | {word}" if current else word
        depth += word.count("[") - word.count("]")
        if depth <= 0:
            parts.append(current)
            depth, current = 0, ""
    return parts + ([current] if current else [])


def _answer_hint(operation: Operation, index: int, media: Media, annotator: Annotator) -> str:
    if media.kind in _PYTHON:
        return _PYTHON[media.kind]
    hint = "Any" if media.schema is None else annotator.answer(operation.id, f"answer {index}")
    if media.kind == "lines":
        return f"Stream[{hint}]"
    if media.kind == "events":
        return "Stream[Event]" if media.schema is None else f"Stream[{hint}]"
    return hint


def _body_hint(operation: Operation, index: int, media: Media, annotator: Annotator) -> str:
    if media.schema is None:
        hint = _BODY.get(media.kind, "Any")
        return "Iterable[Any]" if media.kind == "lines" else hint
    hint = annotator.argument(operation.id, f"body {index}")
    if hint.startswith("models."):
        hint = f"{hint} | Mapping[str, Any]"
    elif media.kind in {"form", "multipart"}:
        hint = "Mapping[str, Any]"
    return f"Iterable[{hint}]" if media.kind == "lines" else hint


def _media_plan(operation: Operation, place: str, media: Media, annotator: Annotator) -> MediaPlan:
    hint = annotator.raw(operation.id, place) if media.schema is not None else None
    if media.kind in {"form", "multipart"} and hint is not None and not hint.isidentifier():
        hint = None
    return MediaPlan(media.status, media.name, media.kind, hint, media.whole, media.parts)
