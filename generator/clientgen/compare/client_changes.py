"""Constructors, exports, servers and webhooks of two packages compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from clientgen.compare.document_changes import SERVERS, Key, OperationPair, scheme_keys
from clientgen.compare.incoming import incoming_keys
from clientgen.compare.matching import match
from clientgen.compare.surface_change import BREAKS, MAY_BREAK, SAFE, Effect, SurfaceChange
from clientgen.compare.type_names import TypeNames
from clientgen.plan import PackagePlan
from clientgen.plan.constructors import ClientArgument, client_arguments
from clientgen.plan.exports import Export, is_streamed, package_exports
from clientgen.plan.package import Method, ServerPlan, ServicePlan
from clientgen.types.writing import RESULT, written

_TEXT = "str | None"


def client_changes(
    old: PackagePlan, new: PackagePlan, pairs: Sequence[OperationPair], names: TypeNames
) -> Iterator[SurfaceChange]:
    """Compare what users import from two packages, and how they build the clients.

    Args:
        old: the old package.
        new: the new one.
        pairs: which operations belong together.
        names: what the names in types stand for.

    Yields:
        One entry for each change that user code can see.
    """
    yield from _constructor_changes(old.service, new.service)
    yield from _export_changes(old, new, pairs)
    yield from _server_changes(old.service.servers, new.service.servers)
    yield from _webhook_changes(old, new, names)
    yield from _resource_changes(old, new)


def _constructor_changes(old: ServicePlan, new: ServicePlan) -> Iterator[SurfaceChange]:
    found = match(*({a.name: a for a in client_arguments(service)} for service in (old, new)))
    signatures = _constructor(old), _constructor(new)

    def change(
        effect: Effect, text: str, before: ClientArgument | None, after: ClientArgument | None
    ) -> SurfaceChange:
        # What is for no scheme alone goes with all of them.
        at = scheme_keys(
            () if before is None else [before.scheme] if before.scheme else _used(old),
            () if after is None else [after.scheme] if after.scheme else _used(new),
        )
        return SurfaceChange(at, effect, f"`Client()` {text}", *signatures)

    for name, argument in list(found.removed.items()):
        renamed = _rename_target(argument, old, found.added, new)
        if renamed is not None:
            del found.removed[name], found.added[renamed.name]
            yield change(BREAKS, f"calls `{name}` now `{renamed.name}`", argument, renamed)
            found.both[name] = argument, renamed
    for name, argument in found.removed.items():
        yield change(BREAKS, f"loses `{name}`", argument, None)
    for name, argument in found.added.items():
        yield change(SAFE, f"gains keyword `{name}`", None, argument)
    for before, after in found.both.values():
        takes = before.annotation, after.annotation
        # What `auth` takes is written in two ways, and is the same in all packages.
        if takes[0] != takes[1] and after.name != "auth":
            text = f"takes `{after.name}: {takes[1]}`, was `{takes[0]}`"
            # Every scheme takes a text, so one that takes more than that is wider.
            yield change(SAFE if takes[0] == _TEXT else BREAKS, text, before, after)


def _constructor(service: ServicePlan) -> str:
    listed = (f"{a.name}: {a.annotation}" for a in client_arguments(service))
    return f"Client(*, {', '.join(listed)})"


def _used(service: ServicePlan) -> list[str]:
    return [scheme.key for scheme in service.schemes] if service.schemes else [""]


def _rename_target(
    argument: ClientArgument,
    old: ServicePlan,
    added: Mapping[str, ClientArgument],
    new: ServicePlan,
) -> ClientArgument | None:
    """Find the only new keyword for a scheme that sends the same in the same way."""
    sent = _sent(old).get(argument.scheme)
    if sent is None or list(_sent(old).values()).count(sent) > 1:
        return None
    found = [a for a in added.values() if _sent(new).get(a.scheme) == sent]
    return found[0] if len(found) == 1 else None


def _sent(service: ServicePlan) -> dict[str, tuple[str, str]]:
    return {scheme.key: (scheme.kind, scheme.name) for scheme in service.arguments}


def _export_changes(
    old: PackagePlan, new: PackagePlan, pairs: Sequence[OperationPair]
) -> Iterator[SurfaceChange]:
    found = match(*({e.name: e for e in package_exports(plan)} for plan in (old, new)))
    for name, export in found.removed.items():
        at = _export_keys(export, "old", old, pairs)
        yield SurfaceChange(at, BREAKS, f"`{name}` is gone", name, "")
    for name, export in found.added.items():
        at = _export_keys(export, "new", new, pairs)
        yield SurfaceChange(at, SAFE, f"`{name}` is new", "", name)


def _export_keys(
    export: Export,
    version: Literal["old", "new"],
    plan: PackagePlan,
    pairs: Sequence[OperationPair],
) -> frozenset[Key]:
    """The keys of what a package exports a name for."""
    if export.reason == "scheme":
        named = _used(plan.service)
        return scheme_keys(named, ()) if version == "old" else scheme_keys((), named)
    if export.reason == "server":
        return frozenset({SERVERS[version]})
    needs = _is_paged if export.reason == "paging" else _has_streams
    methods = {(m.operation.method, m.operation.path) for m in plan.methods if needs(m)}
    return frozenset(
        Key(version, kind, pair.index)
        for pair in pairs
        for operation in (pair.old if version == "old" else pair.new,)
        if operation is not None and (operation.method, operation.path) in methods
        for kind in ("method", "returns")
    )


def _is_paged(method: Method) -> bool:
    return method.paging is not None


def _has_streams(method: Method) -> bool:
    return any(is_streamed(media.kind) for media in method.responses)


def _server_changes(
    old: Sequence[ServerPlan], new: Sequence[ServerPlan]
) -> Iterator[SurfaceChange]:
    if not old or not new:
        return  # `SERVERS` itself goes or comes.
    at = frozenset(SERVERS.values())
    for index in range(len(new), len(old)):
        yield SurfaceChange(at, BREAKS, f"`SERVERS[{index}]` is gone", old[index].template, "")
    for index, (before, after) in enumerate(zip(old, new, strict=False)):
        declared = before.template, after.template
        names = [dict(server.defaults) for server in (before, after)]
        for name in names[0]:
            if name not in names[1]:
                text = f"`SERVERS[{index}].url()` loses `{name}`"
                yield SurfaceChange(at, BREAKS, text, *declared)
                continue
            values = [dict(server.allowed).get(name) for server in (before, after)]
            if values[1] is not None and not set(values[0] or ("",)) <= set(values[1]):
                text = f"`SERVERS[{index}].url()` takes fewer values of `{name}`"
                yield SurfaceChange(at, MAY_BREAK, text, *declared)


def _webhook_changes(
    old: PackagePlan, new: PackagePlan, names: TypeNames
) -> Iterator[SurfaceChange]:
    found = match(*({item.name: item for item in plan.incoming} for plan in (old, new)))
    for name, item in found.removed.items():
        at = incoming_keys(item.wire, None)
        yield SurfaceChange(at, BREAKS, f"`webhooks.{name}` is gone", f"webhooks.{name}", "")
    for name, item in found.added.items():
        at = incoming_keys(None, item.wire)
        yield SurfaceChange(at, SAFE, f"`webhooks.{name}` is new", "", f"webhooks.{name}")
    for name, (before, after) in found.both.items():
        fit = names.compare(before.type, after.type)
        if fit != "same":
            was, now = written(before.type, RESULT), written(after.type, RESULT)
            text = f"`webhooks.{name}` reads `{now}`, was `{was}`"
            at = incoming_keys(before.wire, after.wire)
            yield SurfaceChange(at, SAFE if fit == "narrower" else MAY_BREAK, text, was, now)


def _resource_changes(old: PackagePlan, new: PackagePlan) -> Iterator[SurfaceChange]:
    """Yield the classes of resources that have another name than before."""
    homes = [
        {
            node.path: f"{module}.{node.class_name}"
            for module, resource in plan.modules
            for node in resource.walk()
        }
        for plan in (old, new)
    ]
    for path, name in homes[0].items():
        after = homes[1].get(path)
        if after is not None and after != name:
            at = frozenset({Key("old", "resource", path), Key("new", "resource", path)})
            text = f"`resources.{name}` becomes `resources.{after}`"
            yield SurfaceChange(at, BREAKS, text, f"class {name}", f"class {after}")
