"""The lock files hold what pyproject.toml asks for, each entry with its hashes, from any index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("build", "dev")}


def entries(text: str) -> dict[str, str]:
    """Read a lock file as ``{name and version: everything up to the next entry}``."""
    parts = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    return {part.split(maxsplit=1)[0]: part for part in parts if not part.startswith("#")}


def versions(text: str) -> dict[str, str]:
    """Read a lock file as ``{canonical name: version}``."""
    pairs = (entry.split("==") for entry in entries(text))
    return {canonicalize_name(name): version for name, version in pairs}


def missing(asked: list[str], locked: dict[str, str]) -> list[str]:
    """Tell which requirements a lock does not satisfy."""
    problems: list[str] = []
    for line in asked:
        requirement = Requirement(line)
        version = locked.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            problems.append(f"{requirement} (locked: {version or 'not at all'})")
    return problems


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_satisfies_the_project(repository: Path, name: str) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    asked = list(project["project"]["dependencies"])
    for group in LOCKS[name]:
        asked += project["dependency-groups"][group]

    locked = versions((repository / name).read_text(encoding="utf-8"))

    assert missing(asked, locked) == [], "run: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_is_pinned_and_hashed(repository: Path, name: str) -> None:
    text = (repository / name).read_text(encoding="utf-8")
    loose = [
        entry
        for entry, whole in entries(text).items()
        if "==" not in entry or not re.search(r"--hash=sha256:[0-9a-f]{64}\b", whole)
    ]

    assert loose == []
    # An index named here would bind every user to it.
    assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_the_locks_agree_with_each_other(repository: Path) -> None:
    small, large = (versions((repository / name).read_text(encoding="utf-8")) for name in LOCKS)

    assert small.items() <= large.items()


def test_a_stale_lock_is_told() -> None:
    assert missing(["black==1.2", "rich>=3", "typer"], {"black": "1.1", "rich": "3.0"}) == [
        "black==1.2 (locked: 1.1)",
        "typer (locked: not at all)",
    ]
