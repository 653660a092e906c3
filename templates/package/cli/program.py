"""The program: from words to an exit code."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain
from typing import Any, TextIO

from ..errors import APIError, ConfigurationError, one_line
from .commands import Command, CommandTable, UsageError
from .exits import BROKEN_PIPE, INTERRUPTED, exit_code, message
from .parsing import Invocation, help_text, parse


class Program:
    """The command line of one package.

    Args:
        package: import name.
        version: of the package.
        client_class: imports the class of the client; called where a client is needed.
    """

    def __init__(self, package: str, version: str, client_class: Callable[[], Any]) -> None:
        self._package, self._version, self._client_class = package, version, client_class

    def main(self, words: Sequence[str] | None = None) -> int:
        """Run a command.

        Args:
            words: what follows the program's name; that of the process when None.

        Returns:
            The exit code.
        """
        name = os.path.basename(sys.argv[0])
        called = f"python -m {self._package}" if name in ("", "-c", "-m", "__main__.py") else name
        try:
            for stream in ("stdout", "stderr"):
                if getattr(sys, stream) is None:  # The shell closed it: nobody wants to read it.
                    setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))
            with warnings.catch_warnings():
                # That a method is deprecated is for those who write code; help says it here.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._run(sys.argv[1:] if words is None else words, called)
            sys.stdout.flush()
        except BrokenPipeError:
            _discard(sys.stdout)
            return BROKEN_PIPE
        except KeyboardInterrupt:
            return INTERRUPTED
        except Exception as error:
            _tell(f"{called}: {message(error)}\n")
            try:
                sys.stdout.flush()
            except OSError:
                _discard(sys.stdout)
            return exit_code(error)
        return 0

    def _run(self, words: Sequence[str], called: str) -> None:
        table = CommandTable(self._package)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        if words and words[0] == "--complete":
            from .completion import candidates

            print("\n".join(candidates(words[1:], table)))
            return
        invocation = parse(words, table, called)
        settings = invocation.settings
        if settings.help:
            print(help_text(invocation, table, called), end="")
        elif invocation.command is not None:
            self._call(invocation, invocation.command, table)
        elif settings.completion:
            from .completion import script

            print(script(settings.completion, table), end="")
        else:
            print(f"{self._package} {self._version}")

    def _call(self, invocation: Invocation, command: Command, table: CommandTable) -> None:
        """Make the call, or show it."""
        from .bodies import bodies

        settings, made = invocation.settings, bodies(invocation, table)
        if settings.dry_run or settings.curl:
            self._show(invocation, command, table, made)
            return
        from .output import ResultWriter
        from .secrets import check_credentials

        form = settings.output or ("table" if sys.stdout.isatty() else "json")
        writer = ResultWriter(form, sys.stdout)
        first = next(made, ("", dict[str, Any]()))  # Before anything else can go wrong.
        check_credentials(command, table)
        with self._client(settings, table, {}) as client:
            method = _method(client, command.path)
            if settings.each is not None:
                rest = chain([first] if first[0] else [], made)
                calls = _each(client, method, invocation.arguments, rest)
                writer.pages(calls, keep=True)
            elif command.paged:
                result: Any = method(**invocation.arguments, **first[1])
                writer.pages(_limited(result, settings.limit))
            elif command.streams:
                result = method(**invocation.arguments, **first[1])
                if not hasattr(result, "__enter__"):
                    writer.value(result)
                    return
                with result:
                    writer.pages([item] for item in result)
            else:
                for value in _call(client, method, {**invocation.arguments, **first[1]}):
                    writer.value(value)

    def _show(
        self,
        invocation: Invocation,
        command: Command,
        table: CommandTable,
        made: Iterable[tuple[str, dict[str, Any]]],
    ) -> None:
        """Write the requests instead of sending them."""
        from .bodies import typed_files
        from .curl import curl_text
        from .dry_run import RecordingTransport, recorded, request_text
        from .secrets import placeholders

        given = {**placeholders(command, table), "transport": RecordingTransport()}
        files = typed_files(invocation) if invocation.settings.curl else []
        with self._client(invocation.settings, table, given) as client:
            method = _method(client, command.path)
            for _, body in made:
                request = recorded(client, method.request(**invocation.arguments, **body))
                if invocation.settings.curl:
                    print(curl_text(request, table, files))
                else:
                    print(request_text(request, table))

    def _client(self, settings: Any, table: CommandTable, given: dict[str, Any]) -> Any:
        from .._runtime.client import check_address

        if settings.base_url is not None:
            try:
                check_address(settings.base_url, "--base-url")
            except ConfigurationError as error:
                raise UsageError(error.message) from None
        elif table.address and not os.environ.get(table.address, "").strip():
            text = f"there is no address to call: give --base-url, or set {table.address}"
            raise ConfigurationError(text)
        for name in ("base_url", "region", "timeout"):
            if getattr(settings, name) is not None:
                given[name] = getattr(settings, name)
        if settings.verbose:
            from .._runtime.wire import Hooks

            given["hooks"] = Hooks([_tell_request], [_tell_response], [_tell_error])
        return self._client_class().from_env(**given)


def _call(client: Any, method: Any, arguments: dict[str, Any]) -> list[Any]:
    """Call a method. Returns its result; nothing where the response holds none, not even null."""
    response = client.send(method.request(**arguments))
    is_empty = response.data is None and response.content.strip() != b"null"
    return [] if is_empty else [response.data]


def _each(
    client: Any, method: Any, arguments: dict[str, Any], made: Iterable[tuple[str, dict[str, Any]]]
) -> Iterator[list[Any]]:
    """Call once for each body."""
    for where, body in made:
        try:
            result = _call(client, method, {**arguments, **body})
        except APIError as error:
            error.add_note(where)
            raise
        yield result


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


def _method(client: Any, path: str) -> Any:
    for name in path.split("."):
        client = getattr(client, name)
    return client


def _tell_request(attempt: Any) -> None:
    _tell(f"> {attempt.method} {one_line(attempt.url)}\n")


def _tell_response(attempt: Any) -> None:
    _tell(f"< {attempt.status} in {attempt.elapsed:.2f} s\n")


def _tell_error(attempt: Any) -> None:
    _tell(f"< {type(attempt.error).__name__} in {attempt.elapsed:.2f} s\n")


def _tell(text: str) -> None:
    """Write to standard error, which somebody may have closed."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Let what is still to be written at exit go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
