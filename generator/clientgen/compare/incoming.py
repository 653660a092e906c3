"""The comparison of what the service sends by itself: webhooks and callbacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from clientgen.api import Api, IncomingRequest, MediaType
from clientgen.base.untyped import is_mapping, mapping
from clientgen.compare.document_changes import ChangeCollector, DocumentChange, Key, keys
from clientgen.compare.graph import Root
from clientgen.compare.incoming_requests import COMPARED, only_describes, request_changes
from clientgen.compare.matching import match
from clientgen.compare.operation_changes import held_schemas
from clientgen.compare.schemas import SchemaComparison
from clientgen.plan.media import body_media


def compare_incoming(schemas: SchemaComparison, changes: ChangeCollector, first: int) -> None:
    """Compare webhooks and callbacks; packages read their bodies, as they read responses.

    Args:
        schemas: compares their bodies.
        changes: receives the changes.
        first: the index of the first one, as a root of schemas; they are no operations.
    """
    old, new = schemas.old, schemas.new
    found = match(_by_name(old.api), _by_name(new.api))
    for item in found.removed.values():
        _alone("webhook-removed", item, None, changes)
    for item in found.added.values():
        _alone("webhook-added", None, item, changes)
    for index, (before, after) in enumerate(found.both.values(), first):
        _bodies(before, after, index, schemas, changes)
        _requests(before, after, schemas, changes)


def beside_bodies(old: Any, new: Any, depth: int) -> tuple[Any, Any]:
    """Reduce webhooks or callbacks to what is compared as it is written.

    Args:
        old: the old requests, by name.
        new: the new ones.
        depth: how deep the operations stand in them.

    Returns:
        Both without the schemas of bodies, and without the requests that only one of them has.
    """
    if depth and None in (old, new):
        return beside_bodies(old or {}, new or {}, depth)
    if not depth or not is_mapping(old) or not is_mapping(new):
        return _without_schemas(old), _without_schemas(new)
    names = [name for name in old if name in new]
    pairs = {name: beside_bodies(old[name], new[name], depth - 1) for name in names}
    return (
        _plain(old) | {name: both[0] for name, both in pairs.items()},
        _plain(new) | {name: both[1] for name, both in pairs.items()},
    )


def incoming_keys(old: str | None, new: str | None) -> frozenset[Key]:
    """Build the keys of the constant that reads what the service sends.

    Args:
        old: its name in the old document, None when it is not there.
        new: its name in the new one.

    Returns:
        One key for each version that has it.
    """
    return keys("incoming", old, new)


def _by_name(api: Api) -> dict[tuple[str, str, int], IncomingRequest]:
    """The requests by kind and name, numbered where several expressions have one name."""
    found: dict[tuple[str, str, int], IncomingRequest] = {}
    counts = Counter[tuple[str, str]]()
    for item in api.incoming:
        named = item.kind, item.name
        found[*named, counts[named]] = item
        counts[named] += 1
    return found


def _alone(
    rule: str, old: IncomingRequest | None, new: IncomingRequest | None, changes: ChangeCollector
) -> None:
    shown = old or new
    assert shown is not None
    changes.add(
        DocumentChange(
            rule,
            f"{shown.kind} {shown.name}",
            shown.pointer,
            shown.pointer,
            old and old.name,
            new and new.name,
            keys=incoming_keys(old.name if old else None, new.name if new else None),
            removed_schemas=held_schemas(_content(old)),
            added_schemas=held_schemas(_content(new)),
        )
    )


def _content(item: IncomingRequest | None) -> tuple[MediaType, ...]:
    return item.body.content if item is not None and item.body is not None else ()


def _bodies(
    old: IncomingRequest,
    new: IncomingRequest,
    index: int,
    schemas: SchemaComparison,
    changes: ChangeCollector,
) -> None:
    owned = incoming_keys(old.name, new.name)
    contents = _content(old), _content(new)
    media = match(*({m.name: m for m in content} for content in contents))
    is_replaced = len(media.removed) == len(media.added) == 1 and not media.both
    # The only one gave way to another: what it holds is to be compared.
    replaced = zip(media.removed.values(), media.added.values(), strict=True) if is_replaced else ()
    for one, other in (*media.both.values(), *replaced):
        if one.schema is not None and other.schema is not None:
            schemas.compare(one.schema, other.schema, Root(index, "response", owned))
        elif one.schema is not other.schema:
            media.removed[one.name], media.added[other.name] = one, other
    if media.removed or media.added:
        before, after = (", ".join(m.name for m in content) or None for content in contents)
        changes.add(
            DocumentChange(
                "webhook-body-changed",
                f"{old.kind} {old.name}",
                old.pointer,
                new.pointer,
                before,
                after,
                keys=owned,
                # Packages read JSON and nothing else.
                wire="breaks" if _is_json(old) and not _is_json(new) else None,
                removed_schemas=held_schemas(media.removed.values()),
                added_schemas=held_schemas(media.added.values()),
            )
        )


def _requests(
    old: IncomingRequest, new: IncomingRequest, schemas: SchemaComparison, changes: ChangeCollector
) -> None:
    for change in request_changes(old, new, schemas.old, schemas.new):
        is_text = only_describes(change)
        changes.add(
            DocumentChange(
                "callback-changed" if is_text else "webhook-request-changed",
                f"{old.kind} {old.name} {change.name}",
                old.pointer,
                new.pointer,
                change.before,
                change.after,
                # Whoever waits for less is not disturbed by more.
                wire="safe" if change.before is None else None,
            )
        )


def _is_json(item: IncomingRequest) -> bool:
    return item.body is None or body_media(item.body)[0].kind == "json"


def _without_schemas(node: Any) -> Any:
    """What is said of a request besides the schemas of its bodies."""
    if not is_mapping(node):
        return node
    body = mapping(node.get("requestBody"))
    media = mapping(body.get("content"))
    content = {name: _without(mapping(item), "schema") for name, item in media.items()}
    node = {name: value for name, value in node.items() if name not in COMPARED}
    # A body that only one has is reported as one.
    rest = {"content": {name: item for name, item in content.items() if item}}
    rest = {**_without(body, "content"), **(rest if rest["content"] else {})}
    return {**_without(node, "requestBody"), **({"requestBody": rest} if rest else {})}


def _plain(node: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in node.items()
        if name not in COMPARED and not is_mapping(value)
    }


def _without(node: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != name}
