"""Small emitted packages to vendor, and the program itself."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from clientgen.cli import app as program
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


def clientgen(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the program as a shell would: exit code, what it printed, what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        with pytest.raises(SystemExit) as caught:
            program.main([str(argument) for argument in arguments])
    assert "Traceback" not in err.getvalue()
    code = caught.value.code
    return (code if isinstance(code, int) else 0), out.getvalue(), err.getvalue()


def tree(directory: Path) -> dict[str, str]:
    """Read every file below a directory."""
    return {
        path.relative_to(directory).as_posix(): path.read_text("utf-8")
        for path in sorted(directory.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
