"""The comparison of responses: statuses, headers, bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientgen.api import Response
from clientgen.base.pointers import escape
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import Pointers, differing_members, same
from clientgen.compare.graph import Root
from clientgen.compare.matching import match
from clientgen.compare.operation_changes import OperationChanges, held_schemas
from clientgen.compare.resolved_schemas import SchemaResolver

_ERROR_CODES = re.compile(r"x-.*error-?codes", re.IGNORECASE)


def compare_responses(found: OperationChanges) -> None:
    """Compare the responses of a pair of operations.

    Args:
        found: receives the changes.
    """
    statuses = match(
        {response.status: response for response in found.old.responses},
        {response.status: response for response in found.new.responses},
    )
    together = [statuses.both[status] for status in sorted(statuses.both)]
    removed = [response for response in statuses.removed.values() if response.is_success]
    added = [response for response in statuses.added.values() if response.is_success]
    # One success status for another is one edit: what it holds is still to be compared.
    if len(removed) == 1 and len(added) == 1:
        old, new = removed[0], added[0]
        del statuses.removed[old.status], statuses.added[new.status]
        if bool(old.content) == bool(new.content):
            at = Pointers(old.pointer, new.pointer)
            returned, subject = found.pair.keys("returns"), f"status {old.status}"
            within = _covers(old.status, new.status) or _covers(new.status, old.status)
            rule = "resp-success-added" if within else "resp-success-removed"
            found.add(rule, subject, at, old.status, new.status, keys=returned)
        together.append((old, new))
    for old, new in together:
        _compare(found, old, new)
    for response in statuses.removed.values():
        rule = "resp-success-removed" if response.is_success else "resp-error-removed"
        _alone(found, rule, response, None)
    for response in statuses.added.values():
        rule = "resp-success-added" if response.is_success else "resp-error-added"
        _alone(found, rule, None, response)


def _covers(one: str, other: str) -> bool:
    """Whether a range of statuses, or the default, holds another status."""
    return one == "default" or (one.endswith("XX") and one[0] == other[0])


def _alone(found: OperationChanges, rule: str, old: Response | None, new: Response | None) -> None:
    response = old or new
    status = response.status if response else ""
    # What an error holds changes no result of a method.
    is_success = response is not None and response.is_success
    missing = f"responses/{escape(status)}"
    found.add(
        rule,
        f"status {status}",
        Pointers(
            old.pointer if old else f"{found.at.old}/{missing}",
            new.pointer if new else f"{found.at.new}/{missing}",
        ),
        old and status,
        new and status,
        keys=found.pair.keys("returns") if is_success else frozenset(),
        removed_schemas=held_schemas(old.content if old else ()),
        added_schemas=held_schemas(new.content if new else ()),
    )


def _compare(found: OperationChanges, old: Response, new: Response) -> None:
    at = Pointers(old.pointer, new.pointer)
    subject, returned = f"status {old.status}", found.pair.keys("returns")
    if bool(old.content) != bool(new.content) and old.is_success:
        found.add(
            "resp-body-removed" if old.content else "resp-body-added",
            subject,
            at,
            *(", ".join(media.name for media in r.content) or None for r in (old, new)),
            keys=returned,
            removed_schemas=held_schemas(old.content),
            added_schemas=held_schemas(new.content),
        )
    else:
        found.content(old.content, new.content, at, "response", returned)
    if old.description != new.description:
        found.add("resp-description-changed", subject, at, old.description, new.description)
    for name, before, after in differing_members(old.extensions, new.extensions):
        if not _ERROR_CODES.fullmatch(name):
            found.add("extension-changed", f"{name} of {subject}", at, before, after)
            continue
        gone = _beyond(mapping(before), mapping(after))
        come = _beyond(mapping(after), mapping(before))
        # One new code in many operations, and many in one, are news of one kind.
        rule = "error-code-doc" if come else "error-code-doc-removed"
        codes = ({old.status: codes} if codes else None for codes in (gone, come))
        found.add(rule, name, at, *codes, gathers=True)
    links = [mapping(node).get("links") for node in found.raw(at)]
    if not same(*links):
        found.add("other-changed", f"links of {subject}", at, *links)
    _headers(found, old, new)


def _beyond(codes: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in codes.items() if not same(value, others.get(code))}


def _headers(found: OperationChanges, old: Response, new: Response) -> None:
    old_required = _required_headers(found.schemas.old, old)
    new_required = _required_headers(found.schemas.new, new)
    headers = match(
        {name.lower(): (name, schema) for name, schema in old.headers.items()},
        {name.lower(): (name, schema) for name, schema in new.headers.items()},
    )

    def add(rule: str, name: str, before: str | None, after: str | None) -> None:
        at = Pointers(*(f"{r.pointer}/headers/{escape(name)}" for r in (old, new)))
        found.add(rule, f"header {name}", at, before, after)

    for key, (name, _) in headers.removed.items():
        needed = "required" if key in old_required else "optional"
        add(f"resp-header-removed-{needed}", name, name, None)
    for name, _ in headers.added.values():
        add("resp-header-added", name, None, name)
    for key, ((name, old_schema), (_, new_schema)) in sorted(headers.both.items()):
        if (key in old_required) and key not in new_required:
            add("resp-header-removed-optional", name, "required", "optional")
        elif (key in new_required) and key not in old_required:
            add("resp-header-became-required", name, "optional", "required")
        root = Root(found.pair.index, "header", frozenset())
        found.schemas.compare(old_schema, new_schema, root)


def _required_headers(schemas: SchemaResolver, response: Response) -> set[str]:
    """The names, in lower case, of the headers that are always sent."""
    headers = mapping(mapping(schemas.raw(response.pointer)).get("headers"))
    # A header may be a reference to a shared one.
    return {
        name.lower()
        for name, node in headers.items()
        if mapping(schemas.follow(node)).get("required") is True
    }
