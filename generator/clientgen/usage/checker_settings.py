"""The user's own configuration of a type checker, as far as it holds for a copy of the code."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientgen.base.untyped import as_map

_MYPY_FILES = ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg")
_SILENCING = re.compile(r"^[ \t]*(ignore_errors|follow_imports)[ \t]*[=:].*$", re.MULTILINE)
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


def setting_warnings(checker: str, home: Path) -> list[str]:
    """Tell what of the user's configuration limits a result.

    Args:
        checker: ``mypy`` or ``pyright``.
        home: the directory that the user's tools run in.

    Returns:
        A sentence for each file that cannot be read.
    """
    names = (*_MYPY_FILES,) if checker == "mypy" else ("pyrightconfig.json", "pyproject.toml")
    found: list[str] = []
    for path in (home / name for name in names):
        if not path.is_file():
            continue
        try:
            text = path.read_text("utf-8")
            if path.suffix == ".toml":
                tomllib.loads(text)
            elif path.suffix == ".json":
                json.loads(text)
            else:
                configparser.ConfigParser(interpolation=None).read_string(text)
        except (OSError, ValueError, configparser.Error) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            found.append(f"{path}: cannot be read, so it sets nothing for {checker}: {reason}")
    return found


def unsilenced_configuration(path: Path) -> str:
    """Read a configuration of mypy without what hides errors and types.

    Args:
        path: the file.

    Returns:
        Its text, without the lines that no option of the command line overrides.
    """
    text = _SILENCING.sub("", path.read_text("utf-8"))
    # The text is used from elsewhere.
    return text.replace("$MYPY_CONFIG_FILE_DIR", str(path.parent))


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
