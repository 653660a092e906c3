"""Small emitted packages to vendor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clientgen.files.owned_files import with_manifest, write

PACKAGE = "small_api"
CURRENT = {
    "__init__.py": 'from .client import NAME as NAME\n\n__version__ = "1.1.0"\n',
    "client.py": "from .new import NAME as NAME\n",
    "new.py": "NAME = __name__\n",
    "py.typed": "",
}
OLDER = {
    "__init__.py": 'from .client import NAME as NAME\n\n__version__ = "1.0.0"\n',
    "client.py": "from .parts.old import NAME as NAME\n",
    "parts/old.py": "NAME = __name__\n",
    "py.typed": "",
}
Emit = Callable[[dict[str, str], str], Path]


@pytest.fixture
def emit(tmp_path: Path) -> Emit:
    """Write a package as ``clientgen generate`` does, and give its directory."""

    def make(files: dict[str, str], version: str) -> Path:
        out = tmp_path / f"generated-{version}"
        listed = {f"{PACKAGE}/{path}": text for path, text in files.items()}
        facts = {"package": PACKAGE, "version": version, "api_version": "269.0.0"}
        listed["README.md"] = "# Small\n"
        write(out, PACKAGE, with_manifest(listed, PACKAGE, facts))
        return out / PACKAGE

    return make
