"""The comparison of responses: statuses, headers, bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientgen.api import Operation, Response, Schema
from clientgen.base.pointers import escape
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import OperationPair, extension_changes, keys, same
from clientgen.compare.graph import Root
from clientgen.compare.operation_changes import OperationChanges
from clientgen.compare.resolved_schemas import SchemaResolver

_Codes = Mapping[str, Any]
_ERROR_CODES = re.compile(r"x-.*error-?codes", re.IGNORECASE)


def compare_responses(
    found: OperationChanges, pair: OperationPair, old: Operation, new: Operation
) -> None:
    """Compare the responses of a pair of operations.

    Args:
        found: receives the changes.
        pair: the operations.
        old: the old operation.
        new: the new operation.
    """
    old_responses = {response.status: response for response in old.responses}
    new_responses = {response.status: response for response in new.responses}
    for status in sorted(old_responses.keys() & new_responses.keys()):
        _compare(found, pair, old_responses[status], new_responses[status])
    removed = [
        old_responses[status] for status in sorted(old_responses.keys() - new_responses.keys())
    ]
    added = [
        new_responses[status] for status in sorted(new_responses.keys() - old_responses.keys())
    ]
    removed_successes = [response for response in removed if response.is_success]
    added_successes = [response for response in added if response.is_success]
    # One success status for another is one edit: what it holds is still to be compared.
    if len(removed_successes) == 1 and len(added_successes) == 1:
        old_response, new_response = removed_successes.pop(), added_successes.pop()
        at = (old_response.pointer, new_response.pointer)
        if bool(old_response.content) == bool(new_response.content):
            found.add(
                pair,
                "resp-success-removed",
                f"status {old_response.status}",
                *at,
                old_response.status,
                new_response.status,
                python="returns",
            )
        _compare(found, pair, old_response, new_response)
    for response in (*removed_successes, *(r for r in removed if not r.is_success)):
        rule = "resp-success-removed" if response.is_success else "resp-error-removed"
        _alone(found, pair, rule, response, None, new.pointer)
    for response in (*added_successes, *(r for r in added if not r.is_success)):
        rule = "resp-success-added" if response.is_success else "resp-error-added"
        _alone(found, pair, rule, None, response, old.pointer)


def _alone(
    found: OperationChanges,
    pair: OperationPair,
    rule: str,
    old_response: Response | None,
    new_response: Response | None,
    missing: str,
) -> None:
    shown = old_response or new_response
    assert shown is not None
    beside = f"{missing}/responses/{escape(shown.status)}"
    found.add(
        pair,
        rule,
        f"status {shown.status}",
        old_response.pointer if old_response else beside,
        new_response.pointer if new_response else beside,
        shown.status if old_response else None,
        shown.status if new_response else None,
        python="returns",
        removed_schemas=_schemas(old_response),
        added_schemas=_schemas(new_response),
    )


def _compare(
    found: OperationChanges, pair: OperationPair, old_response: Response, new_response: Response
) -> None:
    at = (old_response.pointer, new_response.pointer)
    if bool(old_response.content) != bool(new_response.content) and old_response.is_success:
        media_types = [
            ", ".join(media.name for media in r.content) or None
            for r in (old_response, new_response)
        ]
        found.add(
            pair,
            "resp-body-removed" if old_response.content else "resp-body-added",
            f"status {old_response.status}",
            *at,
            *media_types,
            python="returns",
            removed_schemas=_schemas(old_response),
            added_schemas=_schemas(new_response),
        )
    else:
        found.content(pair, old_response.content, new_response.content, at, "response", "returns")
    if old_response.description != new_response.description:
        descriptions = old_response.description, new_response.description
        found.add(
            pair, "resp-description-changed", f"status {old_response.status}", *at, *descriptions
        )
    for name, before, after in extension_changes(old_response.extensions, new_response.extensions):
        rule = "extension-changed"
        if _ERROR_CODES.fullmatch(name):
            before, after = _only_different(mapping(before), mapping(after))
            rule = "error-code-doc" if after else "error-code-doc-removed"
        found.add(pair, rule, f"{name} of status {old_response.status}", *at, before, after)
    _links(found, pair, old_response, new_response)
    _headers(found, pair, old_response, new_response)


def _links(
    found: OperationChanges, pair: OperationPair, old_response: Response, new_response: Response
) -> None:
    nodes = found.schemas.old.raw(old_response.pointer), found.schemas.new.raw(new_response.pointer)
    links = [mapping(node).get("links") for node in nodes]
    if not same(*links):
        at = old_response.pointer, new_response.pointer
        found.add(pair, "other-changed", f"links of status {old_response.status}", *at, *links)


def _headers(
    found: OperationChanges, pair: OperationPair, old_response: Response, new_response: Response
) -> None:
    resolvers = found.schemas.old, found.schemas.new
    required = [
        {
            name.lower(): _node(resolver, node).get("required") is True
            for name, node in mapping(mapping(resolver.raw(r.pointer)).get("headers")).items()
        }
        for resolver, r in zip(resolvers, (old_response, new_response), strict=True)
    ]
    old_headers = {name.lower(): (name, schema) for name, schema in old_response.headers.items()}
    new_headers = {name.lower(): (name, schema) for name, schema in new_response.headers.items()}
    for key in sorted(old_headers.keys() | new_headers.keys()):
        name = (old_headers.get(key) or new_headers[key])[0]
        at = (
            f"{old_response.pointer}/headers/{escape(name)}",
            f"{new_response.pointer}/headers/{escape(name)}",
        )
        if key not in new_headers:
            was_required = required[0].get(key, False)
            rule = (
                "resp-header-removed-required" if was_required else "resp-header-removed-optional"
            )
            found.add(pair, rule, f"header {name}", *at, name, None)
        elif key not in old_headers:
            found.add(pair, "resp-header-added", f"header {name}", *at, None, name)
        else:
            needed = required[0].get(key, False), required[1].get(key, False)
            if needed[0] != needed[1]:
                rule = (
                    "resp-header-became-required" if needed[1] else "resp-header-removed-optional"
                )
                found.add(pair, rule, f"header {name}", *at, *map(_needed, needed))
            root = Root(pair.index, "header", frozenset(keys("header", (name,), (name,))))
            found.schemas.compare(old_headers[key][1], new_headers[key][1], root)


def _node(resolver: SchemaResolver, node: Any) -> Mapping[str, Any]:
    """A header object, a reference to a shared one followed."""
    return mapping(resolver.follow(node))


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
