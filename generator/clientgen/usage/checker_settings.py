"""The user's own configuration of a type checker, as far as it holds for a copy of the code."""

from __future__ import annotations

import configparser
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientgen.base.untyped import as_map

_MYPY_FILES = ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg")
_PYRIGHT_KEYS = ("typeCheckingMode", "pythonVersion", "pythonPlatform")


def mypy_configuration(home: Path) -> Path | None:
    """Find the configuration that mypy would take in a directory.

    Args:
        home: the directory that the user's tools run in.

    Returns:
        The first of mypy's own files that configures it; None without one.
    """
    for name in _MYPY_FILES:
        path = home / name
        if path.is_file() and (name in _MYPY_FILES[:2] or _mentions_mypy(path)):
            return path
    return None


def _mentions_mypy(path: Path) -> bool:
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".toml":
            return "mypy" in (as_map(tomllib.loads(text).get("tool")) or {})
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(text)
        return parser.has_section("mypy")
    except (OSError, ValueError, configparser.Error):
        return False


def pyright_settings(home: Path) -> Mapping[str, Any]:
    """Read the settings of pyright that hold for a copy of the code.

    Args:
        home: the directory that the user's tools run in.

    Returns:
        How strict it is, and for which Python; nothing about files and directories.
    """
    found: Mapping[str, Any] = {}
    try:
        if (path := home / "pyrightconfig.json").is_file():
            found = as_map(json.loads(path.read_text("utf-8"))) or {}
        elif (path := home / "pyproject.toml").is_file():
            tool = as_map(tomllib.loads(path.read_text("utf-8")).get("tool")) or {}
            found = as_map(tool.get("pyright")) or {}
    except (OSError, ValueError):
        return {}
    return {
        key: value
        for key, value in found.items()
        if key in _PYRIGHT_KEYS or (key.startswith("report") and key != "reportDeprecated")
    }
