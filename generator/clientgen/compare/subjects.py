"""The words for schemas that are no components, by where they stand."""

from __future__ import annotations

from clientgen.base.pointers import pointer_of, tokens_of
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import short_name
from clientgen.compare.resolved_schemas import SchemaResolver


def place_name(pointer: str, api: SchemaResolver) -> str:
    """Name a schema by its place.

    Args:
        pointer: JSON pointer to the schema.
        api: its document.

    Returns:
        ``items of query parameter ids`` inside a parameter, else the last words of the pointer.
    """
    return parameter_name(pointer, api) or short_name(pointer)


def parameter_name(pointer: str, api: SchemaResolver) -> str | None:
    """Name a schema by the parameter it stands in, which is known by its name and not its index.

    Args:
        pointer: JSON pointer to the schema.
        api: its document.

    Returns:
        The location and name of the parameter, after the path inside its schema if there is one;
        None outside of parameters.
    """
    tokens = tokens_of(pointer)
    for end in range(2, len(tokens) + 1):
        if tokens[end - 2] != "parameters":
            continue
        parameter = mapping(api.raw(pointer_of(*tokens[:end])))
        name, location = parameter.get("name"), parameter.get("in")
        if isinstance(name, str) and isinstance(location, str):
            rest = tokens[end:]
            inside = rest[rest.index("schema") + 1 :] if "schema" in rest else rest
            words = ".".join(part for part in inside if part != "properties")
            return f"{f'{words} of ' if words else ''}{location} parameter {name}"
    return None
