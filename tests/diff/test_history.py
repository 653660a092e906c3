"""The versions this repository keeps: every step is told, and told shortly."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from clientgen.base.configuration import load_config
from clientgen.compare import (
    CompareSettings,
    Report,
    Version,
    compare_versions,
    prepare_version,
    resolve_document,
)
from clientgen.document.load import read

SPEC = Path(__file__).resolve().parents[2] / "spec"


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split("."))


VERSIONS = sorted((path.stem for path in (SPEC / "history").glob("*.yaml")), key=_order)
STEPS = list(pairwise(VERSIONS))


@cache
def version(name: str) -> Version:
    settings = CompareSettings(load_config(SPEC / "clientgen.toml"), read(SPEC / "overlay.yaml"))
    return prepare_version(resolve_document(name, history=SPEC / "history"), settings)


def step(old: str, new: str) -> Report:
    return compare_versions(version(old), version(new))


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_every_step_is_told_in_a_few_findings(old: str, new: str) -> None:
    report = step(old, new)

    assert 0 < len(report.findings) < 40
    # Nothing of the surface moves without an edit that explains it.
    assert not [f for f in report.findings if f.id.startswith("python-")]
    assert compare_versions(version(new), version(new)).findings == ()


def test_what_is_known_of_these_versions_is_told() -> None:
    first = step("156.0.0", "161.0.0")
    assert (first.wire, first.source, first.bump) == ("safe", "safe", "minor")
    gained = next(f for f in first.findings if f.id == "param-optional-added")
    assert gained.python == ("`triggers.list()` gains keyword `has_delay_by: bool | None`",)

    internal = step("178.2.0-internal", "181.1.0")
    assert (internal.wire, internal.source, internal.bump) == ("breaks", "breaks", "major")

    # The one value that ever left an enumeration of this API.
    left = [f for f in step("263.0.0", "264.0.0").findings if f.id == "resp-enum-removed"]
    assert [(f.subject, f.reaches) for f in left] == [("Limit.namespace", 13)]


def test_an_error_status_added_everywhere_is_one_finding() -> None:
    report = step("209.0.0", "215.0.0")

    found = [f for f in report.findings if f.id == "resp-error-added"]
    assert [(f.before, f.after, f.reaches) for f in found] == [(None, "409", 8)]
