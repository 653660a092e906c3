"""The corpus: every package in one folder, and a server to call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support import files

from .packages import made
from .serving import Opener, Recorder, client_of


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that writes a document's package and gives the folder it is in."""
    root = tmp_path_factory.mktemp("corpus")

    @cache
    def write(name: str) -> Path:
        files.write(made(name).files, root)
        return root

    return write


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with Recorder() as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()


@pytest.fixture
def opened(corpus: Callable[[str], Path], server: Recorder) -> Opener:
    """Return a function that opens the client of a document, which calls the server."""

    def opened(name: str, **settings: Any) -> AbstractContextManager[Any]:
        return client_of(name, corpus(name), server, **settings)

    return opened
