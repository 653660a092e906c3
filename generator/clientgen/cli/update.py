"""``clientgen update``: follow upstream with one command."""

from __future__ import annotations

import datetime
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError
from clientgen.cli.options import (
    CheckerOption,
    CodeOption,
    ConfigOption,
    DriftOption,
    FixOption,
    need_config,
)

if TYPE_CHECKING:
    from clientgen.base.configuration import Config
    from clientgen.cli.your_code import ReviewStep
    from clientgen.follow import Update


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="update")(run)


def run(
    upstream: Annotated[
        str | None,
        typer.Argument(
            help="Path or https URL of the new document. Default: the configuration's `follow`.",
            show_default=False,
        ),
    ] = None,
    config: ConfigOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show all changes, write nothing.")
    ] = False,
    report: Annotated[
        Path, typer.Option(help="Directory of the review report, in Markdown, HTML and JSON.")
    ] = Path("reports"),
    date: Annotated[
        str | None,
        typer.Option(help="Date of the release, YYYY-MM-DD. Default: the document's, or today."),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            help="Write even when more than a third of the operations are removed, and what --fix "
            "shows without asking.",
        ),
    ] = False,
    code: CodeOption = None,
    checker: CheckerOption = None,
    fix: FixOption = False,
    drift: DriftOption = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Only undo an update that was killed while it wrote.")
    ] = False,
) -> None:
    """Follow upstream: fetch, compare, regenerate, raise the version, add to the changelog.

    Writes all of it or nothing. Exits 0, also when nothing changed; 2 when the document or the
    configuration cannot be used, when too many operations would be removed, or when the disk
    refuses.
    """
    from clientgen.cli.progress import Progress
    from clientgen.cli.your_code import code_options, review_code, workspace
    from clientgen.follow import compare_fragments, count_upstream_changes, fetch_upstream, prepare

    day = None if date is None else _date(date)
    config = need_config(config, "write one, or name it with --config")
    if undo and (dry_run or upstream is not None):
        raise typer.BadParameter("--undo takes neither UPSTREAM nor --dry-run")
    if undo:
        _undo(config)
        return
    settings = _settings(config, read_only=dry_run)
    options = code_options(code, checker, config, settings, fix=fix, yes=yes, drift=drift)
    address = upstream or settings.extract.follow
    if address is None:
        raise InputError(
            "there is nothing to follow: give UPSTREAM, or set `follow` in [extract]",
            source=str(config),
        )
    with Progress("fetch") as progress:
        source = fetch_upstream(address, config, settings)
        if source is None:
            print(f"nothing changed: {address} is what was fetched last; nothing was written")
            return
        review = compare_fragments(settings, config)
        today = datetime.datetime.now(datetime.UTC).date()
        update = prepare(source, config, settings, review, today=today, date=day, progress=progress)
        progress("compare the whole API")
        upstream_changes = count_upstream_changes(source, config, settings)
    if update is None:
        _say_unchanged(address, settings, upstream_changes)
        return
    if upstream_changes is not None:
        counted = replace(update.report, api_wide=upstream_changes, prefix=settings.extract.prefix)
        update = replace(update, report=counted)
    if update.is_drastic and not yes and not dry_run:
        raise InputError(
            f"{_removals(update)}; nothing was written: if that is meant, give --yes "
            "(--dry-run shows all of it)",
            source=address,
        )
    with workspace() as folder:
        step = None
        if update.versions is not None:
            own, step = review_code(update.report, *update.versions, options, Path(folder), _status)
            update = replace(update, report=own)
        _finish(update, report, step, dry_run=dry_run)


def _finish(update: Update, report: Path, step: ReviewStep | None, *, dry_run: bool) -> None:
    """Show an update, and write it unless it is tried only."""
    from clientgen.base.terminal import printable
    from clientgen.cli.your_code import fix_code
    from clientgen.follow import apply

    _show(update)
    if dry_run:
        for path in sorted(update.files):
            print(f"would write   {path}")
        for path in update.removed:
            print(f"would remove  {path}")
        if update.is_drastic:
            print(printable(f"to write it, --yes is needed: {_removals(update)}"))
        print("dry run: nothing was written")
        fix_code(step, _status, aside=False, write=False)
        return
    # A closed stdout stops the update before it writes.
    sys.stdout.flush()
    apply(update, _reports(update, report))
    removed = f", removed {len(update.removed)}" if update.removed else ""
    print(f"wrote {len(update.files)} files{removed}; the report is in {report}/")
    fix_code(step, _status, aside=False)


def _status(text: str) -> AbstractContextManager[object]:
    from rich.console import Console

    return Console(stderr=True).status(text)


def _settings(config: Path, *, read_only: bool) -> Config:
    """Read the configuration, after a killed run is finished."""
    from clientgen.base.configuration import load_config
    from clientgen.cli.unfinished import recover_unfinished

    # Before it is read: the configuration may be among the files to recover.
    recover_unfinished((config.parent,), read_only=read_only)
    settings = load_config(config)
    recover_unfinished((config.parent / settings.package.out,), read_only=read_only)
    return settings


def _undo(config: Path) -> None:
    from clientgen.base.configuration import load_config
    from clientgen.cli.unfinished import undo_unfinished

    found = undo_unfinished((config.parent,))
    out = config.parent / load_config(config).package.out
    if not undo_unfinished((out,)) and not found:
        print("no update is unfinished; nothing was written")


def _removals(update: Update) -> str:
    """Describe how many operations are removed, and which."""
    removed = update.removed_operations
    first = ", ".join(removed[:3]) + (", ..." if len(removed) > 3 else "")
    return (
        f"{len(removed)} of {update.operations} operations, more than a third, are not in the new "
        f"document ({first})"
    )


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--date: {text!r} is no date of the form YYYY-MM-DD") from error


def _say_unchanged(address: str, settings: Config, upstream_changes: int | None) -> None:
    prefix = settings.extract.prefix
    where = f"below {prefix or '/'}" if not settings.extract.include else "of your operations"
    print(f"nothing in your fragment changed: {address} says the same {where}")
    if upstream_changes is not None:
        edits = "1 edit" if upstream_changes == 1 else f"{upstream_changes:,} edits"
        print(f"in the whole API: {edits} since the last document that was kept")
    print("nothing was written")


def _show(update: Update) -> None:
    from clientgen.cli.report import show_report

    show_report(update.report, None, update.release)
    print()
    if update.section:
        print(update.section)
    name = update.made.plan.name
    stays = update.before == update.after
    print(f"{name} stays {update.before}" if stays else f"{name} {update.before} -> {update.after}")


def _reports(update: Update, folder: Path) -> dict[Path, str]:
    from clientgen.compare.report import to_html, to_json, to_markdown

    report, release = update.report, update.release
    return {
        folder / "update.md": to_markdown(report, None, release),
        folder / "update.html": to_html(report, None, release, update.documents),
        folder / "update.json": to_json(report, None, release),
    }
