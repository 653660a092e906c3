"""How a pair is written, and the places and values that pairs share."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.diff.tiny import Edits, Json, operation, schema


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
IN = "S.ThingInput.properties"
OUT = "S.Thing.properties"
P = "LIST.parameters"
ANSWER = "LIST.responses.200"
NEW_OP = operation("newOne", schema("Owner"))
