"""The corpus: every document is generated once per run, into one folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from generator.config import Config
from generator.pipeline import Generated, generate

DOCUMENTS = Path(__file__).resolve().parent / "documents"
FOLDERS = ("multifile",)
NAMES = sorted([*(path.stem for path in DOCUMENTS.glob("*.yaml")), *FOLDERS])


def path_of(name: str) -> Path:
    """Where a document of the corpus is."""
    return DOCUMENTS / name / "openapi.yaml" if name in FOLDERS else DOCUMENTS / f"{name}.yaml"


@cache
def made(name: str) -> Generated:
    """The package of a document, generated once."""
    return generate(path_of(name), Config(), package=f"corpus_{name}")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that writes a document's package and gives the folder it is in."""
    root = tmp_path_factory.mktemp("corpus")

    @cache
    def write(name: str) -> Path:
        for path, text in made(name).files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        return root

    return write
