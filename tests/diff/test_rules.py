"""Every rule fires on its pair, stays silent on a near one, and says what the table says."""

from __future__ import annotations

import pytest

from clientgen.compare import judge
from clientgen.compare.document_changes import Key, keys
from clientgen.compare.engine import compare_apis
from clientgen.compare.rules import FAMILIES, RULES, VERDICTS
from clientgen.compare.rules.rule import read_rules
from clientgen.compare.surface_change import BREAKS, SAFE, SurfaceChange
from tests.diff.pairs import PAIRS, SEEN_THROUGH, SHAPES, Pair
from tests.diff.tiny import base, compare, edited, side

_NAMES = [f"{pair.rule}" for pair in PAIRS]


@pytest.mark.parametrize("pair", [*PAIRS, *SHAPES], ids=lambda pair: pair.rule)
def test_a_rule_fires_on_its_pair(pair: Pair) -> None:
    old = edited(base(), pair.old)

    report = compare(old, edited(old, pair.new))

    found = [finding for finding in report.findings if finding.id == pair.rule]
    assert found, [finding.id for finding in report.findings]
    rule = RULES[pair.rule]
    assert found[0].wire == rule.wire
    if VERDICTS.index(found[0].source) < VERDICTS.index(rule.source):
        assert rule.deviation, (found[0].source, found[0].python)


@pytest.mark.parametrize("pair", PAIRS, ids=_NAMES)
def test_a_rule_is_silent_on_a_near_pair(pair: Pair) -> None:
    old = edited(base(), pair.old)

    report = compare(old, edited(old, pair.near))

    assert pair.rule not in {finding.id for finding in report.findings}


@pytest.mark.parametrize("pair", SEEN_THROUGH, ids=[pair.rule for pair in SEEN_THROUGH])
def test_what_means_the_same_is_no_finding(pair: Pair) -> None:
    old = edited(base(), pair.old)
    compared = compare_apis(side(old).resolver, side(edited(old, pair.new)).resolver)

    assert [
        (change.rule, change.subject) for change in compared.changes if not change.only_named
    ] == []


def test_every_rule_has_its_pair() -> None:
    told = {pair.rule for pair in PAIRS} | {pair.rule for pair in SEEN_THROUGH}

    assert set(RULES) - told == {
        "python-signature-changed",
        "python-class-renamed",
        "python-class-removed",
        "python-method-removed",
        "python-attribute-removed",
    }
    assert told <= set(RULES)
    assert sum(not rule.own for rule in RULES.values()) == 159


def test_ids_are_used_once() -> None:
    names = [rule.id for family in FAMILIES.values() for rule in family]

    assert len(names) == len(set(names))


def test_a_line_that_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="not the head of a rule"):
        read_rules("some-rule ✓ ? minor title")


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        (Key("old", "class", "/components/schemas/Owner"), "python-class-removed"),
        (Key("old", "order", 0), "python-signature-changed"),
        (Key("old", "returns", 0), "python-signature-changed"),
    ],
)
def test_a_loss_that_no_edit_explains_is_a_finding(
    key: Key, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = SurfaceChange(frozenset({key}), BREAKS, "`x` is gone", "x", "")
    gained = SurfaceChange(keys("class", None, "/components/schemas/Owner"), SAFE, "y")

    def surfaces(*given: object) -> list[SurfaceChange]:
        return [lost, gained]

    monkeypatch.setattr(judge, "compare_surfaces", surfaces)

    report = compare(base(), base())

    assert [(f.id, f.wire, f.source, f.bump) for f in report.findings] == [
        (rule, "safe", "breaks", "major")
    ]
    assert report.findings[0].old is not None


# Where this generator loses less than the table says, and where it loses more.
_DEVIATING = {
    "method-name-ext-changed": ("safe", "patch"),
    "tag-changed": ("safe", "patch"),
    "param-enum-value-removed": ("safe", "minor"),
    "resp-enum-removed": ("safe", "patch"),
    "resp-enum-added": ("safe", "minor"),
    "resp-prop-required-added": ("safe", "minor"),
    "resp-error-removed": ("safe", "minor"),
    "resp-header-removed-required": ("safe", "minor"),
    "server-removed": ("breaks", "major"),
    "operationid-changed": ("breaks", "major"),
    "path-changed": ("breaks", "major"),
    "http-method-changed": ("breaks", "major"),
    "param-required-default-added": ("breaks", "major"),
    "req-prop-required-default-added": ("breaks", "major"),
}


@pytest.mark.parametrize("pair", [p for p in PAIRS if p.rule in _DEVIATING], ids=lambda p: p.rule)
def test_the_verdict_follows_the_generator(pair: Pair) -> None:
    old = edited(base(), pair.old)
    report = compare(old, edited(old, pair.new))

    found = next(finding for finding in report.findings if finding.id == pair.rule)

    assert (found.source, found.bump) == _DEVIATING[pair.rule]
