"""Named schemas and compositions: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
schema-added ✓ ✓ patch unused component schema added
    new class only if the generator emits unreferenced schemas
    ! Schemas that nothing reaches are not emitted.
schema-removed-unused ✓ ▲ minor unused component schema removed
    import fails if the class was emitted
    ! Schemas that nothing reaches are not emitted.
schema-renamed ✓ ✖ major component schema renamed everywhere
    class name changes; wire identical
schema-inlined ✓ ✖ major $ref replaced by identical inline schema
    named class replaced by an anonymous one
    ! Reported only where a class changes its name.
schema-extracted ✓ ▲ minor inline schema extracted to a component
    an anonymous type gets a name; break only if the generator turns a dict into a class
    ! Reported only where a class changes its name, which then breaks its users.
allof-wrapping ✓ ✓ none [seen through] $ref wrapped in a single-element allOf
    pure refactoring: must yield no change
    ! Seen through: the same meaning.
allof-extracted ✓ ✓ none [seen through] common properties moved into an allOf parent
    same flattened shape; base class appears
    ! Seen through: compositions are flattened, no base class is emitted.
allof-added-required ✖ ✖ major allOf member adding a required request property
    as required property added
oneof-added-request ✓ ✓ minor oneOf variant added (request)
    union widens
oneof-added-response ✖ ▲ major oneOf variant added (response)
    old decoder meets an unknown discriminator value; union widens
    ! A union told apart by a tag reads what it does not know as `Model`, which a new variant is.
oneof-removed-request ✖ ✖ major oneOf variant removed (request)
    variant class gone/not accepted
oneof-removed-response ✓ ✖ major oneOf variant removed (response)
    isinstance(x, WaitStep) import fails
discriminator-mapping-changed ✖ ✓ minor discriminator mapping value renamed
    old tag unknown; regenerated client follows
discriminator-prop-changed ✖ ✖ major discriminator property changed
    dispatch breaks
    ! The package picks the variant; user code names no discriminator.
discriminator-removed ✓ ▲ minor discriminator removed
    union decoded by trial
    ! Follows the emitted annotation.
recursive-prop-added ✓ ✓ minor property added to a recursive schema
    one change, reached at infinite depth: report once
recursive-type-changed ✖ ▲ major type change inside a recursive schema
    error.status int -> str
shared-prop-removed ✖ ✖ major property removed from a schema used by both request and response
    one edit, two directions, many operations
const-like-enum ✖ ✖ major single-value enum changed
    constant changes
    ! Enumerations are emitted open (`Literal[...] | str`): no name is lost and every text
    still type-checks.
schema-unused-changed ✓ ✓ patch [own] unused component schema changed
    nothing reaches it
schema-composition-changed ▲ ✖ major [own] composition of a schema changed
    the set of values is not the same
discriminator-added ✓ ✓ minor [own] discriminator added
    union decoded by its tag
discriminator-mapping-added ✓ ✓ minor [own] discriminator mapping value added
    one more tag
prop-undeprecated ✓ ✓ patch [own] property no longer deprecated
    documentation
""")
