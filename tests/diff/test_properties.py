"""What holds for any two documents: nothing from nothing, a mirror for everything, no fan-out."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientgen.api import build_api
from clientgen.compare.engine import ApiComparison, compare_apis
from clientgen.compare.resolved_schemas import SchemaResolver
from clientgen.document.extract import to_openapi31
from clientgen.document.load import parse
from tests.diff.pairs import PAIRS, Pair
from tests.diff.rewrites import REWRITES, Rewrite
from tests.diff.tiny import Json, base, body, compare, edited, obj, operation, schema

_TEXT = {"type": "string"}


def views(document: Json) -> SchemaResolver:
    loaded = to_openapi31(parse(json.dumps(document).encode(), "api.json"))
    return SchemaResolver(build_api(loaded), loaded.value)


def facts(old: Json, new: Json) -> ApiComparison:
    return compare_apis(views(old), views(new))


def told(compared: ApiComparison) -> list[tuple[str, str]]:
    return [(change.rule, change.subject) for change in compared.changes if not change.only_named]


_UNUSED = {"schema-added", "schema-removed-unused"}
_SOME = st.lists(st.sampled_from(REWRITES), unique=True, min_size=1)
_SEEDS = st.integers(0, 10_000)


def rewritten(document: Json, rewrites: list[Rewrite], seed: int) -> Json:
    dice = random.Random(seed)
    new = copy.deepcopy(document)
    for rewrite in rewrites:
        new = rewrite(new, dice)
    return new


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_rewrite_changes_the_text_but_not_the_meaning(rewrite: Rewrite) -> None:
    texts = {json.dumps(rewritten(base(), [rewrite], seed)) for seed in range(5)}

    assert texts != {json.dumps(base())}
    for text in texts:
        assert told(facts(base(), json.loads(text))) == []


@given(_SOME, _SEEDS)
def test_a_rewrite_that_means_the_same_is_no_edit(rewrites: list[Rewrite], seed: int) -> None:
    new = rewritten(base(), rewrites, seed)

    assert told(facts(base(), new)) == []
    assert told(facts(new, base())) == []


@given(st.sampled_from(PAIRS), _SOME, _SEEDS)
def test_no_document_of_a_rule_differs_from_its_rewrite(
    pair: Pair, rewrites: list[Rewrite], seed: int
) -> None:
    document = edited(edited(base(), pair.old), pair.new)
    found = told(facts(document, rewritten(document, rewrites, seed)))

    # A schema that is renamed where its only reference is written out is one that nothing uses.
    assert [rule for rule, _ in found if rule not in _UNUSED] == []


def test_types_listed_are_types_united() -> None:
    old = edited(base(), {"S.Owner.properties.name": {"type": ["string", "integer"]}})
    new = edited(
        base(), {"S.Owner.properties.name": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}
    )

    assert told(facts(old, new)) == []


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.rule for pair in PAIRS])
def test_every_edit_has_its_mirror(pair: Pair) -> None:
    old = edited(base(), pair.old)
    new = edited(old, pair.new)

    forth, back = facts(old, new), facts(new, old)

    there = {place for change in forth.changes for place in change.pointers}
    here = {(two, one) for change in back.changes for one, two in change.pointers}
    assert there == here


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.rule for pair in PAIRS])
def test_a_document_does_not_differ_from_itself(pair: Pair) -> None:
    document = edited(edited(base(), pair.old), pair.new)

    assert facts(document, document).changes == []


_SCHEMAS = sorted(base()["components"]["schemas"])
_EDITS: list[Callable[[Json], None]] = [
    lambda node: node.update(description="Edited"),
    lambda node: node["properties"].update(edited={"type": "string"}),
    lambda node: node["properties"].pop(next(iter(node["properties"]))),
    lambda node: node["properties"].update({next(iter(node["properties"])): {"type": "boolean"}}),
    lambda node: node.update(required=sorted({"edited", *node["properties"]} - {"edited"})),
    lambda node: node.update({"x-edited": True}),
    lambda node: node.update(deprecated=True),
]


@given(st.lists(st.tuples(st.sampled_from(_SCHEMAS), st.sampled_from(_EDITS)), min_size=1))
def test_random_edits_are_found_where_they_were_made(edits: list[tuple[str, Any]]) -> None:
    new = copy.deepcopy(base())
    touched: set[str] = set()
    for name, edit in edits:
        node = new["components"]["schemas"][name]
        if node.get("properties"):
            before = copy.deepcopy(node)
            edit(node)
            touched |= {name} if before != node else set()
    touched = {
        name
        for name in touched
        if new["components"]["schemas"][name] != base()["components"]["schemas"][name]
    }

    found = {
        pointer
        for change in facts(base(), new).changes
        for place in change.pointers
        for pointer in place
        if pointer
    }

    for name in touched:
        at = f"/components/schemas/{name}"
        assert any(pointer == at or pointer.startswith(f"{at}/") for pointer in found)


# Edits that leave every schema in reach; another one would hide what is edited below it.
_NEAR = ("LIST.", "S.Thing.properties.", "S.ThingInput.properties.", "info.", "tags.")
_PLAIN = [
    pair for pair in PAIRS if not pair.old and all(place.startswith(_NEAR) for place in pair.new)
]


def _apart(pairs: list[Pair]) -> bool:
    """Whether no edit of one stands at, above or below an edit of another."""
    areas = [set(map(_area, pair.new)) for pair in pairs]
    return not any(
        two.startswith(one) or one.startswith(two)
        for at, area in enumerate(areas)
        for other in areas[at + 1 :]
        for one in area
        for two in other
    )


def _area(place: str) -> str:
    parts = place.split(".")
    if parts[2:3] and parts[2].isdecimal():
        return ".".join(parts[:2])  # a position is that of whichever parameter stands there
    return ".".join(parts[: 4 if place[0] == "S" else 3])


@settings(max_examples=40)
@given(st.lists(st.sampled_from(_PLAIN), min_size=2, max_size=4, unique_by=id).filter(_apart))
def test_edits_made_together_are_all_found(pairs: list[Pair]) -> None:
    new = base()
    for pair in pairs:
        new = edited(new, pair.new)

    together = facts(base(), new)

    found = set(told(together))
    for pair in pairs:
        assert set(told(facts(base(), edited(base(), pair.new)))) <= found
    places = {place for change in together.changes for place in change.pointers}
    mirrored = facts(new, base())
    assert {(two, one) for change in mirrored.changes for one, two in change.pointers} == places


def many(count: int) -> Json:
    """An API in which every operation answers the same schemas."""
    document = base()
    for index in range(count):
        document["paths"][f"/many/a{index}"] = {
            "get": operation(f"many{index}", schema("Thing")),
            "put": operation(
                f"put{index}", schema("Page"), requestBody={"content": body(schema("Shared"))}
            ),
        }
    return document


def test_one_edit_is_one_finding_however_far_it_reaches() -> None:
    old = many(30)
    report = compare(old, edited(old, {"S.Owner.properties.mail": {"type": "integer"}}))

    assert [(f.id, f.subject) for f in report.findings] == [
        ("resp-prop-type-changed", "Owner.mail")
    ]
    # Thirty things, thirty pages of things, and the three operations the tiny API has itself.
    assert report.findings[0].reaches == 63


def test_the_same_edit_of_every_operation_is_one_finding() -> None:
    old = many(20)
    new = copy.deepcopy(old)
    for item in new["paths"].values():
        for found in item.values():
            found["responses"]["418"] = {"description": "A teapot."}

    report = compare(old, new)

    assert [f.id for f in report.findings] == ["resp-error-added"]
    assert report.findings[0].reaches == report.operations


def test_a_schema_is_compared_once_however_often_it_is_used() -> None:
    small, big = facts(base(), base()), facts(many(200), many(200))

    # Two hundred times as many operations bring no further pair of schemas.
    assert len(big.graph.pairs) == len(small.graph.pairs)


def test_schemas_that_lead_to_themselves_come_to_an_end() -> None:
    ring = {
        f"S.Ring{at}": obj({"to": schema(f"Ring{(at + 1) % 500}"), "v": _TEXT}) for at in range(500)
    }
    old = edited(base(), {**ring, "S.Owner.properties.ring": schema("Ring0")})
    new = edited(old, {"S.Ring400.properties.v": {"type": "integer"}})

    compared = facts(old, new)

    assert [change.rule for change in compared.changes] == ["recursive-type-changed"]
    assert len(compared.changes[0].operations) == 3
