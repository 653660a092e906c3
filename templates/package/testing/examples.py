"""Examples of schemas: the document's own where they fit, made of types and limits where not."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .._runtime.values import is_array, is_object
from .contract import is_null
from .patterns import matching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .contract import Contract, Flat
    from .validation import MessageValidator

_FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "email": "somebody@example.com",
    "idn-email": "somebody@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/",
    "byte": "ZXhhbXBsZQ==",
    "decimal": "1.00",
    "regex": ".*",
    "json-pointer": "/",
}
_DEEP = 3
"""Objects inside objects down to which optional members are filled in."""
_DEEPEST = 12
_MOST_CHOICES = 12


class _TooDeepError(Exception):
    """A schema that leads to itself without end."""


class ExampleMaker:
    """Makes values that fit schemas, the same ones every time.

    Args:
        contract: the schemas.
        validator: tells which examples of the document fit.
    """

    def __init__(self, contract: Contract, validator: MessageValidator) -> None:
        self._contract, self._validator = contract, validator

    def example(self, schema: Any, *, sent: bool = False, optional: bool = True) -> Any:
        """Make an example.

        Args:
            schema: a schema of the contract.
            sent: whether it is for a request: without read-only members, instead of without
                write-only ones.
            optional: whether members that are not required are filled in.

        Returns:
            Parsed JSON of its own.
        """
        walk = _Walk(self._contract, self._validator, sent, _DEEP if optional else 0)
        try:
            return walk.make(schema, "text", 0, frozenset())
        except _TooDeepError:
            return None


class _Walk:
    """One example under way."""

    def __init__(
        self, contract: Contract, validator: MessageValidator, sent: bool, deep: int
    ) -> None:
        self._contract, self._validator, self._sent, self._deep = contract, validator, sent, deep

    def make(self, schema: Any, hint: str, depth: int, above: frozenset[str]) -> Any:
        """Make an example of a schema; the hint is the text of a string that may be any."""
        flat = self._contract.flat(schema)
        if depth > _DEEPEST:
            raise _TooDeepError
        if self._deep or "object" not in flat.types:
            for given in _stated(flat.keywords):
                if self._fits(schema, given):
                    return deepcopy(given)
        if flat.references & above and "null" in flat.types:
            return None  # An object inside itself ends somewhere.
        above = above | flat.references
        if flat.choices:
            return self._chosen(schema, flat, hint, depth, above)
        kinds = [kind for kind in flat.types if kind != "null"] or list(flat.types)
        return self._of_type(kinds[0] if kinds else "", flat, hint, depth, above)

    def _fits(self, schema: Any, value: Any) -> bool:
        return not self._validator.problems(schema, value, sent=self._sent)

    def _chosen(self, schema: Any, flat: Flat, hint: str, depth: int, above: frozenset[str]) -> Any:
        """Choose the first variant that makes something that fits."""
        first, *others = flat.choices
        tag: dict[str, Any] = flat.keywords.get("discriminator", {})
        base = {**flat.keywords, "allOf": [{"anyOf": group} for group in others]}
        usable: list[Any] = []
        for variant in sorted(first, key=is_null)[:_MOST_CHOICES]:
            inner = self._contract.flat(variant)
            if inner.references and inner.references <= above:
                continue
            try:
                made = self.make(
                    {**base, "allOf": [variant, *base["allOf"]]}, hint, depth + 1, above
                )
            except _TooDeepError:
                continue
            if self._fits(schema, made) and not (is_object(made) and tag):
                return made
            if is_object(made) and tag:
                known = {target: value for value, target in tag.get("mapping", {}).items()}
                reference = str(variant.get("$ref", ""))
                name = known.get(reference, reference.rpartition("/")[2])
                tagged = {**made, tag["propertyName"]: name}
                for candidate in (tagged, made):
                    if self._fits(schema, candidate):
                        return candidate
                # Variants that overlap make no value that is of one alone; the tag has to do.
                made = tagged if self._fits(variant, tagged) else made
            usable.append(made)
        if not usable:
            raise _TooDeepError
        return usable[0]

    def _of_type(self, kind: str, flat: Flat, hint: str, depth: int, above: frozenset[str]) -> Any:
        keywords = flat.keywords
        if kind == "object":
            return self._object(flat, depth, above)
        if kind == "array":
            return self._array(keywords, hint, depth, above)
        if kind == "string":
            return _text(keywords, hint)
        if kind in ("integer", "number"):
            return _number(keywords, whole=kind == "integer")
        plain: dict[str, Any] = {"boolean": True, "null": None}
        return plain.get(kind, {})

    def _object(self, flat: Flat, depth: int, above: frozenset[str]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        needed: list[str] = flat.keywords.get("required", [])
        hidden = "readOnly" if self._sent else "writeOnly"
        for name, schema in flat.properties.items():
            inner = self._contract.flat(schema)
            if inner.keywords.get(hidden):
                continue
            # A member with one value tells the variants of a union apart.
            if name in needed or _is_fixed(inner.keywords):
                made[name] = self.make(schema, name, depth + 1, above)
            elif depth < self._deep and not inner.references & above:
                try:
                    made[name] = self.make(schema, name, depth + 1, above)
                except _TooDeepError:
                    continue
        more = flat.keywords.get("additionalProperties", True)
        for name in needed:
            if name not in flat.properties:
                made[name] = self.make(more, name, depth + 1, above)
        wanted = flat.keywords.get("minProperties", 1 if is_object(more) and not made else 0)
        if more is not False and (depth < self._deep or "minProperties" in flat.keywords):
            for number in range(wanted - len(made)):
                try:
                    made[f"key{number + 1}"] = self.make(more, "text", depth + 1, above)
                except _TooDeepError:
                    break
        return made

    def _array(
        self, keywords: dict[str, Any], hint: str, depth: int, above: frozenset[str]
    ) -> list[Any]:
        rows: list[Any] = keywords.get("prefixItems", [])
        made = [self.make(schema, hint, depth + 1, above) for schema in rows]
        items = keywords.get("items", True)
        least = keywords.get("minItems", 0)
        wanted = max(least, 1 if depth < self._deep and items is not False and not rows else 0)
        wanted = min(wanted, keywords.get("maxItems", wanted))
        flat = self._contract.flat(items)
        if not least and flat.references & above:
            return made
        known: list[Any] = flat.keywords.get("enum", [])
        for number in range(len(made), wanted):
            try:
                item = self.make(items, hint, depth + 1, above)
            except _TooDeepError:
                if least:
                    raise
                break
            if keywords.get("uniqueItems") and item in made:
                item = known[number] if number < len(known) else _another(item, number)
            made.append(item)
        return made


def _stated(keywords: dict[str, Any]) -> Iterator[Any]:
    """The values that the document itself gives."""
    for name in ("const", "example", "examples", "default", "enum"):
        if name in ("examples", "enum") and is_array(keywords.get(name)):
            yield from keywords[name][:3]
        elif name in keywords and name not in ("examples", "enum"):
            yield keywords[name]


def _is_fixed(keywords: dict[str, Any]) -> bool:
    return "const" in keywords or len(keywords.get("enum", ())) == 1


def _another(item: Any, number: int) -> Any:
    """Make a value that differs."""
    if isinstance(item, str):
        return f"{item}{number}"
    return item + number if isinstance(item, (int, float)) else item


def _text(keywords: dict[str, Any], hint: str) -> str:
    least: int = keywords.get("minLength", 0)
    most: int = keywords.get("maxLength", 1 << 30)
    pattern = keywords.get("pattern")
    if isinstance(pattern, str):
        made = matching(pattern, least)
        if made is not None:
            return made
    made = _FORMATS.get(str(keywords.get("format")), hint)
    made += "x" * max(0, least - len(made))
    return made[:most]


def _number(keywords: dict[str, Any], *, whole: bool) -> int | float:
    """Make a number inside its limits; big ones are counted exactly."""
    step = Fraction(str(keywords.get("multipleOf", 0)))
    if whole:
        step = Fraction(step.numerator or 1)  # The smallest whole number that is a multiple of it.
    limits = [
        (Fraction(str(keywords[name])), sign, name.startswith("exclusive"))
        for name, sign in (
            ("minimum", 1), ("exclusiveMinimum", 1), ("maximum", -1), ("exclusiveMaximum", -1),
        )
        if isinstance(keywords.get(name), (int, float))
    ]  # fmt: skip
    ends = [limit for limit, _, _ in limits]
    wanted = [Fraction(1), *ends, *(end + sign for end, sign, _ in limits)]
    if len(ends) > 1:
        wanted.append((min(ends) + max(ends)) / 2)
    if step:
        wanted = [(end // step + more) * step for end in wanted for more in (0, 1, -1)]
    found = next((n for n in wanted if all(_inside(n, *limit) for limit in limits)), wanted[0])
    return int(found) if found.denominator == 1 else float(found)


def _inside(number: Fraction, limit: Fraction, sign: int, is_exclusive: bool) -> bool:
    distance = (number - limit) * sign
    return distance > 0 or (distance == 0 and not is_exclusive)
