"""Paths and operations: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import INT, NEW_OP, TEXT, P, Pair
from tests.diff.tiny import GONE, Edits, Json, body, operation, schema

_SENT: Json = {"post": {**NEW_OP, "requestBody": {"content": body(schema("Owner"))}}}
_CALLBACK: Edits = {"done": {"{$url}": _SENT}}
_WEBHOOK: Edits = {"done": _SENT}

PAIRS = [
    Pair("path-added", {"paths./new": {"get": NEW_OP}}, {"paths./things.put": NEW_OP}),
    Pair("operation-added", {"paths./things.put": NEW_OP}, {"paths./new": {"get": NEW_OP}}),
    Pair("operation-removed", {"DELETE": GONE}, {"paths./reports": GONE}),
    Pair("path-removed", {"paths./reports": GONE}, {"DELETE": GONE}),
    Pair(
        "operation-removed-after-deprecation",
        {"DELETE": GONE},
        {"REPORT": GONE},
        {"DELETE.deprecated": True},
    ),
    Pair("operation-deprecated", {"LIST.deprecated": True}, {"LIST.deprecated": False}),
    Pair(
        "operation-undeprecated",
        {"LIST.deprecated": False},
        {"GET.deprecated": True},
        {"LIST.deprecated": True},
    ),
    Pair("operationid-changed", {"LIST.operationId": "allThings"}, {"LIST.summary": "All things"}),
    Pair("operationid-removed", {"LIST.operationId": GONE}, {"LIST.operationId": "allThings"}),
    Pair(
        "method-name-ext-changed",
        {"LIST.x-sdk-method-name": "b"},
        {"LIST.x-sdk-name": "b"},
        {"LIST.x-sdk-method-name": "a"},
    ),
    Pair("tag-changed", {"LIST.tags": ["Other"]}, {"tags.Things.description": "Other"}),
    Pair(
        "path-param-renamed",
        {
            "paths./things/{id}": {
                "get": operation(
                    "getThing",
                    schema("Thing"),
                    parameters=[{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                ),
                "delete": operation(
                    "deleteThing",
                    None,
                    "204",
                    parameters=[{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                ),
            },
            "paths./things/{thingId}": GONE,
        },
        {f"{P}.q.name": "query"},
    ),
    Pair(
        "path-changed",
        {"paths./docs": {"get": operation("getReport", TEXT)}, "paths./reports": GONE},
        {"paths./docs": {"get": operation("other", TEXT)}, "paths./reports": GONE},
    ),
    Pair(
        "http-method-changed",
        {"paths./shared.post": operation("putShared", schema("Shared")), "BOTH": GONE},
        {"paths./shared.post": operation("other", schema("Shared")), "BOTH": GONE},
    ),
    Pair(
        "callback-changed",
        {"CREATE.callbacks.done.{$url}.post.summary": "Done"},
        {"CREATE.description": "Calls back"},
        {"CREATE.callbacks": _CALLBACK},
    ),
    Pair("webhook-added", {"CREATE.callbacks": _CALLBACK}, {"CREATE.description": "Calls back"}),
    Pair(
        "webhook-removed",
        {"webhooks": GONE},
        {"webhooks.done.post.summary": "Done"},
        {"webhooks": _WEBHOOK},
    ),
    Pair(
        "webhook-body-changed",
        {"webhooks.done.post.requestBody": GONE},
        {"S.Owner.properties.age": INT},
        {"webhooks": _WEBHOOK},
    ),
    Pair(
        "webhook-request-changed",
        {"webhooks.done": {"put": _SENT["post"]}},
        {"webhooks.done.post.summary": "Done"},
        {"webhooks": _WEBHOOK},
    ),
]
