"""Names of earlier releases that still work: which of them have a place in this package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator.config import Alias
from generator.plan.package import Method, OldName
from generator.problems import Oddities
from generator.prose import docstring_lines

_WIDTH = 100 - 8 - 3


@dataclass(frozen=True, slots=True)
class Kept:
    """The aliases that have a place.

    Args:
        methods: old dotted name → (operationId, name).
        models: old names of classes.
        ids: old operationIds.
    """

    methods: Mapping[str, tuple[str, OldName]]
    models: tuple[OldName, ...]
    ids: tuple[OldName, ...]


def keep_aliases(
    aliases: Iterable[Alias], methods: Mapping[str, str], classes: Iterable[str], odd: Oddities
) -> Kept:
    """Sort out which old names can be kept.

    Args:
        aliases: the old names, as the configuration has them.
        methods: operationId → dotted name.
        classes: names of the classes.
        odd: told of every alias that stands for nothing, or whose place is taken.

    Returns:
        What is kept, sorted by old name.
    """
    operations = {path: key for key, path in methods.items()}
    # A group may not stand where a method does, nor a method where a group does.
    groups = {part for path in operations for part in _above(path)}
    places = {"model": frozenset(classes), "operation": methods.keys(), "method": operations.keys()}
    found: dict[str, list[OldName]] = {"model": [], "operation": [], "method": []}
    for alias in sorted(aliases, key=lambda alias: (alias.old.count("."), alias.old)):
        place = places[alias.kind]
        taken = alias.old in place
        if alias.kind == "method":
            above = place | {name.old for name in found["method"]}
            taken = taken or alias.old in groups or any(part in above for part in _above(alias.old))
        if taken or alias.new not in place:
            reason = "its place is taken" if taken else f"there is no {alias.new!r}"
            odd.warn(
                "alias-left-out",
                f"the old name {alias.old!r} of a {alias.kind} is left out: {reason}",
                "",
            )
            continue
        found[alias.kind].append(OldName(alias.old, alias.new, alias.until))
    kept = sorted(found["method"], key=lambda name: name.old)
    return Kept(
        {name.old: (operations[name.new], name) for name in kept},
        tuple(sorted(found["model"], key=lambda name: name.old)),
        tuple(sorted(found["operation"], key=lambda name: name.old)),
    )


def as_alias(method: Method, name: OldName) -> Method:
    """Make the old name of a method.

    Args:
        method: the operation's method, planned at the old place.
        name: the old name.

    Returns:
        The method, told to be deprecated.
    """
    said = f"Deprecated: use `{name.new}`; this name stays until {name.until}."
    doc = (*docstring_lines(said, _WIDTH), "", *method.docstring)
    return replace(method, alias=name, docstring=doc)


def _above(path: str) -> list[str]:
    parts = path.split(".")[:-1]
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
