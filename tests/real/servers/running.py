"""Servers in processes of their own, and the packages made from the documents they serve."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import asyncio
import importlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import Generated, generate
from tests.support import files

ROOT = Path(__file__).resolve().parents[3]
STARTS_WITHIN = 40


Given = Callable[[Any], tuple[tuple[Any, ...], dict[str, Any]]]
"""Makes the arguments of a call, of the models of the package."""
Check = Callable[[Any, Any], None]
"""Checks what came back; it gets the models, too."""


def with_(*arguments: Any, **keywords: Any) -> Given:
    """Give arguments that need no models."""
    return lambda models: (arguments, keywords)


def body(make: Callable[[Any], Any], **keywords: Any) -> Given:
    """Give a body made of models."""
    return lambda models: ((make(models),), keywords)


def same(wanted: Any) -> Check:
    """Check that a value is what is wanted."""

    def check(found: Any, models: Any) -> None:
        assert found == wanted, found

    return check


def kind(name: str, /, **members: Any) -> Check:
    """Check the class of a value, and some of its members."""

    def check(found: Any, models: Any) -> None:
        assert type(found) is getattr(models, name), found
        assert {member: getattr(found, member) for member in members} == members

    return check


def fails(error: str, name: str | None, text: str) -> Check:
    """Check the class of an error, that of its body, and that the service's reason is in it."""

    def check(found: Any, models: Any) -> None:
        assert type(found).__name__ == error and text in str(found), found
        assert name is None or type(found.body) is getattr(models, name)

    return check


class Server(NamedTuple):
    """A running server, and the package made from its own document.

    Args:
        url: its address.
        package: the imported package.
        generated: what it was made of.
    """

    url: str
    package: Any
    generated: Generated

    def path_of(self, operation: str) -> list[str]:
        """The attributes that lead from a client to the method of an operation."""
        (found,) = [m.path for m in self.generated.plan.methods if m.operation.id == operation]
        return found.split(".")

    def call(self, client: Any, operation: str) -> Any:
        """The method of an operation."""
        for part in self.path_of(operation):
            client = getattr(client, part)
        return client

    def drive(self, operation: str, given: Given, way: str, **settings: Any) -> Any:
        """Call an operation.

        Args:
            operation: its operationId.
            given: its arguments.
            way: ``sync`` or ``async``.
            settings: of the client.

        Returns:
            What comes back, a stream as the list of its items; or the error.
        """
        models = importlib.import_module(f"{self.package.__name__}.models")
        arguments, keywords = given(models)
        settings = {"base_url": self.url, "retry": 0, **settings}

        async def run() -> Any:
            async with self.package.AsyncClient(**settings) as client:
                found = await self.call(client, operation)(*arguments, **keywords)
                is_stream = type(found).__name__ == "Stream"
                return [each async for each in found] if is_stream else found

        try:
            if way == "async":
                return asyncio.run(run())
            with self.package.Client(**settings) as client:
                found = self.call(client, operation)(*arguments, **keywords)
                return list(found) if type(found).__name__ == "Stream" else found
        except self.package.APIError as error:
            return error


@contextmanager
def serving(
    *command: str,
    document: str,
    package: str,
    folder: Path,
    environment: Mapping[str, str] = {},
    program: str = sys.executable,
    start_in: Path = ROOT,
) -> Generator[Server]:
    """Run a server, and make the package of the document it serves.

    Args:
        command: arguments of the program; ``{port}`` stands for the port.
        document: path of its document.
        package: import name of the package to make.
        folder: where the package is written.
        environment: further environment variables.
        program: what runs the server.
        start_in: the directory to run it in.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [program, *(part.format(port=port) for part in command)],
        cwd=start_in,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        spec = folder / f"{package}.json"
        spec.write_bytes(_fetched(f"{url}{document}", process))
        generated = generate(spec, Config(), package=package)
        files.write(generated.files, folder)
        yield Server(url, files.imported(package, folder), generated)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _fetched(url: str, process: subprocess.Popen[bytes]) -> bytes:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with urlopen(url, timeout=10) as response:
                content: bytes = response.read()
                return content
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                told = process.communicate(timeout=10)[0].decode()
                raise AssertionError(f"the server does not start: {told[-3000:]}") from None
            time.sleep(0.1)
