"""Reading JSON as a type, quickly where it fits, carefully where not, and telling what differs.

For the careful reading pydantic's own description of a type is rewritten once and given back to
pydantic: every member, item and value may be anything else, members that are required may be
absent. So what does not fit stays as it came, and the rest is typed.
"""

from __future__ import annotations

import re
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from .values import as_integer, is_array, is_object, members, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import TypeAdapter

T = TypeVar("T")
_ANYTHING = cs.any_schema()
# The integer -0, which has no text of its own in Python. In a string it costs a careful reading.
_MINUS_ZERO = re.compile(rb"-0[\s,\]}]|-0\Z")


class Again(Exception):
    """Ends the quick reading: it would lose something that the careful one keeps."""


QUICK = {"reading": "quick"}
"""Context of the quick reading. What pydantic reads for others never raises `Again`."""


class Reader:
    """Reads JSON as one type, by wire names only.

    Both readings give the same value wherever both can read.

    Args:
        adapter: pydantic's adapter of the type.
    """

    def __init__(self, adapter: TypeAdapter[Any]) -> None:
        self._adapter = adapter
        # Types that lead to themselves stand outside their classes, where no configuration holds.
        self._quick = partial(adapter.validator.validate_json, strict=True)
        self._careful: dict[bool, SchemaValidator] = {}
        self._has_texts = False

    def read(self, content: bytes | str, *, strict: bool = False) -> Any:
        """Read JSON.

        Args:
            content: JSON.
            strict: refuse what does not fit, instead of keeping it as it came.

        Returns:
            The value.

        Raises:
            ValueError: not JSON, or, where that is asked for, not of the type (pydantic's
                ``ValidationError`` is one).
        """
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        has_zero = _MINUS_ZERO.search(data) is not None
        if not self._has_texts and not has_zero:
            try:
                return self._quick(data, by_alias=True, by_name=False, context=QUICK)
            except Again:
                self._has_texts = True  # Saves the next attempt, changes no value.
            except ValidationError:
                pass
        found = self._careful.get(strict)
        if found is None:
            found = self._careful[strict] = careful(self._adapter.core_schema, strict=strict)
        return found.validate_python(parse(content, has_zero), by_alias=True, by_name=False)


def careful(schema: Any, *, strict: bool = False) -> SchemaValidator:
    """Make a validator of parsed JSON.

    Args:
        schema: pydantic's description of a type.
        strict: refuse what does not fit, and keep only what every reading keeps: number texts,
            members that have the Python name of another one.

    Returns:
        The validator.
    """
    # Or classes inside would be read by their own validators instead of the rewritten ones.
    found = _Rewriting(strict).kept(schema)
    return SchemaValidator(found, cs.CoreConfig(strict=True), _use_prebuilt=False)


