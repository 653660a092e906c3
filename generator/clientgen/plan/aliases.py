"""Old names that still work: which of them this package can keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clientgen.base.configuration import Alias
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.prose import LINE, docstring_lines
from clientgen.plan.package import Argument, Method, OldName

_WIDTH = LINE - 8 - 3


@dataclass(frozen=True, slots=True)
class KeptNames:
    """The old names that a package keeps.

    Args:
        methods: old dotted name → (operationId, name).
        models: old names of classes.
        ids: old operationIds.
        arguments: present name of a method → old names of its arguments, not yet held against it.
    """

    methods: Mapping[str, tuple[str, OldName]]
    models: tuple[OldName, ...]
    ids: tuple[OldName, ...]
    arguments: Mapping[str, tuple[OldName, ...]]


def resolve_aliases(
    aliases: Iterable[Alias],
    methods: Mapping[str, str],
    classes: Iterable[str],
    diagnostics: DiagnosticCollector,
) -> KeptNames:
    """Decide which old names can be kept.

    Args:
        aliases: the old names, as the configuration has them.
        methods: operationId → dotted name.
        classes: names of the classes.
        diagnostics: collects a warning for every alias without a target or with a taken name.

    Returns:
        What is kept, sorted by old name.
    """
    operations = {path: key for key, path in methods.items()}
    # A group may not stand where a method does, nor a method where a group does.
    groups = {part for path in operations for part in _above(path)}
    names_by_kind = {
        "model": frozenset(classes),
        "operation": methods.keys(),
        "method": operations.keys(),
    }
    kept: dict[str, list[OldName]] = {"model": [], "operation": [], "method": []}
    arguments: dict[str, list[OldName]] = {}
    for alias in sorted(aliases, key=lambda alias: (alias.old.count("."), alias.old)):
        if alias.kind == "argument":
            owner, _, name = alias.new.rpartition(".")
            if owner not in operations:
                _left_out(alias.old, alias.kind, f"there is no {owner!r}", diagnostics)
                continue
            old = alias.old.rpartition(".")[2]
            arguments.setdefault(owner, []).append(OldName(old, name, alias.until))
            continue
        names = names_by_kind[alias.kind]
        taken = alias.old in names
        if alias.kind == "method":
            above = names | {name.old for name in kept["method"]}
            taken = taken or alias.old in groups or any(part in above for part in _above(alias.old))
        if taken or alias.new not in names:
            reason = "the name is taken" if taken else f"there is no {alias.new!r}"
            _left_out(alias.old, alias.kind, reason, diagnostics)
            continue
        kept[alias.kind].append(OldName(alias.old, alias.new, alias.until))
    methods_kept = sorted(kept["method"], key=lambda name: name.old)
    return KeptNames(
        {name.old: (operations[name.new], name) for name in methods_kept},
        tuple(sorted(kept["model"], key=lambda name: name.old)),
        tuple(sorted(kept["operation"], key=lambda name: name.old)),
        {owner: tuple(names) for owner, names in arguments.items()},
    )


def with_old_names(
    arguments: tuple[Argument, ...],
    names: Iterable[OldName],
    method: str,
    diagnostics: DiagnosticCollector,
) -> tuple[Argument, ...]:
    """Add the old names of arguments.

    Args:
        arguments: the arguments of a method.
        names: their old names.
        method: dotted name of the method.
        diagnostics: collects a warning for every old name without a target, or taken already.

    Returns:
        The arguments with the old names they keep.
    """
    taken = {argument.name for argument in arguments}
    kept: dict[str, list[OldName]] = {name: [] for name in taken}
    for name in names:
        if name.old in taken or name.new not in kept:
            reason = f"there is no {name.new!r}" if name.new not in kept else "the name is taken"
            _left_out(f"{method}.{name.old}", "argument", reason, diagnostics)
        else:
            kept[name.new].append(name)
    return tuple(replace(argument, old=tuple(kept[argument.name])) for argument in arguments)


def as_alias(method: Method, name: OldName) -> Method:
    """Plan a method under its old name.

    Args:
        method: the operation's method, planned under the old name.
        name: the old name.

    Returns:
        The method, marked as deprecated.
    """
    text = f"Deprecated: use `{name.new}`; this name stays until {name.until}."
    doc = (*docstring_lines(text, _WIDTH), "", *method.docstring)
    return replace(method, alias=name, docstring=doc)


def _left_out(old: str, kind: str, reason: str, diagnostics: DiagnosticCollector) -> None:
    diagnostics.warn(
        "alias-left-out", f"the old name {old!r} of a {kind} is left out: {reason}", ""
    )


def _above(path: str) -> list[str]:
    parts = path.split(".")[:-1]
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
