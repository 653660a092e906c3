"""``clientgen extract``: cut the fragment out of the upstream document."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError
from clientgen.cli.options import (
    ConfigOption,
    MaxSizeOption,
    OnlyOption,
    RootOption,
    find_config,
    need_config,
    read_bundled,
)

if TYPE_CHECKING:
    from clientgen.base.configuration import Config


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="extract")(run)


def run(
    upstream: Annotated[
        str | None,
        typer.Argument(
            help="Path or https URL: Swagger 2.0 or OpenAPI 3, JSON or YAML, gzipped or not. "
            "Default: the upstream document in force.",
            show_default=False,
        ),
    ] = None,
    prefix: Annotated[
        str | None, typer.Option(help="Take the paths below this one; '/' takes all.")
    ] = None,
    only: OnlyOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write here. Default: the fragment in force, or stdout when UPSTREAM is given.",
        ),
    ] = None,
    trim: Annotated[
        list[str] | None,
        typer.Option(
            help="SCHEMA=PROP,PROP: keep only these properties of a schema. Repeatable; replaces "
            "the trims of the config."
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Trim nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when the file would change.")
    ] = False,
    config: ConfigOption = None,
    root: RootOption = None,
    max_size: MaxSizeOption = None,
) -> None:
    """Cut operations out of a document, with all they refer to, as OpenAPI 3.1.

    Without arguments it reproduces the fragment in force from the upstream document in force.
    """
    if full and trim:
        raise typer.BadParameter("--full and --trim contradict each other")
    if only and prefix is not None:
        raise typer.BadParameter("write the prefix as another --only")
    from clientgen.cli.unfinished import recover_unfinished

    if upstream is None:
        config = need_config(config, "name an UPSTREAM document, or give --config")
    config = find_config(config)
    base = config.parent if config is not None else Path()
    recover_unfinished((base,), (upstream, output), read_only=check)
    from clientgen.base.configuration import Extract

    settings = _settings(config)
    source = upstream or _upstream(settings, config)
    chosen = settings.extract if settings is not None else Extract.model_validate({})
    is_default = not only and prefix in (None, chosen.prefix)
    if is_default:
        prefix, include = chosen.prefix, tuple(chosen.include)
    else:
        include = tuple(only or ())
    if root is None and chosen.root is not None:
        root = base / chosen.root
    if output is None and upstream is None and settings is not None:
        output = base / settings.extract.fragment
    if check and output is None:
        raise typer.BadParameter("--check needs a file to compare with: give --output")

    with _status(f"reading {source}"):
        document = read_bundled(source, root, max_size or chosen.max_size)
    trims = _trims(trim or [])
    if not full and not trims and is_default:
        trims = chosen.trims
        if upstream is not None:
            from clientgen.document.extract import known_trims

            # Another document may be another version of the API, without some of the schemas.
            trims = known_trims(document, trims)
    from clientgen.document.extract.text import fragment_text

    with _status("extracting"):
        text, summary, diagnostics = fragment_text(document, prefix, trims, include)
    for found in diagnostics:
        typer.echo(str(found), err=True)
    _deliver(text, summary, output, check)


def _settings(path: Path | None) -> Config | None:
    from clientgen.base.configuration import load_config

    if path is None:
        return None
    return load_config(path)


def _upstream(settings: Config | None, config: Path | None) -> str:
    """Locate the upstream document in force."""
    value = settings.extract.upstream if settings is not None else None
    if value is None or config is None:
        message = "[extract] has no 'upstream': set it or name an UPSTREAM"
        raise InputError(message, source=str(config))
    return value if "://" in value else str(config.parent / value)


def _trims(given: list[str]) -> dict[str, list[str]]:
    trims: dict[str, list[str]] = {}
    for text in given:
        schema, equals, names = text.partition("=")
        if not (schema and equals):
            raise typer.BadParameter(f"--trim takes SCHEMA=PROP,PROP, not {text!r}")
        trims[schema] = [name.strip() for name in names.split(",") if name.strip()]
    return trims


def _status(text: str) -> AbstractContextManager[object]:
    from rich.console import Console

    return Console(stderr=True).status(text)


def _deliver(text: str, summary: str, output: Path | None, check: bool) -> None:
    if output is None:
        from clientgen.cli.report import write_document

        write_document(text)
        typer.echo(summary, err=True)
        return
    from clientgen.files.atomic import write_file

    try:
        # A device or a pipe has no content to compare with, and may have no end.
        before = output.read_bytes() if output.is_file() else None
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", source=str(output)) from None
    data = text.encode("utf-8")
    if before == data:
        typer.echo(f"{output}: {summary} (unchanged)", err=True)
        return
    if check:
        typer.echo(
            f"{output}: differs from what is extracted from its source; run clientgen extract",
            err=True,
        )
        raise typer.Exit(1)
    write_file(output, data)
    typer.echo(f"{output}: {summary}", err=True)
