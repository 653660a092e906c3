"""Request bodies: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import IN, INT, OUT, TEXT, Pair
from tests.diff.tiny import GONE, body, obj, schema

PAIRS = [
    Pair(
        "body-required-added",
        {"GET.requestBody": {"required": True, "content": body(TEXT)}},
        {"GET.requestBody": {"content": body(TEXT)}},
    ),
    Pair(
        "body-optional-added",
        {"GET.requestBody": {"content": body(TEXT)}},
        {"GET.requestBody": {"required": True, "content": body(TEXT)}},
    ),
    Pair("body-removed", {"CREATE.requestBody": GONE}, {"CREATE.requestBody.required": False}),
    Pair(
        "body-became-required",
        {"ADOPT.requestBody.required": True},
        {"CREATE.requestBody.required": False},
    ),
    Pair(
        "body-became-optional",
        {"CREATE.requestBody.required": False},
        {"ADOPT.requestBody.required": True},
    ),
    Pair(
        "body-mediatype-removed",
        {"CREATE.requestBody.content": body(schema("ThingInput"), "application/xml")},
        {"CREATE.requestBody.content.application/xml": {"schema": schema("ThingInput")}},
    ),
    Pair(
        "body-mediatype-added",
        {"CREATE.requestBody.content.application/xml": {"schema": schema("ThingInput")}},
        {"CREATE.requestBody.description": "XML too"},
    ),
    Pair(
        "body-schema-ref-same-shape",
        {
            "S.Order": obj({"a": TEXT, "b": INT}),
            "S.Want": GONE,
            "ADOPT.requestBody.content": body(schema("Order")),
        },
        {"ADOPT.requestBody.content": body(schema("Fish"))},
        {"S.Want": obj({"a": TEXT, "b": INT}), "ADOPT.requestBody.content": body(schema("Want"))},
    ),
    Pair(
        "body-schema-replaced",
        {"CREATE.requestBody.content": body(schema("Fish"))},
        {"S.ThingInput.properties.more": TEXT},
    ),
    Pair(
        "req-prop-optional-added",
        {f"{IN}.more": TEXT},
        {f"{IN}.more": TEXT, "S.ThingInput.required.+": "more"},
    ),
    Pair(
        "req-prop-required-added",
        {f"{IN}.more": TEXT, "S.ThingInput.required.+": "more"},
        {f"{IN}.more": TEXT},
    ),
    Pair(
        "req-prop-required-default-added",
        {f"{IN}.more": {**TEXT, "default": "a"}, "S.ThingInput.required.+": "more"},
        {f"{IN}.more": TEXT, "S.ThingInput.required.+": "more"},
    ),
    Pair(
        "req-prop-became-required",
        {"S.ThingInput.required.+": "note"},
        {"S.ThingInput.required": GONE},
    ),
    Pair(
        "req-prop-became-optional",
        {"S.ThingInput.required": GONE},
        {"S.ThingInput.required.+": "note"},
    ),
    Pair(
        "req-prop-removed",
        {f"{IN}.spare": GONE},
        {
            f"{IN}.title": GONE,
            f"{IN}.caption": {"type": "string", "description": "What it is called"},
            "S.ThingInput.required": ["caption"],
        },
    ),
    Pair(
        "req-prop-renamed",
        {
            f"{IN}.title": GONE,
            f"{IN}.caption": {"type": "string", "description": "What it is called"},
            "S.ThingInput.required": ["caption"],
        },
        {f"{IN}.title": GONE, f"{IN}.caption": INT, "S.ThingInput.required": ["caption"]},
    ),
    Pair("req-prop-type-changed", {f"{IN}.spare": INT}, {f"{IN}.labels.items": INT}),
    Pair("req-prop-array-item-changed", {f"{IN}.labels.items": INT}, {f"{IN}.spare": INT}),
    Pair(
        "req-prop-enum-removed",
        {f"{IN}.kind.enum": ["big"]},
        {f"{IN}.kind.enum": ["big", "small", "tiny"]},
    ),
    Pair(
        "req-prop-enum-added",
        {f"{IN}.kind.enum": ["big", "small", "tiny"]},
        {f"{IN}.kind.enum": ["big"]},
    ),
    Pair(
        "req-prop-not-nullable",
        {f"{IN}.note.type": "string"},
        {f"{IN}.spare.type": ["string", "null"]},
    ),
    Pair(
        "req-prop-nullable", {f"{IN}.spare.type": ["string", "null"]}, {f"{IN}.note.type": "string"}
    ),
    Pair("req-prop-readonly", {f"{IN}.spare.readOnly": True}, {f"{OUT}.code.readOnly": True}),
    Pair("req-prop-default-changed", {f"{IN}.size.default": 1}, {f"{IN}.size.default": GONE}),
    Pair("req-prop-max-decreased", {f"{IN}.size.maximum": 5}, {f"{IN}.size.maximum": 50}),
    Pair(
        "req-prop-maxlength-decreased", {f"{IN}.note.maxLength": 50}, {f"{IN}.note.maxLength": 500}
    ),
    Pair("req-prop-minitems-set", {f"{IN}.labels.minItems": 1}, {f"{IN}.labels.minItems": 0}),
    Pair("req-prop-maxitems-set", {f"{IN}.labels.maxItems": 1}, {f"{IN}.labels.minItems": 1}),
    Pair(
        "req-prop-uniqueitems",
        {f"{IN}.labels.uniqueItems": True},
        {f"{IN}.labels.uniqueItems": False},
    ),
    Pair("req-prop-multipleof", {f"{IN}.size.multipleOf": 2}, {f"{IN}.size.minimum": 2}),
    Pair(
        "req-addprops-false",
        {"S.ThingInput.additionalProperties": False},
        {"S.ThingInput.additionalProperties": True},
    ),
    Pair("req-minprops", {"S.ThingInput.minProperties": 2}, {"S.ThingInput.minProperties": 1}),
    Pair("req-prop-format-changed", {f"{IN}.spare.format": "uri"}, {f"{OUT}.code.format": "uri"}),
    Pair("req-prop-type-widened", {f"{IN}.size.type": "number"}, {f"{IN}.size.type": "string"}),
    Pair("req-prop-enum-dropped", {f"{IN}.kind.enum": GONE}, {f"{IN}.kind.enum": ["big"]}),
    Pair("req-prop-became-enum", {f"{IN}.spare.enum": ["a"]}, {f"{IN}.kind.enum": ["big"]}),
    Pair("req-limit-tightened", {f"{IN}.size.minimum": 2}, {f"{IN}.size.maximum": 2}),
    Pair("req-limit-loosened", {f"{IN}.size.maximum": 20}, {f"{IN}.size.maximum": 2}),
    Pair(
        "req-addprops-open",
        {"S.ThingInput.additionalProperties": GONE},
        {f"{IN}.more": TEXT},
        {"S.ThingInput.additionalProperties": False},
    ),
    Pair(
        "req-map-value-type",
        {f"{IN}.map.additionalProperties": INT},
        {f"{OUT}.attrs.additionalProperties": INT},
    ),
    Pair("req-prop-default-added", {f"{IN}.spare.default": "a"}, {f"{IN}.size.default": 4}),
    Pair("req-prop-default-removed", {f"{IN}.size.default": GONE}, {f"{IN}.size.default": 4}),
    Pair(
        "req-prop-not-readonly", {f"{IN}.spare.readOnly": False}, {}, {f"{IN}.spare.readOnly": True}
    ),
    Pair(
        "body-encoding-changed",
        {"CREATE.requestBody.content.application/json.encoding": {"spare": {"explode": True}}},
        {"CREATE.requestBody.description": "Encoded"},
    ),
]
