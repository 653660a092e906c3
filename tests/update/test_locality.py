"""What one change of the document rewrites stays near that change; the committed pages say so."""

from __future__ import annotations

import pytest

from tools import history, locality


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_real_step_stays_within_the_bound() -> None:
    for step in locality.steps():
        assert step.python + step.docs <= step.bound, f"{step.old} -> {step.new}: {step}"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_one_edit_of_each_kind_stays_within_the_bound() -> None:
    for step in locality.rule_steps():
        assert step.python + step.docs <= step.rule_bound, f"{step.old}: {step}"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_locality_page_is_current() -> None:
    assert locality.PAGE.read_text("utf-8") == locality.page()


@pytest.mark.timeout(300)
def test_the_history_page_is_current() -> None:
    assert history.PAGE.read_text("utf-8") == history.page()


def test_lines_are_counted_on_both_sides() -> None:
    assert locality.changed_lines("a\nb\n", "a\nc\nd\n") == 3
