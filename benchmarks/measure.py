"""Running a process and reading what it used; rounds, medians and spread."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Sample = dict[str, float]


@dataclass(frozen=True, slots=True)
class Work:
    """One process to run.

    Args:
        name: whose it is.
        arguments: the command.
        environment: what is set besides.
        before: done before each run, outside the measurement.
        limit: seconds after which it is ended, which counts as failing.
    """

    name: str
    arguments: Sequence[str]
    environment: dict[str, str]
    before: Callable[[], object] | None = None
    limit: float = 300


class Failed(Exception):
    """A process ended with an error; the text says how, in its own last words."""


def once(work: Work) -> Sample:
    """Run a process.

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
        open(os.devnull, "rb") as nothing,
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            work.arguments,
            env=environment,
            stdin=nothing,
            stdout=subprocess.PIPE,
            stderr=complaints,
        ) as process,
    ):
        assert process.stdout is not None
        late = threading.Timer(work.limit, process.kill)
        late.start()
        began = os.times().elapsed
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = os.times().elapsed - began
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            complaints.seek(0)
            raise Failed(_why(process.returncode, wall >= work.limit, said + complaints.read()))
    sample = {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak_mb": used.ru_maxrss / 1024}
    last = said.decode(errors="replace").rstrip().rpartition("\n")[2]
    if last.startswith("{"):
        sample |= {f"told_{key}": value for key, value in json.loads(last).items()}
    return sample


def _why(code: int, late: bool, said: bytes) -> str:
    """A process's last words, on one line."""
    if late:
        return "ended after its time was up"
    lines = said.decode(errors="replace").strip().splitlines() or [""]
    # Of a traceback, or of a log, the line that names the error says most.
    named = [line for line in lines if re.search(r"\b\w*(?:Error|Exception)\b", line)]
    line = " ".join((named or lines)[-1].split())
    return f"{line[:200] or 'nothing said'} (exit status {code})"


def rounds(works: Sequence[Work], count: int) -> dict[str, list[Sample]]:
    """Run all, again and again, so that a slow minute of the machine hits all alike.

    Args:
        works: what to run; the first of each kind is warmed up once, unmeasured.
        count: how often.

    Returns:
        Name → samples, in order.
    """
    found: dict[str, list[Sample]] = {work.name: [] for work in works}
    for work in works:
        if count > 1:
            once(work)
    for turn in range(count):
        # Every second round the other way about.
        for work in works if turn % 2 == 0 else reversed(works):
            found[work.name].append(once(work))
    return found


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
