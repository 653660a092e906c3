"""A server to call, and a way to make packages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.serving import Recorder

from .cases import Case


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with Recorder() as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()


@pytest.fixture
def case(tmp_path: Path) -> Callable[[Any], Case]:
    """Return a function that makes the package of a document."""
    return lambda document: Case(document, tmp_path)
