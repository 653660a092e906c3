"""Write one file in one step, and the single steps of replacing many.

The generator writes every file through `write_file` or `clientgen.files.replace`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Generator
from pathlib import Path

from clientgen.base.diagnostics import InputError

_TRIES, _PAUSE = 50, 0.1


def write_file(path: Path, content: str | bytes) -> None:
    """Replace a file in one step; its permissions stay.

    Args:
        path: the file. A link is followed; a device or a pipe is written to.
        content: its new content; text is encoded as UTF-8.

    Raises:
        InputError: it cannot be written, or another run holds the lock of the directory. The old
            content stays.
    """
    try:
        if path.exists() and not path.is_file():
            with open(path, "wb") as special:
                special.write(as_bytes(content))
            return
        target = path.resolve()
        beside = target.with_name(f".{target.name[:60]}.clientgen")
        with locked(target.parent, tries=_TRIES):
            try:
                put(beside, content, target)
                os.replace(beside, target)
            except BaseException:
                with contextlib.suppress(OSError):
                    beside.unlink(missing_ok=True)
                raise
    except (OSError, RuntimeError) as error:
        raise refused(error, path) from error


@contextlib.contextmanager
def locked(*folders: Path, tries: int = 1) -> Generator[None]:
    """Lock directories for this run; the system releases the locks when the process ends.

    Args:
        folders: the directories; one that does not exist is skipped.
        tries: how often to try, a tenth of a second apart.

    Yields:
        Nothing; the locks are held until the block ends.

    Raises:
        InputError: another run holds the lock of one.
        OSError: one cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # no such lock on Windows, where replacing an open file fails by itself
        yield
        return
    with contextlib.ExitStack() as stack:
        for folder in sorted({folder.resolve() for folder in folders if folder.is_dir()}):
            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            for attempt in range(tries):
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if attempt + 1 == tries:
                        message = "another run is writing here; try again"
                        raise InputError(message, source=str(folder)) from error
                    time.sleep(_PAUSE)
        yield


def as_bytes(content: str | bytes) -> bytes:
    """Encode a file's content.

    Args:
        content: text, or bytes that are returned unchanged. A lone surrogate, as in a file name
            that is not UTF-8, becomes an escape.

    Returns:
        The bytes; text as UTF-8.
    """
    return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")


def sha256(data: bytes) -> str:
    """Hash a file's content.

    Args:
        data: the content.

    Returns:
        The hash, in hexadecimal.
    """
    return hashlib.sha256(data).hexdigest()


def content_hash(path: Path) -> str | None:
    """Hash the file at a path.

    Args:
        path: the file; a link is not followed.

    Returns:
        The SHA-256 of the file; None when there is none; ``not a file`` for anything else.

    Raises:
        OSError: it cannot be read.
    """
    try:
        mode = path.lstat().st_mode
        return sha256(path.read_bytes()) if stat.S_ISREG(mode) else "not a file"
    except (FileNotFoundError, NotADirectoryError):
        return None


def put(path: Path, content: str | bytes, like: Path | None = None) -> None:
    """Write a new file and flush it to the disk.

    Args:
        path: the file; an existing one is removed first.
        content: its content.
        like: the file whose permissions it gets, where that exists.

    Raises:
        OSError: the disk refuses.
    """
    # Never through a link, nor into a file that a killed run left and that has hard links since.
    path.unlink(missing_ok=True)
    with open(path, "xb") as file:
        file.write(as_bytes(content))
        file.flush()
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if like is not None:
                os.chmod(path, stat.S_IMODE(like.stat().st_mode))
        os.fsync(file.fileno())


def link(path: Path, copy: Path) -> None:
    """Keep a file that is about to be replaced, by a hard link or else a copy.

    Args:
        path: the file.
        copy: the path of the link or copy.

    Raises:
        OSError: the disk refuses.
    """
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)


def move(source: Path, target: Path) -> None:
    """Replace a file by another in one step.

    Args:
        source: the file.
        target: the file to replace, on any disk.

    Raises:
        OSError: the disk refuses; the target is unchanged.
    """
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # The target is on another disk.
        beside = target.with_name(f".{target.name[:60]}.clientgen")
        put(beside, source.read_bytes(), source)
        os.replace(beside, target)
        source.unlink()


def remove(path: Path) -> None:
    """Remove a file that this run wrote and no longer wants; one that is not there is no error.

    Args:
        path: the file.

    Raises:
        InputError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(error, path) from error


def sync_folders(folders: set[Path]) -> None:
    """Flush directory entries to the disk, where the system can.

    Args:
        folders: the directories; one that does not exist is skipped.

    Raises:
        OSError: the disk refuses.
    """
    if os.name == "nt":
        return
    for folder in sorted(folders):
        if not folder.is_dir():
            continue
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
        finally:
            os.close(handle)


def refused(error: OSError | RuntimeError, path: Path) -> InputError:
    """Make the error of a write that failed.

    Args:
        error: the error of the system.
        path: the path to name.

    Returns:
        The error to raise.
    """
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"cannot write: {reason}", source=str(path))
