"""Random compositions: valid values are read with every member typed, and names are steady."""

from __future__ import annotations

import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientgen.api import build_api
from clientgen.base.configuration import Config
from clientgen.document.load import parse
from clientgen.plan import plan_package
from tests.support.documents import ref

from .packages import Package, document

NAMES = ("a", "b", "c", "d")
KINDS: dict[str, Any] = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "flag": {"type": "boolean"},
}
TEXT = st.sampled_from(["x", "y"])
# Each name has one type everywhere; whether pydantic converts what has another is not asked here.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "a": TEXT,
    "b": st.integers(0, 3),
    "c": st.booleans(),
    "d": TEXT,
}
NOTHING: st.SearchStrategy[dict[str, Any]] = st.builds(dict[str, Any])
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """A plain object, some of whose members it requires; each name has the same type everywhere."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=3))
    kinds = dict(zip(NAMES, [*KINDS.values(), KINDS["text"]], strict=True))
    required = [name for name in names if draw(st.booleans())]
    found: dict[str, Any] = {"properties": {name: kinds[name] for name in names}}
    if required:
        found["required"] = required
    return {"type": "object", **found} if draw(st.booleans()) else found


def composed(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Compositions of schemas, with and without members beside them."""

    def listed(key: str, least: int) -> st.SearchStrategy[dict[str, Any]]:
        return st.lists(inner, min_size=least, max_size=3).map(lambda parts: {key: parts})

    lists = st.one_of(listed("allOf", 1), listed("oneOf", 2), listed("anyOf", 2))
    beside = st.tuples(lists, st.one_of(NOTHING, objects()), st.one_of(NOTHING, lists))
    return beside.map(lambda parts: {**parts[1], **parts[2], **parts[0]})


REFERENCES = st.sampled_from([ref("One"), ref("Two")])
LEAVES = st.one_of(objects(), REFERENCES)
BRANCHES = st.one_of(LEAVES, composed(LEAVES))
SCHEMAS = st.one_of(BRANCHES, composed(BRANCHES))
INSTANCES = st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=8, max_size=12)


def readings(root: Any, value: Any, node: Any) -> set[frozenset[str]]:
    """The members of a value that a schema speaks of, for each choice of variants that it fits."""
    if "$ref" in node:
        node = {**node, "allOf": [*node.get("allOf", ()), lookup(root, node["$ref"])]}
    own = frozenset(name for name in node.get("properties", {}) if name in value)
    choices = [readings(root, value, part) for part in node.get("allOf", ())]
    for key in ("oneOf", "anyOf"):
        if key in node:
            fits = [part for part in node[key] if valid(root, value, part)]
            choices.append({found for part in fits for found in readings(root, value, part)})
    return {own.union(*combination) for combination in itertools.product(*choices)}


def lookup(root: Any, text: str) -> Any:
    """The component a reference means."""
    return root["components"]["schemas"][text.rpartition("/")[2]]


def valid(root: Any, value: Any, node: Any) -> bool:
    """Whether a value fits a schema, as jsonschema sees it."""
    whole = {**node, "components": root["components"]}
    validator: Any = jsonschema.Draft202012Validator(whole)
    return bool(validator.is_valid(value))


# Making a package takes a second: each holds many schemas, and shrinking would make hundreds.
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=SLOW,
    phases=(Phase.explicit, Phase.generate),
)
@given(
    one=objects(),
    two=objects(),
    schemas=st.lists(SCHEMAS, min_size=12, max_size=12),
    values=INSTANCES,
)
def test_every_member_of_a_valid_value_is_typed(
    one: dict[str, Any], two: dict[str, Any], schemas: list[dict[str, Any]], values: list[Any]
) -> None:
    tops: dict[str, Any] = {
        f"Top{i}": {"properties": {"value": schema}} for i, schema in enumerate(schemas)
    }
    root = document({"One": one, "Two": two, **tops})
    with tempfile.TemporaryDirectory() as folder:
        found = Package(root, Path(folder))
        for index, schema in enumerate(schemas):
            for value in values:
                if valid(root, value, schema):
                    check(found, root, f"Top{index}", schema, value)


def check(found: Package, root: Any, top: str, schema: Any, value: Any) -> None:
    """A valid value is read with every member in its place, and written back as it came."""
    whole = found.read({"value": value}, top)
    # A member that the schema does not speak of may stay untyped, and tip the scales elsewhere.
    if frozenset(value) in readings(root, value, schema):
        extra = getattr(whole.value, "__pydantic_extra__", value)
        assert not extra, (schema, whole, value)
    assert found.written(whole) == {"value": value}


def names_of(value: Any) -> dict[str, str]:
    plan = plan_package(build_api(parse(json.dumps(value).encode(), "names.json")), Config())
    return dict(plan.models.classes)


INLINE: dict[str, Any] = {
    "type": "object",
    "properties": {"inner": {"type": "object", "properties": {"x": {}}}},
}
SHARED: dict[str, Any] = {
    "properties": {"links": INLINE},
    "oneOf": [{"properties": {"u": {}}}, ref("One")],
}


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(schema=SCHEMAS, other=SCHEMAS, name=st.sampled_from(["aaa", "zzz"]))
def test_a_name_never_depends_on_the_rest_of_the_document(
    schema: dict[str, Any], other: dict[str, Any], name: str
) -> None:
    one: dict[str, Any] = {"properties": {"a": {"type": "string"}, "shared": INLINE}}
    schemas: dict[str, Any] = {"One": one, "Two": SHARED, "Base": SHARED}
    schemas["Child"] = {"allOf": [ref("Base"), {"properties": {"links": {"title": "t"}}}]}
    result = {"type": "object", "properties": {"made": schema, "child": ref("Child")}}
    before = names_of(document(schemas, result))
    content = {"application/json": {"schema": {"allOf": [ref("Base"), other]}}}
    operation = {
        "operationId": name,
        "responses": {"200": {"description": "ok", "content": content}},
    }
    added: dict[str, Any] = {**schemas, f"{name.title()}Schema": {"allOf": [ref("Base"), other]}}
    paths: dict[str, Any] = {name: {"get": operation}}
    after = names_of(document(added, result, **paths))
    assert {key: after.get(key) for key in before} == before


def test_equal_schemas_of_one_operation_are_one_class() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"n": {"type": "object", "properties": {"x": {}}}},
    }
    content: dict[str, Any] = {
        name: {"schema": schema} for name in ("application/json", "text/json")
    }
    root = document({})
    responses = root["paths"]["/all"]["get"]["responses"]
    responses["200"]["content"] = content
    responses["404"] = {"description": "no", "content": content}
    assert sorted(names_of(root).values()) == ["GetAllResult", "GetAllResultN"]


def test_a_shared_response_is_named_by_itself() -> None:
    def of(name: str) -> dict[str, Any]:
        return {"get": {"operationId": name, "responses": {"404": shared}}}

    shared = {"$ref": "#/components/responses/Missing"}
    schema: dict[str, Any] = {"type": "object", "properties": {"reason": {"type": "string"}}}
    root = document({}, {"type": "string"}, m=of("m"))
    root["components"]["responses"] = {
        "Missing": {"description": "no", "content": {"application/json": {"schema": schema}}}
    }
    before = names_of(root)
    root["paths"]["/a"] = of("a")
    assert names_of(root) == before == {"Missing response": "MissingResponse"}
