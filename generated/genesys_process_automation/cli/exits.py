"""Errors as one line and an exit code."""

from __future__ import annotations

import re

from .. import errors
from .commands import UsageError

BROKEN_PIPE, INTERRUPTED = 141, 130


def exit_code(error: BaseException) -> int:
    """Give the exit code of an error; docs/command-line.md has the table.

    Args:
        error: what ended the call.

    Returns:
        The code.
    """
    if isinstance(error, (UsageError, errors.RequestError)):
        return 2
    if isinstance(error, (errors.ConfigurationError, errors.TokenError)):
        return 3
    if isinstance(error, errors.TransportError):
        return 9
    if isinstance(error, errors.StatusError):
        known = {401: 3, 403: 3, 404: 4, 409: 5, 429: 6}
        status = error.status
        return known.get(status, 8 if status >= 500 else 7 if status >= 400 else 10)
    return 10 if isinstance(error, errors.APIError) else 1


def message(error: BaseException) -> str:
    """Say in one line what went wrong.

    Args:
        error: what ended the call.

    Returns:
        The line; of an error that nobody expected only its kind, for its text may hold anything.
    """
    if isinstance(error, (UsageError, errors.APIError)):
        notes: list[str] = getattr(error, "__notes__", [])
        text = errors.one_line(": ".join([*notes, str(error)]))
        is_ours = isinstance(error, (errors.ConfigurationError, errors.RequestError))
        # The client calls its settings as Python does.
        return re.sub(r"\bgive base_url\b", "give --base-url", text) if is_ours else text
    if isinstance(error, OSError):
        return errors.one_line(error.strerror or type(error).__name__)
    return f"unexpected {type(error).__name__}"
