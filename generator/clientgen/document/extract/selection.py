"""Selectors: which operations of a document a fragment or a package holds.

One entry names operations by path, tag or operationId::

    /pets                 every operation at or below a path, compared by whole segments
    /pets/*/photos        the operations of the paths that a pattern covers as a whole
    GET /pets             the same, of one method only
    tag:pets              the operations with a tag
    id:getPet             the operation with an operationId; `get /pets` where it has none

``*`` stands for any text within a segment of a path, and for any text in tags and ids; a segment
``**`` stands for any number of segments, none included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from clientgen.base.diagnostics import InputError
from clientgen.base.pointers import escape, follow
from clientgen.base.suggestions import suggestion
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import Document
from clientgen.document.load.grammar import METHODS

_PATH = re.compile(r"(?:(?P<method>[A-Za-z][A-Za-z-]*) +)?(?P<path>/\S*)")


@dataclass(frozen=True, slots=True)
class Selector:
    """One entry of a selection.

    Args:
        text: the entry as the user wrote it.
        kind: what it looks at.
        wanted: path, tag or operationId, perhaps with ``*``.
        method: lower-case HTTP method; None for every method.
        is_prefix: the path is taken as it stands, with all that is below it.
    """

    text: str
    kind: Literal["path", "tag", "id"]
    wanted: str
    method: str | None = None
    is_prefix: bool = False

    def matches(self, operation: SelectableOperation, base: Sequence[str]) -> bool:
        """Tell whether an operation is chosen.

        Args:
            operation: the operation.
            base: the segments of the API's base path, which an entry may name or leave out.

        Returns:
            Whether it is.
        """
        if self.kind == "tag":
            return any(_glob(self.wanted, tag) for tag in operation.tags)
        if self.kind == "id":
            return _glob(self.wanted, operation.id)
        if self.method is not None and operation.method.lower() != self.method:
            return False
        below = segments(operation.path)
        return self._covers(below) or self._covers([*base, *below])

    def _covers(self, path: Sequence[str]) -> bool:
        wanted = segments(self.wanted)
        if self.is_prefix:
            return list(path[: len(wanted)]) == wanted
        return _path_pattern(self.wanted).fullmatch("/" + "/".join(path)) is not None


@dataclass(frozen=True, slots=True)
class SelectableOperation:
    """An operation as a selector sees it; without a method, an empty path item."""

    path: str
    method: str
    id: str
    tags: tuple[str, ...]


def path_prefix(text: str) -> Selector:
    """Make the selector of everything at or below a path.

    Args:
        text: the path, with or without a leading slash; ``*`` is a character like any other.

    Returns:
        The selector.
    """
    return Selector(text, "path", text, is_prefix=True)


def parse_selector(text: str) -> Selector:
    """Read an entry of a selection.

    Args:
        text: the entry, as described at the top of this module.

    Returns:
        The selector.

    Raises:
        InputError: the entry is neither a path nor starts with ``tag:`` or ``id:``.
    """
    entry = text.strip()
    kind, colon, wanted = entry.partition(":")
    if colon and kind in ("tag", "id") and wanted.strip():
        return Selector(text, "tag" if kind == "tag" else "id", wanted.strip())
    found = _PATH.fullmatch(entry)
    if found is None:
        raise InputError(
            f"{text!r} selects no operations: an entry is a path such as '/pets', 'tag:pets', or"
            " 'id:getPet'"
        )
    method, path = found["method"], found["path"]
    return Selector(
        text, "path", path, method.lower() if method else None, is_prefix="*" not in path
    )


def segments(path: str) -> list[str]:
    """Split a path.

    Args:
        path: a path, with or without slashes at its ends.

    Returns:
        Its segments.
    """
    return [segment for segment in path.split("/") if segment]


def select(
    document: Document, root: dict[str, Json], selectors: Sequence[Selector]
) -> tuple[dict[str, Json], dict[str, str]]:
    """Reduce the paths of a document to the operations that any of some selectors chooses.

    Args:
        document: the document, for messages.
        root: its root.
        selectors: at least one.

    Returns:
        The new ``paths``, and the pointers of the path items in it that stood elsewhere, behind a
        reference, as new pointer → old one.

    Raises:
        InputError: a selector matches nothing.
    """
    base = segments(_base_path(root))
    unmatched = dict.fromkeys(selectors)
    paths: dict[str, Json] = {}
    origins: dict[str, str] = {}
    every: list[SelectableOperation] = []
    for path, raw in (as_map(root.get("paths")) or {}).items():
        if path.startswith("x-"):
            continue
        pointer = f"/paths/{escape(path)}"
        item, origin = _path_item(root, raw, pointer)
        found = list(_operations(path, item))
        every += found or [SelectableOperation(path, "", "", ())]
        chosen: set[str] = set()
        for operation in found or every[-1:]:
            for selector in selectors:
                if selector.matches(operation, base):
                    unmatched.pop(selector, None)
                    chosen.add(operation.method)
        if not chosen:
            continue
        is_whole = chosen == {operation.method for operation in found or every[-1:]}
        # An item that another path lends may be cut away there.
        if is_whole and (origin == pointer or not origin.startswith("/paths/")):
            paths[path] = raw
            continue
        paths[path] = _reduced(item, chosen)
        if origin != pointer:
            origins[pointer] = origin
    if unmatched:
        message = "; ".join(_unmatched(selector, every) for selector in unmatched)
        raise InputError(message, source=document.source)
    return paths, origins


def _path_item(root: dict[str, Json], raw: Json, pointer: str) -> tuple[Mapping[str, Json], str]:
    """Find a path item; members beside a reference stand over what it leads to."""
    node = as_map(raw) or {}
    if "$ref" not in node:
        return node, pointer
    try:
        target, origin = follow(root, node, pointer)
    except KeyError:
        return node, pointer
    beside = {name: value for name, value in node.items() if name != "$ref"}
    return {**(as_map(target) or {}), **beside}, origin


def selects_all(document: Document, include: Sequence[str]) -> bool:
    """Tell whether a document holds nothing but chosen operations.

    Args:
        document: any document.
        include: the entries.

    Returns:
        Whether each of its operations matches an entry.
    """
    root = as_map(document.value) or {}
    base, selectors = segments(_base_path(root)), [parse_selector(text) for text in include]
    return all(
        any(selector.matches(operation, base) for selector in selectors)
        for operation in _selectable(root)
    )


def matching(document: Document, include: Sequence[str]) -> list[str]:
    """Keep the entries that choose something: another version may lack what they name.

    Args:
        document: any document.
        include: the entries.

    Returns:
        Those that match an operation of it.
    """
    root = as_map(document.value) or {}
    base, operations = segments(_base_path(root)), list(_selectable(root))
    chosen = {text: parse_selector(text) for text in include}
    return [text for text in chosen if any(chosen[text].matches(op, base) for op in operations)]


def _selectable(root: dict[str, Json]) -> Iterator[SelectableOperation]:
    for path, raw in (as_map(root.get("paths")) or {}).items():
        if not path.startswith("x-"):
            yield from _operations(path, _path_item(root, raw, f"/paths/{escape(path)}")[0])


def path_operations(root: dict[str, Json]) -> Iterator[Mapping[str, Json]]:
    """List the operations of the paths of a document, those behind a reference too.

    Args:
        root: the root of the document.

    Returns:
        The Operation Objects.
    """
    for path, raw in (as_map(root.get("paths")) or {}).items():
        if not path.startswith("x-"):
            item, _ = _path_item(root, raw, f"/paths/{escape(path)}")
            yield from (node for _, node in _methods(item))


def _methods(item: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    for method in METHODS:
        if (node := as_map(item.get(method))) is not None:
            yield method, node
    for method, raw in (as_map(item.get("additionalOperations")) or {}).items():
        yield method, as_map(raw) or {}


def _operations(path: str, item: Mapping[str, Json]) -> Iterator[SelectableOperation]:
    for method, node in _methods(item):
        given = node.get("operationId")
        yield SelectableOperation(
            path,
            method,
            given if isinstance(given, str) and given else f"{method} {path}",
            tuple(tag for tag in as_list(node.get("tags")) or () if isinstance(tag, str)),
        )


def _reduced(item: Mapping[str, Json], chosen: set[str]) -> dict[str, Json]:
    kept = {name: value for name, value in item.items() if name not in METHODS or name in chosen}
    if (more := as_map(kept.pop("additionalOperations", None))) is not None:
        left = {name: value for name, value in more.items() if name in chosen}
        if left:
            kept["additionalOperations"] = left
    return kept


def _base_path(root: dict[str, Json]) -> str:
    if "swagger" in root:
        return str(root.get("basePath") or "")
    servers = as_list(root.get("servers")) or [{}]
    url = (as_map(servers[0]) or {}).get("url") if servers else ""
    try:
        return urlsplit(url).path if isinstance(url, str) else ""
    except ValueError:
        return ""


def _glob(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def _path_pattern(pattern: str) -> re.Pattern[str]:
    parts = [
        "(?:/[^/]+)*" if segment == "**" else "/" + "[^/]*".join(map(re.escape, segment.split("*")))
        for segment in segments(pattern)
    ]
    return re.compile("".join(parts))


def _unmatched(selector: Selector, every: Iterable[SelectableOperation]) -> str:
    if selector.kind == "path":
        return _unmatched_path(selector, list(every))
    known = {tag for item in every for tag in item.tags}
    what = "no operation has the tag"
    if selector.kind == "id":
        known = {item.id for item in every}
        what = "no operation has the operationId"
    hint = suggestion(selector.wanted, sorted(known))
    return f"{what} {selector.wanted!r}{hint}"


def _unmatched_path(selector: Selector, every: list[SelectableOperation]) -> str:
    if selector.method is not None:
        others = replace(selector, method=None)
        methods = {item.method for item in every if item.method and others.matches(item, ())}
        if methods:
            listed = ", ".join(sorted(method.upper() for method in methods))
            return f"no operation matches {selector.text!r}: the methods there are {listed}"
    wanted = segments(selector.wanted)
    stems = {"/" + "/".join(segments(item.path)[: len(wanted)]) for item in every}
    hint = suggestion("/" + "/".join(wanted), sorted(stems), cutoff=0.4)
    if selector.is_prefix:
        return f"no path lies under {selector.wanted!r}{hint}"
    return f"no path matches {selector.wanted!r}{hint}"
