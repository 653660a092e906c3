"""``clientgen diff``: compare two versions of an API."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
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
    MaxSizeOption,
    OnlyOption,
    RootOption,
    find_config,
)

if TYPE_CHECKING:
    from clientgen.compare import CompareSettings, Report, Version
    from clientgen.compare.report import Release
    from clientgen.document.load import Document

POLICY = "diff.toml"
"""Name of the policy file beside the configuration."""


class Format(StrEnum):
    """The format of the report."""

    text = "text"
    markdown = "markdown"
    json = "json"
    html = "html"


class Gate(StrEnum):
    """The findings that make the command exit with 1."""

    wire = "wire"
    source = "source"
    any = "any"


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="diff")(run)


def run(
    old: Annotated[
        str,
        typer.Argument(
            help="A file, an https URL, a version kept in the history, or git:REV[:PATH]."
        ),
    ],
    new: Annotated[str, typer.Argument(help="The same, of the newer document.")],
    prefix: Annotated[
        str | None,
        typer.Option(help="Compare the paths below this one; count the changes elsewhere."),
    ] = None,
    only: OnlyOption = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the report.")] = (
        Format.text
    ),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here. Default: stdout.")
    ] = None,
    fail_on: Annotated[
        Gate | None,
        typer.Option(
            help="Exit 1 when installed packages break (wire), when user code breaks (source), or "
            "when anything changed (any). Waived findings are ignored."
        ),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(
            help="Severities of rules and waivers, in TOML. "
            f"Default: {POLICY} beside the configuration, if there is one."
        ),
    ] = None,
    code: CodeOption = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            help="Import name of the package in your code. Repeatable. Default: that of the "
            "configuration, or what the title of OLD makes.",
            show_default=False,
        ),
    ] = None,
    checker: CheckerOption = None,
    fix: FixOption = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write what --fix shows without asking.")] = (
        False
    ),
    drift: DriftOption = None,
    config: ConfigOption = None,
    root: RootOption = None,
    max_size: MaxSizeOption = None,
) -> None:
    """Compare two versions of an API: on the wire, and in Python after regenerating.

    With --code the report begins with the lines of your own code that have to change, and the gate
    counts only findings that touch it, as long as all of it could be judged.

    Exits 0; 1 when the gate of --fail-on fails; 2 when the documents cannot be compared.
    """
    from clientgen.cli.report import show_report
    from clientgen.cli.unfinished import recover_unfinished
    from clientgen.cli.your_code import code_options, fix_code, review_code, workspace
    from clientgen.compare import fails
    from clientgen.compare.policy import Policy, apply_policy, load_policy
    from clientgen.compare.report import FORMATS, to_html

    if only and prefix is not None:
        raise typer.BadParameter("--only takes no --prefix: a path selects what is below it")
    config = find_config(config)
    home = config.parent if config is not None else None
    recover_unfinished((home,), (old, new), read_only=True)
    if policy is None and home is not None and (home / POLICY).exists():
        policy = home / POLICY
    rules = load_policy(policy) if policy is not None else Policy()
    if code or fix:
        code_options(code, checker, None, None, fix=fix)
    found = _compared(old, new, prefix, only or [], config, root, max_size)
    release, documents = found.release, found.documents
    report = apply_policy(found.report, rules, _today())
    gate = fail_on.value if fail_on is not None else None
    ours = config if found.old.configured and found.new.configured else None
    options = code_options(
        code,
        checker,
        ours,
        found.settings.config if found.settings is not None else None,
        packages=package,
        fix=fix,
        yes=yes,
        drift=drift,
    )
    with workspace() as folder:
        report, step = review_code(report, found.old, found.new, options, Path(folder), _status)
        if output is None and format is Format.text:
            show_report(report, gate, release)
        elif format is Format.html:
            _deliver(to_html(report, gate, release, documents), report, output)
        else:
            _deliver(FORMATS[format.value](report, gate, release), report, output)
        for warning in report.warnings:
            _say(f"warning: {warning}")
        fix_code(step, _status, aside=output is None and format is not Format.text)
    if fails(report, gate):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Compared:
    report: Report
    release: Release
    documents: tuple[Document, Document]
    old: Version
    new: Version
    settings: CompareSettings | None


def _compared(
    old: str,
    new: str,
    prefix: str | None,
    only: list[str],
    config: Path | None,
    root: Path | None,
    max_size: int | None,
) -> _Compared:
    from clientgen.compare import compare_versions, prepare_version
    from clientgen.compare.resolve import resolve_document
    from clientgen.compare.versions import make_resolver, refuse_unrelated, selections
    from clientgen.document.load import Limits

    found, history, fragment = _settings(config)
    if found is not None and config is not None:
        given = found.config.extract
        root = root or (config.parent / given.root if given.root else None)
        max_size = max_size or given.max_size
    limits = Limits.of_size(max_size)
    documents: list[Document] = []
    for name in (old, new):
        with _status(f"reading {name}"):
            documents.append(
                resolve_document(name, history=history, fragment=fragment, limits=limits, root=root)
            )
    with _status("planning both packages"):
        chosen = selections(documents[0], documents[1], only)
        before = prepare_version(documents[0], found, prefix=prefix, only=chosen[0])
        after = prepare_version(documents[1], found, prefix=prefix, only=chosen[1], after=before)
    refuse_unrelated(before.resolver, after.resolver, (old, new))
    with _status("comparing"):
        whole = (
            (make_resolver(documents[0]), make_resolver(documents[1]))
            if only or prefix is not None
            else None
        )
        report = compare_versions(before, after, whole=whole)
    with _status("measuring the regenerated diff"):
        release = _measured(before, after)
    return _Compared(report, release, (documents[0], documents[1]), before, after, found)


def _measured(old: Version, new: Version) -> Release:
    """Render both packages in memory: a tenth of the time that reading and planning them takes."""
    from clientgen.compare.report import Release, text_size
    from clientgen.emit.render import render_versions

    return Release(text_size(*render_versions([old.plan, new.plan])))


def _settings(path: Path | None) -> tuple[CompareSettings | None, Path | None, Path | None]:
    """Read the settings, and locate the earlier versions and the document in force."""
    from clientgen.base.configuration import load_config
    from clientgen.compare import CompareSettings
    from clientgen.document.load import read

    if path is None:
        return None, None, None
    config = load_config(path)
    given = config.extract
    overlay = read(path.parent / given.overlay) if given.overlay else None
    history = path.parent / given.history if given.history else None
    return CompareSettings(config, overlay), history, path.parent / given.fragment


def _today() -> date:
    return datetime.now(UTC).date()


def _deliver(text: str, report: Report, output: Path | None) -> None:
    if output is None:
        from clientgen.cli.report import write_document

        write_document(text)
        return
    from clientgen.files.atomic import write_file

    if not output.parent.is_dir():
        raise InputError("its folder does not exist", source=str(output))
    write_file(output, text)
    _say(f"{output}: {len(report.findings)} findings")


def _status(text: str) -> AbstractContextManager[object]:
    from rich.console import Console

    return Console(stderr=True).status(text)


def _say(text: str) -> None:
    from clientgen.base.terminal import printable

    typer.echo(printable(text), err=True)