class _Rewriting:
    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._suffix = "!" if strict else "~"

    def kept(self, schema: Any) -> Any:
        """The value, or whatever else is there."""
        found = self.read(schema)
        if self._strict:
            return found
        return cs.union_schema([found, _ANYTHING], mode="left_to_right")

    def read(self, schema: Any) -> Any:
        """The value, with all that it holds kept."""
        found = self._rewritten({key: part for key, part in schema.items() if key != "ref"})
        return {**found, "ref": schema["ref"] + self._suffix} if "ref" in schema else found

    def _rewritten(self, schema: Any) -> Any:
        kind = schema["type"]
        found: Any = dict(schema)
        if kind == "definitions":
            known = schema["definitions"]
            found["definitions"] = list(map(self.read, known))
            if not self._strict:
                found["definitions"] += map(_Rewriting(strict=True).read, known)
            found["schema"] = self.read(schema["schema"])
        elif kind == "definition-ref":
            found["schema_ref"] += self._suffix
        elif kind == "model":
            found["schema"] = self.read(schema["schema"])
            names = homonyms(schema["schema"])
            if names:
                return self._apart(frozenset(names), found)
        elif kind == "model-fields":
            found["fields"] = {name: self._member(f) for name, f in schema["fields"].items()}
            found["extras_schema"] = self.kept(schema["extras_schema"])
        elif kind in ("nullable", "default", "function-before", "function-after", "function-wrap"):
            found["schema"] = self.read(schema["schema"])
        elif kind == "list" and "items_schema" in schema:
            found["items_schema"] = self.kept(schema["items_schema"])
        elif kind == "dict" and "values_schema" in schema:
            found["values_schema"] = self.kept(schema["values_schema"])
        elif kind == "tuple":
            found["items_schema"] = [self.kept(item) for item in schema["items_schema"]]
        elif kind == "union":
            found["choices"] = [self.read(choice) for choice in _listed(schema["choices"])]
            if not self._strict:
                # What fits one of them whole is that one; else the first of its kind of JSON.
                exact = _Rewriting(strict=True)._rewritten(schema)
                found = cs.union_schema([exact, *found["choices"]], mode="left_to_right")
        elif kind == "tagged-union":
            found["choices"] = {tag: self.read(c) for tag, c in schema["choices"].items()}
        elif kind == "int":
            number = cs.no_info_plain_validator_function(as_integer)
            found = cs.union_schema(
                [schema, number], mode="left_to_right", custom_error_type="int_type"
            )
        return found

    def _apart(self, names: frozenset[str], model: Any) -> Any:
        """A class that may hold members with the Python names of others."""
        free = {n: part for n, part in model["schema"].items() if n != "extras_keys_schema"}
        rest = cast("cs.CoreSchema", {**model, "schema": free})
        apart = cs.no_info_wrap_validator_function(partial(_split, names), rest)
        if self._strict:
            return apart
        return cs.union_schema([model, apart], mode="left_to_right")

    def _member(self, field: Any) -> Any:
        schema = field["schema"]
        if schema["type"] == "default":
            return {**field, "schema": {**schema, "schema": self.kept(schema["schema"])}}
        kept = self.kept(schema)
        return {
            **field,
            "schema": kept if self._strict else cs.with_default_schema(kept, default=None),
        }


def _listed(choices: Any) -> list[Any]:
    found = choices.values() if is_object(choices) else choices
    return [choice[0] if isinstance(choice, tuple) else choice for choice in found]


def homonyms(fields: Any) -> list[str]:
    """Names of Python that are no wire names of their class, which another member may have."""
    known = fields.get("fields", {}).items()
    return [name for name, field in known if field.get("validation_alias", name) != name]


def without(names: list[str]) -> cs.CoreSchema:
    """Any key but these."""
    pattern = rf"^(?!(?:{'|'.join(map(re.escape, names))})\Z)"
    return cs.str_schema(pattern=pattern, regex_engine="python-re")


def _split(names: frozenset[str], value: Any, read: Any) -> Any:
    """Read members named like attributes of others aside: pydantic would count those as given."""
    if not is_object(value) or names.isdisjoint(value):
        return read(value)
    made = read({name: item for name, item in value.items() if name not in names})
    extra = made.__pydantic_extra__
    made.__pydantic_extra__ = {n: extra.get(n, value[n]) for n in value if n in extra or n in names}
    return made


_WRAPPERS = ("default", "function-before", "function-after", "function-wrap", "definitions")
_UNNAMED = "*"
"""Stands in a pointer for any item of an array and any key of a map."""


def find(schema: Any, value: Any) -> Iterator[tuple[str, str]]:
    """Find what differs from the document.

    Args:
        schema: pydantic's description of the type.
        value: what was read as it.

    Returns:
        Pointer and kind of each difference.
    """
    definitions = {node["ref"]: node for node in schema.get("definitions", ())}
    return _Search(definitions).of(schema, value, "")


