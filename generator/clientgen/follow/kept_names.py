"""Write the names in force into the configuration, where a new document would change them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from clientgen.base.diagnostics import InputError
from clientgen.base.toml_file import toml_key, toml_string

_HEAD = "# Kept by `clientgen update`: the rules would rename these methods now.\n"


def with_names(text: str, names: Mapping[str, str], source: str) -> str:
    """Add names of operations to the configuration, with its comments and layout kept.

    Args:
        text: the configuration, in which these operations have no name.
        names: operationId → dotted name.
        source: display name of the configuration.

    Returns:
        The configuration: a name is added to the table of its operation, and tables that are
        missing are added at the end.

    Raises:
        InputError: the table of an operation is written in a way that nothing can be added to.
    """
    tables: list[str] = []
    changed = text
    for key, name in sorted(names.items()):
        line = f"name = {toml_string(name)}\n"
        header = _header(key).search(changed)
        if header is not None:
            changed = f"{changed[: header.end()]}{line}{changed[header.end() :]}"
        else:
            tables.append(f"[operations.{toml_key(key)}]\n{line}")
    if tables:
        changed = f"{changed.rstrip()}\n\n{_HEAD}" + "\n".join(tables)
    _check(text, changed, names, source)
    return changed


def _header(key: str) -> re.Pattern[str]:
    """Match the line that begins the table of an operation, whichever way its key is quoted."""
    keys = "|".join(
        re.escape(form)
        for form in (toml_string(key), f"'{key}'", *([key] if toml_key(key) == key else []))
    )
    return re.compile(
        rf"^[ \t]*\[[ \t]*operations[ \t]*\.[ \t]*(?:{keys})[ \t]*\][ \t]*(?:#[^\n]*)?\n",
        re.MULTILINE,
    )


def _check(text: str, changed: str, names: Mapping[str, str], source: str) -> None:
    """Refuse a change by which the configuration would say anything else than meant."""
    expected = tomllib.loads(text)
    for key, name in names.items():
        expected.setdefault("operations", {}).setdefault(key, {})["name"] = name
    try:
        if tomllib.loads(changed) == expected:
            return
    except tomllib.TOMLDecodeError:
        pass
    first = min(names)
    raise InputError(
        f"the name {names[first]!r} must be kept, and cannot be added in place: write it as "
        f"[operations.{toml_key(first)}] with the line name = {toml_string(names[first])}",
        source=source,
    )
