"""Type checkers, run through their command lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clientgen.base.diagnostics import InputError
from clientgen.base.untyped import as_map, items
from clientgen.files.scratch import write_scratch
from clientgen.usage.checker_settings import (
    mypy_configuration,
    pyright_settings,
    setting_warnings,
    unsilenced_configuration,
)
from clientgen.usage.columns import Columns
from clientgen.usage.workspace import Workspace

EXTRA = "process-automation-clientgen[review]"
"""What brings the checker and the rewriter."""

TIMEOUT = 600.0
"""Seconds that one run may take."""

_UNTYPED = "# mypy: disallow-any-expr"
"""Makes mypy tell of expressions of no known type, in one file."""

_HEEDED = "# mypy: enable-error-code="
"""Makes mypy tell, in one file, of errors that the user's own configuration of it disables."""

_DEPRECATED = frozenset({"deprecated", "reportDeprecated"})
_INSTALL = {"mypy": EXTRA, "pyright": "pyright[nodejs]", "libcst": EXTRA}


@dataclass(frozen=True, slots=True, order=True)
class CheckerMessage:
    """A message of a checker.

    Args:
        path: the file.
        line: line number, from 1.
        column: offset in bytes of UTF-8, from 0.
        end_line: line number of the end.
        end_column: offset of the end.
        code: the checker's name for what is wrong.
        text: the message.
    """

    path: Path
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    text: str


def need(module: str, purpose: str) -> None:
    """Refuse to go on without an optional dependency.

    Args:
        module: the module that is needed.
        purpose: the option that needs it.

    Raises:
        InputError: it is not installed; the message tells what to install.
    """
    if find_spec(module) is None:
        install = f"pip install '{_INSTALL[module]}'"
        raise InputError(f"{purpose} needs {module}, which is not installed: {install}")


