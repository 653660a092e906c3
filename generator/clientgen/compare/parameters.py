"""The comparison of parameters: their pairing and their serialisation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientgen.api import Operation, Parameter
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import (
    DocumentChange,
    OperationPair,
    extension_changes,
    keys,
    same,
)
from clientgen.compare.graph import Root
from clientgen.compare.operation_changes import OperationChanges
from clientgen.compare.renames import pair_renamed, value_evidence
from clientgen.compare.resolved_schemas import examples_of

_ParameterKey = tuple[str, str]


def compare_parameters(
    found: OperationChanges, pair: OperationPair, old: Operation, new: Operation
) -> None:
    """Compare the parameters of a pair of operations.

    Args:
        found: receives the changes.
        pair: the operations; the parameters that belong together are noted in it.
        old: the old operation.
        new: the new operation.
    """
    old_parameters = {_parameter_key(parameter): parameter for parameter in old.parameters}
    new_parameters = {_parameter_key(parameter): parameter for parameter in new.parameters}
    together = [
        (old_parameters[at], new_parameters[at], "", "")
        for at in old_parameters
        if at in new_parameters
    ]
    removed = {
        at: parameter for at, parameter in old_parameters.items() if at not in new_parameters
    }
    added = {at: parameter for at, parameter in new_parameters.items() if at not in old_parameters}
    for rule, old_parameter, new_parameter, evidence in _matched(found, old, new, removed, added):
        del removed[_parameter_key(old_parameter)], added[_parameter_key(new_parameter)]
        together.append((old_parameter, new_parameter, rule, evidence))
    pair.parameters.extend(
        (_parameter_key(old_parameter), _parameter_key(new_parameter))
        for old_parameter, new_parameter, _, _ in together
    )
    for old_parameter, new_parameter, rule, evidence in together:
        if rule:
            change = _change(
                pair,
                rule,
                old_parameter,
                new_parameter,
                old_parameter.name,
                new_parameter.name,
                evidence,
            )
            change.before, change.after = (
                (old_parameter.location, new_parameter.location)
                if rule == "param-in-changed"
                else (old_parameter.name, new_parameter.name)
            )
            found.changes.add(change)
        _compare(found, pair, old_parameter, new_parameter)
    for parameter in removed.values():
        change = _change(pair, "param-removed", parameter, None, _description(parameter), None)
        change.new = new.pointer + "/parameters"
        change.removed_schemas = [parameter.schema]
        found.changes.add(change)
    for parameter in added.values():
        change = _change(
            pair, _added_rule(found, parameter), None, parameter, None, _description(parameter)
        )
        change.old = old.pointer + "/parameters"
        change.added_schemas = [parameter.schema]
        found.changes.add(change)
    orders = [
        [
            parameter.name
            for parameter in parameters
            if _parameter_key(parameter) in old_parameters.keys() & new_parameters.keys()
        ]
        for parameters in (old.parameters, new.parameters)
    ]
    if orders[0] != orders[1]:
        at = (old.pointer, new.pointer)
        found.add(pair, "param-reordered", "parameters", *at, *orders, python="order")


def _matched(
    found: OperationChanges,
    old: Operation,
    new: Operation,
    removed: dict[_ParameterKey, Parameter],
    added: dict[_ParameterKey, Parameter],
) -> Iterator[tuple[str, Parameter, Parameter, str]]:
    """Match moved and renamed parameters: path parameters by position, others by schema."""
    names = [re.findall(r"\{([^{}]*)\}", op.path) for op in (old, new)]
    unmatched_old, unmatched_new = dict(removed), dict(added)
    if len(names[0]) == len(names[1]):
        for before, after in zip(*names, strict=True):
            old_parameter = unmatched_old.pop(("path", before), None)
            new_parameter = unmatched_new.pop(("path", after), None)
            if old_parameter is not None and new_parameter is not None:
                reason = "same position in the path"
                yield "path-param-renamed", old_parameter, new_parameter, reason
    for at, old_parameter in list(unmatched_old.items()):
        new_parameter = next(
            (p for p in unmatched_new.values() if p.name == old_parameter.name), None
        )
        if new_parameter is not None:
            del unmatched_old[at], unmatched_new[_parameter_key(new_parameter)]
            yield "param-in-changed", old_parameter, new_parameter, "same name"

    def evidence(
        old_name: str, old_parameter: Parameter, new_name: str, new_parameter: Parameter
    ) -> tuple[float, str]:
        if (
            old_parameter.location != new_parameter.location
            or old_parameter.required != new_parameter.required
        ):
            return 0, ""
        resolved = found.schemas.old.resolve(old_parameter.schema), found.schemas.new.resolve(
            new_parameter.schema
        )
        return value_evidence(
            old_name,
            resolved[0],
            new_name,
            resolved[1],
            (old_parameter.description, new_parameter.description),
        )

    old_by_name, new_by_name = (
        {p.name: p for p in side.values()} for side in (unmatched_old, unmatched_new)
    )
    for before, after, description in pair_renamed(old_by_name, new_by_name, evidence):
        yield "param-renamed", old_by_name[before], new_by_name[after], description


def _compare(
    found: OperationChanges, pair: OperationPair, old_parameter: Parameter, new_parameter: Parameter
) -> None:
    def add(rule: str, before: Any, after: Any) -> None:
        found.changes.add(_change(pair, rule, old_parameter, new_parameter, before, after))

    if old_parameter.required != new_parameter.required:
        rule = "param-became-required" if new_parameter.required else "param-became-optional"
        add(rule, old_parameter.required, new_parameter.required)
    if old_parameter.deprecated != new_parameter.deprecated:
        rule = "param-deprecated" if new_parameter.deprecated else "param-undeprecated"
        add(rule, old_parameter.deprecated, new_parameter.deprecated)
    if _own_description(old_parameter) != _own_description(new_parameter):
        add("param-description-changed", old_parameter.description, new_parameter.description)
    if (old_parameter.content is None) != (new_parameter.content is None):
        add(
            "param-schema-to-content",
            old_parameter.content or "schema",
            new_parameter.content or "schema",
        )
    elif old_parameter.content != new_parameter.content:
        add("param-schema-to-content", old_parameter.content, new_parameter.content)
    elif old_parameter.location == new_parameter.location:
        # Style and explode have other defaults in another location: part of the move.
        if old_parameter.style != new_parameter.style:
            add("param-style-changed", old_parameter.style, new_parameter.style)
        elif old_parameter.explode != new_parameter.explode and _explode_matters(
            found, old_parameter, new_parameter
        ):
            add("param-explode-changed", old_parameter.explode, new_parameter.explode)
    if old_parameter.allow_reserved != new_parameter.allow_reserved:
        add(
            "param-allowreserved-changed",
            old_parameter.allow_reserved,
            new_parameter.allow_reserved,
        )
    for name, before, after in extension_changes(
        old_parameter.extensions, new_parameter.extensions
    ):
        add("extension-changed", {name: before}, {name: after})
    raw = found.schemas.old.raw(old_parameter.pointer), found.schemas.new.raw(new_parameter.pointer)
    empty = [mapping(node).get("allowEmptyValue", False) for node in raw]
    if not same(*empty):
        add("other-changed", *({"allowEmptyValue": value} for value in empty))
    examples = [examples_of(node) for node in raw]
    if not same(*examples):
        add("example-changed", *examples)
    owned = frozenset(_keys(pair, old_parameter, new_parameter))
    found.schemas.compare(
        old_parameter.schema, new_parameter.schema, Root(pair.index, "parameter", owned)
    )


def _explode_matters(
    found: OperationChanges, old_parameter: Parameter, new_parameter: Parameter
) -> bool:
    """Tell whether explode means anything: it does for lists and objects only."""
    kinds = {
        *found.schemas.old.resolve(old_parameter.schema).kinds,
        *found.schemas.new.resolve(new_parameter.schema).kinds,
    }
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


def _change(
    pair: OperationPair,
    rule: str,
    old_parameter: Parameter | None,
    new_parameter: Parameter | None,
    before: Any,
    after: Any,
    evidence: str = "",
) -> DocumentChange:
    shown = old_parameter or new_parameter
    assert shown is not None
    return DocumentChange(
        rule,
        f"{shown.location} parameter {shown.name}",
        old_parameter.pointer if old_parameter else None,
        new_parameter.pointer if new_parameter else None,
        before,
        after,
        _keys(pair, old_parameter, new_parameter),
        {pair.index},
        evidence=evidence,
    )


def _keys(
    pair: OperationPair, old_parameter: Parameter | None, new_parameter: Parameter | None
) -> set[tuple[str, ...]]:
    index = str(pair.index)
    return keys(
        "argument",
        (index, *_parameter_key(old_parameter)) if old_parameter else None,
        (index, *_parameter_key(new_parameter)) if new_parameter else None,
    )


def _parameter_key(parameter: Parameter) -> _ParameterKey:
    return parameter.location, parameter.name


def _description(parameter: Parameter) -> str:
    needed = "required" if parameter.required else "optional"
    return f"{needed} {parameter.location} parameter"
