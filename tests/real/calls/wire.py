"""Reads what was sent back into values, as the standard describes it, without the generator."""

# What was sent has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus

from .raw import Parameter

ABSENT = object()
"""What a parameter reads as that was not sent."""


class OneOf(list[Any]):
    """Values of which one is meant."""


def texts(value: Any) -> Any:
    """A value with every scalar as its text in JSON, texts without quotes; nulls left out."""
    if isinstance(value, dict):
        return {str(key): texts(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [texts(item) for item in value]
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return ("number", float(value))
    return value


def as_texts(found: Any, wanted: Any) -> Any:
    """Text that was read, as `texts` gives what was meant: numbers are compared as numbers."""
    if isinstance(found, OneOf):
        known = [as_texts(each, wanted) for each in found]
        return wanted if wanted in known else known
    if isinstance(found, bool | int | float):
        return texts(found)
    if isinstance(found, str) and isinstance(wanted, tuple):
        try:
            return ("number", float(found))
        except ValueError:
            return found
    if isinstance(found, str) and isinstance(wanted, dict | list):
        # What no style has a form for is JSON.
        try:
            return texts(json.loads(found))
        except ValueError:
            return found
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [as_texts(one, two) for one, two in zip(found, wanted, strict=True)]
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {key: as_texts(item, wanted.get(key)) for key, item in found.items()}
    return found


def read_parameter(parameter: Parameter, raw: Mapping[str, Any], kind: type) -> Any:
    """Read a parameter out of a request.

    Args:
        parameter: what it is called and its style.
        raw: ``path`` (name → text), ``query`` (pairs, escaped), ``headers``, ``cookies`` (pairs).
        kind: what its value is: an array, an object or a scalar.

    Returns:
        Its value, scalars as text; `ABSENT` where it was not sent.
    """
    name = parameter.name
    if parameter.location == "path":
        text = raw["path"].get(name)
        return ABSENT if text is None else _delimited(parameter, text, kind)
    if parameter.location == "header":
        text = raw["headers"].get(name.lower())
        return ABSENT if text is None else _delimited(parameter, text, kind)
    pairs: list[tuple[str, str]] = raw["cookies" if parameter.location == "cookie" else "query"]
    if parameter.location == "querystring":
        return dict(parse_qsl("&".join("=".join(pair) for pair in pairs)))
    own = [value for key, value in pairs if unquote_plus(key) == name]
    if parameter.content is not None:
        return json.loads(unquote(own[0])) if own else ABSENT
    if parameter.style == "deepObject" and kind in (dict, list):
        items = [unquote(value) for value in own]
        return _deep(name, pairs) or (items[0] if len(items) == 1 else items) or ABSENT
    if kind is dict and parameter.explode:
        # Members of several objects may share a name; which is whose nobody can tell.
        found: dict[str, Any] = {}
        for key, value in pairs:
            found.setdefault(unquote_plus(key), []).append(unquote(value))
        return {key: each[0] if len(each) == 1 else OneOf(each) for key, each in found.items()}
    if not own:
        return ABSENT
    if kind is list and parameter.explode:
        return [unquote(value) for value in own]
    values: list[Any] = [_split(value, parameter.separator, kind) for value in own]
    return values[0] if len(values) == 1 else OneOf(values)


def _split(text: str, separator: str, kind: type) -> Any:
    """Undo ``form`` and its kin without explode; text is escaped, and so may be the separator."""
    if kind not in (list, dict):
        return unquote(text)
    escaped = {" ": "%20|\\+| ", "\t": "%09|\t", "|": "%7C|\\|"}.get(
        separator, re.escape(separator)
    )
    parts = [unquote(part) for part in re.split(escaped, text)]
    return parts if kind is list else dict(zip(parts[::2], parts[1::2], strict=False))


def _delimited(parameter: Parameter, text: str, kind: type) -> Any:
    style, glue = parameter.style, parameter.separator
    is_header = parameter.location == "header"
    undo: Callable[[str], str] = str if is_header else unquote
    if parameter.content is not None:
        return json.loads(undo(text))
    if style == "label":
        text, glue = text.removeprefix("."), "." if parameter.explode else ","
    elif style == "matrix":
        parts = text.removeprefix(";").split(";")
        if kind is list and parameter.explode:
            return [undo(part.partition("=")[2]) for part in parts]
        if kind is not dict or not parameter.explode:
            text = parts[0].partition("=")[2]
        else:
            text, glue = ",".join(parts), ","
    if kind is list and not is_header:
        return _split(text, glue, list)
    if kind is list:
        return [part.strip(" ") for part in text.split(glue)]
    if kind is not dict:
        return undo(text)
    parts = text.split(glue)
    if parameter.explode:
        return {undo(key): undo(value) for key, _, value in (p.partition("=") for p in parts)}
    return {undo(key): undo(value) for key, value in zip(parts[::2], parts[1::2], strict=False)}


def _deep(name: str, pairs: list[tuple[str, str]]) -> Any:
    """Undo ``deepObject``: ``name[key]=value``, once for each value of an array."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        head, *path = re.split(r"\]\[|\[", unquote_plus(key).removesuffix("]"))
        if head != name or not path:
            continue
        at = found
        for step in path[:-1]:
            at = at.setdefault(step, {})
        if path[-1] in at:
            old = at[path[-1]]
            at[path[-1]] = [*(old if isinstance(old, list) else [old]), unquote(value)]
        else:
            at[path[-1]] = unquote(value)
    return found


def read_multipart(content_type: str, content: bytes) -> dict[str, list[Any]]:
    """Read a multipart form: every member with the contents of its parts, in order."""
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + content)
    found: dict[str, list[Any]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        value: Any = part.get_payload(decode=True)
        if part.get_content_type() == "application/json" and not part.get_filename():
            value = json.loads(value)
        elif not part.get_filename():
            value = value.decode("latin-1" if part.get_content_maintype() != "text" else "utf-8")
        found.setdefault(str(name), []).append(value)
    return found
