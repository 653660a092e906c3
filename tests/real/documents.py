"""The pinned documents, and where the cache keeps them."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "real"
PINS = Path(__file__).with_name("documents.toml")
REGISTRIES = ("npm", "pypi")


@dataclass(frozen=True)
class Package:
    """A package of a registry at an exact version."""

    registry: str
    name: str
    version: str

    def __str__(self) -> str:
        separator = "==" if self.registry == "pypi" else "@"
        return f"{self.name}{separator}{self.version}"


@dataclass(frozen=True)
class Document:
    """A published document.

    Args:
        name: short name, unique; it names the generated package too.
        package: the package that holds it.
        path: the document inside the package.
        files: every pinned file, the document first: path inside the package and SHA-256.
        always: why `make test-all` measures it too, or empty where only `make real` does.
        root: directory inside the package that holds every file, where it is not the document's.
    """

    name: str
    package: Package
    path: str
    files: tuple[tuple[str, str], ...]
    always: str = ""
    root: str = ""

    def options(self, cache: Path = CACHE) -> tuple[str, ...]:
        """Options without which the document cannot be read."""
        return ("--root", str(self.file(self.root, cache))) if self.root else ()

    @property
    def import_name(self) -> str:
        """The import name of the package that is generated from it."""
        return f"real_{self.name.replace('-', '_')}"

    def file(self, path: str, cache: Path = CACHE) -> Path:
        """Where the cache keeps a file of the document's package."""
        return cache / "documents" / self.name / path

    def local(self, cache: Path = CACHE) -> Path:
        """Where the cache keeps the document itself."""
        return self.file(self.path, cache)

    def is_cached(self, cache: Path = CACHE) -> bool:
        """Tell whether the cache holds every file of the document as it is pinned."""
        return all(
            self.file(path, cache).is_file() and sha256(self.file(path, cache)) == digest
            for path, digest in self.files
        )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_documents(path: Path = PINS) -> tuple[Document, ...]:
    """Read the pinned documents.

    Raises:
        ValueError: there are none, two share a name, or an entry is not complete.
    """
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8")).get("document", [])
    found = tuple(map(_document, entries))
    if not found:
        raise ValueError(f"{path.name} names no document")
    if len({document.name for document in found}) != len(found):
        raise ValueError(f"{path.name} names a document twice")
    return found


def _document(entry: dict[str, Any]) -> Document:
    missing = {"name", "registry", "package", "version", "path", "sha256"} - set(entry)
    if missing:
        raise ValueError(f"{entry.get('name', 'a document')}: without {', '.join(sorted(missing))}")
    if entry["registry"] not in REGISTRIES:
        raise ValueError(f"{entry['name']}: registry {entry['registry']!r} is none we know")
    return Document(
        entry["name"],
        Package(entry["registry"], entry["package"], entry["version"]),
        entry["path"],
        ((entry["path"], entry["sha256"]), *entry.get("beside", {}).items()),
        entry.get("always", ""),
        entry.get("root", ""),
    )


@cache
def documents() -> tuple[Document, ...]:
    """Return the pinned documents of this repository."""
    return read_documents()


def reason_to_skip(document: Document, cache: Path = CACHE) -> str:
    """Tell why a document cannot be measured, or return an empty text when it can be."""
    if document.is_cached(cache):
        return ""
    return f"{document.name} of {document.package} is not in .cache/real: run `make real-documents`"
