"""Raise the package's version, and write it into the configuration."""

from __future__ import annotations

import re
import tomllib

from clientgen.base.diagnostics import InputError


def bumped(version: str, part: str) -> str:
    """Raise one part of a version.

    Args:
        version: ``major.minor.patch``.
        part: ``major``, ``minor``, ``patch`` or ``none``.

    Returns:
        The version with that part raised; unchanged for ``none``.
    """
    major, minor, patch = map(int, version.split("."))
    if part == "major":
        return f"{major + 1}.0.0"
    if part == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if part == "patch" else version


def with_version(text: str, before: str, after: str, source: str) -> str:
    """Replace the package's version in the configuration, with its comments and layout kept.

    Args:
        text: the configuration.
        before: the version in force.
        after: the version to write.
        source: display name of the configuration.

    Returns:
        The configuration with one line changed.

    Raises:
        InputError: the line of the version is not found, or more than it would change.
    """
    if after == before:
        return text
    pattern = rf'(^\[package\]$(?:\n(?!\[).*)*?\nversion\s*=\s*"){re.escape(before)}(")'
    changed, count = re.subn(pattern, rf"\g<1>{after}\g<2>", text, count=1, flags=re.MULTILINE)
    if count != 1:
        raise InputError(f'[package] must hold the line version = "{before}"', source=source)
    expected = tomllib.loads(text)
    expected["package"]["version"] = after
    if tomllib.loads(changed) != expected:
        raise InputError("the package version could not be raised in place", source=source)
    return changed
