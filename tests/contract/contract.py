"""The contract as a judge of requests and answers, independent of the code under test.

Reads the fragment with PyYAML, applies the overlay with python-jsonpath and validates with
jsonschema. Nothing of the generator or of the emitted package is used.
"""

# JSON has no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

import jsonpath
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]
_SEGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+")
FORMATS = FormatChecker(formats=())


@FORMATS.checks("int32")
def _int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@FORMATS.checks("int64")
def _int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri-reference")
def _uri_reference(value: object) -> bool:
    return not isinstance(value, str) or re.search(r"[\s<>\"{}|\\^`]", value) is None


class Operation(NamedTuple):
    """One operation of the document."""

    id: str
    method: str
    path: str
    parameters: list[dict[str, Any]]
    value: dict[str, Any]

    def schema(self, status: int) -> dict[str, Any] | None:
        """The schema of an answer, or None where the answer has no body."""
        content = self.value["responses"][str(status)].get("content", {})
        found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
        return found

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of the request's body, or None where it has none."""
        content = self.value.get("requestBody", {}).get("content", {})
        found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
        return found

    @property
    def success(self) -> int:
        """The status of the answer that is no error."""
        return next(int(status) for status in self.value["responses"] if status < "300")

    @property
    def permissions(self) -> set[str]:
        return set(self.value.get("x-inin-requires-permissions", {}).get("permissions", []))


class Contract:
    """What the document says, asked of real messages.

    Args:
        document: a repaired OpenAPI 3.1 document.
        token: the bearer token every request must carry.
    """

    def __init__(self, document: dict[str, Any], token: str) -> None:
        self.document = document
        self.token = token
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource("urn:api", resource)
        self.operations = {found.id: found for found in _operations(document)}
        self.schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]

    def violations(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """Say how a value breaks a schema of the document; empty when it does not."""
        checker = Draft202012Validator(
            _absolute(schema), registry=self._registry, format_checker=FORMATS
        )
        return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]

    def find(self, method: str, target: str) -> tuple[Operation, dict[str, str]]:
        """Find the operation of a request line and its path parameters, still encoded.

        Raises:
            AssertionError: the document has no such operation.
        """
        path = target.partition("?")[0]
        for operation in sorted(self.operations.values(), key=lambda found: found.path.count("{")):
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))
            match = re.fullmatch(pattern, path)
            if match and operation.method == method:
                return operation, match.groupdict()
        raise AssertionError(f"the document has no {method} {path}")

    def check_request(
        self, method: str, target: str, headers: list[tuple[str, str]], body: bytes | None
    ) -> Operation:
        """Check a request; None leaves its body unread.

        Raises:
            AssertionError: it is not what the document says.
        """
        operation, path = self.find(method, target)
        for parameter in operation.parameters:
            if parameter["in"] == "path":
                raw = path[parameter["name"]]
                assert _SEGMENT.fullmatch(raw), f"path segment {raw!r} is not encoded"
                assert unquote(raw, errors="strict") not in {".", ".."}
                assert not self.violations(parameter["schema"], unquote(raw))
        self._check_query(operation, target.partition("?")[2])
        given: dict[str, list[str]] = {}
        for name, value in headers:
            given.setdefault(name.lower(), []).append(value)
        assert given["authorization"] == [f"Bearer {self.token}"]
        assert "application/json" in given["accept"][0]
        assert all(len(given[name]) == 1 for name in ("accept", "host", "user-agent"))
        if body is not None:
            self._check_body(operation, given, body)
        return operation

    def _check_query(self, operation: Operation, query: str) -> None:
        known = {p["name"]: p for p in operation.parameters if p["in"] == "query"}
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            strict_parsing=bool(query),
            errors="strict",
            separator="&",
        )
        values: dict[str, list[str]] = {}
        for name, text in pairs:
            assert name in known, f"{name} is no parameter of {operation.id}"
            values.setdefault(name, []).append(text)
        for name, parameter in known.items():
            if name not in values:
                assert not parameter.get("required"), f"{name} is missing"
                continue
            schema = parameter["schema"]
            if schema.get("type") == "array":
                value: Any = values[name]
            else:
                assert len(values[name]) == 1, f"{name} is sent {len(values[name])} times"
                value = _typed(values[name][0], schema.get("type"))
            found = self.violations(schema, value)
            assert not found, f"{name}={value!r}: {found}"

    def _check_body(
        self, operation: Operation, headers: Mapping[str, list[str]], body: bytes
    ) -> None:
        schema = operation.body
        if schema is None:
            assert body == b"", f"{operation.id} takes no body"
            return
        if not body:
            assert not operation.value["requestBody"].get("required"), "the body is missing"
            return
        assert headers["content-type"] == ["application/json"]
        found = self.violations(schema, strict_json(body))
        assert not found, f"body of {operation.id}: {found}"

    def check_answer(self, operation: Operation, status: int, body: bytes) -> None:
        """Check an answer.

        Raises:
            AssertionError: it is not what the document says.
        """
        assert str(status) in operation.value["responses"], f"{operation.id} never answers {status}"
        schema = operation.schema(status)
        if schema is None:
            assert body == b"", f"{operation.id} answers {status} without a body"
            return
        found = self.violations(schema, strict_json(body))
        assert not found, f"answer of {operation.id}: {found}"


def strict_json(text: bytes) -> Any:
    """Read JSON as the standard has it: UTF-8, no NaN, no duplicate names."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), "a name stands twice in one object"
        return dict(pairs)

    def refuse(name: str) -> Any:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)


def repaired() -> dict[str, Any]:
    """Read the fragment in force and apply the overlay."""
    document: dict[str, Any] = _yaml(ROOT / "spec/processautomation.yaml")
    for action in _yaml(ROOT / "spec/overlay.yaml")["actions"]:
        for match in list(jsonpath.finditer(action["target"], document)):
            _apply(match, action)
    return document


def _apply(match: jsonpath.JSONPathMatch, action: Mapping[str, Any]) -> None:
    parent = match.parent
    if action.get("remove"):
        assert parent is not None
        container: Any = parent.obj
        del container[match.parts[-1]]
        return
    target: Any = match.obj
    if isinstance(target, list):
        target.append(action["update"])
    else:
        _merge(target, action["update"])


def _merge(target: dict[str, Any], update: Mapping[str, Any]) -> None:
    for name, value in update.items():
        if isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        elif isinstance(value, list) and isinstance(target.get(name), list):
            target[name] += value
        else:
            target[name] = value


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in ("get", "put", "post", "delete", "patch"):
            if method in item:
                value = item[method]
                parameters = [*item.get("parameters", []), *value.get("parameters", [])]
                yield Operation(value["operationId"], method.upper(), path, parameters, value)


def _absolute(schema: Any) -> Any:
    """The schema with its references made absolute, so that it can stand alone."""
    if isinstance(schema, dict):
        return {
            key: f"urn:api{value}" if key == "$ref" else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(item) for item in schema] if isinstance(schema, list) else schema


def _typed(text: str, kind: str | None) -> Any:
    """Read a query value as its declared type, strictly as the service would."""
    if kind == "integer":
        assert re.fullmatch(r"-?(0|[1-9]\d*)", text), f"{text!r} is no integer"
        return int(text)
    if kind == "boolean":
        assert text in {"true", "false"}, f"{text!r} is no boolean"
        return text == "true"
    return text
