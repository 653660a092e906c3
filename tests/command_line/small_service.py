"""A service made of a few operations, whose commands run in this process."""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clientgen.base.configuration import parse_config
from clientgen.emit.pipeline import generate
from tests.support.files import write
from tests.support.programs import Ran

_JSON: dict[str, Any] = {
    "200": {"description": "", "content": {"application/json": {"schema": {}}}}
}


def operation(
    name: str,
    *parameters: Mapping[str, Any],
    body: Mapping[str, Any] | None = None,
    media: str = "application/json",
    **more: Any,
) -> dict[str, Any]:
    """Write an operation that answers with any JSON.

    Args:
        name: its id.
        parameters: Parameter Objects.
        body: schema of the request body.
        media: media type of the body.
        more: further members of the Operation Object.

    Returns:
        The Operation Object.
    """
    found: dict[str, Any] = {"operationId": name, "parameters": [*parameters], "responses": _JSON}
    if body is not None:
        found["requestBody"] = {"required": True, "content": {media: {"schema": body}}}
    return {**found, **more}


class SmallService:
    """Generates the package of a document, and runs its commands.

    Args:
        folder: where the package is written.
        package: import name; of one test module only.
        paths: the Paths Object.
        components: the Components Object.
        more: further members of the document.
    """

    def __init__(
        self,
        folder: Path,
        package: str,
        paths: Mapping[str, Any],
        components: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Small", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": paths,
            "components": components or {},
            **more,
        }
        path = folder / "openapi.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
        config = parse_config({"package": {"emit": ["package", "cli"]}}, "test")
        write(generate(path, config, package=package).files, folder)
        self.folder, self.package = folder, package
        sys.path.insert(0, str(folder))
        try:
            self._program: Any = importlib.import_module(f"{package}.cli")
        finally:
            sys.path.remove(str(folder))

    def run(self, *words: str) -> Ran:
        """Run a command."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = self._program.main([*words])
        return Ran(code, out.getvalue(), err.getvalue())

    def sent(self, *words: str) -> tuple[str, str]:
        """Let a command write its request. Returns the URL's query and the body."""
        done = self.run(*words, "--dry-run")
        assert (done.code, done.err) == (0, ""), words
        head, _, body = done.out.partition("\n\n")
        return head.split("\n")[0].partition("?")[2], body.removesuffix("\n")

    def refused(self, *words: str) -> str:
        """Run a command that makes no call. Returns the message."""
        done = self.run(*words, "--dry-run")
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        return done.err


def query(name: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Write a query parameter."""
    return {"name": name, "in": "query", "schema": schema, **more}


def members(**properties: Any) -> dict[str, Any]:
    """Write the schema of an object."""
    return {"type": "object", "properties": properties}
