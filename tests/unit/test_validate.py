"""Violations of the standard are found, explained and placed, without any network."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError, Position
from clientgen.document.extract import to_openapi31
from clientgen.document.load import Document, parse, read
from clientgen.document.screen import screen
from clientgen.document.validate import violations

INFO = {"title": "t", "version": "1"}


def doc(value: Any) -> Document:
    return parse(json.dumps(value, indent=1).encode(), "x.json")


def test_valid_documents() -> None:
    assert violations(read("spec/processautomation.yaml")) == []
    for head in (
        {"openapi": "3.0.3"},
        {"openapi": "3.1.0"},
        {"openapi": "3.2.0"},
        {"swagger": "2.0"},
    ):
        assert violations(doc({**head, "info": INFO, "paths": {}})) == []


def test_a_violation_names_its_place() -> None:
    value = {"openapi": "3.1.0", "info": {"title": 5, "version": "1"}, "paths": {}}
    (found,) = violations(doc(value))
    assert "5 is not of type 'string'" in found.message
    assert found.pointer == "/info/title"
    assert found.position == Position(4, 3)


def test_the_place_is_that_of_the_original() -> None:
    swagger = {
        "swagger": "2.0",
        "info": INFO,
        "paths": {"/a": {"get": {"responses": {"200": {"schema": {"type": "string"}}}}}},
    }
    found = violations(to_openapi31(screen(doc(swagger))))
    assert [one.pointer for one in found] == ["/paths/~1a/get/responses/200"]
    assert "'description' is a required property" in found[0].message
    assert found[0].source == "x.json"
    assert found[0].position is not None


def test_several_violations_are_listed() -> None:
    value = {"openapi": "3.1.0", "info": {"title": 5, "version": 6}, "paths": {}}
    assert [found.pointer for found in violations(doc(value))] == ["/info/title", "/info/version"]


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the validator opened a connection")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    for reference in ("http://127.0.0.1:1/x.json", "file:///etc/passwd", "other.json"):
        value = {
            "openapi": "3.1.0",
            "info": INFO,
            "paths": {"/a": {"$ref": reference}},
            "components": {"schemas": {"A": {"$ref": reference}}},
        }
        # Past the screen on purpose: the validator itself must have no way out either.
        try:
            said = str(violations(doc(value)))
        except InputError as problem:
            said = problem.message
        assert "opened a connection" not in said


@pytest.mark.parametrize("head", [{"openapi": "3.0.3"}, {"openapi": "3.1.0"}, {"swagger": "2.0"}])
@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(a+)+$", "default": "a" * 50 + "!"},
        {
            "type": "array",
            "items": {"type": "string", "pattern": "^(a|a)*$"},
            "default": ["a" * 99],
        },
        {
            "type": "object",
            "patternProperties": {"^(([a-z])+.)+[A-Z]([a-z])+$": {"type": "string"}},
            "default": {"a" * 60: "x"},
        },
    ],
)
@pytest.mark.timeout(20)
def test_patterns_of_a_document_are_never_run(head: dict[str, str], schema: dict[str, Any]) -> None:
    components = {"schemas": {"A": schema}}
    parts = (
        {"definitions": components["schemas"]} if "swagger" in head else {"components": components}
    )

    violations(doc({**head, "info": INFO, "paths": {}, **parts}))
    violations(to_openapi31(doc({**head, "info": INFO, "paths": {}, **parts})))
