"""Running a process and reading what it used; rounds, medians and spread."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

_ROOT = Path(__file__).resolve().parents[1]
_LAUNCHER = _ROOT / "tests" / "real" / "bounded.py"
_LONGEST = 160
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_ERROR = re.compile(r"\b\w*(?:[Ee]rror|Exception)\b")
_NOISE = "Error(s) encountered while generating"
_FOLDERS = re.compile(r"(?<![\w#.])/(?:home|root|tmp|work|usr|var|opt|Users|private)/[^\s'\":,)]*")

Sample = dict[str, float]


class Table(TypedDict):
    """What was measured of several clients or commands, and which could not be, and why."""

    samples: dict[str, list[Sample]]
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """One process to run.

    Args:
        name: whose it is.
        arguments: the command.
        environment: what is set besides.
        before: done before each run, outside the measurement.
        limit: seconds after which it is ended, which counts as failing.
        most: rounds it takes part in, or None for all.
    """

    name: str
    arguments: Sequence[str]
    environment: dict[str, str]
    before: Callable[[], object] | None = None
    limit: float = 300
    most: int | None = None


class Failed(Exception):
    """A process ended with an error; the text says how, in its own last words."""


def once(work: Work) -> Sample:
    """Run a process.

    It is started by `tests/real/bounded.py`, a small program: the peak memory that a system reports
    includes what the parent held when the process was started.

    Returns:
        CPU and wall seconds, peak memory in MB, and what the process told about itself as JSON on
        its last line.

    Raises:
        Failed: it ended with an error, or took too long.
    """
    if work.before is not None:
        work.before()
    environment = {**os.environ, "PYTHONHASHSEED": "0", **work.environment}
    # Byte code is written and read as on a user's machine.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        report = Path(folder) / "report.json"
        limits = (str(round(work.limit)), str(work.limit), "-1")
        launcher = (sys.executable, "-I", "-S", str(_LAUNCHER), str(report), *limits)
        began = time.monotonic()
        subprocess.run(
            (*launcher, *work.arguments),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            check=True,
        )
        wall = time.monotonic() - began
        used = json.loads(report.read_text("utf-8"))
        output.seek(0)
        errors.seek(0)
        written, complaints = output.read(), errors.read()
    if used["exit_status"]:
        raise Failed(_why(used["exit_status"], used["timed_out"], written + complaints))
    sample = {"cpu": used["cpu_seconds"], "wall": wall, "peak_mb": used["memory_mb"]}
    last = written.decode(errors="replace").rstrip().rpartition("\n")[2]
    if last.startswith("{"):
        sample |= {f"told_{key}": value for key, value in json.loads(last).items()}
    return sample


def _why(code: int, late: bool, written: bytes) -> str:
    """The last words of a process in one short phrase, without folders of this machine."""
    if late:
        return "ended after its time was up"
    text = _ESCAPES.sub("", written.decode(errors="replace")).replace(f"{_ROOT}/", "")
    lines = [line for line in text.splitlines() if re.search(r"\w", line) and _NOISE not in line]
    # Of a traceback, whose quoted code is indented, the end says most; of other output the start.
    quoting = any(line.startswith("Traceback ") for line in lines)
    lines = [line for line in lines if not (quoting and line[0].isspace())]
    named = [line for line in lines if _ERROR.search(line)] or lines[-1 if quoting else 0 :][:1]
    phrase = " ".join(named[-1].split()) if named else ""
    phrase = _FOLDERS.sub(lambda found: found[0].rstrip("/").rpartition("/")[2], phrase)
    if len(phrase) > _LONGEST:
        phrase = phrase[:_LONGEST].rpartition(" ")[0] + " …"
    return f"{phrase or 'nothing said'} (exit status {code})"


def rounds(works: Sequence[Work], count: int, *, warm: bool = True) -> Table:
    """Run all, again and again, so that a slow minute of the machine hits all alike.

    What fails once is refused: its samples are left out, and the others go on.

    Args:
        works: what to run.
        count: how often.
        warm: run each once before, unmeasured, so that its byte code is written.

    Returns:
        Name → samples, in order; name → why there are none.
    """
    samples: dict[str, list[Sample]] = {work.name: [] for work in works}
    refused: dict[str, str] = {}
    for turn in range(-1 if warm else 0, count):
        # Every second round the other way about.
        for work in works if turn % 2 == 0 else reversed(works):
            if work.name in refused or (work.most is not None and turn >= work.most):
                continue
            try:
                sample = once(work)
            except Failed as reason:
                refused[work.name] = str(reason)
                del samples[work.name]
                print(f"  {work.name}: {reason}", file=sys.stderr, flush=True)
                continue
            if turn >= 0:
                samples[work.name].append(sample)
    return {"samples": samples, "refused": refused}


def median(samples: Sequence[Sample], key: str) -> float:
    """The middle of one figure."""
    return statistics.median(sample[key] for sample in samples)


def spread(samples: Sequence[Sample], key: str) -> float:
    """Half the distance between the quartiles, as a share of the median."""
    values = [sample[key] for sample in samples]
    if len(values) < 3:
        return (max(values) - min(values)) / 2 / (statistics.median(values) or 1)
    low, middle, high = statistics.quantiles(values, n=4)
    return (high - low) / 2 / (middle or 1)


def ratios(ours: Sequence[Sample], theirs: Sequence[Sample], key: str) -> list[float]:
    """Ours by theirs, pair by pair of the same round."""
    return [a[key] / b[key] for a, b in zip(ours, theirs, strict=False) if b[key]]


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    import platform

    model = ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "load": round(os.getloadavg()[0], 2),
    }
