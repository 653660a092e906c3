"""Aliases after renames: choose the old names that the new package keeps.

A rename that changes nothing on the wire breaks user code only. Where the new package can keep the
old name, it does so until the next major version. See ``docs/adr/0040-aliases-after-renames.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from clientgen.base.configuration import Alias, Config
from clientgen.base.toml_file import toml_string
from clientgen.compare import Report, Version
from clientgen.compare.class_changes import class_names
from clientgen.compare.document_changes import OperationPair, parameter_id
from clientgen.compare.engine import compare_apis
from clientgen.compare.judge import compare_versions
from clientgen.compare.pairing import template
from clientgen.compare.resolved_schemas import alike
from clientgen.plan.package import Method

_HEAD = """# Names of earlier releases that still work, until the next major version drops them.
# Written by `clientgen update`.
"""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The comparison with a new document, and the old names to keep.

    Args:
        report: the findings.
        aliases: the old names that the new package keeps, sorted.
        names: operationId → name in force, where the rules would give another today.
        versions: the document in force, and the new one with its old names.
    """

    report: Report
    aliases: tuple[Alias, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    versions: tuple[Version, Version] | None = None


def review_with_aliases(
    old: Version,
    plan: Callable[[tuple[Alias, ...]], Version],
    config: Config,
    bumped: Callable[[str], str],
) -> Reviewed:
    """Compare two documents, and keep the old names that can be kept.

    Args:
        old: the document in force, planned with the old names in force.
        plan: plans the new document with the aliases it is given.
        config: the configuration in force.
        bumped: the version after a step, ``minor`` or ``major``.

    Returns:
        The report on the package with its aliases. A major version drops the aliases of earlier
        major versions and keeps the old names of its own renames.
    """
    before = config.aliases
    new = plan(before)
    renames = propose(old, new) if config.package.keep_renamed else []
    aliases = _carry_over_aliases(before, renames, bumped("minor"))
    if aliases != before:
        new = plan(aliases)
    report = compare_versions(old, new)
    if report.bump == "major":
        release = bumped("major")
        major = release.partition(".")[0]
        same_major = (alias for alias in before if alias.since.partition(".")[0] == major)
        aliases = _carry_over_aliases(same_major, renames, release)
        new = plan(aliases)
        report = compare_versions(old, new)
    return Reviewed(report, _planned(aliases, new), new.plan.kept_names, (old, new))


def propose(old: Version, new: Version) -> list[tuple[str, str, str]]:
    """Find the renames that change nothing on the wire.

    Args:
        old: the old document.
        new: the new one.

    Returns:
        Kind of alias, old name and new name: of methods and operationIds with the same HTTP method
        and path, of arguments that are sent as before, and of classes whose schemas were
        paired under two names.
    """
    compared = compare_apis(old.resolver, new.resolver)
    planned = [{method.path: method for method in version.plan.methods} for version in (old, new)]
    found: set[tuple[str, str, str]] = set()
    for pair in compared.pairs:
        old_operation, new_operation = pair.old, pair.new
        if old_operation is None or new_operation is None:
            continue
        if (old_operation.method, template(old_operation.path)) != (
            new_operation.method,
            template(new_operation.path),
        ):
            continue
        names = old.methods[old_operation.id], new.methods[new_operation.id]
        if names[0] != names[1]:
            found.add(("method", *names))
        found.update(_renamed_arguments(pair, planned[0][names[0]], planned[1][names[1]]))
        if old_operation.id != new_operation.id and old_operation.has_id:
            found.add(("operation", old_operation.id, new_operation.id))
    same = [node for node, pair in compared.graph.pairs.items() if alike(pair.old, pair.new)]
    for before, after in class_names(old.plan, new.plan, same).items():
        found.add(("model", before, after))
    return sorted(found)


def _renamed_arguments(
    pair: OperationPair, old: Method, new: Method
) -> Iterator[tuple[str, str, str]]:
    """Yield the arguments of an operation that were renamed but are sent as before."""
    new_names = {parameter_id(a.location, a.wire): a.name for a in new.arguments}
    together = dict(pair.parameters)
    for argument in old.arguments:
        at = parameter_id(argument.location, argument.wire)
        rename_target = together.get(at, at)
        # A path parameter is sent by position, any other by its name.
        if rename_target in new_names and (
            rename_target == at or argument.location == rename_target.location == "path"
        ):
            if argument.name != new_names[rename_target]:
                owner = new.path
                yield "argument", f"{owner}.{argument.name}", f"{owner}.{new_names[rename_target]}"


def alias_text(aliases: Iterable[Alias]) -> str:
    """Write ``aliases.toml``.

    Args:
        aliases: the old names.

    Returns:
        The content of the file.
    """
    tables = [
        "\n[[alias]]\n"
        + "".join(f"{key} = {toml_string(value)}\n" for key, value in alias.model_dump().items())
        for alias in aliases
    ]
    return _HEAD + "".join(tables)


def _carry_over_aliases(
    before: Iterable[Alias], renames: Iterable[tuple[str, str, str]], release: str
) -> tuple[Alias, ...]:
    """Merge the old names in force, resolved to present names, with those of this release."""
    rename_targets = {(kind, old_name): new_name for kind, old_name, new_name in renames}
    kept = (_resolve_alias(alias, rename_targets) for alias in before)
    added = (
        Alias.model_validate({"kind": kind, "old": old_name, "new": new_name, "since": release})
        for (kind, old_name), new_name in rename_targets.items()
    )
    # A name that is in use again is no alias.
    found = {(alias.kind, alias.old): alias for alias in (*kept, *added) if alias.old != alias.new}
    return tuple(found[key] for key in sorted(found))


def _resolve_alias(alias: Alias, rename_targets: Mapping[tuple[str, str], str]) -> Alias:
    """Resolve an old name to the present name of its target."""
    old, new = alias.old, alias.new
    if alias.kind == "argument":
        # An argument is listed under the present name of its method.
        owner, _, name = new.rpartition(".")
        owner = rename_targets.get(("method", owner), owner)
        old, new = f"{owner}.{old.rpartition('.')[2]}", f"{owner}.{name}"
    return alias.model_copy(update={"old": old, "new": rename_targets.get((alias.kind, new), new)})


def _planned(aliases: Iterable[Alias], new: Version) -> tuple[Alias, ...]:
    """Select the old names that the plan keeps."""
    planned = set(_planned_names(new))
    return tuple(alias for alias in aliases if (alias.kind, alias.old) in planned)


def _planned_names(version: Version) -> Iterator[tuple[str, str]]:
    yield from (("method", method.path) for method in version.plan.aliases)
    yield from (
        ("argument", f"{method.path}.{name.old}")
        for method in version.plan.methods
        for argument in method.arguments
        for name in argument.old
    )
    yield from (("model", name.old) for name in version.plan.old_models)
    yield from (("operation", name.old) for name in version.plan.old_ids)
