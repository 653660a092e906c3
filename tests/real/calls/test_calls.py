"""Every operation of a published document: called as its signature says, and its response read.

`make real` runs all documents, `make test-all` two of them. A schema validator that nobody here
wrote says which generated values are valid, and whether the JSON that was sent is.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from clientgen.base.diagnostics import InputError

from ..documents import CACHE, documents, reason_to_skip
from .counts import PAGE, read_counts, render, store
from .driving import Driver
from .known import KNOWN
from .package import Package
from .raw import RawDocument

_ALL = {document.name: document for document in documents()}
_CHOSEN = ("jupyter-server", "openai")
_CPU_SECONDS = 60
_MOST = 150
"""Operations of one document that are called, evenly chosen: those of giants are much alike."""


def _hold(name: str, folder: Path, is_stored: bool = True) -> None:
    document = _ALL[name]
    if reason := reason_to_skip(document, CACHE):
        pytest.skip(reason)
    root = document.file(document.root) if document.root else None
    try:
        package = Package(document.local(), f"calls_{document.import_name}", folder, root)
    except InputError as refused:  # Which documents may be refused is held by the harness.
        pytest.skip(f"{name} is refused: {refused.message}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        tally = Driver(RawDocument(document.local()), package).run(_CPU_SECONDS, _MOST)
    print(f"{name}: {tally}")
    for skipped in tally.skipped:
        print(f"  no value: {skipped}")
    known = KNOWN.get(name, {})
    faults = [fault for fault in tally.faults if fault.partition(": ")[0] not in known]
    assert not faults, f"{len(faults)} of {tally.judged + tally.responses}: " + "\n".join(
        faults[:10]
    )
    count = tally.count(len({fault.partition(": ")[0] for fault in tally.faults}))
    if is_stored:
        store(name, count)
    committed = read_counts().get(name, count)  # One that is new has lost nothing.
    assert not (found := count.losses(committed)), f"{name} lost: {'; '.join(found)}"


@pytest.mark.real
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", _ALL)
def test_every_operation_can_be_called(name: str, tmp_path: Path) -> None:
    _hold(name, tmp_path)


def test_the_page_is_what_the_counts_give() -> None:
    counts = read_counts()
    assert sum(count.called for count in counts.values()) > 1000
    assert PAGE.read_text("utf-8") == render(counts), "run `python -m tests.real.calls.counts`"


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", _CHOSEN)
def test_every_operation_of_a_chosen_document_can_be_called(name: str, tmp_path: Path) -> None:
    _hold(name, tmp_path, is_stored=False)
