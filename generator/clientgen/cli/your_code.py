"""Steps of a review of the user's own code, for the commands that compare."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clientgen.base.diagnostics import InputError

if TYPE_CHECKING:
    from clientgen.base.configuration import Config
    from clientgen.cli.options import CheckerName
    from clientgen.compare import Report, Version
    from clientgen.usage.fixes import FileFix
    from clientgen.usage.review import CodeReview, Reviewed

Status = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """The review that the options of a command ask for.

    Args:
        code: the user's files and folders; empty without a review.
        checker: name of the type checker.
        packages: import names of the package in the code; empty for the package's own.
        fix: rewrite certain renames.
        yes: without asking.
        drift: records of drift.
    """

    code: tuple[Path, ...] = ()
    checker: str = "mypy"
    packages: tuple[str, ...] = ()
    fix: bool = False
    yes: bool = False
    drift: Path | None = None


def code_options(
    code: Sequence[Path] | None,
    checker: CheckerName | None,
    config: Path | None,
    settings: Config | None,
    *,
    packages: Sequence[str] | None = None,
    fix: bool = False,
    yes: bool = False,
    drift: Path | None = None,
) -> CodeOptions:
    """Join the options of a command with the configuration.

    Args:
        code: the value of ``--code``.
        checker: the value of ``--checker``.
        config: path of the configuration in force; None where it does not count.
        settings: its content.
        packages: import names that were given.
        fix: the value of ``--fix``.
        yes: the value of ``--yes``.
        drift: the value of ``--drift``.

    Returns:
        The options.

    Raises:
        InputError: they do not fit together, or what they need is not installed.
    """
    review = settings.review if settings is not None else None
    paths = tuple(code or ())
    if not paths and review is not None and config is not None:
        paths = tuple(config.parent / path for path in review.code)
    chosen = checker.value if checker is not None else review.checker if review else "mypy"
    if fix and not paths:
        raise InputError("--fix needs --code, or `code` in [review]: which code is it?")
    if paths:
        from clientgen.usage.checkers import need

        need(chosen, "--code" if chosen == "mypy" else f"--checker {chosen}")
        if fix:
            need("libcst", "--fix")
        for path in paths:
            if not path.exists():
                raise InputError("there is no such code", source=str(path))
    names = tuple(packages or ())
    if not names and settings is not None and settings.package.name:
        names = (settings.package.name,)
    return CodeOptions(paths, chosen, names, fix, yes, drift)


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A review that was made, for the repair that may follow.

    Args:
        review: the review.
        reviewed: its result.
        options: the options of the command.
    """

    review: CodeReview
    reviewed: Reviewed
    options: CodeOptions


def review_code(
    report: Report, old: Version, new: Version, options: CodeOptions, folder: Path, status: Status
) -> tuple[Report, ReviewStep | None]:
    """Tell what a report means for the user's code and for running clients.

    Args:
        report: the report.
        old: the old version.
        new: the new one.
        options: what is asked for.
        folder: an empty directory for the checker.
        status: shows what is being done.

    Returns:
        The report with what was found, and the review; None where there is no code.

    Raises:
        InputError: the code or the records cannot be read, or the checker cannot be run.
    """
    if options.drift is not None:
        from clientgen.usage.drift import mark_drift, read_drift

        report = mark_drift(report, read_drift(options.drift), old, new)
    if not options.code:
        return report, None
    from clientgen.types.names import module_name
    from clientgen.usage.review import CodeReview, ReviewSettings

    names = options.packages or (module_name(old.api.title),)
    settings = ReviewSettings(options.code, names, Path.cwd(), options.checker)
    review = CodeReview(settings, old, new, folder)
    with status(f"checking your code with {options.checker}"):
        reviewed = review.judge(report)
    return reviewed.report, ReviewStep(review, reviewed, options)


def fix_code(step: ReviewStep | None, status: Status, *, aside: bool, write: bool = True) -> None:
    """Show and write the certain renames, where ``--fix`` asks for it.

    Args:
        step: the review that was made.
        status: shows what is being done.
        aside: print to stderr, as stdout holds the report.
        write: False only shows the change.

    Raises:
        InputError: a file changed meanwhile, or cannot be written.
    """
    if step is None or not step.options.fix:
        return
    from clientgen.usage.fixes import check_unchanged, find_fixes

    with status("rewriting your code"):
        fixes = find_fixes(step.review, step.reviewed)
    if not fixes:
        _print("no rename in your code is certain; nothing was written", aside)
        return
    for fix in fixes.values():
        _print(fix.diff.rstrip("\n"), aside)
    if not write or not _confirmed(step.options, len(fixes), aside):
        _print("nothing was written", aside)
        return
    from clientgen.files.atomic import write_file

    check_unchanged(fixes)
    for path, fix in fixes.items():
        write_file(path, fix.content)
    with status(f"checking your code with {step.options.checker} again"):
        _tell_remaining(step, fixes, aside)


def _confirmed(options: CodeOptions, count: int, aside: bool) -> bool:
    if options.yes:
        return True
    if not sys.stdin.isatty():
        _print("to write it without being asked, give --yes", aside)
        return False
    return typer.confirm(f"Write {_files(count)}?", err=aside)


def _tell_remaining(step: ReviewStep, fixes: dict[Path, FileFix], aside: bool) -> None:
    texts = {path: fix.content for path, fix in fixes.items()}
    remaining = step.review.remaining(step.reviewed, texts)
    code = step.reviewed.report.your_code
    if code is not None:
        # What is no checker's to tell stays on its line.
        remaining = sorted((*remaining, *(note for note in code.changes if not note.code)))
    _print(f"rewrote {_files(len(fixes))}", aside)
    for note in remaining:
        _print(f"still to change: {note.position} {note.text}", aside)
    unjudged = code is not None and not code.is_complete
    if not remaining:
        also = "; what could not be judged is in the report" if unjudged else ""
        _print(f"{step.options.checker} finds nothing that remains to change{also}", aside)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _print(text: str, aside: bool) -> None:
    from clientgen.base.terminal import printable

    for line in text.split("\n"):
        typer.echo(printable(line), err=aside)


def workspace() -> AbstractContextManager[str]:
    """Make the directory that the checker runs in.

    Returns:
        Its path, for as long as the context lasts.
    """
    import tempfile

    return tempfile.TemporaryDirectory(prefix="clientgen-", ignore_cleanup_errors=True)
