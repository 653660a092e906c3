"""The request as it would be sent, without sending it and without a secret in it."""

from __future__ import annotations

from typing import Any

from .._runtime.wire import WireRequest, is_secret
from ..errors import one_line
from .commands import CommandTable
from .secrets import is_hidden, query_pairs, table_marks, unpacked


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


def request_text(request: WireRequest, table: CommandTable) -> str:
    """Write a request for people.

    Args:
        request: what would be sent.
        table: knows the credentials.

    Returns:
        Method and URL, headers, and the body after an empty line.
    """
    marks = table_marks(table)
    address, pairs = query_pairs(request.url)
    shown = [f"{name}=***" if is_hidden(name, text, marks) else pair for name, text, pair in pairs]
    lines = [f"{request.method} {'?'.join(filter(None, (address, '&'.join(shown))))}"]
    for name, value in request.headers.items():
        text = masked = unpacked(value)
        for mark in marks:
            masked = masked.replace(mark, "***")
        masked = "***" if masked == text and text and is_secret(name) else masked
        lines.append(f"{name}: {one_line(masked, 10_000)}")
    body = body_of(request)
    if body is not None:
        lines += ["", _printable(body)]
    return "\n".join(lines)


def _printable(body: bytes) -> str:
    try:
        lines = body.decode().split("\n")
    except UnicodeDecodeError:
        return f"({len(body)} bytes)"
    return "\n".join(one_line(line, 1_000_000) for line in lines)


def body_of(request: WireRequest) -> bytes | None:
    """Read the body of a request; None where it has none."""
    content: Any = request.content
    if content is None or isinstance(content, bytes):
        return content
    return b"".join(content)
