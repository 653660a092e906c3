"""Secrets of a request: which it has, and the marks that a dry run has in their places."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from ..errors import ConfigurationError
from .commands import Command, CommandTable

_MARK = "not-a-secret-"
# Narrower than for headers: `keyword` and `page_token` are no secrets.
_SECRET_QUERY = re.compile(
    r"passw|secret|credential|signature|(?:api|access|private)[-_]?key"
    r"|(?:auth|access|api|refresh|id|bearer|session)[-_]?token|^(?:token|key|auth|session)$",
    re.IGNORECASE,
)


def placeholders(command: Command, table: CommandTable) -> dict[str, Any]:
    """Give the client marks in place of the credentials that a call of the command would use.

    Args:
        command: the command.
        table: knows the credentials.

    Returns:
        Keyword of the client → mark; None for credentials that the call has no use for.
    """
    found = _alternative(command, table)
    names = next(iter(command.security or ()), ()) if found is None else found
    return {
        name: (
            None if name not in names else (mark(name), "") if s["kind"] == "basic" else mark(name)
        )
        for name, s in table.credentials.items()
    }


def check_credentials(command: Command, table: CommandTable) -> None:
    """Check that the environment holds what a command needs.

    Args:
        command: the command.
        table: knows the credentials.

    Raises:
        ConfigurationError: it does not; the message names the variables.
    """
    if _alternative(command, table) is None:
        ways = (
            " and ".join(table.credentials[name]["variable"] for name in names)
            for names in command.security or ()
        )
        raise ConfigurationError(f"credentials are missing: set {', or '.join(ways)}")


def _alternative(command: Command, table: CommandTable) -> Sequence[str] | None:
    """The credentials of the first alternative that the environment holds all of."""
    if command.security is None:
        return tuple(table.credentials)
    given = {n for n, scheme in table.credentials.items() if os.environ.get(scheme["variable"])}
    # Anonymous is the last resort, as it is for the client.
    ways = sorted(command.security, key=lambda names: not names)
    return next((names for names in ways if given.issuperset(names)), None if ways else ())


def mark(name: str) -> str:
    """Write what stands for a secret: ASCII that no escaping changes."""
    return f"{_MARK}{name.encode().hex()}-"  # No mark is the beginning of another.


def table_marks(table: CommandTable) -> dict[str, str]:
    """List the marks of all credentials, with the environment variables that they stand for."""
    return {
        mark(argument): scheme["variable"] or argument.upper()
        for argument, scheme in table.credentials.items()
    }


def unpacked(value: str) -> str:
    """Show the mark inside Basic credentials; other values of headers stay as they are."""
    word, _, packed = value.partition(" ")
    if word == "Basic":
        try:
            text = base64.b64decode(packed, validate=True).decode()
        except (binascii.Error, ValueError):
            return value
        if _MARK in text:
            return f"Basic {text.removesuffix(':')}"
    return value


def query_pairs(url: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Take the query of a URL apart.

    Args:
        url: the URL.

    Returns:
        What stands before the query; name, value and both together of each pair, as they are sent.
    """
    address, _, query = url.partition("?")
    found: list[tuple[str, str, str]] = []
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        found.append((name, value, pair))
    return address, found


def is_hidden(name: str, value: str, marks: Collection[str]) -> bool:
    """Tell whether a pair of a query holds a secret, of ours or one that was typed.

    Args:
        name: of the parameter, as it is sent.
        value: its value, as it is sent.
        marks: the marks that stand for secrets.

    Returns:
        Whether the value must not be shown.
    """
    is_typed = bool(value) and _SECRET_QUERY.search(unquote(name)) is not None
    return is_typed or any(each in value for each in marks)


def replaced(text: str, marks: Mapping[str, str]) -> str:
    """Put something in the place of marks.

    Args:
        text: what they may be in.
        marks: mark → what stands there instead.

    Returns:
        The text without marks.
    """
    for each, instead in marks.items():
        text = text.replace(each, instead)
    return text
