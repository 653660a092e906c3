"""Values made from the schemas of the document: those that keep it, and those a newer server sends.

hypothesis-jsonschema would make the first kind, but has had no release since 2024 and knows
nothing of the second.
"""

# JSON has no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

Schema = Mapping[str, Any]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DATE_TIMES = st.builds(
    lambda moment, fraction, zone: f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}{zone}",
    st.datetimes(min_value=datetime(1000, 1, 1)),
    st.sampled_from(["", ".1", ".123", ".120", ".000", ".123456", ".123000"]),
    st.sampled_from(["Z", "+00:00", "-05:30", "+0200"]),
)
REFERENCES = st.from_regex(r"/api/v2/[a-z0-9/]{1,12}(\?after=[A-Za-z0-9=%]{0,3})?", fullmatch=True)

# Unknown members that spell a Python name of ours, or one of pydantic's.
ODD_NAMES = st.sampled_from(
    ["topic_name", "self_uri", "model_config", "__class__", "dict", "class"]
)


def _json(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | TEXT | numbers,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    )


class Maker:
    """Strategies for the schemas of one document.

    Args:
        schemas: the document's component schemas.
        numbers: what stands for a number where any JSON may stand.
        foreign: make what a newer server sends too: unknown members, unknown values of
            enumerations, null or nothing for members the schema requires.
        sent: names of the schemas that are only ever sent; what they require is always there.
    """

    def __init__(
        self,
        schemas: Mapping[str, Schema],
        numbers: st.SearchStrategy[Any] | None = None,
        *,
        foreign: bool = False,
        sent: frozenset[str] = frozenset(),
    ) -> None:
        self._schemas = schemas
        self._foreign = foreign
        self._sent = [schemas[name] for name in sent]
        plain = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
        self._json = _json(numbers if numbers is not None else plain)
        self._made: dict[str, st.SearchStrategy[Any]] = {}

    def of(self, schema: Schema, depth: int = 0) -> st.SearchStrategy[Any]:
        """Values of a schema."""
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2], depth)
        if "enum" in schema:
            known: st.SearchStrategy[Any] = st.sampled_from(schema["enum"])
            return known | TEXT if self._foreign else known
        kind = schema.get("type")
        if kind == "object" and ("properties" in schema or "additionalProperties" in schema):
            return self._object(schema, depth)
        if kind == "array":
            most = 3 if depth < 4 else 0
            return st.lists(self.of(schema.get("items", {}), depth + 1), max_size=most)
        if kind == "string":
            return self._string(schema)
        if kind == "integer":
            bits = 31 if schema.get("format") == "int32" else 63
            low = schema.get("minimum", -(2**bits))
            return st.integers(low, schema.get("maximum", 2**bits - 1))
        if kind == "number":
            return st.floats(allow_nan=False, allow_infinity=False)
        if kind == "boolean":
            return st.booleans()
        return self._json

    def _string(self, schema: Schema) -> st.SearchStrategy[Any]:
        form = schema.get("format", "")
        return DATE_TIMES if form == "date-time" else REFERENCES if "uri" in form else TEXT

    def _named(self, name: str, depth: int) -> st.SearchStrategy[Any]:
        key = f"{name} {depth}"
        if key not in self._made:
            self._made[key] = self.of(self._schemas[name], depth)
        return self._made[key]

    def _object(self, schema: Schema, depth: int) -> st.SearchStrategy[Any]:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        loose = self._foreign and not any(schema is sent for sent in self._sent)
        required = set() if loose else set(schema.get("required", ()))
        if depth >= 4:
            properties = {name: part for name, part in properties.items() if name in required}
        always = {n: self.of(p, depth + 1) for n, p in properties.items() if n in required}
        given: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
            always,
            optional={
                name: self._nullable(schema, name, self.of(part, depth + 1))
                for name, part in properties.items()
                if name not in required
            },
        )
        extra = schema.get("additionalProperties")
        if isinstance(extra, Mapping):
            more = st.dictionaries(TEXT, self.of(extra, depth + 1), max_size=3)
        elif self._foreign:
            more = st.dictionaries(
                (TEXT | ODD_NAMES).filter(lambda n: n not in properties), self._json, max_size=2
            )
        else:
            return given
        return st.builds(lambda some, known: {**some, **known}, more, given)

    def _nullable(
        self, schema: Schema, name: str, value: st.SearchStrategy[Any]
    ) -> st.SearchStrategy[Any]:
        always = schema.get("x-clientgen-present", ())
        return st.none() | value if self._foreign and name not in always else value
