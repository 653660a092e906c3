"""Severities and waivers: what they change, when they end, what is said of idle ones."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.compare import Report, fails
from clientgen.compare.policy import apply_policy, load_policy, parse_policy
from tests.diff.tiny import GONE, base, compare, edited
from tests.support.programs import clientgen

TODAY = date(2030, 6, 1)
POINTER = "/components/schemas/Thing/properties/price"


def report() -> Report:
    return compare(base(), edited(base(), {"S.Thing.properties.price": GONE}))


def waiver(**more: Any) -> dict[str, Any]:
    told = {"rule": "resp-prop-optional-removed", "pointer": POINTER, "reason": "Nobody reads it"}
    return {**told, "expires": date(2030, 6, 1), **more}


def applied(**data: Any) -> Report:
    return apply_policy(report(), parse_policy(data, "diff.toml"), TODAY)


def test_without_a_policy_it_breaks() -> None:
    assert (report().source, report().bump) == ("breaks", "major")
    assert fails(report(), "source") and not fails(report(), "wire") and fails(report(), "any")
    assert not fails(report(), None)


def test_a_severity_overrules_the_rule() -> None:
    found = applied(severity={"resp-prop-optional-removed": {"source": "safe", "bump": "minor"}})

    assert (found.wire, found.source, found.bump) == ("may", "safe", "minor")
    assert not fails(found, "source")


def test_a_waiver_counts_for_no_gate_and_no_version() -> None:
    found = applied(waiver=[waiver()])

    assert (found.wire, found.source, found.bump) == ("safe", "safe", "none")
    assert not fails(found, "any")
    assert found.warnings == ()
    assert found.findings[0].waiver is not None


@pytest.mark.parametrize("pointer", ["#" + POINTER, POINTER])
def test_a_pointer_may_be_written_with_its_hash(pointer: str) -> None:
    assert applied(waiver=[waiver(pointer=pointer)]).findings[0].waiver is not None


def test_an_expired_waiver_holds_no_more_and_is_told() -> None:
    found = applied(waiver=[waiver(expires=date(2030, 5, 31))])

    assert found.source == "breaks"
    assert "expired on 2030-05-31" in found.warnings[0]


def test_a_waiver_that_meets_nothing_is_told() -> None:
    for other in (waiver(pointer="/else"), waiver(rule="resp-prop-added")):
        found = applied(waiver=[other])
        assert found.source == "breaks"
        assert "meets no finding" in found.warnings[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"waivers": []}, "did you mean 'waiver'"),
        ({"waiver": {}}, "list of tables"),
        ({"waiver": [{**waiver(), "note": 1}]}, "unknown setting 'waiver.note'"),
        ({"waiver": [{"rule": "resp-prop-added"}]}, "needs 'pointer'"),
        ({"waiver": [waiver(reason=" ")]}, "needs 'reason'"),
        ({"waiver": [waiver(rule="resp-prop-ad")]}, "did you mean 'resp-prop-added'"),
        ({"waiver": [waiver(expires="soon")]}, "expires on a date"),
        ({"severity": {"resp-prop-added": {"wire": "bad"}}}, "is one of safe, may, breaks"),
        ({"severity": {"resp-prop-added": {"wired": "safe"}}}, "did you mean 'wire'"),
        ({"severity": {"nothing": {}}}, "no rule 'nothing'"),
        ({"severity": {"resp-prop-added": 1}}, "is a table"),
    ],
)
def test_what_is_not_known_is_refused(data: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_policy(data, "diff.toml")


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "diff.toml"
    path.write_text("[severity", encoding="utf-8")
    with pytest.raises(InputError, match="not valid TOML"):
        load_policy(path)
    with pytest.raises(InputError, match="cannot read the policy"):
        load_policy(tmp_path / "none.toml")


def test_the_command_keeps_its_gates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    new = edited(base(), {"S.Thing.properties.price": GONE})
    for name, document in (("old.json", base()), ("new.json", new)):
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")

    def code(*more: str) -> int:
        return clientgen("diff", "old.json", "new.json", *more).code

    assert code() == 0
    assert code("--fail-on", "source") == 1
    assert code("--fail-on", "wire") == 0
    (tmp_path / "policy.toml").write_text(
        '[[waiver]]\nrule = "resp-prop-optional-removed"\nreason = "Nobody reads it"\n'
        f'pointer = "{POINTER}"\nexpires = 2999-12-31\n',
        encoding="utf-8",
    )
    assert code("--fail-on", "any", "--policy", "policy.toml") == 0
    assert code("--fail-on", "any", "--policy", "none.toml") == 2
    assert code("--fail-on", "everything") == 2
