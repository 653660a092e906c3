"""For every rule: what was edited when it must fire, and something near it when it must not."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.diff.tiny import GONE, Edits, Json, body, obj, operation, query, schema


@dataclass(frozen=True)
class Pair:
    """Two documents, written as edits of the tiny API.

    Args:
        rule: the rule.
        new: what the new document has other than the tiny API.
        near: a neighbouring edit that is not this rule's.
        old: what both old documents have other than the tiny API.
    """

    rule: str
    new: Edits
    near: Edits
    old: Edits = field(default_factory=dict[str, Json])


TEXT: Json = {"type": "string"}
INT: Json = {"type": "integer", "format": "int32"}
HIDDEN: Json = {"x-note": 1}
IN = "S.ThingInput.properties"
OUT = "S.Thing.properties"
P = "LIST.parameters"
ANSWER = "LIST.responses.200"
NEW_OP = operation("newOne", schema("Owner"))
WIDGET = {"S.Widget": obj({"a": TEXT})}
_FLOW = "components.securitySchemes.oauth.flows.clientCredentials"
_LIST_OLD: Edits = {"LIST.x-preview": True, "LIST.x-stability-level": "stable"}

PAIRS = [
    # Paths and operations
    Pair("path-added", {"paths./new": {"get": NEW_OP}}, {"paths./things.put": NEW_OP}),
    Pair("operation-added", {"paths./things.put": NEW_OP}, {"paths./new": {"get": NEW_OP}}),
    Pair("operation-removed", {"DELETE": GONE}, {"paths./reports": GONE}),
    Pair("path-removed", {"paths./reports": GONE}, {"DELETE": GONE}),
    Pair(
        "operation-removed-after-deprecation",
        {"DELETE": GONE},
        {"REPORT": GONE},
        {"DELETE.deprecated": True},
    ),
    Pair("operation-deprecated", {"LIST.deprecated": True}, {"LIST.deprecated": False}),
    Pair(
        "operation-undeprecated",
        {"LIST.deprecated": False},
        {"GET.deprecated": True},
        {"LIST.deprecated": True},
    ),
    Pair("operationid-changed", {"LIST.operationId": "allThings"}, {"LIST.summary": "All things"}),
    Pair("operationid-removed", {"LIST.operationId": GONE}, {"LIST.operationId": "allThings"}),
    Pair(
        "method-name-ext-changed",
        {"LIST.x-sdk-method-name": "b"},
        {"LIST.x-sdk-name": "b"},
        {"LIST.x-sdk-method-name": "a"},
    ),
    Pair("tag-changed", {"LIST.tags": ["Other"]}, {"tags.Things.description": "Other"}),
    Pair(
        "path-param-renamed",
        {
            "paths./things/{id}": {
                "get": operation(
                    "getThing",
                    schema("Thing"),
                    parameters=[{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                ),
                "delete": operation(
                    "deleteThing",
                    None,
                    "204",
                    parameters=[{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                ),
            },
            "paths./things/{thingId}": GONE,
        },
        {f"{P}.q.name": "query"},
    ),
    Pair(
        "path-changed",
        {"paths./docs": {"get": operation("getReport", TEXT)}, "paths./reports": GONE},
        {"paths./docs": {"get": operation("other", TEXT)}, "paths./reports": GONE},
    ),
    Pair(
        "http-method-changed",
        {"paths./shared.patch": operation("putShared", schema("Shared")), "BOTH": GONE},
        {"paths./shared.patch": operation("other", schema("Shared")), "BOTH": GONE},
    ),
    Pair(
        "callback-changed",
        {"CREATE.callbacks": {"done": {"{$url}": {"post": NEW_OP}}}},
        {"CREATE.description": "Calls back"},
    ),
    # Parameters
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
    Pair("param-undeprecated", {f"{P}.q.deprecated": False}, {}, {f"{P}.q.deprecated": True}),
    Pair(
        "param-nullable-changed",
        {f"{P}.q.schema.type": ["string", "null"]},
        {f"{P}.q.schema.type": ["string"]},
    ),
    # Request bodies
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
        {f"{IN}.extra": GONE},
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
    Pair("req-prop-type-changed", {f"{IN}.extra": INT}, {f"{IN}.labels.items": INT}),
    Pair("req-prop-array-item-changed", {f"{IN}.labels.items": INT}, {f"{IN}.extra": INT}),
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
        {f"{IN}.extra.type": ["string", "null"]},
    ),
    Pair(
        "req-prop-nullable", {f"{IN}.extra.type": ["string", "null"]}, {f"{IN}.note.type": "string"}
    ),
    Pair("req-prop-readonly", {f"{IN}.extra.readOnly": True}, {f"{OUT}.code.readOnly": True}),
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
    Pair("req-minprops", {"S.ThingInput.minProperties": 1}, {"S.ThingInput.maxProperties": 9}),
    Pair("req-prop-format-changed", {f"{IN}.extra.format": "uri"}, {f"{OUT}.code.format": "uri"}),
    Pair("req-prop-type-widened", {f"{IN}.size.type": "number"}, {f"{IN}.size.type": "string"}),
    Pair("req-prop-enum-dropped", {f"{IN}.kind.enum": GONE}, {f"{IN}.kind.enum": ["big"]}),
    Pair("req-prop-became-enum", {f"{IN}.extra.enum": ["a"]}, {f"{IN}.kind.enum": ["big"]}),
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
    Pair("req-prop-default-added", {f"{IN}.extra.default": "a"}, {f"{IN}.size.default": 4}),
    Pair("req-prop-default-removed", {f"{IN}.size.default": GONE}, {f"{IN}.size.default": 4}),
    Pair(
        "req-prop-not-readonly", {f"{IN}.extra.readOnly": False}, {}, {f"{IN}.extra.readOnly": True}
    ),
    Pair(
        "body-encoding-changed",
        {"CREATE.requestBody.content.application/json.encoding": {"extra": {"explode": True}}},
        {"CREATE.requestBody.description": "Encoded"},
    ),
    # Answers
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
        {f"{IN}.extra.type": ["string", "null"]},
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
    Pair("resp-became-enum", {f"{OUT}.code.enum": ["a"]}, {f"{IN}.extra.enum": ["a"]}),
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
    Pair("resp-prop-writeonly", {f"{OUT}.code.writeOnly": True}, {f"{IN}.extra.writeOnly": True}),
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
    Pair("resp-default-changed", {f"{OUT}.code.default": "a"}, {f"{IN}.extra.default": "a"}),
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
    # Named schemas and compositions
    Pair("schema-added", WIDGET, {**WIDGET, f"{OUT}.widget": schema("Widget")}),
    Pair("schema-removed-unused", {"S.Fish": GONE}, {"S.Fish.properties.more": TEXT}),
    Pair(
        "schema-renamed",
        {
            "S.Person": obj({"name": TEXT, "mail": TEXT}),
            "S.Owner": GONE,
            f"{OUT}.owner": schema("Person"),
        },
        {f"{OUT}.owner": {"allOf": [schema("Owner")]}},
    ),
    Pair(
        "schema-inlined",
        {"S.Owner": GONE, f"{OUT}.owner": obj({"name": TEXT, "mail": TEXT})},
        {"S.Id": GONE, f"{OUT}.id": TEXT},
        {"S.Id": TEXT, f"{OUT}.id": schema("Id")},
    ),
    Pair(
        "schema-extracted",
        {"S.Inside": obj({"deep": TEXT}), f"{IN}.inner": schema("Inside")},
        {"S.Extra": TEXT, f"{IN}.extra": schema("Extra")},
    ),
    Pair(
        "allof-added-required",
        {
            "S.Base": obj({"ref": TEXT}, ["ref"]),
            "S.ThingInput": {"allOf": [obj({"title": TEXT}, ["title"]), schema("Base")]},
        },
        {f"{IN}.more": TEXT, "S.ThingInput.required.+": "more"},
        {"S.ThingInput": obj({"title": TEXT}, ["title"])},
    ),
    Pair(
        "oneof-added-request", {"S.Wish.oneOf.+": schema("Fish")}, {"S.Pet.oneOf.+": schema("Fish")}
    ),
    Pair(
        "oneof-added-response",
        {"S.Pet.oneOf.+": schema("Fish")},
        {"S.Wish.oneOf.+": schema("Fish")},
    ),
    Pair(
        "oneof-removed-request",
        {"S.Wish.oneOf.2": GONE},
        {"S.Cat.properties.more": TEXT},
        {"S.Wish.oneOf.+": schema("Fish")},
    ),
    Pair(
        "oneof-removed-response",
        {"S.Pet.oneOf.2": GONE},
        {"S.Cat.properties.more": TEXT},
        {"S.Pet.oneOf.+": schema("Fish")},
    ),
    Pair(
        "discriminator-mapping-changed",
        {
            "S.Pet.discriminator.mapping": {
                "kitty": "#/components/schemas/Cat",
                "dog": "#/components/schemas/Dog",
            }
        },
        {"S.Pet.discriminator.mapping.puppy": "#/components/schemas/Dog"},
    ),
    Pair(
        "discriminator-prop-changed",
        {"S.Pet.discriminator": {"propertyName": "sort"}},
        {"S.Pet.discriminator": GONE},
    ),
    Pair(
        "discriminator-removed",
        {"S.Pet.discriminator": GONE},
        {"S.Pet.discriminator": {"propertyName": "sort"}},
    ),
    Pair(
        "recursive-prop-added", {"S.Node.properties.more": TEXT}, {"S.Owner.properties.more": TEXT}
    ),
    Pair(
        "recursive-type-changed", {"S.Node.properties.value": INT}, {"S.Owner.properties.name": INT}
    ),
    Pair(
        "shared-prop-removed", {"S.Shared.properties.left": GONE}, {"S.Owner.properties.name": GONE}
    ),
    Pair("const-like-enum", {f"{OUT}.state.enum": ["off"]}, {f"{OUT}.state.enum": ["on", "off"]}),
    Pair("schema-unused-changed", {"S.Fish.properties.more": TEXT}, {"S.Fish": GONE}),
    Pair(
        "schema-composition-changed",
        {"S.Wish": obj({"type": TEXT})},
        {"S.Wish.oneOf.+": schema("Fish")},
    ),
    Pair(
        "discriminator-added",
        {"S.Wish.discriminator": {"propertyName": "type"}},
        {"S.Wish.description": "A wish"},
    ),
    Pair(
        "discriminator-mapping-added",
        {"S.Pet.discriminator.mapping.puppy": "#/components/schemas/Dog"},
        {"S.Pet.description": "A pet"},
    ),
    Pair(
        "prop-undeprecated", {f"{OUT}.code.deprecated": False}, {}, {f"{OUT}.code.deprecated": True}
    ),
    # Security and servers
    Pair("scope-added-op", {"LIST.security.0.oauth.+": "all"}, {"LIST.security.0.oauth": []}),
    Pair("scope-removed-op", {"LIST.security.0.oauth": []}, {"LIST.security.0.oauth.+": "all"}),
    Pair(
        "permission-ext-changed",
        {"LIST.x-inin-requires-permissions": {"permissions": ["a", "b"]}},
        {"LIST.x-other": 1},
        {"LIST.x-inin-requires-permissions": {"permissions": ["a"]}},
    ),
    Pair("security-added-op", {"GET.security": [{"key": []}]}, {"LIST.security.0.oauth.+": "all"}),
    Pair("security-removed-op", {"LIST.security": []}, {"LIST.security.0.oauth": []}),
    Pair(
        "security-alternative-removed",
        {"CREATE.security.1": GONE},
        {"LIST.security.+": {"key": []}},
    ),
    Pair(
        "security-scheme-type",
        {"components.securitySchemes.key": {"type": "http", "scheme": "basic"}},
        {f"{_FLOW}.tokenUrl": "https://x.example"},
    ),
    Pair(
        "token-url-changed",
        {f"{_FLOW}.tokenUrl": "https://x.example/token"},
        {f"{_FLOW}.scopes.more": "More"},
    ),
    Pair(
        "security-scheme-added",
        {"components.securitySchemes.more": {"type": "http", "scheme": "basic"}},
        {"LIST.security.+": {"key": []}},
    ),
    Pair(
        "security-scheme-removed",
        {"components.securitySchemes.more": GONE},
        {"CREATE.security.1": GONE},
        {"components.securitySchemes.more": {"type": "http", "scheme": "basic"}},
    ),
    Pair(
        "security-scheme-changed",
        {f"{_FLOW}.scopes.more": "More"},
        {f"{_FLOW}.tokenUrl": "https://x.example"},
    ),
    Pair(
        "security-alternative-added", {"LIST.security.+": {"key": []}}, {"CREATE.security.1": GONE}
    ),
    Pair(
        "server-url-changed",
        {"servers.1.url": "https://three.example/v1"},
        {"servers.1.url": "https://two.example/v2"},
    ),
    Pair(
        "server-basepath-changed",
        {"servers.1.url": "https://two.example/v2"},
        {"servers.1.url": "https://three.example/v1"},
    ),
    Pair("server-added", {"servers.+": {"url": "https://three.example"}}, {"servers.1": GONE}),
    Pair("server-removed", {"servers.1": GONE}, {"servers.+": {"url": "https://three.example"}}),
    Pair("server-changed", {"servers.0.description": "Near"}, {"servers.1": GONE}),
    # Life cycle and extensions
    Pair("prop-deprecated", {f"{OUT}.code.deprecated": True}, {f"{P}.q.deprecated": True}),
    Pair(
        "stability-decreased",
        {"LIST.x-stability-level": "beta"},
        {"LIST.x-preview": False},
        _LIST_OLD,
    ),
    Pair(
        "stability-increased",
        {"LIST.x-stability-level": "stable"},
        {"LIST.x-stability-level": "alpha"},
        {"LIST.x-stability-level": "beta"},
    ),
    Pair("sunset-added", {"LIST.x-sunset": "2030-01-01"}, {"LIST.deprecated": True}),
    Pair(
        "sunset-changed",
        {"LIST.x-sunset": "2031-01-01"},
        {"LIST.deprecated": True},
        {"LIST.x-sunset": "2030-01-01"},
    ),
    Pair(
        "preview-ext-removed",
        {"LIST.x-preview": GONE},
        {"LIST.x-stability-level": "beta"},
        _LIST_OLD,
    ),
    Pair("preview-ext-added", {"LIST.x-genesys-preview": True}, {"LIST.x-genesys-other": True}),
    Pair("rate-limit-ext-changed", {"LIST.x-rate-limit": 5}, {"LIST.x-other": 5}),
    Pair("extension-changed", {"LIST.x-other": 5}, {"LIST.x-rate-limit": 5}),
    # Words
    Pair("op-description-changed", {"LIST.summary": "Other"}, {f"{P}.q.description": "Other"}),
    Pair("param-description-changed", {f"{P}.q.description": "Other"}, {"LIST.summary": "Other"}),
    Pair(
        "prop-description-changed", {f"{OUT}.title.description": "Other"}, {"LIST.summary": "Other"}
    ),
    Pair("example-changed", {f"{OUT}.code.examples": ["a"]}, {f"{OUT}.code.description": "a"}),
    Pair("info-version-changed", {"info.version": "2"}, {"info.title": "Thinks"}),
    Pair(
        "error-code-doc",
        {"LIST.responses.404.x-error-codes": {"a": "A", "b": "B"}},
        {"LIST.responses.404.x-error-codes": {}},
        {"LIST.responses.404.x-error-codes": {"a": "A"}},
    ),
    Pair(
        "error-code-doc-removed",
        {"LIST.responses.404.x-error-codes": {}},
        {"LIST.responses.404.x-error-codes": {"a": "A", "b": "B"}},
        {"LIST.responses.404.x-error-codes": {"a": "A"}},
    ),
    Pair(
        "resp-description-changed",
        {f"{ANSWER}.description": "Fine."},
        {"LIST.description": "Fine."},
    ),
    Pair("info-changed", {"info.title": "Thinks"}, {"info.version": "2"}),
    Pair("tag-description-changed", {"tags.Things.description": "Other"}, {"LIST.tags": ["Other"]}),
    Pair(
        "other-changed",
        {"LIST.externalDocs": {"url": "https://x.example"}},
        {"LIST.description": "See there"},
    ),
    # Python
    Pair(
        "python-method-moved",
        {
            "paths./things/{thingId}/copy/{at}": {
                "post": operation(
                    "copyAt",
                    None,
                    "204",
                    parameters=[
                        {"name": n, "in": "path", "required": True, "schema": TEXT}
                        for n in ("thingId", "at")
                    ],
                )
            }
        },
        {"paths./new": {"get": NEW_OP}},
        {
            "paths./things/{thingId}/copy": {
                "post": operation(
                    "copyThing",
                    None,
                    "204",
                    parameters=[
                        {"name": "thingId", "in": "path", "required": True, "schema": TEXT}
                    ],
                )
            }
        },
    ),
    Pair(
        "python-attribute-changed",
        {"GET.responses.200.content": body({"type": "array"})},
        {f"{IN}.more": TEXT},
        {"GET.responses.200.content": body({"type": "array", "items": schema("ThingInput")})},
    ),
]
SEEN_THROUGH = [
    Pair("allof-wrapping", {f"{OUT}.owner": {"allOf": [schema("Owner")]}}, {}),
    Pair(
        "allof-extracted",
        {
            "S.Named": obj({"name": TEXT}),
            "S.Owner": {"allOf": [schema("Named"), obj({"mail": TEXT})]},
        },
        {},
    ),
    Pair(
        "yaml-reformat",
        {"S.Owner": {"properties": {"mail": TEXT, "name": TEXT}, "type": "object"}},
        {},
    ),
]
