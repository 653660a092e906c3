"""Find out that a run would change nothing, without running it.

After a run a record is kept of the hashes of its inputs and of its output: the files of the
document, the configuration, the overlay, the changelog and the templates, the arguments, the
generator's own sources, the interpreter and every installed distribution. While no hash differs,
the next run would write the same bytes. A damaged record counts as none.

Records are kept in the user's cache directory, not in the output, because they depend on what is
installed on one machine. Without a record the next run does all the work.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientgen import __version__
from clientgen.base.diagnostics import InputError
from clientgen.base.resources import TEMPLATES
from clientgen.files.atomic import write_file
from clientgen.files.journal import FOLDER

OWN = (Path(__file__).resolve().parents[1], TEMPLATES)
"""The folders of the generator's sources and of its templates."""

_FORMAT = 2


@dataclass(frozen=True, slots=True)
class Record:
    """A run whose output is on the disk.

    Args:
        path: where the record is kept.
        out: output directory.
        package: import name of what was written.
        title: the package's name and version.
        diagnostics: those of the run, as they are shown.
        warnings: how many of them are warnings.
        files: path relative to ``out`` → hash.
    """

    path: Path
    out: Path
    package: str
    title: str
    diagnostics: tuple[str, ...]
    warnings: int
    files: Mapping[str, str]


def record_path(arguments: Mapping[str, object]) -> Path:
    """Locate the record of a command.

    Args:
        arguments: the arguments of the command; the working directory is added.

    Returns:
        A file below the user's cache directory.
    """
    asked = json.dumps({**arguments, "cwd": os.getcwd()}, sort_keys=True, default=str)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "clientgen" / f"{hashlib.sha256(asked.encode()).hexdigest()}.json"


def unchanged(path: Path) -> Record | None:
    """Find the record of an earlier run, if a new one would write the same bytes.

    Args:
        path: the result of `record_path`.

    Returns:
        The record; None when anything differs, or cannot be determined.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))
        record = Record(
            path,
            Path(kept["out"]),
            kept["package"],
            kept["title"],
            tuple(kept["diagnostics"]),
            kept["warnings"],
            kept["files"],
        )
        same = (
            kept["environment"] == environment()
            and not os.path.lexists(record.out / FOLDER)
            and all(_hash(Path(name)) == value for name, value in kept["inputs"].items())
            and all(_has_hash(record.out / name, value) for name, value in record.files.items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if same else None


def content_hashes(paths: Iterable[Path]) -> dict[str, str | None]:
    """Hash the inputs of a run; before they are read, so that the next run sees a later change.

    Args:
        paths: files and directories, whether they exist or not.

    Returns:
        Absolute path → hash of the file, or of all files below the directory; None without any.
    """
    return {os.path.abspath(path): _hash(Path(path)) for path in paths}


def keep(record: Record, inputs: Mapping[str, str | None]) -> None:
    """Keep the record of a run. A cache that cannot be written is no error.

    Args:
        record: the run.
        inputs: its inputs, as `content_hashes` returns them.
    """
    text = json.dumps(
        {
            "environment": environment(),
            "inputs": dict(sorted(inputs.items())),
            "out": str(record.out.resolve()),
            "package": record.package,
            "title": record.title,
            "diagnostics": record.diagnostics,
            "warnings": record.warnings,
            "files": dict(record.files),
        }
    )
    with contextlib.suppress(OSError, InputError):
        record.path.parent.mkdir(parents=True, exist_ok=True)
        write_file(record.path, text)


def environment(own: Sequence[Path] = OWN, path: Sequence[str] | None = None) -> str:
    """Hash everything besides the user's files that the output depends on.

    Args:
        own: the folders of the generator's sources and of its templates.
        path: the import path; None takes the real one.

    Returns:
        One hash over the interpreter, the generator's sources and templates, and the name and
        version of everything that is installed.
    """
    state = hashlib.sha256(f"{_FORMAT} {__version__} {sys.version}".encode())
    for folder in own:
        state.update(f"{_hash(folder)}\n".encode())
    for entry in sys.path if path is None else path:
        with contextlib.suppress(OSError):
            installed = [name for name in os.listdir(entry or ".") if name.endswith("-info")]
            state.update("\n".join(sorted(installed)).encode())
    return state.hexdigest()


def _has_hash(path: Path, value: str) -> bool:
    return not path.is_symlink() and _hash(path) == value


def _hash(path: Path) -> str | None:
    """The hash of a file, or of all files below a directory; None when there is none."""
    try:
        if not path.is_dir():
            return hashlib.sha256(path.read_bytes()).hexdigest()
        state = hashlib.sha256()
        for directory, names, files in os.walk(path):
            names[:] = sorted(name for name in names if name != "__pycache__")
            for name in sorted(files):
                file = Path(directory, name)
                state.update(f"{file.relative_to(path)} {_hash(file)}\n".encode())
        return state.hexdigest()
    except OSError:
        return None
