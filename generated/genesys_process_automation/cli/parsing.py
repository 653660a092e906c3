"""From words to a call."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .._runtime.values import is_array
from .commands import Command, CommandTable, UsageError, kebab
from .kinds import alternatives, known
from .options import VALUED_FLAGS, Option, Options, did_you_mean
from .parsers import command_parser, group_parser
from .values import convert


@dataclass(frozen=True)
class Invocation:
    """A command and what it was given.

    Args:
        command: the command; None where help of a group is asked for.
        group: dotted name of the group, without a command.
        settings: values of the options that every command has, by name.
        arguments: of the method, but for the body.
        members: option of a member of the body → texts.
    """

    command: Command | None
    group: str
    settings: argparse.Namespace
    arguments: dict[str, Any]
    members: tuple[tuple[Option, tuple[str, ...]], ...] = ()


def parse(words: Sequence[str], table: CommandTable, program: str) -> Invocation:
    """Find the command and read its arguments.

    Args:
        words: what was typed after the program's name.
        table: the commands.
        program: how the program is called, for help.

    Returns:
        The call. Its settings hold ``help`` where that is asked for.

    Raises:
        UsageError: the words make no call.
    """
    path, before, rest = find_command(words, table)
    if not table.is_command(path):
        settings = group_parser(path, table, program).parse_args(before)
        if not settings.help and not settings.version and not settings.completion:
            where = f" after {' '.join(map(kebab, path.split('.')))}" if path else ""
            raise UsageError(f"a command is missing{where}: {', '.join(table.names(path))}")
        return Invocation(None, path, settings, {})
    command = table.command(path)
    options = Options(command, table)
    typed, used = _canonical([*before, *rest], options)
    if "--help" in typed or "-h" in typed:
        return Invocation(command, path, argparse.Namespace(help=True), {})
    found = command_parser(command, options, used, table, program).parse_args(typed)
    given = vars(found)
    arguments: dict[str, Any] = {}
    members: list[tuple[Option, tuple[str, ...]]] = []
    for value in command.arguments:
        if value.location == "path":
            arguments[value.name] = _converted(kebab(value.name), value.type, given[value.name])
    for index, option in enumerate(used):
        texts = given[f"option {index}"]
        if option.path:
            members.append((option, tuple(texts)))
        else:
            arguments[option.value.name] = read_option(option, texts)
    return Invocation(command, path, found, arguments, tuple(members))


def find_command(words: Sequence[str], table: CommandTable) -> tuple[str, list[str], Sequence[str]]:
    """Walk from group to group as long as words are names.

    Args:
        words: what was typed after the program's name.
        table: the commands.

    Returns:
        Dotted name of the command or group, the options before and between its words, and what
        follows it.

    Raises:
        UsageError: a word names nothing.
    """
    path, before, index = "", list[str](), 0
    while index < len(words) and not table.is_command(path):
        word = words[index]
        index += 1
        if word.startswith("-"):
            before.append(word)
            if word in VALUED_FLAGS:
                before += words[index : index + 1]
                index += 1
            continue
        names = table.names(path)
        # The Python name is taken as well: import_ is import.
        typed = word if word in names else kebab(word.replace("-", "_"))
        if typed not in names:
            where = f" in {' '.join(map(kebab, path.split('.')))}" if path else ""
            hint = did_you_mean(typed, [*names]) or f"; there are {', '.join(names)}"
            raise UsageError(f"there is no command {word!r}{where}{hint}")
        path = names[typed]
    return path, before, words[index:]


def read_option(
    option: Option, texts: Sequence[str], read: Callable[[Any, str], Any] = convert
) -> Any:
    """Make the value of an option.

    Args:
        option: the option.
        texts: what was typed, each time it was given.
        read: makes a value of what was typed; raises ValueError where it is none.

    Returns:
        The value; a list where it may be given several times.

    Raises:
        UsageError: a text is none of what it may be, or it may be given but once.
    """
    if option.value.null and [*texts] == ["null"] and not _takes_text(option.type):
        return None
    name = option.flag.rstrip(":")
    values = [_converted(name, option.type, text, read) for text in texts]
    if len(values) == 1:
        return values[0]
    if not option.repeats:
        raise UsageError(f"{option.flag} is given {len(values)} times")
    # A file in a form is a tuple, and one item.
    lists = (v if is_array(v) and not isinstance(v, tuple) else [v] for v in values)
    return [item for items in lists for item in items]


def help_text(invocation: Invocation, table: CommandTable, program: str) -> str:
    """Write the help of what was typed.

    Args:
        invocation: the command or group.
        table: the commands.
        program: how the program is called.

    Returns:
        The text, with a newline at its end.
    """
    command = invocation.command
    if command is None:
        return group_parser(invocation.group, table, program).format_help()
    options = Options(command, table)
    return command_parser(command, options, options.shown, table, program).format_help()


def _takes_text(kind: Any) -> bool:
    """Tell whether ``null`` may be a text as well as null."""
    texts = ("any", "string", "bytes", "binary-file", "event", "json")
    return any(each in texts or "null" in known(each) for each in alternatives(kind))


def _converted(name: str, kind: Any, text: str, read: Callable[[Any, str], Any] = convert) -> Any:
    try:
        return read(kind, text)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None


def _canonical(words: Sequence[str], options: Options) -> tuple[list[str], tuple[Option, ...]]:
    """Write every option by the name that help shows, with its value where that has a hyphen."""
    found: list[str] = []
    used: dict[str, Option] = {}
    waits = ""
    for index, word in enumerate(words):
        if word == "--" and not waits:
            found += words[index:]
            break
        if waits and not word.startswith("--"):
            found.append(f"{waits}={word}")
            waits = ""
            continue
        if waits:
            raise UsageError(f"{waits} needs a value; one that starts with -- goes as {waits}=…")
        flag, equals, value = word.partition("=")
        if not word.startswith("--"):
            is_flag = word.startswith("-") and word[1:2].isalpha()
            if is_flag and word[:2] not in options.flags:
                raise UsageError(f"there is no option {word[:2]}; before a value goes --")
            found += ["--output" if word == "-o" else word] if word != "-o" else []
            waits = "--output" if word == "-o" else ""
            continue
        if flag not in options.flags:
            option = options.find(flag)
            flag = option.flag
            used.setdefault(flag, option)
        if equals or (flag not in used and not options.flags[flag]):
            found.append(flag + equals + value)
        else:
            waits = flag
    if waits:
        raise UsageError(f"{waits} needs a value")
    return found, tuple(used.values())
