"""Whole documents compared: over nine hundred operations, as they were published one after another.

What is found in each pair is committed in `whole/`; `UPDATE=1` writes it anew.
"""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import copy
import os
import random
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from clientgen.api import build_api
from clientgen.compare import Version, compare_versions, prepare_version
from clientgen.compare.document_changes import same
from clientgen.compare.engine import ApiComparison, compare_apis
from clientgen.compare.resolved_schemas import SchemaResolver
from clientgen.document.extract import to_openapi31
from clientgen.document.load import Document, read
from tests.diff.rewrites import shuffle_keys
from tests.diff.tiny import Json

HERE = Path(__file__).parent / "whole"
FOLDER = Path(__file__).parents[1] / "corpus" / "genesys"
PAIRS = list(pairwise(sorted(path.name for path in FOLDER.glob("*.gz"))))
LATEST = PAIRS[-1][1]
each_pair = pytest.mark.parametrize(("old", "new"), PAIRS, ids=[new for _, new in PAIRS])
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@cache
def document(name: str) -> Document:
    return to_openapi31(read(FOLDER / name))


@cache
def views(name: str) -> SchemaResolver:
    return seen(document(name))


def seen(found: Document) -> SchemaResolver:
    return SchemaResolver(build_api(found), found.value)


@cache
def planned(name: str, before: str | None = None) -> Version:
    after = None if before is None else planned(before)
    return prepare_version(read(FOLDER / name), after=after)


@cache
def compared(old: str, new: str) -> ApiComparison:
    return compare_apis(views(old), views(new))


def edited(value: Json) -> SchemaResolver:
    return seen(Document("edited.json", value, ""))


def places_that_differ(old: Json, new: Json) -> int:
    """How many members and list items are not the same: no edit touches less than one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return sum(
            places_that_differ(old[name], new[name]) if name in old and name in new else 1
            for name in old.keys() | new.keys()
        )
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return sum(map(places_that_differ, old, new))
    if isinstance(old, list) and isinstance(new, list):
        # Some items came or went: each is a place of its own.
        return max(1, sum(1 for one in [*old, *new] if not (one in old and one in new)))
    return 0 if same(old, new) else 1


@each_pair
def test_what_is_found_is_what_was_reviewed(old: str, new: str) -> None:
    # The names of the older version are in force, as for `clientgen diff`.
    report = compare_versions(planned(old), planned(new, old))
    head = f"{old} -> {new}: wire {report.wire}, source {report.source}, {report.bump}"
    lines = [
        f"{f.id} | {f.subject} | {f.wire} {f.source} {f.bump} | reaches {f.reaches}"
        for f in report.findings
    ]
    text = "\n".join([head, *lines]) + "\n"
    page = HERE / f"{new.removesuffix('.json.gz')}.txt"
    if os.environ.get("UPDATE"):
        page.write_text(text, "utf-8")

    assert page.read_text("utf-8") == text


@each_pair
def test_no_edit_is_told_more_often_than_it_touches_places(old: str, new: str) -> None:
    told = [change for change in compared(old, new).changes if not change.only_named]

    assert len(told) <= places_that_differ(document(old).value, document(new).value)
    twice = Counter((change.rule, change.old, change.new, change.subject) for change in told)
    assert [key for key, count in twice.items() if count > 1] == []


@each_pair
def test_every_edit_has_its_mirror(old: str, new: str) -> None:
    forth, back = compared(old, new), compare_apis(views(new), views(old))

    there = {place for change in forth.changes for place in change.pointers}
    here = {(two, one) for change in back.changes for one, two in change.pointers}
    assert there == here


@each_pair
def test_work_grows_with_the_documents_alone(old: str, new: str) -> None:
    found = compared(old, new)
    schemas = max(len(nodes(document(name).value)) for name in (old, new))
    links = sum(len(pair.children) for pair in found.graph.pairs.values())

    # Every schema meets its counterpart once. The few that meet two are those of renamed ones.
    assert len(found.graph.pairs) <= schemas
    assert links <= 2 * schemas


def nodes(value: Json) -> list[Json]:
    """Every object in a document that a schema may be: what is compared is among them."""
    hits, stack = [], [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if node.keys() & {"type", "$ref", "properties", "allOf", "anyOf", "oneOf", "enum"}:
                hits.append(node)
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return hits


def test_a_document_does_not_differ_from_itself_in_another_order() -> None:
    other = edited(shuffle_keys(document(LATEST).value, random.Random(1)))

    assert compare_apis(views(LATEST), other).changes == []


def test_one_edit_of_what_everything_uses_is_one_finding() -> None:
    value = copy.deepcopy(document(LATEST).value)
    body = value["components"]["schemas"]["ErrorBody"]
    body["properties"]["status"] = {"type": "string"}

    facts = compare_apis(views(LATEST), edited(value)).changes

    assert [(change.rule, change.subject) for change in facts] == [
        ("recursive-type-changed", "ErrorBody.status")
    ]
    assert len(facts[0].operations) > 900


def test_twice_the_document_is_twice_the_work() -> None:
    text = document(LATEST).value
    twice = copy.deepcopy(text)
    again = renamed(text)
    twice["paths"] |= again["paths"]
    twice["components"]["schemas"] |= again["components"]["schemas"]

    one = compare_apis(views(LATEST), views(LATEST)).graph
    two = compare_apis(edited(twice), edited(twice)).graph

    assert len(two.pairs) == 2 * len(one.pairs)
    links = [sum(len(pair.parents) for pair in graph.pairs.values()) for graph in (one, two)]
    assert links[1] == 2 * links[0]


def renamed(value: Json) -> Json:
    """The same API below another path, with names of its own."""

    def walk(node: Json) -> Json:
        if isinstance(node, dict):
            found = {key: walk(inner) for key, inner in node.items()}
            for key in ("$ref", "operationId"):
                if isinstance(found.get(key), str):
                    found[key] = found[key] + "Again"
            return found
        return [walk(inner) for inner in node] if isinstance(node, list) else node

    other = walk({"paths": value["paths"], "schemas": value["components"]["schemas"]})
    return {
        "paths": {f"/again{path}": item for path, item in other["paths"].items()},
        "components": {"schemas": {f"{k}Again": v for k, v in other["schemas"].items()}},
    }
