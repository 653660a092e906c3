"""The corpus: every package in one folder, and a server to call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from .packages import made
from .serving import Recorder


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that writes a document's package and gives the folder it is in."""
    root = tmp_path_factory.mktemp("corpus")

    @cache
    def write(name: str) -> Path:
        for path, text in made(name).files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        return root

    return write


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with Recorder() as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
