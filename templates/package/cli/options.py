"""The options of a command: names, what they stand for, and the one that was probably meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from .commands import Command, CommandTable, UsageError, Value
from .kinds import alternatives, is_composed

GLOBAL_FLAGS = {
    "--base-url": "URL",
    "--region": "REGION",
    "--timeout": "SECONDS",
    "--verbose": "",
    "--help": "",
    "-h": "",
    "-v": "",
}
"""Options of every command → name of the value, empty where they take none."""
_CALL_FLAGS = {"--output": "FORMAT", "-o": "FORMAT", "--dry-run": "", "--curl": ""}
_JSON_FLAGS = {"--each": "FILE", "--drop-unknown": ""}
VALUED_FLAGS = frozenset(
    flag
    for flag, value in {**GLOBAL_FLAGS, **_CALL_FLAGS, "--completion": "SHELL"}.items()
    if value
)
"""Options that may stand before the command, and take a value."""
FORMATS = ("table", "json", "jsonl", "yaml")


def global_flags(table: CommandTable) -> dict[str, str]:
    """List the options of every command of a package: not all services have regions."""
    return {f: v for f, v in GLOBAL_FLAGS.items() if f != "--region" or table.regions}


@dataclass(frozen=True)
class Option:
    """An option of one command.

    Args:
        flag: as it is typed.
        value: the argument, or the member of the body.
        path: wire names from the body to the member; empty for an argument.
        names: how else it may be typed.
    """

    flag: str
    value: Value
    path: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def repeats(self) -> bool:
        """Tell whether it may be given several times."""
        return any(is_composed(kind) and "list" in kind for kind in alternatives(self.type))

    @property
    def type(self) -> Any:
        """The types that its value may be of."""
        return self.value.type


class Options:
    """The options that a command has of its own.

    Args:
        command: the command.
        table: knows the members of classes.

    Attributes:
        flags: options that are no arguments → name of their value, empty where they take none.
        shown: options for arguments and members, as help lists them.
        known: every name that one of these may be typed by.
    """

    def __init__(self, command: Command, table: CommandTable) -> None:
        self._table = table
        self.known: dict[str, Option] = {}
        self.flags = {**global_flags(table), **_CALL_FLAGS}
        self.flags |= {"--limit": "N"} if command.paged else {}
        self.flags |= {"--body": "BODY"} if command.body is not None else {}
        self.flags |= _JSON_FLAGS if command.takes_json else {}
        self.shown = tuple(_named(_own(command, table), {*self.flags}))
        flags = {option.flag for option in self.shown} | {*self.flags}
        names = Counter(name for option in self.shown for name in {*option.names} - flags)
        for option in self.shown:
            self.known[option.flag] = option
            # A name that two have means neither.
            self.known |= {name: option for name in option.names if names[name] == 1}

    def find(self, flag: str) -> Option:
        """Find an option by any of its names, members of members by names joined by dots.

        A colon after the name of a member, as in ``--note:=null``, stands for any JSON.

        Args:
            flag: as it was typed, without a value.

        Returns:
            The option.

        Raises:
            UsageError: there is none of this name; the message names the one that looks alike.
        """
        if flag in self.known:
            return self.known[flag]
        if flag.endswith(":"):
            option = self.find(flag[:-1])
            if not option.path:
                raise UsageError(f"{flag[:-1]} is no member of the body: only these take :=JSON")
            return replace(option, flag=flag, value=replace(option.value, type="json"))
        starts = [n for n in self.known if flag.startswith(f"{n}.") and self.known[n].path]
        start = max(starts, key=len, default="")
        if not start:
            raise UsageError(self._unknown(flag, [*self.known]))
        value, path, rest = self.known[start].value, self.known[start].path, flag[len(start) + 1 :]
        while rest:
            members = {n: m for m in self._table.members(value.type) for n in _names(m)}
            # The name of a member may hold dots itself.
            fitting = [n for n in members if f"{rest}.".startswith(f"{n}.")]
            if not fitting:
                raise UsageError(self._unknown(flag, [f"{start}.{n}" for n in members]))
            name = max(fitting, key=len)
            value, rest = members[name], rest[len(name) + 1 :]
            start, path = f"{start}.{name}", (*path, value.wire)
        return Option(flag, value, path)

    def inside(self, flag: str) -> list[str]:
        """List the options of the members inside another one, which need not be there."""
        try:
            option = self.find(flag)
        except UsageError:
            return []
        members = self._table.members(option.type) if option.path else ()
        return [f"{flag}.{member.option}" for member in members]

    def _unknown(self, flag: str, names: Sequence[str]) -> str:
        hint = did_you_mean(flag, [*names, *self.flags])
        return f"there is no option {flag}{hint}"


def did_you_mean(name: str, names: Sequence[str]) -> str:
    """Say which of some names was probably meant.

    Args:
        name: what was typed.
        names: what might have been.

    Returns:
        The end of a message; empty where none looks alike.
    """
    found = get_close_matches(name, names, 1, 0.6)
    return f"; did you mean {found[0]}?" if found else ""


def _own(command: Command, table: CommandTable) -> Iterator[Option]:
    for value in command.arguments:
        if value.location not in ("path", "body"):
            yield Option(f"--{value.option}", value, (), (f"--{value.name}", f"--{value.wire}"))
    if command.body is not None and command.takes_json:
        kinds = [command.body.type, *(media["type"] for media in command.media)]
        for kind in kinds:
            if members := table.members(kind):
                for value in members:
                    names = (f"--{value.name}", f"--{value.wire}")
                    yield Option(f"--{value.option}", value, (value.wire,), names)
                return


def _named(options: Iterator[Option], taken: set[str]) -> Iterator[Option]:
    """Put the location before a name that another option has."""
    used = {*taken}
    for option in options:
        flag = option.flag
        if flag in used:
            flag = f"--{option.value.location}.{option.value.option}"
        while flag in used:
            flag += "_"
        used.add(flag)
        yield Option(flag, option.value, option.path, option.names)


def _names(value: Value) -> tuple[str, str, str]:
    return value.option, value.name, value.wire
