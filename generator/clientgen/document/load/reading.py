"""From a path or URL to a document."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from clientgen.base.diagnostics import Diagnostic, InputError, Position
from clientgen.base.pointers import pointer_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import json_text, yaml_text
from clientgen.document.load.document import Document, PositionIndex
from clientgen.document.load.limits import DEFAULT, Limits
from clientgen.document.load.source import decompressed, display_name, read_raw
from clientgen.document.load.text import decode

# Of more than this the reader learns nothing.
_MOST_DEEP = 20
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|title|meta|script|div|p|h1|center)\b")
_ESCAPED_SURROGATE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")


def read(source: str | Path, *, limits: Limits = DEFAULT) -> Document:
    """Read a document.

    Args:
        source: a path, an https URL, or `-` for standard input; JSON or YAML, known by its content;
            gzipped or not.
        limits: bounds on size, depth and time.

    Returns:
        The document. Its root is a mapping.

    Raises:
        InputError: it cannot be read, or is not an unambiguous JSON or YAML mapping.
    """
    raw, name = read_raw(source, limits), display_name(source)
    document = parse(decompressed(raw, name, limits), name, limits=limits)
    if os.path.isfile(source):
        document.files = {os.path.abspath(source): hashlib.sha256(raw).hexdigest()}
    return document


def parse(data: bytes, source: str, *, limits: Limits = DEFAULT) -> Document:
    """Parse bytes that were read elsewhere, for example out of version control.

    Args:
        data: UTF-8 text, JSON or YAML, not compressed.
        source: display name for errors.
        limits: bounds on size and depth.

    Returns:
        The document. Its root is a mapping.

    Raises:
        InputError: not an unambiguous JSON or YAML mapping, or too big.
    """
    if len(data) > limits.size:
        raise InputError(
            f"is bigger than the limit of {limits.size:,} bytes; --max-size raises it",
            source=source,
        )
    _refuse_markup(data, source)
    text = decode(data, source)
    merges: list[Position] = []
    value: Json
    index: PositionIndex
    if text.lstrip()[0] in "{[" and not _is_flow_yaml(text, source, limits):
        value, index = json_text.parse(text, source, limits), json_text.JsonIndex(text)
    else:
        value, index = yaml_text.parse(text, source, limits, merges), yaml_text.YamlIndex(text)
    document = Document(source, value, hashlib.sha256(data).hexdigest(), index)
    if as_map(value) is None:
        raise InputError(
            f"is not a mapping but {_kind(value)}", source=source, position=Position(1, 1)
        )
    if merges:
        times = f"; so are {len(merges) - 1:,} more" if len(merges) > 1 else ""
        message = f"the merge key << is no part of YAML 1.2; it is read as in YAML 1.1{times}"
        document.diagnostics = (Diagnostic("merge-key", message, source, merges[0], None, "note"),)
    document = _without_deep(document, limits)
    if _ESCAPED_SURROGATE.search(text):
        _refuse_lone_surrogates(document)
    return document


def _refuse_markup(data: bytes, source: str) -> None:
    """Name what a login page or a proxy's error page is, whatever its encoding."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").replace(b"\0", b"").lower()
    if not start.startswith(b"<") or start.startswith(b"<<"):  # YAML's merge key is no markup
        return
    kind = "a page of HTML" if _HTML.search(start) else "XML"
    raise InputError(
        f"this is {kind}, not an OpenAPI document", source=source, position=Position(1, 1)
    )


def _is_flow_yaml(text: str, source: str, limits: Limits) -> bool:
    """Tell YAML in braces from JSON: by the name, and only when it is not JSON as well."""
    if not source.removesuffix(".gz").endswith((".yaml", ".yml")):
        return False
    try:
        json_text.parse(text, source, limits)
    except InputError as problem:
        return "is not valid JSON" in problem.message
    return False


def _kind(value: Json) -> str:
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else f"a single {type(value).__name__}"


def _without_deep(document: Document, limits: Limits) -> Document:
    """Refuse too many values, and leave out what is nested deeper than later stages may go."""
    level: list[Json] = [document.value]
    nodes = depth = 0
    while level:
        depth += 1
        nodes += len(level)
        if nodes > limits.nodes:
            raise document.error(f"holds more than {limits.nodes:,} values; --max-size raises it")
        below: list[Json] = []
        for value in level:
            if (members := as_map(value)) is not None:
                below.extend(members.values())
            elif (items := as_list(value)) is not None:
                below.extend(items)
        level = below
        if depth > limits.depth + 1:
            raise document.error(f"is nested deeper than {limits.depth} levels", "")
    if depth <= limits.kept_depth + 1:
        return document
    deep: list[str] = []
    value = _cut(document.value, limits.kept_depth, "", deep)
    found = [
        document.warning(
            "nested-too-deep",
            f"is nested deeper than {limits.kept_depth} levels; what is below is left out",
            pointer,
        )
        for pointer in deep[:_MOST_DEEP]
    ]
    return document.with_value(value, None, found)


def _cut(value: Json, levels: int, pointer: str, deep: list[str]) -> Json:
    """Copy a value without the members of containers below some levels."""
    members, items = as_map(value), as_list(value)
    if levels == 0 and (members or items):
        deep.append(pointer)
        return {} if members else []
    if members is not None:
        return {
            name: _cut(member, levels - 1, pointer + pointer_of(name), deep)
            for name, member in members.items()
        }
    if items is not None:
        return [_cut(item, levels - 1, f"{pointer}/{i}", deep) for i, item in enumerate(items)]
    return value


def _refuse_lone_surrogates(document: Document) -> None:
    stack: list[tuple[str, Json]] = [("", document.value)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, str):
            _refuse_lone_surrogate(document, pointer, value)
        elif (members := as_map(value)) is not None:
            for name, member in members.items():
                _refuse_lone_surrogate(document, pointer, name)
                stack.append((pointer + pointer_of(name), member))
        elif (items := as_list(value)) is not None:
            stack.extend((f"{pointer}/{index}", item) for index, item in enumerate(items))


def _refuse_lone_surrogate(document: Document, pointer: str, text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        message = "a string holds half of a surrogate pair, which is no character"
        raise document.error(message, pointer) from None
