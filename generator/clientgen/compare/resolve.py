"""From what the user names to documents: files, versions, git revisions, URLs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.base.suggestions import near
from clientgen.document.history import find_version, known_versions, version_of
from clientgen.document.load import Document, Limits, bundle, parse, read
from clientgen.document.load.source import gunzip, is_standard_input, is_url

_GZIP = b"\x1f\x8b"
# Looks like a version rather than a path.
_VERSION = re.compile(r"[^/\\]*\d[^/\\]*")
_SECONDS = 60


def resolve_document(
    text: str,
    *,
    history: Path | None = None,
    fragment: Path | None = None,
    limits: Limits | None = None,
    root: Path | None = None,
) -> Document:
    """Read what the user named.

    Args:
        text: a path, an https URL, a version kept in the history or in force, or
            ``git:REV[:PATH]``.
        history: folder with one document a version.
        fragment: the document in force, which ``git:REV`` without a path means.
        limits: bounds on size and depth.
        root: directory that holds every file it refers to; its own when None.

    Returns:
        The document.

    Raises:
        InputError: there is no such thing, or it cannot be read.
    """
    bounds = limits or Limits()
    if text.startswith("git:"):
        return _from_git(text, fragment, bounds)
    kept = find_version(history, text) if history is not None and not is_url(text) else None
    piped = is_standard_input(text)
    if piped or is_url(text) or (_exists(text) and not (Path(text).is_dir() and kept is not None)):
        return bundle(read(text, limits=bounds), root, limits=bounds)
    if kept is not None:
        return read(kept, limits=bounds)
    if fragment is not None and fragment.is_file():
        current = read(fragment, limits=bounds)
        if version_of(current) == text:
            return current
    raise InputError(_nothing(text, history), source=text)


def _exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # no path at all: too long, or with a NUL
        return False


def _nothing(text: str, history: Path | None) -> str:
    known = known_versions(history) if history is not None else []
    if not known or not _VERSION.fullmatch(text):
        return "no such file, and no version of that name"
    close = near(text, known, count=3)
    hint = f"; near it are {', '.join(close)}" if close else ""
    return f"no version of that name in {history}{hint}"


def _from_git(text: str, fragment: Path | None, limits: Limits) -> Document:
    revision, colon, path = text.removeprefix("git:").partition(":")
    if not revision or revision.startswith("-"):
        raise InputError("git: needs a revision, as in git:main:openapi.yaml", source=text)
    if not colon:
        if fragment is None:
            raise InputError("git: needs a path here, as in git:main:openapi.yaml", source=text)
        path = f"./{fragment.as_posix()}" if not fragment.is_absolute() else fragment.as_posix()
    wanted = f"{revision}:{path}"
    size = _git(["cat-file", "-s", wanted], text)
    if size is None and not path.startswith("./"):
        # A path is read from the root of the repository, as git does, or else from here.
        wanted = f"{revision}:./{path}"
        size = _git(["cat-file", "-s", wanted], text)
    if size is None:
        raise InputError(f"git has no {path!r} in {revision!r}", source=text)
    if int(size) > limits.size:
        raise InputError(
            f"is bigger than the limit of {limits.size:,} bytes; --max-size raises it", source=text
        )
    data = _git(["cat-file", "blob", wanted], text)
    if data is None:
        raise InputError(f"is no file in {revision!r}", source=text)
    data = gunzip(data, text, limits) if data.startswith(_GZIP) else data
    return parse(data, text, limits=limits)


def _git(arguments: list[str], source: str) -> bytes | None:
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        raise InputError("git is not installed", source=source) from None
    except subprocess.TimeoutExpired:
        raise InputError(f"git took longer than {_SECONDS} s", source=source) from None
    if b"not a git repository" in done.stderr:
        raise InputError("this is not a git repository", source=source)
    return done.stdout if done.returncode == 0 else None
