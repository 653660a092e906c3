"""The comparison of two operations: parameters, request bodies, responses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientgen.api import MediaType, Operation
from clientgen.base.untyped import is_mapping, mapping
from clientgen.compare.document_changes import Key, OperationPair, extension_changes, keys, same
from clientgen.compare.operation_changes import OperationChanges, held_schemas
from clientgen.compare.parameters import compare_parameters
from clientgen.compare.responses import compare_responses
from clientgen.compare.security import compare_requirements

_RATE = re.compile(r"rate[-_]?limit|throttl", re.IGNORECASE)
_METHOD_NAME = re.compile(r"x-.*method-?name", re.IGNORECASE)
_PERMISSIONS = re.compile(r"x-.*permissions?", re.IGNORECASE)
# What a name may be made of.
_NAMING = frozenset({"operationid-changed", "operationid-removed", "tag-changed"})
_IDLE = frozenset({"x-consumes", "x-produces"})
_STABILITY = ("stable", "beta", "alpha", "draft")


def compare_operation(found: OperationChanges, pair: OperationPair) -> None:
    """Compare one pair of operations; nothing for an added or removed one.

    Args:
        found: receives the changes.
        pair: the operations.
    """
    old, new = pair.old, pair.new
    if old is None or new is None:
        return
    index = (str(pair.index),)
    for rule, subject, before, after in _property_changes(old, new):
        owned = keys("method", index, index) if rule in _NAMING else set[Key]()
        owned |= keys("id", index, index) if rule.startswith("operationid") else set[Key]()
        owned |= keys("deprecation", index, index) if rule.endswith("-deprecated") else set[Key]()
        found.add(pair, rule, subject, old.pointer, new.pointer, before, after, keys=owned)
    for rule, name, before, after in _extension_changes(old, new):
        found.add(pair, rule, name, old.pointer, new.pointer, before, after)
    raw = found.schemas.old.raw(old.pointer), found.schemas.new.raw(new.pointer)
    for name in ("callbacks", "externalDocs"):
        values = [node.get(name) if is_mapping(node) else None for node in raw]
        if not same(*values):
            rule = "callback-changed" if name == "callbacks" else "other-changed"
            found.add(pair, rule, name, old.pointer, new.pointer, *values)
    _path_text_changes(found, pair, old, new)
    if old.servers != new.servers:
        values = [[server.url for server in op.servers] for op in (old, new)]
        found.add(pair, "server-url-changed", "servers", old.pointer, new.pointer, *values)
    compare_requirements(found, pair, old, new)
    compare_parameters(found, pair, old, new)
    _body(found, pair, old, new)
    compare_responses(found, pair, old, new)


def _path_text_changes(
    found: OperationChanges, pair: OperationPair, old: Operation, new: Operation
) -> None:
    at = old.pointer.rpartition("/")[0], new.pointer.rpartition("/")[0]
    items = mapping(found.schemas.old.raw(at[0])), mapping(found.schemas.new.raw(at[1]))
    for name in ("summary", "description"):
        texts = [item.get(name) for item in items]
        if not same(*texts):
            found.add(pair, "op-description-changed", f"{old.path} {name}", *at, *texts)


def _body(found: OperationChanges, pair: OperationPair, old: Operation, new: Operation) -> None:
    old_body, new_body = old.body, new.body
    at = (
        old_body.pointer if old_body else f"{old.pointer}/requestBody",
        new_body.pointer if new_body else f"{new.pointer}/requestBody",
    )
    index = (str(pair.index), "body", "")
    if old_body is None or new_body is None:
        if old_body is not new_body:
            added = (
                "body-required-added" if new_body and new_body.required else "body-optional-added"
            )
            media_types = [
                None if body is None else _media(body.content) for body in (old_body, new_body)
            ]
            found.add(
                pair,
                added if new_body else "body-removed",
                "request body",
                *at,
                *media_types,
                keys=keys("argument", index if old_body else None, index if new_body else None),
                removed_schemas=[
                    s
                    for media in (old_body.content if old_body else ())
                    for s in held_schemas(media)
                ],
                added_schemas=[
                    s
                    for media in (new_body.content if new_body else ())
                    for s in held_schemas(media)
                ],
            )
        return
    if old_body.required != new_body.required:
        rule = "body-became-required" if new_body.required else "body-became-optional"
        found.add(
            pair,
            rule,
            "request body",
            *at,
            old_body.required,
            new_body.required,
            keys=keys("argument", index, index),
        )
    if old_body.description != new_body.description:
        descriptions = old_body.description, new_body.description
        found.add(pair, "op-description-changed", "request body", *at, *descriptions)
    found.content(pair, old_body.content, new_body.content, at, "request", "argument")


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


def _extension_changes(old: Operation, new: Operation) -> Iterator[tuple[str, str, Any, Any]]:
    for name, before, after in extension_changes(old.extensions, new.extensions):
        # Media types that Swagger 2.0 names where nothing is sent: they come and go with a body.
        if name in _IDLE and None in (before, after):
            continue
        yield _extension_rule(name, before, after), name, before, after


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
        return (
            "preview-ext-removed" if before is True and after is not True else "preview-ext-added"
        )
    if name == "x-stability-level":
        rank = [_STABILITY.index(v) if v in _STABILITY else 0 for v in (before, after)]
        return "stability-decreased" if rank[1] > rank[0] else "stability-increased"
    return "extension-changed"
