"""Named schemas and compositions: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import IN, INT, OUT, TEXT, Pair
from tests.diff.tiny import GONE, Edits, obj, schema

_WIDGET: Edits = {"S.Widget": obj({"a": TEXT})}

PAIRS = [
    Pair("schema-added", _WIDGET, {**_WIDGET, f"{OUT}.widget": schema("Widget")}),
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
        {"S.Extra": TEXT, f"{IN}.spare": schema("Extra")},
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
