"""From the catalog of schemas to the classes to emit."""

from __future__ import annotations

from collections.abc import Mapping

from clientgen.api import Api, Property, Schema
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.prose import Prose
from clientgen.base.untyped import items
from clientgen.types.collect import Catalog, is_choice, is_class, property_of
from clientgen.types.expressions import TypeExpr, optional
from clientgen.types.names import attribute_names, class_names, snake
from clientgen.types.plan import AliasPlan, ChoicePlan, FieldPlan, ModelPlan, ModelsPlan, UpdatePlan
from clientgen.types.schema_typer import SchemaTyper

PRESENT = "x-clientgen-present"
"""Extension of a schema: the members that every answer holds, as an overlay may state."""

# Readers look for these first; everything else is alphabetical, so document order never shows.
_FIRST = {"id": 0, "name": 1}
_LAST = {"selfUri": 1}
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}


def plan_models(
    api: Api, catalog: Catalog, config: Config, diagnostics: DiagnosticCollector
) -> ModelsPlan:
    """Plan every class and alias.

    Args:
        api: the API, for the pairs of entity and update request.
        catalog: the named schemas.
        config: names chosen by the user.
        diagnostics: collects a note for every name changed because it is reserved.

    Returns:
        The plan, sorted by class name.
    """

    def class_renamed(key: str, name: str) -> None:
        text = f"the class of the schema {key!r} is {name!r}: its own name is one of the package's"
        diagnostics.note("name-reserved", text, catalog.schemas[key].pointer)

    classes = class_names(catalog.schemas, config.names.schemas, class_renamed)
    typer = SchemaTyper(catalog, classes)
    updates = _updates(api, catalog)
    models: list[ModelPlan] = []
    aliases: list[AliasPlan] = []
    for key, schema in catalog.schemas.items():
        if is_class(schema):
            fields = _fields(
                key, schema, catalog, config, typer, frozenset(classes.values()), diagnostics
            )
            update = _update(updates.get(key), fields, classes, catalog)
            models.append(
                ModelPlan(key, classes[key], schema, Prose(schema.description), fields, update)
            )
        else:
            choice = _choice(key, schema, catalog, classes)
            expr = typer.written_out(schema) if choice is None else choice.type
            doc = Prose(schema.description)
            aliases.append(AliasPlan(key, classes[key], schema, expr, doc, choice))
    return ModelsPlan(
        models=tuple(sorted(models, key=lambda model: model.name)),
        aliases=tuple(sorted(aliases, key=lambda alias: alias.name)),
        classes=classes,
    )


def _choice(
    key: str, schema: Schema, catalog: Catalog, classes: Mapping[str, str]
) -> ChoicePlan | None:
    """How a union's classes are told apart, None where they are not or the document says nothing.

    A value leads to the class the document maps it to, or to the class of that name.
    """
    found = schema.discriminator
    if found is None or not is_choice(schema):
        return None
    variants = schema.one_of or schema.any_of
    keys = [catalog.class_key_of(node) for node in variants]
    if any(key is None or not is_class(catalog.schemas[key]) for key in keys):
        return None
    known = {key: classes[key] for key in keys if key is not None}
    tags = dict(known)
    for name in known:
        member = property_of(catalog.schemas[name], found.property_name)
        values = catalog.target(member.schema).enum if member is not None else None
        if values and len(values) == 1 and isinstance(values[0], str):
            tags[values[0]] = known[name]
    tags.update({tag: known[name] for tag, name in found.mapping.items() if name in known})
    bases = {family.key: base for base, family in catalog.families.items()}
    return ChoicePlan(
        member=found.property_name,
        name=snake(found.property_name),
        tags=tuple(sorted(tags.items())),
        classes=tuple(dict.fromkeys(known.values())),
        fallback=classes[bases[key]] if key in bases else None,
    )


def limits(schema: Schema) -> tuple[str, ...]:
    """What a value must keep to, in words; the server checks it, the client only tells."""
    told = [
        words.format(schema.constraints[key])
        for key, words in _LIMITS.items()
        if isinstance(schema.constraints.get(key), (int, float))
    ]
    return tuple(told)


