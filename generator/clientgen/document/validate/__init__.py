"""Validate: openapi-spec-validator, which only ever sees screened documents and no network.

`quick` confirms what is valid a hundred times faster; the library validates the rest, and all
messages are its own.
"""

from __future__ import annotations

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import pointer_of
from clientgen.document.load import Document
from clientgen.document.validate.library import Stumble, best_of, verdicts
from clientgen.document.validate.quick import confirmed

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
    spared = confirmed(document.value)
    if spared.is_everything:
        return []
    seen: dict[tuple[str, str], Diagnostic] = {}
    errors = list(verdicts(document, spared))
    # Where the library fails itself, the errors before tell why.
    clear = [error for error in errors if not isinstance(error, Stumble)]
    for error in clear or errors:
        best = best_of(error)
        pointer = getattr(error, "pointer", None)
        if pointer is None:
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
