"""Hostile strings, and a document that has each of its places filled with one."""

from __future__ import annotations

from typing import Any

from tests.support import documents
from tests.support.documents import TEXT, content, obj, path_parameter, ref

CANARY = "clientgen_canary_was_here"
_CALL = f"__import__('builtins').open('{CANARY}', 'w')"
VECTORS: dict[str, str] = {
    "triple double": f'"""\n{_CALL}\n"""',
    "triple single": f"'''\n{_CALL}\n'''",
    "quote": f'", {_CALL}, "',
    "single quote": f"', {_CALL}, '",
    "backslash": "\\",
    "backslash quote": '\\"""',
    "escaped backslash": f'\\\\""" + {_CALL} + """',
    "many quotes": '"' * 7,
    "unicode escape": "\\N{BULLET} \\x41 \\u0041 \\8",
    "newline": f"a\n{_CALL}\n",
    "carriage return": f"a\r{_CALL}\r",
    "form feed": f"a\x0c\n{_CALL}",
    "vertical tab": f"a\x0b{_CALL}",
    "file separator": f"a\x1c{_CALL}",
    "next line": f"a\x85{_CALL}",
    "line separator": f"a\u2028{_CALL}",
    "paragraph separator": f"a\u2029{_CALL}",
    "nul": "a\x00b",
    "escape": "a\x1b[31mred",
    "bidi": "a\u202e\u2066b",
    "zero width": "a\u200b\ufeffb",
    "jinja": "{{ 7*7 }}{% for x in y %}{# z #}",
    "format": "{0}{name!r:>{width}}%s%(a)s${b}",
    "comment": f"# noqa\n{_CALL}",
    "type comment": "# type: ignore",
    "coding": "# -*- coding: utf-7 -*-",
    "colon": f": {_CALL}",
    "bracket": f")] = {_CALL}",
    "annotation": f"int]; {_CALL}; x: list[int",
    "lambda": f"lambda: {_CALL}",
    "walrus": f"(x := {_CALL})",
    "decorator": f"@{_CALL}",
    "fence": "```\n<b>x</b>\n```",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "html comment": "--><!-- x",
    "markdown link": "[x](javascript:alert(1)) ![y](http://h/z) <http://h/>",
    "markdown heading": "\n\n# heading\n\n- item\n\n| a |\n|---|\n",
    "table": "a | b | c",
    "ampersand": "&lt;script&gt;",
    "toml": '"\n[tool.evil]\nrun = true\n#',
    "toml triple": '""" \n[build-system]\nrequires = ["evil"]',
    "keyword": "class",
    "soft keyword": "match",
    "none": "None",
    "dunder": "__class__",
    "import": "__import__",
    "eval": "eval",
    "self": "self",
    "builtin": "list",
    "pydantic": "model_fields",
    "pydantic config": "model_config",
    "validator": "validate",
    "base": "Model",
    "alias": "TypeAliasType",
    "probe": "ClientgenProbe0",
    "client": "Client",
    "async": "AsyncClient",
    "operations": "OPERATIONS",
    "dots": "..",
    "dot": ".",
    "slash": "a/../../b",
    "absolute": "/etc/passwd",
    "backslashes": "..\\..\\b",
    "device": "con",
    "null device": "nul.txt",
    "tilde": "~/x",
    "digit": "1",
    "minus": "-",
    "underscores": "___",
    "empty": "",
    "space": " ",
    "ligature": "ﬁle",
    "full width": "ｅｖａｌ",
    "emoji": "🙂",
    "combining": "a\u0301\u0302",
    "greek": "Ωmega",
    "chinese": "日本",
    "mathematical": "𝐞𝐯𝐚𝐥",
    "long": "x" * 5_000,
    "long words": "word " * 2_000,
    "pattern": "(a+)+$",
    "huge number": "9" * 400,
    "crlf header": "a\r\nX-Evil: 1",
}


def document(text: str, name: str) -> dict[str, Any]:
    """A document that says ``text`` wherever text stands and ``name`` wherever names do.

    Args:
        text: lands in titles, descriptions, defaults, enumerations, examples, URLs and patterns.
        name: lands in names of schemas, members, parameters, operations, tags, paths, schemes,
            webhooks, variants and variables.
    """
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "required": [name],
        "x-note": text,
        name: text,
        "properties": {
            name: {"type": "string", "description": text, "default": text, "pattern": text},
            f"{name} kind": {"type": "string", "enum": [text, "b"], "title": text},
            "inner": {"type": "object", "title": name, "properties": {name: {"const": text}}},
            "format": {"type": "string", "format": text, "example": text, "deprecated": True},
            "bound": {"type": "number", "minimum": 10**400, "description": f"{text}{text}"},
        },
    }
    pointer = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    named = ref(pointer)
    parameter = {"name": name, "in": "query", "description": text, "schema": {"enum": [text, 1]}}
    body = {
        "description": text,
        "content": {"application/json": {"schema": named, "example": text}},
    }
    answer = {"description": text, **content(named)}
    operation = {
        "operationId": name,
        "summary": text,
        "description": text,
        "tags": [name],
        "parameters": [parameter, {"name": name, "in": "header", "schema": TEXT}],
        "requestBody": body,
        "responses": {"200": answer, "404": {"description": text}},
        "security": [{name: [text]}],
        "servers": [{"url": text}],
        "deprecated": True,
        "x-permissions": {"permissions": [text]},
    }
    union = {
        "oneOf": [named, ref("Other")],
        "discriminator": {"propertyName": name, "mapping": {text: named["$ref"]}},
    }
    second = {
        "operationId": f"{name}2",
        "description": text,
        "parameters": [path_parameter(name)],
        "responses": {"200": {"description": text, **content(union)}},
    }
    fixed = {"tags": [name], "summary": text, "responses": {"204": {"description": text}}}
    variables = {name: {"default": text, "enum": [text]}}
    return documents.document(
        {
            f"/{name}": {"post": operation, "get": {"responses": {"200": answer}}},
            f"/{name}/{{{name}}}": {"get": second},
            "/fixed": {"get": fixed},
        },
        info={"title": text, "version": text, "description": text, "license": {"name": text}},
        servers=[{"url": text}, {"url": f"https://{{{name}}}.example.com", "variables": variables}],
        tags=[{"name": name, "description": text}],
        webhooks={name: {"post": {"summary": text, "requestBody": body}}},
        components={
            "schemas": {name: schema, "Other": obj(**{name: TEXT})},
            "securitySchemes": {name: {"type": "apiKey", "in": "query", "name": text}},
        },
    )
