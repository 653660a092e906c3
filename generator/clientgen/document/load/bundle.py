"""Bundle: references to files beside the document become local ones."""

from __future__ import annotations

import copy
import os
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import escape, pointer_of, resolve, tokens_of
from clientgen.base.terminal import printable
from clientgen.base.untyped import Json, as_map
from clientgen.document.load.document import Document
from clientgen.document.load.grammar import (
    CONTAINERS,
    GRAMMAR,
    ObjectKind,
    container_of,
    members,
    root_kind,
    walk,
)
from clientgen.document.load.limits import DEFAULT, Limits
from clientgen.document.load.reading import read
from clientgen.document.load.references import find_anchor, reference_problem, shown
from clientgen.document.load.source import is_url

_MOST_FILES = 1_000
_MOST_INLINED = 20_000
# Fields of the root that are written as files of their own, beside the maps of the grammar.
_ROOT_FIELDS = ("info", "servers", "tags", "security", "externalDocs")
_MISSING: Json = object()


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
    if not _names_files(document.value):
        return document
    return _Bundler(document, root, limits).run()


def _names_files(value: Json) -> bool:
    for found in walk(value):
        if _file_of(found.node.get("$ref")) is not None:
            return True
        for name, value in found.node.items():
            node = as_map(value)
            if node is None or "$ref" not in node or _file_of(node["$ref"]) is None:
                continue
            if name in GRAMMAR[found.kind] or (not found.pointer and name in _ROOT_FIELDS):
                return True
    return False


