"""Reading JSON as a type: quickly where it fits, carefully where it does not.

For the careful reading pydantic's own description of a type is rewritten once and given back to
pydantic: every member, item and value may be anything else, members that are required may be
absent. So what does not fit stays as it came, and the rest is typed.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from .parameters import is_object
from .values import as_integer, parse

if TYPE_CHECKING:
    from pydantic import TypeAdapter

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
        self._quick = adapter.validator.validate_json
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
    """
    # Or classes inside would be read by their own validators instead of the rewritten ones.
    return SchemaValidator(_Rewriting(strict).kept(schema), _use_prebuilt=False)


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
        split, rest = partial(_split, names), cast("cs.CoreSchema", {**model, "schema": free})
        if self._strict:
            return cs.no_info_wrap_validator_function(split, rest)
        apart = cs.no_info_wrap_validator_function(split, rest)
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
    return [choice[0] if isinstance(choice, tuple) else choice for choice in choices]


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
