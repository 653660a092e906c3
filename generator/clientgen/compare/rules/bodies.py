"""Request bodies: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
body-required-added ✖ ✖ major required body added to an operation without one
    missing argument
body-optional-added ✓ ✓ minor optional body added
    new optional argument
body-removed ▲ ✖ major request body removed
    body argument gone
body-became-required ✖ ✖ major body optional -> required
    callers that omitted it
body-became-optional ✓ ✓ minor body required -> optional
    argument gains default
body-mediatype-removed ✖ ▲ major [fixed] the only media type replaced (json -> xml)
    415; generated serializer changes
body-mediatype-added ✓ ✓ patch media type added
    JSON still the default
body-schema-ref-same-shape ✓ ✖ major body $ref points to a renamed identical schema
    class name in user code changes: ImportError / type error
body-schema-replaced ✖ ✖ major body schema replaced by a different one
    different model
req-prop-optional-added ✓ ✓ minor optional request property added
    new model field with default
req-prop-required-added ✖ ✖ major required request property added
    constructor needs it
req-prop-required-default-added ✖ ▲ minor required request property with default added
    ! A required member has to be given: defaults are documented, never sent for the caller.
req-prop-became-required ✖ ✖ major request property optional -> required
req-prop-became-optional ✓ ✓ minor request property required -> optional
    constructor relaxes
req-prop-removed ▲ ✖ major request property removed
    server may ignore or reject; field gone: TypeError
req-prop-renamed ✖ ✖ major request property renamed (same type)
    value silently dropped
    ! Python names are snake case: one whose words stay the same keeps its name.
req-prop-type-changed ✖ ▲ major request property type string -> integer
    type check fails; runtime no (unless validated)
req-prop-array-item-changed ✖ ▲ major request array item type changed
    same
req-prop-enum-removed ✖ ✖ major request property enum value removed
    member gone
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
req-prop-enum-added ✓ ✓ minor request property enum value added
    widens
req-prop-not-nullable ✖ ▲ major request property nullable -> not nullable
    None rejected; Optional dropped: type error
    ! A member that may be left out is annotated `| None` whether or not null may be sent.
req-prop-nullable ✓ ✓ minor request property became nullable
    widens
req-prop-readonly ▲ ✖ major request property became readOnly
    server ignores it; field disappears from the request model
    ! Members stay in the class whatever their direction; `to_update()` leaves read-only ones
    out.
req-prop-default-changed ▲ ▲ minor [fixed] request property default 5 -> 1
    omission means something else
req-prop-max-decreased ✖ ✓ minor maximum 10 -> 5
    rejects more
req-prop-maxlength-decreased ✖ ✓ minor maxLength 200 -> 50
    rejects more
req-prop-minitems-set ✖ ✓ minor minItems set
    empty list rejected
req-prop-maxitems-set ✖ ✓ minor maxItems set
    long list rejected
req-prop-uniqueitems ✖ ✓ minor uniqueItems set
    duplicates rejected
req-prop-multipleof ✖ ✓ minor multipleOf set
    rejects more
req-addprops-false ▲ ▲ major additionalProperties false on request
    extra keys rejected; **extra no longer accepted
    ! Models accept further members always.
req-minprops ✖ ✓ minor minProperties set
    sparse objects rejected
req-prop-format-changed ▲ ✓ minor [own] format of a request property changed
    the server may read the text otherwise
req-prop-type-widened ✓ ✓ minor [own] type of a request property widened
    what was sent is still accepted
req-prop-enum-dropped ✓ ✓ minor [own] request enum became free
    accepts more
req-prop-became-enum ✖ ✓ minor [own] free request property became an enum
    values outside are refused
req-limit-tightened ✖ ✓ minor [own] limit of a request property tightened
    values that were taken are refused
req-limit-loosened ✓ ✓ patch [own] limit of a request property loosened
    accepts more
req-addprops-open ✓ ✓ patch [own] request object takes further members
    accepts more
req-map-value-type ✖ ▲ major [own] value type of a request map changed
    the server refuses the old type
req-prop-default-added ▲ ✓ minor [own] default of a request property added
    omission now means the default
req-prop-default-removed ▲ ✓ minor [own] default of a request property removed
    what omission means is not known
req-prop-not-readonly ✓ ✓ minor [own] request property no longer readOnly
    may now be sent
body-encoding-changed ▲ ✓ minor [own] encoding of a form body changed
    parts are written otherwise
""")
