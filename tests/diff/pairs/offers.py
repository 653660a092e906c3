"""What a package offers beside methods and models, lost by edits that have rules of their own."""

from __future__ import annotations

from tests.diff.pairs.pair import INT, NEW_OP, TEXT, Pair
from tests.diff.tiny import GONE, Edits, Json, body, operation, query, schema

_SCHEMES = "components.securitySchemes"
_KEY: Json = {"type": "apiKey", "in": "header", "name": "X-Key"}
_SENT: Json = {"post": {**NEW_OP, "requestBody": {"content": body(schema("Owner"))}}}
_ONE_KEY: Edits = {"LIST.security": [], "CREATE.security": [{"key": []}], f"{_SCHEMES}.oauth": GONE}
_SERVER: Edits = {
    "servers": [
        {
            "url": "https://{region}.example/{stage}",
            "variables": {
                "region": {"default": "eu", "enum": ["eu", "us"]},
                "stage": {"default": "v1"},
            },
        }
    ]
}
_PAGED: Edits = {
    "paths./pages": {
        "get": operation(
            "listPages",
            {
                "type": "object",
                "properties": {"items": {"type": "array", "items": schema("Owner")}, "total": INT},
            },
            parameters=[query("offset", INT), query("limit", INT)],
        )
    }
}
_STREAM: Edits = {
    "paths./events": {
        "get": {
            "operationId": "events",
            "responses": {"200": {"description": "ok", "content": body(TEXT, "text/event-stream")}},
        }
    }
}

OFFERS = [
    Pair("keyword gone with its scheme", {"CREATE.security.1": GONE, f"{_SCHEMES}.key": GONE}, {}),
    Pair("keyword gone with its last use", {"CREATE.security.1": GONE}, {}),
    Pair(
        "keyword renamed",
        {"CREATE.security": [{"secret": []}], f"{_SCHEMES}.secret": _KEY, f"{_SCHEMES}.key": GONE},
        {},
        _ONE_KEY,
    ),
    Pair(
        "keyword of another type",
        {f"{_SCHEMES}.key": _KEY},
        {},
        {f"{_SCHEMES}.key": {"type": "http", "scheme": "basic"}},
    ),
    Pair(
        "one access token instead of a key",
        {
            "CREATE.security": [{"token": []}],
            f"{_SCHEMES}.token": {"type": "http", "scheme": "bearer"},
            f"{_SCHEMES}.key": GONE,
        },
        {},
        _ONE_KEY,
    ),
    Pair(
        "credentials class",
        {"LIST.security": [], "CREATE.security.0": GONE, f"{_SCHEMES}.oauth": GONE},
        {},
    ),
    Pair("choice of servers", {"servers.1": GONE}, {}),
    Pair("variable of a server", {"servers.0.url": "https://{region}.example/v1"}, {}, _SERVER),
    Pair("value of a server's variable", {"servers.0.variables.region.enum": ["eu"]}, {}, _SERVER),
    Pair("pagers", {"paths./pages.get.parameters.offset": GONE}, {}, _PAGED),
    Pair("pagers with their listing", {"paths./pages": GONE}, {}, _PAGED),
    Pair("streams", {"paths./events.get.responses.200.content": body(TEXT)}, {}, _STREAM),
    Pair("webhook", {"webhooks": GONE}, {}, {"webhooks": {"done": _SENT}}),
    Pair("webhook renamed", {"webhooks": {"over": _SENT}}, {}, {"webhooks": {"done": _SENT}}),
    Pair(
        "body of a webhook",
        {"webhooks.done.post.requestBody.content": body({"type": "array", "items": TEXT})},
        {},
        {"webhooks": {"done": _SENT}},
    ),
    Pair("operationId", {"LIST.operationId": "allThings"}, {}),
    Pair("derived operationId", {"DELETE.operationId": GONE}, {}),
    Pair(
        "path parameter without operationId",
        {
            "paths./a/{y}": {
                "get": {
                    "parameters": [{"name": "y", "in": "path", "required": True, "schema": TEXT}],
                    "responses": {"204": {"description": "none"}},
                }
            },
            "paths./a/{x}": GONE,
        },
        {},
        {
            "paths./a/{x}": {
                "get": {
                    "parameters": [{"name": "x", "in": "path", "required": True, "schema": TEXT}],
                    "responses": {"204": {"description": "none"}},
                }
            }
        },
    ),
]
"""The rule of each is the name of what goes."""
