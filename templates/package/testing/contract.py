"""The contract: the document's description of messages, read from ``contract.json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from .._runtime.values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START = "contract#/"
_LARGEST = ("minimum", "minLength", "minItems", "minProperties", "exclusiveMinimum")
_SMALLEST = ("maximum", "maxLength", "maxItems", "maxProperties", "exclusiveMaximum")


class Flat(NamedTuple):
    """A schema with its references followed, its ``allOf`` and nullable unions joined.

    Args:
        keywords: what all of it says together, without ``anyOf`` and ``oneOf``.
        choices: each ``anyOf`` and ``oneOf``: the schemas to choose from.
        references: the references that were followed.
    """

    keywords: dict[str, Any]
    choices: list[list[Any]]
    references: frozenset[str]

    @property
    def properties(self) -> Mapping[str, Any]:
        """The members it knows, by wire name."""
        found: Mapping[str, Any] = self.keywords.get("properties", {})
        return found

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types it allows, those its keywords imply included; empty for any."""
        given = self.keywords.get("type", ())
        types = (given,) if isinstance(given, str) else tuple(given)
        if types:
            return types
        implied = (
            ("object", ("properties", "additionalProperties", "required", "minProperties")),
            ("array", ("items", "prefixItems", "minItems")),
            ("string", ("pattern", "minLength", "maxLength")),
            ("number", ("minimum", "maximum", "multipleOf")),
        )
        return next(
            ((kind,) for kind, names in implied if any(n in self.keywords for n in names)), ()
        )

    @property
    def may_be_object(self) -> bool:
        """True where an object may fit."""
        return not self.types or "object" in self.types


class Contract:
    """The messages of every operation, and the schemas they consist of.

    Args:
        text: JSON, as the generator wrote it.
    """

    def __init__(self, text: str) -> None:
        self.root: dict[str, Any] = json.loads(text)
        self.operations: dict[str, dict[str, Any]] = self.root["operations"]
        self.schemes: dict[str, dict[str, Any]] = self.root["schemes"]
        self.models: dict[str, str] = self.root["models"]
        self.bases: list[str] = self.root["bases"]

    def target(self, reference: str) -> Any:
        """Find the schema that a reference leads to.

        Args:
            reference: as the contract has it.

        Returns:
            The schema; True, which allows anything, where it leads nowhere.
        """
        node: Any = self.root
        for part in unquote(reference.removeprefix(_START)).split("/"):
            token = part.replace("~1", "/").replace("~0", "~")
            if is_object(node) and token in node:
                node = node[token]
            elif is_array(node) and token.isdecimal() and int(token) < len(node):
                node = node[int(token)]
            else:
                return True
        return node

    def flat(self, schema: Any) -> Flat:
        """Join a schema with what it refers to.

        Args:
            schema: the schema, or True or False.

        Returns:
            What all of it says.
        """
        found = Flat({}, [], frozenset())
        return found._replace(references=frozenset(self._join(found, schema, set())))

    def _join(self, into: Flat, schema: Any, seen: set[str]) -> set[str]:
        if not is_object(schema):
            return seen
        for part in schema.get("allOf", ()):
            self._join(into, part, seen)
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            self._join(into, self.target(reference), seen)
        for name in ("anyOf", "oneOf"):
            variants: list[Any] = schema.get(name, [])
            others = [variant for variant in variants if not is_null(variant)]
            if len(others) == 1:
                inner = Flat({}, [], frozenset())
                self._join(inner, others[0], seen)
                into.choices.extend(inner.choices)
                for word, value in inner.keywords.items():
                    _add(into.keywords, word, value)
                if len(variants) > 1 and inner.types:
                    into.keywords["type"] = [*inner.types, "null"]
            elif variants:
                into.choices.append(variants)
        for name, value in schema.items():
            if name not in ("allOf", "anyOf", "oneOf", "$ref"):
                _add(into.keywords, name, value)
        return seen

    def members(self, flat: Flat) -> Mapping[str, Any]:
        """List the members of an object, those of the variants of a union among them.

        Args:
            flat: the schema of the object.

        Returns:
            Wire name → schema; of variants that have one in common, the first one's.
        """
        found: dict[str, Any] = dict(flat.properties)
        for variant in (variant for group in flat.choices for variant in group):
            for name, schema in self.flat(variant).properties.items():
                found.setdefault(name, schema)
        return found

    def member(self, flat: Flat, name: str) -> Any:
        """Find the schema of a member, also among the variants of a union.

        Args:
            flat: the schema of the object.
            name: wire name.

        Returns:
            The schema; that of additional members where the name is not known.
        """
        found = self.members(flat)
        return found[name] if name in found else flat.keywords.get("additionalProperties", True)

    def success(self, operation: str) -> tuple[int, dict[str, Any]]:
        """Find the response to a request that goes well.

        Args:
            operation: an operationId.

        Returns:
            Its status, and the contents by media type.
        """
        responses: dict[str, Any] = self.operations[operation]["responses"]
        for status in sorted(responses):
            if status.startswith("2"):
                number = int(status) if status.isdecimal() else int(status[0]) * 100
                return number, responses[status].get("content", {})
        return 200, responses.get("default", {}).get("content", {})

    def schema_of(self, operation: str) -> Any:
        """Find the schema of the JSON that an operation responds with.

        Args:
            operation: an operationId.

        Returns:
            The schema; None where the response is no JSON.
        """
        return next(json_schemas(self.success(operation)[1]), None)

    def body_of(self, operation: str) -> Any:
        """Find the schema of the JSON or form that an operation takes.

        Args:
            operation: an operationId.

        Returns:
            The schema; None where it takes none.
        """
        content: dict[str, Any] = (
            self.operations[operation].get("requestBody", {}).get("content", {})
        )
        form = content.get("application/x-www-form-urlencoded", {}).get("schema")
        return next(json_schemas(content), form)


