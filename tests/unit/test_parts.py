"""Models in several modules: no two of them import each other, whoever reaches a class."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.document.load import parse
from clientgen.emit.pipeline import generate
from clientgen.plan import model_modules as parts
from tests.support.files import write

DOCUMENT = """
openapi: 3.1.0
info: {title: Parts, version: "1"}
paths:
  /files/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getFile
      responses:
        "200":
          description: a file, or in a media type that nobody knows
          content:
            application/vnd.files.object: {schema: {$ref: "#/components/schemas/Odd"}}
    put:
      operationId: putFile
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Change"}}}
      responses: {"204": {description: done}}
  /others:
    get:
      operationId: getOthers
      responses:
        "200":
          description: fine
          content: {application/json: {schema: {$ref: "#/components/schemas/Other"}}}
components:
  schemas:
    Odd: {type: object, properties: {author: {$ref: "#/components/schemas/Author"}}}
    Change: {type: object, properties: {author: {$ref: "#/components/schemas/Author"}}}
    Author: {type: object, properties: {name: {type: string}}}
    Other: {type: object, properties: {id: {type: string}}}
"""


def test_a_class_no_method_speaks_of_takes_what_it_needs_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_MOST", 1)
    document = parse(DOCUMENT.encode(), "openapi.yaml")
    write(generate(document, Config(), package="parted").files, tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    models = importlib.import_module("parted.models")
    assert {name: getattr(models, name).__module__ for name in models.__all__} == {
        "Author": "parted.models._shared",
        "Change": "parted.models._shared",
        "Odd": "parted.models._shared",
        "Other": "parted.models.others",
    }
    assert "parted.models.files" not in sys.modules
