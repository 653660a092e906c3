"""Validate: openapi-spec-validator, which only ever sees screened documents and no network.

`quick` confirms valid documents a hundred times faster; the library validates every other
document, and all messages are its own.
"""

from __future__ import annotations

from typing import Any

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import pointer_of
from clientgen.document.load import Document
from clientgen.document.validate.library import verdicts
from clientgen.document.validate.quick import certainly_valid

CODE = "spec-violation"
_SHOWN = 300


def violations(document: Document) -> list[Diagnostic]:
    """List what violates the standard.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.

    Returns:
        One diagnostic ``spec-violation`` for each position, in their order; empty for a valid
        document.
    """
    if certainly_valid(document.value):
        return []
    seen: dict[tuple[str, str], Diagnostic] = {}
    for error in verdicts(document):
        best = _best(error)
        pointer = pointer_of(*best.absolute_path)
        message = best.message if len(best.message) <= _SHOWN else f"{best.message[:_SHOWN]}..."
        message = f"violates the OpenAPI standard: {message}"
        seen[pointer, message] = Diagnostic(
            code=CODE,
            message=message,
            source=document.source,
            position=document.position(pointer),
            pointer=document.origin(pointer),
        )
    return sorted(
        seen.values(),
        key=lambda found: (found.position is None, found.position, found.pointer, found.message),
    )


def _best(error: Any) -> Any:
    # The standard's schema is one big "if this then that": its deepest complaint says most. (The
    # library's own best_match does not work on the errors of openapi-spec-validator.)
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error
