"""The table of the command line: every command, its arguments and the members of their bodies.

It is data beside the runtime, so that help and completion import neither models nor resources.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from clientgen.api import Schema
from clientgen.plan.docstrings import about, argument_text
from clientgen.plan.package import Argument, Method, ServicePlan
from clientgen.types import ModelsPlan
from clientgen.types.expressions import (
    MAPS,
    DictOf,
    LiteralOf,
    LiteralValue,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    parts,
)
from clientgen.types.plan import ChoicePlan, FieldPlan


def commands_text(
    program: str, methods: Iterable[Method], models: ModelsPlan, service: ServicePlan
) -> str:
    """Write the table of an API's commands.

    Args:
        program: name of the console script.
        methods: every method.
        models: the planned classes.
        service: what the clients are given.

    Returns:
        JSON, one line for each command and class, so that a change of one changes one line.
    """
    table = _Table(models, service)
    commands = {method.path: table.command(method) for method in methods}
    tables: dict[str, Mapping[str, Any]] = {
        "credentials": _credentials(service),
        "regions": dict(service.regions),
        "commands": commands,
        "models": table.members(),
    }
    rows = (f'"{name}": {_lines(part)}' for name, part in tables.items())
    has_host = bool(service.base_url) and not service.base_url.startswith("/")
    address = "" if has_host or service.regions else service.env.get("base_url", "")
    names = {"program": program, "title": service.title, "address": address}
    first = (f'"{name}": {json.dumps(text)}' for name, text in names.items())
    return "{\n" + ",\n".join((*first, *rows)) + "\n}\n"


def _lines(table: Mapping[str, Any]) -> str:
    rows = (
        f"  {json.dumps(name)}: {json.dumps(table[name], separators=(',', ':'))}"
        for name in sorted(table)
    )
    return "{\n" + ",\n".join(rows) + "\n}" if table else "{}"


def _credentials(service: ServicePlan) -> dict[str, Any]:
    """Keyword of the clients → kind of credential and the environment variable it is read from."""
    if service.schemes is None:
        variable = service.env.get("access_token", "")
        return {"access_token": {"kind": "bearer", "variable": variable}}
    return {
        scheme.argument: {"kind": scheme.kind, "variable": scheme.variable}
        for scheme in service.arguments
    }


class _Table:
    """Describes commands, and collects the classes that their arguments take."""

    def __init__(self, models: ModelsPlan, service: ServicePlan) -> None:
        self._keywords = (
            None if service.schemes is None else {s.key: s.argument for s in service.schemes}
        )
        self._models = {model.name: model for model in models.models}
        self._aliases = {alias.name: alias for alias in models.aliases}
        self._schemas = {model.key: model.schema for model in models.models}
        self._schemas |= {alias.key: alias.schema for alias in models.aliases}
        self._pending: dict[str, None] = {}

    def command(self, method: Method) -> dict[str, Any]:
        """Describe a method."""
        operation = method.operation
        text, summary = operation.description, " ".join(about(method).split())
        found: dict[str, Any] = {
            "call": f"{operation.method} {operation.path}",
            "summary": summary,
            "text": text.strip() if text and text.strip() != summary else "",
            "arguments": [self._argument(argument) for argument in method.arguments],
        }
        if method.paging is not None:
            found["paged"] = True
        if method.response_class == "StreamBody":
            found["streams"] = True
        if method.permissions:
            word = " or " if method.permissions_mode == "ANY" else " and "
            found["permissions"] = word.join(method.permissions)
        if self._keywords is not None:
            needs = [[self._keywords[key] for key in need] for need in method.security]
            found["security"] = [[name for name in need if name] for need in needs]
        if method.operation.deprecated:
            found["deprecated"] = True
        if method.sends:
            found["media"] = [
                {
                    "name": media.name,
                    "kind": media.kind,
                    "type": "any" if media.type is None else self._type(media.type),
                }
                for media in method.sends
            ]
        return found

    def members(self) -> dict[str, Any]:
        """Describe the classes that were met, and those inside them."""
        found: dict[str, Any] = {}
        while self._pending:
            name, _ = self._pending.popitem()
            if name not in found:
                found[name] = [self._member(member) for member in self._models[name].fields]
        return found

    def _argument(self, argument: Argument) -> dict[str, Any]:
        found = {
            "name": argument.name,
            "wire": argument.wire,
            "in": argument.location,
            "type": self._type(argument.type),
            "text": argument_text(argument),
        }
        return found | ({"required": True} if argument.required else {})

    def _member(self, member: FieldPlan) -> dict[str, Any]:
        facts = " ".join(member.facts)
        text = f"{member.doc.raw} {facts}".strip()
        found = {"name": member.name, "wire": member.wire, "type": self._type(member.type)}
        found |= {"text": text} | ({"required": True} if member.required else {})
        return found | ({"null": True} if self._is_nullable(member.schema) else {})

    def _type(self, expr: TypeExpr, above: frozenset[str] = frozenset()) -> Any:
        """Say what a value may be, in JSON; null is left out, for nothing is written for it."""
        found: list[Any] = []
        for part in parts(expr):
            kind = self._single(part, above)
            if kind is not None and kind not in found:
                found.append(kind)
        if any("model" in kind for kind in found if isinstance(kind, dict)):
            found = [kind for kind in found if kind != "object"]
        if len(found) == 1:
            return found[0]
        return {"any": found} if found else "any"

    def _is_nullable(self, schema: Schema, above: frozenset[str] = frozenset()) -> bool:
        """Tell whether the document allows null; the type of any optional member has it."""
        inner = [*schema.any_of, *schema.one_of]
        if schema.ref is not None and schema.ref in self._schemas and schema.ref not in above:
            inner.append(self._schemas[schema.ref])
            above |= {schema.ref}
        return schema.nullable or any(self._is_nullable(each, above) for each in inner)

    def _single(self, expr: TypeExpr, above: frozenset[str]) -> Any:
        if isinstance(expr, DictOf):
            return None  # Its class stands beside it.
        if isinstance(expr, Scalar):
            return None if expr is Scalar.NULL else expr.name.lower().replace("_", "-")
        if isinstance(expr, LiteralOf):
            return {"values": list(expr.values)}
        if isinstance(expr, Of):
            is_map = expr.container in MAPS
            return "object" if is_map else {"list": self._type(expr.item, above)}
        if isinstance(expr, TupleOf):
            return {"list": "any"}
        if isinstance(expr, Ref) and expr.name in self._models:
            self._pending[expr.name] = None
            return {"model": expr.name}
        if isinstance(expr, Ref) and expr.name in self._aliases and expr.name not in above:
            alias = self._aliases[expr.name]
            kind = self._type(alias.type, above | {expr.name})
            tags = _tags(alias.choice)
            return {**kind, "tags": tags} if tags and "any" in kind else kind
        return "any"


def _tags(choice: ChoicePlan | None) -> list[tuple[str, LiteralValue, str]]:
    """Wire name of a member, the value it has, and the class that is told by it."""
    if choice is None:
        return []
    fixed = [(name, value, each.name) for each in choice.variants for name, value in each.fixed]
    return [(choice.member, value, name) for value, name in choice.tags] or fixed
