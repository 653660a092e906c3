"""YAML read as YAML 1.2 with the core schema, built from parser events.

PyYAML's own loaders follow YAML 1.1 (``on`` is true, ``012`` is ten, ``12:30`` is a number) and
recurse into the document. Its parser does neither: events come one by one, so that depth, aliases
and duplicate keys are bounded while the tree is built.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from clientgen.base.diagnostics import InputError, Position
from clientgen.base.pointers import escape, tokens_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load.limits import Limits

_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# A type of YAML 1.1 (https://yaml.org/type/merge.html) that nearly every reader still knows.
_MERGE = "<<"
_MOST_MERGES = 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def scalar(text: str) -> Json:
    """Resolve a plain scalar by the core schema of YAML 1.2.

    Args:
        text: the scalar as written, without quotes.

    Returns:
        None, a bool, an int, a float, or the text itself.

    Raises:
        ValueError: a number that is not finite, or has too many digits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if _NOT_FINITE.match(text):
        raise ValueError(f"{text} is not a finite number")
    if _FLOAT.match(text):
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(f"{text} is not a finite number")
        return number
    return text


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _events(text: str, source: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        reason = ", ".join(str(part) for part in (problem.context, problem.problem) if part)
        raise InputError(
            f"is not valid YAML: {reason}",
            source=source,
            position=None if mark is None else _position(mark),
        ) from None
    except yaml.reader.ReaderError as problem:
        before = text[: problem.position] if isinstance(problem.position, int) else ""
        line = before.count("\n") + 1
        position = Position(line, len(before) - (before.rfind("\n") + 1) + 1)
        raise InputError(
            f"is not valid YAML: {problem.reason}", source=source, position=position
        ) from None


class _OpenContainer:
    """A container under construction."""

    __slots__ = ("anchor", "before", "is_merge", "key", "merged", "value")

    def __init__(self, value: Json, anchor: str | None, before: int) -> None:
        self.value: Json = value
        self.anchor = anchor
        self.before = before
        self.key: str | None = None
        # The value of the key that was read last is to be merged, and those that were.
        self.is_merge = False
        self.merged: list[tuple[Json, Any]] = []


class _TreeBuilder:
    """Builds the tree from events, holding every limit as it goes."""

    def __init__(self, source: str, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._stack: list[_OpenContainer] = []
        self._anchors: dict[str, tuple[Json, int]] = {}
        self._nodes = 0
        self._aliased = 0
        self._documents = 0
        self.merges: list[Position] = []
        self.root: Json = None

    def _refuse(self, message: str, event: Any) -> InputError:
        return InputError(message, source=self._source, position=_position(event.start_mark))

    def _count(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > self._limits.nodes:
            raise self._refuse(
                f"holds more than {self._limits.nodes:,} values; --max-size raises it", event
            )

    def feed(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._refuse("holds a second YAML document; one file, one document", event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            frame = self._stack.pop()
            for value, at in frame.merged:
                self._merge(frame.value, value, at)
            if frame.anchor is not None:
                self._anchors[frame.anchor] = (frame.value, self._nodes - frame.before)
            self._attach(frame.value, event)
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)

    def _node(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._alias(event)
            return
        if event.tag is not None:
            raise self._refuse(f"the YAML tag {event.tag!r} is not allowed", event)
        self._count(1, event)
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
            if event.anchor is not None:
                self._anchors[event.anchor] = (value, 1)
            self._attach(value, event)
            return
        self._refuse_container_key(event)
        if len(self._stack) >= self._limits.depth:
            raise self._refuse(f"is nested deeper than {self._limits.depth} levels", event)
        container: Json = {} if isinstance(event, yaml.MappingStartEvent) else []
        if event.anchor is not None:
            # An alias met before the container is complete would make the tree endless.
            self._anchors.pop(event.anchor, None)
        self._stack.append(_OpenContainer(container, event.anchor, self._nodes - 1))

    def _expects_key(self) -> bool:
        return (
            bool(self._stack)
            and isinstance(self._stack[-1].value, dict)
            and (self._stack[-1].key is None)
        )

    def _refuse_container_key(self, event: Any) -> None:
        if self._expects_key():
            raise self._refuse("a key must be a string, not a mapping or a list", event)

    def _alias(self, event: Any) -> None:
        self._refuse_container_key(event)
        if any(frame.anchor == event.anchor for frame in self._stack):
            raise self._refuse(f"the alias *{event.anchor} stands inside what it names", event)
        if event.anchor not in self._anchors:
            raise self._refuse(f"the alias *{event.anchor} names nothing", event)
        value, size = self._anchors[event.anchor]
        self._aliased += size
        if self._aliased > self._limits.alias_nodes:
            raise self._refuse(
                f"aliases expand to more than {self._limits.alias_nodes:,} values", event
            )
        self._count(size, event)
        self._attach(value, event)

    def _scalar(self, event: Any) -> Json:
        text = str(event.value)
        plain = bool(event.implicit[0])
        if self._expects_key():
            return self._key(text, plain, event)
        if not plain:
            return text
        try:
            return scalar(text)
        except ValueError as problem:
            shown = str(problem) if "finite" in str(problem) else "a number has too many digits"
            raise self._refuse(shown, event) from None

    def _key(self, text: str, plain: bool, event: Any) -> str:
        if plain and text == _MERGE:
            self._stack[-1].is_merge = True
            self.merges.append(_position(event.start_mark))
            return text
        # Status codes are written without quotes everywhere; any other typed key is a mistake.
        if plain and not (text.isascii() and text.isdecimal()):
            try:
                typed = scalar(text)
            except ValueError:
                typed = None
            if typed != text:
                raise self._refuse(f"the key {text or 'null'} is not a string: quote it", event)
        return text

    def _attach(self, value: Json, event: Any) -> None:
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        if frame.is_merge:
            if frame.key is None:
                frame.key = _MERGE
            else:
                frame.merged.append((value, event))
                frame.is_merge, frame.key = False, None
            return
        if (items := as_list(frame.value)) is not None:
            items.append(value)
        elif frame.key is None:
            members = as_map(frame.value) or {}
            if value in members:
                raise self._refuse(f"the key {value!r} stands twice in one mapping", event)
            frame.key = value
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _merge(self, members: dict[str, Json], value: Json, event: Any) -> None:
        """Take over the members of one mapping or of several that a mapping lacks itself."""
        for item in [value] if as_list(value) is None else value:
            merged = as_map(item)
            if merged is None:
                raise self._refuse("the merge key << takes a mapping or a list of mappings", event)
            for name, member in merged.items():
                members.setdefault(name, member)


def parse(text: str, source: str, limits: Limits, merges: list[Position] | None = None) -> Json:
    """Parse YAML text.

    Args:
        text: the text, one YAML document.
        source: display name for errors.
        limits: bounds on nesting, size and aliases.
        merges: receives where the merge keys ``<<`` of YAML 1.1 stand.

    Returns:
        The plain tree, merged. Aliased parts are shared.

    Raises:
        InputError: not YAML, tags, duplicate or typed keys, alias bombs, more than
            one document, a number that is not finite, or nested too deep.
    """
    builder = _TreeBuilder(source, limits)
    for event in _events(text, source):
        builder.feed(event)
    if merges is not None:
        merges += builder.merges
    return builder.root


class YamlIndex:
    """Finds positions in a YAML text, which is parsed again for the first one.

    Args:
        text: YAML that :func:`parse` accepted.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, Position] | None = None
        self._targets: dict[str, str] = {}

    def find(self, pointer: str) -> Position | None:
        """Find a value; what stands behind an alias is found where the anchor is.

        Args:
            pointer: JSON pointer.

        Returns:
            Where its key or item starts, None when there is no such value.
        """
        if self._places is None:
            self._places = self._index()
        path = ""
        for token in tokens_of(pointer):
            found = self._below(self._places, self._targets.get(path, path), escape(token))
            if found is None:
                return None
            path = found
        return self._places[path]

    def _below(
        self, places: dict[str, Position], path: str, token: str, level: int = 0
    ) -> str | None:
        """Find a member, perhaps in a mapping that is merged here."""
        if f"{path}/{token}" in places:
            return f"{path}/{token}"
        merge = f"{path}/{_MERGE}"
        if merge not in places or level > _MOST_MERGES:
            return None
        index, sources = 0, [merge]
        while f"{merge}/{index}" in places:
            sources.append(f"{merge}/{index}")
            index += 1
        for source in sources:
            found = self._below(places, self._targets.get(source, source), token, level + 1)
            if found is not None:
                return found
        return None

    def _index(self) -> dict[str, Position]:
        positions: dict[str, Position] = {"": Position(1, 1)}
        anchors: dict[str, str] = {}
        # Each frame: its pointer, the next index of a list or None, the pending key or None.
        stack: list[list[Any]] = []
        for event in yaml.parse(self._text, Loader=_LOADER):
            if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            path = ""
            if stack:
                frame = stack[-1]
                if frame[1] is None and frame[2] is None:
                    path = f"{frame[0]}/{escape(str(getattr(event, 'value', '')))}"
                    frame[2] = path
                    positions[path] = _position(event.start_mark)
                    continue
                if frame[1] is None:
                    path, frame[2] = str(frame[2]), None
                else:
                    path = f"{frame[0]}/{frame[1]}"
                    frame[1] += 1
                    positions[path] = _position(event.start_mark)
            if isinstance(event, yaml.AliasEvent):
                # An anchor on a key names a scalar, in which nothing can be looked for.
                self._targets[path] = anchors.get(str(event.anchor), path)
                continue
            if event.anchor is not None:
                anchors[event.anchor] = path
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                is_list = isinstance(event, yaml.SequenceStartEvent)
                stack.append([path, 0 if is_list else None, None])
        return positions
