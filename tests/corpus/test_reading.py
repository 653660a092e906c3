"""Whatever a service sends, read as any class of the corpus, is what is written back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.reading import Reading, hold_the_rest, hold_what_was_read

from .packages import NAMES, made

_WITH_CLASSES = [name for name in NAMES if made(name).plan.models.models]


@pytest.fixture(scope="module", params=_WITH_CLASSES)
def package(request: pytest.FixtureRequest, corpus: Callable[[str], Path]) -> Reading:
    return Reading(f"corpus_{request.param}", corpus(request.param))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_what_was_read_is_what_is_written(package: Reading, data: st.DataObject) -> None:
    hold_what_was_read(package, data)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_change_changes_nothing_else(package: Reading, data: st.DataObject) -> None:
    hold_the_rest(package, data)
