"""Bundle: references to files beside the document become local ones."""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from clientgen.base.pointers import pointer_of, resolve, tokens_of
from clientgen.base.untyped import Json, as_map
from clientgen.document.load.document import Document
from clientgen.document.load.grammar import ObjectKind, container_of, root_kind, walk
from clientgen.document.load.limits import DEFAULT, Limits
from clientgen.document.load.reading import read
from clientgen.document.load.source import is_url

_MOST_FILES = 1_000


def bundle(document: Document, root: Path | None = None, *, limits: Limits = DEFAULT) -> Document:
    """Bring what a document refers to in files beside it into the document.

    Args:
        document: a document read from a path; one from a URL, or without such references, is
            given back as it is.
        root: files must lie below this directory, symbolic links followed; the directory of the
            document when None.
        limits: bounds on every file.

    Returns:
        The document with the referenced parts among its components, where a screen will look at
        them. Errors about such a part name the reference that brought it in.

    Raises:
        InputError: a file that cannot be read, lies outside the root, or lacks what is referred to.
    """
    if is_url(document.source):
        return document
    objects = walk(document.value)
    if not any(_file_of(found.node.get("$ref")) is not None for found in objects):
        return document
    return _Bundler(document, root, limits).run()


def _file_of(text: Json) -> str | None:
    """The file a reference names, decoded; None when it names none, or is no relative path."""
    if not isinstance(text, str) or not text or text.startswith(("#", "/", "\\")):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return unquote(parts.path) or None if not (parts.scheme or parts.netloc) else None


class _Bundler:
    def __init__(self, document: Document, root: Path | None, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self._main = Path(document.source).resolve()
        self._root = (root if root is not None else self._main.parent).resolve()
        self._value: dict[str, Json] = copy.deepcopy(as_map(document.value) or {})
        self._files: dict[Path, Json] = {}
        self._read: dict[str, str] = {}
        self._adopted: dict[tuple[Path, str, ObjectKind], str] = {}
        self._origins: dict[str, str] = {}
        # Parts whose references still have to be rewritten: value, kind, file, origin.
        self._pending: list[tuple[Json, ObjectKind, Path, str | None]] = []

    def run(self) -> Document:
        self._pending.append((self._value, root_kind(self._value), self._main, None))
        while self._pending:
            self._mend(*self._pending.pop())
        bundled = self._document.with_value(self._value, self._origins)
        bundled.files = {**self._document.files, **self._read}
        return bundled

    def _mend(self, value: Json, kind: ObjectKind, file: Path, origin: str | None) -> None:
        # Listed before anything is changed: what is brought in has a file of its own.
        for found in list(walk(value, "", kind)):
            at = origin if origin is not None else f"{found.pointer}/$ref"
            target = self._target(found.node.get("$ref"), file, at)
            if target is not None and found.kind == "path item":
                self._inline(found.node, *target, at)
            elif target is not None:
                found.node["$ref"] = "#" + self._adopt(*target, found.kind, at)
            if found.kind == "schema":
                self._mend_mapping(found.node, file, at)

    def _mend_mapping(self, node: Mapping[str, Json], file: Path, at: str) -> None:
        mapping = as_map((as_map(node.get("discriminator")) or {}).get("mapping")) or {}
        for value, text in mapping.items():
            # A bare word is the name of a component, not of a file.
            if isinstance(text, str) and re.search(r"#|\.(json|ya?ml)$", text):
                found = self._target(text, file, at)
                if found is not None:
                    mapping[value] = "#" + self._adopt(*found, "schema", at)

    def _target(self, text: Json, file: Path, at: str) -> tuple[Path, str] | None:
        """Find file and pointer of a reference to another file; None for any other."""
        if not isinstance(text, str):
            return None
        name = _file_of(text)
        if name is None and (file == self._main or not text.startswith("#")):
            return None
        target = file if name is None else self._locate(name, file, at)
        return target, unquote(text.partition("#")[2])

    def _locate(self, name: str, file: Path, at: str) -> Path:
        try:
            path = (file.parent / name).resolve()
        except (OSError, ValueError, RuntimeError):
            raise self._document.error(f"the file {name!r} cannot be found", at) from None
        if not path.is_relative_to(self._root):
            message = (
                f"the file {name!r} lies outside {self._root.name or '/'}/; name a directory that"
                " holds all files with --root"
            )
            raise self._document.error(message, at)
        if path != self._main and path not in self._files:
            if len(self._files) >= _MOST_FILES:
                raise self._document.error(f"refers to more than {_MOST_FILES} files", at)
            if not path.is_file():
                raise self._document.error(f"the file {name!r} does not exist", at)
            part = read(path, limits=self._limits)
            self._files[path] = part.value
            # By the name it was asked for: a link that leads elsewhere tomorrow is another input.
            for value in part.files.values():
                self._read[os.path.abspath(file.parent / name)] = value
        return path

    def _part(self, file: Path, pointer: str, at: str) -> Json:
        whole = self._document.value if file == self._main else self._files[file]
        try:
            return copy.deepcopy(resolve(whole, pointer))
        except KeyError:
            raise self._document.error(f"{file.name} has nothing at '#{pointer}'", at) from None

    def _inline(self, node: dict[str, Json], file: Path, pointer: str, at: str) -> None:
        part = as_map(self._part(file, pointer, at))
        seen = {(file, pointer)}
        while part is not None and "$ref" in part:
            found = self._target(part["$ref"], file, at)
            if found is None or found in seen:
                break
            seen.add(found)
            file, pointer = found
            part = as_map(self._part(file, pointer, at))
        if part is None or "$ref" in part:
            message = f"{file.name} has no path item of its own at '#{pointer}'"
            raise self._document.error(message, at)
        self._pending.append((part, "path item", file, at))
        del node["$ref"]
        node.update({name: item for name, item in part.items() if name not in node})

    def _adopt(self, file: Path, pointer: str, kind: ObjectKind, at: str) -> str:
        if file == self._main:
            return pointer
        key = (file, pointer, kind)
        if key not in self._adopted:
            names = container_of(kind, root_kind(self._value))
            if names is None:
                raise self._document.error(f"a {kind} cannot be referred to in a file", at)
            part = self._part(file, pointer, at)
            container: dict[str, Json] = self._value
            for name in names:
                container = container.setdefault(name, {})
            wanted = (tokens_of(pointer) or [file.name.partition(".")[0]])[-1]
            chosen = _free(re.sub(r"[^a-zA-Z0-9._-]+", "_", wanted) or "_", container)
            container[chosen] = part
            self._adopted[key] = pointer_of(*names, chosen)
            self._origins[self._adopted[key]] = at
            self._pending.append((part, kind, file, at))
        return self._adopted[key]


def _free(name: str, taken: Mapping[str, Json]) -> str:
    number, chosen = 1, name
    while chosen in taken:
        number += 1
        chosen = f"{name}_{number}"
    return chosen
