"""Python names: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import IN, NEW_OP, TEXT, Pair
from tests.diff.tiny import body, operation, schema

PAIRS = [
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
