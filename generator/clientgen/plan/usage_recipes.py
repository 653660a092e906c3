"""Programs on entities: change one, wait for one, find one, copy all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientgen.base.prose import literal
from clientgen.plan.editing import plan_edits
from clientgen.plan.example_calls import ExampleCalls
from clientgen.plan.example_source import Source, call
from clientgen.plan.package import Argument, EditPlan, Method, PackagePlan, Resource
from clientgen.types import FieldPlan, ModelPlan
from clientgen.types.expressions import Container, Of, Ref, Scalar, given, parts

Program = tuple[str, ...]
"""The lines of a program; none where the package has no use for it."""

_NAMES = ("name", "displayName", "display_name", "title", "label", "slug", "key", "id")
_CHANGED = (Scalar.BOOLEAN, Scalar.STRING, Scalar.INTEGER)


@dataclass(frozen=True, slots=True)
class Recipes:
    """Programs on entities of one package.

    Args:
        update: reads, changes and updates an entity.
        edit: the same in one call that copes with conflicts.
        wait: waits for a state of an entity.
        find_filtered: finds an entity by a parameter of the listing.
        find: finds an entity among all.
        save: writes all entities to a file.
        load: creates them from it.
    """

    update: Program = ()
    edit: Program = ()
    wait: Program = ()
    find_filtered: Program = ()
    find: Program = ()
    save: Program = ()
    load: Program = ()


@dataclass(frozen=True, slots=True)
class _Listing:
    """A method that lists entities of a class, and their members."""

    method: Method
    model: ModelPlan


def plan_recipes(plan: PackagePlan, calls: ExampleCalls) -> Recipes:
    """Plan the programs.

    Args:
        plan: the package.
        calls: writes calls.

    Returns:
        The programs that the package has a use for.
    """
    known = {model.name: model for model in plan.models.models}
    listings = sorted(_listings(plan, known), key=lambda one: _rank(one.method))
    edited = next((_edits(*one, known, calls) for one in _edited(plan)), None)
    found = next(((one, f) for one in listings if (f := _filter(one)) is not None), None)
    copied = next(((one, c) for one in listings if (c := _create(plan, one)) is not None), None)
    named = next(((one, m) for one in listings if (m := _name(one.model)) is not None), None)
    reads = sorted((m for m in plan.methods if _reads_entity(m, known)), key=_rank)
    return Recipes(
        update=edited[0] if edited else (),
        edit=edited[1] if edited and "editing" in plan.emit else (),
        wait=tuple(_wait(reads[0], known, calls)) if reads and "waiting" in plan.emit else (),
        find_filtered=tuple(_found_by_filter(*found, calls)) if found else (),
        find=tuple(_found_by_name(*named, calls)) if named else (),
        save=tuple(_saved(copied[0], calls)) if copied else (),
        load=tuple(_loaded(*copied, calls)) if copied else (),
    )


def _rank(method: Method) -> tuple[bool, bool, int, int, str]:
    needed = sum(not argument.default for argument in method.arguments)
    is_public = method.audience == "public"
    return (not is_public, method.operation.deprecated, needed, method.path.count("."), method.path)


def _listings(plan: PackagePlan, known: dict[str, ModelPlan]) -> Iterator[_Listing]:
    for method in plan.methods:
        item = method.paging.item if method.paging is not None else None
        if isinstance(method.returns, Of) and method.returns.container is Container.LIST:
            item = method.returns.item
        if method.operation.method == "GET" and isinstance(item, Ref) and item.name in known:
            yield _Listing(method, known[item.name])


def _reads_entity(method: Method, known: dict[str, ModelPlan]) -> bool:
    is_read = method.operation.method == "GET" and method.paging is None
    is_entity = isinstance(method.returns, Ref) and method.returns.name in known
    return is_read and is_entity and any(a.location == "path" for a in method.arguments)


def _name(model: ModelPlan) -> FieldPlan | None:
    """The member that people know an entity by."""
    texts = {f.wire: f for f in model.fields if Scalar.STRING in parts(f.type)}
    return next((texts[wire] for wire in _NAMES if wire in texts), None)


def _filter(listing: _Listing) -> tuple[Argument, FieldPlan] | None:
    """The parameter that selects by a member, that of a name before any other text."""
    members = {f.wire: f for f in listing.model.fields if Scalar.STRING in parts(f.type)}
    offered = {
        argument.wire: argument
        for argument in listing.method.arguments
        if argument.location == "query"
        and argument.wire in members
        and given(argument.type) is Scalar.STRING
    }
    wires = sorted(offered, key=lambda wire: (_NAMES.index(wire) if wire in _NAMES else 99, wire))
    return (offered[wires[0]], members[wires[0]]) if wires else None


def _create(plan: PackagePlan, listing: _Listing) -> tuple[Method, str] | None:
    """The method that creates what is listed, and the class of its body."""
    for method in plan.methods:
        operation = method.operation
        if (operation.method, operation.path) != ("POST", listing.method.operation.path):
            continue
        bodies = [argument for argument in method.arguments if argument.location == "body"]
        first = parts(bodies[0].type)[0] if bodies else None
        names = {model.name for model in plan.models.models}
        needed = {a.location for a in method.arguments if not a.default} <= {"path", "body"}
        is_plain = method.body_kind == "json" and needed
        if isinstance(first, Ref) and first.name in names and is_plain:
            return method, first.name
    return None


def _edited(plan: PackagePlan) -> Iterator[tuple[Resource, EditPlan]]:
    """The entities that can be edited, in whichever way."""
    for node in reversed(plan.root.walk()):
        own = [method for method in node.methods if method.alias is None]
        children = [child.name for child in node.children]
        yield from ((node, edit) for edit in plan_edits(own, children, plan.models))


def _change(
    model: ModelPlan, known: dict[str, ModelPlan], calls: ExampleCalls
) -> tuple[str, Source] | None:
    """A member to change, and its new value: an optional one, a flag first."""
    target = known[model.update.target] if model.update is not None else model
    fields = [
        field
        for field in target.fields
        if field.constant is None and not field.schema.read_only and _kind(field) is not None
    ]
    fields.sort(
        key=lambda f: (_CHANGED.index(_kind(f) or Scalar.STRING), f.wire in ("id", "version"))
    )
    for field in fields:
        value = calls.values.member(target.name, field)
        if value is not None:
            return field.name, value
    return None


def _kind(field: FieldPlan) -> Scalar | None:
    known = parts(given(field.type))
    return next((kind for kind in _CHANGED if kind in known), None)


def _edits(
    node: Resource, edit: EditPlan, known: dict[str, ModelPlan], calls: ExampleCalls
) -> tuple[Program, Program]:
    """The programs that change an entity: by reading and updating, and by ``edit()``."""
    get = next(method for method in node.methods if method.name == edit.get)
    model = next(known[part.name] for part in parts(get.returns) if isinstance(part, Ref))
    change = _change(model, known, calls)
    ids = [("", calls.values.argument(get, argument)) for argument in edit.ids]
    used = [source for _, source in (*ids, *([change] if change else []))]
    prefix = f"client.{node.path}." if node.path else "client."

    def sent(name: str, value: Source) -> list[str]:
        return call(f"{prefix}{name}", [*ids, ("", value)]).lines(indent=4)

    read = call(f"{prefix}{edit.get}", ids).lines("entity = ", indent=4)
    if model.update is not None:
        made = call("entity.to_update", [change] if change else [])
        updating = [*read, *sent(edit.update, made)]
        editing = sent(edit.name, Source(f"lambda entity: {made.flat}"))
        names: list[str] = []
    else:
        changed = change[1].lines(f"entity.{change[0]} = ", indent=4) if change else []
        updating = [*read, *changed, *sent(edit.update, Source("entity"))]
        editing = [
            f"    def change(entity: {edit.entity}) -> {edit.entity}:",
            *(f"    {line}" for line in changed),
            "        return entity",
            "",
            *sent(edit.name, Source("change")),
        ]
        names = ["models"]
    update, edited = calls.around(updating, used), calls.around(editing, used, names=names)
    return tuple(update), tuple(edited)


def _wait(method: Method, known: dict[str, ModelPlan], calls: ExampleCalls) -> Iterator[str]:
    found = calls.call(method)
    fields = known[method.returns.name].fields if isinstance(method.returns, Ref) else ()
    ranked = sorted(fields, key=lambda f: (not f.schema.enum, not f.present, not f.required))
    until = f"entity.{ranked[0].name} is not None" if ranked else "entity is not None"
    waiting = Source(
        "wait_for(",
        (
            ("", Source(f"lambda: {found.flat}")),
            ("", Source(f"lambda entity: {until}")),
            ("interval=", Source("2")),
        ),
        ")",
    )
    body = [*waiting.lines("entity = ", indent=4), "    print(entity)"]
    yield from calls.around(body, [found], names=["wait_for"])


def _found_by_filter(
    listing: _Listing, chosen: tuple[Argument, FieldPlan], calls: ExampleCalls
) -> Iterator[str]:
    argument, _ = chosen
    wanted = calls.values.argument(listing.method, argument)
    path = f"client.{listing.method.path}"
    arguments = [a for a in calls.values.arguments(listing.method) if a[0] != argument.name]
    found = call(path, [*arguments, (argument.name, wanted)])
    first = ".first()" if listing.method.paging is not None else ""
    body = [*found.lines("found = ", first, 4), "    print(found)"]
    yield from calls.around(body, [found])


def _found_by_name(listing: _Listing, member: FieldPlan, calls: ExampleCalls) -> Iterator[str]:
    found = calls.call(listing.method)
    wanted = calls.values.member(listing.model.name, member) or Source(literal("wanted"))
    chosen = f"item.{member.name} == {wanted.flat}"
    body = [
        *found.lines("items = ", indent=4),
        f"    found = next((item for item in items if {chosen}), None)",
        "    print(found)",
    ]
    yield from calls.around(body, [found, wanted])


def _file(listing: _Listing) -> str:
    return f"{(listing.method.path.rpartition('.')[0] or 'items').rpartition('.')[2]}.jsonl"


def _saved(listing: _Listing, calls: ExampleCalls) -> Iterator[str]:
    found = calls.call(listing.method)
    body = [*found.lines("for item in ", ":", 4), '        file.write(item.to_json() + b"\\n")']
    lines = calls.around(body, [found])
    start = f'with Client.from_env() as client, open({literal(_file(listing))}, "wb") as file:'
    yield from (start if line.startswith("with ") else line for line in lines)


def _loaded(listing: _Listing, create: tuple[Method, str], calls: ExampleCalls) -> Iterator[str]:
    method, model = create
    made = call(f"models.{model}.model_validate_json", [("", Source("json.dumps(known)"))])
    path_arguments = [
        ("", calls.values.argument(method, argument))
        for argument in method.arguments
        if argument.location == "path"
    ]
    created = call(f"client.{method.path}", [*path_arguments, ("", made)])
    used = [source for _, source in path_arguments]
    body = [
        "    for line in file:",
        "        given = json.loads(line)",
        "        known = {name: given[name] for name in given if name in members}",
        *created.lines(indent=8),
    ]
    yield from calls.imports(["Client", "models"], used, ["import json"])
    yield f"fields = models.{model}.model_fields"
    yield "members = {field.alias or name for name, field in fields.items()}"
    yield f'with Client.from_env() as client, open({literal(_file(listing))}, "rb") as file:'
    yield from body
