"""Counts the operations of a document, without any code of the generator."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def operations(path: Path) -> set[tuple[str, str]]:
    """Find every operation below a document's ``paths``.

    Args:
        path: the document, JSON or YAML, gzip or not.

    Returns:
        HTTP method in upper case and path of each, as the document writes the path.
    """
    return _Reader().operations(path.resolve())


class _Reader:
    """Reads documents and follows the references of their path items."""

    def __init__(self) -> None:
        self._values: dict[Path, Any] = {}

    def operations(self, path: Path) -> set[tuple[str, str]]:
        root = self._value(path)
        paths = root.get("paths") if _is_mapping(root) else None
        if not _is_mapping(paths):
            return set()
        return {
            (method.upper(), key)
            for key, item in paths.items()
            if isinstance(key, str) and key.startswith("/")
            for method in self._path_item(item, path).keys() & set(METHODS)
        }

    def _value(self, path: Path) -> Any:
        if path not in self._values:
            content = path.read_bytes()
            if content.startswith(b"\x1f\x8b"):
                content = gzip.decompress(content)
            try:
                self._values[path] = json.loads(content)
            except ValueError:
                self._values[path] = yaml.load(content, Loader=yaml.CSafeLoader)
        return self._values[path]

    def _path_item(self, item: Any, base: Path) -> dict[str, Any]:
        """Return the members of a path item, those of what it refers to included."""
        members: dict[str, Any] = {}
        seen: set[tuple[Path, str]] = set()
        while _is_mapping(item):
            members = {**item, **members}
            reference = item.get("$ref")
            if not isinstance(reference, str):
                break
            file, _, pointer = reference.partition("#")
            base = (base.parent / unquote(file)).resolve() if file else base
            if (base, pointer) in seen:
                break
            seen.add((base, pointer))
            item = self._at(base, pointer)
        return members

    def _at(self, path: Path, pointer: str) -> Any:
        """Return the value at a JSON pointer (RFC 6901), or None where there is none."""
        if not path.is_file():
            return None
        value = self._value(path)
        for token in unquote(pointer).split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if _is_mapping(value) else None
        return value


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, dict)
