"""Programs under test: `clientgen` in this process, or any command in a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from clientgen.cli.app import main

ROOT = Path(__file__).resolve().parents[2]


class Ran(NamedTuple):
    """How a run of the program ended: its exit code, and what it wrote to stdout and stderr."""

    code: int
    out: str
    err: str


def clientgen(*arguments: str | Path, crashes: bool = False) -> Ran:
    """Run the program in this process, as ``main`` does.

    Args:
        arguments: the command line without the program's name.
        crashes: an internal error is expected; without it none may be reported.
    """
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
    assert isinstance(caught.value.code, int)
    assert "Traceback" not in err.getvalue()
    assert ("internal error" in err.getvalue()) is crashes, err.getvalue()
    return Ran(caught.value.code, out.getvalue(), err.getvalue())


def process(
    *command: str | Path,
    folder: Path = ROOT,
    text: str = "",
    timeout: int = 110,
    environment: Mapping[str, str] = os.environ,
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; its exit code is for the caller to judge.

    Args:
        command: the program and its arguments.
        folder: the working directory.
        text: standard input.
        timeout: seconds.
        environment: the environment variables it sees.
        more: further ones.
    """
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        input=text,
        env={**environment, **(more or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def python(
    *arguments: str | Path,
    folder: Path = ROOT,
    text: str = "",
    timeout: int = 110,
    more: Mapping[str, str] | None = None,
) -> str:
    """Run Python in a process of its own, which has to succeed; return what it printed.

    Args:
        arguments: options of the interpreter, and a program with its arguments.
        folder: the working directory.
        text: standard input.
        timeout: seconds.
        more: environment variables besides those of the tests.
    """
    command = (sys.executable, *arguments)
    done = process(*command, folder=folder, text=text, timeout=timeout, more=more)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-3000:]
    return done.stdout


def mypy(folder: Path, *packages: str, timeout: int = 110) -> None:
    """Check that mypy accepts packages under ``--strict``.

    Args:
        folder: the folder they are in.
        packages: their import names.
        timeout: seconds.
    """
    listed = [item for name in packages for item in ("-p", name)]
    options = ("--strict", "--no-incremental", "--config-file=")
    python("-m", "mypy", *options, *listed, folder=folder, timeout=timeout)
