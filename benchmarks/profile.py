"""Where the time goes, by library: `python -m benchmarks.profile` draws two pictures.

They go to docs/benchmarks/profile-*.svg, beside those of `make bench`. With the name of a piece of
work (`profiled_work.py`) the shares are printed as JSON: the benchmark asks so for each target that
is missed.

cProfile adds its own cost to every call of Python code, so the shares tell proportions, not times;
code of Python's own that is written in C (sockets, lists) counts for the library that calls it.
"""

from __future__ import annotations

import cProfile
import functools
import json
import pstats
import re
import subprocess
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.clients import ROOT, WORK
from benchmarks.plots import bars

_MOST = 12
_COMPILED = re.compile(r"(?: of '|built-in method )(\w+)\.")
_PACKAGES = ("genesys_process_automation", "pa_ours")
_PICTURES = {
    "call": "One call, 25 entities: percent of CPU by library",
    "generate": "Generating our fragment: percent of CPU by library",
}


def time_by_library(work: Callable[[], object]) -> dict[str, float]:
    """Profile a piece of work, and sum the time spent in each library's own code.

    Args:
        work: what is done.

    Returns:
        Library → percent; what is small is summed up as *other*.
    """
    # CPU time: waiting for the server is nobody's work.
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    work()
    profile.disable()
    spent: defaultdict[str, float] = defaultdict(float)
    stats: dict[tuple[str, int, str], Any] = vars(pstats.Stats(profile))["stats"]
    for (file, _, name), (_, _, own, _, callers) in stats.items():
        if file != "~":
            spent[_library(file)] += own
            continue
        if compiled := library_of_compiled(name):
            spent[compiled] += own
            continue
        # A function in C of Python's own: charge those who call it.
        for (caller, _, _), figures in callers.items():
            spent[_library(caller)] += figures[2]
    return _shares(spent)


def library_of_compiled(name: str) -> str:
    """The library of a compiled function, empty for Python's own, by what the profiler calls it."""
    found = _COMPILED.search(name)
    if found is None:
        return ""
    if name.startswith("<method") and found[1] == "builtins":
        # A class that names no module; Python's own are called without any. Only one has such.
        return "pyreqwest"
    return "" if found[1] in sys.stdlib_module_names else found[1]


class _Seen(functools.partial[Any]):
    """A partial that the profiler sees through: what the C one calls, it charges to the caller."""

    def __call__(self, /, *arguments: Any, **named: Any) -> Any:
        """Call the function."""
        return self.func(*self.args, *arguments, **{**self.keywords, **named})


def memory_by_library(work: Callable[[], object]) -> dict[str, float]:
    """Sum what Python objects hold when a piece of work is done, by the library that made them."""
    tracemalloc.start()
    kept = work()
    held: Counter[str] = Counter()
    for found in tracemalloc.take_snapshot().statistics("filename"):
        held[_library(found.traceback[0].filename)] += found.size
    tracemalloc.stop()
    del kept
    return _shares(held)


def lines_by_part(package: Path) -> dict[str, float]:
    """Sum the lines of code of a package by its parts, the fake service and the like left out."""
    from tests.support.sizes import client_modules, code_lines

    counts: Counter[str] = Counter()
    for path in client_modules(package):
        parts = path.relative_to(package).parts
        counts[f"{parts[0]}/" if len(parts) > 1 else parts[0]] += code_lines(
            path.read_text("utf-8")
        )
    return _shares(counts)


def _shares(amounts: Mapping[str, float]) -> dict[str, float]:
    """The largest amounts as percents of the whole."""
    whole = sum(amounts.values()) or 1
    most = sorted(amounts.items(), key=lambda item: -item[1])[:_MOST]
    shares = {name: 100 * amount / whole for name, amount in most}
    rest = 100 - sum(shares.values())
    return {**shares, **({"other": rest} if rest > 0.5 else {})}


def _library(file: str) -> str:
    parts = Path(file).parts
    if any(name in parts for name in _PACKAGES):
        return "this project: the package"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    house = ROOT / "generator" / "clientgen"
    if file.startswith(str(house)):
        return f"this project: {Path(file).relative_to(house).parts[0]}"
    if "templates" in parts or "<template>" in file:
        return "this project: templates"
    if file.startswith(str(ROOT)):
        return "this project: benchmark"
    if "importlib" in file:
        return "importing"
    return "standard library"


def shares_of(name: str, *rest: str) -> dict[str, float]:
    """Do a piece of work in this process and tell its shares.

    Args:
        name: the work, as `profiled_work.WORKS` calls it.
        rest: what it needs to know.
    """
    from benchmarks.profiled_work import WORKS

    kind, work = WORKS[name]
    if kind == "time":
        functools.partial = _Seen  # type: ignore[misc]  # for this process, which only profiles
    return {"time": time_by_library, "memory": memory_by_library}[kind](work(*rest))


def draw(name: str, title: str) -> None:
    """Take one profile in a process of its own and write its picture."""
    command = [sys.executable, "-m", "benchmarks.profile", name]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    target = ROOT / "docs" / "benchmarks" / f"profile-{name}.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    shares = json.loads(done.stdout.splitlines()[-1])
    target.write_text(bars(title, shares), "utf-8")


if __name__ == "__main__":
    WORK.mkdir(exist_ok=True)
    if len(sys.argv) > 1:
        print(json.dumps(shares_of(*sys.argv[1:])))
    else:
        for picture, heading in _PICTURES.items():
            draw(picture, heading)
