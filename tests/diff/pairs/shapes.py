"""Edits of the table's kinds in other shapes, where the Python surface is made differently."""

from __future__ import annotations

from tests.diff.pairs.pair import IN, INT, OUT, TEXT, P, Pair
from tests.diff.tiny import GONE, Json, body, obj, schema

_KIND: Json = {"type": "string", "enum": ["big", "small"]}
_MAYBE: Json = {"type": ["string", "null"]}

SHAPES = [
    Pair(
        "param-became-enum",
        {"S.Word": _KIND},
        {},
        {"S.Word": TEXT, f"{P}.q.schema": schema("Word")},
    ),
    Pair(
        "param-enum-dropped",
        {"S.Word": TEXT},
        {},
        {"S.Word": _KIND, f"{P}.q.schema": schema("Word")},
    ),
    Pair(
        "resp-became-enum", {"S.Word": _KIND}, {}, {"S.Word": TEXT, f"{OUT}.code": schema("Word")}
    ),
    Pair("req-prop-not-nullable", {f"{IN}.title": TEXT}, {}, {f"{IN}.title": _MAYBE}),
    Pair("req-prop-nullable", {f"{IN}.title": _MAYBE}, {}),
    Pair("resp-prop-type-changed", {f"{OUT}.owner": TEXT}, {}),
    Pair("resp-prop-type-changed", {f"{OUT}.code": obj({"text": TEXT})}, {}),
    Pair("resp-map-value-type", {f"{OUT}.attrs.additionalProperties": schema("Owner")}, {}),
    Pair("body-schema-replaced", {"ADOPT.requestBody.content": body(schema("Fish"))}, {}),
    Pair(
        "body-mediatype-removed",
        {"ADOPT.requestBody.content": body(schema("Wish"), "text/csv")},
        {},
    ),
    Pair(
        "body-schema-ref-same-shape",
        {"S.Hope": {"oneOf": [schema("Cat"), schema("Dog")]}, "S.Wish": GONE}
        | {"ADOPT.requestBody.content": body(schema("Hope"))},
        {},
    ),
    Pair("resp-schema-ref-changed", {"GET.responses.200.content": body(schema("Fish"))}, {}),
    Pair(
        "resp-array-to-object",
        {f"{OUT}.list": schema("Page")},
        {},
        {f"{OUT}.list": {"type": "array", "items": INT}},
    ),
    Pair(
        "path-changed",
        {
            "paths./v2/nodes": {
                "get": {
                    "operationId": "getNode",
                    "responses": {"200": {"description": "Well.", "content": body(schema("Node"))}},
                }
            },
            "paths./nodes": GONE,
        },
        {},
    ),
]
