"""The parsers of argparse: one for a group of commands, one for a single command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn

from ..errors import one_line
from .commands import Command, CommandTable, UsageError, kebab
from .kinds import shown
from .options import FORMATS, Option, Options


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


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


def group_parser(group: str, table: CommandTable, program: str) -> argparse.ArgumentParser:
    """Make the parser of a group, whose help lists its commands.

    Args:
        group: dotted name; empty for all.
        table: the commands.
        program: how the program is called.

    Returns:
        The parser.
    """
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


def command_parser(
    command: Command, options: Options, used: Sequence[Option], table: CommandTable, program: str
) -> argparse.ArgumentParser:
    """Make the parser of a command.

    Args:
        command: the command.
        options: all that it has of its own.
        used: those that the parser takes; others that are required are missing.
        table: the commands.
        program: how the program is called.

    Returns:
        The parser; the texts of an option are at ``option`` and its index.
    """
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
        True: parser.add_argument_group(
            "members of the body", "--NAME:=JSON sets a member to any JSON, such as null"
        ),
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
    parser.set_defaults(body=None, each=None, drop_unknown=False)
    body = parser.add_argument_group("body")
    if command.body is not None:
        text = "the whole body: @FILE, - for standard input, or the text itself"
        body.add_argument("--body", metavar="BODY", help=text)
    if command.takes_json:
        text = "call once for each line of a file (- for standard input) of JSON bodies"
        body.add_argument("--each", metavar="FILE", help=text)
        text = "leave out members of the body that its class does not have"
        body.add_argument("--drop-unknown", action="store_true", help=text)
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
        text = f"one of {', '.join(table.regions)}, or its domain"
        group.add_argument("--region", metavar="REGION", type=_region(table), help=_text(text))
    else:
        parser.set_defaults(region=None)
    text = "for each phase of an attempt"
    group.add_argument("--timeout", metavar="SECONDS", type=_seconds, help=text)
    text = "tell of every request on standard error"
    group.add_argument("-v", "--verbose", action="store_true", help=text)
    group.add_argument("-h", "--help", action="store_true", help="show this text")


def _region(table: CommandTable) -> Callable[[str], str]:
    def read(text: str) -> str:
        name = text.lower().replace("-", "_")
        if name not in table.regions and text.lower() not in table.regions.values():
            raise argparse.ArgumentTypeError(f"there is no region {text!r}; see --help")
        return text

    return read


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
