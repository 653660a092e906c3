"""Copy the emitted package into the user's own tree, under any name.

The copy has a manifest of its own and is written by `clientgen.files.owned_files` as the package
itself is: owned by hash, with the same refusals, all files or none.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from clientgen.base.diagnostics import InputError
from clientgen.files.owned_files import (
    MANIFEST,
    Outcome,
    digest,
    file_hash,
    owned_files,
    with_manifest,
    write,
)

_METADATA = ("generator", "version", "api_version", "document_sha256")
_ORIGIN = "vendored_from"


@dataclass(frozen=True, slots=True)
class SourcePackage:
    """An emitted package whose files are as the generator wrote them.

    Args:
        package: its import name.
        directory: its directory.
        metadata: other members of its manifest: versions, the document's hash.
        files: path below the package → text.
    """

    package: str
    directory: Path
    metadata: Mapping[str, Any]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One file of a vendored copy that differs from the package.

    Args:
        path: the file, relative to the directory that holds the copy.
        state: ``touched`` since it was vendored, ``missing``, ``outdated``, or no longer needed
            (``unneeded``).
    """

    path: str
    state: Literal["touched", "missing", "outdated", "unneeded"]


def read_package(directory: Path) -> SourcePackage:
    """Read an emitted package to vendor.

    Args:
        directory: the package's directory, which holds the manifest.

    Returns:
        The package.

    Raises:
        InputError: there is none, or a file of it is not as the generator wrote it.
    """
    manifest = _manifest(directory)
    if manifest is None:
        raise InputError("there is no generated package here", source=str(directory))
    package = str(manifest.get("package"))
    prefix = f"{package}/"
    files: dict[str, str] = {}
    # By the name of its directory: a vendored copy under another name can be a source too.
    for path, known in owned_files(directory.parent, directory.name).items():
        if not path.startswith(prefix):
            continue  # the reference pages and project files around the package
        below = path.removeprefix(prefix)
        target = directory / below
        try:
            if file_hash(target) != known:
                raise InputError(
                    "this file is not as the generator wrote it; generate the package again first",
                    source=str(target),
                )
            files[below] = target.read_bytes().decode("utf-8")
        except OSError as error:
            raise InputError(
                f"cannot read: {error.strerror or error}", source=str(target)
            ) from error
    if "__init__.py" not in files:
        raise InputError("the manifest lists no package", source=str(directory / MANIFEST))
    metadata = {name: manifest[name] for name in _METADATA if name in manifest}
    return SourcePackage(package, directory, metadata, files)


def vendor(source: SourcePackage, destination: Path, name: str, *, force: bool = False) -> Outcome:
    """Create or update the copy of a package in the user's tree.

    Args:
        source: the package to copy.
        destination: directory that holds the copy; made when it does not exist.
        name: name of the copy, and so its import name below ``destination``.
        force: replace files that were edited by hand or are not ours.

    Returns:
        The changes made.

    Raises:
        InputError: the name or the directory cannot be used, a file in the way is not ours or was
            edited, or the disk refuses. Nothing has changed then.
    """
    _check_target(source, destination, name)
    return write(destination, name, _copy(source, name), force=force)


def deviations(source: SourcePackage, destination: Path, name: str) -> list[Deviation]:
    """Compare a vendored copy with a fresh one; changes nothing.

    Args:
        source: the package to compare with.
        destination: directory that holds the copy.
        name: name of the copy.

    Returns:
        The files that differ, sorted by path; empty when the copy is current and untouched.

    Raises:
        InputError: the name or the directory cannot be used, or there is no vendored copy.
    """
    _check_target(source, destination, name)
    if _manifest(destination / name) is None:
        raise InputError("there is no vendored copy here", source=str(destination / name))
    wanted = _copy(source, name)
    owned = owned_files(destination, name)
    found: list[Deviation] = []
    for path in sorted({*wanted, *owned}):
        try:
            on_disk = file_hash(destination / path)
        except OSError as error:
            raise InputError(
                f"cannot read: {error.strerror or error}", source=str(destination / path)
            ) from error
        if path not in wanted:
            if on_disk is not None:
                state: Literal["touched", "unneeded"] = (
                    "unneeded" if on_disk == owned[path] else "touched"
                )
                found.append(Deviation(path, state))
        elif on_disk is None:
            found.append(Deviation(path, "missing"))
        elif on_disk != digest(wanted[path]):
            # A manifest does not list its own hash; it is outdated with the files it lists.
            edited = on_disk != owned.get(path) and path != f"{name}/{MANIFEST}"
            found.append(Deviation(path, "touched" if edited else "outdated"))
    return found


def vendored_version(destination: Path, name: str) -> str:
    """Read the version of a vendored copy.

    Args:
        destination: directory that holds the copy.
        name: name of the copy.

    Returns:
        The version in the copy's manifest; ``?`` when it has none.
    """
    return str((_manifest(destination / name) or {}).get("version", "?"))


def _copy(source: SourcePackage, name: str) -> dict[str, str]:
    metadata = {**source.metadata, "package": name, _ORIGIN: source.package}
    return with_manifest(
        {f"{name}/{path}": text for path, text in source.files.items()}, name, metadata
    )


def _check_target(source: SourcePackage, destination: Path, name: str) -> None:
    if not (name.isidentifier() and name.isascii()) or keyword.iskeyword(name):
        raise InputError(f"{name!r} is no import name", source="--name")
    if name.startswith("__"):
        raise InputError(f"{name!r} is a name of Python's own", source="--name")
    if destination.is_symlink():
        raise InputError(
            "this is a symbolic link; name the directory it leads to", source=str(destination)
        )
    if destination.exists() and not destination.is_dir():
        raise InputError("this is not a directory", source=str(destination))
    target = destination / name
    if target.resolve() == source.directory.resolve():
        raise InputError("this is the package itself: choose another directory", source=str(target))
    there = _manifest(target)
    if there is not None and _ORIGIN not in there:
        # Its manifest also lists files around the package, which would be removed.
        raise InputError(
            "`clientgen generate` keeps this package; vendor into another directory",
            source=str(target),
        )


def _manifest(directory: Path) -> dict[str, Any] | None:
    """Read a manifest; None when there is none or it cannot be understood."""
    try:
        found: Any = json.loads((directory / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None
