"""Parameters: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import INT, TEXT, P, Pair
from tests.diff.tiny import GONE, body, query

PAIRS = [
    Pair(
        "param-optional-added",
        {f"{P}.+": query("page", INT)},
        {f"{P}.+": query("page", INT, required=True)},
    ),
    Pair(
        "param-required-added",
        {f"{P}.+": query("page", INT, required=True)},
        {f"{P}.+": query("page", INT)},
    ),
    Pair(
        "param-required-default-added",
        {f"{P}.+": query("page", {**INT, "default": 1}, required=True)},
        {f"{P}.+": query("page", INT, required=True)},
    ),
    Pair(
        "header-required-added",
        {f"{P}.+": {"name": "X-A", "in": "header", "required": True, "schema": TEXT}},
        {f"{P}.+": {"name": "X-A", "in": "header", "schema": TEXT}},
    ),
    Pair("param-removed", {f"{P}.limit": GONE}, {f"{P}.q.name": "query"}),
    Pair("param-deprecated", {f"{P}.q.deprecated": True}, {"LIST.deprecated": True}),
    Pair("param-became-required", {f"{P}.q.required": True}, {f"{P}.must.required": False}),
    Pair("param-became-optional", {f"{P}.must.required": False}, {f"{P}.q.required": True}),
    Pair("param-renamed", {f"{P}.q.name": "words"}, {f"{P}.q": query("words", INT)}),
    Pair("param-in-changed", {f"{P}.q.in": "header"}, {f"{P}.q.name": "words"}),
    Pair("param-type-changed", {f"{P}.q.schema": INT}, {f"{P}.limit.schema.type": "number"}),
    Pair("param-type-widened", {f"{P}.limit.schema.type": "number"}, {f"{P}.q.schema": INT}),
    Pair(
        "param-format-int-widened",
        {f"{P}.limit.schema.format": "int64"},
        {f"{P}.q.schema.format": "uri"},
    ),
    Pair(
        "param-format-date", {f"{P}.q.schema.format": "date-time"}, {f"{P}.q.schema.format": "uri"}
    ),
    Pair(
        "param-scalar-to-array",
        {f"{P}.q.schema": {"type": "array", "items": TEXT}},
        {f"{P}.labels.schema": TEXT},
    ),
    Pair("param-array-to-scalar", {f"{P}.labels.schema": TEXT}, {f"{P}.q.schema": INT}),
    Pair(
        "param-enum-value-added",
        {f"{P}.kind.schema.enum": ["big", "small", "tiny"]},
        {f"{P}.kind.schema.enum": ["small", "big"]},
    ),
    Pair(
        "param-enum-value-removed",
        {f"{P}.kind.schema.enum": ["big"]},
        {f"{P}.kind.schema.enum": ["big", "small", "tiny"]},
    ),
    Pair("param-became-enum", {f"{P}.q.schema.enum": ["a"]}, {f"{P}.kind.schema.enum": ["big"]}),
    Pair("param-enum-dropped", {f"{P}.kind.schema.enum": GONE}, {f"{P}.kind.schema.enum": ["big"]}),
    Pair(
        "param-array-item-enum-removed",
        {f"{P}.labels.schema.items.enum": ["a"]},
        {f"{P}.labels.schema.items.enum": ["a", "b", "c"]},
        {f"{P}.labels.schema.items.enum": ["a", "b"]},
    ),
    Pair(
        "param-default-changed",
        {f"{P}.limit.schema.default": 50},
        {f"{P}.limit.schema.default": GONE},
    ),
    Pair("param-default-added", {f"{P}.q.schema.default": "x"}, {f"{P}.limit.schema.default": 50}),
    Pair(
        "param-default-removed",
        {f"{P}.limit.schema.default": GONE},
        {f"{P}.limit.schema.default": 50},
    ),
    Pair(
        "param-max-decreased", {f"{P}.limit.schema.maximum": 50}, {f"{P}.limit.schema.maximum": 500}
    ),
    Pair(
        "param-max-increased", {f"{P}.limit.schema.maximum": 500}, {f"{P}.limit.schema.maximum": 50}
    ),
    Pair("param-maxlength-added", {f"{P}.q.schema.maxLength": 5}, {f"{P}.q.schema.minLength": 5}),
    Pair("param-pattern-added", {f"{P}.q.schema.pattern": "^a"}, {f"{P}.q.schema.maxLength": 5}),
    Pair(
        "param-maxitems-decreased",
        {f"{P}.labels.schema.maxItems": 10},
        {f"{P}.labels.schema.maxItems": 100},
    ),
    Pair(
        "param-style-changed", {f"{P}.labels.style": "pipeDelimited"}, {f"{P}.labels.style": "form"}
    ),
    Pair("param-explode-changed", {f"{P}.labels.explode": False}, {f"{P}.labels.explode": True}),
    Pair(
        "param-allowreserved-changed",
        {f"{P}.q.allowReserved": True},
        {f"{P}.q.allowReserved": False},
    ),
    Pair(
        "param-reordered",
        {
            f"{P}.0": query("limit", {**INT, "maximum": 100, "default": 25}),
            f"{P}.1": query("q", TEXT, description="Words to look for"),
        },
        {f"{P}.limit.name": "size"},
    ),
    Pair(
        "param-schema-to-content",
        {f"{P}.q.schema": GONE, f"{P}.q.content": body(TEXT)},
        {f"{P}.q.schema": INT},
    ),
    Pair("param-format-changed", {f"{P}.q.schema.format": "uri"}, {f"{P}.q.schema.format": "date"}),
    Pair("param-limit-tightened", {f"{P}.q.schema.minLength": 5}, {f"{P}.q.schema.maxLength": 5}),
    Pair(
        "param-limit-loosened",
        {f"{P}.labels.schema.maxItems": 90},
        {f"{P}.labels.schema.maxItems": 9},
    ),
    Pair("param-empty-allowed", {f"{P}.q.allowEmptyValue": True}, {f"{P}.q.allowReserved": True}),
    Pair(
        "param-empty-refused",
        {f"{P}.q.allowEmptyValue": GONE},
        {f"{P}.q.allowReserved": True},
        {f"{P}.q.allowEmptyValue": True},
    ),
    Pair("param-undeprecated", {f"{P}.q.deprecated": False}, {}, {f"{P}.q.deprecated": True}),
    Pair(
        "param-nullable-changed",
        {f"{P}.q.schema.type": ["string", "null"]},
        {f"{P}.q.schema.type": ["string"]},
    ),
]
