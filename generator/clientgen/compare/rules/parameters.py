"""Parameters: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
param-optional-added ✓ ✓ minor optional query parameter added
    new keyword with default None (positional order would break: keep keyword-only)
param-required-added ✖ ✖ major required query parameter added
    400 on the wire; missing keyword TypeError
param-required-default-added ✖ ▲ minor required parameter with default added
    old client omits it; regenerated client may fill the default
    ! A required argument has to be given: defaults are documented, never sent for the caller.
header-required-added ✖ ✖ major required header parameter added
    400 on the wire; new required keyword
param-removed ▲ ✖ major optional query parameter removed
    servers usually ignore unknown query keys; keyword gone: TypeError
param-deprecated ✓ ▲ minor parameter deprecated
    documentation / warning
    ! The emitted code only documents it: no warning is raised and no checker reports it.
param-became-required ✖ ✖ major optional parameter became required
    callers that omitted it fail
param-became-optional ✓ ✓ minor required parameter became optional
    keyword gains default
param-renamed ▲ ✖ major query parameter renamed
    = removed + added optional
    ! Python names are snake case: one whose words stay the same keeps its name.
param-in-changed ✖ ✓ minor parameter moved query -> header
    old location ignored/rejected; keyword may stay the same
param-type-changed ✖ ▲ major parameter type string -> integer
    server rejects non-integers; str argument fails type check
param-type-widened ✓ ✓ minor parameter type integer -> number
    int is accepted where float is expected
param-format-int-widened ✓ ✓ patch integer format int32 -> int64
    Python int unchanged
param-format-date ✖ ▲ major string -> string/date-time
    server now wants RFC 3339; type str -> datetime
param-scalar-to-array ✓ ▲ major string -> array of string (form, explode)
    one value still serialises the same; annotation str -> Sequence[str] (str itself is a
    Sequence!)
param-array-to-scalar ✖ ▲ major array -> string
    repeated keys rejected; list argument fails type check
param-enum-value-added ✓ ✓ minor request enum value added
    Literal/Enum widens
param-enum-value-removed ✖ ✖ major request enum value removed
    server rejects it; member gone (closed enum: AttributeError; Literal: type error)
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
param-became-enum ✖ ▲ major free string became enum
    values outside rejected; str not assignable to Literal
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
param-enum-dropped ✓ ▲ minor enum became free string
    enum class disappears (open-enum alias keeps it working)
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
param-array-item-enum-removed ✖ ✖ major enum of array items lost a value
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
param-default-changed ▲ ▲ minor [fixed] parameter default 25 -> 50
    behaviour of omitted argument changes silently
param-default-added ▲ ✓ minor default added
    omission now means the default
param-default-removed ▲ ✓ minor default removed
    server-side meaning of omission unknown
param-max-decreased ✖ ▲ minor maximum 100 -> 50
    larger values rejected; only a client-side validator would fail earlier
    ! The client checks no limits, the server does.
param-max-increased ✓ ✓ patch maximum 100 -> 500
    accepts more
param-maxlength-added ✖ ✓ minor maxLength set on unconstrained string
    long values rejected
param-pattern-added ✖ ✓ minor pattern added
    non-matching values rejected
param-maxitems-decreased ✖ ✓ minor array maxItems 50 -> 10
    long lists rejected: batching callers break
param-style-changed ✖ ✓ minor array serialisation form -> pipeDelimited
    old encoding misparsed; regenerated client encodes right
param-explode-changed ✖ ✓ minor explode true -> false
    a=1&a=2 vs a=1,2
param-allowreserved-changed ▲ ✓ patch allowReserved added
    percent-encoding differs
param-reordered ✓ ✓ patch parameters reordered
    safe only with keyword-only arguments (positional clients break)
param-schema-to-content ✖ ▲ major [fixed] schema replaced by content (JSON-encoded parameter)
    encoding differs
param-format-changed ▲ ✓ minor [own] parameter format changed
    the server may read the text otherwise
param-limit-tightened ✖ ✓ minor [own] parameter limit tightened
    values that were taken are refused
param-limit-loosened ✓ ✓ patch [own] parameter limit loosened
    accepts more
param-undeprecated ✓ ✓ patch [own] parameter no longer deprecated
    documentation
param-nullable-changed ▲ ✓ minor [own] nullability of a parameter changed
    null may or may not be given
""")
