"""The Python surface of two package plans compared: what user code gains, loses, must change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientgen.compare.classes import Travels, annotation_names, class_items, class_names, renaming
from clientgen.compare.facts import Key, OperationPair, keys
from clientgen.compare.rules import Bump, Verdict
from clientgen.compare.type_names import TypeNames
from clientgen.plan import PackagePlan
from clientgen.plan.package import Argument, Method, OldName
from clientgen.types.expressions import Container, Of, Scalar, TypeExpr, given, inside
from clientgen.types.fits import Fit

_TEXTS = Of(Container.LIST, Scalar.STRING)


@dataclass(frozen=True, slots=True)
class Item:
    """One change of the surface.

    Args:
        keys: the places it is about.
        verdict: what it does to user code.
        bump: the version step it needs.
        text: what happened, in Python terms.
        before: the old declaration, empty when there was none.
        after: the new declaration, empty when there is none.
    """

    keys: frozenset[Key]
    verdict: Verdict
    bump: Bump
    text: str
    before: str = ""
    after: str = ""


def compare_surfaces(
    old: PackagePlan,
    new: PackagePlan,
    pairs: Sequence[OperationPair],
    schemas: Sequence[tuple[str, str]],
    travels: Travels,
) -> list[Item]:
    """Compare two plans.

    Args:
        old: the old package.
        new: the new one.
        pairs: which operations belong together.
        schemas: pointers of the schemas that belong together.
        travels: in which direction the schemas of the new package go.

    Returns:
        Every change that user code can see.
    """
    names = annotation_names(old, new, class_names(old, new, schemas))
    mine = {_place(method): method for method in old.methods}
    other = {_place(method): method for method in new.methods}
    items: list[Item] = []
    for pair in pairs:
        one = mine.get((pair.old.method, pair.old.path)) if pair.old else None
        two = other.get((pair.new.method, pair.new.path)) if pair.new else None
        items.extend(_method_items(pair, one, two, names, kept_names(new)))
        if one is not None and two is not None:
            items.extend(_ended(pair, one, two, old, new))
    for found in class_items(old, new, names, travels):
        items.append(Item(*found))
    return items


def signature(method: Method) -> str:
    """A method as a call shows it, with its types.

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
    """An argument as a signature shows it."""
    default = f" = {argument.default}" if argument.default else ""
    return f"{argument.name}: {argument.annotation}{default}"


def returns(method: Method) -> str:
    """What a call gives: a listing is walked through a pager."""
    return f"Pager[{method.item}]" if method.paging else method.returned


def kept_names(plan: PackagePlan) -> dict[tuple[str, str], OldName]:
    """The old names of methods and operations that a package keeps.

    Args:
        plan: the package.

    Returns:
        (operationId of the present document, old name) → the old name with what it stands for.
    """
    found = {(m.operation.id, m.path): m.alias for m in plan.aliases if m.alias is not None}
    return found | {(name.new, name.old): name for name in plan.old_ids}


def _ended(
    pair: OperationPair, one: Method, two: Method, old: PackagePlan, new: PackagePlan
) -> Iterator[Item]:
    """The old names of an operation that end here."""
    kept = kept_names(new)
    for (owner, name), alias in kept_names(old).items():
        if owner != one.operation.id or name in (two.path, two.operation.id):
            continue
        if (two.operation.id, name) not in kept:
            is_id = name != alias.new and alias in old.old_ids
            shown = f'`OPERATIONS["{name}"]`' if is_id else f"`{name}()`"
            heir = f'`OPERATIONS["{two.operation.id}"]`' if is_id else f"`{two.path}()`"
            at = frozenset(keys("method", (str(pair.index),), (str(pair.index),)))
            text = f"the old name {shown} of {heir} is gone"
            yield Item(at, "breaks", "major", text, name, two.operation.id if is_id else two.path)


def _place(method: Method) -> tuple[str, str]:
    return method.operation.method, method.operation.path


