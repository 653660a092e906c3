"""The verdict on a changed value agrees with a validator of JSON Schema: what fits decides."""

# jsonschema's own types are partly unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientgen.compare import Report
from tests.diff.tiny import compare
from tests.support.documents import NONE, content, document, ref, responses

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


def _fitting(api: Json) -> list[bool]:
    judge = Draft202012Validator({**api, "$ref": "#/components/schemas/Body"})
    return [judge.is_valid({"n": value}) for value in VALUES]


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


def _told(report: Report) -> list[tuple[str, Any, Any]]:
    return [(finding.id, finding.before, finding.after) for finding in report.findings]
