"""The classes of two package plans compared, by the names user code imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientgen.compare.facts import Key, keys
from clientgen.compare.rules import Bump, Verdict
from clientgen.compare.type_names import TypeNames
from clientgen.plan import PackagePlan
from clientgen.plan.package import OldName
from clientgen.types import FieldPlan, ModelPlan
from clientgen.types.expressions import TypeExpr, given, renamed
from clientgen.types.fits import compare
from clientgen.types.writing import MEMBER, written


@dataclass(frozen=True, slots=True)
class Travels:
    """Where the schemas of a package go: catalog keys.

    Args:
        answered: reached from an answer.
        sent: reached from a request.
        classes: catalog key → class name.
    """

    answered: frozenset[str]
    sent: frozenset[str]
    classes: Mapping[str, str]

    @property
    def answered_names(self) -> set[str]:
        """The class names of what is answered."""
        return {self.classes[key] for key in self.answered if key in self.classes}

    @property
    def sent_names(self) -> set[str]:
        """The class names of what is sent."""
        return {self.classes[key] for key in self.sent if key in self.classes}


Found = tuple[frozenset[Key], Verdict, Bump, str, str, str]
"""Locations, verdict, version step, text, declaration before and after."""


def class_names(
    old: PackagePlan, new: PackagePlan, schemas: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Which classes live on under another name.

    Args:
        old: the old package.
        new: the new one.
        schemas: pointers of the schemas that belong together.

    Returns:
        Old name → new name, of the classes whose own name is gone.
    """
    mine, other = _pointers(old), _pointers(new)
    kept = set(other.values())
    found: dict[str, str] = {}
    for one, two in schemas:
        before, after = mine.get(one), other.get(two)
        if before is not None and after is not None and before not in kept:
            # The one that is new is the likelier heir.
            if before not in found or found[before] in mine.values():
                found[before] = after
    return found


def annotation_names(old: PackagePlan, new: PackagePlan, heirs: Mapping[str, str]) -> TypeNames:
    """What is needed to compare the annotations of two packages.

    Args:
        old: the old package.
        new: the new one.
        heirs: classes that live on under another name.

    Returns:
        The names; an alias that both have is itself compared, so it needs no spelling out.
    """
    mine, other = _by_name(old), _by_name(new)
    kept = {heirs.get(name, name) for name in mine}
    return TypeNames(
        heirs,
        {n: expr for n, expr in alias_types(old).items() if heirs.get(n, n) not in other},
        {n: expr for n, expr in alias_types(new).items() if n not in kept},
    )


def class_items(
    old: PackagePlan, new: PackagePlan, annotated: TypeNames, travels: Travels
) -> Iterator[Found]:
    """Compare every class and alias.

    Args:
        old: the old package.
        new: the new one.
        annotated: what the names in annotations stand for.
        travels: in which direction each schema goes.

    Yields:
        One entry for each change that user code can see.
    """
    names = annotated.renames
    mine = {model.name: model for model in old.models.models}
    other = {model.name: model for model in new.models.models}
    old_all, new_all = _by_name(old), _by_name(new)
    types = alias_types(old), alias_types(new)
    kept = {(alias.old, alias.new): alias for alias in new.old_models}
    yield from _ended(old, old_all, kept.keys(), new_all, names)
    for name, pointer in old_all.items():
        heir = names.get(name, name)
        if heir not in new_all:
            at = frozenset(keys("class", (pointer,), None))
            yield at, "breaks", "major", f"`models.{name}` is gone", f"class {name}", ""
            continue
        at = frozenset(keys("class", (pointer,), (new_all[heir],)))
        if heir != name and (name, heir) in kept:
            text = renaming(f"models.{name}", f"models.{heir}", kept[name, heir])
            yield at, "safe", "minor", text, f"class {name}", f"class {heir}"
        elif heir != name:
            text = f"`models.{name}` becomes `models.{heir}`"
            yield at, "breaks", "major", text, f"class {name}", f"class {heir}"
        if name in mine and heir in other:
            yield from _fields(mine[name], other[heir], annotated, travels)
        elif (name in mine) != (heir in other):
            text = f"`models.{heir}` is {'a class' if heir in other else 'no class any more'}"
            yield at, "breaks", "major", text, name, heir
        elif name in types[0] and heir in types[1]:
            yield from _alias(at, heir, renamed(types[0][name], names), types[1][heir], travels)
    for name, pointer in new_all.items():
        if name not in old_all and name not in names.values():
            at = frozenset(keys("class", None, (pointer,)))
            yield at, "safe", "minor", f"`models.{name}` is new", "", f"class {name}"


