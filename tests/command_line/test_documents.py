"""The commands of documents that nobody here wrote, and of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.packages import NAMES, path_of
from tests.real.documents import CACHE, documents, reason_to_skip

from .every_command import run_all


@pytest.mark.parametrize("name", NAMES)
def test_a_document_of_the_corpus(name: str, tmp_path: Path) -> None:
    outcome = run_all(path_of(name), f"commands_corpus_{name}", tmp_path)

    assert outcome.wrong == []
    assert (outcome.commands > 0) is (name != "none")


# Published document → its operations.
_PUBLISHED = (
    "airflow",
    "asana",
    "docker-engine",
    "notion",
    "openai",
    "slack",
    "spotify",
    "trello",
    "twilio-verify",
    "xero-accounting",
)


# The others run in `make real`.
_IN_TEST_ALL = {"docker-engine", "notion", "spotify"}


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
    outcome = run_all(document.local(CACHE), f"commands_{document.import_name}", tmp_path)

    assert outcome.wrong == []
    # What the method refuses cannot be compared.
    assert outcome.same > outcome.commands * 0.9, outcome.refused
