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
from clientgen.compare.document_changes import OperationPair, keys
from clientgen.compare.rules import Bump, Verdict
from clientgen.compare.surface_change import SurfaceChange
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
    return changes


def signature(method: Method) -> str:
    """Format a method as a call with its types.

    Args:
        method: the method.

    Returns:
        ``triggers.list(*, enabled: bool | None = None) -> Pager[models.Trigger]``.
    """
    shown = [declaration(argument) for argument in method.positional]
    if method.keyword_only:
        shown += ["*", *map(declaration, method.keyword_only)]
    return f"{method.path}({', '.join(shown)}) -> {returns(method)}"


def declaration(argument: Argument) -> str:
    """Format an argument as a signature shows it."""
    default = f" = {argument.default}" if argument.default else ""
    return f"{argument.name}: {argument.annotation}{default}"


def returns(method: Method) -> str:
    """Format the return type of a method; a listing returns a pager."""
    return f"Pager[{method.item}]" if method.paging else method.returned


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
    for (owner, name), alias in kept_names(old).items():
        if owner != old_method.operation.id or name in (new_method.path, new_method.operation.id):
            continue
        if (new_method.operation.id, name) not in kept:
            is_id = name != alias.new and alias in old.old_ids
            old_text = f'`OPERATIONS["{name}"]`' if is_id else f"`{name}()`"
            rename_target = (
                f'`OPERATIONS["{new_method.operation.id}"]`' if is_id else f"`{new_method.path}()`"
            )
            at = frozenset(keys("method", (str(pair.index),), (str(pair.index),)))
            text = f"the old name {old_text} of {rename_target} is gone"
            yield SurfaceChange(
                at,
                "breaks",
                "major",
                text,
                name,
                new_method.operation.id if is_id else new_method.path,
            )


def _operation_key(method: Method) -> tuple[str, str]:
    return method.operation.method, method.operation.path


def _method_changes(
    pair: OperationPair,
    old_method: Method | None,
    new_method: Method | None,
    names: TypeNames,
    kept: Mapping[tuple[str, str], OldName],
) -> Iterator[SurfaceChange]:
    index = (str(pair.index),)
    if old_method is None or new_method is None:
        if new_method is not None:
            at = frozenset(keys("method", None, index))
            text = f"`{new_method.path}()` is new"
            yield SurfaceChange(at, "safe", "minor", text, "", signature(new_method))
        elif old_method is not None:
            at = frozenset(keys("method", index, None))
            text = f"`{old_method.path}()` is gone"
            yield SurfaceChange(at, "breaks", "major", text, signature(old_method), "")
        return
    signatures = signature(old_method), signature(new_method)
    if new_method.operation.deprecated and not old_method.operation.deprecated:
        at = frozenset(keys("deprecation", index, index))
        yield SurfaceChange(
            at, "may", "minor", f"`{new_method.path}()` warns that it is deprecated", *signatures
        )
    if old_method.path != new_method.path:
        at = frozenset(keys("method", index, index))
        alias = kept.get((new_method.operation.id, old_method.path))
        if alias is not None:
            yield SurfaceChange(
                at,
                "safe",
                "minor",
                rename_message(f"{old_method.path}()", f"{new_method.path}()", alias),
                *signatures,
            )
        else:
            yield SurfaceChange(
                at,
                "breaks",
                "major",
                f"`{old_method.path}()` becomes `{new_method.path}()`",
                *signatures,
            )
    if old_method.operation.id != new_method.operation.id and old_method.operation.has_id:
        at = frozenset(keys("id", index, index))
        before, after = old_method.operation.id, new_method.operation.id
        alias = kept.get((after, before))
        if alias is not None:
            text = rename_message(f'OPERATIONS["{before}"]', f'OPERATIONS["{after}"]', alias)
            yield SurfaceChange(at, "safe", "minor", text, before, after)
        else:
            text = f'`OPERATIONS["{before}"]` becomes `OPERATIONS["{after}"]`'
            yield SurfaceChange(at, "may", "major", text, before, after)
    yield from _argument_list_changes(pair, old_method, new_method, names)
    fit = _fit_of_results(old_method, new_method, names)
    if fit != "same":
        verdict, bump = _return_verdict(fit)
        if Scalar.NULL in (old_method.returns, new_method.returns):
            # A new return value breaks no caller that ignored None.
            is_new = old_method.returns is Scalar.NULL
            verdict, bump = ("may", "minor") if is_new else ("breaks", "major")
        text = f"`{new_method.path}()` returns `{returns(new_method)}`, was `{returns(old_method)}`"
        yield SurfaceChange(
            frozenset(keys("returns", index, index)), verdict, bump, text, *signatures
        )


