"""``clientgen generate``: write the package of a document."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError
from clientgen.base.terminal import printable
from clientgen.cli.options import (
    ConfigOption,
    ForceOption,
    MaxSizeOption,
    OnlyOption,
    RootOption,
    SpecArgument,
    need_config,
    read_bundled,
)

if TYPE_CHECKING:
    from clientgen.emit.pipeline import Generated
    from clientgen.files.owned_files import Outcome
    from clientgen.files.run_cache import Record


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="generate")(run)


def run(
    spec: SpecArgument = None,
    package: Annotated[
        str | None,
        typer.Option(help="Import name of the package. Default: from the config or the title."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The package goes to OUT/PACKAGE. Default: the config's, or here."),
    ] = None,
    only: OnlyOption = None,
    config: ConfigOption = None,
    root: RootOption = None,
    max_size: MaxSizeOption = None,
    templates: Annotated[
        Path | None,
        typer.Option(help="Directory of files that replace the templates of the same name."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when anything would change.")
    ] = False,
    force: ForceOption = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 on any warning, and write nothing then.")
    ] = False,
) -> None:
    """Write the client package of a document; without SPEC that of the configuration.

    SPEC is a path, an https URL, or - for standard input. A configuration is used only when SPEC is
    left out or --config is given.
    """
    from clientgen.files.run_cache import content_hashes, keep, record_path, unchanged

    started = time.perf_counter()
    if spec is None:
        config = need_config(config, "name a document, as in `clientgen generate openapi.yaml`")
    from clientgen.cli.unfinished import recover_unfinished

    # Before anything is read: the configuration may be among the files to recover.
    given_out = out / package if out is not None and package is not None else out
    home = config.parent if config is not None else None
    recover_unfinished((home, out), (spec, given_out), read_only=check, force=force)
    asked = {"spec": spec, "package": package, "out": out, "config": config, "templates": templates}
    path = record_path({**asked, "only": only, "root": root, "max_size": max_size})
    record = None if force else unchanged(path)
    if record is not None and not (strict and record.warnings):
        for line in record.diagnostics:
            print(line, file=sys.stderr)
        print(f"{record.title}: {len(record.files)} files are current")
        return
    # Imported here: they take longer than finding out that there is nothing to do.
    from clientgen.base.configuration import ALIASES, Config, load_config
    from clientgen.cli.progress import Progress
    from clientgen.emit.pipeline import generate
    from clientgen.files.owned_files import compare, write

    base = config.parent if config is not None else Path()
    # Hashed before they are read, so that the next run sees a change from here on.
    inputs = content_hashes([config, base / ALIASES] if config is not None else [])
    settings = load_config(config) if config is not None else Config()
    source = spec if spec is not None else str(base / settings.extract.fragment)
    overlay = changelog = None
    history = base / settings.package.changelog
    if spec is None and settings.extract.overlay is not None:
        overlay = base / settings.extract.overlay
    inputs |= content_hashes(item for item in (history, overlay, templates) if item is not None)
    if spec is None and history.is_file():
        changelog = history.read_text("utf-8")
    if package is not None and not (package.isidentifier() and package.isascii()):
        raise InputError(f"--package: {package!r} is no import name")
    if out is None:
        out = (base / settings.package.out).resolve() if config is not None else Path()
    recover_unfinished((out,), read_only=check, force=force)
    chosen = settings.extract
    if root is None and chosen.root is not None:
        root = base / chosen.root
    include = tuple(only) if only else tuple(chosen.include)
    with Progress("load") as progress:
        made = generate(
            read_bundled(source, root, max_size or chosen.max_size),
            settings,
            prefix=chosen.prefix if not only else None,
            include=include,
            overlay=overlay,
            changelog=changelog,
            package=package,
            templates=templates,
            progress=progress,
        )
        warnings = [item for item in made.diagnostics if item.severity == "warning"]
        stop = strict and bool(warnings)
        act = compare if check or stop else None
        outcome = (
            act(out, made.plan.name, made.files)
            if act is not None
            else write(out, made.plan.name, made.files, force=force)
        )
    for item in made.diagnostics:
        print(item, file=sys.stderr)
    if stop:
        print(f"error: {len(warnings)} warnings under --strict, nothing written", file=sys.stderr)
        raise typer.Exit(1)
    # Standard input and URLs cannot be compared again by the next run.
    if (outcome.is_current or not check) and Path(source).is_file():
        keep(_record(made, path, out), {**inputs, **made.read})
    if check:
        _report_drift(outcome, out)
        return
    _report(made, outcome, out, time.perf_counter() - started)


def _record(made: Generated, path: Path, out: Path) -> Record:
    """Make the record by which the next run finds out that nothing would change."""
    from clientgen.files.owned_files import digest
    from clientgen.files.run_cache import Record

    return Record(
        path,
        out,
        made.plan.name,
        f"{made.plan.name} {made.plan.version}",
        tuple(map(str, made.diagnostics)),
        sum(item.severity == "warning" for item in made.diagnostics),
        {name: digest(text) for name, text in made.files.items()},
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
    print(printable(f"{version}  from API version {plan.api_version.raw}"))
    print(
        f"  {len(plan.methods)} operations ({paged} paged)"
        f" in {len(plan.root.walk()) - 1} resources, {len(plan.models.models)} models"
    )
    print(f"  {len(python)} modules, {lines} lines of Python; verified")
    print(
        f"  {out / plan.name}: {len(outcome.written)} files written,"
        f" {outcome.unchanged} unchanged, {len(outcome.removed)} removed, {seconds:.1f} s"
    )
