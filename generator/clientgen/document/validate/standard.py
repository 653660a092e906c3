"""The standard's own schemas, compiled by jsonschema-rs from the files the validator ships."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from clientgen.base.untyped import Json

# The definitions of OpenAPI 3.1's schema a value can be held to by itself.
Part = Literal["path-item", "path-item-or-reference", "parameter", "response", "media-type", "tag"]


def is_document(value: Json) -> bool:
    """Tell whether the standard's schema confirms a whole document.

    Args:
        value: any value; its schemas are not judged.

    Returns:
        True when it does; False means nothing.
    """
    return _confirms(_document(None), value)


def is_part(part: Part, value: Json) -> bool:
    """Tell whether the standard's schema confirms one object of a document.

    Args:
        part: which kind of object.
        value: any value; its schemas are not judged.

    Returns:
        True when it does; False means nothing.
    """
    return _confirms(_document(part), value)


def is_schema(value: Json) -> bool:
    """Tell whether a value is a schema of OpenAPI 3.1 for certain.

    Args:
        value: any value; the schemas in it are judged too.

    Returns:
        True when it is one; False means nothing.
    """
    return _confirms(_dialect(), value)


def _confirms(judge: Any, value: Json) -> bool:
    try:
        return bool(judge.is_valid(value))
    except (ValueError, TypeError, OverflowError):
        return False


@cache
def _document(part: Part | None) -> Any:
    import jsonschema_rs

    frame = json.loads(_home("openapi_spec_validator", "resources/schemas/v3.1/schema.json"))
    if part is not None:
        frame = {"$ref": f"#/$defs/{part}", "$defs": frame["$defs"]}
    return jsonschema_rs.Draft202012Validator(frame, offline=True)


@cache
def _dialect() -> Any:
    import jsonschema_rs

    base, dialect = _resource("vocabularies/base"), _resource("metaschema.json")
    return jsonschema_rs.Draft202012Validator(
        dialect,
        registry=jsonschema_rs.Registry([(base["$id"], base)]),
        # What is not in the registry is not fetched.
        offline=True,
        validate_formats=True,
        formats={"regex": _is_pattern},
    )


def _resource(name: str) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(_home("openapi_schema_validator", f"schemas/oas3.1/{name}"))
    return found


def _home(package: str, path: str) -> bytes:
    """A file of a package that is not imported for it: that would take most of a second."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return (Path(spec.origin).parent / path).read_bytes()


@cache
def _has_other_patterns() -> bool:
    return find_spec("regress") is not None


def _is_pattern(text: str) -> bool:
    """What the validator holds for a regular expression, where its dialect is Python's."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return not _has_other_patterns()
