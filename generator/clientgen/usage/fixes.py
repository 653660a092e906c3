"""The repair of the user's code: certain renames, and what remains after them."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.usage.review import CodeReview, Reviewed
from clientgen.usage.sources import SourceFile

_ROUNDS = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FileFix:
    """A file that is rewritten.

    Args:
        source: the file as it was read.
        text: its new content.
    """

    source: SourceFile
    text: str

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        before, after = (
            text.replace("\r\n", "\n").splitlines(keepends=True)
            for text in (self.source.text, self.text)
        )
        name = Path(self.source.shown).as_posix()
        lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    @property
    def content(self) -> bytes:
        """The new content, in the encoding of the file."""
        return self.text.encode(self.source.encoding)


def merged(first: Mapping[Path, FileFix], second: Mapping[Path, FileFix]) -> dict[Path, FileFix]:
    """Join two rounds of fixes.

    Args:
        first: the first round, whose files were read from the disk.
        second: the second, which was made from the content of the first.

    Returns:
        The files as they were read, with the content that they get in the end.
    """
    found = dict(first)
    for path, fix in second.items():
        source = found[path].source if path in found else fix.source
        found[path] = FileFix(source, fix.text)
    return found


def check_unchanged(fixes: Mapping[Path, FileFix]) -> None:
    """Refuse to write over a file that changed since it was read.

    Args:
        fixes: the fixes.

    Raises:
        InputError: a file is not as it was.
    """
    for path, fix in fixes.items():
        if path.read_bytes() != fix.source.text.encode(fix.source.encoding):
            raise InputError("changed while it was reviewed; nothing was written", source=str(path))


def find_fixes(review: CodeReview, reviewed: Reviewed) -> dict[Path, FileFix]:
    """Rewrite the certain renames, in memory.

    Args:
        review: the review of the code.
        reviewed: its result.

    Returns:
        The files that change. A checker that tells a thing once for each line is asked again.
    """
    found: dict[Path, FileFix] = {}
    for _ in range(_ROUNDS):
        more = _one_round(reviewed)
        found = merged(found, more)
        if not more or not any(map(_has_twins, more.values())):
            break
        reviewed = review.judge(reviewed.report, {p: fix.content for p, fix in found.items()})
    return found


def _one_round(reviewed: Reviewed) -> dict[Path, FileFix]:
    from clientgen.usage.rewrite import find_edits, rewritten

    found: dict[Path, FileFix] = {}
    for uses in reviewed.uses:
        source = uses.file.source
        edits = find_edits(uses, reviewed.renames, reviewed.packages)
        text = rewritten(source.text, edits) if edits else source.text
        if text != source.text:
            found[source.path] = FileFix(source, text)
    return found


def _has_twins(fix: FileFix) -> bool:
    """Tell whether a changed line has a name more than once that was changed in it once."""
    before, after = fix.source.text.splitlines(), fix.text.splitlines()
    for old, new in zip(before, after, strict=False):
        gone = set(_WORD.findall(old)) & set(_WORD.findall(new)) if old != new else set[str]()
        counts = Counter(_WORD.findall(old))
        if any(counts[word] > _WORD.findall(new).count(word) for word in gone):
            return True
    return False