def _file_of(text: Json) -> str | None:
    """The file a reference names, decoded; None when it names none, or is no relative path."""
    if not isinstance(text, str) or not text or text.startswith(("#", "/", "\\")):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return unquote(parts.path) or None if not (parts.scheme or parts.netloc) else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the result whose references still have to be rewritten.

    Args:
        value: the part, changed in place.
        kind: what it is.
        pointer: where it stands in the result.
        file: the file it came from.
        origin: the reference that brought it in; None for the document itself.
        inlined: the parts that were put in place of a reference on the way here.
    """

    value: Json
    kind: ObjectKind
    pointer: str
    file: Path
    origin: str | None = None
    inlined: frozenset[tuple[Path, str]] = frozenset()


class _Bundler:
    def __init__(self, document: Document, root: Path | None, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self._main = Path(document.source).resolve()
        self._root = (root if root is not None else self._main.parent).resolve()
        self._value: dict[str, Json] = copy.deepcopy(as_map(document.value) or {})
        self._kind: ObjectKind = root_kind(self._value)
        self._is_32 = str(self._value.get("openapi")).startswith("3.2")
        self._ids = _ids(self._value)
        self._files: dict[Path, Json] = {}
        self._read: dict[str, str] = {}
        self._adopted: dict[tuple[Path, str, ObjectKind], str] = {}
        self._origins: dict[str, str] = {}
        self._inlined = 0
        self._diagnostics: dict[tuple[str, str], Diagnostic] = {}
        # Level by level, components first: one that is only a reference is met before whoever
        # refers to the same file, and lends its name to what it leads to.
        self._queue: deque[_Part] = deque()

    def run(self) -> Document:
        self._queue.append(_Part(self._value, self._kind, "", self._main))
        while self._queue:
            self._visit(self._queue.popleft())
        bundled = self._document.with_value(
            self._value, self._origins, tuple(self._diagnostics.values())
        )
        bundled.files = {**self._document.files, **self._read}
        return bundled

    def _warn(self, kind: ObjectKind | None, message: str, at: str) -> None:
        found = reference_problem(self._document, kind, message, at)
        self._diagnostics.setdefault((message, at), found)

    def _visit(self, part: _Part) -> None:
        if (node := as_map(part.value)) is None:
            return
        at = part.origin if part.origin is not None else f"{part.pointer}/$ref"
        # Members that came out of another file, by their pointers below this part.
        brought: dict[str, _Part] = {}
        target = self._target(node.get("$ref"), part.file, at, part.kind)
        if target is not None:
            if self._is_settled(part, node, target, at):
                return
            if part.kind in ("path item", "operation", "components") or (
                self._container(part.kind) is None
            ):
                for name in self._inline(node, *target, at, part):
                    brought[f"/{escape(name)}"] = replace(
                        part, file=target[0], origin=at, inlined=part.inlined | {target}
                    )
            elif (adopted := self._adopt(*target, part.kind, at)) is None:
                del node["$ref"]
            else:
                node["$ref"] = f"#{adopted}"
        elif self._is_missing(node.get("$ref")):
            message = f"the file {shown(node['$ref'].partition('#')[0])} does not exist"
            self._warn(part.kind, message, at)
            del node["$ref"]
        if part.kind == "schema":
            self._visit_mapping(node, part.file, at)
        self._expand(node, part, brought)
        below = list(members(node, part.kind))
        below.sort(key=lambda member: member[1] != "components" and part.pointer == "")
        for relative, kind, value in below:
            owner = brought.get(relative) or brought.get(relative[: relative.find("/", 1)]) or part
            if relative.count("/") == 1:
                owner = brought.get(relative, part)
            self._queue.append(
                replace(owner, value=value, kind=kind, pointer=part.pointer + relative)
            )

    def _container(self, kind: ObjectKind) -> tuple[str, ...] | None:
        if kind == "media type" and not self._is_32:
            return None
        return container_of(kind, self._kind)

    def _expand(self, node: dict[str, Json], part: _Part, brought: dict[str, _Part]) -> None:
        """Bring in the maps that stand in a file as a whole: ``paths: {$ref: paths.yaml}``."""
        fields = [name for name, (many, _) in GRAMMAR[part.kind].items() if many == "map"]
        if part.kind in ("openapi", "swagger"):
            fields += _ROOT_FIELDS
        for name in fields:
            file, inlined = part.file, part.inlined
            at = part.origin if part.origin is not None else f"{part.pointer}/{name}/$ref"
            while isinstance(text := (as_map(node.get(name)) or {}).get("$ref"), str):
                target = self._target(text, file, at)
                if target is None:
                    break
                found = self._part(*target, at) if target not in inlined else _MISSING
                beside = {key: item for key, item in node[name].items() if key != "$ref"}
                members_ = as_map(found)
                if members_ is None and (found is _MISSING or beside or name not in _ROOT_FIELDS):
                    self._warn(None, f"the reference {shown(text)} leads to no mapping", at)
                    node[name] = beside
                    break
                self._count(at)
                inlined |= {target}
                file = target[0]
                node[name] = found if members_ is None else {**members_, **beside}
                self._origins[f"{part.pointer}/{name}"] = at
                for key in (key for key in members_ or () if key not in beside):
                    brought[f"/{name}/{escape(key)}"] = replace(
                        part, file=file, origin=at, inlined=inlined
                    )

    def _is_settled(
        self, part: _Part, node: dict[str, Json], target: tuple[Path, str], at: str
    ) -> bool:
        """Fill a component that is nothing but a reference into a file."""
        key = (*target, part.kind)
        container = tuple(tokens_of(part.pointer)[:-1])
        is_component = CONTAINERS.get(container) == part.kind and list(node) == ["$ref"]
        if not is_component or target[0] == self._main or key in self._adopted:
            return False
        found = as_map(self._part(*target, at))
        if found is None:
            return False
        self._adopted[key] = part.pointer
        self._origins[part.pointer] = at
        node.clear()
        node.update(found)
        self._queue.appendleft(replace(part, file=target[0], origin=at))
        return True

    def _visit_mapping(self, node: Mapping[str, Json], file: Path, at: str) -> None:
        mapping = as_map((as_map(node.get("discriminator")) or {}).get("mapping")) or {}
        for value, text in mapping.items():
            # A bare word is the name of a component, not of a file.
            if isinstance(text, str) and re.search(r"#|\.(json|ya?ml)$", text):
                found = self._target(text, file, at, "schema")
                adopted = self._adopt(*found, "schema", at) if found is not None else None
                if adopted is not None:
                    mapping[value] = f"#{adopted}"

    def _target(
        self, text: Json, file: Path, at: str, kind: ObjectKind | None = None
    ) -> tuple[Path, str] | None:
        """Find file and fragment of a reference to another file; None for any other."""
        if not isinstance(text, str):
            return None
        name = _file_of(text)
        if name is None and (file == self._main or not text.startswith("#")):
            return None
        if name is not None and text.partition("#")[0] in self._ids:
            return None
        target = file if name is None else self._locate(name, file, at)
        if target is None:
            return None
        fragment = unquote(text.partition("#")[2])
        whole = self._document.value if target == self._main else self._files[target]
        # `x.yaml#/` is meant as the whole file, although RFC 6901 has it name a member "".
        is_whole = fragment == "/" and "" not in (as_map(whole) or {})
        return target, "" if is_whole else fragment

    def _is_missing(self, text: Json) -> bool:
        """Tell whether a reference that is no target names a file all the same."""
        return _file_of(text) is not None and text.partition("#")[0] not in self._ids

    def _locate(self, name: str, file: Path, at: str) -> Path | None:
        """Find and read a file; None where there is none."""
        try:
            path = (file.parent / name).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        if not path.is_relative_to(self._root):
            message = (
                f"the file {shown(name)} lies outside {self._root.name or '/'}/; name a directory"
                " that holds all files with --root"
            )
            raise self._document.error(message, at)
        if path != self._main and path not in self._files:
            if len(self._files) >= _MOST_FILES:
                raise self._document.error(f"refers to more than {_MOST_FILES:,} files", at)
            if not path.is_file():
                return None
            part = read(path, limits=self._limits)
            self._files[path] = part.value
            for item in part.diagnostics:
                self._diagnostics.setdefault((item.message, str(item.source)), item)
            # By the name it was asked for: a link that leads elsewhere tomorrow is another input.
            for value in part.files.values():
                self._read[os.path.abspath(file.parent / name)] = value
        return path

    def _part(self, file: Path, fragment: str, at: str) -> Json:
        """Copy what a fragment of a file names; `_MISSING` where there is nothing."""
        whole = self._document.value if file == self._main else self._files[file]
        try:
            return copy.deepcopy(resolve(whole, fragment))
        except KeyError:
            pass
        if not fragment.startswith("/") and (found := find_anchor(whole, fragment)) is not None:
            return copy.deepcopy(found)
        return _MISSING

    def _count(self, at: str) -> None:
        self._inlined += 1
        if self._inlined > _MOST_INLINED:
            raise self._document.error(
                f"more than {_MOST_INLINED:,} references put in place what they lead to", at
            )

    def _inline(
        self, node: dict[str, Json], file: Path, fragment: str, at: str, part: _Part
    ) -> list[str]:
        """Put what a reference leads to in its place; return the names that came with it."""
        text = node.pop("$ref")
        self._count(at)
        found = None
        if (file, fragment) not in part.inlined:
            found = as_map(self._part(file, fragment, at))
        if found is None:
            self._warn(part.kind, f"the reference {shown(text)} leads to no {part.kind}", at)
            return []
        names = [name for name in found if name not in node]
        node.update({name: found[name] for name in names})
        if "$ref" in names and isinstance(node["$ref"], str):
            following = self._target(node["$ref"], file, at, part.kind)
            if following is None:
                return names
            deeper = replace(part, inlined=part.inlined | {(file, fragment)})
            return self._inline(node, *following, at, deeper)
        return names

    def _adopt(self, file: Path, fragment: str, kind: ObjectKind, at: str) -> str | None:
        """Make a component of a part of a file; None, with a warning, where there is none."""
        if file == self._main:
            return fragment
        key = (file, fragment, kind)
        if key not in self._adopted:
            names = self._container(kind) or ()
            part = self._part(file, fragment, at)
            if part is _MISSING:
                self._warn(kind, f"{file.name} has nothing at '#{printable(fragment)}'", at)
                return None
            container: dict[str, Json] = self._value
            for name in names:
                below = as_map(container.setdefault(name, {}))
                if below is None:
                    below = container[name] = {}
                container = below
            wanted = (tokens_of(fragment.rstrip("/")) or [file.name.partition(".")[0]])[-1]
            chosen = _free(re.sub(r"[^a-zA-Z0-9._-]+", "_", wanted) or "_", container)
            container[chosen] = part
            self._adopted[key] = pointer_of(*names, chosen)
            self._origins[self._adopted[key]] = at
            self._queue.append(_Part(part, kind, self._adopted[key], file, at))
        return self._adopted[key]


def _ids(value: Json) -> frozenset[str]:
    """The ``$id`` of every schema of a document, whole and by its last segment."""
    found: set[str] = set()
    for item in walk(value):
        name = item.node.get("$id")
        if item.kind == "schema" and isinstance(name, str):
            found |= {name, name.rpartition("/")[2]}
    return frozenset(found - {""})


def _free(name: str, taken: Mapping[str, Json]) -> str:
    number, chosen = 1, name
    while chosen in taken:
        number += 1
        chosen = f"{name}_{number}"
    return chosen
