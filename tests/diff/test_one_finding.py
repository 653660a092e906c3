"""One edit is one finding, in whatever shape it is written and however much inherits it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clientgen.compare import Report
from tests.diff.tiny import GONE, Edits, Json, base, body, compare, edited, obj, operation, schema

_TEXT: Json = {"type": "string"}
_SHARED: Edits = {
    "components.parameters.PageSize": {"name": "pageSize", "in": "query", "schema": _TEXT},
    "components.headers.Link": {"required": True, "schema": _TEXT},
    "security": [{"oauth": ["read"]}],
    **{
        f"paths./shared{at}": {
            method: operation(
                f"{method}Shared{at}",
                schema("Owner"),
                parameters=[{"$ref": "#/components/parameters/PageSize"}],
            )
            for method in ("get", "put")
        }
        for at in range(4)
    },
    "paths./shared0.get.responses.200.headers": {"Link": {"$ref": "#/components/headers/Link"}},
}
_DROPPED: Edits = {
    f"paths./shared{at}.{method}.parameters": GONE for at in range(4) for method in ("get", "put")
}
_MAPPED = {"kitty": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}


def told(report: Report) -> list[tuple[str, int]]:
    return [(finding.id, finding.reaches) for finding in report.findings]


_CASES: list[tuple[Edits, list[tuple[str, int]]]] = [
    ({**_DROPPED, "components.parameters": GONE}, [("param-removed", 8)]),
    ({"components.parameters.PageSize.required": True}, [("param-became-required", 8)]),
    # Three of the operations of the tiny API say what they need themselves or need nothing.
    ({"security": [{"oauth": ["read", "write"]}]}, [("scope-added-op", 15)]),
    ({"security": GONE}, [("security-removed-op", 15)]),
    ({"security": [{"oauth": ["read"]}, {"key": []}]}, [("security-alternative-added", 15)]),
    ({"paths./shared0.get.responses.200.headers": GONE}, [("resp-header-removed-required", 1)]),
    (
        {"paths./shared0.get.parameters.0.$ref": "#/components/parameters/Size"}
        | {"components.parameters.Size": {"name": "pageSize", "in": "query", "schema": _TEXT}},
        [],
    ),
    ({"S.Pet.discriminator.mapping": _MAPPED}, [("discriminator-mapping-changed", 1)]),
    (
        {"CREATE.requestBody.content": body(schema("ThingInput"), "application/xml")},
        [("body-mediatype-removed", 1)],
    ),
    (
        {"CREATE.requestBody.content": body({"type": "array", "items": _TEXT})},
        [("body-schema-replaced", 1)],
    ),
    ({"GET.responses.200.content": body(schema("Fish"))}, [("resp-schema-ref-changed", 1)]),
    ({"webhooks.done": {"post": operation("done")}}, [("webhook-added", 0)]),
    ({"paths./shared1.description": "Shared by two"}, [("op-description-changed", 2)]),
    ({"S.Owner.not": {"required": ["mail"]}}, [("resp-limit-changed", 11)]),
    ({"S.Owner.properties.mail.xml": {"attribute": True}}, [("other-changed", 11)]),
    ({"paths./shared0.get.responses.200.links": {"a": {}}}, [("other-changed", 1)]),
    ({"components.parameters.PageSize.allowEmptyValue": True}, [("param-empty-allowed", 8)]),
]


@pytest.mark.parametrize(("edits", "expected"), _CASES)
def test_one_edit_is_one_finding(edits: Edits, expected: list[tuple[str, int]]) -> None:
    old = edited(base(), _SHARED)

    assert told(compare(old, edited(old, edits))) == expected


@pytest.mark.parametrize("deprecated", [("get", "put"), ("get",), ()])
def test_a_path_goes_as_one(deprecated: tuple[str, ...]) -> None:
    old = edited(
        base(), {**_SHARED, **{f"paths./shared2.{m}.deprecated": True for m in deprecated}}
    )

    report = compare(old, edited(old, {"paths./shared2": GONE}))

    every = len(deprecated) == 2
    rule = "operation-removed-after-deprecation" if every else "path-removed"
    assert told(report) == [(rule, 2)]


def test_a_path_moves_as_one() -> None:
    old = edited(base(), _SHARED)
    new = copy.deepcopy(old)
    new["paths"]["/joint"] = new["paths"].pop("/shared3")

    report = compare(old, new)

    assert told(report) == [("path-changed", 2)]
    assert (report.findings[0].before, report.findings[0].after) == ("/shared3", "/joint")


def test_order_at_a_path_is_one_edit() -> None:
    given: list[Any] = [
        {"name": name, "in": "query", "schema": _TEXT} for name in ("first", "second")
    ]
    old = edited(base(), {"paths./nodes.parameters": given, "paths./nodes.put": operation("putN")})

    report = compare(old, edited(old, {"paths./nodes.parameters": given[::-1]}))

    assert told(report) == [("param-reordered", 2)]


def test_a_class_that_gave_way_is_not_compared_with_its_heir() -> None:
    report = compare(base(), edited(base(), {"GET.responses.200.content": body(schema("Fish"))}))

    (finding,) = report.findings
    assert "`things.get()` returns `models.Fish`, was `models.Thing`" in finding.python
    assert "`models.Fish` is new" in finding.python


def test_a_name_that_follows_from_the_answer_belongs_to_it() -> None:
    old = edited(base(), {"paths./lines": {"get": operation("lines")}})
    listed = body({"type": "array", "items": schema("Owner")})

    report = compare(old, edited(old, {"paths./lines.get.responses.200.content": listed}))

    assert told(report) == [("resp-body-added", 1)]
    assert "`lines.get()` becomes `lines.list()`" in report.findings[0].python


def swagger(**operation_fields: Json) -> Json:
    return {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/orders": {"post": {"responses": {"204": {"description": "-"}}, **operation_fields}}
        },
        "definitions": {"Order": obj({"note": _TEXT})},
    }


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            swagger(consumes=["multipart/form-data"]),
            swagger(
                consumes=["multipart/form-data"],
                parameters=[{"name": "f", "in": "formData", "type": "file", "required": True}],
            ),
            "body-required-added",
        ),
        (
            swagger(produces=["text/csv"]),
            swagger(
                produces=["text/csv"], responses={"200": {"description": "-", "schema": _TEXT}}
            ),
            "resp-body-added",
        ),
    ],
)
def test_media_types_without_a_body_are_no_edit(old: Json, new: Json, rule: str) -> None:
    assert [finding.id for finding in compare(old, new).findings] == [rule]


def test_the_nullable_of_swagger_2_is_told_once() -> None:
    body_of = [{"name": "o", "in": "body", "schema": {"$ref": "#/definitions/Order"}}]
    old = swagger(parameters=body_of)

    report = compare(old, edited(old, {"definitions.Order.properties.note.x-nullable": True}))

    assert [finding.id for finding in report.findings] == ["req-prop-nullable"]


def test_a_deprecated_operation_warns_its_callers() -> None:
    report = compare(base(), edited(base(), {"LIST.deprecated": True}))

    (finding,) = report.findings
    assert (finding.id, finding.source, finding.bump) == ("operation-deprecated", "may", "minor")
    assert finding.python == ("`things.list()` warns that it is deprecated",)
