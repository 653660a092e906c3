"""Validate: openapi-spec-validator, which only ever sees screened documents and no network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
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


class _Seen(set[int]):
    """What was visited, as the library keeps it in a list: there each look-up walks all of it."""

    append = set[int].add


def verdicts(document: Document) -> Iterator[Any]:
    """Ask the library, offline and without the work it repeats at every reference.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.

    Returns:
        The library's errors, in its order; where it fails itself, one that says so ends them.
    """
    # Imported here: it takes a third of a second, which only validating should cost.
    import openapi_spec_validator as osv

    root = as_map(document.value) or {}
    version = str(root.get("openapi", ""))
    base: Any = osv.OpenAPIV31SpecValidator
    if "swagger" in root:
        base = osv.OpenAPIV2SpecValidator
    elif version.startswith("3.0."):
        base = osv.OpenAPIV30SpecValidator
    elif version.startswith("3.2."):
        base = osv.OpenAPIV32SpecValidator
    offline: Any = type(
        "Offline",
        (base,),
        {
            "resolver_handlers": _Refusing(),
            "schema_validator": _crawled(base.schema_validator),
            "keyword_validators": {
                **base.keyword_validators,
                "schema": _quick(base.keyword_validators["schema"]),
            },
        },
    )
    try:
        yield from offline(document.value).iter_errors()
    except InputError:
        raise
    except Exception as problem:
        # After the complaints about a broken part, the library may stumble over that part.
        yield _Stumble(problem)


def _crawled(validator: Any) -> Any:
    """The same validator, its registry searched for anchors once instead of at every reference."""
    start = validator._resolver
    return validator.evolve(_resolver=start._registry.crawl().resolver(start._base_uri))


def _quick(base: Any) -> Any:
    """The library's check of one schema object, with what does not change prepared once."""
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for
    from openapi_schema_validator._specifications import REGISTRY

    prepared: dict[Any, Any] = {}

    class Schema(base):  # type: ignore[misc]  # whichever version's class it is
        def __init__(self, registry: Any) -> None:
            library: Any = super()
            library.__init__(registry)
            self.visited_schema_ids = _Seen()
            self.meta_checked_schema_ids = _Seen()

        def _get_schema_checker(self, schema: Any, schema_value: Any) -> Any:
            library: Any = super()
            found = library._get_schema_checker(schema, schema_value)
            keywords = getattr(found, "keywords", None)
            if keywords is None:
                return found  # before 3.1 there are no anchors to search for
            dialect = found.func.__self__
            if dialect not in prepared:
                meta = dialect.META_SCHEMA
                judge = validator_for(meta, default=dialect)
                prepared[dialect] = _crawled(judge(meta, registry=REGISTRY, **keywords))
            return partial(_check, prepared[dialect], SchemaError)

    return Schema


def _check(judge: Any, error: Any, schema: Any) -> None:
    for problem in judge.iter_errors(schema):
        raise error.create_from(problem)
