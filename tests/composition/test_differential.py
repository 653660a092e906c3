"""No member a valid value may have is missing from the class it is read as, in any document."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from clientgen.api import Schema
from clientgen.types.distribution import UnionDistributor

from .comparing import Comparison, compared

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / ".cache/real/documents"
OURS = sorted(
    path
    for pattern in (
        "tests/corpus/documents/*.yaml",
        "tests/corpus/documents/multifile/openapi.yaml",
        "tests/golden/*/spec.yaml",
        "spec/history/*.yaml",
        "tests/composition/*.yaml",
    )
    for path in ROOT.glob(pattern)
)
# Those with compositions of every kind, of a size that is read in seconds.
PUBLISHED = (
    "adyen-checkout airflow airflow-ui cactus-fabric directus figma jellyfin langgraph"
    " mojaloop-fspiop open-payments-resource-server vercel xero-accounting"
).split()


def shown(path: Path) -> str:
    return "-".join(path.relative_to(ROOT).parts[-2:])


def published(name: str) -> Path:
    """Where a published document was fetched to.

    Args:
        name: its name in ``tests/real/documents.toml``.
    """
    listed = tomllib.loads((ROOT / "tests/real/documents.toml").read_text("utf-8"))["document"]
    return REAL / name / str(next(item["path"] for item in listed if item["name"] == name))


def test_there_are_documents() -> None:
    assert len(OURS) > 50


@pytest.mark.parametrize("path", OURS, ids=shown)
def test_no_member_is_missing(path: Path) -> None:
    assert compared(path).missing() == []


def test_the_documents_have_members() -> None:
    found = compared(ROOT / "tests/corpus/documents/compositions.yaml")
    assert found.missing() == []
    assert found.objects > 10


@pytest.mark.parametrize("name", PUBLISHED)
def test_no_member_of_a_published_document_is_missing(name: str) -> None:
    path = published(name)
    if not path.exists():
        pytest.skip(f"{name} was not fetched: run `make real-documents`")
    found = compared(path)
    assert found.missing() == []
    assert found.objects > 20


def test_the_comparison_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(self: object, schema: Any, base: Any, unions: Any) -> Any:
        return base or Schema(pointer=schema.pointer)

    monkeypatch.setattr(UnionDistributor, "distributed", forgetful)
    path = Path(__file__).parent / "beside.yaml"
    found: Comparison = compared(path)
    assert any("has no member 'disk'" in line for line in found.missing())
