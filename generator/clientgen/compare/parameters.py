"""The comparison of parameters: which became which, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientgen.api import Operation, Parameter
from clientgen.base.untyped import mapping
from clientgen.compare.facts import Fact, OperationPair, extension_changes, keys, same
from clientgen.compare.graph import Root
from clientgen.compare.operation_facts import OperationFacts
from clientgen.compare.renames import pair_renamed, value_evidence
from clientgen.compare.views import examples_of

_Where = tuple[str, str]


def compare_parameters(
    found: OperationFacts, pair: OperationPair, old: Operation, new: Operation
) -> None:
    """Compare the parameters of a pair of operations.

    Args:
        found: receives what is found.
        pair: the operations; the parameters that belong together are noted in it.
        old: its old side.
        new: its new side.
    """
    mine = {_where(parameter): parameter for parameter in old.parameters}
    other = {_where(parameter): parameter for parameter in new.parameters}
    together = [(mine[at], other[at], "", "") for at in mine if at in other]
    gone = {at: parameter for at, parameter in mine.items() if at not in other}
    come = {at: parameter for at, parameter in other.items() if at not in mine}
    for rule, one, two, evidence in _matched(found, old, new, gone, come):
        del gone[_where(one)], come[_where(two)]
        together.append((one, two, rule, evidence))
    pair.parameters.extend((_where(one), _where(two)) for one, two, _, _ in together)
    for one, two, rule, evidence in together:
        if rule:
            fact = _fact(pair, rule, one, two, one.name, two.name, evidence)
            fact.before, fact.after = (
                (one.location, two.location) if rule == "param-in-changed" else (one.name, two.name)
            )
            found.facts.add(fact)
        _compare(found, pair, one, two)
    for parameter in gone.values():
        fact = _fact(pair, "param-removed", parameter, None, _told(parameter), None)
        fact.new = new.pointer + "/parameters"
        fact.lost = [parameter.schema]
        found.facts.add(fact)
    for parameter in come.values():
        fact = _fact(pair, _added_rule(found, parameter), None, parameter, None, _told(parameter))
        fact.old = old.pointer + "/parameters"
        fact.gained = [parameter.schema]
        found.facts.add(fact)
    orders = [
        [parameter.name for parameter in side if _where(parameter) in mine.keys() & other.keys()]
        for side in (old.parameters, new.parameters)
    ]
    if orders[0] != orders[1]:
        at = (old.pointer, new.pointer)
        found.add(pair, "param-reordered", "parameters", *at, *orders, python="order")


def _matched(
    found: OperationFacts,
    old: Operation,
    new: Operation,
    gone: dict[_Where, Parameter],
    come: dict[_Where, Parameter],
) -> Iterator[tuple[str, Parameter, Parameter, str]]:
    """What moved or was renamed: path parameters by their place, others by what they hold."""
    names = [re.findall(r"\{([^{}]*)\}", op.path) for op in (old, new)]
    left, right = dict(gone), dict(come)
    if len(names[0]) == len(names[1]):
        for before, after in zip(*names, strict=True):
            one, two = left.pop(("path", before), None), right.pop(("path", after), None)
            if one is not None and two is not None:
                yield "path-param-renamed", one, two, "same position in the path"
    for at, one in list(left.items()):
        two = next((p for p in right.values() if p.name == one.name), None)
        if two is not None:
            del left[at], right[_where(two)]
            yield "param-in-changed", one, two, "same name"

    def evidence(name: str, one: Parameter, other: str, two: Parameter) -> tuple[float, str]:
        if one.location != two.location or one.required != two.required:
            return 0, ""
        views = found.schemas.old.at(one.schema), found.schemas.new.at(two.schema)
        return value_evidence(name, views[0], other, views[1], (one.description, two.description))

    mine, other = ({p.name: p for p in side.values()} for side in (left, right))
    for before, after, words in pair_renamed(mine, other, evidence):
        yield "param-renamed", mine[before], other[after], words


def _compare(found: OperationFacts, pair: OperationPair, one: Parameter, two: Parameter) -> None:
    def add(rule: str, before: Any, after: Any) -> None:
        found.facts.add(_fact(pair, rule, one, two, before, after))

    if one.required != two.required:
        rule = "param-became-required" if two.required else "param-became-optional"
        add(rule, one.required, two.required)
    if one.deprecated != two.deprecated:
        rule = "param-deprecated" if two.deprecated else "param-undeprecated"
        add(rule, one.deprecated, two.deprecated)
    if _own_words(one) != _own_words(two):
        add("param-description-changed", one.description, two.description)
    if (one.content is None) != (two.content is None):
        add("param-schema-to-content", one.content or "schema", two.content or "schema")
    elif one.content != two.content:
        add("param-schema-to-content", one.content, two.content)
    elif one.location == two.location:
        # Style and explode have other defaults in another place: that is the move itself.
        if one.style != two.style:
            add("param-style-changed", one.style, two.style)
        elif one.explode != two.explode and _has_parts(found, one, two):
            add("param-explode-changed", one.explode, two.explode)
    if one.allow_reserved != two.allow_reserved:
        add("param-allowreserved-changed", one.allow_reserved, two.allow_reserved)
    for name, before, after in extension_changes(one.extensions, two.extensions):
        add("extension-changed", {name: before}, {name: after})
    raw = found.schemas.old.raw(one.pointer), found.schemas.new.raw(two.pointer)
    empty = [mapping(node).get("allowEmptyValue", False) for node in raw]
    if not same(*empty):
        add("other-changed", *({"allowEmptyValue": value} for value in empty))
    examples = [examples_of(node) for node in raw]
    if not same(*examples):
        add("example-changed", *examples)
    owned = frozenset(_keys(pair, one, two))
    found.schemas.compare(one.schema, two.schema, Root(pair.index, "parameter", owned))


def _has_parts(found: OperationFacts, one: Parameter, two: Parameter) -> bool:
    """Whether explode means anything: it does for lists and objects only."""
    kinds = {*found.schemas.old.at(one.schema).kinds, *found.schemas.new.at(two.schema).kinds}
    return not kinds or bool(kinds & {"array", "object"})


def _own_words(parameter: Parameter) -> str | None:
    # A description of the schema alone is told where the schema is compared.
    same_words = parameter.description == parameter.schema.description
    return None if same_words else parameter.description


def _added_rule(found: OperationFacts, parameter: Parameter) -> str:
    if not parameter.required:
        return "param-optional-added"
    if parameter.location == "header":
        return "header-required-added"
    has_default = found.schemas.new.at(parameter.schema).site.has_default
    return "param-required-default-added" if has_default else "param-required-added"


def _fact(
    pair: OperationPair,
    rule: str,
    one: Parameter | None,
    two: Parameter | None,
    before: Any,
    after: Any,
    evidence: str = "",
) -> Fact:
    shown = one or two
    assert shown is not None
    return Fact(
        rule,
        f"{shown.location} parameter {shown.name}",
        one.pointer if one else None,
        two.pointer if two else None,
        before,
        after,
        _keys(pair, one, two),
        {pair.index},
        evidence=evidence,
    )


def _keys(
    pair: OperationPair, one: Parameter | None, two: Parameter | None
) -> set[tuple[str, ...]]:
    index = str(pair.index)
    return keys(
        "argument", (index, *_where(one)) if one else None, (index, *_where(two)) if two else None
    )


def _where(parameter: Parameter) -> _Where:
    return parameter.location, parameter.name


def _told(parameter: Parameter) -> str:
    needed = "required" if parameter.required else "optional"
    return f"{needed} {parameter.location} parameter"
