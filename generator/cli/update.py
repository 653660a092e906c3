"""``clientgen update``: follow upstream with one command."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..problems import InputError

if TYPE_CHECKING:
    from ..update import Update

CONFIG = Path("spec/clientgen.toml")


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
            help="Path or https URL of the new document. Default: the config's `follow`.",
            show_default=False,
        ),
    ] = None,
    config: Annotated[Path, typer.Option(help="The configuration in force.")] = CONFIG,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show everything, write nothing.")
    ] = False,
    report: Annotated[
        Path, typer.Option(help="Directory of the review report, in Markdown, HTML and JSON.")
    ] = Path("reports"),
    date: Annotated[
        str | None,
        typer.Option(help="Date of the release, YYYY-MM-DD. Default: the document's, or today."),
    ] = None,
) -> None:
    """Fetch, extract, compare, regenerate, raise the version, tell it: all or nothing."""
    from ..config import load_config
    from ..update import apply, compare_fragments, fetch_upstream, prepare
    from .progress import Progress

    settings = load_config(config)
    address = upstream or settings.extract.follow
    if address is None:
        raise InputError(
            "there is nothing to follow: give UPSTREAM, or [extract] follow", source=str(config)
        )
    today = _date(date)
    with Progress("fetch") as progress:
        source = fetch_upstream(address, config, settings)
        update = None
        if source is not None:
            review = compare_fragments(settings, config)
            update = prepare(source, config, settings, review, today=today, progress=progress)
    if update is None:
        prefix = settings.extract.prefix or "/"
        print(f"nothing changed below {prefix}: {address} says the same, nothing was written")
        return
    _show(update)
    if dry_run:
        for path in sorted(update.files):
            print(f"would write   {path}")
        for path in update.removed:
            print(f"would remove  {path}")
        return
    apply(update)
    _write_report(update, report)
    print(f"wrote {len(update.files)} files, removed {len(update.removed)}; report in {report}/")


def _date(text: str | None) -> datetime.date:
    if text is None:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--date: {text!r} is no date of the form YYYY-MM-DD") from error


def _show(update: Update) -> None:
    from ..diff.report import FORMATS

    sys.stdout.write(FORMATS["text"](update.report, None))
    if update.before == update.after:
        print(f"\n{update.made.plan.name} stays {update.before}")
    else:
        print(f"\n{update.made.plan.name} {update.before} -> {update.after}")
    added, removed = update.size
    print(f"generated files: {added} lines added, {removed} removed")


def _write_report(update: Update, folder: Path) -> None:
    from ..diff.report import FORMATS

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, name in (("markdown", "md"), ("html", "html"), ("json", "json")):
            (folder / f"update.{name}").write_text(FORMATS[kind](update.report, None), "utf-8")
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror}", source=str(folder)) from error
