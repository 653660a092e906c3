"""The renames that are certain: the old and the new name stand for one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from clientgen.compare import Finding, Report, Version
from clientgen.plan.package import Argument
from clientgen.types import FieldPlan
from clientgen.types.expressions import renamed


@dataclass(frozen=True, slots=True)
class Renames:
    """Old name → new name, by what is named.

    Args:
        methods: dotted names from the client.
        arguments: by the old name of the method.
        classes: names in ``models``.
        attributes: by the old name of the class.
    """

    methods: dict[str, str] = field(default_factory=dict[str, str])
    arguments: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    classes: dict[str, str] = field(default_factory=dict[str, str])
    attributes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def __bool__(self) -> bool:
        return bool(self.methods or self.arguments or self.classes or self.attributes)


def certain_renames(report: Report, old: Version, new: Version) -> Renames:
    """Collect the renames that nothing has to be guessed for.

    A method, argument or class whose name changes is the same one on the wire. A member or
    parameter that is called otherwise there counts where type and description are the same.

    Args:
        report: the findings.
        old: the old version.
        new: the new one.

    Returns:
        The renames.
    """
    found = Renames()
    names = [name for finding in report.findings for name in finding.names]
    for name in names:
        if name.is_rename and name.kind == "method":
            found.methods[name.old] = name.new
        elif name.is_rename and name.kind == "class":
            found.classes[name.old] = name.new
    for name in names:
        if name.is_rename and name.kind == "argument":
            before = _argument(old, name.owner, name.old)
            after = _argument(new, found.methods.get(name.owner, name.owner), name.new)
            if before and after and _is_one_argument(before, after):
                found.arguments.setdefault(name.owner, {})[name.old] = name.new
    old_fields, new_fields = _fields(old), _fields(new)
    for finding in report.findings:
        for owner, before_name, after_name in _attributes(finding):
            target = found.classes.get(owner, owner)
            before_field = old_fields.get((owner, before_name))
            after_field = new_fields.get((target, after_name))
            if before_field is None or after_field is None:
                continue
            if _is_one_field(before_field, after_field, found.classes):
                found.attributes.setdefault(owner, {})[before_name] = after_name
    return found


def _argument(version: Version, method: str, name: str) -> Argument | None:
    for planned in (*version.plan.methods, *version.plan.aliases):
        if planned.path == method:
            return next((a for a in planned.arguments if a.name == name), None)
    return None


def _is_one_argument(before: Argument, after: Argument) -> bool:
    if before.location == after.location and before.wire == after.wire:
        return True
    if before.location == after.location == "path":
        return True
    return bool(before.doc) and before.doc.raw == after.doc.raw


def _fields(version: Version) -> Mapping[tuple[str, str], FieldPlan]:
    models = version.plan.models.models
    return {(model.name, item.name): item for model in models for item in model.fields}


def _attributes(finding: Finding) -> Iterator[tuple[str, str, str]]:
    """Yield class, old and new name of each attribute that a finding takes for renamed."""
    names = [name for name in finding.names if name.kind == "attribute"]
    yield from ((name.owner, name.old, name.new) for name in names if name.is_rename)
    if not finding.evidence:
        return
    owners = dict.fromkeys(name.owner for name in names)
    for owner in owners:
        gone = [n for n in names if n.owner == owner and not n.new]
        added = [n for n in names if n.owner == owner and not n.old]
        if len(gone) == len(added) == 1:
            yield owner, gone[0].old, added[0].new


def _is_one_field(before: FieldPlan, after: FieldPlan, classes: Mapping[str, str]) -> bool:
    if before.wire == after.wire:
        return True
    same_type = renamed(before.type, classes) == after.type
    return same_type and bool(before.doc) and before.doc.raw == after.doc.raw
