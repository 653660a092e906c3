"""Options that mean the same in every command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientgen.base.diagnostics import InputError

CONFIG_PATHS = (Path("clientgen.toml"), Path("spec/clientgen.toml"))
"""Default paths of the configuration; the first that exists is used."""

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help=f"The configuration. Default: {CONFIG_PATHS[0]} here, else {CONFIG_PATHS[1]}.",
        show_default=False,
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace files that were edited by hand or are not ours.")
]


def find_config(config: Path | None) -> Path | None:
    """Find the configuration of a command.

    Args:
        config: the value of ``--config``.

    Returns:
        That, or the first of `CONFIG_PATHS` that exists; None without any.
    """
    if config is not None:
        return config
    return next((path for path in CONFIG_PATHS if path.is_file()), None)


def need_config(config: Path | None, instead: str) -> Path:
    """Find the configuration of a command that needs one.

    Args:
        config: the value of ``--config``.
        instead: what the user can do without one, for the message.

    Returns:
        Its path; a file that ``--config`` names may not exist.

    Raises:
        InputError: none is given, and no default path exists.
    """
    found = find_config(config)
    if found is None:
        first, second = CONFIG_PATHS
        raise InputError(f"there is no {first} here and no {second}: {instead}")
    return found
