"""OpenAPI 3.0 to 3.1: the schema dialect, and component keys the standard does not allow."""

from __future__ import annotations

from clientgen.base.pointers import escape, local_target, pointer_of, tokens_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.extract.dialect import to_2020
from clientgen.document.extract.keys import UPSTREAM_NAME, VERSION, renamed, requirements_renamed
from clientgen.document.load import Document
from clientgen.document.load.grammar import GRAMMAR, ObjectKind


class OpenApi30:
    """One conversion.

    Args:
        document: a screened OpenAPI 3.0 document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = as_map(document.value) or {}
        components = as_map(self._root.get("components")) or {}
        self._keys = {
            part: renamed(members)
            for part, value in components.items()
            if part in GRAMMAR["components"] and (members := as_map(value)) is not None
        }
        self._origins: dict[str, str] = {}

    def convert(self) -> Document:
        """Convert.

        Returns:
            The document as OpenAPI 3.1; it knows where each part came from.
        """
        result = self._object(self._root, "openapi")
        result["openapi"] = VERSION
        return self._document.with_value(result, self._origins)

    def _rewrite(self, text: str) -> str:
        target = local_target(text)
        if target is None:
            return self._keys.get("schemas", {}).get(text, text)
        tokens = tokens_of(target)
        if len(tokens) < 3 or tokens[0] != "components":
            return text
        key = self._keys.get(tokens[1], {}).get(tokens[2], tokens[2])
        return "#" + pointer_of("components", tokens[1], key, *tokens[3:])

    def _value(self, value: Json, kind: ObjectKind) -> Json:
        if kind == "schema":
            return to_2020(value, self._rewrite)
        node = as_map(value)
        return value if node is None else self._object(node, kind)

    def _object(self, node: dict[str, Json], kind: ObjectKind) -> dict[str, Json]:
        fields = GRAMMAR[kind]
        result: dict[str, Json] = {}
        for name, value in node.items():
            if name == "$ref" and isinstance(value, str):
                result[name] = self._rewrite(value)
            elif kind == "callback" and not name.startswith("x-"):
                result[name] = self._value(value, "path item")
            elif name == "security" and kind in ("openapi", "operation"):
                result[name] = requirements_renamed(value, self._keys.get("securitySchemes", {}))
            elif name not in fields:
                result[name] = value
            elif kind == "components":
                result[name] = self._part(name, value, fields[name][1])
            else:
                result[name] = self._field(value, *fields[name])
        return result

    def _field(self, value: Json, cardinality: str, kind: ObjectKind) -> Json:
        if cardinality == "map" and (members := as_map(value)) is not None:
            return {
                name: (
                    member
                    if name.startswith("x-") and kind == "path item"
                    else self._value(member, kind)
                )
                for name, member in members.items()
            }
        if cardinality == "list" and (items := as_list(value)) is not None:
            return [self._value(item, kind) for item in items]
        return self._value(value, kind) if cardinality == "one" else value

    def _part(self, part: str, value: Json, kind: ObjectKind) -> Json:
        members = as_map(value)
        if members is None:
            return value
        result: dict[str, Json] = {}
        for name, member in members.items():
            key = self._keys[part][name]
            new = self._value(member, kind)
            if key != name:
                if as_map(new) is not None:
                    new = {**new, UPSTREAM_NAME: name}
                self._origins[f"/components/{part}/{key}"] = f"/components/{part}/{escape(name)}"
            result[key] = new
        return result
