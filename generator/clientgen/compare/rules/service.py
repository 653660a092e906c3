"""Security and servers: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
scope-added-op ✖ ✓ patch operation requires an additional OAuth scope
    403 for tokens without it: no code change, an admin action
scope-removed-op ✓ ✓ patch operation requires fewer scopes
permission-ext-changed ✖ ✓ patch x-*-requires-permissions changed
    403; not visible in standard OpenAPI
security-added-op ✖ ▲ major [fixed] public operation became authenticated
    401 for anonymous use
security-removed-op ✓ ✓ patch operation became public
security-alternative-removed ✖ ▲ major [fixed] one of two alternative schemes removed
    users of that scheme get 401
security-scheme-type ✖ ✖ major [fixed] security scheme type changed
    credential object changes
token-url-changed ✖ ✓ patch OAuth token URL changed
    hard-coded URL regenerates
server-url-changed ✖ ✓ minor server URL changed
    old base URL dead (if default is baked in)
server-basepath-changed ✖ ✓ minor server base path changed (/ -> /v2)
    every URL moves
server-added ✓ ✓ patch server (region) added
server-removed ✖ ▲ major server (region) removed
    region constant gone
    ! Regions come from the configuration, not from the document.
security-scheme-added ✓ ✓ patch [own] security scheme added
    one more way in
security-scheme-removed ▲ ✓ minor [own] security scheme removed
    its users need another way in
security-scheme-changed ▲ ✓ patch [own] security scheme changed
    details of the way in
security-alternative-added ✓ ✓ patch [own] alternative security scheme added
    one more way in
server-changed ✓ ✓ patch [own] server description or variables changed
    documentation
""")