def _argument_list_changes(
    pair: OperationPair, old_method: Method, new_method: Method, names: TypeNames
) -> Iterator[SurfaceChange]:
    old_arguments = {
        (argument.location, argument.wire): argument for argument in old_method.arguments
    }
    new_arguments = {
        (argument.location, argument.wire): argument for argument in new_method.arguments
    }
    together = dict(pair.parameters)
    # The body, and what chooses its media type, are no parameters of the document.
    together.update({at: at for at in old_arguments if at not in together and at in new_arguments})
    signatures = signature(old_method), signature(new_method)
    index = str(pair.index)
    call = f"`{new_method.path}()`"
    for at, argument in old_arguments.items():
        if together.get(at) not in new_arguments:
            key = frozenset(keys("argument", (index, *at), None))
            yield SurfaceChange(
                key, "breaks", "major", f"{call} loses `{argument.name}`", *signatures
            )
            continue
        after = new_arguments[together[at]]
        key = frozenset(keys("argument", (index, *at), (index, *together[at])))
        for verdict, bump, text in _argument_changes(argument, after, names):
            yield SurfaceChange(key, verdict, bump, f"{call} {text}", *signatures)
    for at, argument in new_arguments.items():
        if at in together.values():
            continue
        key = frozenset(keys("argument", None, (index, *at)))
        must_be_given = not argument.default
        kind = "argument" if argument.positional else "keyword"
        gains = "now needs" if must_be_given else "gains"
        text = f"{call} {gains} {kind} `{argument.name}: {argument.annotation}`"
        yield SurfaceChange(
            key,
            "breaks" if must_be_given else "safe",
            "major" if must_be_given else "minor",
            text,
            *signatures,
        )
    kept = [
        together[at]
        for at, argument in old_arguments.items()
        if argument.positional and at in together
    ]
    now = [at for at, argument in new_arguments.items() if argument.positional]
    if [at for at in now if at in kept] != kept or now[: len(kept)] != kept:
        key = frozenset(keys("order", (index,), (index,)))
        yield SurfaceChange(
            key, "breaks", "major", f"{call} takes its arguments in another order", *signatures
        )


def _argument_changes(
    old: Argument, new: Argument, names: TypeNames
) -> Iterator[tuple[Verdict, Bump, str]]:
    kept = {name.old: name for name in new.old}
    if old.name in kept:
        text = f"calls `{old.name}` now `{new.name}`; the old name stays until"
        yield "safe", "minor", f"{text} {kept[old.name].until}"
    elif old.name != new.name:
        yield "breaks", "major", f"calls `{old.name}` now `{new.name}`"
    for name in old.old:
        if name.old not in {*kept, new.name}:
            yield "breaks", "major", f"takes `{new.name}` no more as `{name.old}`"
    if old.positional and not new.positional:
        yield "breaks", "major", f"takes `{new.name}` by keyword only"
    if bool(old.default) != bool(new.default):
        if old.default:
            yield "breaks", "major", f"now needs `{new.name}`"
        else:
            yield "safe", "minor", f"can do without `{new.name}`"
    # Whether None is taken goes with being optional, which is reported by itself.
    fit = names.compare(given(old.type), given(new.type))
    if fit != "same":
        text = f"takes `{new.name}: {new.annotation}`, was `{old.annotation}`"
        # A text is a sequence of texts to checkers, but no list of values to a server.
        to_list = _TEXTS in inside(new.type) and not any(map(_is_list, inside(old.type)))
        if fit == "wider" and not to_list:
            yield "safe", "minor", text
        else:
            yield "may", "major", text


def _is_list(expr: TypeExpr) -> bool:
    return isinstance(expr, Of) and expr.container in (Container.LIST, Container.SEQUENCE)


def _fit_of_results(old_method: Method, new_method: Method, names: TypeNames) -> Fit:
    """Compare the return types of a method; pagers are compared by their items."""
    if old_method.paging is not None and new_method.paging is not None:
        return names.compare(old_method.paging.item, new_method.paging.item)
    if old_method.paging is not None or new_method.paging is not None:
        return "other"
    return names.compare(old_method.returns, new_method.returns)


def _return_verdict(fit: Fit) -> tuple[Verdict, Bump]:
    return ("safe", "minor") if fit == "narrower" else ("may", "major")
