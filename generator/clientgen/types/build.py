"""From the catalog of schemas to the classes to emit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from clientgen.api import Api, Property, Schema
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.prose import Prose
from clientgen.base.untyped import items
from clientgen.types.choices import Variant, choice_of, is_class
from clientgen.types.collect import Catalog
from clientgen.types.constants import find_constants
from clientgen.types.expressions import LiteralValue, Scalar, TypeExpr, optional, union
from clientgen.types.names import attribute_names, class_names, note_renamed, snake
from clientgen.types.plan import (
    AliasPlan,
    ChoicePlan,
    FieldPlan,
    ModelPlan,
    ModelsPlan,
    VariantPlan,
)
from clientgen.types.schema_typer import SchemaTyper
from clientgen.types.updates import pair_updates, update_plan

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

    classes = class_names(catalog.schemas, config.names.schemas, class_renamed, api.schemas)
    typer = SchemaTyper(catalog, classes)
    updates = pair_updates(api, catalog)
    constants = find_constants(catalog)
    taken = frozenset(classes.values())
    models: list[ModelPlan] = []
    aliases: list[AliasPlan] = []
    for key, schema in catalog.schemas.items():
        if is_class(schema):
            fields = tuple(
                (
                    replace(field, constant=constants[key][field.wire])
                    if field.wire in constants[key]
                    else field
                )
                for field in _fields(key, schema, catalog, config, typer, taken, diagnostics)
            )
            update = update_plan(updates.get(key), fields, classes, catalog)
            doc, extra = Prose(schema.description), _extra(schema, typer)
            expected = _expected(schema, fields, catalog)
            models.append(
                ModelPlan(key, classes[key], schema, doc, fields, update, extra, expected)
            )
        else:
            choice = _choice(key, schema, catalog, classes, typer)
            expr = typer.written_out(schema) if choice is None else choice.type
            doc = Prose(schema.description)
            aliases.append(AliasPlan(key, classes[key], schema, expr, doc, choice))
    for pointer in sorted(catalog.composer.impossible):
        text = "no value fits everything that is said here; what is said last is left out"
        diagnostics.warn("schema-impossible", text, pointer)
    return ModelsPlan(
        models=tuple(sorted(models, key=lambda model: model.name)),
        aliases=tuple(sorted(aliases, key=lambda alias: alias.name)),
        classes=classes,
    )


def _extra(schema: Schema, typer: SchemaTyper) -> TypeExpr | None:
    """The type of undeclared members: what the document says, else any JSON as it came."""
    said = [schema.additional] if isinstance(schema.additional, Schema) else []
    found = union([*map(typer.type_of, [*said, *schema.pattern_properties.values()]), Scalar.ANY])
    return None if found is Scalar.ANY else found


def _expected(schema: Schema, fields: tuple[FieldPlan, ...], catalog: Catalog) -> tuple[str, ...]:
    """What the document says responses hold, where the constructor does not ask for it."""
    told = {
        member.name
        for member in schema.properties
        # OpenAPI: `required` of a member that is write only speaks of requests.
        if member.required and not _is_write_only(member, catalog)
    }
    return tuple(sorted(f.wire for f in fields if (f.wire in told or f.present) and not f.required))


def _choice(
    key: str, schema: Schema, catalog: Catalog, classes: Mapping[str, str], typer: SchemaTyper
) -> ChoicePlan | None:
    """How a union's classes are told apart, None where they are not or the document says nothing.

    A value leads to the class the document maps it to, to the class whose constant it is, or to the
    class of that name.
    """
    found = choice_of(schema, catalog.composer)
    if found is None:
        return None
    named: list[tuple[Variant, str]] = []
    for variant in found.variants:
        class_key = catalog.class_key_of(variant.site)
        if class_key is None:
            return None
        named.append((variant, classes[class_key]))
    bases = {family.key: classes[base] for base, family in catalog.families.items()}
    discriminator = schema.discriminator
    default = discriminator.default if discriminator is not None else None
    defaults = (name for variant, name in named if default and variant.component == default)
    other = union(map(typer.type_of, found.others)) if found.others else None
    plans = [
        VariantPlan(
            name,
            required=tuple(sorted(variant.schema.required & variant.known)),
            known=tuple(sorted(variant.known - variant.schema.required)),
            fixed=tuple(sorted(variant.fixed.items())),
        )
        for variant, name in named
    ]
    return ChoicePlan(
        member=found.member or "",
        name=snake(found.member) if found.member else "",
        tags=_tags(schema, found.member, named),
        classes=tuple(dict.fromkeys(name for _, name in named)),
        fallback=next(defaults, bases.get(key)),
        variants=tuple(plans) if found.is_scored else (),
        other=other,
    )


def _tags(
    schema: Schema, member: str | None, named: Sequence[tuple[Variant, str]]
) -> tuple[tuple[LiteralValue, str], ...]:
    """The values of the deciding member that name one class."""
    if member is None:
        return ()
    tags: dict[tuple[str, LiteralValue], str] = {}
    found = schema.discriminator
    components: dict[str, str] = {}
    for variant, name in named:
        if variant.component is not None:
            components.setdefault(variant.component, name)
    if found is not None:
        tags.update({("str", component): name for component, name in components.items()})
    fixed: dict[tuple[str, LiteralValue], list[str]] = {}
    for variant, name in named:
        value = variant.fixed.get(member)
        if value is not None:
            fixed.setdefault((type(value).__name__, value), []).append(name)
    # A constant that several classes have names none of them.
    tags.update({value: names[0] for value, names in fixed.items() if len(set(names)) == 1})
    for tag, target in found.mapping.items() if found is not None else ():
        if target in components:
            tags["str", tag] = components[target]
    # 1 and True are one key of a mapping.
    count = Counter(value for _, value in tags)
    return tuple((v, tags[kind, v]) for kind, v in sorted(tags) if count[v] == 1)


def limits(schema: Schema) -> list[str]:
    """Find what a value must keep to; the server checks it, the client only documents it.

    Args:
        schema: the schema of the value.

    Returns:
        A sentence, or nothing where there are no limits.
    """
    text = ", ".join(
        words.format(schema.constraints[key])
        for key, words in _LIMITS.items()
        if isinstance(schema.constraints.get(key), (int, float))
    )
    return [f"{text[0].upper()}{text[1:]}."] if text else []


def _fields(
    key: str,
    schema: Schema,
    catalog: Catalog,
    config: Config,
    typer: SchemaTyper,
    classes: frozenset[str],
    diagnostics: DiagnosticCollector,
) -> tuple[FieldPlan, ...]:
    members = {member.name: member for member in schema.properties}
    chosen = {
        wire: name
        for wire in members
        if (name := config.names.properties.get(f"{key}.{wire}")) is not None
    }
    renamed = note_renamed(diagnostics, f"the member {{}} of {key!r}", schema.pointer)
    names = attribute_names(members, chosen, classes, renamed)
    # `required` of a schema that answers use describes writes: answers leave such members out.
    trusted = key not in catalog.answered
    present = frozenset(items(schema.extensions.get(PRESENT)))
    demanded = {
        wire
        for wire, member in members.items()
        # OpenAPI: `required` of a member that is read only speaks of responses.
        if member.required and trusted and not _is_read_only(member, catalog)
    }
    fields = [
        FieldPlan(
            name=names[wire],
            wire=wire,
            schema=member.schema,
            type=_member_type(typer.type_of(member.schema), wire in demanded or wire in present),
            required=wire in demanded,
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


def _is_read_only(member: Property, catalog: Catalog) -> bool:
    """Whether a member is read only, by itself or by what it refers to."""
    return member.schema.read_only or catalog.target(member.schema).read_only


def _is_write_only(member: Property, catalog: Catalog) -> bool:
    return member.schema.write_only or catalog.target(member.schema).write_only


def _member_type(expr: TypeExpr, is_given: bool) -> TypeExpr:
    """The type of a member: an absent one reads as None."""
    return expr if is_given else optional(expr)


def _description(member: Property, catalog: Catalog) -> str | None:
    return member.schema.description or catalog.target(member.schema).description


def _with_limits(member: Property, catalog: Catalog) -> Schema:
    """What a member holds, with the limits set beside a reference to it."""
    target, beside = catalog.target(member.schema), catalog.flat(member.schema).constraints
    return replace(target, constraints={**target.constraints, **beside}) if beside else target


def _facts(member: Property, catalog: Catalog) -> tuple[str, ...]:
    facts: list[str] = []
    if member.schema.deprecated:
        facts.append("Deprecated.")
    if member.schema.read_only:
        facts.append("Read-only.")
    if member.schema.write_only:
        facts.append("Write-only.")
    return (*facts, *limits(_with_limits(member, catalog)))