def json_schemas(content: Mapping[str, Any]) -> Iterator[Any]:
    """List the schemas of the JSON among some media types.

    Args:
        content: media type → what the contract says of it.

    Yields:
        Schemas, in the document's order.
    """
    for media, described in content.items():
        if is_json(media):
            yield described.get("schema", True)


def is_null(schema: Any) -> bool:
    """Tell whether a schema allows null and nothing else.

    Args:
        schema: a schema of the contract.

    Returns:
        True for ``{"type": "null"}``.
    """
    return is_object(schema) and schema.get("type") in ("null", ["null"])


def is_json(media: str) -> bool:
    """Tell whether a media type is JSON.

    Args:
        media: such as ``application/json; charset=utf-8``.

    Returns:
        True for JSON and what is written as it, and where any type will do.
    """
    kind = media.partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json")) or kind == "*/*"


def _add(keywords: dict[str, Any], name: str, value: Any) -> None:
    """Join a keyword with what is there already: both have to hold."""
    old = keywords.get(name)
    if old is None:
        keywords[name] = value
    elif name == "properties":
        both = {key: {"allOf": [old[key], value[key]]} for key in old if key in value}
        keywords[name] = {**old, **value, **both}
    elif name == "required":
        keywords[name] = list(dict.fromkeys([*old, *value]))
    elif name == "enum":
        keywords[name] = [item for item in old if item in value] or value
    elif name == "type":
        first, second = ([v] if isinstance(v, str) else v for v in (old, value))
        shared = [kind for kind in first if kind in second]
        keywords[name] = shared or ("integer" if "integer" in (*first, *second) else value)
    elif name in _LARGEST:
        keywords[name] = max(old, value)
    elif name in _SMALLEST:
        keywords[name] = min(old, value)
    elif name in ("additionalProperties", "items") and is_object(old) and is_object(value):
        keywords[name] = {"allOf": [old, value]}
    elif name == "additionalProperties" and old is False:
        return
    else:
        keywords[name] = value
