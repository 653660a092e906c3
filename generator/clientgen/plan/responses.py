"""Request bodies and responses of an operation, as types and as tables for the runtime."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from clientgen.api import Operation, Schema
from clientgen.plan.media import Media, body_media, is_plain_body, is_plain_response, response_media
from clientgen.plan.package import MediaPlan
from clientgen.types import SchemaTyper
from clientgen.types.expressions import Container, Of, Ref, Scalar, TypeExpr, UnionOf, union
from clientgen.types.typed_dicts import ANY_MAPPING

WithMappings: TypeAlias = Callable[[TypeExpr], TypeExpr]
"""Extends the type of a request body by the mappings that a caller may give for its classes."""
_RESULTS: dict[str, TypeExpr] = {
    "text": Scalar.STRING,
    "binary": Scalar.BYTES,
    "nothing": Scalar.NULL,
}
_BODIES: dict[str, TypeExpr] = {
    "form": ANY_MAPPING,
    "multipart": ANY_MAPPING,
    "text": union((Scalar.STRING, Scalar.BYTES)),
    "binary": union(
        (
            Scalar.BYTES,
            Scalar.BINARY_FILE,
            Of(Container.ITERABLE, Scalar.BYTES),
            Of(Container.ASYNC_ITERABLE, Scalar.BYTES),
        )
    ),
    "lines": Of(Container.ITERABLE, Scalar.ANY),
}


def response_schema(operation: Operation) -> Schema | None:
    """Find the JSON schema of a plain success response; None for any other response."""
    media = response_media(operation)
    if not is_plain_response(media):
        return None
    found = next((item for item in media if item.kind == "json"), None)
    if found is None:
        return None
    return found.schema or Schema(pointer=operation.pointer)


def plan_responses(
    operation: Operation, typer: SchemaTyper
) -> tuple[TypeExpr, tuple[MediaPlan, ...]]:
    """Plan the responses of an operation that are not plain JSON.

    Args:
        operation: the operation.
        typer: gives types.

    Returns:
        The type of all of them, and the runtime's table.
    """
    return _planned(response_media(operation), _response_type, typer)


def plan_request_bodies(
    operation: Operation, typer: SchemaTyper, with_mappings: WithMappings
) -> tuple[TypeExpr, tuple[MediaPlan, ...]]:
    """Plan the request bodies of an operation that are not plain JSON.

    Args:
        operation: the operation.
        typer: gives types.
        with_mappings: extends a type by the mappings that stand for its classes.

    Returns:
        The type of the body argument, and the runtime's table.
    """
    media = body_media(operation.body, typer.target) if operation.body is not None else ()
    if not media or is_plain_body(media):
        return Scalar.NULL, ()
    return _planned(media, partial(_body_type, with_mappings=with_mappings), typer)


def _planned(
    media: tuple[Media, ...], type_of: Callable[[Media, SchemaTyper], TypeExpr], typer: SchemaTyper
) -> tuple[TypeExpr, tuple[MediaPlan, ...]]:
    types = [type_of(item, typer) for item in media]
    # Any JSON value absorbs the others.
    joined = Scalar.ANY if Scalar.ANY in types else union(types)
    return joined, tuple(_media_plan(item, typer) for item in media)


def or_mapping(expr: TypeExpr) -> TypeExpr:
    """Extend the type of a request body: a model may be given as a mapping, too."""
    first = expr.members[0] if isinstance(expr, UnionOf) else expr
    return union((expr, ANY_MAPPING)) if isinstance(first, Ref) else expr


def _response_type(media: Media, typer: SchemaTyper) -> TypeExpr:
    if media.kind in _RESULTS:
        return _RESULTS[media.kind]
    if media.kind == "events" and media.schema is None:
        return Of(Container.STREAM, Scalar.EVENT)
    expr = Scalar.ANY if media.schema is None else typer.type_of(media.schema)
    return Of(Container.STREAM, expr) if media.is_stream else expr


def _body_type(media: Media, typer: SchemaTyper, with_mappings: WithMappings) -> TypeExpr:
    if media.schema is None:
        return _BODIES.get(media.kind, Scalar.ANY)
    expr = with_mappings(typer.type_of(media.schema))
    if media.kind in {"form", "multipart"} and not isinstance(expr, UnionOf):
        expr = ANY_MAPPING
    return Of(Container.ITERABLE, expr) if media.kind == "lines" else expr


def _read_kind(media: Media) -> str:
    """The runtime's name of the kind; JSON of any media type is what the response says it is."""
    return "any" if media.kind == "json" and "*" in media.name else media.kind


def _media_plan(media: Media, typer: SchemaTyper) -> MediaPlan:
    expr = typer.type_of(media.schema) if media.schema is not None else None
    if media.kind in {"form", "multipart"} and not isinstance(expr, Ref):
        expr = None
    return MediaPlan(
        media.status, media.name, _read_kind(media), expr, media.whole, media.order, media.parts
    )
