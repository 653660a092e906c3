"""Paging of the operations: by the conventions of the configuration, else by common ones."""

from __future__ import annotations

from collections.abc import Mapping

from clientgen.api import Operation, Schema
from clientgen.base.configuration import Config, PagingSettings
from clientgen.plan.media import body_media
from clientgen.plan.package import PagingPlan
from clientgen.plan.paging_styles import NotPaged, usual_paging
from clientgen.plan.response_members import member_at, steps_to, unwrapped
from clientgen.plan.responses import response_schema
from clientgen.types import Catalog, ModelsPlan, SchemaTyper, property_of
from clientgen.types.expressions import Scalar


def paging_of(
    operation: Operation, config: Config, catalog: Catalog
) -> PagingSettings | NotPaged | None:
    """Find how a listing continues.

    Args:
        operation: any operation.
        config: its conventions, where it has any, stand for the common ones.
        catalog: the named schemas.

    Returns:
        The first convention whose every member the operation has; why a listing has none; None
        for what is no listing.
    """
    found = config.operations.get(operation.id)
    own = found.paging if found is not None else None
    response = response_schema(operation)
    if response is None or (own is None and operation.method != "GET"):
        return None
    schema = unwrapped(response, catalog)
    if own is False:
        usual = usual_paging(operation, schema, {}, catalog)
        return NotPaged("the configuration says so") if usual is not None else None
    if own is not None:
        return own if follows(operation, own, catalog) else None
    usual = usual_paging(operation, schema, _query(operation, catalog), catalog)
    if not config.paging:
        return usual
    for paging in config.paging:
        if follows(operation, paging, catalog):
            return paging
    return usual and NotPaged("it follows no convention of the configuration")


def follows(operation: Operation, paging: PagingSettings, catalog: Catalog) -> bool:
    """Tell whether an operation has every member of a convention.

    Args:
        operation: the operation.
        paging: the convention.
        catalog: the named schemas.

    Returns:
        False also where the response is not JSON.
    """
    response = response_schema(operation)
    if response is None or item_of(response, paging, catalog) is None:
        return False
    named = filter(None, (paging.next, paging.more, paging.total))
    if any(member_at(response, name, catalog) is None for name in named):
        return False
    if not paging.parameter:
        return paging.style in {"next-uri", "cursor", "link"}
    return paging.parameter in _query(operation, catalog) or _is_in_body(
        operation, paging.parameter, catalog
    )


def paging_plan(
    operation: Operation,
    paging: PagingSettings,
    catalog: Catalog,
    models: ModelsPlan,
    typer: SchemaTyper,
) -> PagingPlan:
    """Express a paging convention in the names of the response's model.

    Args:
        operation: a listing.
        paging: what `paging_of` found for it.
        catalog: the named schemas.
        models: the planned classes.
        typer: gives types.

    Returns:
        Values of the runtime's ``PagingSettings``.
    """
    response = response_schema(operation) or Schema(pointer=operation.pointer)
    element = item_of(response, paging, catalog)

    def attribute(path: str | None) -> str:
        """Where the response's model has a member: attributes joined by dots."""
        names: list[str] = []
        for step in steps_to(response, path, catalog) if path else ():
            owner = catalog.class_key_of(step.owner)
            fields = next((model.fields for model in models.models if model.key == owner), ())
            known = (field.name for field in fields if field.wire == step.name)
            names.append(next(known, step.name))
        return ".".join(names)

    query = _query(operation, catalog)
    return PagingPlan(
        style=paging.style.replace("-", "_"),
        items=attribute(paging.items),
        next=attribute(paging.next),
        cursor=tuple(dict.fromkeys((paging.parameter, "cursor"))) if paging.parameter else (),
        item=typer.type_of(element) if element is not None else Scalar.ANY,
        more=attribute(paging.more),
        total=attribute(paging.total),
        first=_first_page(query.get(paging.parameter)),
        in_body=bool(paging.parameter) and paging.parameter not in query,
    )


def item_of(response: Schema, paging: PagingSettings, catalog: Catalog) -> Schema | None:
    """The schema of one item of a listing.

    Args:
        response: schema of the response.
        paging: the convention.
        catalog: the named schemas.

    Returns:
        The item's schema, or None where the response lists nothing.
    """
    if not paging.items:
        return unwrapped(response, catalog).items
    listed = member_at(response, paging.items, catalog)
    return listed.items if listed is not None else None


def _query(operation: Operation, catalog: Catalog) -> Mapping[str, Schema]:
    return {
        parameter.name: unwrapped(parameter.schema, catalog)
        for parameter in operation.parameters
        if parameter.location == "query"
    }


def _is_in_body(operation: Operation, name: str, catalog: Catalog) -> bool:
    """Tell whether the JSON body of an operation has a member."""
    media = body_media(operation.body) if operation.body is not None else ()
    schemas = [item.schema for item in media if item.kind == "json" and item.schema is not None]
    return any(property_of(unwrapped(schema, catalog), name) is not None for schema in schemas)


def _first_page(parameter: Schema | None) -> int:
    """The number of the first page, as the default of the parameter tells it; else 1."""
    is_zero = parameter is not None and parameter.has_default and parameter.default == 0
    return 0 if is_zero else 1
