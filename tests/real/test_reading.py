"""Whatever a service sends, read as any class of a published document, is what is written back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.emit.pipeline import generate
from tests.support.files import write
from tests.support.reading import Reading, hold_the_rest, hold_what_was_read

from .documents import CACHE, documents, reason_to_skip

_ALL = {document.name: document for document in documents()}
_CHOSEN = [name for name, document in _ALL.items() if document.always]


def _package(name: str, folder: Path) -> Reading:
    document = _ALL[name]
    reason = reason_to_skip(document, CACHE)
    if reason:
        pytest.skip(reason)
    package = f"read_{document.import_name}"
    try:
        files = generate(document.local(CACHE), Config(), package=package).files
    except InputError as refused:  # Which documents may be refused is held by the harness.
        pytest.skip(f"{name} is refused: {refused.message}")
    write(files, folder)
    return Reading(package, folder)


def _hold(name: str, folder: Path) -> None:
    package = _package(name, folder)

    @settings(max_examples=120, deadline=None, database=None)
    @given(data=st.data())
    def read(data: st.DataObject) -> None:
        hold_what_was_read(package, data)

    @settings(max_examples=60, deadline=None, database=None)
    @given(data=st.data())
    def change(data: st.DataObject) -> None:
        hold_the_rest(package, data)

    read()
    change()


@pytest.mark.real
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [name for name in _ALL if name not in _CHOSEN])
def test_a_document_loses_nothing(name: str, tmp_path: Path) -> None:
    _hold(name, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", _CHOSEN)
def test_a_chosen_document_loses_nothing(name: str, tmp_path: Path) -> None:
    _hold(name, tmp_path)
