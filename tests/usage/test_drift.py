"""``--drift``: records of the real runtime mark the findings that a client has met."""

from __future__ import annotations

import copy
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from tests.support.files import imported
from tests.support.programs import clientgen
from tests.usage.projects import diff, old_document, project


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    old = old_document()
    schemas: Any = old["components"]["schemas"]
    schemas["Thing"]["properties"]["state"] = {"type": "string", "enum": ["on"]}
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Thing"]["properties"]["state"]["enum"] = ["on", "off"]
    new["components"]["schemas"]["Thing"]["properties"]["extra"] = {"type": "string"}
    project(tmp_path, {}, old, new)
    return tmp_path


def _drifts(report: dict[str, Any]) -> dict[str, tuple[int, str]]:
    return {
        finding["id"]: (finding["drift"]["times"], finding["drift"]["last"])
        for finding in report["findings"]
        if finding["drift"] is not None
    }


def test_what_the_runtime_tells_marks_the_findings(
    here: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = clientgen("generate", "old.json", "--package", "drifting_things", "--out", ".")
    assert made.code == 0, made.err
    package = imported("drifting_things", here)
    lines: list[str] = []

    def note(drift: Any) -> None:
        lines.append(json.dumps(drift))

    hooks = package.Hooks(on_drift=[note])
    observer_of = package.Client(base_url="https://acme.test", hooks=hooks)._engine.observer
    with caplog.at_level(logging.INFO, "drifting_things"):
        observer_of.drifted(package.Drift("things.list", "/*/state", "unknown value"))
        observer_of.drifted(package.Drift("things.get", "/extra", "unknown member"))
    logged = [
        json.dumps({"message": r.getMessage(), "time": f"2026-11-2{index}"})
        for index, r in enumerate(caplog.records)
    ]
    Path("drift.jsonl").write_text("\n".join([*lines, *logged, '{"message": "other"}']), "utf-8")

    report = json.loads(diff("--drift", "drift.jsonl", "--format", "json").out)

    assert _drifts(report) == {
        "resp-enum-added": (2, "2026-11-20"),
        "resp-prop-added": (2, "2026-11-21"),
    }
    assert "met 2 times, last 2026-11-20" in diff("--drift", "drift.jsonl").out


def test_counts_and_what_no_finding_explains(here: Path) -> None:
    records = [
        {"operation": "things.get", "pointer": "/state", "kind": "unknown value", "count": 17},
        {"operation": "things.get", "pointer": "/size", "kind": "wrong type"},
        {"operation": "pets.get", "pointer": "/state", "kind": "unknown value"},
    ]
    Path("drift.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")

    report = json.loads(diff("--drift", "drift.jsonl", "--format", "json").out)

    assert _drifts(report) == {"resp-enum-added": (17, "")}
    assert report["warnings"] == ["2 of 3 records of drift are explained by no finding"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json\n", "drift.jsonl:1:1: this line is no JSON"),
        ('{"a": 1}\n', "drift.jsonl: holds no record of drift"),
    ],
)
def test_what_is_no_record_is_refused(here: Path, text: str, message: str) -> None:
    Path("drift.jsonl").write_text(text, "utf-8")

    ran = diff("--drift", "drift.jsonl")

    assert ran.code == 2
    assert message in ran.err
