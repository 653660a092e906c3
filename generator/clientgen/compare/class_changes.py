"""The classes of two package plans compared, by the names user code imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientgen.compare.document_changes import Key, Pointers, attribute_keys, keys
from clientgen.compare.surface_change import (
    BREAKS,
    MAY_BREAK,
    SAFE,
    ChangedName,
    Effect,
    SurfaceChange,
)
from clientgen.compare.type_names import TypeNames
from clientgen.plan import PackagePlan
from clientgen.plan.package import OldName
from clientgen.types import FieldPlan, ModelPlan
from clientgen.types.expressions import TypeExpr, given, renamed
from clientgen.types.fits import compare
from clientgen.types.writing import MEMBER, written


@dataclass(frozen=True, slots=True)
class Usage:
    """The schemas of a package by direction, as catalog keys.

    Args:
        in_responses: reached from a response.
        in_requests: reached from a request.
        classes: catalog key → class name.
    """

    in_responses: frozenset[str]
    in_requests: frozenset[str]
    classes: Mapping[str, str]

    @property
    def response_names(self) -> set[str]:
        """The class names of what is answered."""
        return {self.classes[key] for key in self.in_responses if key in self.classes}

    @property
    def request_names(self) -> set[str]:
        """The class names of what is sent."""
        return {self.classes[key] for key in self.in_requests if key in self.classes}


def class_names(
    old: PackagePlan, new: PackagePlan, schemas: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Find the classes that were renamed.

    Args:
        old: the old package.
        new: the new one.
        schemas: pointers of the schemas that belong together.

    Returns:
        Old name → new name, of the classes whose old name was removed.
    """
    old_names, new_names = _pointers(old), _pointers(new)
    remaining = set(new_names.values())
    found: dict[str, str] = {}
    for old_pointer, new_pointer in schemas:
        before, after = old_names.get(old_pointer), new_names.get(new_pointer)
        if before is not None and after is not None and before not in remaining:
            # The one that is new is the likelier rename target.
            if before not in found or found[before] in old_names.values():
                found[before] = after
    return found


def annotation_names(old: PackagePlan, new: PackagePlan, renames: Mapping[str, str]) -> TypeNames:
    """Collect the names needed to compare the annotations of two packages.

    Args:
        old: the old package.
        new: the new one.
        renames: classes that live on under another name.

    Returns:
        The names; an alias that both have is itself compared, so it needs no spelling out.
    """
    old_pointers, new_pointers = _by_name(old), _by_name(new)
    kept = {renames.get(name, name) for name in old_pointers}
    return TypeNames(
        renames,
        {n: expr for n, expr in alias_types(old).items() if renames.get(n, n) not in new_pointers},
        {n: expr for n, expr in alias_types(new).items() if n not in kept},
    )


def class_changes(
    old: PackagePlan, new: PackagePlan, annotated: TypeNames, usage: Usage
) -> Iterator[SurfaceChange]:
    """Compare every class and alias.

    Args:
        old: the old package.
        new: the new one.
        annotated: what the names in annotations stand for.
        usage: in which direction each schema goes.

    Yields:
        One entry for each change that user code can see.
    """
    names = annotated.renames
    old_models = {model.name: model for model in old.models.models}
    new_models = {model.name: model for model in new.models.models}
    old_types, new_types = alias_types(old), alias_types(new)
    old_all, new_all = _by_name(old), _by_name(new)
    kept = {(alias.old, alias.new): alias for alias in new.old_models}
    yield from _removed_old_names(old, old_all, kept.keys(), new_all, names)
    for name, pointer in old_all.items():
        target = names.get(name, name)
        at = keys("class", pointer, new_all.get(target))
        named = (ChangedName("class", name, target if target in new_all else ""),)
        if target not in new_all:
            yield SurfaceChange(at, BREAKS, f"`models.{name}` is gone", f"class {name}", "", named)
            continue
        if target != name:
            alias = kept.get((name, target))
            effect, text = BREAKS, f"`models.{name}` becomes `models.{target}`"
            if alias is not None:
                effect, text = SAFE, rename_message(f"models.{name}", f"models.{target}", alias)
            yield SurfaceChange(at, effect, text, f"class {name}", f"class {target}", named)
        if name in old_models and target in new_models:
            yield from _field_list_changes(old_models[name], new_models[target], annotated, usage)
        elif name in old_models or target in new_models:
            kind = "a class" if target in new_models else "no longer a class"
            yield SurfaceChange(at, BREAKS, f"`models.{target}` is {kind}", name, target, named)
        else:
            before = renamed(old_types[name], names)
            yield from _alias_changes(at, named, before, new_types[target], usage)
    for name, pointer in new_all.items():
        if name not in old_all and name not in names.values():
            at, named = keys("class", None, pointer), (ChangedName("class", "", name),)
            yield SurfaceChange(at, SAFE, f"`models.{name}` is new", "", f"class {name}", named)


def rename_message(old: str, new: str, alias: OldName) -> str:
    """Describe a rename that keeps the old name.

    Args:
        old: the old name.
        new: the new name.
        alias: the old name as it is kept.

    Returns:
        The message, with the names in backticks.
    """
    return f"`{old}` is now `{new}`; the old name stays until {alias.until}"


