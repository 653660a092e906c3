"""Validate: openapi-spec-validator, which only ever sees screened documents and no network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from .load import Document
from .load.tree import as_map, pointer_of
from .problems import Diagnostic, InputError

CODE = "spec-violation"
_SHOWN = 300


def validate(document: Document) -> None:
    """Refuse a document that violates the standard.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.

    Raises:
        InputError: the violation that explains most, with its place.
    """
    found = violations(document)
    if found:
        first, rest = found[0], len(found) - 1
        message = first.message + (f" (and {rest} more)" if rest else "")
        raise InputError(
            message, source=first.source, position=first.position, pointer=first.pointer
        )


def violations(document: Document) -> list[Diagnostic]:
    """List what violates the standard.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.

    Returns:
        One diagnostic ``spec-violation`` for each place, in the order of the places; empty for a
        valid document.
    """
    seen: dict[tuple[str, str], Diagnostic] = {}
    for error in _errors(document):
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


def _refuse(uri: str) -> NoReturn:
    raise InputError(f"a reference to {uri!r} got past the screen")


class _Stumble:
    """Stands for an error of the standard's schema when the library itself failed."""

    context = ()
    absolute_path = ()

    def __init__(self, problem: Exception) -> None:
        self.message = f"the validator cannot judge the document any further ({problem!r})"


class _Refusing(dict[str, Any]):
    """Handlers for every scheme there is: none of them reads anything."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Any:
        return _refuse


def _errors(document: Document) -> Iterator[Any]:
    # Imported here: it takes a third of a second, which only validating should cost.
    import openapi_spec_validator as osv

    class _Offline:
        resolver_handlers = _Refusing()

    root = as_map(document.value) or {}
    version = str(root.get("openapi", ""))
    base: Any = osv.OpenAPIV31SpecValidator
    if "swagger" in root:
        base = osv.OpenAPIV2SpecValidator
    elif version.startswith("3.0."):
        base = osv.OpenAPIV30SpecValidator
    elif version.startswith("3.2."):
        base = osv.OpenAPIV32SpecValidator
    offline: Any = type("Offline", (_Offline, base), {})
    try:
        yield from offline(document.value).iter_errors()
    except InputError:
        raise
    except Exception as problem:
        # After the complaints about a broken part, the library may stumble over that part.
        yield _Stumble(problem)
