"""The ``clientgen`` program: its commands, and the options of no command."""

from __future__ import annotations

import os
from importlib import import_module

import typer

from clientgen import __version__
from clientgen.base.diagnostics import InputError

# Each module has a ``register(app)`` and imports what its command needs when it runs.
COMMANDS = ("diff", "extract", "generate", "init", "names", "update", "validate", "vendor")

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
    """Handle the options of no command."""
    try:
        os.getcwd()
    except OSError:
        message = "the working directory does not exist any more; change to another one"
        raise InputError(message) from None


for _name in COMMANDS:
    import_module(f"{__package__}.{_name}").register(app)
