"""Measures what becomes of one document: generate a package, import it, build its types."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from .documents import ROOT
from .operations import operations

Outcome = Literal["generated", "refused", "failed", "crashed", "out of memory", "timed out"]

HERE = Path(__file__).resolve().parent
_COMMAND = (sys.executable, "-m", "clientgen")
"""The program under test: `clientgen`, in the form that works from any folder."""
_DIAGNOSTIC = re.compile(r"(?:^|\s)(?:warning|note|info) [a-z]+(?:-[a-z]+)*: ")
# At the start of a line: a diagnostic may quote a document that speaks of internal errors.
_INTERNAL = re.compile(r"^(?:internal error\b|Traceback \(most recent call last\))", re.MULTILINE)
_EXAMPLES = 4
_LONGEST = 160


@dataclass(frozen=True)
class Bounds:
    """What each of the two processes may use.

    Args:
        cpu_seconds: processor time; the bound that a busy machine does not change.
        wall_seconds: time on the clock, for a process that waits for ever.
        memory: address space in bytes.
    """

    cpu_seconds: int = 180
    wall_seconds: int = 900
    memory: int = 4 * 1024**3


@dataclass(frozen=True)
class Row:
    """What became of one document.

    Args:
        name: the document's name.
        outcome: how `generate` ended.
        exit_status: its exit status; negative: the signal that ended it.
        operations: operations below the document's paths.
        operations_with_method: those that a method reachable from `Client` sends.
        modules: Python modules that were written.
        modules_imported: those that can be imported.
        types: models, type expressions of the runtime and annotations of methods.
        types_built: those that can be built or resolved.
        inspection: how looking at the package ended: `complete`, or why there are no counts.
        diagnostics: diagnostics that `generate` printed.
        cpu_seconds: processor time of `generate`.
        memory_mb: peak memory of `generate`, in MiB.
        lines: lines of Python that were written.
        message: the first line of an error, or empty.
        examples: a few of the things that fail.
    """

    name: str
    outcome: Outcome
    exit_status: int
    operations: int
    operations_with_method: int = 0
    modules: int = 0
    modules_imported: int = 0
    types: int = 0
    types_built: int = 0
    inspection: str = "nothing to inspect"
    diagnostics: int = 0
    cpu_seconds: float = 0.0
    memory_mb: int = 0
    lines: int = 0
    message: str = ""
    examples: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return the row as values that JSON holds."""
        return {**asdict(self), "examples": list(self.examples)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Row:
        """Read what `to_json` gave."""
        members: dict[str, Any] = {**value, "examples": tuple(value["examples"])}
        return cls(**members)


@dataclass(frozen=True)
class BoundedRun:
    """How a bounded process ended."""

    exit_status: int
    timed_out: bool
    cpu_seconds: float
    memory_mb: float
    errors: str


def measure(
    name: str,
    document: Path,
    package: str,
    bounds: Bounds | None = None,
    options: tuple[str, ...] = (),
) -> Row:
    """Measure a document.

    Args:
        name: what the row is called.
        document: the document.
        package: import name of the package to generate.
        bounds: what each process may use.
        options: further options of the command.
    """
    bounds = bounds or Bounds()
    with tempfile.TemporaryDirectory(prefix="clientgen-real-") as folder:
        work = Path(folder)
        arguments = ("generate", str(document), "--package", package, "--out", str(work / "out"))
        run = bounded_run((*_COMMAND, *arguments, *options), work, bounds)
        outcome = outcome_of(run)
        in_document = operations(document)
        message = "" if outcome == "generated" else _message(run, document, work)
        counts = _written(work / "out", package, in_document, work, bounds)
        return Row(
            name,
            outcome,
            run.exit_status,
            len(in_document),
            diagnostics=sum(
                _DIAGNOSTIC.search(line) is not None for line in run.errors.splitlines()
            ),
            cpu_seconds=round(run.cpu_seconds, 1),
            memory_mb=round(run.memory_mb),
            message=message,
            **counts,
        )


def difference_with_itself(
    document: Path, bounds: Bounds | None = None, options: tuple[str, ...] = ()
) -> str:
    """Compare a document with itself.

    Args:
        document: the document.
        bounds: limits of the process.
        options: further options of the command.

    Returns:
        What was said; empty where nothing differs, or where the document cannot be used at all.
    """
    with tempfile.TemporaryDirectory(prefix="clientgen-real-") as folder:
        arguments = ("diff", str(document), str(document), "--fail-on", "any")
        run = bounded_run((*_COMMAND, *arguments, *options), Path(folder), bounds or Bounds())
    refused = run.exit_status == 2 and not _INTERNAL.search(run.errors)
    return "" if run.exit_status == 0 or refused else f"exit {run.exit_status}: {run.errors[:400]}"


def inspect(folder: Path, package: str, work: Path, bounds: Bounds | None = None) -> dict[str, Any]:
    """Look at a generated package in a process of its own.

    Args:
        folder: the folder that holds the package.
        package: its import name.
        work: a folder for what is written meanwhile.
        bounds: what the process may use.

    Returns:
        The report of `inspect_package.py`, or one with only `failure` where the process ended
        before it could write any.
    """
    report = work / "inspection.json"
    program = str(HERE / "inspect_package.py")
    command = (sys.executable, program, str(folder), package, str(report))
    run = bounded_run(command, work, bounds or Bounds())
    if run.exit_status == 0 and report.is_file():
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return found
    if run.timed_out:
        return {"failure": "timed out"}
    last = run.errors.strip().splitlines()[-1:] or [f"exit status {run.exit_status}"]
    return {"failure": last[0].replace(str(folder), "OUT")[:_LONGEST]}


def _written(
    out: Path, package: str, in_document: set[tuple[str, str]], work: Path, bounds: Bounds
) -> dict[str, Any]:
    """Count what was written: the members of a row that come from the package."""
    modules = sorted((out / package).rglob("*.py"))
    if not modules:
        return {}
    lines = sum(path.read_text("utf-8", "replace").count("\n") for path in modules)
    report = inspect(out, package, work, bounds)
    if "failure" in report:
        return {"modules": len(modules), "lines": lines, "inspection": report["failure"]}
    missing = in_document - {(method, path) for method, path in report["reached"]}
    failures = [*report["import_failures"], *report["surface_failures"], *report["type_failures"]]
    texts = dict.fromkeys(text.replace(str(out), "OUT") for text, _ in failures)
    return {
        "operations_with_method": len(in_document) - len(missing),
        "modules": report["modules"],
        "modules_imported": report["modules_imported"],
        "types": report["types"],
        "types_built": report["types_built"],
        "inspection": "complete",
        "lines": lines,
        "examples": (
            *(f"no method: {method} {path}" for method, path in sorted(missing)[:_EXAMPLES]),
            *(text[:_LONGEST] for text in list(texts)[:_EXAMPLES]),
        ),
    }


def outcome_of(run: BoundedRun) -> Outcome:
    """Name the way a bounded process ended."""
    if run.timed_out:
        return "timed out"
    if run.exit_status != 0 and "MemoryError" in run.errors:
        return "out of memory"
    if run.exit_status < 0 or _INTERNAL.search(run.errors):
        return "crashed"
    if run.exit_status == 0:
        return "generated"
    return "refused" if run.exit_status == 2 else "failed"


def _message(run: BoundedRun, document: Path, work: Path) -> str:
    """Return the line of an error, without the folders of this machine."""
    lines = [line.strip() for line in run.errors.splitlines() if line.strip()]
    chosen = next((line for line in lines if "error" in line.lower()), (lines or [""])[-1])
    for folder in (str(document.parent), str(work), str(ROOT)):
        chosen = chosen.replace(f"{folder}/", "").replace(folder, "")
    return chosen[:_LONGEST]


def bounded_run(command: tuple[str, ...], work: Path, bounds: Bounds) -> BoundedRun:
    """Run a command within bounds, without network, with a cache of its own.

    Args:
        command: the program and its arguments.
        work: a folder for what is written meanwhile.
        bounds: what the process may use.

    Returns:
        How it ended.
    """
    report, errors = work / "bounded.json", work / "stderr.txt"
    limits = (str(bounds.cpu_seconds), str(bounds.wall_seconds), str(bounds.memory))
    path = os.pathsep.join([str(HERE / "offline"), str(ROOT)])
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONHASHSEED": "0",
        "XDG_CACHE_HOME": str(work / "cache"),
        "NO_COLOR": "1",
        "COLUMNS": "400",
    }
    launcher = (sys.executable, "-I", "-S", str(HERE / "bounded.py"), str(report), *limits)
    with errors.open("wb") as stream:
        subprocess.run(
            (*launcher, *command),
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            check=True,
        )
    found = json.loads(report.read_text("utf-8"))
    return BoundedRun(**found, errors=errors.read_text("utf-8", "replace"))
