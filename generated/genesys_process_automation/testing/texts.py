"""Texts of parameters and forms, read as their schemas say."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from .._runtime.values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .contract import Contract

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_KEY = re.compile(r"\[([^\[\]]*)\]")
_DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def typed_text(contract: Contract, schema: Any, text: Any) -> Any:
    """Read a text as a schema says.

    Args:
        contract: the schemas.
        schema: of the value.
        text: as sent; a list where it came several times.

    Returns:
        Parsed JSON; the text where it does not fit.
    """
    flat = contract.flat(schema)
    if "array" in flat.types:
        if is_object(text):
            text = list(text.values())  # Sent with the positions as keys.
        parts = list(text) if is_array(text) and not isinstance(text, str) else [text]
        return [typed_text(contract, flat.keywords.get("items", True), part) for part in parts]
    if is_object(text):
        return {
            name: typed_text(contract, contract.member(flat, name), inner)
            for name, inner in text.items()
        }
    if not isinstance(text, str):
        return text
    for variant in (variant for group in flat.choices for variant in group):
        types = contract.flat(variant).types
        typed = typed_text(contract, variant, text)
        if "array" not in types and typed is not text:
            return typed
        if "string" in types and "enum" not in contract.flat(variant).keywords:
            return text
    return _scalar(flat.types, text)


def _scalar(types: Iterable[str], text: str) -> Any:
    if "string" in types:
        return text
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if ("integer" in types or "number" in types) and _INTEGER.fullmatch(text):
        return int(text) if len(text) < 1000 else text
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text) if math.isfinite(float(text)) else text
    if "object" in types and text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def form_value(
    contract: Contract, described: Mapping[str, Any], form: Mapping[str, Any]
) -> dict[str, Any]:
    """Read the members of a form as its schema says.

    Args:
        contract: the schemas.
        described: the form's media type in the contract.
        form: name → text, or texts where it came several times.

    Returns:
        The members; ``a[b]`` is the member ``b`` of the member ``a``.
    """
    schema, encoding = described.get("schema", True), described.get("encoding", {})
    flat, nested = contract.flat(schema), dict[str, Any]()
    for name, text in form.items():
        if isinstance(text, str) and not encoding.get(name, {}).get("explode", True):
            delimiter = _DELIMITERS.get(encoding[name].get("style", "form"), ",")
            if "array" in contract.flat(contract.member(flat, name)).types:
                text = text.split(delimiter)
        start = name.partition("[")[0]
        keys = _KEY.findall(name[len(start) :])
        if not keys or name in flat.properties:
            nested[name] = text
        else:
            _put(nested, [start, *keys], text)
    return {n: typed_text(contract, contract.member(flat, n), v) for n, v in nested.items()}


def _put(into: dict[str, Any], keys: list[str], text: Any) -> None:
    """Put a text where its keys lead; an empty key at the end is that of a list."""
    if keys[-1] == "" and len(keys) > 1:
        keys = keys[:-1]
    for key in keys[:-1]:
        if not is_object(into.get(key)):
            into[key] = dict[str, Any]()
        into = into[key]
    into[keys[-1]] = text