def _fields(
    key: str,
    schema: Schema,
    catalog: Catalog,
    config: Config,
    typer: SchemaTyper,
    classes: frozenset[str],
    diagnostics: DiagnosticCollector,
) -> tuple[FieldPlan, ...]:
    def renamed(wire: str, name: str) -> None:
        text = f"the member {wire!r} of {key!r} is {name!r}: its own name is one of the package's"
        diagnostics.note("name-reserved", text, schema.pointer)

    members = {member.name: member for member in schema.properties}
    chosen = {
        wire: name
        for wire in members
        if (name := config.names.properties.get(f"{key}.{wire}")) is not None
    }
    names = attribute_names(members, chosen, classes, renamed)
    # `required` of a schema that answers use describes writes: answers leave such members out.
    trusted = key not in catalog.answered
    present = frozenset(items(schema.extensions.get(PRESENT)))
    fields = [
        FieldPlan(
            name=names[wire],
            wire=wire,
            schema=member.schema,
            type=_member_type(
                typer.type_of(member.schema), (member.required and trusted) or wire in present
            ),
            required=member.required and trusted,
            present=wire in present,
            doc=Prose(_description(member, catalog)),
            facts=_facts(member, catalog),
            deprecated=member.schema.deprecated,
        )
        for wire, member in members.items()
    ]
    return tuple(
        sorted(fields, key=lambda f: (_LAST.get(f.wire, 0), _FIRST.get(f.wire, 2), f.name))
    )


def _member_type(expr: TypeExpr, is_given: bool) -> TypeExpr:
    """The type of a member: an absent one reads as None."""
    return expr if is_given else optional(expr)


def _description(member: Property, catalog: Catalog) -> str | None:
    return member.schema.description or catalog.target(member.schema).description


def _facts(member: Property, catalog: Catalog) -> tuple[str, ...]:
    facts: list[str] = []
    if member.schema.deprecated:
        facts.append("Deprecated.")
    if member.schema.read_only:
        facts.append("Read-only.")
    if member.schema.write_only:
        facts.append("Write-only.")
    told = limits(catalog.target(member.schema))
    if told:
        text = ", ".join(told)
        facts.append(f"{text[0].upper()}{text[1:]}.")
    return tuple(facts)


def _updates(api: Api, catalog: Catalog) -> dict[str, str]:
    """Entity → update request: what one path answers when read and takes when replaced."""
    read: dict[str, str] = {}
    written: dict[str, str] = {}
    for operation in api.operations:
        if operation.method == "GET":
            schemas = [
                media_type.schema
                for response in operation.responses
                if response.is_success
                for media_type in response.content
            ]
            found = read
        elif operation.method in {"PUT", "PATCH"} and operation.body is not None:
            schemas = [media_type.schema for media_type in operation.body.content]
            # PUT replaces the whole entity, so it wins over PATCH on the same path.
            found = {} if operation.method == "PATCH" and operation.path in written else written
        else:
            continue
        keys = [catalog.class_key_of(schema) for schema in schemas if schema is not None]
        if keys and keys[0] is not None and is_class(catalog.schemas[keys[0]]):
            found[operation.path] = keys[0]
    pairs: dict[str, str] = {}
    for path in sorted(read.keys() & written.keys()):
        pairs.setdefault(read[path], written[path])
        family = catalog.families.get(read[path])
        # What is made of the entity is replaced by its own kind, or its own members would be lost.
        alike = family is not None and written[path] == read[path]
        for member in family.members if family is not None else ():
            pairs.setdefault(member, member if alike else written[path])
    return pairs


def _update(
    target: str | None, fields: tuple[FieldPlan, ...], classes: Mapping[str, str], catalog: Catalog
) -> UpdatePlan | None:
    if target is None:
        return None
    accepted = {member.name for member in catalog.schemas[target].properties}
    read_only = tuple(
        field.name for field in fields if field.schema.read_only and field.wire not in accepted
    )
    changes = f"{classes[target]}Changes"
    while changes in classes.values():
        changes += "_"
    return UpdatePlan(classes[target], changes, read_only)
