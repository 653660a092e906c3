"""Writes the model classes and aliases, from settled types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import jinja2

from clientgen.base.prose import LINE, docstring, docstring_lines, literal
from clientgen.base.templating import python_templates
from clientgen.types.expressions import LiteralValue, references
from clientgen.types.plan import (
    AliasPlan,
    ChoicePlan,
    FieldPlan,
    ModelPlan,
    ModelsPlan,
    UpdatePlan,
    VariantPlan,
)
from clientgen.types.spelling import SPELLINGS, Spelling, spelling_of
from clientgen.types.writing import MEMBER, Name, names, written

_BASES = frozenset(spelling.base for spelling in SPELLINGS)
_ALIAS = Name("typing_extensions", "TypeAliasType")
_PRESENT = frozenset({Name("._runtime.model", "Present"), Name("typing", "Any")})
_FIELD = Name("pydantic", "Field")
_TYPE_CHECKING = Name("typing", "TYPE_CHECKING")
_CLASS_VAR = Name("typing", "ClassVar")
_UPDATE = frozenset(
    {Name("._runtime.model", "project")}
    | {Name("typing", name) for name in ("TYPE_CHECKING", "TypedDict", "Unpack")}
)
_CHOICE = frozenset(
    {Name("typing", "Annotated"), Name("pydantic", "Tag"), Name("._runtime.variants", "variant")}
)
_FEATURES = Name("._runtime.variants", "Features")
MODEL_NAMES = frozenset(
    {*_BASES, _ALIAS, _FIELD, _FEATURES, _CLASS_VAR, *_PRESENT, *_UPDATE, *_CHOICE}
)
"""Every name that a class or alias may use besides the names of its types."""


@dataclass(frozen=True, slots=True)
class ModelText:
    """One class or alias, not yet formatted.

    Args:
        name: its name.
        text: of a class its source, of an alias the source of the type it stands for.
        is_alias: whether it is an alias.
        references: other classes and aliases its types speak of; its own name where an alias is
            made of itself.
        names: what else its source uses.
        quoted: of an alias: its type is not evaluated when the module is executed.
    """

    name: str
    text: str
    is_alias: bool
    references: frozenset[str]
    names: frozenset[Name]
    quoted: bool = False

    @property
    def source(self) -> str:
        """Its statement."""
        if not self.is_alias:
            return self.text
        value = literal(self.text) if self.quoted else self.text
        return f"{self.name} = TypeAliasType({literal(self.name)}, {value})"


def write_models(plan: ModelsPlan) -> tuple[ModelText, ...]:
    """Write every class and alias.

    Args:
        plan: the classes and aliases.

    Returns:
        Their sources in an order in which they can be executed.
    """
    known = {model.name: model for model in plan.models}
    spelling = spelling_of(plan.models)
    classes = [_class(model, known, spelling) for model in plan.models]
    return _in_order([*classes, *map(_alias, plan.aliases)])


@cache
def _template() -> jinja2.Template:
    return python_templates().get_template("models/class.py.jinja")


def _class(model: ModelPlan, known: Mapping[str, ModelPlan], spelling: Spelling) -> ModelText:
    exprs = [field.type for field in model.fields]
    exprs += [model.extra] if model.extra is not None else []
    if model.update is not None:
        # The changes it takes are typed beside it.
        exprs += [field.type for field in known[model.update.target].fields]
    mentioned = {name for expr in exprs for name in references(expr)}
    mentioned |= {model.update.target} if model.update is not None else set()
    return ModelText(
        model.name,
        _template().render(_template_data(model, spelling)),
        is_alias=False,
        references=frozenset(mentioned - {model.name}),
        names=frozenset({spelling.base, *names(exprs, MEMBER), *_extra_names(model, spelling)}),
    )


def _extra_names(model: ModelPlan, spelling: Spelling) -> set[Name]:
    """What a class uses besides the types of its members."""
    found: set[Name] = set()
    if any(field.present for field in model.fields):
        found |= _PRESENT
    if model.expected or model.is_open:
        found.add(_CLASS_VAR)
    if not all(map(spelling.is_regular, model.fields)):
        found.add(_FIELD)
    if model.update is not None:
        found |= _UPDATE
    if model.extra is not None:
        found.add(_TYPE_CHECKING)
    return found


def _alias(alias: AliasPlan) -> ModelText:
    value, needed = written(alias.type, MEMBER), {_ALIAS, *names([alias.type], MEMBER)}
    if alias.choice is not None:
        value = _chosen(alias.choice)
        needed |= _CHOICE
        needed |= {_FEATURES} if alias.choice.variants else set()
        if alias.schema.nullable:
            value = f"{value} | None"
    return ModelText(alias.name, value, True, references(alias.type), frozenset(needed))


def _chosen(choice: ChoicePlan) -> str:
    """A union whose classes are told apart by a member; an unknown value is kept all the same."""
    kinds = [f"Annotated[{found}, Tag({literal(found)})]" for found in choice.classes]
    kinds.append(f'Annotated[{choice.fallback or "Model"}, Tag("")]')
    features = ", ".join(map(_features, choice.variants))
    rest = f", ({features},)" if choice.variants else ""
    tags = ", ".join(f"{_tag(tag)}: {literal(found)}" for tag, found in choice.tags)
    chooser = f"variant({literal(choice.member)}, {literal(choice.name)}, {{{tags}}}{rest})"
    chosen = f"Annotated[{' | '.join(kinds)}, {chooser}]"
    return chosen if choice.other is None else f"{chosen} | {written(choice.other, MEMBER)}"


def _features(plan: VariantPlan) -> str:
    fixed = ", ".join(f"{literal(name)}: {_tag(value)}" for name, value in plan.fixed)
    required, known = _texts(plan.required), _texts(plan.known)
    return f"Features({literal(plan.name)}, {required}, {known}, {{{fixed}}})"


def _texts(texts: tuple[str, ...]) -> str:
    return f"({''.join(f'{literal(text)}, ' for text in texts).rstrip()})"


def _tag(value: LiteralValue) -> str:
    return literal(value) if isinstance(value, str) else repr(value)


def _template_data(model: ModelPlan, spelling: Spelling) -> dict[str, Any]:
    """What the class template prints, every decision taken."""
    return {
        "model": model,
        "base": spelling.base.name,
        "doc": docstring(docstring_lines(model.doc.raw, LINE - 7), 4),
        "fields": [_field(field, spelling) for field in model.fields],
        "extra": written(model.extra, MEMBER) if model.extra is not None else "",
        "expected": _texts(model.expected) if model.expected else "",
        "drop": _drop(model.update) if model.update is not None else "",
    }


def _field(field: FieldPlan, spelling: Spelling) -> dict[str, str]:
    annotation = written(field.type, MEMBER)
    facts = " ".join([field.doc.raw, *field.facts])
    return {
        "name": field.name,
        "annotation": f"Present[{annotation}]" if field.present else annotation,
        "value": _value(field, spelling),
        "doc": docstring(docstring_lines(facts, LINE - 10), 4),
    }


def _drop(update: UpdatePlan) -> str:
    return "{" + ", ".join(map(literal, update.drop)) + "}" if update.drop else "()"


def _value(field: FieldPlan, spelling: Spelling) -> str:
    """What stands after the annotation: nothing, a default, a wire name off the rule."""
    is_needed = field.required and field.constant is None
    if spelling.is_regular(field):
        return "" if is_needed else f" = {_absent(field)}"
    wire = literal(field.wire)
    default = "" if is_needed else f"default={_absent(field)}, "
    return f" = Field({default}validation_alias={wire}, serialization_alias={wire})"


def _absent(field: FieldPlan) -> str:
    """The default: typed as always there it still is None, so that no response is refused."""
    if field.constant is not None:
        return _tag(field.constant)
    return "_ABSENT" if field.present else "None"


def _in_order(texts: Iterable[ModelText]) -> tuple[ModelText, ...]:
    """Put classes and aliases in an order in which they can be executed.

    A class's annotations are not evaluated when it is made, so it may stand anywhere. An alias is:
    it comes after the names in it, and where aliases lead to each other their types are quoted.

    Args:
        texts: the classes and aliases.

    Returns:
        By name, aliases moved to the end where they have to be.
    """
    pending = sorted(texts, key=lambda text: text.name)
    known = {text.name for text in pending}
    done: dict[str, ModelText] = {}
    while pending:
        waiting: list[ModelText] = []
        for text in pending:
            if text.is_alias and not (text.references & known) <= {*done, text.name}:
                waiting.append(text)
            else:
                is_own = text.is_alias and text.name in text.references
                done[text.name] = replace(text, quoted=True) if is_own else text
        if len(waiting) == len(pending):
            waiting, first = waiting[1:], waiting[0]
            done[first.name] = replace(first, quoted=True)
        pending = waiting
    return tuple(done.values())
