"""Small documents made of schemas, and what their packages read."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import Generated, generate
from tests.support import documents
from tests.support.documents import parsed, ref
from tests.support.files import imported, write

_NUMBER = itertools.count()


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
    whole = {"get": {"operationId": "get all", "responses": documents.responses(result)}}
    named = {f"/{name}": item for name, item in paths.items()}
    return documents.document({"/all": whole, **named}, schemas=schemas, openapi=version)


def generated(value: Any, package: str = "composed") -> Generated:
    """The package of a document."""
    return generate(parsed(value, "composed.json"), Config(), package=package)


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
        write(self.generated.files, folder)
        self.models: Any = imported(f"{self.name}.models", folder)
        codec = imported(f"{self.name}._runtime.codec", folder)
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
