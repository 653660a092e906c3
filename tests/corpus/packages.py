"""The corpus: every document's package, generated once per run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import Generated, generate

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
