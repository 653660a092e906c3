"""The table of commands: what help and completion know without importing models or resources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import Any

from .kinds import alternatives, is_composed

JSON_KINDS = frozenset({"json", "form", "multipart"})
"""Kinds of bodies that are typed as JSON."""


class UsageError(Exception):
    """Raised where words make no call; the message says what to type."""


@dataclass(frozen=True)
class Value:
    """An argument of a method, or a member of a body.

    Args:
        name: Python name.
        wire: name on the wire.
        location: ``path``, ``query``, ``header``, ``cookie`` or ``body``.
        type: what it may be, as the table says it.
        text: what the document says of it.
        required: whether it has to be given.
        null: whether a member may be null.
    """

    name: str
    wire: str
    location: str
    type: Any
    text: str
    required: bool
    null: bool = False

    @property
    def option(self) -> str:
        """Its option, without anything before it to tell it from others."""
        return kebab(self.name)


@dataclass(frozen=True)
class Command:
    """One method.

    Args:
        path: dotted Python name, such as ``triggers.list``.
        call: HTTP method and path template.
        summary: one line.
        text: what else the document says.
        paged: whether it lists page by page.
        streams: whether its response may come item by item.
        notes: sentences on permissions and deprecation.
        arguments: of the method, in its order.
        media: representations of the body, where it is not plain JSON.
        security: alternatives of credentials, by keyword of the client; None for all there are.
    """

    path: str
    call: str
    summary: str
    text: str
    paged: bool
    streams: bool
    notes: Sequence[str]
    arguments: Sequence[Value]
    media: Sequence[Mapping[str, Any]]
    security: Sequence[Sequence[str]] | None

    @property
    def words(self) -> str:
        """The command as it is typed."""
        return " ".join(map(kebab, self.path.split(".")))

    @cached_property
    def body(self) -> Value | None:
        """The argument that is the body."""
        return next((a for a in self.arguments if a.location == "body"), None)

    @property
    def takes_json(self) -> bool:
        """Tell whether its body is typed as JSON, or member by member."""
        kinds = {media["kind"] for media in self.media}
        return self.body is not None and (not kinds or not kinds.isdisjoint(JSON_KINDS))


def kebab(name: str) -> str:
    """Write a Python name as it is typed: words of Python's own need nothing after them here."""
    return name.strip("_").replace("_", "-") or name


class CommandTable:
    """The commands of one package.

    Args:
        package: import name.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        text = files(f"{package}.cli").joinpath("commands.json").read_text("utf-8")
        self._table: Mapping[str, Any] = json.loads(text)

    @property
    def title(self) -> str:
        """Title of the service."""
        return str(self._table["title"])

    @property
    def program(self) -> str:
        """Name of the console script."""
        return str(self._table["program"])

    @property
    def regions(self) -> Mapping[str, str]:
        """Names of the regions and their domains; none where the service has none."""
        found: Mapping[str, str] = self._table["regions"]
        return found

    @property
    def address(self) -> str:
        """Environment variable of the API's root, where the document does not know its host."""
        return str(self._table["address"])

    @property
    def credentials(self) -> Mapping[str, Mapping[str, str]]:
        """Keyword of the client → ``kind`` and environment ``variable`` of the credential."""
        found: Mapping[str, Mapping[str, str]] = self._table["credentials"]
        return found

    def names(self, group: str) -> Mapping[str, str]:
        """List what stands below a group.

        Args:
            group: dotted name; empty for all.

        Returns:
            Name as it is typed → dotted name, of groups and commands.
        """
        start = f"{group}." if group else ""
        found: dict[str, str] = {}
        for path in self._table["commands"]:
            if path.startswith(start):
                name = path[len(start) :].partition(".")[0]
                known = found.setdefault(kebab(name), start + name)
                if known != start + name:  # Two that only differ in what is left out.
                    found[name.replace("_", "-")] = start + name
        return found

    def is_command(self, path: str) -> bool:
        """Tell whether a dotted name is a command."""
        return path in self._table["commands"]

    def summary(self, path: str) -> str:
        """Describe a command, or a group by what is in it, in one line."""
        if self.is_command(path):
            return str(self._table["commands"][path]["summary"])
        return ", ".join(self.names(path))

    def command(self, path: str) -> Command:
        """Describe a command.

        Args:
            path: its dotted name.

        Returns:
            The command.
        """
        found = self._table["commands"][path]
        notes = [f"Needs permission {found['permissions']}."] if "permissions" in found else []
        notes += ["Deprecated."] if found.get("deprecated") else []
        return Command(
            path,
            found["call"],
            found["summary"],
            found["text"],
            bool(found.get("paged")),
            bool(found.get("streams")),
            notes,
            tuple(_value(each, each["in"]) for each in found["arguments"]),
            found.get("media", ()),
            found.get("security"),
        )

    def members(self, kind: Any) -> Sequence[Value]:
        """List the members of a value: those of all classes that it may be of.

        Args:
            kind: what the value may be, as the table says it.

        Returns:
            The members; one that several classes have may be of the types of each.
        """
        classes = [self._members(name) for name in self._classes(kind)]
        found: dict[str, Value] = {}
        for value in (value for members in classes for value in members.values()):
            known = found.setdefault(value.wire, value)
            if known.type != value.type:
                kinds = {"any": [known.type, value.type]}
                found[value.wire] = replace(known, type=kinds, null=known.null or value.null)
        return tuple(
            (
                value
                if all(members.get(wire, _OTHER).required for members in classes)
                else replace(value, required=False)
            )
            for wire, value in found.items()
        )

    def fitting(self, kind: Any, value: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """List the classes that an object may be of, as its tags say.

        Args:
            kind: what it may be, as the table says it.
            value: the object.

        Returns:
            Class name → wire names of the members.
        """
        names = self._classes(kind)
        tags = [tag for tag in _tags(kind) if tag[0] in value]
        allowed = {name for member, tag, name in tags if value[member] == tag}
        told = {name for _, _, name in tags} if allowed else set[str]()
        return {
            name: tuple(self._members(name))
            for name in names
            if name in allowed or name not in told
        }

    def _classes(self, kind: Any) -> list[str]:
        found = [k["model"] for k in alternatives(kind) if is_composed(k) and "model" in k]
        return list(dict.fromkeys(found))

    def _members(self, name: str) -> Mapping[str, Value]:
        return {m["wire"]: _value(m, "body") for m in self._table["models"][name]}


def _value(found: Mapping[str, Any], location: str) -> Value:
    required, null = bool(found.get("required")), bool(found.get("null"))
    return Value(
        found["name"], found["wire"], location, found["type"], found["text"], required, null
    )


_OTHER = Value("", "", "body", "any", "", required=False)


def _tags(kind: Any) -> Iterator[tuple[str, Any, str]]:
    """Wire name of a member, its value, and the class that is told by it."""
    if is_composed(kind):
        yield from kind.get("tags", ())
        for each in kind.get("any", ()):
            yield from _tags(each)
