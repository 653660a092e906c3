"""The verdict on a changed value agrees with a validator of JSON Schema: what fits decides."""

# jsonschema's own types are partly unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientgen.compare import Report
from tests.diff.tiny import compare
from tests.support.documents import NONE, TEXT, content, document, obj, ref, responses

Json = dict[str, Any]
_TEXTS = ["", "a", "b", "ab", "abc", "bb", "aaaa", "abcde"]
_NUMBERS = [quarter / 4 if quarter % 4 else quarter // 4 for quarter in range(-5, 26)]
_LISTS = [list(found) for size in range(5) for found in itertools.product("ab", repeat=size)]
VALUES: list[Any] = [None, True, "bbb zz", *_TEXTS, *_NUMBERS, *_LISTS, {"x": 1}]


def _some(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=keywords)


_size = st.integers(0, 3)
_bound = st.integers(0, 8).map(lambda half: half / 2 if half % 2 else half // 2)
KEYWORDS: dict[str, st.SearchStrategy[Json]] = {
    "string": _some(
        minLength=_size,
        maxLength=_size,
        pattern=st.sampled_from(["a", "^a", ".*", "", "b$"]),
        enum=st.lists(st.sampled_from(_TEXTS), min_size=1, unique=True),
    ),
    "number": _some(
        minimum=_bound,
        maximum=_bound,
        exclusiveMinimum=_bound,
        exclusiveMaximum=_bound,
        multipleOf=st.sampled_from([0.5, 1, 2]),
    ),
    "integer": _some(
        minimum=_bound,
        maximum=_bound,
        exclusiveMinimum=_bound,
        exclusiveMaximum=_bound,
        multipleOf=st.sampled_from([1, 2, 3]),
    ),
    "array": _some(minItems=_size, maxItems=_size, uniqueItems=st.booleans()),
}
PLACES: dict[str, Callable[[Json, Json], Json]] = {
    "in place": lambda head, beside: {**head, **beside},
    "beside a reference": lambda head, beside: {**ref("N"), **beside},
    "around allOf": lambda head, beside: {"allOf": [ref("N")], **beside},
    "in allOf": lambda head, beside: {"allOf": [ref("N"), beside]},
    "in allOf, first": lambda head, beside: {"allOf": [beside, ref("N")]},
    "in the component": lambda head, beside: ref("M"),
    "behind a reference": lambda head, beside: {"anyOf": [ref("M"), {"type": "null"}]},
}


@st.composite
def edits(draw: st.DrawFn) -> tuple[Json, Json, bool]:
    """An API before and after an edit of one keyword, and whether no other limits the value."""
    kind = draw(st.sampled_from(sorted(KEYWORDS)))
    place = PLACES[draw(st.sampled_from(sorted(PLACES)))]
    head: Json = {"type": kind, **({"items": {"type": "string"}} if kind == "array" else {})}
    beside, named = draw(KEYWORDS[kind]), draw(KEYWORDS[kind] | st.just(Json()))
    given = draw(KEYWORDS[kind].filter(bool))
    name = draw(st.sampled_from(sorted(given)))
    new = {**beside, name: given[name]} if draw(st.booleans()) else dict(beside)
    if new == beside:
        new.pop(name, None)
    others = {*beside, *new, *named} - {name}

    def api(said: Json) -> Json:
        components = {"N": {**head, **named}, "M": {**head, **said}}
        return _api(place(head, said), components)

    return api(beside), api(new), not others


def _api(site: Json, components: Json) -> Json:
    body = {"type": "object", "properties": {"n": site}}
    post = {"operationId": "makeThing", "requestBody": content(ref("Body")), "responses": NONE}
    get = {"operationId": "getThing", "responses": responses(ref("Body"))}
    return document({"/things": {"post": post, "get": get}}, schemas={**components, "Body": body})


def _fitting(api: Json, values: Sequence[Any] = VALUES) -> list[bool]:
    judge = Draft202012Validator({**api, "$ref": "#/components/schemas/Body"})
    return [judge.is_valid({"n": value}) for value in values]


@settings(max_examples=300, deadline=None)
@given(edit=edits())
def test_what_fits_decides(edit: tuple[Json, Json, bool]) -> None:
    old, new, is_alone = edit
    report = compare(old, new)
    fits = list(zip(VALUES, _fitting(old), _fitting(new), strict=True))
    lost = [value for value, before, after in fits if before and not after]
    if lost:
        assert report.wire == "breaks", lost
    elif is_alone:
        assert report.wire != "breaks", _told(report)
        if any(after and not before for _, before, after in fits):
            assert report.findings


def _same(value: Any) -> Any:
    return value


def _listed(value: Any) -> Any:
    return [value]


def _member(value: Any) -> Any:
    return {"m": value}


# Where a schema stands in another: the other, and a value that holds one of it.
DEEPER: dict[str, tuple[Callable[[Json], Json], Callable[[Any], Any]]] = {
    "additionalProperties": (lambda s: {"type": "object", "additionalProperties": s}, _member),
    "items": (lambda s: {"type": "array", "items": s}, _listed),
    "prefixItems": (lambda s: {"type": "array", "prefixItems": [s]}, _listed),
    "patternProperties": (lambda s: {"type": "object", "patternProperties": {"^m": s}}, _member),
    "not": (lambda s: {"not": s}, _same),
    "then": (lambda s: {"if": {"not": {"type": "null"}}, "then": s}, _same),
    "else": (lambda s: {"if": {"type": "null"}, "else": s}, _same),
    "if": (lambda s: {"if": s, "then": {"type": "string", "minLength": 2}}, _same),
    "dependentSchemas": (
        lambda s: {"type": "object", "dependentSchemas": {"m": {"properties": {"m": s}}}},
        _member,
    ),
    "propertyNames": (
        lambda s: {"type": "object", "propertyNames": s},
        lambda value: {value: 1} if isinstance(value, str) else {},
    ),
    "contains": (lambda s: {"type": "array", "contains": s}, _listed),
    "anyOf": (lambda s: {"anyOf": [s, {"type": "object", "properties": {"z": TEXT}}]}, _same),
    "oneOf": (lambda s: {"oneOf": [s, {"type": "object", "required": ["z"]}]}, _same),
    "members beside a reference": (lambda s: {**ref("O"), "properties": {"m": s}}, _member),
    "members in allOf": (lambda s: {"allOf": [ref("O"), {"properties": {"m": s}}]}, _member),
}
# Which values a condition picks is not compared: any change of it is a break.
_NOT_EXACT = {"if"}


@st.composite
def deeper_edits(draw: st.DrawFn) -> tuple[str, Json, Json]:
    """An API before and after a keyword came, went or changed, in a schema inside another."""
    place = draw(st.sampled_from(sorted(DEEPER)))
    kind = "string" if place == "propertyNames" else draw(st.sampled_from(["string", "number"]))
    given = draw(KEYWORDS[kind].filter(bool))
    name = draw(st.sampled_from(sorted(given)))
    values = draw(st.permutations([given, {**given, **draw(KEYWORDS[kind])}]))
    sides = [{key: value for key, value in side.items() if key == name} for side in values]
    # Which of two patterns finds more is not compared: any change of one is a break.
    if name == "pattern" or draw(st.booleans()):
        sides[draw(st.integers(0, 1))] = {}
    is_component = draw(st.booleans())

    def api(keywords: Json) -> Json:
        schema = {"type": kind, **keywords}
        components = {"O": obj(m={"type": kind}), **({"X": schema} if is_component else {})}
        return _api(DEEPER[place][0](ref("X") if is_component else schema), components)

    return place, api(sides[0]), api(sides[1])


@settings(max_examples=150, deadline=None)
@given(edit=deeper_edits())
def test_what_fits_decides_inside_other_schemas(edit: tuple[str, Json, Json]) -> None:
    place, old, new = edit
    values = [DEEPER[place][1](value) for value in VALUES]
    report = compare(old, new)
    fits = list(zip(values, _fitting(old, values), _fitting(new, values), strict=True))
    lost = [value for value, before, after in fits if before and not after]
    if lost:
        assert report.wire == "breaks", (place, lost[:3], _told(report))
    elif place not in _NOT_EXACT:
        assert report.wire != "breaks", (place, _told(report))
    if any(before != after for _, before, after in fits):
        assert report.findings


def _reached() -> dict[str, Json]:
    """Documents that reach a component in the ways there are."""
    parameter = {"name": "q", "in": "query", "schema": ref("X")}
    header = {"200": {"description": "ok", "headers": {"X-A": {"schema": ref("X")}}}}
    sent = {"post": {"requestBody": content(ref("X")), "responses": NONE}}
    called = {"responses": NONE, "callbacks": {"done": {"{$url}": sent}}}
    plain: Json = {"/t": {"get": {"responses": NONE}}}
    return {
        "parameter": document({"/t": {"get": {"parameters": [parameter], "responses": NONE}}}),
        "parameter of a path": document({"/t": {"parameters": [parameter], **plain["/t"]}}),
        "header": document({"/t": {"get": {"responses": header}}}),
        "request": document({"/t": sent}),
        "response": document({"/t": {"get": {"responses": responses(ref("X"))}}}),
        "callback": document({"/t": {"post": called}}),
        "webhook": document(plain, webhooks={"done": sent}),
    }


@pytest.mark.parametrize("way", sorted(_reached()))
@pytest.mark.parametrize("keyword", ["type", "maxLength", "enum", "pattern", "format", "not"])
def test_a_component_is_compared_wherever_it_is_reached(way: str, keyword: str) -> None:
    values: Json = {"type": "integer", "maxLength": 3, "enum": ["a"], "pattern": "a"}
    values |= {"format": "date", "not": {"minLength": 9}}
    old, new = (
        {**_reached()[way], "components": {"schemas": {"X": schema}}}
        for schema in (TEXT, {**TEXT, keyword: values[keyword]})
    )
    for report in (compare(old, new), compare(new, old)):
        assert report.findings
        assert not [f for f in report.findings if f.id == "schema-unused-changed"]


def _told(report: Report) -> list[tuple[str, Any, Any]]:
    return [(finding.id, finding.before, finding.after) for finding in report.findings]
