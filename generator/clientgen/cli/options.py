"""Options that mean the same in every command."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError

if TYPE_CHECKING:
    from clientgen.document.load import Document

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
SpecArgument = Annotated[
    str | None,
    typer.Argument(
        help="OpenAPI 3 or Swagger 2.0 document. Default: the fragment of the config.",
        show_default=False,
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace files that were edited by hand or are not ours.")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        help="Take these operations and what they need: /pets, /pets/*/photos, GET /pets, "
        "tag:pets, id:getPet. Repeatable; replaces the selection of the config.",
        show_default=False,
    ),
]
RootOption = Annotated[
    Path | None,
    typer.Option(
        "--root",
        help="Directory that holds every file the document refers to. Default: the document's own.",
        show_default=False,
    ),
]
MaxSizeOption = Annotated[
    int | None,
    typer.Option(
        "--max-size",
        min=1,
        help="Largest document to read, in MiB. Default: 64.",
        show_default=False,
    ),
]


class CheckerName(StrEnum):
    """The type checker that reads the user's code."""

    mypy = "mypy"
    pyright = "pyright"


CodeOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--code",
        help="Your code that uses the package: a file or folder. Repeatable. The report tells "
        "which of its lines have to change. Default: `code` in [review].",
        show_default=False,
    ),
]
CheckerOption = Annotated[
    CheckerName | None,
    typer.Option(
        "--checker",
        help="The type checker that reads your code. Default: `checker` in [review], or mypy.",
        show_default=False,
    ),
]
FixOption = Annotated[
    bool,
    typer.Option("--fix", help="Rewrite certain renames in your code, after showing the change."),
]
DriftOption = Annotated[
    Path | None,
    typer.Option(
        "--drift",
        help="Records of drift of a running client, as JSON lines: marks the findings it has met.",
        show_default=False,
    ),
]


def read_bundled(source: str, root: Path | None, max_size: int | None) -> Document:
    """Read a document and the files it refers to.

    Args:
        source: a path, an https URL, or ``-``.
        root: the directory that holds every file; the document's own when None.
        max_size: the largest document in MiB; None for the default.

    Returns:
        The document.

    Raises:
        InputError: it cannot be read, or refers to a file outside the root.
    """
    from clientgen.document.load import Limits, bundle, read

    limits = Limits.of_size(max_size)
    return bundle(read(source, limits=limits), root, limits=limits)


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
