"""Old names outlive a rename: which ones, and what the change then comes to.

A rename that sends and answers the same bytes breaks user code only. Where the new package can
keep the old name, it does until the next major version, and the change breaks nobody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from clientgen.base.configuration import Alias, Config
from clientgen.compare import Report, Version
from clientgen.compare.class_changes import class_names
from clientgen.compare.document_changes import OperationPair
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
    """What the new document comes to, with the old names that it can keep.

    Args:
        report: what changed and for whom.
        aliases: the old names that the new package keeps, sorted.
    """

    report: Report
    aliases: tuple[Alias, ...] = ()


def review_with_aliases(
    old: Version,
    plan: Callable[[tuple[Alias, ...]], Version],
    config: Config,
    bumped: Callable[[str], str],
) -> Reviewed:
    """Compare two documents, and keep the old names that can be kept.

    Args:
        old: the document in force, planned with the old names in force.
        plan: plans the new document with some old names.
        config: the configuration in force.
        bumped: the version after a step, ``minor`` or ``major``.

    Returns:
        The report of the package as it will be. A major version drops the old names of the
        versions before it; what it renames itself keeps its old name.
    """
    before = config.aliases
    new = plan(before)
    renames = propose(old, new) if config.package.keep_renamed else []
    aliases = _followed(before, renames, bumped("minor"))
    if aliases != before:
        new = plan(aliases)
    report = compare_versions(old, new)
    if report.bump == "major":
        release = bumped("major")
        major = release.partition(".")[0]
        current = (alias for alias in before if alias.since.partition(".")[0] == major)
        aliases = _followed(current, renames, release)
        new = plan(aliases)
        report = compare_versions(old, new)
    return Reviewed(report, _planned(aliases, new))


def propose(old: Version, new: Version) -> list[tuple[str, str, str]]:
    """Find the renames that keep every byte on the wire.

    Args:
        old: the old document.
        new: the new one.

    Returns:
        Kind of alias, old name and new name: of methods and operationIds with the same HTTP method
        and path, of arguments that are sent as before, and of classes whose schemas were
        recognised as one under two names.
    """
    compared = compare_apis(old.resolver, new.resolver)
    planned = [{method.path: method for method in side.plan.methods} for side in (old, new)]
    found: set[tuple[str, str, str]] = set()
    for pair in compared.pairs:
        one, two = pair.old, pair.new
        if one is None or two is None:
            continue
        if (one.method, template(one.path)) != (two.method, template(two.path)):
            continue
        names = old.methods[one.id], new.methods[two.id]
        if names[0] != names[1]:
            found.add(("method", *names))
        found.update(_arguments(pair, planned[0][names[0]], planned[1][names[1]]))
        if one.id != two.id and one.has_id:
            found.add(("operation", one.id, two.id))
    same = [node for node, pair in compared.graph.pairs.items() if alike(pair.old, pair.new)]
    for before, after in class_names(old.plan, new.plan, same).items():
        found.add(("model", before, after))
    return sorted(found)


def _arguments(pair: OperationPair, old: Method, new: Method) -> Iterator[tuple[str, str, str]]:
    """The arguments of an operation that are sent as before, and are called otherwise."""
    other = {(argument.location, argument.wire): argument.name for argument in new.arguments}
    together = dict(pair.parameters)
    for argument in old.arguments:
        at = argument.location, argument.wire
        heir = together.get(at, at)
        # The place in a path is the same whatever its name; elsewhere the name is what is sent.
        if heir in other and (heir == at or argument.location == heir[0] == "path"):
            if argument.name != other[heir]:
                owner = new.path
                yield "argument", f"{owner}.{argument.name}", f"{owner}.{other[heir]}"


def alias_text(aliases: Iterable[Alias]) -> str:
    """Write the file of old names.

    Args:
        aliases: the old names.

    Returns:
        The content of ``aliases.toml``.
    """
    tables = [
        "\n[[alias]]\n"
        # A TOML basic string takes what a JSON string does, and DEL escaped.
        + "".join(
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n".replace("\x7f", "\\u007f")
            for key, value in alias.model_dump().items()
        )
        for alias in aliases
    ]
    return _HEAD + "".join(tables)


def _followed(
    before: Iterable[Alias], renames: Iterable[tuple[str, str, str]], release: str
) -> tuple[Alias, ...]:
    """The old names in force, led on to what they stand for now, and those of this release."""
    heirs = {(kind, one): two for kind, one, two in renames}
    led = (_led(alias, heirs) for alias in before)
    fresh = (
        Alias.model_validate({"kind": kind, "old": one, "new": two, "since": release})
        for (kind, one), two in heirs.items()
    )
    # A name that comes back is no alias any more.
    found = {(alias.kind, alias.old): alias for alias in (*led, *fresh) if alias.old != alias.new}
    return tuple(found[key] for key in sorted(found))


def _led(alias: Alias, heirs: Mapping[tuple[str, str], str]) -> Alias:
    """An old name, led on to what it stands for now."""
    old, new = alias.old, alias.new
    if alias.kind == "argument":
        # Arguments go by the present name of their method.
        owner, _, name = new.rpartition(".")
        owner = heirs.get(("method", owner), owner)
        old, new = f"{owner}.{old.rpartition('.')[2]}", f"{owner}.{name}"
    return alias.model_copy(update={"old": old, "new": heirs.get((alias.kind, new), new)})


def _planned(aliases: Iterable[Alias], new: Version) -> tuple[Alias, ...]:
    """Those of the old names that found a place."""
    places = set(_places(new))
    return tuple(alias for alias in aliases if (alias.kind, alias.old) in places)


def _places(side: Version) -> Iterator[tuple[str, str]]:
    yield from (("method", method.path) for method in side.plan.aliases)
    yield from (
        ("argument", f"{method.path}.{name.old}")
        for method in side.plan.methods
        for argument in method.arguments
        for name in argument.old
    )
    yield from (("model", name.old) for name in side.plan.old_models)
    yield from (("operation", name.old) for name in side.plan.old_ids)
