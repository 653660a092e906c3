"""Boundary trims: schemas at the edge of a fragment, cut down to the properties we want."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientgen.base.pointers import pointer_of
from clientgen.base.suggestions import suggestion
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import Document

MARK = "x-clientgen-trimmed"
# What would bring members back that the trim leaves out.
_COMPOSITION = frozenset(
    (
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "discriminator",
        "dependentSchemas",
        "patternProperties",
        "additionalProperties",
        "unevaluatedProperties",
        "example",
        "examples",
    )
)


def schemas_of(root: dict[str, Json]) -> tuple[str, dict[str, Json]]:
    """Find the named schemas of a document.

    Args:
        root: a Swagger 2.0 or OpenAPI 3 document.

    Returns:
        The pointer of their container, and they by name.
    """
    if "swagger" in root:
        return "/definitions", as_map(root.get("definitions")) or {}
    components = as_map(root.get("components")) or {}
    return "/components/schemas", as_map(components.get("schemas")) or {}


def trim(document: Document, trims: Mapping[str, Sequence[str]]) -> dict[str, Json]:
    """Cut schemas down.

    Args:
        document: a screened document.
        trims: for each schema the names of the properties that stay.

    Returns:
        A new root in which these schemas hold nothing but these properties and are marked with
        ``x-clientgen-trimmed: true``. The order of the properties stays.

    Raises:
        InputError: a schema or property that does not exist.
    """
    root = as_map(document.value) or {}
    container, schemas = schemas_of(root)
    smaller = dict(schemas)
    for name, wanted in trims.items():
        schema = as_map(schemas.get(name))
        if schema is None:
            hint = suggestion(name, schemas)
            raise document.error(f"cannot trim {name!r}: there is no such schema{hint}")
        properties = as_map(schema.get("properties")) or {}
        for prop in wanted:
            if prop not in properties:
                hint = suggestion(prop, properties)
                message = f"cannot trim {name!r} to {prop!r}: no such property{hint}"
                raise document.error(message, container + pointer_of(name))
        smaller[name] = _trimmed(schema, properties, frozenset(wanted))
    if container == "/definitions":
        return {**root, "definitions": smaller} if smaller else root
    components = as_map(root.get("components")) or {}
    return {**root, "components": {**components, "schemas": smaller}} if smaller else root


def _trimmed(
    schema: dict[str, Json], properties: dict[str, Json], wanted: frozenset[str]
) -> dict[str, Json]:
    result: dict[str, Json] = {}
    # A list compares by ==, so that a broken document may hold anything in its own list.
    names = sorted(wanted)
    for key, value in schema.items():
        if key == "properties":
            result[key] = {name: prop for name, prop in properties.items() if name in wanted}
        elif key == "required":
            if required := [name for name in as_list(value) or () if name in names]:
                result[key] = required
        elif key not in _COMPOSITION:
            result[key] = value
    result[MARK] = True
    return result
