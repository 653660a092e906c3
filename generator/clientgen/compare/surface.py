"""The comparison of the Python surface of two package plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clientgen.compare.class_changes import (
    Usage,
    annotation_names,
    class_changes,
    class_names,
    rename_message,
)
from clientgen.compare.client_changes import client_changes
from clientgen.compare.document_changes import OperationPair, ParameterId, keys, parameter_id
from clientgen.compare.surface_change import (
    BREAKS,
    MAY_BREAK,
    SAFE,
    WARNS,
    ChangedName,
    Effect,
    SurfaceChange,
)
from clientgen.compare.type_names import TypeNames
from clientgen.plan import PackagePlan
from clientgen.plan.package import Argument, Method, OldName
from clientgen.types.expressions import Container, Of, Scalar, TypeExpr, given, inside
from clientgen.types.fits import Fit

_TEXTS = Of(Container.LIST, Scalar.STRING)


def compare_surfaces(
    old: PackagePlan,
    new: PackagePlan,
    pairs: Sequence[OperationPair],
    schemas: Sequence[tuple[str, str]],
    usage: Usage,
) -> list[SurfaceChange]:
    """Compare two plans.

    Args:
        old: the old package.
        new: the new one.
        pairs: which operations belong together.
        schemas: pointers of the schemas that belong together.
        usage: in which direction the schemas of the new package go.

    Returns:
        Every change that user code can see.
    """
    names = annotation_names(old, new, class_names(old, new, schemas))
    old_methods = {_operation_key(method): method for method in old.methods}
    new_methods = {_operation_key(method): method for method in new.methods}
    changes: list[SurfaceChange] = []
    for pair in pairs:
        old_method = old_methods.get((pair.old.method, pair.old.path)) if pair.old else None
        new_method = new_methods.get((pair.new.method, pair.new.path)) if pair.new else None
        changes.extend(_method_changes(pair, old_method, new_method, names, kept_names(new)))
        if old_method is not None and new_method is not None:
            changes.extend(_removed_old_names(pair, old_method, new_method, old, new))
    changes.extend(class_changes(old, new, names, usage))
    changes.extend(client_changes(old, new, pairs, names))
    return changes


def kept_names(plan: PackagePlan) -> dict[tuple[str, str], OldName]:
    """Collect the old names of methods and operations that a package keeps.

    Args:
        plan: the package.

    Returns:
        (operationId of the present document, old name) → the old name with what it stands for.
    """
    found = {(m.operation.id, m.path): m.alias for m in plan.aliases if m.alias is not None}
    return found | {(name.new, name.old): name for name in plan.old_ids}


def _removed_old_names(
    pair: OperationPair, old_method: Method, new_method: Method, old: PackagePlan, new: PackagePlan
) -> Iterator[SurfaceChange]:
    """Yield the old names of an operation that are removed."""
    kept = kept_names(new)
    new_id, new_path = new_method.operation.id, new_method.path
    for (owner, name), alias in kept_names(old).items():
        if owner != old_method.operation.id or name in (new_path, new_id) or (new_id, name) in kept:
            continue
        is_id = name != alias.new and alias in old.old_ids
        old_text, target = f"`{name}()`", f"`{new_path}()`"
        if is_id:
            old_text, target = f'`OPERATIONS["{name}"]`', f'`OPERATIONS["{new_id}"]`'
        text = f"the old name {old_text} of {target} is gone"
        after = new_id if is_id else new_path
        named = () if is_id else (ChangedName("method", name, after),)
        yield SurfaceChange(pair.keys("method"), BREAKS, text, name, after, named)


def _operation_key(method: Method) -> tuple[str, str]:
    return method.operation.method, method.operation.path


def _method_changes(
    pair: OperationPair,
    old_method: Method | None,
    new_method: Method | None,
    names: TypeNames,
    kept: Mapping[tuple[str, str], OldName],
) -> Iterator[SurfaceChange]:
    if old_method is None or new_method is None:
        if new_method is not None:
            at, text = keys("method", None, pair.index), f"`{new_method.path}()` is new"
            named = (ChangedName("method", "", new_method.path),)
            yield SurfaceChange(at, SAFE, text, "", new_method.signature, named)
        elif old_method is not None:
            at, text = keys("method", pair.index, None), f"`{old_method.path}()` is gone"
            named = (ChangedName("method", old_method.path, ""),)
            yield SurfaceChange(at, BREAKS, text, old_method.signature, "", named)
        return

    def change(kind: str, effect: Effect, text: str) -> SurfaceChange:
        signatures = old_method.signature, new_method.signature
        named = (ChangedName("method", old_method.path, new_method.path),)
        return SurfaceChange(pair.keys(kind), effect, text, *signatures, named)

    old, new = old_method.operation, new_method.operation
    if new.deprecated and not old.deprecated:
        yield change("deprecation", WARNS, f"`{new_method.path}()` warns that it is deprecated")
    if old_method.path != new_method.path:
        names_of_call = f"{old_method.path}()", f"{new_method.path}()"
        alias = kept.get((new.id, old_method.path))
        yield change("method", *_rename(*names_of_call, alias, BREAKS))
    if old.id != new.id:
        lookups = f'OPERATIONS["{old.id}"]', f'OPERATIONS["{new.id}"]'
        effect, text = _rename(*lookups, kept.get((new.id, old.id)), MAY_BREAK)
        yield SurfaceChange(pair.keys("id"), effect, text, old.id, new.id)
    yield from _argument_list_changes(pair, old_method, new_method, names)
    fit = _fit_of_results(old_method, new_method, names)
    if fit != "same":
        effect = SAFE if fit == "narrower" else MAY_BREAK
        if (old_method.paging is None) != (new_method.paging is None):
            # A pager has none of the members of a response, and a response is no iterator.
            effect = BREAKS
        elif Scalar.NULL in (old_method.returns, new_method.returns):
            # A new return value breaks no caller that ignored None.
            effect = WARNS if old_method.returns is Scalar.NULL else BREAKS
        elif (old_method.paging is None) != (new_method.paging is None):
            # Neither is read as the other: a pager is iterated, a result has attributes.
            effect = BREAKS
        before, after = old_method.result_annotation, new_method.result_annotation
        text = f"`{new_method.path}()` returns `{after}`, was `{before}`"
        yield change("returns", effect, text)


def _rename(old: str, new: str, alias: OldName | None, effect: Effect) -> tuple[Effect, str]:
    """What a rename does to user code: nothing where the old name is kept."""
    if alias is not None:
        return SAFE, rename_message(old, new, alias)
    return effect, f"`{old}` becomes `{new}`"


def _argument_list_changes(
    pair: OperationPair, old_method: Method, new_method: Method, names: TypeNames
) -> Iterator[SurfaceChange]:
    old_arguments = {_identity(argument): argument for argument in old_method.arguments}
    new_arguments = {_identity(argument): argument for argument in new_method.arguments}
    together = dict(pair.parameters)
    # The body, and what chooses its media type, are no parameters of the document.
    together.update({at: at for at in old_arguments if at not in together and at in new_arguments})
    signatures = old_method.signature, new_method.signature
    call = f"`{new_method.path}()`"

    def named(before: str, after: str) -> tuple[ChangedName, ...]:
        return (ChangedName("argument", before, after, old_method.path),)

    for at, argument in old_arguments.items():
        target = together.get(at)
        if target is None or target not in new_arguments:
            text = f"{call} loses `{argument.name}`"
            changed = named(argument.name, "")
            yield SurfaceChange(pair.argument(at, None), BREAKS, text, *signatures, changed)
            continue
        changed = named(argument.name, new_arguments[target].name)
        for effect, text in _argument_changes(argument, new_arguments[target], names):
            text = f"{call} {text}"
            yield SurfaceChange(pair.argument(at, target), effect, text, *signatures, changed)
    for at, argument in new_arguments.items():
        if at not in together.values():
            effect, gains = (SAFE, "gains") if argument.default else (BREAKS, "now needs")
            kind = "argument" if argument.positional else "keyword"
            text = f"{call} {gains} {kind} `{argument.name}: {argument.annotation}`"
            changed = named("", argument.name)
            yield SurfaceChange(pair.argument(None, at), effect, text, *signatures, changed)
    kept = [together[at] for at, old in old_arguments.items() if old.positional and at in together]
    now = [at for at, argument in new_arguments.items() if argument.positional]
    if [at for at in now if at in kept] != kept or now[: len(kept)] != kept:
        text = f"{call} takes its arguments in another order"
        changed = (ChangedName("method", old_method.path, new_method.path),)
        yield SurfaceChange(pair.keys("order"), BREAKS, text, *signatures, changed)


def _identity(argument: Argument) -> ParameterId:
    return parameter_id(argument.location, argument.wire)


def _argument_changes(
    old: Argument, new: Argument, names: TypeNames
) -> Iterator[tuple[Effect, str]]:
    kept = {name.old: name for name in new.old}
    if old.name in kept:
        text = f"calls `{old.name}` now `{new.name}`; the old name stays until"
        yield SAFE, f"{text} {kept[old.name].until}"
    elif old.name != new.name:
        yield BREAKS, f"calls `{old.name}` now `{new.name}`"
    for name in old.old:
        if name.old not in {*kept, new.name}:
            yield BREAKS, f"takes `{new.name}` no more as `{name.old}`"
    if old.positional and not new.positional:
        yield BREAKS, f"takes `{new.name}` by keyword only"
    if bool(old.default) != bool(new.default):
        if old.default:
            yield BREAKS, f"now needs `{new.name}`"
        else:
            yield SAFE, f"can do without `{new.name}`"
    # Whether None is taken goes with being optional, which is reported by itself.
    fit = names.compare(given(old.type), given(new.type))
    if fit != "same":
        text = f"takes `{new.name}: {new.annotation}`, was `{old.annotation}`"
        # A text is a sequence of texts to checkers, but no list of values to a server.
        to_list = _TEXTS in inside(new.type) and not any(map(_is_list, inside(old.type)))
        yield SAFE if fit == "wider" and not to_list else MAY_BREAK, text


def _is_list(expr: TypeExpr) -> bool:
    return isinstance(expr, Of) and expr.container in (Container.LIST, Container.SEQUENCE)


def _fit_of_results(old_method: Method, new_method: Method, names: TypeNames) -> Fit:
    """Compare the return types of a method; pagers are compared by their items."""
    if old_method.paging is not None and new_method.paging is not None:
        return names.compare(old_method.paging.item, new_method.paging.item)
    if old_method.paging is not None or new_method.paging is not None:
        return "other"
    return names.compare(old_method.returns, new_method.returns)