def _method_items(
    pair: OperationPair,
    one: Method | None,
    two: Method | None,
    names: TypeNames,
    kept: Mapping[tuple[str, str], OldName],
) -> Iterator[Item]:
    index = (str(pair.index),)
    if one is None or two is None:
        if two is not None:
            at = frozenset(keys("method", None, index))
            text = f"`{two.path}()` is new"
            yield Item(at, "safe", "minor", text, "", signature(two))
        elif one is not None:
            at = frozenset(keys("method", index, None))
            text = f"`{one.path}()` is gone"
            yield Item(at, "breaks", "major", text, signature(one), "")
        return
    told = signature(one), signature(two)
    if two.operation.deprecated and not one.operation.deprecated:
        at = frozenset(keys("deprecation", index, index))
        yield Item(at, "may", "minor", f"`{two.path}()` warns that it is deprecated", *told)
    if one.path != two.path:
        at = frozenset(keys("method", index, index))
        alias = kept.get((two.operation.id, one.path))
        if alias is not None:
            yield Item(
                at, "safe", "minor", renaming(f"{one.path}()", f"{two.path}()", alias), *told
            )
        else:
            yield Item(at, "breaks", "major", f"`{one.path}()` becomes `{two.path}()`", *told)
    if one.operation.id != two.operation.id and one.operation.has_id:
        at = frozenset(keys("id", index, index))
        before, after = one.operation.id, two.operation.id
        alias = kept.get((after, before))
        if alias is not None:
            text = renaming(f'OPERATIONS["{before}"]', f'OPERATIONS["{after}"]', alias)
            yield Item(at, "safe", "minor", text, before, after)
        else:
            text = f'`OPERATIONS["{before}"]` becomes `OPERATIONS["{after}"]`'
            yield Item(at, "may", "major", text, before, after)
    yield from _argument_items(pair, one, two, names)
    fit = _fit_of_results(one, two, names)
    if fit != "same":
        verdict, bump = _answered(fit)
        if Scalar.NULL in (one.returns, two.returns):
            # A new return value breaks no caller that ignored None.
            is_new = one.returns is Scalar.NULL
            verdict, bump = ("may", "minor") if is_new else ("breaks", "major")
        text = f"`{two.path}()` returns `{returns(two)}`, was `{returns(one)}`"
        yield Item(frozenset(keys("returns", index, index)), verdict, bump, text, *told)


def _argument_items(
    pair: OperationPair, one: Method, two: Method, names: TypeNames
) -> Iterator[Item]:
    mine = {(argument.location, argument.wire): argument for argument in one.arguments}
    other = {(argument.location, argument.wire): argument for argument in two.arguments}
    together = dict(pair.parameters)
    # The body, and what chooses its media type, are no parameters of the document.
    together.update({at: at for at in mine if at not in together and at in other})
    told = signature(one), signature(two)
    index = str(pair.index)
    call = f"`{two.path}()`"
    for at, argument in mine.items():
        if together.get(at) not in other:
            key = frozenset(keys("argument", (index, *at), None))
            yield Item(key, "breaks", "major", f"{call} loses `{argument.name}`", *told)
            continue
        after = other[together[at]]
        key = frozenset(keys("argument", (index, *at), (index, *together[at])))
        for verdict, bump, text in _argument_changes(argument, after, names):
            yield Item(key, verdict, bump, f"{call} {text}", *told)
    for at, argument in other.items():
        if at in together.values():
            continue
        key = frozenset(keys("argument", None, (index, *at)))
        needed = not argument.default
        kind = "argument" if argument.positional else "keyword"
        gains = "now needs" if needed else "gains"
        text = f"{call} {gains} {kind} `{argument.name}: {argument.annotation}`"
        yield Item(key, "breaks" if needed else "safe", "major" if needed else "minor", text, *told)
    kept = [together[at] for at, argument in mine.items() if argument.positional and at in together]
    now = [at for at, argument in other.items() if argument.positional]
    if [at for at in now if at in kept] != kept or now[: len(kept)] != kept:
        key = frozenset(keys("order", (index,), (index,)))
        yield Item(key, "breaks", "major", f"{call} takes its arguments in another order", *told)


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
    # Whether None is taken goes with being optional, which is told by itself.
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


def _fit_of_results(one: Method, two: Method, names: TypeNames) -> Fit:
    """How what a method returns changed: a pager is known by its items."""
    if one.paging is not None and two.paging is not None:
        return names.compare(one.paging.item, two.paging.item)
    if one.paging is not None or two.paging is not None:
        return "other"
    return names.compare(one.returns, two.returns)


def _answered(fit: Fit) -> tuple[Verdict, Bump]:
    return ("safe", "minor") if fit == "narrower" else ("may", "major")
