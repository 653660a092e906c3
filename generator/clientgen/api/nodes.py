"""Following references inside a document, to parameters, answers and schemas alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientgen.api.reading import COMPONENT, SchemaReader
from clientgen.api.schema import Schema
from clientgen.api.untyped import is_mapping, items, mapping
from clientgen.base.diagnostics import InputError, Oddities
from clientgen.base.numbers import is_number

_STRUCTURE = frozenset({"components", "schemas", "$defs", "properties", "definitions"})


class Nodes:
    """The nodes of one document.

    Args:
        root: the document.
        odd: takes what is odd.
    """

    def __init__(self, root: Mapping[str, Any], odd: Oddities) -> None:
        self._root = root
        self._reader = SchemaReader(odd, self._name_of)
        self._components = mapping(mapping(root.get("components")).get("schemas"))
        self._inner: dict[str, str] = {}

    def schema(self, raw: Any, pointer: str) -> Schema:
        """Read a schema node.

        Args:
            raw: the node.
            pointer: where it stands.

        Returns:
            The schema.
        """
        return self._reader.read(raw, pointer)

    def inner(self) -> dict[str, Schema]:
        """Read every schema inside another one that a reference met so far leads to.

        Returns:
            Key made of its place → schema.
        """
        found: dict[str, Schema] = {}
        while len(found) < len(self._inner):
            for pointer, key in list(self._inner.items()):
                if key not in found:
                    found[key] = self.schema(self._at(pointer), pointer)
        return found

    def resolve(self, node: Any, pointer: str) -> tuple[Mapping[str, Any], str]:
        """Follow a reference to a parameter, body, answer or path item, to its end.

        Args:
            node: the node, perhaps a reference.
            pointer: where it stands.

        Returns:
            The object meant, and where that stands.

        Raises:
            InputError: the reference leads nowhere, or no object stands there.
        """
        seen: set[str] = set()
        while is_mapping(node) and isinstance(node.get("$ref"), str):
            target = node["$ref"]
            if target in seen or not target.startswith("#/"):
                raise InputError(f"the reference {target!r} leads nowhere", pointer=pointer)
            seen.add(target)
            pointer = target[1:]
            node = self._at(pointer)
        if not is_mapping(node):
            raise InputError("an object was expected here", pointer=pointer)
        return node, pointer

    def _name_of(self, ref: str) -> str | None:
        if not ref.startswith("#/"):
            return ref if ref in self._components else None
        if ref.startswith(COMPONENT) and "/" not in ref[len(COMPONENT) :]:
            name = ref[len(COMPONENT) :].replace("~1", "/").replace("~0", "~")
            return name if name in self._components else None
        pointer = ref[1:]
        if pointer not in self._inner:
            try:
                self._at(pointer)
            except InputError:
                return None
            parts = [part for part in pointer.split("/")[1:] if part not in _STRUCTURE]
            key = " ".join(parts) or pointer
            taken = key in self._components or key in self._inner.values()
            self._inner[pointer] = f"{key} {pointer}" if taken else key
        return self._inner[pointer]

    def _at(self, pointer: str) -> Any:
        node: Any = self._root
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            listed = items(node)
            if is_number(key) and int(key) < len(listed):
                node = listed[int(key)]
            elif is_mapping(node) and key in node:
                node = node[key]
            else:
                raise InputError(f"the reference '#{pointer}' leads nowhere", pointer=pointer)
        return node
