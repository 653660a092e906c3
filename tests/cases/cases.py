"""Packages of small documents that were once got wrong, and clients of them."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import itertools
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.corpus.serving import Recorder
from tests.support.documents import parsed
from tests.support.files import imported, write

DOCUMENTS = Path(__file__).with_name("documents")
_NUMBER = itertools.count()


def value_of(name: str) -> Any:
    """A document as a value, for tests that change something in it."""
    text = (DOCUMENTS / name).read_text("utf-8")
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


class Case:
    """A document's package, imported.

    Args:
        document: name of a file in `DOCUMENTS`, or the document itself.
        folder: where to write the package.
    """

    def __init__(self, document: Any, folder: Path) -> None:
        name = f"case_{next(_NUMBER)}"
        source: Any = DOCUMENTS / document if isinstance(document, str) else parsed(document)
        self.generated = generate(source, Config(), package=name)
        self.name, self.folder = name, folder
        write(self.generated.files, folder)
        self.package: Any = imported(name, folder)
        self.models: Any = imported(f"{name}.models", folder)
        self._codec: Any = imported(f"{name}._runtime.codec", folder).Codec(f"{name}.models")

    def path(self, operation: str) -> str:
        """The dotted name of the method of an operation."""
        (found,) = [m.path for m in self.generated.plan.methods if m.operation.id == operation]
        return found

    def method(self, client: Any, operation: str) -> Any:
        """The method of an operation."""
        for part in self.path(operation).split("."):
            client = getattr(client, part)
        return client

    def read(self, value: Any, type_: str) -> Any:
        """Read JSON as a type of the package."""
        return self._codec.decode(json.dumps(value), type_)

    def written(self, value: Any) -> Any:
        """A value as the JSON that is sent."""
        return json.loads(self._codec.encode(value))

    @contextmanager
    def client(self, server: Recorder, **settings: Any) -> Generator[Any]:
        """A client that calls a server of this machine."""
        server.seen.clear()
        server.queue.clear()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        plan = self.generated.plan
        given: dict[str, Any] = {} if plan.service.schemes is not None else {"access_token": "t"}
        given |= {scheme.argument: "secret" for scheme in plan.service.arguments}
        with self.package.Client(**{"base_url": url, "retry": 0, **given, **settings}) as client:
            yield client

    def call(self, server: Recorder, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Call an operation and return its data; a stream as the list of its items."""
        with self.client(server) as client:
            found = self.method(client, operation)(*args, **kwargs)
            return list(found) if type(found).__name__ in ("Stream", "Pager") else found
