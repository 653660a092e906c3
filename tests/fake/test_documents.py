"""The fake services of documents that nobody here wrote, and of the corpus, operation by operation.

Every response is held against the document; see `every_operation`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.packages import NAMES, path_of
from tests.real.documents import CACHE, documents, reason_to_skip

from .every_operation import call_all

# Responses that no example can be made for: `oneOf` whose variants overlap, and `false`.
_CANNOT_FIT = {
    "compositions": {"listAnimals 200", "getNever 200", "echo 200"},
    "golden unions": {"getPet 200"},
    "jira": {"addGadget 200", "getAllGadgets 200"},
}
# Published document → its operations, and how many of them succeed with the example of a request.
_PUBLISHED = {
    "airflow": (128, 128),
    "asana": (167, 167),
    "digitalocean": (290, 290),
    "docker-engine": (105, 105),
    "jira": (499, 494),
    "netbox": (844, 844),
    "notion": (24, 24),
    "openai": (28, 28),
    "slack": (174, 173),
    "spotify": (88, 88),
    "trello": (324, 324),
    "twilio-verify": (53, 52),
    "xero-accounting": (224, 221),
}
# The others run in `make real`.
_IN_TEST_ALL = {"docker-engine", "slack", "spotify", "xero-accounting"}
_GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*/spec.yaml"))


def wrong(name: str, found: list[str]) -> list[str]:
    """What no example can be made for left out."""
    known = _CANNOT_FIT.get(name, set[str]())
    return [problem for problem in found if problem.partition(":")[0] not in known]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_of_the_corpus(name: str, tmp_path: Path) -> None:
    outcome = call_all(path_of(name), f"fake_corpus_{name}", tmp_path)

    assert wrong(name, outcome.wrong) == []
    assert outcome.broken == []


@pytest.mark.parametrize("path", _GOLDEN, ids=lambda path: path.parent.name)
def test_a_document_of_the_golden_cases(path: Path, tmp_path: Path) -> None:
    name = path.parent.name
    outcome = call_all(path, f"fake_golden_{name}", tmp_path)

    assert wrong(f"golden {name}", outcome.wrong) == []
    assert outcome.broken == []
    assert outcome.judged > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in _IN_TEST_ALL else pytest.mark.real)
        for name in _PUBLISHED
    ],
)
def test_a_published_document(name: str, tmp_path: Path) -> None:
    document = next(document for document in documents() if document.name == name)
    reason = reason_to_skip(document, CACHE)
    if reason:
        pytest.skip(reason)
    outcome = call_all(document.local(CACHE), f"fake_{document.import_name}", tmp_path)

    assert wrong(name, outcome.wrong) == []
    assert outcome.broken == []
    assert outcome.unjudged == []
    succeeded = sum(count for status, count in outcome.statuses.items() if status < 400)
    assert (outcome.operations, succeeded) == _PUBLISHED[name], outcome.refused
    assert name == "trello" or outcome.judged > succeeded / 3
