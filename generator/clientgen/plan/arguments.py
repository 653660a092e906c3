"""The arguments of a method: names, order, types, defaults, descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientgen.api import Operation, Parameter, RequestBody, Schema
from clientgen.base.configuration import Config, PagingSettings
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.prose import Prose
from clientgen.plan.media import Media, body_media, is_plain_body
from clientgen.plan.package import Argument, StylePlan
from clientgen.plan.responses import WithMappings, plan_request_bodies
from clientgen.types import Catalog, SchemaTyper, limits
from clientgen.types.expressions import (
    Container,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TypeExpr,
    optional,
    union,
)
from clientgen.types.names import note_renamed, parameter_names
from clientgen.types.typed_dicts import ANY_MAPPING

_DEFAULT_STYLES = {
    "path": ("simple", False),
    "query": ("form", True),
    "header": ("simple", False),
    "cookie": ("form", True),
}
_CONTENT_TYPE = "Content-Type"
# More values than this are not read but looked up, in the annotation.
_MOST_VALUES = 30
EVENT = union((ANY_MAPPING, Of(Container.SEQUENCE, Scalar.ANY), Scalar.STRING, Scalar.BYTES))
"""The body of an operation that takes an event: any JSON, or its text as it is sent."""


def plan_arguments(
    operation: Operation,
    config: Config,
    catalog: Catalog,
    typer: SchemaTyper,
    classes: Mapping[str, str],
    hidden: frozenset[str],
    paging: PagingSettings | None,
    with_mappings: WithMappings,
    diagnostics: DiagnosticCollector,
) -> tuple[Argument, ...]:
    """Plan a method's arguments: path and body by position, everything else by keyword.

    Args:
        operation: the operation.
        config: names chosen by the user.
        catalog: the named schemas.
        typer: gives types.
        classes: catalog key → class name.
        hidden: names of methods beside this one.
        paging: the convention the operation follows, whose parameters come last.
        with_mappings: extends the type of a body by the mappings that stand for its classes.
        diagnostics: collects a note for every name changed because it is reserved.

    Returns:
        The arguments in the order of the signature.
    """
    found = config.operations.get(operation.id)
    chosen = found.parameters if found else {}
    body_name = (found.body if found else None) or "body"
    keyed = _keyed(operation)
    media = _choosable(operation, config)
    names = parameter_names(
        [*keyed, *([_CONTENT_TYPE] if media else [])],
        {
            key: name
            for key, parameter in keyed.items()
            if (override := chosen.get(parameter.name)) is not None
            and (name := override.name) is not None
        },
        taken=[body_name] if operation.body is not None else (),
        renamed=note_renamed(diagnostics, "the argument for {}", operation.pointer),
    )
    arguments: list[Argument] = []
    for key, parameter in keyed.items():
        override = chosen.get(parameter.name)
        argument = _argument(operation, key, parameter, names[key], catalog, typer)
        if override is not None and override.positional:
            argument = replace(argument, positional=True)
        # One that is no schema is told with the other settings that match nothing.
        encoded = classes.get(override.encode_model or "") if override is not None else None
        if encoded is not None:
            model = Ref(encoded)
            argument = replace(
                argument,
                type=union((model, ANY_MAPPING, Scalar.STRING)),
                expression=f"q64({names[key]})",
            )
        arguments.append(argument)
    if operation.body is not None:
        arguments.append(_body(operation, operation.body, body_name, config, typer, with_mappings))
    if media:
        arguments.append(_content_type(names[_CONTENT_TYPE], media))
    order = _paging_order(paging)
    positions = {parameter.name: index for index, parameter in enumerate(keyed.values())}
    path_order = {name: operation.path.find("{" + name + "}") for name in positions}
    return tuple(
        sorted(
            (replace(argument, hidden=hidden) for argument in arguments),
            key=lambda a: (
                not a.positional,
                a.default != "",
                a.location == "body",
                path_order.get(a.wire, 0) if a.location == "path" else 0,
                order.get(a.wire, -1) if a.location == "query" else -1,
                positions.get(a.wire, 0),
            ),
        )
    )


def plan_styles(
    operation: Operation, catalog: Catalog, diagnostics: DiagnosticCollector
) -> dict[str, StylePlan]:
    """Collect the parameters that do not have the default style of their location.

    Args:
        operation: the operation.
        catalog: the named schemas.
        diagnostics: collects a note for every parameter that no style has a form for.

    Returns:
        Wire name → style; objects and values of any type are there in every style.
    """
    found: dict[str, StylePlan] = {}
    for parameter in operation.parameters:
        depth = _depth(parameter.schema, catalog)
        shallow = ("deepObject", "querystring")
        if depth > 1 and not parameter.content and parameter.style not in shallow:
            diagnostics.note(
                "parameter-nested",
                f"no style has a form for values inside the values of {parameter.name!r};"
                " they are written as JSON",
                parameter.pointer,
            )
        if (
            (parameter.style, parameter.explode) != _DEFAULT_STYLES[parameter.location]
            or parameter.allow_reserved
            or parameter.content
            or depth > 1
            or not _is_flat(parameter.schema, catalog)
        ):
            found[parameter.name] = StylePlan(
                parameter.style, parameter.explode, parameter.allow_reserved, parameter.content
            )
    return found


_DEEPEST = 3


def _parts_of(schema: Schema, catalog: Catalog) -> tuple[Schema, ...]:
    """The schemas that a value is one of."""
    target = catalog.target(schema)
    if target.enum is None and (target.one_of or target.any_of):
        return tuple(map(catalog.target, (*target.one_of, *target.any_of)))
    return (target,)


def _depth(schema: Schema, catalog: Catalog, level: int = 0) -> int:
    """How many arrays and objects may stand inside each other, as far as styles care."""
    if level == _DEEPEST:
        return 0
    found = 0
    for target in _parts_of(schema, catalog):
        inner = [target.items] if target.items is not None else []
        inner += [member.schema for member in target.properties]
        inner += [target.additional] if isinstance(target.additional, Schema) else []
        if inner or target.is_object or "array" in target.types:
            depths = [_depth(node, catalog, level + 1) for node in inner]
            found = max(found, 1 + max(depths, default=0))
    return found


def _is_flat(schema: Schema, catalog: Catalog) -> bool:
    """Tell whether a value is a scalar or an array, which the runtime writes without a style."""
    return all(
        target.enum is not None or (bool(target.types) and "object" not in target.types)
        for target in _parts_of(schema, catalog)
    )


def _keyed(operation: Operation) -> dict[str, Parameter]:
    """Parameters by name; one that shares its name gets its location added."""
    names = [parameter.name for parameter in operation.parameters]
    return {
        (
            parameter.name
            if names.count(parameter.name) == 1
            else f"{parameter.name} {parameter.location}"
        ): parameter
        for parameter in operation.parameters
    }


def _argument(
    operation: Operation,
    key: str,
    parameter: Parameter,
    name: str,
    catalog: Catalog,
    typer: SchemaTyper,
) -> Argument:
    expr = typer.type_of(parameter.schema)
    required = parameter.required
    return Argument(
        name=name,
        wire=parameter.name,
        location=parameter.location,
        type=expr if required else optional(expr),
        default="" if required else "None",
        positional=parameter.location == "path",
        expression=name,
        doc=Prose(parameter.description),
        facts=_facts(parameter.schema, catalog, deprecated=parameter.deprecated),
        schema=parameter.schema,
        required=required,
        deprecated=parameter.deprecated,
    )


def _body(
    operation: Operation,
    body: RequestBody,
    name: str,
    config: Config,
    typer: SchemaTyper,
    with_mappings: WithMappings,
) -> Argument:
    media = body_media(body)
    schema = media[0].schema or Schema(pointer=body.pointer)
    if _is_event(operation, config):
        expr: TypeExpr = EVENT
    elif not is_plain_body(media):
        expr = plan_request_bodies(operation, typer, with_mappings)[0]
    else:
        expr = with_mappings(typer.type_of(schema))
    description = body.description or schema.description
    return Argument(
        name=name,
        wire="",
        location="body",
        type=expr if body.required else optional(expr),
        default="" if body.required else "None",
        positional=True,
        expression=name,
        doc=Prose(description),
        facts=(),
        schema=schema,
        required=body.required,
        deprecated=False,
    )


def _choosable(operation: Operation, config: Config) -> tuple[Media, ...]:
    """The representations a caller chooses from; nothing where there is no choice."""
    if operation.body is None or _is_event(operation, config):
        return ()
    media = body_media(operation.body)
    return media if len(media) > 1 or any("*" in item.name for item in media) else ()


def _content_type(name: str, media: tuple[Media, ...]) -> Argument:
    names = [item.name for item in media]
    is_open = any("*" in item for item in names)
    return Argument(
        name=name,
        wire=_CONTENT_TYPE,
        location="header",
        type=optional(Scalar.STRING if is_open else LiteralOf(tuple(names))),
        default="None",
        positional=False,
        expression=name,
        doc=Prose("Media type of the body; else the one whose type the body is."),
        facts=(Prose("One of " + ", ".join(names) + "."),),
        schema=Schema(pointer=""),
        required=False,
        deprecated=False,
    )


def body_kind(operation: Operation, config: Config, catalog: Catalog) -> str | None:
    """Name how the runtime encodes the body.

    Args:
        operation: the operation.
        config: the configuration.
        catalog: the named schemas.

    Returns:
        ``json``, ``nullable`` (JSON, null included), ``event``, ``media``, or None without a body.
    """
    if operation.body is None:
        return None
    if _is_event(operation, config):
        return "event"
    media = body_media(operation.body)
    if not is_plain_body(media):
        return "media"
    schema = media[0].schema
    # Where the body has to be there, None is null.
    is_null = operation.body.required and schema is not None and catalog.target(schema).nullable
    return "nullable" if is_null else "json"


def _is_event(operation: Operation, config: Config) -> bool:
    found = config.operations.get(operation.id)
    return found is not None and found.event_body


def _facts(schema: Schema, catalog: Catalog, *, deprecated: bool) -> tuple[Prose, ...]:
    target = catalog.target(schema)
    element = catalog.target(target.items) if target.items is not None else target
    facts = [Prose("Deprecated.")] if deprecated else []
    if element.enum:
        shown, more = element.enum[:_MOST_VALUES], len(element.enum) - _MOST_VALUES
        rest = f" and {more} more" if more > 0 else ""
        facts.append(Prose(f"One of {', '.join(map(str, shown))}{rest}."))
    facts += map(Prose, limits(target))
    if schema.has_default:
        facts.append(Prose(f"The server takes {schema.default} when it is not given."))
    return tuple(facts)


def _paging_order(paging: PagingSettings | None) -> Mapping[str, int]:
    """Page parameters come last: the size, the way forward, the way back."""
    if paging is None:
        return {}
    names = [name for name in (paging.size, paging.parameter, "before", "previous") if name]
    return {name: index for index, name in enumerate(names)}
