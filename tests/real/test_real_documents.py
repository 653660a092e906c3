"""Every published document: never worse than its committed row.

`make real` runs all of them, `make test-all` those that `documents.toml` marks `always`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .documents import CACHE, Document, documents, reason_to_skip
from .measure import Bounds, difference_with_itself, measure
from .page import store
from .results import losses, read_results

_BOUNDS = Bounds()
# Two processes, each within its bound, and what happens around them.
_TIMEOUT = 2 * _BOUNDS.wall_seconds + 60


_ALL = {document.name: document for document in documents()}
_CHOSEN = [name for name, document in _ALL.items() if document.always]


def _hold(document: Document, cache: Path = CACHE) -> None:
    reason = reason_to_skip(document, cache)
    if reason:
        pytest.skip(reason)
    row = measure(
        document.name, document.local(cache), document.import_name, _BOUNDS, document.options(cache)
    )
    store(row)
    committed = read_results().row(document.name)
    assert committed is not None, f"{document.name} has no committed row: run `make real ACCEPT=1`"
    found = losses(committed, row)
    assert not found, f"{document.name} lost: {'; '.join(found)}; see {row.examples}"


@pytest.mark.real
@pytest.mark.timeout(_TIMEOUT)
@pytest.mark.parametrize("name", _ALL)
def test_no_document_is_worse(name: str) -> None:
    _hold(_ALL[name])


@pytest.mark.slow
@pytest.mark.timeout(_TIMEOUT)
@pytest.mark.parametrize("name", _CHOSEN)
def test_no_chosen_document_is_worse(name: str) -> None:
    _hold(_ALL[name])


def _same(document: Document) -> None:
    reason = reason_to_skip(document, CACHE)
    if reason:
        pytest.skip(reason)
    assert difference_with_itself(document.local(CACHE), _BOUNDS, document.options(CACHE)) == ""


@pytest.mark.real
@pytest.mark.timeout(_TIMEOUT)
@pytest.mark.parametrize("name", _ALL)
def test_no_document_differs_from_itself(name: str) -> None:
    _same(_ALL[name])


@pytest.mark.slow
@pytest.mark.timeout(_TIMEOUT)
@pytest.mark.parametrize("name", _CHOSEN)
def test_no_chosen_document_differs_from_itself(name: str) -> None:
    _same(_ALL[name])


def test_without_the_cache_a_document_is_skipped(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="run `make real-documents`"):
        _hold(next(iter(_ALL.values())), tmp_path)