def renaming(old: str, new: str, alias: OldName) -> str:
    """What is told of a rename that keeps the old name."""
    return f"`{old}` is now `{new}`; the old name stays until {alias.until}"


def _ended(
    old: PackagePlan,
    old_all: Mapping[str, str],
    kept: Collection[tuple[str, str]],
    new_all: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterator[Found]:
    """The old names of classes that end here; with the class itself nothing more is told."""
    for alias in old.old_models:
        heir = names.get(alias.new, alias.new)
        if heir in new_all and (alias.old, heir) not in kept and alias.old != heir:
            at = frozenset(keys("class", (old_all[alias.new],), (new_all[heir],)))
            text = f"the old name `models.{alias.old}` of `models.{heir}` is gone"
            yield at, "breaks", "major", text, f"class {alias.old}", f"class {heir}"


def _alias(
    at: frozenset[Key], name: str, before: TypeExpr, after: TypeExpr, travels: Travels
) -> Iterator[Found]:
    fit = compare(before, after)
    if fit != "same":
        old, new = written(before, MEMBER), written(after, MEMBER)
        # One name for other types: readers see it when it grows, writers when it shrinks.
        text = f"`models.{name}` is `{new}`, was `{old}`"
        grave = fit == "other" or (fit == "wider" and name in travels.answered_names)
        grave = grave or (fit == "narrower" and name in travels.sent_names)
        yield at, "may" if grave else "safe", "major" if grave else "minor", text, old, new


def _fields(one: ModelPlan, two: ModelPlan, names: TypeNames, travels: Travels) -> Iterator[Found]:
    mine = {field.name: field for field in one.fields}
    other = {field.name: field for field in two.fields}
    places = one.schema.pointer, two.schema.pointer
    for name in sorted(mine.keys() | other.keys()):
        before, after = mine.get(name), other.get(name)
        at = frozenset(
            keys(
                "attribute",
                (places[0], before.wire) if before else None,
                (places[1], after.wire) if after else None,
            )
        )
        shown = f"`{two.name}.{name}`"
        told = (
            f"{one.name}.{name}: {written(before.type, MEMBER)}" if before else "",
            f"{two.name}.{name}: {written(after.type, MEMBER)}" if after else "",
        )
        if after is None:
            yield at, "breaks", "major", f"{shown} is gone", *told
        elif before is None:
            needed = after.required
            text = f"{shown} is new: `{written(after.type, MEMBER)}`"
            text += ", and must be given" if needed else ""
            yield at, "breaks" if needed else "safe", "major" if needed else "minor", text, *told
        else:
            for verdict, bump, text in _field_changes(before, after, two, names, travels):
                yield at, verdict, bump, text, *told


def _field_changes(
    old: FieldPlan, new: FieldPlan, model: ModelPlan, names: TypeNames, travels: Travels
) -> Iterator[tuple[Verdict, Bump, str]]:
    owner = model.name
    shown = f"`{owner}.{new.name}`"
    if old.required != new.required:
        if new.required:
            yield "breaks", "major", f"`{owner}()` now needs `{new.name}`"
        else:
            yield "safe", "minor", f"`{owner}()` can do without `{new.name}`"
    before, after = old.type, new.type
    if old.required != new.required:
        # Being optional shows as `| None`, which has just been told.
        before, after = given(before), given(after)
    fit = names.compare(before, after)
    if fit == "same":
        return
    text = f"{shown} is `{written(new.type, MEMBER)}`, was `{written(old.type, MEMBER)}`"
    # Who reads wants no more than before, who writes wants no less to be taken.
    is_read = model.key in travels.answered and fit != "narrower"
    is_sent = model.key in travels.sent and fit != "wider"
    if is_read or is_sent or fit == "other":
        yield "may", "major", text
    else:
        yield "safe", "minor", text


def alias_types(plan: PackagePlan) -> dict[str, TypeExpr]:
    """What the aliases of a package stand for, by name."""
    return {alias.name: alias.type for alias in plan.models.aliases}


def _pointers(plan: PackagePlan) -> dict[str, str]:
    """Pointer of the schema → class or alias named after it."""
    return {pointer: name for name, pointer in _by_name(plan).items()}


def _by_name(plan: PackagePlan) -> dict[str, str]:
    found = {model.name: model.schema.pointer for model in plan.models.models}
    found |= {alias.name: alias.schema.pointer for alias in plan.models.aliases}
    return dict(sorted(found.items()))
