"""``clientgen vendor``: copy the emitted package into the user's own tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError
from clientgen.base.terminal import printable
from clientgen.cli.options import ConfigOption, ForceOption, need_config

if TYPE_CHECKING:
    from clientgen.files.vendor import SourcePackage


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="vendor")(run)


def run(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="The copy goes to DEST/NAME.", show_default=False)
    ],
    name: Annotated[
        str | None, typer.Option(help="Import name of the copy. Default: the package's own.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 when the copy is not current or was touched."
        ),
    ] = False,
    force: ForceOption = False,
    package: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The emitted package. Default: the config's.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Copy the generated package into your own tree, and keep the copy current."""
    from clientgen.cli.unfinished import recover_unfinished
    from clientgen.files.vendor import deviations, read_package, vendor, vendored_version

    if package is not None and config is not None:
        raise typer.BadParameter("--package and --config contradict each other")
    if check and force:
        raise typer.BadParameter("--check and --force contradict each other")
    emitted = package.resolve() if package is not None else _emitted(config, read_only=check)
    copy = destination / name if name is not None else destination
    recover_unfinished((emitted.parent, destination), (emitted, copy), read_only=check, force=force)
    source = read_package(emitted)
    name = source.package if name is None else name
    target = destination / name
    version = str(source.metadata.get("version", "?"))
    if check:
        found = deviations(source, destination, name)
        if not found:
            print(f"{target}: {version}, {len(source.files) + 1} files are current and untouched")
            return
        for item in found:
            print(f"{item.state:<9} {destination / item.path}")
        there = vendored_version(destination, name)
        if there != version:
            print(f"{target} is {there}, current is {version}")
        raise typer.Exit(1)
    _verify(source, name)
    outcome = vendor(source, destination, name, force=force)
    api_version = source.metadata.get("api_version", "?")
    print(printable(f"{source.package} {version}  from API version {api_version}"))
    print(
        f"  {target}: {len(outcome.written)} files written, {outcome.unchanged} unchanged,"
        f" {len(outcome.removed)} removed"
    )


def _verify(source: SourcePackage, name: str) -> None:
    """Refuse a package with an import that leads nowhere, as when its manifest lacks a file."""
    from clientgen.emit.verify_modules import VerificationError, read_modules, verify_modules

    try:
        verify_modules(read_modules({f"{name}/{path}": t for path, t in source.files.items()}))
    except VerificationError as error:
        raise InputError(
            f"the package does not fit together, generate it again first: {error}",
            source=str(source.directory),
        ) from error


def _emitted(config: Path | None, *, read_only: bool) -> Path:
    """Locate the package of the configuration."""
    from clientgen.base.configuration import load_config
    from clientgen.cli.unfinished import recover_unfinished

    config = need_config(config, "name the emitted package with --package DIR")
    recover_unfinished((config.parent,), read_only=read_only)
    settings = load_config(config)
    if settings.package.name is None:
        raise InputError("setting 'package.name' is needed to find the package", source=str(config))
    return (config.parent / settings.package.out / settings.package.name).resolve()
