"""The comparison of parameters: their pairing and their serialisation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientgen.api import Parameter
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import (
    ParameterId,
    Pointers,
    differing_members,
    parameter_id,
    same,
)
from clientgen.compare.graph import Root
from clientgen.compare.matching import Matched, match
from clientgen.compare.operation_changes import OperationChanges
from clientgen.compare.renames import NO_EVIDENCE, Evidence, pair_renamed, value_evidence
from clientgen.compare.resolved_schemas import examples_of

# Attributes that have a rule for every change, in both directions.
_FLAGS = (
    ("required", "param-became-required", "param-became-optional"),
    ("deprecated", "param-deprecated", "param-undeprecated"),
    ("allow_reserved", "param-allowreserved-changed", "param-allowreserved-changed"),
)
_Parameters = Matched[ParameterId, Parameter]


@dataclass(frozen=True, slots=True)
class _Identified:
    """A parameter that was found again at another location or under another name.

    Args:
        rule: the rule of that change.
        old: the old parameter.
        new: the new one.
        evidence: why they are taken for one.
    """

    rule: str
    old: Parameter
    new: Parameter
    evidence: str


def compare_parameters(found: OperationChanges) -> None:
    """Compare the parameters of a pair of operations.

    Args:
        found: receives the changes; the parameters that belong together are noted in its pair.
    """
    old_parameters = {_identity(parameter): parameter for parameter in found.old.parameters}
    new_parameters = {_identity(parameter): parameter for parameter in found.new.parameters}
    parameters = match(old_parameters, new_parameters)
    together = list(parameters.both.values())
    for same_one in _identified(found, parameters):
        old, new = same_one.old, same_one.new
        del parameters.removed[_identity(old)], parameters.added[_identity(new)]
        together.append((old, new))
        values = [p.location if same_one.rule == "param-in-changed" else p.name for p in (old, new)]
        _add(found, same_one.rule, old, new, *values, evidence=same_one.evidence)
    found.pair.parameters.extend((_identity(old), _identity(new)) for old, new in together)
    for old, new in together:
        _compare(found, old, new)
    for parameter in parameters.removed.values():
        described, gone = _description(parameter), [parameter.schema]
        _add(found, "param-removed", parameter, None, described, None, removed_schemas=gone)
    for parameter in parameters.added.values():
        rule, come = _added_rule(found, parameter), [parameter.schema]
        _add(found, rule, None, parameter, None, _description(parameter), added_schemas=come)
    orders = [
        [at.name for at in listed if at in parameters.both]
        for listed in (old_parameters, new_parameters)
    ]
    if orders[0] != orders[1]:
        owned = found.pair.keys("order")
        found.add("param-reordered", "parameters", found.at, *orders, keys=owned)


def _identified(found: OperationChanges, parameters: _Parameters) -> Iterator[_Identified]:
    """Match moved and renamed parameters: path parameters by position, others by schema."""
    removed, added = dict(parameters.removed), dict(parameters.added)
    names = [re.findall(r"\{([^{}]*)\}", op.path) for op in (found.old, found.new)]
    if len(names[0]) == len(names[1]):
        for before, after in zip(*names, strict=True):
            old = removed.pop(ParameterId("path", before), None)
            new = added.pop(ParameterId("path", after), None)
            if old is not None and new is not None:
                yield _Identified("path-param-renamed", old, new, "same position in the path")
    for at, old in list(removed.items()):
        new = next((p for p in added.values() if p.name == old.name), None)
        if new is not None:
            del removed[at], added[_identity(new)]
            yield _Identified("param-in-changed", old, new, "same name")

    def evidence(old: Parameter, new: Parameter) -> Evidence:
        if old.location != new.location or old.required != new.required:
            return NO_EVIDENCE
        old_schema = found.schemas.old.resolve(old.schema)
        new_schema = found.schemas.new.resolve(new.schema)
        descriptions = (old.description, new.description)
        return value_evidence(old.name, old_schema, new.name, new_schema, descriptions)

    old_by_name = {parameter.name: parameter for parameter in removed.values()}
    new_by_name = {parameter.name: parameter for parameter in added.values()}
    for rename in pair_renamed(old_by_name, new_by_name, evidence):
        old, new = old_by_name[rename.old], new_by_name[rename.new]
        yield _Identified("param-renamed", old, new, rename.evidence)


def _compare(found: OperationChanges, old: Parameter, new: Parameter) -> None:
    def add(rule: str, before: Any, after: Any) -> None:
        _add(found, rule, old, new, before, after)

    for name, set_rule, unset_rule in _FLAGS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            add(set_rule if after else unset_rule, before, after)
    if _own_description(old) != _own_description(new):
        add("param-description-changed", old.description, new.description)
    if old.content != new.content:
        add("param-schema-to-content", old.content or "schema", new.content or "schema")
    elif old.location == new.location:
        # Style and explode have other defaults in another location: part of the move.
        if old.style != new.style:
            add("param-style-changed", old.style, new.style)
        elif old.explode != new.explode and _explode_matters(found, old, new):
            add("param-explode-changed", old.explode, new.explode)
    for name, before, after in differing_members(old.extensions, new.extensions):
        add("extension-changed", {name: before}, {name: after})
    nodes = found.raw(Pointers(old.pointer, new.pointer))
    empty = [mapping(node).get("allowEmptyValue", False) for node in nodes]
    if old.location == "query" and not same(*empty):
        add("param-empty-allowed" if empty[1] else "param-empty-refused", *empty)
    examples = [examples_of(node) for node in nodes]
    if not same(*examples):
        add("example-changed", *examples)
    owned = found.pair.argument(_identity(old), _identity(new))
    found.schemas.compare(old.schema, new.schema, Root(found.pair.index, "parameter", owned))


def _explode_matters(found: OperationChanges, old: Parameter, new: Parameter) -> bool:
    """Tell whether explode means anything: it does for lists and objects only."""
    old_kinds = found.schemas.old.resolve(old.schema).kinds
    kinds = {*old_kinds, *found.schemas.new.resolve(new.schema).kinds}
    return not kinds or bool(kinds & {"array", "object"})


def _own_description(parameter: Parameter) -> str | None:
    # A description of the schema alone is reported where the schema is compared.
    same_words = parameter.description == parameter.schema.description
    return None if same_words else parameter.description


def _added_rule(found: OperationChanges, parameter: Parameter) -> str:
    if not parameter.required:
        return "param-optional-added"
    if parameter.location == "header":
        return "header-required-added"
    has_default = found.schemas.new.resolve(parameter.schema).site.has_default
    return "param-required-default-added" if has_default else "param-required-added"


def _add(
    found: OperationChanges,
    rule: str,
    old: Parameter | None,
    new: Parameter | None,
    before: Any,
    after: Any,
    **more: Any,
) -> None:
    shown = old or new
    assert shown is not None
    at = Pointers(
        old.pointer if old else f"{found.at.old}/parameters",
        new.pointer if new else f"{found.at.new}/parameters",
    )
    identities = _identity(old) if old else None, _identity(new) if new else None
    owned = found.pair.argument(*identities)
    if rule == "path-param-renamed":
        # Without an operationId, an operation is known by its path.
        owned |= found.pair.keys("id")
    subject = f"{shown.location} parameter {shown.name}"
    found.add(rule, subject, at, before, after, keys=owned, **more)


def _identity(parameter: Parameter) -> ParameterId:
    return parameter_id(parameter.location, parameter.name)


def _description(parameter: Parameter) -> str:
    needed = "required" if parameter.required else "optional"
    return f"{needed} {parameter.location} parameter"
