"""The program: from words to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain
from typing import Any

from .. import __version__
from ..errors import APIError, ConfigurationError, one_line
from .commands import CommandTable, UsageError
from .exits import BROKEN_PIPE, INTERRUPTED, exit_code, message
from .parsing import Invocation, help_text, parse

_PACKAGE = (__package__ or "").rpartition(".")[0]


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        words: what follows the program's name; that of the process when None.

    Returns:
        The exit code; docs/command-line.md has the table.
    """
    name = os.path.basename(sys.argv[0])
    program = f"python -m {_PACKAGE}" if name == "__main__.py" or not name else name
    try:
        _run(sys.argv[1:] if words is None else words, program)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still to be written at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        sys.stderr.write(f"{program}: {message(error)}\n")
        return exit_code(error)
    return 0


def _run(words: Sequence[str], program: str) -> None:
    table = CommandTable(_PACKAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if words and words[0] == "--complete":
        from .completion import candidates

        print("\n".join(candidates(words[1:], table)))
        return
    invocation = parse(words, table, program)
    settings = invocation.settings
    if settings.help:
        print(help_text(invocation, table, program), end="")
    elif invocation.command is None and settings.completion:
        from .completion import script

        print(script(settings.completion, table), end="")
    elif invocation.command is None:
        print(f"{_PACKAGE} {__version__}")
    else:
        _call(invocation, table)


def _call(invocation: Invocation, table: CommandTable) -> None:
    """Make the call, or show it."""
    from .bodies import bodies

    settings, command = invocation.settings, invocation.command
    if command is None:
        return
    made = bodies(invocation, table)
    if settings.dry_run or settings.curl:
        from .dry_run import RecordingTransport, curl_text, placeholders, recorded, request_text

        write = curl_text if settings.curl else request_text
        given = {**placeholders(table), "transport": RecordingTransport()}
        with _client(settings, given) as client:
            method = _method(client, command.path)
            for _, body in made:
                request = method.request(**invocation.arguments, **body)
                print(write(recorded(client, request), table))
        return
    from .output import ResultWriter

    form = settings.output or ("table" if sys.stdout.isatty() else "json")
    writer = ResultWriter(form, sys.stdout)
    first = next(made, ("", dict[str, Any]()))  # Before anything else can go wrong.
    with _client(settings, {}) as client:
        method = _method(client, command.path)
        if settings.each is not None:
            writer.pages(
                _each(method, invocation.arguments, chain([first] if first[0] else [], made))
            )
            return
        result: Any = method(**invocation.arguments, **first[1])
        if command.paged:
            writer.pages(_limited(result, settings.limit))
        elif hasattr(result, "__enter__"):  # A stream.
            with result:
                writer.pages([item] for item in result)
        else:
            writer.value(result)


def _each(
    method: Any, arguments: dict[str, Any], made: Iterable[tuple[str, dict[str, Any]]]
) -> Iterator[list[Any]]:
    """Call once for each body."""
    for where, body in made:
        try:
            result = method(**arguments, **body)
        except APIError:
            sys.stderr.write(f"{where}: ")
            raise
        yield [result]


def _limited(pager: Any, limit: int | None) -> Iterator[list[Any]]:
    """Pages of a listing; none is asked for that is not needed."""
    left = limit
    if left == 0:
        return
    for page in pager.by_page():
        items = page.items if left is None else page.items[:left]
        yield items
        if left is not None:
            left -= len(items)
            if not left:
                return


def _client(settings: Any, given: dict[str, Any]) -> Any:
    from .._runtime.client import check_address
    from ..client import Client

    if settings.base_url is not None:
        try:
            check_address(settings.base_url, "--base-url")
        except ConfigurationError as error:
            raise UsageError(error.message) from None
    for name in ("base_url", "region", "timeout"):
        if getattr(settings, name) is not None:
            given[name] = getattr(settings, name)
    if settings.verbose:
        from .._runtime.wire import Hooks

        given["hooks"] = Hooks([_tell_request], [_tell_response], [_tell_error])
    client: Any = Client
    return client.from_env(**given)


def _method(client: Any, path: str) -> Any:
    for name in path.split("."):
        client = getattr(client, name)
    return client


def _tell_request(attempt: Any) -> None:
    sys.stderr.write(f"> {attempt.method} {one_line(attempt.url)}\n")


def _tell_response(attempt: Any) -> None:
    sys.stderr.write(f"< {attempt.status} in {attempt.elapsed:.2f} s\n")


def _tell_error(attempt: Any) -> None:
    sys.stderr.write(f"< {type(attempt.error).__name__} in {attempt.elapsed:.2f} s\n")
