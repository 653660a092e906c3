"""From words to a call: argparse with the options of one command only."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .._runtime.values import is_array
from ..errors import one_line
from .commands import Command, CommandTable, UsageError, kebab
from .options import FORMATS, VALUED_FLAGS, Option, Options, did_you_mean
from .values import convert, shown


@dataclass(frozen=True)
class Invocation:
    """What was typed.

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


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


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
        settings = _group_parser(path, table, program).parse_args(before)
        if not settings.help and not settings.version and not settings.completion:
            where = f" after {' '.join(map(kebab, path.split('.')))}" if path else ""
            raise UsageError(f"a command is missing{where}: {', '.join(table.names(path))}")
        return Invocation(None, path, settings, {})
    command = table.command(path)
    options = Options(command, table)
    typed, used = _canonical([*before, *rest], options)
    if "--help" in typed or "-h" in typed:
        return Invocation(command, path, argparse.Namespace(help=True), {})
    found = _command_parser(command, options, used, table, program).parse_args(typed)
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
            if word in VALUED_FLAGS or word == "--completion":
                before += words[index : index + 1]
                index += 1
            continue
        names = table.names(path)
        if kebab(word) not in names:
            where = f" in {path.replace('.', ' ')}" if path else ""
            hint = did_you_mean(kebab(word), [*names]) or f"; there are {', '.join(names)}"
            raise UsageError(f"there is no command {word!r}{where}{hint}")
        path = names[kebab(word)]
    return path, before, words[index:]


def read_option(option: Option, texts: Sequence[str]) -> Any:
    """Make the value of an option.

    Args:
        option: the option.
        texts: what was typed, each time it was given.

    Returns:
        The value; a list where it may be given several times.

    Raises:
        UsageError: a text is none of what it may be, or it may be given but once.
    """
    values = [_converted(option.flag, option.type, text) for text in texts]
    if len(values) == 1:
        return values[0]
    if not option.repeats:
        raise UsageError(f"{option.flag} is given {len(values)} times")
    return [item for value in values for item in (value if is_array(value) else [value])]


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
        return _group_parser(invocation.group, table, program).format_help()
    options = Options(command, table)
    return _command_parser(command, options, options.shown, table, program).format_help()


def _converted(name: str, kind: Any, text: str) -> Any:
    try:
        return convert(kind, text)
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


def _text(text: str) -> str:
    """Make a text of the document fit for a terminal and for argparse."""
    lines = (one_line(line, 10_000) for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).replace("%", "%%")


def _described(text: str) -> str:
    """The same where argparse replaces nothing but ``%(prog)``."""
    found = _text(text)
    return found if "%(prog)" in found else found.replace("%%", "%")


def _parser(usage: str, description: str) -> argparse.ArgumentParser:
    return _Parser(
        usage=f"{_text(usage)} [OPTIONS]",
        description=_described(description),
        add_help=False,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _group_parser(group: str, table: CommandTable, program: str) -> argparse.ArgumentParser:
    names = table.names(group)
    width = max(map(len, names), default=0)
    rows = "\n".join(
        f"  {name:{width}}  {one_line(table.summary(path), 100)}" for name, path in names.items()
    )
    words = [program, *(kebab(name) for name in group.split(".") if name)]
    title = "" if group else f"Command line of {table.title}.\n\n"
    parser = _parser(" ".join([*words, "COMMAND"]), f"{title}commands:\n{rows}")
    _add_connection(parser, table)
    shells = ("bash", "zsh", "fish")
    parser.add_argument("--completion", choices=shells, help="print what completes in a shell")
    parser.add_argument("--version", action="store_true", help="print the version of the package")
    return parser


def _command_parser(
    command: Command, options: Options, used: Sequence[Option], table: CommandTable, program: str
) -> argparse.ArgumentParser:
    paragraphs = [command.summary, command.text, command.call, *command.notes]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    names = [kebab(value.name) for value in command.arguments if value.location == "path"]
    parser = _parser(" ".join([program, command.words, *names]), text)
    ids = parser.add_argument_group("arguments")
    for value in command.arguments:
        if value.location == "path":
            name = kebab(value.name)
            ids.add_argument(value.name, metavar=name, help=_text(value.text))
    groups = {
        False: parser.add_argument_group("options"),
        True: parser.add_argument_group("members of the body"),
    }
    flags = {option.flag for option in used}
    required = [o for o in options.shown if not o.path and o.value.required]
    missing = [option.flag for option in required if option.flag not in flags]
    for index, option in enumerate(used):
        needed = "Required. " if option.value.required else ""
        groups[bool(option.path)].add_argument(
            option.flag,
            dest=f"option {index}",
            action="append",
            metavar=_text(shown(option.type)),
            help=_text(needed + option.value.text),
        )
    for flag in missing:
        groups[False].add_argument(flag, required=True)
    if command.body is not None:
        body = parser.add_argument_group("body")
        text = "the whole body: @FILE, - for standard input, or the text itself"
        body.add_argument("--body", metavar="BODY", help=text)
        text = "call once for each line of a file (- for standard input) of JSON bodies"
        body.add_argument("--each", metavar="FILE", help=text)
        text = "leave out members of the body that its class does not have"
        body.add_argument("--drop-unknown", action="store_true", help=text)
    else:
        parser.set_defaults(body=None, each=None, drop_unknown=False)
    output = parser.add_argument_group("output")
    text = "; else a table on a terminal, and json elsewhere"
    text = f"one of {', '.join(FORMATS)}{text}"
    output.add_argument("-o", "--output", metavar="FORMAT", choices=FORMATS, help=text)
    if command.paged:
        output.add_argument("--limit", metavar="N", type=_limit, help="the most items to list")
    else:
        parser.set_defaults(limit=None)
    text = "print the request instead of sending it"
    output.add_argument("--dry-run", action="store_true", help=text)
    text = "print a curl command instead of sending the request"
    output.add_argument("--curl", action="store_true", help=text)
    _add_connection(parser, table)
    return parser


def _add_connection(parser: argparse.ArgumentParser, table: CommandTable) -> None:
    group = parser.add_argument_group("connection")
    group.add_argument("--base-url", metavar="URL", help="root of the API")
    if table.regions:
        regions = ", ".join(table.regions)
        group.add_argument(
            "--region", metavar="REGION", choices=table.regions, help=_text(f"one of {regions}")
        )
    else:
        parser.set_defaults(region=None)
    text = "for each phase of an attempt"
    group.add_argument("--timeout", metavar="SECONDS", type=_seconds, help=text)
    text = "tell of every request on standard error"
    group.add_argument("-v", "--verbose", action="store_true", help=text)
    group.add_argument("-h", "--help", action="store_true", help="show this text")


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"expected a whole number, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"expected seconds above 0, not {text!r}")
    return found
