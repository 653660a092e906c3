"""The quick way to the library's verdicts gives those verdicts, without the repeated work."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openapi_spec_validator as osv
import pytest
import referencing
from jsonschema.exceptions import ValidationError
from openapi_spec_validator import schemas
from openapi_spec_validator.schemas.backend.jsonschema import create_validator

from clientgen.document.extract import to_openapi31
from clientgen.document.load import Document, parse, read
from clientgen.document.screen import screen
from clientgen.document.validate.library import verdicts
from clientgen.document.validate.quick import Confirmed

INFO = {"title": "t", "version": "1"}
FRAMES: Any = schemas
BASES: dict[str, tuple[Any, Any]] = {
    "2.0": (osv.OpenAPIV2SpecValidator, FRAMES.schema_v2),
    "3.0.3": (osv.OpenAPIV30SpecValidator, FRAMES.schema_v30),
    "3.1.0": (osv.OpenAPIV31SpecValidator, FRAMES.schema_v31),
    "3.2.0": (osv.OpenAPIV32SpecValidator, FRAMES.schema_v32),
}


def broken(version: str) -> dict[str, Any]:
    """A document with mistakes in its frame, its schemas and a default."""
    named = {
        "Good": {"type": "object", "properties": {"next": {"$ref": "#/SCHEMAS/Good"}}},
        "Type": {"type": "strin", "minLength": -1},
        "Required": {"allOf": [{"type": "object"}], "required": ["missing"]},
        "Default": {"type": "object", "properties": {"n": {"type": "integer", "default": "x"}}},
        "Twice": {"items": {"type": 5}, "properties": {"a": {"type": 5}}},
    }
    path = "definitions" if version == "2.0" else "components/schemas"
    named = json.loads(json.dumps(named).replace("SCHEMAS", path))
    operation: dict[str, Any] = {
        "operationId": "same",
        "parameters": [{"name": "a", "in": "query"}, {"name": "a", "in": "query"}],
        "responses": {"200": {}},
    }
    document: dict[str, Any] = {
        "info": INFO,
        "paths": {"/a": {"get": operation, "put": copy.deepcopy(operation)}},
    }
    if version == "2.0":
        return {"swagger": version, **document, "definitions": named}
    return {"openapi": version, **document, "components": {"schemas": named}}


def told(errors: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    try:
        for error in errors:
            if isinstance(error, ValidationError):  # and not the word that the library failed
                found.append((list(error.absolute_path), error.message, told(error.context)))
    except Exception:
        return found
    return found


def library(version: str, document: Document) -> list[Any]:
    base, frame = BASES[version]
    # The library alone: with jsonschema-rs installed it would take that for the frame.
    judge = type("Judge", (base,), {"schema_validator": create_validator(frame)})
    return told(judge(document.value).iter_errors())


@pytest.mark.parametrize("version", BASES)
def test_a_broken_document_gets_the_library_s_verdict(version: str) -> None:
    document = screen(parse(json.dumps(broken(version)).encode(), "x.json"))
    verdict = told(verdicts(document, Confirmed()))
    assert len(verdict) > 4
    assert verdict == library(version, document)


@pytest.mark.parametrize("fragment", ["153.0.0", "191.0.0", "269.0.0"])
def test_published_documents_get_the_library_s_verdict(repository: Path, fragment: str) -> None:
    packed = repository / "spec" / "history" / "upstream" / f"{fragment}.json.gz"
    document = screen(parse(gzip.decompress(packed.read_bytes()), fragment))
    version = "2.0" if "swagger" in document.value else str(document.value["openapi"])
    assert told(verdicts(document, Confirmed())) == library(version, document)
    later = to_openapi31(document)
    assert told(verdicts(later, Confirmed())) == library("3.1.0", later)


def test_the_registry_is_searched_once_however_many_references(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = 0
    crawl = referencing.Registry.crawl

    def counted(registry: Any) -> Any:
        nonlocal searches
        searches += bool(registry._uncrawled)
        return crawl(registry)

    monkeypatch.setattr(referencing.Registry, "crawl", counted)
    document = read(repository / "spec" / "processautomation.yaml")
    assert list(verdicts(document, Confirmed())) == []
    # Once for the standard's schema, once for its schema of schemas.
    assert searches <= 2
