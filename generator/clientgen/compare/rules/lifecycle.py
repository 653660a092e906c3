"""Life cycle and vendor extensions: rules of change, in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
prop-deprecated ✓ ▲ minor property deprecated
    warning/doc
    ! The emitted code only documents it: no warning is raised and no checker reports it.
stability-decreased ✓ ✓ patch x-stability-level stable -> beta
    expectation, not code
sunset-added ✓ ✓ patch x-sunset date added to a deprecated operation
    countdown: show in report
preview-ext-removed ✓ ▲ minor x-genesys-preview flag removed (GA)
    method may move out of a preview namespace
    ! Names do not depend on the audience.
rate-limit-ext-changed ▲ ✓ patch vendor extension (rate limit) changed
    behavioural hint
stability-increased ✓ ✓ patch [own] stability mark changed for the better
    expectation, not code
sunset-changed ✓ ✓ patch [own] sunset date changed or removed
    countdown
preview-ext-added ✓ ✓ patch [own] operation became a preview
    expectation, not code
extension-changed ✓ ✓ patch [own] vendor extension changed
    its meaning is the vendor's
""")
