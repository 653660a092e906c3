"""Read TOML files that users write, and write text that TOML reads."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from clientgen.base.diagnostics import InputError, Position


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """Read a TOML file.

    Args:
        path: the file.
        what: the kind of file, for messages: ``configuration``.

    Returns:
        The parsed tables.

    Raises:
        InputError: the file cannot be read or is not TOML.
    """
    source = str(path)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"cannot read the {what}: {reason}", source=source) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        position = Position(int(found[1]), int(found[2])) if found else None
        reason = str(error).split(" (at ")[0]
        raise InputError(f"not valid TOML: {reason}", source=source, position=position) from error


def toml_string(text: str) -> str:
    """Write a text as a basic string of TOML.

    Args:
        text: any text.

    Returns:
        The string, in quotes.
    """
    # A JSON string is one, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(text: str) -> str:
    """Write a text as a key of TOML.

    Args:
        text: any text.

    Returns:
        The key, in quotes where it needs them.
    """
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else toml_string(text)
