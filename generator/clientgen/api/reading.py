"""Read JSON Schema nodes of a document as `Schema`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from clientgen.api.schema import Discriminator, Property, Schema, extensions_of
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.markup import described
from clientgen.base.pointers import escape
from clientgen.base.untyped import is_mapping, items, mapping, text

# Keywords that decide what a value may be and that the package does not look at. `false` and `true`
# for a schema say nothing that a type could.
_IGNORED = (
    "contains",
    "contentSchema",
    "dependentRequired",
    "dependencies",
    "not",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_CONDITIONS = ("if", "then", "else", "dependentSchemas")
_TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_CONSTRAINTS = (
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
)


class SchemaReader:
    """Reads schema nodes; one that cannot be read becomes any JSON, with a diagnostic.

    Args:
        diagnostics: collects the problems found.
        key_of: returns the key of the schema a reference leads to; None where it leads to none.
    """

    def __init__(
        self, diagnostics: DiagnosticCollector, key_of: Callable[[str], str | None]
    ) -> None:
        self._diagnostics = diagnostics
        self._key_of = key_of

    def read(self, raw: Any, pointer: str) -> Schema:
        """Read one node.

        Args:
            raw: a mapping, or a boolean as JSON Schema 2020-12 allows.
            pointer: its JSON pointer.

        Returns:
            The schema.
        """
        if isinstance(raw, bool):
            return Schema(pointer=pointer)
        if not is_mapping(raw):
            self._diagnostics.warn(
                "schema-as-any", "a schema must be an object; any JSON is taken here", pointer
            )
            return Schema(pointer=pointer)
        if len(raw) == 1 and "$ref" in raw:
            # Most schemas of a large document say nothing else.
            return Schema(pointer=pointer, ref=self._ref(raw["$ref"], pointer))
        self._tell_ignored(raw, pointer)
        types, nullable = self._types(raw.get("type"), pointer)
        enum, null_in_enum = _enum(raw)
        any_of, null_in_any = self._variants(raw, "anyOf", pointer)
        one_of, null_in_one = self._variants(raw, "oneOf", pointer)
        all_of, _ = self._variants(raw, "allOf", pointer)
        required = frozenset(name for name in items(raw.get("required")) if isinstance(name, str))
        schema = Schema(
            pointer=pointer,
            ref=self._ref(raw.get("$ref"), pointer),
            types=types,
            nullable=nullable
            or null_in_enum
            or null_in_any
            or null_in_one
            or raw.get("nullable") is True,
            format=text(raw.get("format")),
            enum=enum,
            items=(
                self.read(raw["items"], f"{pointer}/items")
                if is_mapping(raw.get("items"))
                else None
            ),
            prefix_items=tuple(
                self.read(node, f"{pointer}/prefixItems/{index}")
                for index, node in enumerate(items(raw.get("prefixItems")))
            ),
            properties=tuple(
                Property(
                    name, self.read(node, f"{pointer}/properties/{escape(name)}"), name in required
                )
                for name, node in mapping(raw.get("properties")).items()
            ),
            required=required,
            additional=self._additional(raw, pointer),
            pattern_properties={
                pattern: self.read(node, f"{pointer}/patternProperties/{escape(pattern)}")
                for pattern, node in mapping(raw.get("patternProperties")).items()
            },
            all_of=all_of,
            any_of=any_of,
            one_of=one_of,
            conditional=self._conditional(raw, pointer),
            discriminator=self._discriminator(raw.get("discriminator")),
            title=text(raw.get("title")),
            description=described(raw.get("description")),
            read_only=raw.get("readOnly") is True,
            write_only=raw.get("writeOnly") is True,
            deprecated=raw.get("deprecated") is True,
            has_default="default" in raw,
            default=raw.get("default"),
            content=text(raw.get("contentMediaType")),
            encoding=text(raw.get("contentEncoding")),
            constraints=_constraints(raw),
            extensions=extensions_of(raw),
        )
        return _without_single_all_of(schema)

    def _tell_ignored(self, raw: Mapping[str, Any], pointer: str) -> None:
        for name in _IGNORED:
            if is_mapping(raw.get(name)) and raw[name]:
                self._diagnostics.warn(
                    "keyword-ignored",
                    f"the package does not heed {name!r}: it takes more values than the document",
                    f"{pointer}/{name}",
                )
        if isinstance(raw.get("items"), list):
            self._diagnostics.warn(
                "keyword-ignored",
                "a list of schemas in 'items' is 'prefixItems' in this version; any item is taken",
                f"{pointer}/items",
            )
        for name in [name for name in _CONDITIONS if is_mapping(raw.get(name))][:1]:
            self._diagnostics.note(
                "condition-unchecked",
                f"the condition of {name!r} is not checked: its members are always optional",
                f"{pointer}/{name}",
            )

    def _types(self, raw: Any, pointer: str) -> tuple[tuple[str, ...], bool]:
        listed = [raw] if isinstance(raw, str) else items(raw)
        names = [name for name in listed if isinstance(name, str)]
        unknown = sorted(set(names) - _TYPES - {"null"})
        if unknown or (raw is not None and len(names) != len(listed)):
            first = unknown[0] if unknown else raw
            self._diagnostics.warn(
                "type-unknown", f"{first!r} is no type of JSON; any JSON is taken here", pointer
            )
            return (), False
        return tuple(dict.fromkeys(name for name in names if name != "null")), "null" in names

    def _variants(
        self, raw: Mapping[str, Any], key: str, pointer: str
    ) -> tuple[tuple[Schema, ...], bool]:
        """The members of a composition; a bare ``{type: null}`` member becomes nullability."""
        members: list[Schema] = []
        nullable = False
        for index, node in enumerate(items(raw.get(key))):
            if is_mapping(node) and node.get("type") == "null":
                nullable = True
            else:
                members.append(self.read(node, f"{pointer}/{key}/{index}"))
        return tuple(members), nullable

    def _conditional(self, raw: Mapping[str, Any], pointer: str) -> tuple[Schema, ...]:
        """The schemas that apply to some values only."""
        found = {key: raw[key] for key in ("then", "else", "if") if is_mapping(raw.get(key))}
        for name, node in mapping(raw.get("dependentSchemas")).items():
            found[f"dependentSchemas/{escape(name)}"] = node
        return tuple(self.read(node, f"{pointer}/{key}") for key, node in found.items())

    def _additional(self, raw: Mapping[str, Any], pointer: str) -> Schema | bool | None:
        node = raw.get("additionalProperties")
        if node is None or isinstance(node, bool):
            return node
        return self.read(node, f"{pointer}/additionalProperties")

    def _discriminator(self, raw: Any) -> Discriminator | None:
        if not is_mapping(raw) or not isinstance(raw.get("propertyName"), str):
            return None
        targets = {
            value: self._key_of(target) or target
            for value, target in sorted(mapping(raw.get("mapping")).items())
            if isinstance(target, str)
        }
        default = raw.get("defaultMapping")
        named = (self._key_of(default) or default) if isinstance(default, str) else None
        return Discriminator(raw["propertyName"], targets, named)

    def _ref(self, ref: Any, pointer: str) -> str | None:
        if ref is None:
            return None
        name = self._key_of(ref) if isinstance(ref, str) else None
        if name is None:
            self._diagnostics.warn(
                "schema-as-any",
                f"the reference {str(ref)[:100]!r} leads to no schema; any JSON is taken here",
                pointer,
            )
        return name


def _enum(raw: Mapping[str, Any]) -> tuple[tuple[Any, ...] | None, bool]:
    if "const" in raw:
        values = [raw["const"]]
    elif isinstance(raw.get("enum"), list) and raw["enum"]:
        values = items(raw["enum"])
    else:
        return None, False
    return tuple(value for value in values if value is not None), None in values


def _without_single_all_of(schema: Schema) -> Schema:
    """Replace an ``allOf`` of a single reference, OpenAPI 3.0's way to give it siblings."""
    alone = len(schema.all_of) == 1 and schema.all_of[0].ref is not None
    if not alone or schema.properties or schema.types or schema.enum or schema.required:
        return schema
    part = schema.all_of[0]
    return replace(
        schema, ref=part.ref, all_of=(), description=schema.description or part.description
    )


def _constraints(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The validation keywords; ``items: false`` after ``prefixItems`` limits the length too."""
    found = {name: raw[name] for name in _CONSTRAINTS if name in raw}
    if raw.get("items") is False:
        length = len(items(raw.get("prefixItems")))
        most = found.get("maxItems")
        found["maxItems"] = min(most, length) if type(most) is int else length
    return found
