"""Knowing that a run would change nothing, without running it.

After a run whose output stands on the disk, a record is kept of everything that decided it: every
file that was opened, the arguments, the generator's own sources and templates, the interpreter and
every installed distribution. While all of it is as it was, and every file of the output too, the
next run would write the same bytes. Anything else, a damaged record included, means a real run.

Records live in the user's cache, not in the output: what is installed on one machine is nobody
else's business, and a lost record costs one run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from clientgen import __version__
from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import write_file
from clientgen.files.journal import FOLDER

_HOUSE = Path(__file__).resolve().parents[1]
_OWN = ("generator", "templates")
_FORMAT = 1
# How far the clock of a file system may be behind, in nanoseconds.
_CLOCK = 50_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """A run whose output is on the disk.

    Args:
        place: where the record is kept.
        out: output directory.
        package: import name of what was written.
        said: the line that names the package and its version.
        odd: the diagnostics of the run, as they are shown.
        warnings: how many of them are warnings.
        files: path relative to ``out`` → hash.
    """

    place: Path
    out: Path
    package: str
    said: str
    odd: tuple[str, ...]
    warnings: int
    files: Mapping[str, str]


@dataclass(slots=True)
class Watched:
    """The files a run opened, and the directories it looked through.

    Args:
        begun: when the run began, in nanoseconds since 1970.
    """

    begun: int = field(default_factory=time.time_ns)
    opened: set[str] = field(default_factory=set[str])


_watching: list[Watched] = []


def place_of(arguments: Mapping[str, object]) -> Path:
    """Tell where the record of a command is kept.

    Args:
        arguments: what was asked for; the working directory counts too.

    Returns:
        A file below the user's cache directory.
    """
    asked = json.dumps({**arguments, "cwd": os.getcwd()}, sort_keys=True, default=str)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "clientgen" / f"{hashlib.sha256(asked.encode()).hexdigest()}.json"


def unchanged(place: Path) -> Record | None:
    """Find the record of an earlier run, if a new one would write the same bytes.

    Args:
        place: what `place_of` gave.

    Returns:
        The record; None when anything differs, or cannot be told.
    """
    try:
        kept = json.loads(place.read_text("utf-8"))
        record = Record(
            place,
            Path(kept["out"]),
            kept["package"],
            kept["said"],
            tuple(kept["odd"]),
            kept["warnings"],
            kept["files"],
        )
        same = (
            kept["environment"] == environment()
            and not os.path.lexists(record.out / FOLDER)
            and all(_hash(Path(path)) == value for path, value in kept["inputs"].items())
            and all(_stands(record.out / path, value) for path, value in record.files.items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if same else None


@contextlib.contextmanager
def watching(watched: Watched) -> Generator[None]:
    """Note every file that is opened meanwhile, and every directory listed, by whomever."""
    _hooked()
    _watching.append(watched)
    try:
        yield
    finally:
        _watching.remove(watched)


def keep(record: Record, watched: Watched, inputs: Iterable[Path]) -> None:
    """Keep the record of a run, unless a file may have changed after the run read it.

    A cache that cannot be written is no error.

    Args:
        record: what was written.
        watched: the files the run opened.
        inputs: files that count whether they exist or not.
    """
    out = str(record.out.resolve()) + os.sep
    paths = {str(path.resolve()) for path in inputs}
    paths |= {path for path in watched.opened if not f"{path}{os.sep}".startswith(out)}
    if any(_changed(path) > watched.begun - _CLOCK for path in paths):
        return
    text = json.dumps(
        {
            "environment": environment(),
            "inputs": {path: _hash(Path(path)) for path in sorted(paths)},
            "out": str(record.out.resolve()),
            "package": record.package,
            "said": record.said,
            "odd": record.odd,
            "warnings": record.warnings,
            "files": dict(record.files),
        }
    )
    with contextlib.suppress(OSError, InputError):
        record.place.parent.mkdir(parents=True, exist_ok=True)
        write_file(record.place, text)


def environment(house: Path = _HOUSE, path: Sequence[str] | None = None) -> str:
    """Hash what decides the output besides the user's files.

    Args:
        house: where the generator and its templates are.
        path: the import path; None takes the real one.

    Returns:
        One hash over the interpreter, the generator's sources and templates, and the name and
        version of everything that is installed.
    """
    state = hashlib.sha256(f"{_FORMAT} {__version__} {sys.version}".encode())
    for own in _OWN:
        for directory, names, files in os.walk(house / own):
            names[:] = sorted(name for name in names if name != "__pycache__")
            for name in sorted(files):
                file = Path(directory, name)
                state.update(f"{file.relative_to(house)} {_hash(file)}\n".encode())
    for entry in sys.path if path is None else path:
        with contextlib.suppress(OSError):
            installed = [name for name in os.listdir(entry or ".") if name.endswith("-info")]
            state.update("\n".join(sorted(installed)).encode())
    return state.hexdigest()


@cache
def _hooked() -> None:
    """Python has no way to take an audit hook away, so there is only ever one."""
    sys.addaudithook(_note)


def _note(event: str, details: tuple[Any, ...]) -> None:
    if event not in ("open", "os.scandir", "os.listdir"):
        return
    if not isinstance(details[0], str | bytes):
        return
    # Libraries and the standard library are named by the environment.
    path = os.path.abspath(os.fsdecode(details[0]))
    if path.startswith((sys.prefix, sys.base_prefix, str(_HOUSE / "generator"))):
        return
    if (event == "open" and details[2] & (os.O_WRONLY | os.O_RDWR)) or path.endswith(".pyc"):
        return
    for watched in _watching:
        watched.opened.add(path)


def _changed(path: str) -> int:
    """When a file last changed, in nanoseconds since 1970; 0 when there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _stands(path: Path, value: str) -> bool:
    return not path.is_symlink() and _hash(path) == value


def _hash(path: Path) -> str | None:
    """The hash of a file, or of the names in a directory; None when there is none."""
    try:
        if path.is_dir():
            return hashlib.sha256("\n".join(sorted(os.listdir(path))).encode()).hexdigest()
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
