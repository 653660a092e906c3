"""Descriptions, examples and form: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
op-description-changed ✓ ✓ patch operation description/summary changed
    docstring only
param-description-changed ✓ ✓ patch parameter description changed
    docstring only
prop-description-changed ✓ ✓ patch property description changed
    docstring only
example-changed ✓ ✓ patch example changed
    docs only
info-version-changed ✓ ✓ patch info.version changed
    User-Agent/metadata
error-code-doc ✓ ✓ patch x-inin-error-codes entry added
    error catalogue doc
yaml-reformat ✓ ✓ none [seen through] key order / formatting only
    must be zero changes and zero code diff
    ! Seen through: the same meaning.
resp-description-changed ✓ ✓ patch [own] description of a response changed
    docstring only
error-code-doc-removed ✓ ✓ patch [own] documented error code removed
    error catalogue doc
info-changed ✓ ✓ patch [own] title, contact or licence changed
    metadata
tag-description-changed ✓ ✓ patch [own] tags or their descriptions changed
    documentation
other-changed ✓ ✓ patch [own] another part of the document changed
    no code depends on it
""")
