"""Answers: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import ANSWER, IN, INT, OUT, TEXT, Pair
from tests.diff.tiny import GONE, body, schema

PAIRS = [
    Pair(
        "resp-prop-added",
        {f"{OUT}.more": TEXT},
        {f"{OUT}.more": TEXT, "S.Thing.required.+": "more"},
    ),
    Pair(
        "resp-prop-required-added",
        {f"{OUT}.more": TEXT, "S.Thing.required.+": "more"},
        {f"{OUT}.more": TEXT},
    ),
    Pair(
        "resp-prop-optional-removed",
        {f"{OUT}.price": GONE},
        {f"{OUT}.id": GONE, "S.Thing.required": GONE},
    ),
    Pair(
        "resp-prop-required-removed",
        {f"{OUT}.id": GONE, "S.Thing.required": GONE},
        {f"{OUT}.price": GONE},
    ),
    Pair(
        "resp-prop-renamed",
        {
            f"{OUT}.title": GONE,
            f"{OUT}.caption": {"type": "string", "description": "What it is called"},
        },
        {f"{OUT}.title": GONE, f"{OUT}.caption": INT},
    ),
    Pair("resp-prop-became-optional", {"S.Thing.required": GONE}, {"S.Thing.required.+": "title"}),
    Pair("resp-prop-became-required", {"S.Thing.required.+": "title"}, {"S.Thing.required": GONE}),
    Pair(
        "resp-prop-nullable",
        {f"{OUT}.code.type": ["string", "null"]},
        {f"{IN}.spare.type": ["string", "null"]},
    ),
    Pair(
        "resp-prop-not-nullable",
        {f"{OUT}.code.type": "string"},
        {f"{OUT}.code.maxLength": 9},
        {f"{OUT}.code.type": ["string", "null"]},
    ),
    Pair("resp-prop-type-changed", {f"{OUT}.code": INT}, {f"{OUT}.size.type": "number"}),
    Pair(
        "resp-prop-format-date", {f"{OUT}.when.format": "date-time"}, {f"{OUT}.when.format": "uri"}
    ),
    Pair(
        "resp-prop-int-to-number",
        {f"{OUT}.size": {"type": "number"}},
        {f"{OUT}.price": {"type": "integer"}},
    ),
    Pair(
        "resp-prop-number-to-int",
        {f"{OUT}.price": {"type": "integer"}},
        {f"{OUT}.size": {"type": "number"}},
    ),
    Pair(
        "resp-enum-added",
        {f"{OUT}.kind.enum": ["big", "small", "tiny"]},
        {f"{OUT}.kind.enum": ["big"]},
    ),
    Pair(
        "resp-enum-removed",
        {f"{OUT}.kind.enum": ["big"]},
        {f"{OUT}.kind.enum": ["big", "small", "tiny"]},
    ),
    Pair("resp-became-enum", {f"{OUT}.code.enum": ["a"]}, {f"{IN}.spare.enum": ["a"]}),
    Pair("resp-enum-dropped", {f"{OUT}.kind.enum": GONE}, {f"{OUT}.kind.enum": ["big"]}),
    Pair(
        "resp-array-to-object",
        {"REPORT.responses.200.content": body(schema("Page"))},
        {"REPORT.responses.200.content": body({"type": "array", "items": INT})},
        {"REPORT.responses.200.content": body({"type": "array", "items": schema("Owner")})},
    ),
    Pair(
        "resp-schema-ref-changed",
        {"GET.responses.200.content": body(schema("Fish"))},
        {f"{OUT}.more": TEXT},
    ),
    Pair(
        "resp-body-removed",
        {"REPORT.responses.200.content": GONE},
        {"REPORT.responses.200.content.text/csv": GONE},
    ),
    Pair(
        "resp-body-added",
        {"DELETE.responses.204.content": body(schema("Owner"))},
        {"DELETE.responses.204.description": "Done"},
    ),
    Pair(
        "resp-success-removed",
        {"CREATE.responses": {"200": {"description": "Well.", "content": body(schema("Thing"))}}},
        {"CREATE.responses.202": {"description": "Later."}},
    ),
    Pair(
        "resp-success-added",
        {"CREATE.responses.202": {"description": "Later."}},
        {"CREATE.responses.409": {"description": "No."}},
    ),
    Pair(
        "resp-error-added",
        {"LIST.responses.409": {"description": "No."}},
        {"LIST.responses.404": GONE},
    ),
    Pair(
        "resp-error-removed",
        {"LIST.responses.404": GONE},
        {"LIST.responses.409": {"description": "No."}},
    ),
    Pair(
        "resp-mediatype-removed",
        {"REPORT.responses.200.content.text/csv": GONE},
        {"REPORT.responses.200.content.text/xml": {}},
    ),
    Pair(
        "resp-mediatype-added",
        {"REPORT.responses.200.content.text/xml": {}},
        {"REPORT.responses.200.content.text/csv": GONE},
    ),
    Pair(
        "resp-header-removed-required",
        {f"{ANSWER}.headers.Location": GONE},
        {f"{ANSWER}.headers.X-Hint": GONE},
    ),
    Pair(
        "resp-header-removed-optional",
        {f"{ANSWER}.headers.X-Hint": GONE},
        {f"{ANSWER}.headers.Location": GONE},
    ),
    Pair(
        "resp-header-added",
        {f"{ANSWER}.headers.X-New": {"schema": TEXT}},
        {f"{ANSWER}.headers.X-Hint": GONE},
    ),
    Pair(
        "resp-header-type-changed",
        {f"{ANSWER}.headers.X-Hint.schema": INT},
        {f"{ANSWER}.headers.X-Hint.schema.description": "Hint"},
    ),
    Pair("resp-maxlength-increased", {f"{OUT}.code.maxLength": 20}, {f"{OUT}.code.maxLength": 5}),
    Pair(
        "resp-addprops-removed",
        {f"{OUT}.attrs.additionalProperties": False},
        {f"{OUT}.attrs.additionalProperties": INT},
    ),
    Pair(
        "resp-map-value-type",
        {f"{OUT}.attrs.additionalProperties": INT},
        {f"{OUT}.attrs.additionalProperties": False},
    ),
    Pair("resp-prop-writeonly", {f"{OUT}.code.writeOnly": True}, {f"{IN}.spare.writeOnly": True}),
    Pair(
        "resp-prop-not-readonly", {f"{OUT}.secret.readOnly": False}, {f"{OUT}.code.readOnly": True}
    ),
    Pair(
        "resp-prop-type-narrowed",
        {f"{OUT}.code": TEXT},
        {f"{OUT}.code": {}},
        {f"{OUT}.code": {"type": ["string", "integer"]}},
    ),
    Pair("resp-prop-format-changed", {f"{OUT}.code.format": "uri"}, {f"{OUT}.code.format": "date"}),
    Pair("resp-limit-changed", {f"{OUT}.size.minimum": 5}, {f"{OUT}.code.maxLength": 50}),
    Pair(
        "resp-addprops-added",
        {"S.Owner.additionalProperties": GONE},
        {"S.Owner.properties.more": TEXT},
        {"S.Owner.additionalProperties": False},
    ),
    Pair("resp-default-changed", {f"{OUT}.code.default": "a"}, {f"{IN}.spare.default": "a"}),
    Pair("resp-prop-readonly", {f"{OUT}.code.readOnly": True}, {f"{OUT}.secret.readOnly": False}),
    Pair(
        "resp-prop-not-writeonly",
        {f"{OUT}.code.writeOnly": False},
        {},
        {f"{OUT}.code.writeOnly": True},
    ),
    Pair(
        "resp-object-to-array",
        {"GET.responses.200.content": body({"type": "array", "items": schema("Thing")})},
        {"GET.responses.200.content": body(TEXT)},
    ),
    Pair(
        "resp-header-became-required",
        {f"{ANSWER}.headers.X-Hint.required": True},
        {f"{ANSWER}.headers.Location.required": False},
    ),
]
