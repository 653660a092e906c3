"""Responses: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
resp-prop-added ✓ ✓ minor response property added
    new attribute
resp-prop-required-added ✓ ▲ minor required response property added
    constructing the model in user tests/fakes now needs it
    ! Members of what responses use are never required in Python, so nothing narrows or widens.
resp-prop-optional-removed ▲ ✖ major optional response property removed
    attribute gone: AttributeError; old client sees None
resp-prop-required-removed ✖ ✖ major required response property removed
    old client may raise on missing required
resp-prop-renamed ✖ ✖ major response property renamed
    old attribute is None/missing
    ! Python names are snake case: one whose words stay the same keeps its name.
resp-prop-became-optional ✖ ▲ major response property required -> optional
    KeyError/None where never before; T -> T|None
    ! Members of what responses use are never required in Python, so nothing narrows or widens.
resp-prop-became-required ✓ ✓ minor response property optional -> required
    T|None -> T narrows (safe for readers)
resp-prop-nullable ✖ ▲ major response property became nullable
    None where never before; T -> T|None
    ! Members of what responses use are never required in Python, so nothing narrows or widens.
resp-prop-not-nullable ✓ ✓ patch response property no longer nullable
    narrows
resp-prop-type-changed ✖ ▲ major response property type changed
    decode error or wrong type
resp-prop-format-date ✓ ✖ major response string -> date-time
    str methods fail on datetime after regeneration
resp-prop-int-to-number ✖ ▲ major response integer -> number
    int("1.5") decode; int -> float
resp-prop-number-to-int ✓ ✓ minor response number -> integer
    narrows (int is a float to type checkers)
resp-enum-added ▲ ▲ minor response enum value added
    closed enum raises, exhaustive match misses; open enum fine
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
resp-enum-removed ✓ ✖ major response enum value removed
    user code naming the member fails after regeneration
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
resp-became-enum ✓ ▲ minor response string became enum
    str -> Literal/Enum (str subclass keeps == working)
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
resp-enum-dropped ▲ ✖ major response enum became free string
    enum class disappears
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
resp-array-to-object ✖ ✖ major response array -> object (page)
    iteration fails (real: datatables 21.0.0)
resp-schema-ref-changed ✖ ✖ major response $ref to another model
    other class
resp-body-removed ✖ ✖ major response body removed (string -> nothing)
    return type -> None
resp-body-added ✓ ▲ minor response body added (204-like -> 200 with body)
    None -> Model
resp-success-removed ✖ ✓ minor success status replaced 201 -> 200
    strict status check fails; regenerated handles it
resp-success-added ▲ ▲ minor second success status added (202)
    unknown status on old client; return becomes a union
resp-error-added ✓ ✓ patch documented error status added
    already possible
resp-error-removed ✓ ▲ minor documented error status removed
    a per-status exception class disappears (if generated)
    ! Exception classes belong to the runtime and do not depend on the document. What may go is the
    class of the body, where only this error had it.
resp-mediatype-removed ✖ ▲ major response media type removed
    Accept: text/csv now 406
    ! Only the JSON representation has a type.
resp-mediatype-added ▲ ✓ patch response media type added
    servers that ignore Accept may switch
resp-header-removed-required ✖ ▲ major required response header removed
    reader of Location fails
    ! Response headers are not part of the typed surface.
resp-header-removed-optional ▲ ▲ minor optional response header removed
    same, softer
    ! Response headers are not part of the typed surface.
resp-header-added ✓ ✓ patch response header added
resp-header-type-changed ✖ ▲ major response header type changed
    parsing
    ! Response headers are not part of the typed surface.
resp-maxlength-increased ▲ ✓ patch response maxLength grows
    only for consumers with fixed columns
resp-addprops-removed ▲ ▲ major map response became closed object
    dict access vs attributes
    ! Follows the emitted annotation.
resp-map-value-type ✖ ▲ major map value type changed
    dict[str,str] -> dict[str,int]
resp-prop-writeonly ▲ ✖ major response property became writeOnly
    no longer returned: attribute gone from the response model
    ! Members stay in the class whatever their direction.
resp-prop-not-readonly ✓ ✓ minor readOnly removed (shared model)
    may now be sent
resp-prop-type-narrowed ✓ ✓ minor [own] type of a response property narrowed
    readers of more meet less
resp-prop-format-changed ▲ ✓ minor [own] format of a response property changed
    the text may be written otherwise
resp-limit-changed ✓ ✓ patch [own] limit of a response value changed
    readers enforce no limits
resp-addprops-added ✓ ✓ patch [own] response object became open
    readers keep what they do not know
resp-default-changed ✓ ✓ patch [own] default of a response property changed
    documentation
resp-prop-readonly ✓ ✓ patch [own] response property became readOnly
    documentation for readers
resp-prop-not-writeonly ✓ ✓ minor [own] writeOnly removed
    may now be answered
resp-object-to-array ✖ ✖ major [own] response object became an array
    attribute access fails
resp-header-became-required ✓ ✓ patch [own] response header is always sent
    documentation
""")
