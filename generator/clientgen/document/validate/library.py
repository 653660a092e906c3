"""The verdicts of openapi-spec-validator, offline and without the work it repeats."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NoReturn

from clientgen.base.diagnostics import InputError
from clientgen.base.pointers import child, follow, pointer_of
from clientgen.base.untyped import Json, as_map
from clientgen.document.load import Document
from clientgen.document.validate.quick import Confirmed, without_valid_parts
from clientgen.document.validate.standard import is_schema


def _refuse(uri: str) -> NoReturn:
    raise InputError(f"a reference to {uri!r} got past the screen")


class Stumble:
    """Stands for an error where the library itself failed.

    Args:
        pointer: JSON pointer to what it was looking at.
    """

    context = ()
    absolute_path = ()
    message = "the validator cannot judge what stands here"

    def __init__(self, pointer: str = "") -> None:
        self.pointer = pointer


class _Refusing(dict[str, Any]):
    """Handlers for every scheme there is: none of them reads anything."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Any:
        return _refuse


class _Seen(set[int]):
    """What was visited, as the library keeps it in a list: there each look-up walks all of it."""

    append = set[int].add


def verdicts(document: Document, spared: Confirmed) -> Iterator[Any]:
    """Ask the library, offline and without the work it repeats at every reference.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.
        spared: what of it the library does not have to read.

    Returns:
        The library's errors, in its order; where it fails itself, one that says so ends them.
    """
    # Imported here: it takes a third of a second, which only validating should cost.
    import openapi_spec_validator as osv
    from openapi_spec_validator import schemas
    from openapi_spec_validator.schemas.backend.jsonschema import create_validator

    root = as_map(document.value) or {}
    version = str(root.get("openapi", ""))
    base: Any = osv.OpenAPIV31SpecValidator
    frames: Any = schemas
    frame = frames.schema_v31
    if "swagger" in root:
        base, frame = osv.OpenAPIV2SpecValidator, frames.schema_v2
    elif version.startswith("3.0."):
        base, frame = osv.OpenAPIV30SpecValidator, frames.schema_v30
    elif version.startswith("3.2."):
        base, frame = osv.OpenAPIV32SpecValidator, frames.schema_v32
    offline: Any = type(
        "Offline",
        (base,),
        {
            "resolver_handlers": _Refusing(),
            # Not the library's own choice: where jsonschema-rs is installed it would take that,
            # whose messages are others.
            "schema_validator": _DocumentSchema(_crawled(create_validator(frame))),
            "keyword_validators": {
                name: _placed(validator, document.value)
                for name, validator in {
                    **base.keyword_validators,
                    "schema": _quick(base.keyword_validators["schema"]),
                    "default": _without_patterns(base.keyword_validators["default"]),
                    "path": _without_paths(base.keyword_validators["path"], spared.paths),
                    "schemas": _without_schemas(base.keyword_validators["schemas"], spared.schemas),
                }.items()
            },
        },
    )
    try:
        yield from offline(document.value).iter_errors()
    except Exception:
        # After the complaints about a broken part, the library may stumble over that part.
        yield Stumble()


class _DocumentSchema:
    """The standard's schema of a document, which is spared the parts that are certainly valid."""

    def __init__(self, validator: Any) -> None:
        self._validator = validator

    def iter_errors(self, document: Json) -> Iterator[Any]:
        left = without_valid_parts(document)
        return iter(()) if left is None else self._validator.iter_errors(left)


def _crawled(validator: Any) -> Any:
    """The same validator, its registry searched for anchors once instead of at every reference."""
    start = validator._resolver
    return validator.evolve(_resolver=start._registry.crawl().resolver(start._base_uri))


def _without_paths(base: Any, spared: frozenset[str]) -> Any:
    """The library's check of one path, which passes over those that are confirmed."""

    def checked(self: Any, url: str, item: Any) -> Iterator[Any]:
        return iter(()) if url in spared else base.__call__(self, url, item)

    return type("Path", (base,), {"__call__": checked})


