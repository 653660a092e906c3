"""Paths and operations: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
path-added ✓ ✓ minor path (with operations) added
    new method appears
operation-added ✓ ✓ minor operation added to existing path
    new method appears
operation-removed ✖ ✖ major operation removed
    404/405 on the wire; method gone (AttributeError)
path-removed ✖ ✖ major path removed
    all its methods gone
operation-removed-after-deprecation ✖ ✖ major operation removed, was deprecated
    still breaks late users; policy may soften to minor
operation-deprecated ✓ ▲ minor operation marked deprecated
    DeprecationWarning / @deprecated diagnostics; fails only -W error
operation-undeprecated ✓ ✓ patch operation no longer deprecated
    warning disappears
operationid-changed ✓ ✖ major operationId renamed
    method name derives from it: AttributeError after regeneration
    ! Methods are named by their path; the id is a name only in `OPERATIONS`, in the
    configuration and as a fallback.
operationid-removed ✓ ✖ major operationId removed
    fallback name differs
    ! Methods are named by their path; the id is a name only in `OPERATIONS`, in the
    configuration and as a fallback.
method-name-ext-changed ✓ ✖ major x-*-method-name extension changed
    same as operationId when the generator names from it
    ! The extension is not used for names.
tag-changed ✓ ✖ major operation moved to another tag
    method moves to another group/class (if grouped by tag)
    ! Names do not come from tags, but for operations right at the root.
path-param-renamed ✓ ✖ major path template parameter renamed
    URL identical on the wire; keyword argument renamed
path-changed ✖ ✓ minor path segment renamed (same operationId)
    old URL 404s; regenerated method unchanged
    ! Names come from paths, so the method moves unless the configuration names it.
http-method-changed ✖ ✓ minor HTTP method changed (same operationId)
    old verb 405s; regenerated method unchanged
    ! Names come from path and HTTP method, so the method is renamed unless the configuration
    names it.
callback-changed ✓ ✓ patch [own] callback of an operation changed
    callbacks have no code in the package
""")
