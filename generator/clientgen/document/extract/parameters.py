"""Parameters, headers and bodies of Swagger 2.0 as parameters and request bodies of OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientgen.base.pointers import escape
from clientgen.base.untyped import Json, as_map
from clientgen.document.extract.dialect import Rewrite, to_2020

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BODY_NAME = "x-body-name"
_SCHEMA_FIELDS = frozenset(
    (
        "type",
        "format",
        "items",
        "default",
        "enum",
        "pattern",
        "multipleOf",
        "uniqueItems",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "x-nullable",
        "example",
        "maxLength",
        "minLength",
        "maxItems",
        "minItems",
    )
)
_STYLES = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
}
_COLLECTION = "x-collection-format"


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter of an operation after its reference was followed.

    Args:
        node: the parameter itself.
        pointer: where it stands in the document being converted.
    """

    node: dict[str, Json]
    pointer: str

    @property
    def location(self) -> Json:
        """The value of ``in``."""
        return self.node.get("in")


def parameter(node: dict[str, Json], rewrite: Rewrite) -> dict[str, Json]:
    """Convert a parameter that is not part of a body, or a header of a response.

    Args:
        node: the parameter or header.
        rewrite: maps references.

    Returns:
        The same with what describes its value in ``schema``, and the collection format as
        ``style`` and ``explode``.
    """
    result = {
        name: value
        for name, value in node.items()
        if name not in _SCHEMA_FIELDS and name != "collectionFormat"
    }
    location = node.get("in", "header")
    if node.get("type") == "array":
        given_format = node.get("collectionFormat", "csv")
        chosen = given_format if isinstance(given_format, str) else "csv"
        style, explode = _STYLES.get(chosen, ("form", False))
        if location in ("path", "header"):
            # These locations have one style for lists; another separator cannot be said in 3.1.
            if chosen != "csv":
                result[_COLLECTION] = chosen
            style, explode = "simple", False
        elif chosen not in _STYLES:
            result[_COLLECTION] = chosen
        result["style"], result["explode"] = style, explode
    result["schema"] = value_schema(node, rewrite)
    return result


def value_schema(node: dict[str, Json], rewrite: Rewrite) -> Json:
    """Take what describes the value of a parameter.

    Args:
        node: the parameter, header, or items object.
        rewrite: maps references.

    Returns:
        A schema.
    """
    fields = {name: value for name, value in node.items() if name in _SCHEMA_FIELDS}
    if (items := as_map(fields.get("items"))) is not None:
        fields["items"] = _items(items)
    return to_2020(fields, rewrite)


def _items(node: dict[str, Json]) -> dict[str, Json]:
    """Lists in lists: 3.1 has no style for the inner one, so it is kept as an extension."""
    result = {
        (_COLLECTION if name == "collectionFormat" else name): value for name, value in node.items()
    }
    if (below := as_map(result.get("items"))) is not None:
        result["items"] = _items(below)
    return result


def json_body(
    given: Given, consumes: Sequence[str], rewrite: Rewrite, at: str, origins: dict[str, str]
) -> dict[str, Json]:
    """Convert a body parameter.

    Args:
        given: the parameter.
        consumes: media types of the operation.
        rewrite: maps references.
        at: where the request body will stand.
        origins: receives where its parts came from.

    Returns:
        The request body. A name other than ``body`` is kept as ``x-body-name``.
    """
    node = given.node
    result: dict[str, Json] = {}
    origins[at] = given.pointer
    for name, value in node.items():
        if name == "name":
            if value != "body":
                result[BODY_NAME] = value
        elif name == "schema":
            content: dict[str, Json] = {}
            for media_type in consumes or ("application/json",):
                content[media_type] = {"schema": to_2020(value, rewrite)}
                origins[f"{at}/content/{escape(media_type)}"] = given.pointer
                origins[f"{at}/content/{escape(media_type)}/schema"] = f"{given.pointer}/schema"
            result["content"] = content
        elif name != "in":
            result[name] = value
    result.setdefault("content", {media_type: {} for media_type in consumes or ("*/*",)})
    return result


def form_body(
    fields: Sequence[Given],
    consumes: Sequence[str],
    rewrite: Rewrite,
    at: str,
    origins: dict[str, str],
) -> dict[str, Json]:
    """Convert form parameters.

    Args:
        fields: the parameters with ``in: formData``.
        consumes: media types of the operation.
        rewrite: maps references.
        at: where the request body will stand.
        origins: receives where its parts came from.

    Returns:
        One request body whose schema has a property for each field.
    """
    has_file = any(field.node.get("type") == "file" for field in fields)
    types = [kind for kind in consumes if kind in (FORM, MULTIPART)]
    if has_file or not types:
        types = [MULTIPART if has_file else FORM]
    origins[at] = fields[0].pointer
    content: dict[str, Json] = {}
    for media_type in types:
        content[media_type] = _form(fields, rewrite)
        for field in fields:
            name = escape(str(field.node.get("name")))
            base = f"{at}/content/{escape(media_type)}/schema/properties/{name}"
            origins[base] = field.pointer
    result: dict[str, Json] = {"content": content}
    if any(field.node.get("required") is True for field in fields):
        result["required"] = True
    return result


def _form(fields: Sequence[Given], rewrite: Rewrite) -> dict[str, Json]:
    properties: dict[str, Json] = {}
    encoding: dict[str, Json] = {}
    required: list[str] = []
    for field in fields:
        name = str(field.node.get("name"))
        # What a parameter says beside its schema stays with the property.
        beside = {
            key: value
            for key, value in field.node.items()
            if key not in _SCHEMA_FIELDS
            and key not in ("name", "in", "required", "collectionFormat")
        }
        if "allowEmptyValue" in beside:
            beside["x-allow-empty-value"] = beside.pop("allowEmptyValue")
        properties[name] = {**value_schema(field.node, rewrite), **beside}
        if field.node.get("required") is True:
            required.append(name)
        if field.node.get("type") == "array":
            as_query = parameter({**field.node, "in": "query"}, rewrite)
            encoding[name] = {key: as_query[key] for key in ("style", "explode")}
            if _COLLECTION in as_query:
                properties[name][_COLLECTION] = as_query[_COLLECTION]
    schema: dict[str, Json] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    return {"schema": schema, "encoding": encoding} if encoding else {"schema": schema}
