"""``clientgen validate``: check whether the generator can use documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import Diagnostic, InputError
from clientgen.cli.options import MaxSizeOption, RootOption, read_bundled

if TYPE_CHECKING:
    from clientgen.document.load import Document


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="validate")(run)


def run(
    files: Annotated[list[str], typer.Argument(help="Paths or https URLs.", show_default=False)],
    overlay: Annotated[
        Path | None,
        typer.Option(help="Apply this OpenAPI Overlay to each document, as OpenAPI 3.1, first."),
    ] = None,
    root: RootOption = None,
    max_size: MaxSizeOption = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit 1 on any warning, as of an overlay action no longer needed."
        ),
    ] = False,
) -> None:
    """Screen and validate documents.

    Exits 2 when one of them cannot be used, violates the standard, or refers to what is not there.
    """
    from clientgen.cli.unfinished import recover_unfinished
    from clientgen.document.load import read

    recover_unfinished(paths=(*files, overlay), read_only=True)
    repairs = read(overlay) if overlay is not None else None
    failed = warned = False
    for name in files:
        try:
            warnings, found = _examine(name, repairs, root, max_size)
        except InputError as problem:
            if len(files) == 1:
                raise
            _say(f"error: {problem}")
            failed = True
            continue
        for diagnostic in (*warnings, *found):
            _say(str(diagnostic))
        warned = warned or bool(warnings)
        failed = failed or bool(found)
    if failed:
        raise typer.Exit(2)
    if strict and warned:
        raise typer.Exit(1)


def _examine(
    name: str, overlay: Document | None, root: Path | None, max_size: int | None
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    from clientgen.document.load.grammar import walk
    from clientgen.document.screen import screen
    from clientgen.document.validate import violations

    document = screen(read_bundled(name, root, max_size))
    warnings: list[Diagnostic] = []
    if overlay is not None:
        from clientgen.document.extract import to_openapi31
        from clientgen.document.repair import repair

        document, warnings = repair(to_openapi31(document), overlay)
        document = screen(document)
    left_out = [item for item in document.diagnostics if item.severity == "warning"]
    notes = [item for item in document.diagnostics if item.severity == "note"]
    found = [*left_out, *violations(document)]
    for note in notes:
        _say(str(note))
    if not found:
        version = document.value.get("openapi") or document.value.get("swagger")
        operations = sum(1 for item in walk(document.value) if item.kind == "operation")
        _say(f"{name}: valid OpenAPI {version}, {operations} operations")
    return warnings, found


def _say(text: str) -> None:
    from clientgen.base.terminal import printable

    typer.echo(printable(text), err=True)
