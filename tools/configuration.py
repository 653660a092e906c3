"""Writes the settings in docs/configuration.md and docs/clientgen.schema.json from one source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from clientgen.base.configuration import config_schema
from tools.versions import ROOT

PAGE = ROOT / "docs" / "configuration.md"
SCHEMA = ROOT / "docs" / "clientgen.schema.json"
_HEAD = "\n## Settings\n"
# How a table is written whose keys the user chooses.
_KEYS = {"operations": "ID", "parameters": "NAME"}


def schema() -> str:
    """The JSON Schema of the configuration.

    Returns:
        JSON, as it is committed.
    """
    return json.dumps(config_schema(), indent=2) + "\n"


def page() -> str:
    """The page with its settings written anew.

    Returns:
        Markdown.
    """
    text, _, _ = PAGE.read_text("utf-8").partition(_HEAD)
    root = config_schema()
    lines = ["Written by `make docs` from the schema."]
    for title, about, table in _tables("", root, root):
        lines += ["", f"### `{title}`", ""]
        lines += [about, ""] if about else []
        lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
        required = table.get("required", [])
        lines += [
            _row(key, value, root, is_required=key in required)
            for key, value in table["properties"].items()
            if not _is_table(value, root)
        ]
    return f"{text}{_HEAD}\n" + "\n".join(lines) + "\n"


def _tables(
    path: str, node: Mapping[str, Any], root: Mapping[str, Any]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every table of keys that are known, as title, description and schema."""
    if path and any(not _is_table(value, root) for value in node["properties"].values()):
        yield (path if path.startswith("[[") else f"[{path}]"), node.get("description", ""), node
    prefix = f"{path}." if path else ""
    for name, raw in node["properties"].items():
        value = _resolved(raw, root)
        if "properties" in value:
            yield from _tables(f"{prefix}{name}", value, root)
        elif "properties" in (items := _resolved(value.get("items", {}), root)):
            yield from _tables(f"[[{prefix}{name}]]", items, root)
        elif "properties" in (inner := _resolved(value.get("additionalProperties", {}), root)):
            yield from _tables(f"{prefix}{name}.{_KEYS[name]}", inner, root)


def _is_table(value: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    node = _resolved(value, root)
    inner = (node.get("items", {}), node.get("additionalProperties", {}))
    return "properties" in node or any("properties" in _resolved(one, root) for one in inner)


def _resolved(node: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(node, dict):
        return {}
    found = cast("Mapping[str, Any]", node)
    while "$ref" in found:
        found = root["$defs"][found["$ref"].rsplit("/", 1)[1]]
    return found


def _row(key: str, raw: Mapping[str, Any], root: Mapping[str, Any], *, is_required: bool) -> str:
    node = _resolved(raw, root)
    default = "needed" if is_required else _default(node.get("default"))
    cells = (f"`{key}`", _value(node, root), default, node.get("description", ""))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _default(value: Any) -> str:
    return "" if value in (None, {}, []) else f"`{json.dumps(value)}`"


def _value(node: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """What may stand there, in words."""
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    variants = node.get("anyOf") or node.get("oneOf") or ()
    if variants:
        tables = [_resolved(variant, root) for variant in variants]
        return " or ".join(_value(one, root) for one in tables if one.get("type") != "null")
    if "properties" in node:
        return "table"
    if node.get("type") == "array":
        return f"list: {_value(_resolved(node['items'], root), root)}"
    if node.get("type") == "object":
        found = [node.get("additionalProperties"), *node.get("patternProperties", {}).values()]
        values = [_value(_resolved(one, root), root) for one in found if isinstance(one, dict)]
        keys = (
            _value(node["propertyNames"], root) if "enum" in node.get("propertyNames", {}) else ""
        )
        return f"table{' of ' if keys else ''}{keys}: {' or '.join(values)}"
    words = {"boolean": "`true` or `false`", "integer": "number", "string": "text"}
    return words.get(node.get("type", ""), "any")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    SCHEMA.write_text(schema(), "utf-8")
