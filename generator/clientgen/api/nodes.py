"""Read schemas, and follow references to parameters, responses, path items and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientgen.api.locations import location_key, longer_keys
from clientgen.api.reading import SchemaReader
from clientgen.api.schema import Schema
from clientgen.base.diagnostics import DiagnosticCollector, InputError
from clientgen.base.pointers import escape, follow, local_target, resolve, tokens_of
from clientgen.base.untyped import is_mapping, mapping

# The members of a Reference Object that override those of what it leads to.
_SIBLINGS = ("summary", "description")


class NodeReader:
    """Reads the nodes of one document, references followed.

    Args:
        root: the document.
        diagnostics: collects the problems found.
    """

    def __init__(self, root: Mapping[str, Any], diagnostics: DiagnosticCollector) -> None:
        self._root = root
        self._diagnostics = diagnostics
        self._reader = SchemaReader(diagnostics, self._key_of)
        self._components = mapping(mapping(root.get("components")).get("schemas"))
        self._nested: dict[str, str] = {}

    def schema(self, raw: Any, pointer: str) -> Schema:
        """Read a schema node.

        Args:
            raw: the node.
            pointer: its JSON pointer.

        Returns:
            The schema.
        """
        return self._reader.read(raw, pointer)

    def nested_schemas(self) -> dict[str, Schema]:
        """Read every schema outside ``components`` that a reference read so far leads to.

        Returns:
            Key made of its location → schema.
        """
        found: dict[str, Schema] = {}
        while len(found) < len(self._nested):
            for pointer, key in list(self._nested.items()):
                if key not in found:
                    found[key] = self.schema(resolve(self._root, pointer), pointer)
        return found

    def resolve(self, node: Any, pointer: str) -> tuple[Mapping[str, Any], str]:
        """Follow the references of a parameter, request body, response or path item to the object.

        Args:
            node: the node, perhaps a reference.
            pointer: its JSON pointer.

        Returns:
            The object and its JSON pointer.

        Raises:
            InputError: the reference leads nowhere, or to no object.
        """
        reference, at = node, pointer
        try:
            node, pointer = follow(self._root, node, pointer)
        except KeyError as problem:
            message = f"the reference {problem.args[0]!r} leads nowhere"
            raise InputError(message, pointer=pointer) from None
        if not is_mapping(node):
            raise InputError("an object was expected here", pointer=pointer)
        if node is not reference:
            node = self._with_siblings(node, mapping(reference), at)
        return node, pointer

    def _with_siblings(
        self, node: Mapping[str, Any], reference: Mapping[str, Any], pointer: str
    ) -> Mapping[str, Any]:
        """Apply what may stand beside a reference (OpenAPI 3.1, Reference Object)."""
        beside = {name: value for name, value in reference.items() if name in _SIBLINGS and value}
        ignored = [
            name
            for name in reference
            if name != "$ref" and name not in _SIBLINGS and not name.startswith("x-")
        ]
        if ignored:
            self._diagnostics.warn(
                "siblings-ignored",
                f"beside a $ref {ignored[0]!r} says nothing; what it leads to counts",
                f"{pointer}/{escape(ignored[0])}",
            )
        return {**node, **beside} if beside else node

    def resolve_or_empty(self, node: Any, pointer: str, what: str) -> tuple[Mapping[str, Any], str]:
        """Follow references to an object; one that is null or anything else is read as empty.

        Args:
            node: the node, perhaps a reference.
            pointer: its JSON pointer.
            what: what should stand there, for the message.

        Returns:
            The object, empty with a diagnostic where there is none, and its JSON pointer.
        """
        try:
            return self.resolve(node, pointer)
        except InputError:
            self._diagnostics.warn(
                "empty-assumed", f"this {what} is no object; it is read as an empty one", pointer
            )
            return {}, pointer

    def _key_of(self, ref: str) -> str | None:
        target = local_target(ref)
        if target is None:
            return ref if ref in self._components else None
        tokens = tokens_of(target)
        if tokens[:2] == ["components", "schemas"] and len(tokens) == 3:
            return tokens[2] if tokens[2] in self._components else None
        if target not in self._nested:
            try:
                resolve(self._root, target)
            except KeyError:
                return None
            keys = longer_keys(location_key(tokens, self._root), tokens)
            taken = {*self._components, *self._nested.values()}
            self._nested[target] = next(key for key in keys if key not in taken)
        return self._nested[target]
