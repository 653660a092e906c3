"""Check of a default against its own schema, as far as that is certain."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from clientgen.base.untyped import Json

# The keywords of a schema that a default can be held to here, and those that say nothing of it.
_ASSERTS = frozenset({"type", "enum", "minimum", "maximum", "minLength", "maxLength"})
_TELLS = frozenset({
    "default", "deprecated", "description", "example", "examples", "readOnly", "title", "writeOnly",
})  # fmt: skip
_NUMBERS = {"int32": 31, "int64": 63}
# The formats that the validator checks, each with the packages one of which has to be installed for
# that; none where that is not looked into here. Every value of JSON keeps to any other format.
CHECKED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        "binary byte color date date-time duration email host-name hostname idn-email "
        "idn-hostname ip-address ipv4 ipv6 json-pointer regex relative-json-pointer time "
        "uri-template uuid".split(),
        (),
    ),
    **dict.fromkeys(
        "iri iri-reference uri uri-reference".split(),
        ("rfc3987", "rfc3987_syntax", "rfc3986_validator"),
    ),
}


def holds_default(schema: dict[str, Json]) -> bool:
    """Tell whether the default of a schema keeps to it for certain.

    Args:
        schema: a schema of OpenAPI 3.1 with a default.

    Returns:
        True when it does, as far as a few simple keywords tell. False means nothing.

    Raises:
        ValueError: a keyword has a value it cannot have.
    """
    import jsonschema_rs

    value = schema["default"]
    others = {key for key in schema if not key.startswith("x-")} - _ASSERTS - _TELLS
    if "format" in others:
        name = schema["format"]
        if name in _NUMBERS:
            limit = 1 << _NUMBERS[name]
            if not isinstance(value, int) or not -limit <= value < limit:
                return False
        elif may_be_checked(name):
            return False
        others.remove("format")
    asserts = {key: schema[key] for key in _ASSERTS if key in schema}
    if others:
        return False
    return bool(jsonschema_rs.Draft202012Validator(asserts, offline=True).is_valid(value))


@cache
def may_be_checked(name: str) -> bool:
    """Tell whether the validator may hold values to a format.

    Args:
        name: the format.

    Returns:
        True where it does, or where that is not known here.
    """
    packages = CHECKED.get(name)
    if packages is None:
        return False
    return not packages or any(find_spec(package) is not None for package in packages)
