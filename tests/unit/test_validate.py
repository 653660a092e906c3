"""Violations of the standard are found, explained and placed, without any network."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from clientgen.base.diagnostics import InputError, Position
from clientgen.document.extract import to_openapi31
from clientgen.document.load import read
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from tests.support.documents import TEXT, document, parsed

INFO = {"title": "t", "version": "1"}


def test_valid_documents() -> None:
    assert violations(read("spec/processautomation.yaml")) == []
    heads = [{"openapi": version} for version in ("3.0.3", "3.1.0", "3.2.0")]
    for head in (*heads, {"swagger": "2.0"}):
        assert violations(parsed({**head, "info": INFO, "paths": {}})) == []


def test_a_violation_names_its_place() -> None:
    (found,) = violations(parsed(document(info={"title": 5, "version": "1"})))
    assert "5 is not of type 'string'" in found.message
    assert found.pointer == "/info/title"
    assert found.position == Position(4, 3)


def test_the_place_is_that_of_the_original() -> None:
    swagger = {
        "swagger": "2.0",
        "info": INFO,
        "paths": {"/a": {"get": {"responses": {"200": {"schema": {"type": "string"}}}}}},
    }
    found = violations(to_openapi31(screen(parsed(swagger))))
    assert [one.pointer for one in found] == ["/paths/~1a/get/responses/200"]
    assert "'description' is a required property" in found[0].message
    assert found[0].source == "x.json"
    assert found[0].position is not None


def test_several_violations_are_listed() -> None:
    value = parsed(document(info={"title": 5, "version": 6}))
    assert [found.pointer for found in violations(value)] == ["/info/title", "/info/version"]


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the validator opened a connection")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    for reference in ("http://127.0.0.1:1/x.json", "file:///etc/passwd", "other.json"):
        value = document({"/a": {"$ref": reference}}, schemas={"A": {"$ref": reference}})
        # Past the screen on purpose: the validator itself must have no way out either.
        try:
            said = str(violations(parsed(value)))
        except InputError as problem:
            said = problem.message
        assert "opened a connection" not in said


@pytest.mark.parametrize("head", [{"openapi": "3.0.3"}, {"openapi": "3.1.0"}, {"swagger": "2.0"}])
@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(a+)+$", "default": "a" * 50 + "!"},
        {"items": {"type": "string", "pattern": "^(a|a)*$"}, "default": ["a" * 99]},
        {"patternProperties": {"^(([a-z])+.)+[A-Z]([a-z])+$": TEXT}, "default": {"a" * 60: "x"}},
    ],
)
@pytest.mark.timeout(20)
def test_patterns_of_a_document_are_never_run(head: dict[str, str], schema: dict[str, Any]) -> None:
    schemas = {"A": schema}
    parts = {"definitions": schemas} if "swagger" in head else {"components": {"schemas": schemas}}

    violations(parsed({**head, "info": INFO, "paths": {}, **parts}))
    violations(to_openapi31(parsed({**head, "info": INFO, "paths": {}, **parts})))
