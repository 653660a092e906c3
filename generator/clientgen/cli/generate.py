"""``clientgen generate``: from a document to a package on disk."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError

if TYPE_CHECKING:
    from clientgen.emit.pipeline import Generated
    from clientgen.files.owned_files import Outcome
    from clientgen.files.run_cache import Record

CONFIG = Path("spec/clientgen.toml")


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="generate")(run)


def run(
    spec: Annotated[
        str | None,
        typer.Argument(
            help="OpenAPI 3 or Swagger 2.0 document. Default: the fragment of the config.",
            show_default=False,
        ),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(help="Import name of the package. Default: from the config or the title."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The package goes to OUT/PACKAGE. Default: the config's, or here."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help=f"Settings. Default: {CONFIG} when no SPEC is given.")
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(help="Directory whose files stand for the templates of the same name."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when anything would change.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace files that were edited by hand or are not ours."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 when anything was odd; write nothing then.")
    ] = False,
) -> None:
    """Write the client package of a document. Without arguments: this repository's own."""
    from clientgen.files.run_cache import Watched, keep, place_of, unchanged, watching

    started = time.perf_counter()
    if spec is None and config is None:
        config = CONFIG
    from clientgen.cli.unfinished import settle_unfinished

    # Before anything is read: the configuration itself may be one of the files half replaced.
    given_out = out / package if out is not None and package is not None else out
    home = config.parent if config is not None else None
    settle_unfinished((home, out), (spec, given_out), read_only=check, force=force)
    place = place_of({"spec": spec, "package": package, "out": out, "config": config})
    record = None if force else unchanged(place)
    if record is not None and not (strict and record.warnings):
        for line in record.odd:
            print(line, file=sys.stderr)
        print(f"{record.said}: {len(record.files)} files are current")
        return
    # Imported only now: together they take longer than finding that there is nothing to do.
    from clientgen.base.configuration import ALIASES, Config, load_config
    from clientgen.cli.progress import Progress
    from clientgen.document.load.source import is_url
    from clientgen.emit.pipeline import generate
    from clientgen.files.owned_files import compare, write

    watched = Watched()
    settings = load_config(config) if config is not None else Config()
    base = config.parent if config is not None else Path()
    source = spec if spec is not None else str(base / settings.extract.fragment)
    overlay = changelog = None
    if spec is None and settings.extract.overlay is not None:
        overlay = base / settings.extract.overlay
    history = base / settings.package.changelog
    if spec is None and history.is_file():
        changelog = history.read_text("utf-8")
    if package is not None and not (package.isidentifier() and package.isascii()):
        raise InputError(f"--package: {package!r} is no import name")
    if out is None:
        out = (base / settings.package.out).resolve() if config is not None else Path()
    settle_unfinished((out,), read_only=check, force=force)
    with watching(watched), Progress("load") as progress:
        made = generate(
            source,
            settings,
            overlay=overlay,
            changelog=changelog,
            package=package,
            templates=templates,
            progress=progress,
        )
        odd = [item for item in made.diagnostics if item.severity == "warning"]
        stop = strict and bool(odd)
        act = compare if check or stop else None
        outcome = (
            act(out, made.plan.name, made.files)
            if act is not None
            else write(out, made.plan.name, made.files, force=force)
        )
    for item in made.diagnostics:
        print(item, file=sys.stderr)
    if stop:
        print(f"error: {len(odd)} odd things under --strict, nothing written", file=sys.stderr)
        raise typer.Exit(1)
    if (outcome.is_current or not check) and not is_url(source):
        given = (config, config and base / ALIASES, history, Path(source), overlay)
        keep(_record(made, place, out), watched, [path for path in given if path])
    if check:
        _report_drift(outcome, out)
        return
    _report(made, outcome, out, time.perf_counter() - started)


def _record(made: Generated, place: Path, out: Path) -> Record:
    """What lets the next run find that there is nothing to do."""
    from clientgen.files.owned_files import digest
    from clientgen.files.run_cache import Record

    return Record(
        place,
        out,
        made.plan.name,
        f"{made.plan.name} {made.plan.version}",
        tuple(map(str, made.diagnostics)),
        sum(item.severity == "warning" for item in made.diagnostics),
        {path: digest(text) for path, text in made.files.items()},
    )


def _report_drift(outcome: Outcome, out: Path) -> None:
    if outcome.is_current:
        print(f"{out}: {outcome.unchanged} files are current")
        return
    for path in outcome.written:
        print(f"would write   {out / path}")
    for path in outcome.removed:
        print(f"would remove  {out / path}")
    raise typer.Exit(1)


def _report(made: Generated, outcome: Outcome, out: Path, seconds: float) -> None:
    plan = made.plan
    python = [text for path, text in made.files.items() if path.endswith(".py")]
    lines = sum(text.count("\n") for text in python)
    paged = sum(method.paging is not None for method in plan.methods)
    version = f"{plan.name} {plan.version}"
    print(f"{version}  from API version {plan.api_version.raw}")
    print(
        f"  {len(plan.methods)} operations ({paged} paged)"
        f" in {len(plan.root.walk()) - 1} resources, {len(plan.models.models)} models"
    )
    print(f"  {len(python)} modules, {lines} lines of Python; proven free of document code")
    print(
        f"  {out / plan.name}: {len(outcome.written)} files written,"
        f" {outcome.unchanged} unchanged, {len(outcome.removed)} removed, {seconds:.1f} s"
    )
