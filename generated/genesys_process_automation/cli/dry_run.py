"""The request as it would be sent, without sending it and without a secret in it."""

from __future__ import annotations

import base64
import binascii
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .._runtime.wire import WireRequest, is_secret
from ..errors import one_line
from .commands import CommandTable

_MARK = "not-a-secret-"


class _Recorded(BaseException):
    """Ends a call where it would be sent; no code of the client handles it."""

    def __init__(self, request: WireRequest) -> None:
        super().__init__()
        self.request = request


class RecordingTransport:
    """A transport that sends nothing."""

    def send(self, request: WireRequest, /) -> Any:
        """End the call.

        Args:
            request: what would be sent.

        Returns:
            Never.

        Raises:
            BaseException: always; `recorded` takes it.
        """
        raise _Recorded(request)

    def close(self) -> None:
        """Close nothing: there are no connections."""


def recorded(client: Any, request: Any) -> WireRequest:
    """Let a client write a request.

    Args:
        client: with a `RecordingTransport`.
        request: what to write.

    Returns:
        What would be sent.

    Raises:
        APIError: the arguments make no request.
        RuntimeError: the client has another transport.
    """
    try:
        client.send(request)
    except _Recorded as found:
        return found.request
    raise RuntimeError("The client sent the request.")


def placeholders(table: CommandTable) -> dict[str, Any]:
    """Give the client something in place of each credential, which is replaced when shown."""
    return {
        argument: (_mark(argument), "") if scheme["kind"] == "basic" else _mark(argument)
        for argument, scheme in table.credentials.items()
    }


def _mark(argument: str) -> str:
    return _MARK + argument.encode().hex()


@dataclass(frozen=True)
class _Shown:
    """Texts in which variables stand for secrets.

    Args:
        variables: mark → name of the environment variable.
    """

    variables: Mapping[str, str]

    def masked(self, text: str) -> str:
        for mark in self.variables:
            text = text.replace(mark, "***")
        return text

    def quoted(self, text: str) -> str:
        """Quote for a shell, variables left to it."""
        if not any(mark in text for mark in self.variables):
            return shlex.quote(text)
        for char in '\\"$`':
            text = text.replace(char, f"\\{char}")
        for mark, variable in self.variables.items():
            text = text.replace(mark, "${" + variable + "}")
        return f'"{text}"'


def request_text(request: WireRequest, table: CommandTable) -> str:
    """Write a request for people.

    Args:
        request: what would be sent.
        table: knows the credentials.

    Returns:
        Method and URL, headers, and the body after an empty line.
    """
    shown = _Shown(_variables(table))
    lines = [f"{request.method} {shown.masked(request.url)}"]
    for name, value in request.headers.items():
        text = shown.masked(_unpacked(value))
        ours = text != _unpacked(value)
        text = text if ours or not is_secret(name) else "***"
        lines.append(f"{name}: {one_line(text, 10_000)}")
    body = _body(request)
    if body is not None:
        lines += ["", _printable(body)]
    return "\n".join(lines)


def curl_text(request: WireRequest, table: CommandTable) -> str:
    """Write the command that sends a request with curl, with variables for secrets.

    Args:
        request: what would be sent.
        table: knows the credentials.

    Returns:
        The command; a body that is no text is left to standard input.
    """
    variables = _variables(table)
    words = ["curl", "-X", request.method, _Shown(variables).quoted(request.url)]
    for name, value in request.headers.items():
        text, known = _unpacked(value), dict(variables)
        if text.startswith("Basic ") and text != value:
            words += ["-u", _Shown(known).quoted(text[6:])]
            continue
        if is_secret(name) and not any(mark in text for mark in known):
            known[text] = name.upper().replace("-", "_")
            text = value
        words += ["-H", f"{_Shown(known).quoted(f'{name}: {text}')}"]
    body = _body(request)
    if body is not None:
        try:
            text = body.decode()
            words += ["--data-raw", shlex.quote(text)] if "\0" not in text else _standard_input()
        except UnicodeDecodeError:
            words += _standard_input()
    return " ".join(words)


def _standard_input() -> list[str]:
    return ["--data-binary", "@-"]


def _variables(table: CommandTable) -> dict[str, str]:
    found: dict[str, str] = {}
    for argument, scheme in table.credentials.items():
        mark = _mark(argument)
        found[mark] = found[quote(mark)] = scheme["variable"] or argument.upper()
    return found


def _unpacked(value: str) -> str:
    """Show the mark inside Basic credentials."""
    word, _, packed = value.partition(" ")
    if word == "Basic":
        try:
            text = base64.b64decode(packed, validate=True).decode()
        except (binascii.Error, ValueError):
            return value
        if _MARK in text:
            return f"Basic {text.removesuffix(':')}"
    return value


def _body(request: WireRequest) -> bytes | None:
    content: Any = request.content
    if content is None or isinstance(content, bytes):
        return content
    return b"".join(content)


def _printable(body: bytes) -> str:
    try:
        lines = body.decode().split("\n")
    except UnicodeDecodeError:
        return f"({len(body)} bytes)"
    return "\n".join(one_line(line, 1_000_000) for line in lines)
