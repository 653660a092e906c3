"""Small documents made of schemas, and what their packages read."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from pathlib import Path
from typing import Any

from clientgen.base.configuration import Config
from clientgen.document.load import parse
from clientgen.emit.pipeline import Generated, generate

_NUMBER = itertools.count()


def ref(name: str) -> dict[str, Any]:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def document(
    schemas: dict[str, Any], result: Any = None, *, version: str = "3.1.0", **paths: Any
) -> dict[str, Any]:
    """A document with one operation.

    Args:
        schemas: its components.
        result: schema of the response; every component's without one.
        version: of OpenAPI.
        paths: further path items by name.
    """
    if result is None:
        result = {"type": "object", "properties": {name: ref(name) for name in schemas}}
    content = {"application/json": {"schema": result}}
    responses = {"200": {"description": "ok", "content": content}}
    return {
        "openapi": version,
        "info": {"title": "Compositions", "version": "1"},
        "paths": {
            "/all": {"get": {"operationId": "get all", "responses": responses}},
            **{f"/{name}": item for name, item in paths.items()},
        },
        "components": {"schemas": schemas},
    }


def generated(value: Any, package: str = "composed") -> Generated:
    """The package of a document."""
    return generate(parse(json.dumps(value).encode(), "composed.json"), Config(), package=package)


class Package:
    """An imported package.

    Args:
        value: its document.
        folder: where to write it.
    """

    def __init__(self, value: Any, folder: Path) -> None:
        self.name = f"composed_{next(_NUMBER)}"
        self.folder = folder
        self.generated = generated(value, self.name)
        for path, text in self.generated.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        sys.path.insert(0, str(folder))
        try:
            self.models: Any = importlib.import_module(f"{self.name}.models")
            codec = importlib.import_module(f"{self.name}._runtime.codec")
        finally:
            sys.path.remove(str(folder))
        self._codec: Any = codec.Codec(f"{self.name}.models")

    def read(self, value: Any, type_: str) -> Any:
        """Read a value as the client does."""
        return self._codec.decode(json.dumps(value), type_)

    def written(self, value: Any) -> Any:
        """What a value is sent as."""
        return json.loads(self._codec.encode(value))

    def fields(self, name: str) -> dict[str, str]:
        """Wire names of a class's members → their annotations."""
        plan = next(m for m in self.generated.plan.models.models if m.name == name)
        annotations = getattr(self.models, name).__annotations__
        return {field.wire: annotations[field.name] for field in plan.fields}
