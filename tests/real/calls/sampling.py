"""Values that a schema allows: the same in every run, checked by a validator nobody here wrote."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from polyfactory.value_generators.regex import RegexFactory

from .raw import Direction, Node, RawDocument

VARIANTS = ("least", "most", "other")
"""What is required alone; every member; every member, other variants of unions, other values."""
_DEEP = 4
_TRIES = 6
_FORMATS = {
    "date": ("2026-01-02", "2024-02-29"),
    "date-time": ("2026-01-02T03:04:05.000Z", "2024-02-29T10:20:30.120+02:00"),
    "time": ("10:20:30Z", "23:59:59.5+01:00"),
    "duration": ("PT1H", "P1DT2H"),
    "uuid": ("b008976c-e085-43b7-b27d-9c0efd5fbfb5", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    "byte": ("aGk=", "/+8="),
    "base64": ("aGk=", "/+8="),
    "email": ("a@example.com", "b.c@example.org"),
    "uri": ("https://example.com/a?b=c&d=e", "urn:a:b"),
    "url": ("https://example.com/a?b=c&d=e", "https://example.org"),
    "uri-reference": ("/a/b", "c?d"),
    "hostname": ("example.com", "a.example.org"),
    "ipv4": ("192.0.2.1", "198.51.100.7"),
    "ipv6": ("2001:db8::1", "::1"),
    "decimal": ("1.10", "12345678901234567890.5"),
    "binary": ("PK\x03", "\x00\x7f"),
    "regex": ("^a+$", "b"),
    "json-pointer": ("/a/b", ""),
}
_KINDS = {
    "type", "enum", "const", "properties", "items", "prefixItems", "allOf", "oneOf", "anyOf",
    "additionalProperties", "format", "pattern",
}  # fmt: skip
_WORDS = ("word", "a b&c=d/é", "x+y%20;z")


class NoSample(Exception):
    """No value was found that the schema allows."""


class Sampler:
    """Makes values of the schemas of one document.

    Args:
        raw: the document.
        direction: members that may not stand there are left out.
        variant: index into `VARIANTS`.
        plain: texts are words that need no escapes.
    """

    def __init__(
        self, raw: RawDocument, direction: Direction, variant: int, *, plain: bool = False
    ) -> None:
        self._raw, self._variant, self._plain = raw, variant, plain
        self._direction: Direction = direction
        self._turn = 0

    def sample(self, schema: Node | None) -> Any:
        """Make a value that the schema allows.

        Raises:
            NoSample: none was found, or the schema cannot be read.
        """
        if schema is None:
            return {"any": "word"}
        reason = "no value"
        for turn in range(_TRIES):
            self._turn = turn
            try:
                value = self._value(schema, 0)
                problem = self.problem(schema, value)
            except (LookupError, TypeError, AttributeError, RecursionError) as error:
                raise NoSample(f"{type(error).__name__}: {error}") from error
            if problem is None:
                return value
            reason = problem
        raise NoSample(reason)

    def problem(self, schema: Node, value: Any) -> str | None:
        """Tell why a schema does not allow a value; None where it does."""
        try:
            errors = self._raw.validator(schema, self._direction).iter_errors(value)
            first = next(iter(errors), None)
        except re.error as error:
            raise NoSample(f"a pattern of another dialect: {error}") from error
        except Exception as error:
            raise NoSample(f"the validator fails: {type(error).__name__}: {error}"[:200]) from error
        return None if first is None else f"{first.json_path}: {first.message}"[:200]

    @property
    def _pick(self) -> int:
        return self._turn + (1 if self._variant == 2 else 0)

    def _value(self, schema: Node, depth: int, needed: frozenset[str] = frozenset()) -> Any:
        node = self._raw.follow(schema)
        if node.value is True or node.value == {}:
            return (_WORDS[0], 5, {"any": [True]})[self._pick % 3] if depth else {"any": "word"}
        if not isinstance(node.value, dict):
            raise NoSample("nothing is allowed")
        if "const" in node.value:
            return node.value["const"]
        if enum := node.get("enum"):
            known = [value for value in enum if value is not None] or enum
            return known[self._pick % len(known)]
        if depth > 24:
            raise NoSample("a value without end")
        parts = [node.at("allOf", index) for index in range(len(node.get("allOf") or ()))]
        needed = needed | frozenset(node.get("required") or ()) | self._needed(parts)
        for key in ("oneOf", "anyOf"):
            if options := node.get(key):
                index = self._choice(node, key, len(options))
                parts.append(node.at(key, index))
        parts = [part for part in parts if self._has_kind(part)]
        found = [
            self._value(part, depth + (part.get("$ref") is not None), needed) for part in parts
        ]
        objects = [value for value in found if isinstance(value, dict)]
        if parts and len(objects) < len(found):
            return next(value for value in found if not isinstance(value, dict))
        kind = self._kind(node, bool(objects))
        if kind == "object":
            merged: dict[str, Any] = {}
            for value in (*objects, self._object(node, depth, needed)):
                merged = _merged(merged, value)
            return self._tagged(node, merged, found)
        if parts and not objects and "type" not in node.value:
            return found[0]
        return self._scalar(node, kind, depth)

    def _has_kind(self, part: Node) -> bool:
        target = self._raw.follow(part)
        known = _KINDS & target.value.keys() if isinstance(target.value, dict) else ()
        return bool(known) or not isinstance(target.value, dict)

    def _needed(self, parts: list[Node]) -> frozenset[str]:
        names: set[str] = set()
        for part in parts:
            target = self._raw.follow(part)
            if isinstance(target.value, dict):
                names |= set(target.get("required") or ())
        return frozenset(names)

    def _choice(self, node: Node, key: str, count: int) -> int:
        start = self._pick % count
        for step in range(count):
            index = (start + step) % count
            option = self._raw.follow(node.at(key, index))
            if option.get("type") != "null":
                return index
        return 0

    def _kind(self, node: Node, is_object: bool) -> str:
        kinds = node.get("type")
        if isinstance(kinds, list):
            real = [kind for kind in kinds if kind != "null"] or kinds
            return str(real[self._pick % len(real)])
        if kinds is not None:
            return str(kinds)
        if is_object or {"properties", "additionalProperties", "required"} & node.value.keys():
            return "object"
        if {"items", "prefixItems"} & node.value.keys():
            return "array"
        numeric = {"minimum", "maximum", "multipleOf"} & node.value.keys()
        return "number" if numeric else "string"

    def _object(self, node: Node, depth: int, needed: frozenset[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, member in node.items("properties"):
            is_needed = name in needed
            if not is_needed and (depth >= _DEEP or self._variant == 0):
                continue
            target = self._raw.follow(member)
            if self._is_hidden(target) or self._is_hidden(member):
                if not (is_needed and self._raw.dialect in ("3.1", "3.2")):
                    continue
            try:
                found[name] = self._value(member, depth + 1)
            except NoSample:
                if is_needed:
                    raise
        extra = node.get("additionalProperties")
        if extra not in (None, False) and (self._variant or node.get("minProperties")):
            if depth < _DEEP:
                is_any = extra is True
                below = Node({}, node.uri, None) if is_any else node.at("additionalProperties")
                found.setdefault("more-1", self._value(below, depth + 1))
        for name in needed - found.keys():
            if name not in (node.get("properties") or {}) and extra not in (None, False, True):
                found[name] = self._value(node.at("additionalProperties"), depth + 1)
        return found

    def _is_hidden(self, node: Node) -> bool:
        other = "readOnly" if self._direction == "request" else "writeOnly"
        return node.get(other) is True

    def _tagged(self, node: Node, value: dict[str, Any], parts: list[Any]) -> dict[str, Any]:
        """Fill in the discriminator of a union, from the mapping or the name of the schema."""
        raw = node.get("discriminator")
        name = raw if isinstance(raw, str) else (raw or {}).get("propertyName")
        key = next((key for key in ("oneOf", "anyOf") if node.get(key)), None)
        if name is None or key is None:
            return value
        chosen = node.value[key][self._choice(node, key, len(node.value[key]))]
        reference = chosen.get("$ref", "") if isinstance(chosen, dict) else ""
        mapping = raw.get("mapping") or {} if isinstance(raw, dict) else {}
        tags = [tag for tag, to in mapping.items() if to in (reference, reference.split("/")[-1])]
        tag = tags[0] if tags else reference.split("/")[-1]
        known = self._raw.follow(node.at(key, node.value[key].index(chosen)))
        limits = (known.get("properties") or {}).get(name)
        is_fixed = isinstance(limits, dict) and ("const" in limits or "enum" in limits)
        return {**value, **({} if is_fixed and name in value and not tags else {name: tag})}

    def _scalar(self, node: Node, kind: str, depth: int) -> Any:
        if kind == "array":
            return self._array(node, depth)
        if kind == "boolean":
            return self._pick % 2 == 0
        if kind == "null":
            return None
        if kind in ("integer", "number"):
            return self._number(node, kind)
        return self._text(node)

    def _array(self, node: Node, depth: int) -> list[Any]:
        fixed = [node.at("prefixItems", i) for i in range(len(node.get("prefixItems") or ()))]
        found = [self._value(item, depth + 1) for item in fixed]
        least, most = node.get("minItems") or 0, node.get("maxItems")
        wanted = 0 if depth >= _DEEP else (2 if self._variant == 2 else 1)
        wanted = max(least, wanted) if most is None else min(max(least, wanted), most)
        items = node.get("items")
        if items is False:
            return found
        below = node.at("items") if isinstance(items, dict) else Node({}, node.uri, None)
        before = self._turn
        try:
            while len(found) < wanted:
                value = self._value(below, depth + 1)
                self._turn += 1
                if value not in found or not node.get("uniqueItems") or self._turn > before + 20:
                    found.append(value)
        except NoSample:
            if len(found) < least:
                raise
        finally:
            self._turn = before
        if node.get("uniqueItems"):
            found = [value for index, value in enumerate(found) if value not in found[:index]]
        return found

    def _number(self, node: Node, kind: str) -> int | float:
        low, high = node.get("minimum"), node.get("maximum")
        over, under = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
        step = node.get("multipleOf")
        if isinstance(over, int | float) and not isinstance(over, bool):
            low = over + 1 if kind == "integer" else over + 0.5
        elif over is True and low is not None:
            low = low + (1 if kind == "integer" else 0.5)
        if isinstance(under, int | float) and not isinstance(under, bool):
            high = under - 1 if kind == "integer" else under - 0.25
        elif under is True and high is not None:
            high = high - (1 if kind == "integer" else 0.25)
        wish: int | float = (7, 0, 12)[self._pick % 3]
        if kind == "number" and step is None:
            wish += 0.5
        value = wish if low is None else max(wish, low)
        value = value if high is None else min(value, high)
        if step:
            value = math.ceil((low or 0) / step) * step or step
        return int(value) if kind == "integer" and math.isfinite(value) else value

    def _text(self, node: Node) -> str:
        known: tuple[str, ...] = _FORMATS.get(node.get("format") or "", ())
        known = known[self._pick % len(known) :] + known if known else ()
        limited = {"pattern", "minLength", "maxLength"} & node.value.keys()
        if known and not limited:
            return known[0]
        for given in (*known, *self._examples(node)):
            if self.problem(node, given) is None:
                return given
        if node.get("contentEncoding") in ("base64", "base64url"):
            return "aGk="
        if pattern := node.get("pattern"):
            random = Random(f"{pattern} {self._pick}")
            try:
                return str(RegexFactory(random=random, limit=3)(pattern))
            except Exception as error:
                raise NoSample(f"the pattern {pattern[:60]!r}: {error}") from error
        word = _WORDS[0 if self._plain or self._variant == 0 else self._pick % len(_WORDS)]
        least, most = node.get("minLength") or 0, node.get("maxLength")
        word = word + "m" * max(0, least - len(word))
        return word if most is None else word[:most]

    def _examples(self, node: Node) -> Iterator[str]:
        if not node.get("pattern"):
            return
        for value in (node.get("example"), node.get("default"), *(node.get("examples") or ())):
            if isinstance(value, str):
                yield value


def _merged(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    """Join two objects; of two values for a member the first stays, objects are joined."""
    found = dict(one)
    for key, value in two.items():
        old = found.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            found[key] = _merged(old, value)
        else:
            found.setdefault(key, value)
    return found
