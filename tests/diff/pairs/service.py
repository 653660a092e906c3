"""Security and servers: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import Pair
from tests.diff.tiny import GONE

_FLOW = "components.securitySchemes.oauth.flows.clientCredentials"

PAIRS = [
    Pair("scope-added-op", {"LIST.security.0.oauth.+": "all"}, {"LIST.security.0.oauth": []}),
    Pair("scope-removed-op", {"LIST.security.0.oauth": []}, {"LIST.security.0.oauth.+": "all"}),
    Pair(
        "permission-ext-changed",
        {"LIST.x-inin-requires-permissions": {"permissions": ["a", "b"]}},
        {"LIST.x-other": 1},
        {"LIST.x-inin-requires-permissions": {"permissions": ["a"]}},
    ),
    Pair("security-added-op", {"GET.security": [{"key": []}]}, {"LIST.security.0.oauth.+": "all"}),
    Pair("security-removed-op", {"LIST.security": []}, {"LIST.security.0.oauth": []}),
    Pair(
        "security-alternative-removed",
        {"CREATE.security.1": GONE},
        {"LIST.security.+": {"key": []}},
    ),
    Pair(
        "security-scheme-type",
        {"components.securitySchemes.key": {"type": "http", "scheme": "basic"}},
        {f"{_FLOW}.tokenUrl": "https://x.example"},
    ),
    Pair(
        "token-url-changed",
        {f"{_FLOW}.tokenUrl": "https://x.example/token"},
        {f"{_FLOW}.scopes.more": "More"},
    ),
    Pair(
        "security-scheme-added",
        {"components.securitySchemes.more": {"type": "http", "scheme": "basic"}},
        {"LIST.security.+": {"key": []}},
    ),
    Pair(
        "security-scheme-removed",
        {"components.securitySchemes.more": GONE},
        {"CREATE.security.1": GONE},
        {"components.securitySchemes.more": {"type": "http", "scheme": "basic"}},
    ),
    Pair(
        "security-scheme-changed",
        {f"{_FLOW}.scopes.more": "More"},
        {f"{_FLOW}.tokenUrl": "https://x.example"},
    ),
    Pair(
        "security-alternative-added", {"LIST.security.+": {"key": []}}, {"CREATE.security.1": GONE}
    ),
    Pair(
        "server-url-changed",
        {"servers.1.url": "https://three.example/v1"},
        {"servers.1.url": "https://two.example/v2"},
    ),
    Pair(
        "server-basepath-changed",
        {"servers.1.url": "https://two.example/v2"},
        {"servers.1.url": "https://three.example/v1"},
    ),
    Pair("server-added", {"servers.+": {"url": "https://three.example"}}, {"servers.1": GONE}),
    Pair("server-removed", {"servers.1": GONE}, {"servers.+": {"url": "https://three.example"}}),
    Pair(
        "server-default-changed",
        {"servers": [{"url": "https://two.example/v1"}, {"url": "https://one.example/v1"}]},
        {"servers.1.url": "https://one.example/v2"},
    ),
    Pair(
        "security-key-renamed",
        {"components.securitySchemes.key.name": "X-Other"},
        {"components.securitySchemes.key.name": "x-key"},
    ),
    Pair("server-changed", {"servers.0.description": "Near"}, {"servers.1": GONE}),
]
