"""The pinned pairs of published versions: one document of a publisher after another.

`version_pairs.toml` lists series; each two neighbours of a series are a pair.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from .documents import CACHE, REGISTRIES, Document, Package
from .fetch import fetch

PAIR_CACHE = CACHE / "pairs"
PINS = Path(__file__).with_name("version_pairs.toml")


@dataclass(frozen=True)
class VersionPair:
    """Two successive published versions of a document.

    Args:
        name: short name, unique: the series and the number of the pair in it.
        old: the older document.
        new: the newer one.
        always: why `make test-all` compares it too, or empty where only `make real` does.
    """

    name: str
    old: Document
    new: Document
    always: str = ""

    def reason_to_skip(self, cache: Path = PAIR_CACHE) -> str:
        """Tell why the pair cannot be compared, or return an empty text when it can be."""
        if self.old.is_cached(cache) and self.new.is_cached(cache):
            return ""
        return f"{self.name} is not in .cache/real/pairs: run `make real-documents`"


def read_pairs(path: Path = PINS) -> tuple[VersionPair, ...]:
    """Read the pinned pairs.

    Raises:
        ValueError: there are none, two share a name, or a series is not complete.
    """
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8")).get("series", [])
    found = tuple(pair for entry in entries for pair in _pairs(entry))
    if not found:
        raise ValueError(f"{path.name} names no pair")
    if len({pair.name for pair in found}) != len(found):
        raise ValueError(f"{path.name} names a series twice")
    return found


def _pairs(entry: dict[str, Any]) -> list[VersionPair]:
    missing = {"name", "registry", "package", "releases"} - set(entry)
    if missing:
        raise ValueError(f"{entry.get('name', 'a series')}: without {', '.join(sorted(missing))}")
    if entry["registry"] not in REGISTRIES:
        raise ValueError(f"{entry['name']}: registry {entry['registry']!r} is none we know")
    documents = [_document(entry, number) for number in range(len(entry["releases"]))]
    if len(documents) < 2:
        raise ValueError(f"{entry['name']}: one release makes no pair")
    always: dict[str, str] = entry.get("always", {})
    return [
        VersionPair(f"{entry['name']}-{number}", old, new, always.get(str(number), ""))
        for number, (old, new) in enumerate(pairwise(documents), 1)
    ]


def _document(entry: dict[str, Any], number: int) -> Document:
    release: dict[str, Any] = entry["releases"][number]
    path = release.get("path") or entry.get("path")
    if not path or not {"version", "sha256"} <= set(release):
        raise ValueError(f"{entry['name']}: release {number} lacks version, path or sha256")
    package = Package(entry["registry"], entry["package"], release["version"])
    name = f"{entry['name']}-{number}"
    return Document(
        name, package, path, ((path, release["sha256"]), *release.get("beside", {}).items())
    )


@cache
def version_pairs() -> tuple[VersionPair, ...]:
    """Return the pinned pairs of this repository."""
    return read_pairs()


def main() -> int:
    """Fetch the documents of every pair; return the exit status."""
    pairs = version_pairs()
    wanted = tuple(dict.fromkeys(side for pair in pairs for side in (pair.old, pair.new)))
    failures = fetch(wanted, PAIR_CACHE)
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    complete = sum(not pair.reason_to_skip() for pair in pairs)
    print(f"{complete} of {len(pairs)} pairs of versions are in .cache/real/pairs")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
