"""Read schemas, and follow references to parameters, responses, path items and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientgen.api.reading import SchemaReader
from clientgen.api.schema import Schema
from clientgen.base.diagnostics import DiagnosticCollector, InputError
from clientgen.base.pointers import escape, follow, local_target, resolve, tokens_of
from clientgen.base.untyped import is_mapping, mapping

# Pointer tokens that tell nothing of a schema, left out of its key.
_STRUCTURE = frozenset({"components", "schemas", "$defs", "properties", "definitions"})


class NodeReader:
    """Reads the nodes of one document, references followed.

    Args:
        root: the document.
        diagnostics: collects the problems found.
    """

    def __init__(self, root: Mapping[str, Any], diagnostics: DiagnosticCollector) -> None:
        self._root = root
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
        try:
            node, pointer = follow(self._root, node, pointer)
        except KeyError as problem:
            message = f"the reference {problem.args[0]!r} leads nowhere"
            raise InputError(message, pointer=pointer) from None
        if not is_mapping(node):
            raise InputError("an object was expected here", pointer=pointer)
        return node, pointer

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
            parts = [escape(token) for token in tokens if token not in _STRUCTURE]
            key = " ".join(parts) or target
            taken = key in self._components or key in self._nested.values()
            self._nested[target] = f"{key} {target}" if taken else key
        return self._nested[target]
