"""The comparison of two operations: parameters, request bodies, responses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientgen.api import MediaType, Operation
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import BODY, Pointers, differing_members, same
from clientgen.compare.incoming import beside_bodies
from clientgen.compare.operation_changes import OperationChanges, held_schemas
from clientgen.compare.parameters import compare_parameters
from clientgen.compare.responses import compare_responses
from clientgen.compare.security import compare_requirements

_RATE = re.compile(r"rate[-_]?limit|throttl", re.IGNORECASE)
_METHOD_NAME = re.compile(r"x-.*method-?name", re.IGNORECASE)
_PERMISSIONS = re.compile(r"x-.*permissions?", re.IGNORECASE)
# What else a change of an operation shows in: a method may be named after its id and tags.
_SHOWN_IN = {
    "operationid-changed": ("method", "id"),
    "operationid-removed": ("method", "id"),
    "tag-changed": ("method",),
    "operation-deprecated": ("deprecation",),
}
_IDLE = frozenset({"x-consumes", "x-produces"})
_STABILITY = ("stable", "beta", "alpha", "draft")


def compare_operation(found: OperationChanges) -> None:
    """Compare one pair of operations.

    Args:
        found: receives the changes.
    """
    old, new, at = found.old, found.new, found.at
    for rule, subject, before, after in _property_changes(old, new):
        shown_in = map(found.pair.keys, _SHOWN_IN.get(rule, ()))
        found.add(rule, subject, at, before, after, keys=frozenset().union(*shown_in))
    for name, before, after in differing_members(old.extensions, new.extensions):
        # Media types that Swagger 2.0 names where nothing is sent: they come and go with a body.
        if not (name in _IDLE and None in (before, after)):
            found.add(_extension_rule(name, before, after), name, at, before, after)
    nodes = [mapping(node) for node in found.raw(at)]
    callbacks = beside_bodies(nodes[0].get("callbacks"), nodes[1].get("callbacks"), depth=3)
    if not same(*callbacks):
        found.add("callback-changed", "callbacks", at, *callbacks)
    links = [node.get("externalDocs") for node in nodes]
    if not same(*links):
        found.add("other-changed", "externalDocs", at, *links)
    _path_text_changes(found)
    if old.servers != new.servers:
        urls = [[server.url for server in op.servers] for op in (old, new)]
        moved = set(urls[0]) == set(urls[1])
        rule = "server-default-changed" if moved else "server-url-changed"
        found.add(rule, "servers", at, *urls)
    compare_requirements(found)
    compare_parameters(found)
    _body(found)
    compare_responses(found)


def _path_text_changes(found: OperationChanges) -> None:
    at = Pointers(*(pointer.rpartition("/")[0] for pointer in found.at))
    items = [mapping(node) for node in found.raw(at)]
    for name in ("summary", "description"):
        texts = [item.get(name) for item in items]
        if not same(*texts):
            found.add("op-description-changed", f"{found.old.path} {name}", at, *texts)


def _body(found: OperationChanges) -> None:
    old, new = found.old.body, found.new.body
    at = Pointers(
        old.pointer if old else f"{found.at.old}/requestBody",
        new.pointer if new else f"{found.at.new}/requestBody",
    )
    owned = found.pair.argument(BODY if old else None, BODY if new else None)
    if old is None or new is None:
        if old is not new:
            needed = "required" if new and new.required else "optional"
            found.add(
                f"body-{needed}-added" if new else "body-removed",
                "request body",
                at,
                old and _media(old.content),
                new and _media(new.content),
                keys=owned,
                removed_schemas=held_schemas(old.content if old else ()),
                added_schemas=held_schemas(new.content if new else ()),
            )
        return
    if old.required != new.required:
        rule = "body-became-required" if new.required else "body-became-optional"
        found.add(rule, "request body", at, old.required, new.required, keys=owned)
    if old.description != new.description:
        descriptions = old.description, new.description
        found.add("op-description-changed", "request body", at, *descriptions)
    found.content(old.content, new.content, at, "request", owned)


def _media(content: tuple[MediaType, ...]) -> str:
    return ", ".join(media.name for media in content) or "no content"


def _property_changes(old: Operation, new: Operation) -> Iterator[tuple[str, str, Any, Any]]:
    line = f"{old.method} {old.path}"
    if old.deprecated != new.deprecated:
        rule = "operation-deprecated" if new.deprecated else "operation-undeprecated"
        yield rule, line, old.deprecated, new.deprecated
    if old.has_id and old.id != new.id:
        rule = "operationid-changed" if new.has_id else "operationid-removed"
        yield rule, line, old.id, new.id if new.has_id else None
    elif new.has_id and not old.has_id:
        yield "operationid-changed", line, None, new.id
    if set(old.tags) != set(new.tags):
        yield "tag-changed", line, list(old.tags), list(new.tags)
    for name in ("summary", "description"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield "op-description-changed", f"{line} {name}", before, after


def _extension_rule(name: str, before: Any, after: Any) -> str:
    if _METHOD_NAME.fullmatch(name):
        return "method-name-ext-changed"
    if _PERMISSIONS.fullmatch(name):
        return "permission-ext-changed"
    if _RATE.search(name):
        return "rate-limit-ext-changed"
    if name == "x-sunset":
        return "sunset-added" if before is None else "sunset-changed"
    if name.endswith("preview"):
        is_removed = before is True and after is not True
        return "preview-ext-removed" if is_removed else "preview-ext-added"
    if name == "x-stability-level":
        rank = [_STABILITY.index(v) if v in _STABILITY else 0 for v in (before, after)]
        return "stability-decreased" if rank[1] > rank[0] else "stability-increased"
    return "extension-changed"
