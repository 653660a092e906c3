"""The ``clientgen`` program: its commands, and what becomes of errors."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import typer

from clientgen import __version__
from clientgen.base.diagnostics import InputError

# Each module has a ``register(app)`` and imports the rooms it needs only when its command runs.
COMMANDS = ("diff", "extract", "generate", "update", "validate", "vendor")

app = typer.Typer(
    name="clientgen",
    help="Cut an API out of an OpenAPI document and keep a typed Python client of it current.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback is never shown to users; see main().
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if not asked:
        return
    typer.echo(f"clientgen {__version__}")
    raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    )
) -> None:
    """Read the options that belong to no command."""


for _name in COMMANDS:
    import_module(f"{__package__}.{_name}").register(app)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit.

    Args:
        arguments: the command line without the program's name; None takes the real one.

    Raises:
        SystemExit: always. 0 is success, 1 a gate that does not hold, 2 bad usage or bad input.
    """
    # Plugins of whatever else is installed have no say in what is generated; looking for them takes
    # as long as reading our fragment.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A run makes much and drops little before it ends: looking for rings less often saves a tenth
    # of its time and costs a fiftieth of its memory.
    gc.set_threshold(20_000, 20, 50)
    try:
        app(args=None if arguments is None else list(arguments), prog_name="clientgen")
    except InputError as problem:
        print(f"error: {printable(str(problem))}", file=sys.stderr)
        raise SystemExit(2) from None
    except Exception as problem:
        if os.environ.get("CLIENTGEN_DEBUG") == "1":
            raise
        said = printable(f"{type(problem).__name__}: {problem}".splitlines()[0])
        print(
            f"internal error ({said}), please report it; set CLIENTGEN_DEBUG=1 for the traceback",
            file=sys.stderr,
        )
        raise SystemExit(2) from None
    raise SystemExit(0)


def printable(text: str) -> str:
    """Make text from a document safe to show on a terminal.

    Args:
        text: any text.

    Returns:
        The text on one line, with control and direction characters written as escapes.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