def _without_schemas(base: Any, spared: frozenset[str]) -> Any:
    """The library's check of all component schemas, which does the same."""

    def checked(self: Any, schemas: Any) -> Iterator[Any]:
        for name, schema in schemas.items():
            if name not in spared:
                yield from self.schema_validator(schema)

    return type("Schemas", (base,), {"__call__": checked})


def _quick(base: Any) -> Any:
    """The library's check of one schema object, with what does not change prepared once."""
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for
    from openapi_schema_validator import OAS31Validator
    from openapi_schema_validator._specifications import REGISTRY

    prepared: dict[Any, Any] = {}

    class _PreparedSchema(base):  # type: ignore[misc]  # whichever version's class it is
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
                validator_ = validator_for(meta, default=dialect)
                prepared[dialect] = _crawled(validator_(meta, registry=REGISTRY, **keywords))
            sure = is_schema if dialect is OAS31Validator else _never
            return partial(_check, sure, prepared[dialect], SchemaError)

    return _PreparedSchema


def _placed(base: Any, root: Json) -> Any:
    """The library's check of one kind of object, whose errors say where in the document they are.

    The library gives a position to the errors of the standard's schema only. One of ours has the
    JSON pointer of what was looked at, references followed, in ``pointer``.
    """
    from jsonschema_path.paths import SchemaPath
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    def checked(self: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        paths: list[Any] = [item for item in arguments if isinstance(item, SchemaPath)]
        parts = tuple(paths[0].parts) if paths else ()
        if self.registry.get("default") is self:
            parts = (*parts, "default")
        check: Callable[..., Iterator[Any]] = base.__call__
        error: Any
        try:
            for error in check(self, *arguments, **options):
                if not hasattr(error, "pointer"):
                    # The library copies any other class later on, without the pointer.
                    copied: Any = OpenAPIValidationError.create_from(error)
                    error = copied
                    error.pointer = _pointer_of(root, (*parts, *_path_below(error)))
                yield error
        except Exception:
            # A broken part, of which the standard's schema complains.
            yield Stumble(_pointer_of(root, parts))

    placed: Any = type(base.__name__, (base,), {"__call__": checked})
    return placed


def _path_below(error: Any) -> tuple[Any, ...]:
    return tuple(best_of(error).absolute_path)


def best_of(error: Any) -> Any:
    """Find the complaint that says most: the standard's schema is one big "if this then that".

    The library's own ``best_match`` does not work on the errors of openapi-spec-validator.

    Args:
        error: an error of the library.

    Returns:
        The deepest of those that led to it.
    """
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error


def _pointer_of(root: Json, parts: tuple[Any, ...]) -> str:
    """Find the pointer of what some member names lead to, references on the way followed."""
    node, pointer = root, ""
    for part in parts:
        with contextlib.suppress(KeyError):
            node, pointer = follow(root, node, pointer)
        try:
            node = child(node, str(part))
        except KeyError:
            break
        pointer += pointer_of(part)
    return pointer


def _without_patterns(base: Any) -> Any:
    """The library's check of a default value, but for patterns.

    A pattern of the document may take for ever on a value of the document, and no bound can be put
    on a run of `re`.
    """
    from jsonschema import validators

    def passed_over(*_: object) -> Iterator[Any]:
        return iter(())

    patterns = {"pattern": passed_over, "patternProperties": passed_over}
    library: Any = validators  # whose types say nothing of `extend`
    judge = library.extend(base.value_validator_cls, patterns)
    return type("Default", (base,), {"value_validator_cls": judge})


def _never(_schema: Json) -> bool:
    return False


def _check(sure: Callable[[Json], bool], validator_: Any, error: Any, schema: Any) -> None:
    for problem in () if sure(schema) else validator_.iter_errors(schema):
        raise error.create_from(problem)
