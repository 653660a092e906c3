"""Every committed fragment is what its upstream copy gives, byte for byte."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from clientgen.base.configuration import load_config
from clientgen.document.extract import known_trims
from clientgen.document.extract.text import fragment_text
from clientgen.document.load import read

SPEC = Path("spec")
HISTORY = sorted(path.stem for path in (SPEC / "history").glob("*.yaml"))


def test_the_history_is_complete() -> None:
    assert len(HISTORY) == 34
    copies = (SPEC / "history" / "upstream").glob("*.json.gz")
    assert sorted(path.name.removesuffix(".json.gz") for path in copies) == HISTORY


def test_the_fragment_in_force() -> None:
    extract = load_config(SPEC / "clientgen.toml").extract
    document = read(SPEC / str(extract.upstream))
    text, summary, _ = fragment_text(document, extract.prefix, extract.trims)
    assert summary == "17 operations, 40 schemas, OpenAPI 3.1.1"
    assert text == (SPEC / extract.fragment).read_text(encoding="utf-8")
    info = read(SPEC / extract.fragment).value["info"]
    assert info["x-source-sha256"] == document.sha256
    assert info["x-upstream-version"] == "269.0.0"
    assert info["x-upstream-date"] == "2026-10-08"


@pytest.mark.parametrize("version", HISTORY)
def test_history(version: str) -> None:
    extract = load_config(SPEC / "clientgen.toml").extract
    document = read(SPEC / "history" / "upstream" / f"{version}.json.gz")
    text, _, _ = fragment_text(document, extract.prefix, known_trims(document, extract.trims))
    assert text == (SPEC / "history" / f"{version}.yaml").read_text(encoding="utf-8")


def test_compressed_copies_carry_no_time() -> None:
    for path in [*SPEC.glob("upstream/*.gz"), *SPEC.glob("history/upstream/*.gz")]:
        data = path.read_bytes()
        assert data[4:8] == bytes(4), path
        assert gzip.decompress(data)
