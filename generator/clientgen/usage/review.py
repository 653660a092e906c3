"""Reviews the user's code against two versions of the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.compare import Report, Version
from clientgen.compare.your_code import CodeNote, UnseenCode, YourCode
from clientgen.emit.render import render
from clientgen.usage.attach import Attachment, added_messages, first_line
from clientgen.usage.calls import CodeFile
from clientgen.usage.checkers import TIMEOUT, Checker, CheckerMessage
from clientgen.usage.gone_values import (
    GoneValues,
    attach_compared_values,
    attach_gone_values,
    find_gone_values,
)
from clientgen.usage.indirect import attach_indirect, with_indirect
from clientgen.usage.marks import MarkedPackage, mark_package
from clientgen.usage.renames import Renames, certain_renames
from clientgen.usage.sources import CodeBase, read_code
from clientgen.usage.unchecked import attach_unchecked
from clientgen.usage.uses import FileUses, find_uses
from clientgen.usage.workspace import Workspace

_ARGUMENT_CODES = frozenset({"arg-type", "misc", "reportArgumentType"})


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The code to review, and how it is done.

    Args:
        code: files and directories of the user's.
        packages: import names of the package.
        home: directory that the user's tools run in.
        checker: ``mypy`` or ``pyright``.
        timeout: seconds that one run of the checker may take.
    """

    code: tuple[Path, ...]
    packages: tuple[str, ...]
    home: Path
    checker: str = "mypy"
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The result of a review.

    Args:
        report: the report, with what it means for the code.
        code: the code.
        uses: what it uses of the package, file by file.
        old: what the checker says of it with the old package.
        new: the same with the new one.
        renames: the renames that are certain.
        packages: import names of the package, and names of its copies.
    """

    report: Report
    code: CodeBase
    uses: tuple[FileUses, ...]
    old: tuple[CheckerMessage, ...]
    new: tuple[CheckerMessage, ...]
    renames: Renames
    packages: frozenset[str]


class CodeReview:
    """A review of the user's code.

    Args:
        settings: what is reviewed.
        old: the old version.
        new: the new one, with the names that the new package has.
        folder: an empty directory, in which the checker runs.
    """

    def __init__(self, settings: ReviewSettings, old: Version, new: Version, folder: Path) -> None:
        self._settings = settings
        self._old, self._new = old, new
        self._new_files = package_files(new)
        self._old_files = package_files(old)
        self._folder = folder.resolve()
        self._runs = 0

    def judge(self, report: Report, texts: Mapping[Path, bytes] | None = None) -> Reviewed:
        """Find what a report means for the code as it is now.

        Args:
            report: the report on the two versions.
            texts: content of files that stands for what is on the disk.

        Returns:
            The report with notes on its findings, and what was found in the code.

        Raises:
            InputError: the code cannot be read, or the checker cannot be run.
        """
        settings = self._settings
        code = read_code(settings.code, settings.packages, texts)
        if not code.files:
            shown = ", ".join(str(path) for path in settings.code)
            if code.skipped:
                first = code.skipped[0]
                raise InputError(
                    f"holds no code to review: {first.position} {first.reason}", source=shown
                )
            raise InputError("holds no code to review but the package itself", source=shown)
        self._runs += 1
        gone = find_gone_values(report.findings, self._old)
        # pyright tells no mark of a call that it refuses, so it is asked for these by themselves.
        apart = settings.checker == "pyright"
        marked = self._marked(report, gone, mappings=apart)
        checker = self._checker(code)
        old, told = checker.run(self._old_files), checker.run(marked.files, marks=True)
        new, opaque = checker.run(self._new_files), told
        if apart:
            refusing = self._marked(report, gone, mappings=False)
            opaque = checker.run(refusing.files)
        files = [CodeFile(source) for source in code.files]
        names = {*settings.packages, *(copy.name for copy in code.copies)}
        uses: list[FileUses] = []
        attachment = Attachment(report.findings)
        for file in files:
            path = file.source.path
            mine = [_of_file(messages, path) for messages in (old, told, new, opaque)]
            found = find_uses(file, mine[1], marked, self._old.plan, names)
            found = with_indirect(found, names)
            uses.append(found)
            attachment.attach_errors(found, added_messages(mine[0], mine[2]))
            refused = [m for m in added_messages(mine[0], mine[3]) if m.code in _ARGUMENT_CODES]
            attach_unchecked(attachment, found, refused, self._old)
            attach_indirect(attachment, found, self._old, self._new)
            attach_gone_values(attachment, found, gone)
            attach_compared_values(attachment, found, gone)
        for found in uses:
            attachment.attach_calls(found)
        judged = replace(
            report,
            findings=attachment.noted(),
            your_code=_summary(settings, code, checker, uses, attachment),
        )
        renames = certain_renames(report, self._old, self._new)
        return Reviewed(
            judged, code, tuple(uses), tuple(old), tuple(new), renames, frozenset(names)
        )

    def remaining(self, before: Reviewed, texts: Mapping[Path, bytes]) -> list[CodeNote]:
        """Check the code with the new package after a repair.

        Args:
            before: the review before it.
            texts: the new content of the files that were repaired.

        Returns:
            What the checker refuses on lines where it refused nothing with the old package.
        """
        code = read_code(self._settings.code, self._settings.packages, texts)
        self._runs += 1
        messages = self._checker(code).run(self._new_files)
        known = Counter((m.path, m.line, m.code) for m in before.old)
        files = {source.path: CodeFile(source) for source in code.files}
        found: list[CodeNote] = []
        for message in sorted(messages):
            key = message.path, message.line, message.code
            if known[key]:
                known[key] -= 1
                continue
            position = files[message.path].position(message.line, message.column)
            found.append(CodeNote(position, "change", first_line(message), message.code))
        return found

    def _marked(
        self, report: Report, gone: Sequence[GoneValues], *, mappings: bool
    ) -> MarkedPackage:
        names = [name for finding in report.findings for name in finding.names]
        attributes = {(n.owner, n.old) for n in names if n.kind == "attribute" and n.old}
        classes = {n.old for n in names if n.kind == "class" and n.old}
        classes |= {n.owner for n in names if n.kind == "attribute"}
        classes |= {owner for entry in gone for owner, _ in entry.members}
        return mark_package(self._old_files, self._old.plan, classes, attributes, mappings=mappings)

    def _checker(self, code: CodeBase) -> Checker:
        settings = self._settings
        workspace = Workspace(self._folder / "run", code, settings.packages, self._runs)
        workspace.write_context()
        return Checker(settings.checker, workspace, settings.home, settings.timeout)


def package_files(version: Version) -> dict[str, str]:
    """Render the package of a version.

    Args:
        version: the version.

    Returns:
        Path below the package → text.
    """
    prefix = f"{version.plan.name}/"
    rendered = render(version.plan, None)
    return {
        path.removeprefix(prefix): text
        for path, text in rendered.items()
        if path.startswith(prefix)
    }


def _of_file(messages: Sequence[CheckerMessage], path: Path) -> list[CheckerMessage]:
    return [message for message in messages if message.path == path]


def _summary(
    settings: ReviewSettings,
    code: CodeBase,
    checker: Checker,
    uses: Sequence[FileUses],
    attachment: Attachment,
) -> YourCode:
    unresolved = [
        UnseenCode(use.position, f"`{use.method}()`: the type of what it is called on is unknown")
        for found in uses
        for use in found.unresolved
    ]
    unresolved += [unseen for found in uses for unseen in found.unseen]
    unchecked = {
        UnseenCode(note.position, note.text)
        for notes in attachment.notes.values()
        for note in notes
        if note.effect == "check"
    }
    warnings = list(checker.warnings)
    if code.notebooks:
        warnings.append(f"{code.notebooks} notebooks were not read")
    if not any(found.imports for found in uses):
        names = " or ".join(settings.packages)
        warnings.append(f"no file imports {names}: --package names it as your code does")
    return YourCode(
        checker=checker.title,
        packages=settings.packages,
        files=len(code.files),
        calls=tuple(sorted(use.position for found in uses for use in found.operations)),
        unresolved=tuple(sorted(unresolved)),
        unchecked=tuple(sorted(unchecked)),
        skipped=code.skipped,
        changes=_once(attachment.changes),
        unexplained=_once(attachment.unexplained),
        warnings=tuple(warnings),
    )


def _once(notes: set[CodeNote]) -> tuple[CodeNote, ...]:
    return tuple(sorted(notes, key=lambda note: (note.position, note.text)))
