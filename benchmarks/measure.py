"""Running a process and reading what it used; rounds, medians and spread."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
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
        may_fail: a failure is a result, not the end of the benchmark.
    """

    name: str
    arguments: Sequence[str]
    environment: dict[str, str]
    before: Callable[[], object] | None = None
    may_fail: bool = False


def once(work: Work) -> Sample | None:
    """Run a process.

    Returns:
        CPU and wall seconds, peak memory in MB, and what the process told about itself as JSON on
        its last line; None when it failed and may.
    """
    if work.before is not None:
        work.before()
    environment = {**os.environ, "PYTHONHASHSEED": "0", **work.environment}
    # Byte code is written and read as on a user's machine.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        open(os.devnull, "rb") as nothing,
        subprocess.Popen(
            work.arguments,
            env=environment,
            stdin=nothing,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process,
    ):
        assert process.stdout is not None
        began = os.times().elapsed
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = os.times().elapsed - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        if work.may_fail:
            return None
        raise SystemExit(f"{work.name}: {' '.join(work.arguments)} ended with {process.returncode}")
    sample = {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak_mb": used.ru_maxrss / 1024}
    last = said.decode(errors="replace").rstrip().rpartition("\n")[2]
    if last.startswith("{"):
        sample |= {f"told_{key}": value for key, value in json.loads(last).items()}
    return sample


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
            sample = once(work)
            if sample is not None:
                found[work.name].append(sample)
    return {name: samples for name, samples in found.items() if samples}


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