class _Search:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._leaves: dict[int, SchemaValidator] = {}

    def of(self, schema: Any, value: Any, at: str) -> Iterator[tuple[str, str]]:
        schema = self._bare(schema)
        kind = schema["type"]
        if kind == "nullable":
            if value is not None:
                yield from self.of(schema["schema"], value, at)
        elif not self._fits(schema, value):
            yield at, "wrong type"
        elif kind == "model":
            yield from self._members(schema, value, at)
        elif kind == "list" and "items_schema" in schema:
            for item in value:
                yield from self.of(schema["items_schema"], item, f"{at}/{_UNNAMED}")
        elif kind == "tuple":
            for each, item in zip(schema["items_schema"], value, strict=False):
                yield from self.of(each, item, f"{at}/{_UNNAMED}")
        elif kind == "dict" and "values_schema" in schema:
            for item in value.values():
                yield from self.of(schema["values_schema"], item, f"{at}/{_UNNAMED}")
        elif kind in ("union", "tagged-union"):
            yield from self._chosen(schema, value, at)

    def _members(self, schema: Any, value: Any, at: str) -> Iterator[tuple[str, str]]:
        given = value.model_fields_set
        fields = schema["schema"]
        while "fields" not in fields:
            fields = fields["schema"]
        for name, field in fields["fields"].items():
            wire = field.get("serialization_alias", name)
            place = f"{at}/{_escaped(wire)}"
            if name in given:
                yield from self.of(field["schema"], getattr(value, name), place)
            elif field["schema"]["type"] != "default" or wire in value.__required__:
                yield place, "missing member"
        extra = fields.get("extras_schema")
        if (extra is None or extra["type"] == "json-or-python") and not value.__open__:
            for name in members(value.model_extra):
                yield f"{at}/{_escaped(name)}", "unknown member"

    def _chosen(self, schema: Any, value: Any, at: str) -> Iterator[tuple[str, str]]:
        choices = list(self._choices(schema))
        known = list(filter(_is_known, choices))
        if known and isinstance(value, (str, int)):
            is_told = any(self._fits(choice, value) for choice in known)
            others = (choice for choice in choices if not _is_known(choice))
            if not is_told and all(choice["type"] in ("str", "int", "bool") for choice in others):
                yield at, "unknown value"
        else:
            # Of several lists or maps it is the one whose items are what was read.
            fitting = [choice for choice in choices if self._fits(choice, value)]
            found = (list(self._as_chosen(choice, value, at)) for choice in fitting)
            yield from min(found, key=len, default=())

    def _choices(self, schema: Any) -> Iterator[Any]:
        """The choices of a union and of the unions among them."""
        for choice in map(self._bare, _listed(schema["choices"])):
            choice = self._bare(choice["schema"]) if choice["type"] == "nullable" else choice
            if choice["type"] == "union":
                yield from self._choices(choice)
            else:
                yield choice

    def _as_chosen(self, choice: Any, value: Any, at: str) -> Iterator[tuple[str, str]]:
        if choice["type"] == "model" and not choice["schema"].get("fields"):
            yield at, "unknown value"  # The class of what fits no other.
        else:
            yield from self.of(choice, value, at)

    def _fits(self, schema: Any, value: Any) -> bool:
        """Whether a value is of the kind a schema describes, its parts left aside."""
        schema = self._bare(schema)
        kind = schema["type"]
        if kind == "nullable":
            return value is None or self._fits(schema["schema"], value)
        if kind == "model":
            return type(value) is schema["cls"]
        if kind in ("list", "tuple"):
            return is_array(value)
        if kind == "dict":
            return is_object(value)
        if kind in ("union", "tagged-union"):
            return any(self._fits(choice, value) for choice in _listed(schema["choices"]))
        leaf = self._leaves.get(id(schema))
        if leaf is None:
            leaf = self._leaves[id(schema)] = SchemaValidator(schema)
        return leaf.isinstance_python(value, strict=True)

    def _bare(self, schema: Any) -> Any:
        while True:
            if schema["type"] in _WRAPPERS:
                schema = schema["schema"]
            elif schema["type"] == "definition-ref":
                schema = self._definitions[schema["schema_ref"]]
            else:
                return schema


def _is_known(schema: Any) -> bool:
    """Tell whether a schema lists values."""
    kind: str = (schema["steps"][-1] if schema["type"] == "chain" else schema)["type"]
    return kind == "literal"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def built(build: Callable[[], T]) -> T:
    """Build what may be made of hundreds of classes, each of which pydantic builds inside another.

    Args:
        build: builds it; called again, on a deep stack, where the usual one does not suffice.

    Returns:
        What it returns.
    """
    try:
        return build()
    except RecursionError:
        from concurrent.futures import ThreadPoolExecutor

        limit, size = sys.getrecursionlimit(), threading.stack_size(512 << 20)
        sys.setrecursionlimit(200_000)
        try:
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(build).result()
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(limit)
