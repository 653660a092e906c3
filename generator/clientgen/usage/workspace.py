"""A temporary copy of the user's code beside one version of the package, for a type checker."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientgen.files.scratch import remove_scratch, write_scratch
from clientgen.usage.sources import CodeBase

_SILENCED = re.compile(r"#\s*(type:\s*ignore|mypy:|pyright:)")
# A checker that keeps results tells files apart by size and whole seconds.
_SECONDS = 10
# More than a review exchanges the package in one workspace.
_WRITES = 10


@dataclass(slots=True)
class Workspace:
    """A folder in which a checker runs.

    The code is copied so that a vendored package can be exchanged in its place, and so that
    comments that silence a checker can be taken out: a call behind ``# type: ignore`` breaks too.

    Args:
        folder: a directory of its own; what an earlier workspace wrote there is replaced.
        code: the user's code.
        names: import names under which the package is installed beside it.
        run: number of the workspace in this folder, from 0.
    """

    folder: Path
    code: CodeBase
    names: Sequence[str]
    run: int = 0
    _written: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._written = self.run * _WRITES
        remove_scratch(self.folder)

    @property
    def installed(self) -> Path:
        """The directory of the installed package."""
        return self.folder / "installed"

    def cache(self, batch: int) -> Path:
        """Return the directory for what the checker keeps of one batch of files between its runs.

        A checker repeats messages that it kept under the path that they had, so a cache never sees
        two files of one module name, and the copies lie at the same paths in every run.
        """
        return self.folder.parent / f"cache-{batch}"

    def copied(self, path: Path) -> Path:
        """Return where the copy of a file or directory of the user's lies."""
        return self.folder / "code" / path.relative_to(self.code.root)

    def original(self, path: Path) -> Path | None:
        """Return the file or directory of the user's of a copy; None for what is no copy of any."""
        if any(path.is_relative_to(self.copied(copy)) for copy in self.code.copies):
            return None
        folder = self.folder / "code"
        return self.code.root / path.relative_to(folder) if path.is_relative_to(folder) else None

    @property
    def search(self) -> list[Path]:
        """Directories that imports are looked up in, in this order."""
        # What the code imports beside itself is read where it is.
        bases = self.code.bases
        return [self.installed, *(self.copied(base) for base in bases), *bases]

    def write_code(self, comment: str = "") -> None:
        """Write the copy of the code.

        Args:
            comment: stands at the end of each file.
        """
        for source in self.code.files:
            text = _unsilenced(source.text)
            if comment:
                text += f"\n{comment}\n"
            self._write(self.copied(source.path), text, source.encoding)

    def write_context(self) -> None:
        """Copy the files around the code."""
        for path in self.code.context:
            write_scratch(self.copied(path), path.read_bytes())

    def write_package(self, files: Mapping[str, str]) -> None:
        """Exchange the package, installed and vendored.

        Args:
            files: path below the package → text.
        """
        targets = [self.installed / name for name in self.names]
        targets += [self.copied(copy) for copy in self.code.copies]
        self._written += 1
        for target in targets:
            remove_scratch(target)
            for path, text in files.items():
                self._write(target / path, text, "utf-8")

    def _write(self, target: Path, text: str, encoding: str) -> None:
        write_scratch(target, text.encode(encoding), later=_SECONDS * self._written)


def _unsilenced(text: str) -> str:
    """Take out the comments that silence a checker, leaving every position as it is."""
    if _SILENCED.search(text) is None:
        return text
    # Other characters that Python takes for the end of a line end none for its tokenizer.
    lines = list(io.StringIO(text, newline=""))
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        return text
    for token in tokens:
        if token.type == tokenize.COMMENT and _SILENCED.search(token.string):
            row, start = token.start
            line = lines[row - 1]
            end = start + len(token.string)
            lines[row - 1] = f"{line[:start]}#{'-' * (end - start - 1)}{line[end:]}"
    return "".join(lines)