class Checker:
    """A type checker over one workspace.

    Args:
        name: ``mypy`` or ``pyright``.
        workspace: what it checks.
        home: directory in which the user's own configuration of it is looked for.
        timeout: seconds that one run may take.
    """

    def __init__(
        self, name: str, workspace: Workspace, home: Path, timeout: float = TIMEOUT
    ) -> None:
        need(name, "--code" if name == "mypy" else f"--checker {name}")
        self.name = name
        self._workspace = workspace
        self._timeout = timeout
        self._home = home
        self._configuration = mypy_configuration(home) if name == "mypy" else None
        self.warnings = setting_warnings(name, home)

    @property
    def title(self) -> str:
        """Name and version."""
        try:
            return f"{self.name} {version(self.name)}"
        except PackageNotFoundError:
            return self.name

    def run(self, package: Mapping[str, str], *, marks: bool = False) -> list[CheckerMessage]:
        """Check the code with a package.

        Args:
            package: path below the package → text.
            marks: tell of names that are marked as deprecated, and of expressions of no type.

        Returns:
            What the checker says of the files to judge.

        Raises:
            InputError: it cannot be run, or does not end in time.
        """
        self._workspace.write_package(package)
        self._workspace.write_code(self._comment(marks))
        found = self._mypy() if self.name == "mypy" else self._pyright(marks)
        judged = {
            self._workspace.copied(source.path): source for source in self._workspace.code.files
        }
        told = [m for m in found if marks or m.code not in _DEPRECATED]
        known = [message for message in told if message.path in judged]
        self._warn_of_others({message.path for message in told} - judged.keys())
        if self.name == "pyright":
            return [replace(message, path=judged[message.path].path) for message in known]
        columns = {path: Columns(source) for path, source in judged.items()}
        return [
            _placed(message, judged[message.path].path, columns[message.path]) for message in known
        ]

    def _comment(self, marks: bool) -> str:
        """What stands at the end of each file, as it overrides every section of a configuration."""
        if self.name != "mypy":
            return ""
        from mypy.errorcodes import error_codes

        usual = sorted(code.code for code in error_codes.values() if code.default_enabled)
        heeded = f'{_HEEDED}"{", ".join([*usual, "deprecated"])}"'
        return f"{heeded}\n{_UNTYPED}" if marks else heeded

    def _warn_of_others(self, paths: Collection[Path]) -> None:
        """Tell of messages on files that are not judged: nothing is left out in silence."""
        for path in sorted(filter(None, map(self._workspace.original, paths))):
            warning = f"{path}: what {self.name} says of this file is left out: it is not judged"
            if warning not in self.warnings:
                self.warnings.append(warning)

    def _mypy(self) -> Iterator[CheckerMessage]:
        for number, batch in enumerate(self._batches()):
            yield from self._mypy_batch(batch, self._workspace.cache(number))

    def _batches(self) -> list[list[Path]]:
        """The files to judge in groups in which no two are modules of one name."""
        batches: list[dict[str, Path]] = []
        for source in self._workspace.code.files:
            batch = next((b for b in batches if source.module not in b), None)
            if batch is None:
                batch = dict[str, Path]()
                batches.append(batch)
            batch[source.module] = self._workspace.copied(source.path)
        return [list(batch.values()) for batch in batches]

    def _mypy_batch(self, files: Sequence[Path], cache: Path) -> Iterator[CheckerMessage]:
        folder = self._workspace.folder
        listing = folder / "files.txt"
        write_scratch(listing, "".join(f"{path}\n" for path in files).encode())
        empty = folder / "mypy.ini"
        write_scratch(empty, b"[mypy]\n")
        options = [
            *("--output", "json", "--check-untyped-defs", "--show-absolute-path"),
            *("--follow-imports", "silent", "--namespace-packages", "--explicit-package-bases"),
            *("--cache-dir", str(cache), "--no-error-summary"),
            # Alike in every run, so that what it read of other packages serves the next one.
            *("--enable-error-code", "deprecated"),
            *("--no-warn-unused-configs", "--python-executable", _interpreter()),
        ]
        configuration = self._configuration
        if configuration is not None:
            used = folder / "configuration" / configuration.name
            write_scratch(used, unsilenced_configuration(configuration).encode())
        else:
            used = empty
        arguments = ["--config-file", str(used), *options, f"@{listing}"]
        ran = self._process("mypy", arguments)
        if ran.returncode not in (0, 1) and configuration is not None:
            self._configuration = None
            self.warnings.append(f"{configuration}: mypy cannot use it here, so it is left out")
            yield from self._mypy_batch(files, cache)
            return
        messages = list(_mypy_messages(ran.stdout, self._cwd()))
        if ran.returncode not in (0, 1):
            said = messages[0].text if messages else _first_line(ran.stderr or ran.stdout)
            raise InputError(f"mypy could not check the code: {said}")
        yield from messages

    def _pyright(self, marks: bool) -> Iterator[CheckerMessage]:
        settings = {
            **pyright_settings(self._home),
            "include": [str(path) for batch in self._batches() for path in batch],
            "extraPaths": [str(path) for path in self._workspace.search],
            "analyzeUnannotatedFunctions": True,
            "reportDeprecated": "warning" if marks else "none",
            "enableTypeIgnoreComments": True,
        }
        project = self._cwd() / "clientgen-pyright.json"
        write_scratch(project, json.dumps(settings).encode())
        arguments = ["--project", str(project), "--outputjson", "--pythonpath", _interpreter()]
        ran = self._process("pyright", arguments)
        try:
            value = as_map(json.loads(ran.stdout))
        except ValueError:
            value = None
        if value is None or ran.returncode not in (0, 1):
            said = _first_line(ran.stderr or ran.stdout)
            raise InputError(f"pyright could not check the code: {said}")
        yield from _pyright_messages(items(value.get("generalDiagnostics")))

    def _cwd(self) -> Path:
        folder = self._workspace.folder / "code"
        below = self._home.is_relative_to(self._workspace.code.root)
        home = self._workspace.copied(self._home) if below else folder
        home.mkdir(parents=True, exist_ok=True)
        return home

    def _process(self, name: str, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        # Safe path: the code that is checked must not be imported by the checker.
        command = [sys.executable, "-P", "-m", name, *arguments]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MYPY")}
        environment = {
            **kept,
            "MYPYPATH": os.pathsep.join(str(path) for path in self._workspace.search),
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
            "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        }
        environment.pop("FORCE_COLOR", None)
        try:
            return subprocess.run(
                command,
                cwd=self._cwd(),
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=self._timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            message = f"{name} did not end within {self._timeout:g} s: name fewer folders"
            raise InputError(message) from error
        except OSError as error:
            raise InputError(f"{name} cannot be run: {error.strerror or error}") from error


def _interpreter() -> str:
    """The Python whose packages the code imports: that of the active virtual environment."""
    active = os.environ.get("VIRTUAL_ENV")
    if active:
        for name in ("bin/python", "Scripts/python.exe"):
            path = Path(active) / name
            if path.exists():
                return str(path)
    return sys.executable


def _placed(message: CheckerMessage, path: Path, columns: Columns) -> CheckerMessage:
    (line, column), (end_line, end_column) = columns.span(
        (message.line, message.column), (message.end_line, message.end_column)
    )
    return CheckerMessage(path, line, column, end_line, end_column, message.code, message.text)


def _mypy_messages(text: str, cwd: Path) -> Iterator[CheckerMessage]:
    for line in text.splitlines():
        try:
            value = as_map(json.loads(line))
        except ValueError:
            continue
        if value is None or (value.get("severity") == "note" and value.get("code") != "deprecated"):
            continue
        start = _number(value.get("line"), 1), _number(value.get("column"), 0)
        end = _number(value.get("end_line"), start[0]), _number(value.get("end_column"), start[1])
        path = (cwd / str(value.get("file"))).resolve()
        code, message = str(value.get("code")), str(value.get("message"))
        yield CheckerMessage(path, *start, *end, code, message)


def _pyright_messages(found: Sequence[Any]) -> Iterator[CheckerMessage]:
    lines: dict[Path, list[str]] = {}
    for item in found:
        value = as_map(item) or {}
        code = str(value.get("rule") or "syntax")
        if value.get("severity") != "error" and code != "reportDeprecated":
            continue
        path = Path(str(value.get("file"))).resolve()
        if path not in lines:
            lines[path] = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        span = as_map(value.get("range")) or {}
        start = _offset(as_map(span.get("start")) or {}, lines[path])
        end = _offset(as_map(span.get("end")) or {}, lines[path])
        yield CheckerMessage(path, *start, *end, code, str(value.get("message")))


def _offset(point: Mapping[str, Any], lines: Sequence[str]) -> tuple[int, int]:
    """A position as pyright counts, in UTF-16 units, as line and offset in bytes."""
    row, units = _number(point.get("line"), 0), _number(point.get("character"), 0)
    text = lines[row] if row < len(lines) else ""
    before = text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
    return row + 1, len(before.encode())


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and value >= 0 else default


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"
