"""The comparison of answers: statuses, headers, bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientgen.api import Operation, Response, Schema
from clientgen.base.pointers import escape
from clientgen.base.untyped import mapping
from clientgen.compare.facts import OperationPair, extension_changes, keys, same
from clientgen.compare.graph import Root
from clientgen.compare.operation_facts import OperationFacts
from clientgen.compare.views import Views

_Codes = Mapping[str, Any]
_ERROR_CODES = re.compile(r"x-.*error-?codes", re.IGNORECASE)


def compare_answers(
    found: OperationFacts, pair: OperationPair, old: Operation, new: Operation
) -> None:
    """Compare the answers of a pair of operations.

    Args:
        found: receives what is found.
        pair: the operations.
        old: its old side.
        new: its new side.
    """
    mine = {response.status: response for response in old.responses}
    other = {response.status: response for response in new.responses}
    for status in sorted(mine.keys() & other.keys()):
        _compare(found, pair, mine[status], other[status])
    gone = [mine[status] for status in sorted(mine.keys() - other.keys())]
    come = [other[status] for status in sorted(other.keys() - mine.keys())]
    lost = [response for response in gone if response.is_success]
    won = [response for response in come if response.is_success]
    # One success status for another is one edit: what it holds is still to be compared.
    if len(lost) == 1 and len(won) == 1:
        one, two = lost.pop(), won.pop()
        at = (one.pointer, two.pointer)
        if bool(one.content) == bool(two.content):
            found.add(
                pair,
                "resp-success-removed",
                f"status {one.status}",
                *at,
                one.status,
                two.status,
                python="returns",
            )
        _compare(found, pair, one, two)
    for response in (*lost, *(r for r in gone if not r.is_success)):
        rule = "resp-success-removed" if response.is_success else "resp-error-removed"
        _alone(found, pair, rule, response, None, new.pointer)
    for response in (*won, *(r for r in come if not r.is_success)):
        rule = "resp-success-added" if response.is_success else "resp-error-added"
        _alone(found, pair, rule, None, response, old.pointer)


def _alone(
    found: OperationFacts,
    pair: OperationPair,
    rule: str,
    one: Response | None,
    two: Response | None,
    missing: str,
) -> None:
    shown = one or two
    assert shown is not None
    beside = f"{missing}/responses/{escape(shown.status)}"
    found.add(
        pair,
        rule,
        f"status {shown.status}",
        one.pointer if one else beside,
        two.pointer if two else beside,
        shown.status if one else None,
        shown.status if two else None,
        python="returns",
        lost=_schemas(one),
        gained=_schemas(two),
    )


def _compare(found: OperationFacts, pair: OperationPair, one: Response, two: Response) -> None:
    at = (one.pointer, two.pointer)
    if bool(one.content) != bool(two.content) and one.is_success:
        told = [", ".join(media.name for media in r.content) or None for r in (one, two)]
        found.add(
            pair,
            "resp-body-removed" if one.content else "resp-body-added",
            f"status {one.status}",
            *at,
            *told,
            python="returns",
            lost=_schemas(one),
            gained=_schemas(two),
        )
    else:
        found.content(pair, one.content, two.content, at, "response", "returns")
    if one.description != two.description:
        words = one.description, two.description
        found.add(pair, "resp-description-changed", f"status {one.status}", *at, *words)
    for name, before, after in extension_changes(one.extensions, two.extensions):
        rule = "extension-changed"
        if _ERROR_CODES.fullmatch(name):
            before, after = _only_different(mapping(before), mapping(after))
            rule = "error-code-doc" if after else "error-code-doc-removed"
        found.add(pair, rule, f"{name} of status {one.status}", *at, before, after)
    _links(found, pair, one, two)
    _headers(found, pair, one, two)


def _links(found: OperationFacts, pair: OperationPair, one: Response, two: Response) -> None:
    nodes = found.schemas.old.raw(one.pointer), found.schemas.new.raw(two.pointer)
    told = [mapping(node).get("links") for node in nodes]
    if not same(*told):
        at = one.pointer, two.pointer
        found.add(pair, "other-changed", f"links of status {one.status}", *at, *told)


def _headers(found: OperationFacts, pair: OperationPair, one: Response, two: Response) -> None:
    sides = found.schemas.old, found.schemas.new
    required = [
        {
            name.lower(): _node(views, node).get("required") is True
            for name, node in mapping(mapping(views.raw(r.pointer)).get("headers")).items()
        }
        for views, r in zip(sides, (one, two), strict=True)
    ]
    mine = {name.lower(): (name, schema) for name, schema in one.headers.items()}
    other = {name.lower(): (name, schema) for name, schema in two.headers.items()}
    for key in sorted(mine.keys() | other.keys()):
        name = (mine.get(key) or other[key])[0]
        at = (f"{one.pointer}/headers/{escape(name)}", f"{two.pointer}/headers/{escape(name)}")
        if key not in other:
            hard = required[0].get(key, False)
            rule = "resp-header-removed-required" if hard else "resp-header-removed-optional"
            found.add(pair, rule, f"header {name}", *at, name, None)
        elif key not in mine:
            found.add(pair, "resp-header-added", f"header {name}", *at, None, name)
        else:
            needed = required[0].get(key, False), required[1].get(key, False)
            if needed[0] != needed[1]:
                rule = (
                    "resp-header-became-required" if needed[1] else "resp-header-removed-optional"
                )
                found.add(pair, rule, f"header {name}", *at, *map(_needed, needed))
            root = Root(pair.index, "header", frozenset(keys("header", (name,), (name,))))
            found.schemas.compare(mine[key][1], other[key][1], root)


def _node(views: Views, node: Any) -> Mapping[str, Any]:
    """A header object, a reference to a shared one followed."""
    return mapping(views.follow(node))


def _only_different(old: _Codes, new: _Codes) -> tuple[_Codes, _Codes]:
    return (
        {code: old[code] for code in old if not same(old[code], new.get(code))},
        {code: new[code] for code in new if not same(new[code], old.get(code))},
    )


def _needed(required: bool) -> str:
    return "required" if required else "optional"


def _schemas(response: Response | None) -> list[Schema]:
    content: Any = response.content if response else ()
    return [media.schema for media in content if media.schema is not None]
