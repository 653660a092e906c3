"""Pairs that were judged wrongly, and neighbours: what an edit means, not how it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientgen.compare import compare_versions, prepare_version
from clientgen.document.load import read
from tests.diff.tiny import compare
from tests.support.documents import NONE, TEXT, content, document, obj, ref, responses

Json = dict[str, Any]
CASES = Path(__file__).parent / "cases"
# Name of the pair: wire verdict, source verdict, or None where only the other is certain.
PAIRS = {
    "allofsib-3.0.3-maxLength-s": ("breaks", "safe"),
    "excl-30-relaxed": ("safe", "safe"),
    "sec-and-relaxed": ("safe", None),
    "union-of-one-grows-req": ("safe", "safe"),
    "readonly-required-added": ("safe", "safe"),
    "readonly-required-lifted": ("breaks", "breaks"),
    "scalar-to-int-array": ("breaks", None),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_judged_by_what_it_allows(name: str) -> None:
    sides = (next(CASES.glob(f"{name}.{side}.*")) for side in ("old", "new"))
    report = compare_versions(*(prepare_version(read(side)) for side in sides))
    wire, source = PAIRS[name]
    assert (report.wire, source and report.source) == (wire, source)
    assert report.findings


def test_a_body_of_two_media_types_is_itself() -> None:
    side = prepare_version(read(CASES / "same.two-body-media.yaml"))
    assert not compare_versions(side, side).findings


def _api(
    *parameters: Json, schemas: Json | None = None, answer: Json | None = None, **more: Any
) -> Json:
    operation = {"operationId": "g", "parameters": list(parameters), "responses": answer or NONE}
    return document({"/t": {"get": operation}}, schemas=schemas or {}, **more)


def _sent(schema: Json, **schemas: Json) -> Json:
    post = {"operationId": "p", "requestBody": content(ref("B")), "responses": NONE}
    return document({"/t": {"post": post}}, schemas={"B": schema, **schemas})


def _query(schema: Json = TEXT, **more: Any) -> Json:
    return {"name": "q", "in": "query", "schema": schema, **more}


def _header(name: str) -> Json:
    return {"name": name, "in": "header", "schema": TEXT}


def _servers(*urls: str) -> Json:
    return _api(servers=[{"url": url} for url in urls])


def _sends(
    request: Json | None = None, method: str = "post", media: str = "application/json"
) -> Json:
    sent = {"requestBody": {"content": {media: {"schema": obj(a=TEXT)}}}, "responses": NONE}
    return _api(webhooks={"w": {method: sent | (request or {})}})


def _calls(expression: str) -> Json:
    post = {"requestBody": content(obj(a=TEXT)), "responses": NONE}
    operation = {"callbacks": {"c": {expression: {"post": post}}}, "responses": NONE}
    return document({"/t": {"get": operation}})


_NAMED = {"N": {**TEXT, "default": "a"}}
_KEY: Json = {"type": "apiKey", "in": "header", "name": "x"}
_SCHEMES: Json = {"components": {"securitySchemes": dict.fromkeys("abc", _KEY)}}


def _needs(*alternatives: str) -> Json:
    return _api(security=[{name: [] for name in need} for need in alternatives], **_SCHEMES)


NOTHING: dict[str, tuple[Json, Json]] = {
    "case of a header": (_api(_header("X-A")), _api(_header("x-a"))),
    "pattern that all fit": (_api(_query()), _api(_query({**TEXT, "pattern": ".*"}))),
    "size that all have": (_api(_query()), _api(_query({**TEXT, "minLength": 0}))),
    "default behind a reference": (
        _api(_query(_NAMED["N"])),
        _api(_query(ref("N")), schemas=_NAMED),
    ),
    "whole numbers over 4": (
        _api(_query({"type": "integer", "exclusiveMinimum": 4})),
        _api(_query({"type": "integer", "minimum": 5})),
    ),
    "order of values": (_api(_query({"enum": ["a", "b"]})), _api(_query({"enum": ["b", "a"]}))),
    "server that is the default": (_api(), _servers("/")),
    "slash after a server": (_servers("/v1"), _servers("/v1/")),
    "server below the document": (_servers("v1"), _servers("./v1")),
    "circle": (
        _api(schemas={"A": {"allOf": [ref("A")]}}, answer=responses(ref("A"))),
        _api(schemas={"A": {"allOf": [ref("A")]}}, answer=responses(ref("A"))),
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_another_way_to_write_it_is_no_change(name: str) -> None:
    old, new = NOTHING[name]
    for report in (compare(old, new), compare(new, old)):
        assert not report.findings


# What happened: old, new, the rules and the wire verdict of the way there, and of the way back.
Told = tuple[list[str], str]
EDITS: dict[str, tuple[Json, Json, Told, Told]] = {
    "empty value": (
        _api(_query()),
        _api(_query(allowEmptyValue=True)),
        (["param-empty-allowed"], "safe"),
        (["param-empty-refused"], "breaks"),
    ),
    "host of a server": (
        _servers("/v1"),
        _servers("https://api.example/v1"),
        (["server-changed"], "safe"),
        (["server-changed"], "safe"),
    ),
    "path of a server": (
        _servers("/v1"),
        _servers("/v2"),
        (["server-basepath-changed"], "breaks"),
        (["server-basepath-changed"], "breaks"),
    ),
    "all of fewer schemes": (
        _needs("ab"),
        _needs("a"),
        (["security-alternative-added"], "safe"),
        (["security-alternative-removed"], "breaks"),
    ),
    "one of several schemes": (
        _needs("ab", "c"),
        _needs("b"),
        (["security-alternative-added", "security-alternative-removed"], "breaks"),
        (["security-alternative-added", "security-alternative-removed"], "breaks"),
    ),
    "an alternative with other scopes": (
        _api(security=[{"a": ["r"]}], **_SCHEMES),
        _api(security=[{"a": ["r"]}, {"a": ["w"]}], **_SCHEMES),
        (["security-alternative-added"], "safe"),
        (["security-alternative-removed"], "breaks"),
    ),
    "a list of what was sent": (
        _api(_query()),
        _api(_query({"type": "array", "items": TEXT})),
        (["param-scalar-to-array"], "safe"),
        (["param-array-to-scalar"], "breaks"),
    ),
    "a list of two at least": (
        _api(_query()),
        _api(_query({"type": "array", "items": TEXT, "minItems": 2})),
        (["param-limit-tightened", "param-scalar-to-array"], "breaks"),
        (["param-array-to-scalar"], "breaks"),
    ),
    "union of a response": (
        _api(schemas={"A": obj(a=TEXT), "C": obj(c=TEXT)}, answer=responses(ref("A"))),
        _api(
            schemas={"A": obj(a=TEXT), "C": obj(c=TEXT)},
            answer=responses({"oneOf": [ref("A"), ref("C")]}),
        ),
        (["oneof-added-response"], "may"),
        (["oneof-removed-response"], "safe"),
    ),
    "a union that becomes its first variant": (
        _sent({"oneOf": [ref("A"), ref("C")]}, A=obj(a=TEXT), C=obj(c=TEXT)),
        _sent(obj(a=TEXT), A=obj(a=TEXT), C=obj(c=TEXT)),
        (["oneof-removed-request", "schema-renamed"], "breaks"),
        (["oneof-added-request", "schema-renamed"], "safe"),
    ),
    "a union that becomes its last variant": (
        _sent({"oneOf": [ref("A"), ref("C")]}, A=obj(c=TEXT, a=TEXT), C=obj(c=TEXT)),
        _sent(obj(c=TEXT)),
        (["oneof-removed-request", "schema-renamed"], "breaks"),
        (["oneof-added-request", "schema-renamed"], "safe"),
    ),
    "a plain union of a response": (
        _api(answer=responses({"oneOf": [{"type": "integer"}, {"type": "array", "items": TEXT}]})),
        _api(answer=responses({"oneOf": [{"type": "integer"}]})),
        (["oneof-removed-response"], "safe"),
        (["oneof-added-response"], "may"),
    ),
    "a class that becomes two in place": (
        _sent(obj(a=TEXT)),
        _sent({"anyOf": [obj(a=TEXT), obj(c=TEXT)]}),
        (["schema-composition-changed"], "may"),
        (["schema-composition-changed"], "may"),
    ),
    "names that are not alike": (
        _api(schemas={"A": obj(id=TEXT)}, answer=responses(ref("A"))),
        _api(schemas={"A": obj(width=TEXT)}, answer=responses(ref("A"))),
        (["resp-prop-added", "resp-prop-optional-removed"], "may"),
        (["resp-prop-added", "resp-prop-optional-removed"], "may"),
    ),
    "read only": (
        _sent({**obj(a=TEXT), "required": ["a"]}),
        _sent({**obj(a={**TEXT, "readOnly": True}), "required": ["a"]}),
        (["req-prop-became-optional", "req-prop-readonly"], "may"),
        (["req-prop-became-required", "req-prop-not-readonly"], "breaks"),
    ),
    "a webhook of another media type": (
        _sends(),
        _sends(media="application/xml"),
        (["webhook-body-changed"], "breaks"),
        (["webhook-body-changed"], "may"),
    ),
    "a webhook by another method": (
        _sends(),
        _sends(method="put"),
        (["webhook-request-changed"], "may"),
        (["webhook-request-changed"], "may"),
    ),
    "a webhook with another header": (
        _sends({"parameters": [_header("X-A")]}),
        _sends({"parameters": [_header("X-B")]}),
        (["webhook-request-changed"] * 2, "may"),
        (["webhook-request-changed"] * 2, "may"),
    ),
    "a webhook with one more header": (
        _sends(),
        _sends({"parameters": [_header("X-A")]}),
        (["webhook-request-changed"], "safe"),
        (["webhook-request-changed"], "may"),
    ),
    "a webhook with a header described": (
        _sends({"parameters": [_header("X-A")]}),
        _sends({"parameters": [_header("x-a") | {"description": "A."}]}),
        (["callback-changed"], "safe"),
        (["callback-changed"], "safe"),
    ),
    "a webhook that expects another response": (
        _sends({"responses": responses(TEXT)}),
        _sends({"responses": responses(obj(a=TEXT))}),
        (["webhook-request-changed"], "may"),
        (["webhook-request-changed"], "may"),
    ),
    "a callback at another URL": (
        _calls("{$request.query.a}"),
        _calls("{$request.query.b}"),
        (["webhook-request-changed"], "may"),
        (["webhook-request-changed"], "may"),
    ),
    "a webhook of another kind of JSON": (
        _sends(),
        _sends(media="application/cloudevents+json"),
        (["webhook-body-changed"], "may"),
        (["webhook-body-changed"], "may"),
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_what_it_allows(name: str) -> None:
    old, new, there, back = EDITS[name]
    for report, told in ((compare(old, new), there), (compare(new, old), back)):
        assert (sorted(finding.id for finding in report.findings), report.wire) == told


_LIMIT = {"type": "integer", "maximum": 9}
SUBJECTS: dict[str, tuple[Json, Json]] = {
    "query parameter q": (_api(_query()), _api(_query({**TEXT, "maxLength": 9}))),
    "items of query parameter q": (
        _api(_query({"type": "array", "items": TEXT})),
        _api(_query({"type": "array", "items": {"type": "integer"}})),
    ),
    "query parameter page/size": (
        _api(_query(ref("L"), name="page/size"), schemas={"L": _LIMIT}),
        _api(_query({"allOf": [ref("L")], "default": 5}, name="page/size"), schemas={"L": _LIMIT}),
    ),
    "L": (
        _api(_query(ref("L")), schemas={"L": _LIMIT}),
        _api(_query(ref("L")), schemas={"L": {**_LIMIT, "maximum": 8}}),
    ),
}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_schema_in_a_parameter_goes_by_the_name_of_that(subject: str) -> None:
    old, new = SUBJECTS[subject]
    assert [finding.subject for finding in compare(old, new).findings] == [subject]
