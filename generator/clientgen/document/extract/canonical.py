"""Canonical YAML: one text for one value, laid out so that a small change is a small diff.

Members of an object have no order by definition, so they get one: the standard's own for the
objects of the standard, the alphabet for everything else. Items of an array do have an order,
which is kept. See docs/adr/0003-canonical-fragment.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from clientgen.base.pointers import escape
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load.grammar import ObjectKind, members, root_kind
from clientgen.document.load.yaml_text import scalar

_ORDER: dict[ObjectKind, tuple[str, ...]] = {
    "openapi": (
        "openapi",
        "$self",
        "info",
        "jsonSchemaDialect",
        "servers",
        "security",
        "tags",
        "externalDocs",
        "paths",
        "webhooks",
        "components",
    ),
    "swagger": (
        "swagger",
        "info",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "security",
        "tags",
        "externalDocs",
        "paths",
        "parameters",
        "responses",
        "securityDefinitions",
        "definitions",
    ),
    "components": (
        "securitySchemes",
        "parameters",
        "headers",
        "requestBodies",
        "responses",
        "schemas",
    ),
    "path item": (
        "$ref",
        "summary",
        "description",
        "servers",
        "parameters",
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "trace",
        "query",
    ),
    "operation": (
        "operationId",
        "tags",
        "summary",
        "description",
        "externalDocs",
        "deprecated",
        "security",
        "servers",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
    ),
    "parameter": (
        "$ref",
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "content",
    ),
    "header": ("$ref", "description", "required", "deprecated", "style", "explode", "schema"),
    "request body": ("$ref", "description", "required", "content"),
    "response": ("$ref", "description", "headers", "content", "links"),
    "media type": ("schema", "itemSchema", "encoding"),
    "schema": (
        "$ref",
        "title",
        "description",
        "deprecated",
        "type",
        "format",
        "enum",
        "const",
        "default",
        "readOnly",
        "writeOnly",
        "discriminator",
        "allOf",
        "oneOf",
        "anyOf",
        "required",
        "properties",
        "additionalProperties",
        "items",
    ),
    "security scheme": ("type", "description", "name", "in", "scheme", "bearerFormat"),
    "tag": ("name", "summary", "description", "externalDocs"),
}
_INFO = ("title", "summary", "version", "description")
# Longer than any line: the emitter must not fold text, or one changed word reflows a paragraph.
_WIDTH = 1_000_000_000
_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc]
    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    # The emitter itself quotes what YAML 1.1 would not read as a string. What only YAML 1.2 would
    # misread (0o17, 1e5) is quoted here, and texts of several lines are kept on one.
    style = None
    try:
        if scalar(text) != text or not isinstance(scalar(text), str):
            style = "'"
    except ValueError:
        style = "'"
    if "\n" in text:
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump(value: Json) -> str:
    """Write a value as canonical YAML, which YAML 1.1 and 1.2 readers understand alike.

    Args:
        value: a document, or any JSON object.

    Returns:
        The text. Equal values give equal texts whatever the order of their members, and reading
        the text returns an equal value.
    """
    ordered = _ordered(value, {"": root_kind(value)}, "")
    dumped: str = yaml.dump(
        ordered,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_WIDTH,
    )
    return dumped


def _ordered(value: Json, kinds: Mapping[str, ObjectKind], at: str) -> Json:
    """Order members. ``kinds`` says which objects of the standard stand here or directly below."""
    if (items := as_list(value)) is not None:
        return [_ordered(item, kinds, f"{at}/{index}") for index, item in enumerate(items)]
    if (node := as_map(value)) is None:
        return value
    kind = kinds.get(at)
    order: tuple[str, ...]
    below: Mapping[str, ObjectKind]
    if kind is None:
        order = _INFO if at == "/info" else ()
        below = kinds
    else:
        order = _ORDER.get(kind, ())
        below = {at + relative: sub for relative, sub, _ in members(node, kind)}
    names = [name for name in order if name in node]
    names += sorted(set(node) - set(names), key=_alphabet)
    return {name: _ordered(node[name], below, f"{at}/{escape(name)}") for name in names}


def _alphabet(name: str) -> tuple[bool, str]:
    # Extensions last: they annotate what stands before them.
    return name.startswith("x-"), name