def _removed_old_names(
    old: PackagePlan,
    old_all: Mapping[str, str],
    kept: Collection[tuple[str, str]],
    new_all: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterator[SurfaceChange]:
    """Yield the old names of classes that are removed while the class stays."""
    for alias in old.old_models:
        target = names.get(alias.new, alias.new)
        is_kept = (alias.old, target) in kept or alias.old == target
        if target in new_all and not is_kept:
            at = keys("class", old_all[alias.new], new_all[target])
            text = f"the old name `models.{alias.old}` of `models.{target}` is gone"
            named = (ChangedName("class", alias.old, target),)
            yield SurfaceChange(at, BREAKS, text, f"class {alias.old}", f"class {target}", named)


def _alias_changes(
    at: frozenset[Key], named: tuple[ChangedName], before: TypeExpr, after: TypeExpr, usage: Usage
) -> Iterator[SurfaceChange]:
    name = named[0].new
    fit = compare(before, after)
    if fit != "same":
        old, new = written(before, MEMBER), written(after, MEMBER)
        # One name for other types: readers see it when it grows, writers when it shrinks.
        is_major = fit == "other" or name in (
            usage.response_names if fit == "wider" else usage.request_names
        )
        text = f"`models.{name}` is `{new}`, was `{old}`"
        yield SurfaceChange(at, MAY_BREAK if is_major else SAFE, text, old, new, named)


def _field_list_changes(
    old_model: ModelPlan, new_model: ModelPlan, names: TypeNames, usage: Usage
) -> Iterator[SurfaceChange]:
    old_fields = {field.name: field for field in old_model.fields}
    new_fields = {field.name: field for field in new_model.fields}
    pointers = Pointers(old_model.schema.pointer, new_model.schema.pointer)
    yield from _update_changes(pointers, old_model, new_model, names)
    for name in sorted(old_fields.keys() | new_fields.keys()):
        before, after = old_fields.get(name), new_fields.get(name)
        for effect, text in _field_changes(before, after, new_model, names, usage):
            wires = before.wire if before else None, after.wire if after else None
            yield SurfaceChange(
                attribute_keys(pointers, *wires),
                effect,
                text,
                f"{old_model.name}.{name}: {written(before.type, MEMBER)}" if before else "",
                f"{new_model.name}.{name}: {written(after.type, MEMBER)}" if after else "",
                (_attribute(old_model.name, before, after),),
            )


def _update_changes(
    at: Pointers, old: ModelPlan, new: ModelPlan, names: TypeNames
) -> Iterator[SurfaceChange]:
    """Yield what becomes of `to_update()`; its keywords are the attributes of the request."""
    if old.update is None:
        return
    call, target = f"`{new.name}.to_update()`", old.update.target
    owned = attribute_keys(at, "to_update()", "to_update()")
    if new.update is None:
        yield SurfaceChange(owned, BREAKS, f"{call} is gone", target, "")
    elif names.renames.get(target, target) != new.update.target:
        text = f"{call} makes a `{new.update.target}`, was `{target}`"
        yield SurfaceChange(owned, BREAKS, text, target, new.update.target)


def _attribute(owner: str, old: FieldPlan | None, new: FieldPlan | None) -> ChangedName:
    names = (old.name if old else ""), (new.name if new else "")
    wires = (old.wire if old else ""), (new.wire if new else "")
    return ChangedName("attribute", *names, owner, wires)


def _field_changes(
    old: FieldPlan | None, new: FieldPlan | None, model: ModelPlan, names: TypeNames, usage: Usage
) -> Iterator[tuple[Effect, str]]:
    owner = model.name
    if new is None:
        if old is not None:
            yield BREAKS, f"`{owner}.{old.name}` is gone"
        return
    shown, annotation = f"`{owner}.{new.name}`", written(new.type, MEMBER)
    if old is None:
        text = f"{shown} is new: `{annotation}`"
        yield (BREAKS, f"{text}, and must be given") if new.required else (SAFE, text)
        return
    before, after = old.type, new.type
    if old.required != new.required:
        if new.required:
            yield BREAKS, f"`{owner}()` now needs `{new.name}`"
        else:
            yield SAFE, f"`{owner}()` can do without `{new.name}`"
        # Being optional shows as `| None`, which has just been reported.
        before, after = given(before), given(after)
    fit = names.compare(before, after)
    if fit != "same":
        # A wider type breaks readers, a narrower one breaks writers.
        is_read = model.key in usage.in_responses and fit != "narrower"
        is_sent = model.key in usage.in_requests and fit != "wider"
        effect = MAY_BREAK if is_read or is_sent or fit == "other" else SAFE
        yield effect, f"{shown} is `{annotation}`, was `{written(old.type, MEMBER)}`"


def alias_types(plan: PackagePlan) -> dict[str, TypeExpr]:
    """Map the aliases of a package to their types."""
    return {alias.name: alias.type for alias in plan.models.aliases}


def _pointers(plan: PackagePlan) -> dict[str, str]:
    """Pointer of the schema → class or alias named after it."""
    return {pointer: name for name, pointer in _by_name(plan).items()}


def _by_name(plan: PackagePlan) -> dict[str, str]:
    found = {model.name: model.schema.pointer for model in plan.models.models}
    found |= {alias.name: alias.schema.pointer for alias in plan.models.aliases}
    return dict(sorted(found.items()))
