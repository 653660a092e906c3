"""What holds for any two documents: nothing from nothing, a mirror for everything, no fan-out."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diff.engine import Compared, compare_apis
from generator.diff.views import Views
from generator.extract import to_openapi31
from generator.ir import build_api
from generator.ir.raw import is_mapping, items
from generator.load import parse
from tests.diff.pairs import PAIRS, Pair
from tests.diff.tiny import Json, base, body, compare, edited, obj, operation, schema

_TEXT = {"type": "string"}


def views(document: Json) -> Views:
    loaded = to_openapi31(parse(json.dumps(document).encode(), "api.json"))
    return Views(build_api(loaded), loaded.value)


def facts(old: Json, new: Json) -> Compared:
    return compare_apis(views(old), views(new))


def told(compared: Compared) -> list[tuple[str, str]]:
    return [(fact.rule, fact.subject) for fact in compared.facts if not fact.only_named]


# Rewrites that mean the same. Each takes a document it may change in place.


def shuffle_keys(document: Json, dice: random.Random) -> Json:
    if is_mapping(document):
        names = list(document)
        dice.shuffle(names)
        return {name: shuffle_keys(document[name], dice) for name in names}
    if isinstance(document, list):
        return [shuffle_keys(item, dice) for item in items(document)]
    return document


def every(document: Json, found: Callable[[Any], bool]) -> list[Any]:
    hits: list[Any] = []
    stack = [document]
    while stack:
        node = stack.pop()
        if is_mapping(node):
            if found(node):
                hits.append(node)
            stack.extend(node.values())
        stack.extend(items(node))
    return hits


def _names_a_schema(node: Any) -> bool:
    return str(node.get("$ref")).startswith("#/components/schemas/")


def wrap_a_reference(document: Json, dice: random.Random) -> Json:
    node = dice.choice(every(document["paths"], _names_a_schema))
    node["allOf"] = [{"$ref": node.pop("$ref")}]
    return document


def say_a_union_of_one(document: Json, dice: random.Random) -> Json:
    member = dice.choice(list(document["components"]["schemas"]["Thing"]["properties"]))
    properties = document["components"]["schemas"]["Thing"]["properties"]
    properties[member] = {dice.choice(["anyOf", "oneOf"]): [properties[member]]}
    return document


def extract_a_scalar(document: Json, dice: random.Random) -> Json:
    properties = document["components"]["schemas"]["ThingInput"]["properties"]
    document["components"]["schemas"]["Word"] = properties["extra"]
    properties["extra"] = schema("Word")
    return document


def spread_over_all_of(document: Json, dice: random.Random) -> Json:
    schemas = document["components"]["schemas"]
    owner = next(name for name in ("Owner", "OwnerV2") if name in schemas)
    whole = schemas[owner]
    if "properties" not in whole:
        return document
    names = list(whole["properties"])
    at = dice.randrange(len(names) + 1)
    schemas[owner] = {
        "allOf": [
            obj({name: whole["properties"][name] for name in part})
            for part in (names[:at], names[at:])
            if part
        ]
    }
    return document


def rename_a_schema(document: Json, dice: random.Random) -> Json:
    name = dice.choice(["Owner", "Node", "Page"])
    schemas = document["components"]["schemas"]
    schemas[f"{name}V2"] = schemas.pop(name)
    for node in every(document, lambda node: node.get("$ref") == schema(name)["$ref"]):
        node["$ref"] += "V2"
    return document


def move_a_parameter_to_the_path(document: Json, dice: random.Random) -> Json:
    item = document["paths"]["/things/{thingId}"]
    if "parameters" in item["get"]:
        item["parameters"] = item["get"].pop("parameters")
        item["delete"].pop("parameters")
    return document


def share_a_parameter(document: Json, dice: random.Random) -> Json:
    parameters = document["paths"]["/things"]["get"]["parameters"]
    at = dice.randrange(len(parameters))
    if "$ref" not in parameters[at]:
        name = f"p{at}"
        document["components"].setdefault("parameters", {})[name] = parameters[at]
        parameters[at] = {"$ref": f"#/components/parameters/{name}"}
    return document


def say_a_default(document: Json, dice: random.Random) -> Json:
    for parameter in document["paths"]["/things"]["get"]["parameters"]:
        if "in" in parameter:
            parameter.update({"style": "form", "explode": True, "deprecated": False})
    return document


REWRITES = [
    shuffle_keys,
    wrap_a_reference,
    say_a_union_of_one,
    extract_a_scalar,
    spread_over_all_of,
    rename_a_schema,
    move_a_parameter_to_the_path,
    share_a_parameter,
    say_a_default,
]


@given(st.lists(st.sampled_from(REWRITES), unique=True, min_size=1), st.integers(0, 10_000))
def test_a_rewrite_that_means_the_same_is_no_edit(rewrites: list[Any], seed: int) -> None:
    dice = random.Random(seed)
    new = copy.deepcopy(base())
    for rewrite in rewrites:
        new = rewrite(new, dice)

    assert told(facts(base(), new)) == []
    assert told(facts(new, base())) == []


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

    there = {place for fact in forth.facts for place in fact.places}
    here = {(two, one) for fact in back.facts for one, two in fact.places}
    assert there == here


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.rule for pair in PAIRS])
def test_a_document_does_not_differ_from_itself(pair: Pair) -> None:
    document = edited(edited(base(), pair.old), pair.new)

    assert facts(document, document).facts == []


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
        for fact in facts(base(), new).facts
        for place in fact.places
        for pointer in place
        if pointer
    }

    for name in touched:
        at = f"/components/schemas/{name}"
        assert any(pointer == at or pointer.startswith(f"{at}/") for pointer in found)


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

    assert [fact.rule for fact in compared.facts] == ["recursive-type-changed"]
    assert len(compared.facts[0].operations) == 3
